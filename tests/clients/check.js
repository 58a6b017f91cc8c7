// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// Lets real clients talk to the sandbox and says what they could not live with. scripts/check-clients runs it:
// node check.js SANDBOX-PROGRAM, in a folder that has the packages of package.json.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import https from "node:https";
import { cryptoBotApi, foile } from "./cryptopay.js";
import { grammyCalls } from "./grammycalls.js";
import { grammyUpdates } from "./grammyupdates.js";
import { Recorder } from "./recorder.js";
import { Checks, Report } from "./report.js";
import { botToken, Sandbox } from "./sandbox.js";
import { kindOf } from "./scenery.js";
import { telegrafCalls, telegrafUpdates } from "./telegraf.js";
import { Types } from "./types.js";
import { Webhooks } from "./webhooks.js";

const program = process.argv[2];
const report = new Report();
const types = new Types();

// grammY's types leave out that an invoice has a keyboard, and a captioned message what the caption is of: these answers
// may have any message's members.
const isAnyMessage = new Set(["sendInvoice", "editMessageCaption"]);
const grammyType = (method) => `Grammy["${method}"]` + (isAnyMessage.has(method) ? " & grammy.Message" : "");

const knownMethods = (client) => {
  const text = readFileSync(`node_modules/@${client}/types/methods.d.ts`, "utf8");
  return [...text.matchAll(/^ {4}(\w+)\(/gm)].map(([, method]) => method);
};

// Update kinds have underscores, methods of the Bot API have none; every kind but one is of two words.
const botSection = (subject) => (subject === "message" || subject.includes("_") ? "Updates by webhook" : "Bot API");
const paySection = () => "Crypto Pay";

// Telegram's newest types are grammY's: nothing may be in an answer that they do not know. telegraf's are of Bot API 7.1,
// and do not take what has come since as a message of its own.
const botClients = [
  {
    name: "grammY",
    types: "grammyjs",
    typeOf: grammyType,
    update: "grammy.Update",
    error: "grammy.ApiError",
    exact: true,
    isYounger: () => false,
    calls: grammyCalls,
    updates: grammyUpdates,
  },
  {
    name: "telegraf",
    types: "telegraf",
    typeOf: (method) => `Telegraf["${method}"]`,
    update: "telegraf.Update",
    error: "telegraf.ApiError",
    exact: false,
    isYounger: ({ message }) => message?.refunded_payment,
    calls: telegrafCalls,
    updates: telegrafUpdates,
  },
];

// Every answer is JSON of the Bot API's form, under the status that it names (Bot API, Making requests).
function checkBotAnswer(client, checks, exchange) {
  const { method, status, type, body } = exchange;
  return checks.check(method, "the answer's form", async () => {
    if (!type.startsWith("application/json")) throw new Error(`Content-Type is "${type}", status ${status}`);
    const { ok, result, description, ...others } = JSON.parse(body);
    if (ok !== true) {
      types.add(checks, method, { type: client.error, value: JSON.parse(body), exact: client.exact });
      if (others.error_code !== status) throw new Error(`error_code ${others.error_code} under status ${status}`);
      return;
    }
    if (status !== 200) throw new Error(`ok under status ${status}`);
    if (Object.keys(others).length > 0) throw new Error(`members beside the result: ${Object.keys(others)}`);
    if (!client.methods.includes(method)) return;
    types.add(checks, method, { type: client.typeOf(method), value: result, exact: client.exact });
  });
}

async function checkBotClient(client) {
  client.methods = knownMethods(client.types);
  const checks = new Checks(report, client.name, botSection);
  const exchanges = [];
  const onExchange = (exchange) => {
    exchanges.push(exchange);
    checkBotAnswer(client, checks, exchange);
  };
  const onDelivery = (_, { update }) => {
    if (client.isYounger(update)) return;
    types.add(checks, kindOf(update), { type: client.update, value: update, exact: client.exact });
  };
  const sandbox = await Sandbox.start(program);
  const recorder = await new Recorder({ target: sandbox.telegramUrl, onExchange }).start();
  const webhooks = await new Webhooks(onDelivery).start();
  const world = { sandbox, url: recorder.url, exchanges, webhooks, checks };
  await client.calls(world);
  await client.updates(world);
  webhooks.stop();
  recorder.stop();
  await sandbox.stop();
  return new Set(exchanges.map(({ method }) => method));
}

// A method that the sandbox has and no check calls would go unchecked for ever.
async function checkCoverage(called) {
  const sandbox = await Sandbox.start(program);
  const checks = new Checks(report, "grammY", botSection);
  // These two would end the bot for whatever is asked after them.
  const ending = (method) => (method === "logOut" || method === "close" ? 1 : 0);
  for (const method of knownMethods("grammyjs").sort((a, b) => ending(a) - ending(b))) {
    if (called.has(method) || !(await sandbox.offers(method))) continue;
    await checks.check(method, "", async () => {
      throw new Error("The sandbox has this method, but no check in tests/clients calls it.");
    });
  }
  await sandbox.stop();
}

function checkPayAnswer(checks, { method, status, body }) {
  return checks.check(method, "the answer's form", async () => {
    const answer = JSON.parse(body);
    if (answer.ok) {
      types.add(checks, method, { type: `cryptoPay.Answers["${method}"]`, value: answer.result, exact: true });
    } else {
      types.add(checks, method, { type: "cryptoPay.Failure", value: answer, exact: true });
      if (answer.error.code !== status) throw new Error(`code ${answer.error.code} under status ${status}`);
    }
  });
}

async function checkPayClient({ name, path, prefix, run, tls }) {
  const checks = new Checks(report, name, paySection);
  const onDelivery = (_, { update }) =>
    types.add(checks, "invoice_paid", { type: "cryptoPay.Update", value: update, exact: true });
  const webhooks = await new Webhooks(onDelivery).start();
  const sandbox = await Sandbox.start(program, ["--crypto-webhook", webhooks.url + path]);
  const onExchange = (exchange) => checkPayAnswer(checks, exchange);
  const recorder = await new Recorder({ target: sandbox.cryptoPayUrl, prefix, tls, onExchange }).start();
  await run({ sandbox, url: recorder.url, port: recorder.port, checks, types, webhooks });
  recorder.stop();
  webhooks.stop();
  await sandbox.stop();
}

// crypto-bot-api speaks https only: a certificate that this process alone trusts.
function certificate() {
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"], { stdio: "pipe" });
  const tls = { key: readFileSync("key.pem"), cert: readFileSync("cert.pem") };
  https.globalAgent.options.ca = tls.cert;
  return tls;
}

const called = new Set();
for (const client of botClients) for (const method of await checkBotClient(client)) called.add(method);
await checkCoverage(called);
await checkPayClient({ name: "@foile/crypto-pay-api", path: "/foile", prefix: "/api", run: foile });
const tls = certificate();
await checkPayClient({ name: "crypto-bot-api", path: "/crypto-bot-api", prefix: "/api", run: cryptoBotApi, tls });
types.check("answers.ts");
report.print();
process.exit(report.hasFailures ? 1 : 0);
