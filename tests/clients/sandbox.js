// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// A turnpike-sandbox of our own on a free port: started, told what customers do, ended by its process.
import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { createInterface } from "node:readline";

export const botToken = "100200300:AAc0ffee-check_clients-0123456789abcd";
export const cryptoPayToken = "4242:AAc0ffee0check0clients0123456789ab0";

const startWithinMs = 10_000;
// What it says of broken requests and the like.
const logFile = "sandbox.log";
let log;

export class Sandbox {
  // `program` is the built turnpike-sandbox; `options` go to its `serve`.
  static async start(program, options = []) {
    const sandbox = new Sandbox();
    log ??= openSync(logFile, "w");
    sandbox.process = spawn(
      program,
      ["serve", "--port", "0", "--bot-token", botToken, "--crypto-token", cryptoPayToken, ...options],
      { stdio: ["ignore", "pipe", log] },
    );
    sandbox.gone = new Promise((resolve) => sandbox.process.once("exit", resolve));
    process.once("exit", () => sandbox.process.kill());
    await sandbox.#readAddresses();
    return sandbox;
  }

  async #readAddresses() {
    const timer = setTimeout(() => this.process.kill(), startWithinMs);
    for await (const line of createInterface({ input: this.process.stdout })) {
      const [, name, address] = /^(\w+)(?:=|: )(\S+)$/.exec(line) ?? [];
      if (name === "TELEGRAM_API_URL") this.telegramUrl = address;
      if (name === "CRYPTOBOT_API_URL") this.cryptoPayUrl = address;
      if (name === "control") this.controlUrl = address;
      if (this.controlUrl) break;
    }
    clearTimeout(timer);
    if (!this.controlUrl) throw new Error(`turnpike-sandbox ended with ${await this.gone}: see ${process.cwd()}/${logFile}`);
    this.process.stdout.resume();
  }

  // POST /control/NAME: what a customer or the world does. Throws when it cannot be done.
  async order(name, body) {
    return this.#control(name, { method: "POST", body: JSON.stringify(body) });
  }

  // GET /control/NAME
  async look(name) {
    return this.#control(name, {});
  }

  async #control(name, request) {
    const answer = await fetch(this.controlUrl + name, request);
    const body = await answer.json();
    if (!answer.ok) throw new Error(`/control/${name}: ${body.error}`);
    return body;
  }

  // Whether the Bot API knows the method: the one question to which "method not found" is the answer.
  async offers(method) {
    const answer = await fetch(`${this.telegramUrl}/bot${botToken}/${method}`);
    const body = await answer.text();
    return !(answer.status === 404 && body.includes("method not found"));
  }

  async stop() {
    this.process.kill();
    await this.gone;
  }
}
