// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// Where the sandbox's webhooks arrive: each request is kept as it came, then given to the client's own handler.
import http from "node:http";
import { Readable } from "node:stream";

const updateWithinMs = 10_000;

/** @typedef {{headers: http.IncomingHttpHeaders, body: string, update: any}} Delivery */

export class Webhooks {
  #handlers = new Map();
  #waiting = [];
  #unclaimed = [];

  // onDelivery(path, delivery) is called before the handler is.
  constructor(onDelivery) {
    this.onDelivery = onDelivery;
    this.server = http.createServer((request, response) => this.#take(request, response));
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections?.();
    this.server.close();
  }

  // (request, response) as of Node's own http servers.
  handle(path, handler) {
    this.#handlers.set(path, handler);
  }

  // The next delivery whose update `isWanted`; those that came since the last call count.
  async next(isWanted, what) {
    const at = this.#unclaimed.findIndex((delivery) => isWanted(delivery.update));
    if (at >= 0) return this.#unclaimed.splice(at, 1)[0];
    return new Promise((resolve, reject) => {
      const waiting = { isWanted, resolve };
      this.#waiting.push(waiting);
      const giveUp = () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        reject(new Error(`no ${what} came within ${updateWithinMs / 1000} s`));
      };
      waiting.timer = setTimeout(giveUp, updateWithinMs);
    });
  }

  #take(request, response) {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", async () => {
      const body = Buffer.concat(chunks).toString();
      const delivery = { headers: request.headers, body, update: JSON.parse(body) };
      this.onDelivery(request.url, delivery);
      // The body was read: the handler gets it once more, as if it were first.
      const { headers, method, url, socket } = request;
      const again = Object.assign(Readable.from([Buffer.from(body)]), { headers, method, url, socket });
      response.on("finish", () => this.#tell(delivery, response.statusCode));
      try {
        await this.#handlers.get(url)(again, response);
      } catch {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      }
    });
  }

  // Answered: only now may who waits for it look at what its handler has done.
  #tell(delivery, status) {
    delivery.status = status;
    const waiting = this.#waiting.find((one) => one.isWanted(delivery.update));
    if (!waiting) {
      this.#unclaimed.push(delivery);
      return;
    }
    this.#waiting = this.#waiting.filter((one) => one !== waiting);
    clearTimeout(waiting.timer);
    waiting.resolve(delivery);
  }
}
