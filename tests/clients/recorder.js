// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// Stands between a client and the sandbox, passes every call on as it came, and keeps the answer's bytes: clients
// hand their users less than what they were sent.
import http from "node:http";
import https from "node:https";

// method: the Bot API's or Crypto Pay's; body: of the answer, as text; chunked: whether the request's length was not said.
/** @typedef {{method: string, chunked: boolean, status: number, type: string, body: string}} Exchange */

export class Recorder {
  // Calls of /PREFIX… go to `target` + "…"; `tls` ({key, cert}) for clients that speak https only.
  constructor({ target, prefix = "", tls, onExchange }) {
    this.target = new URL(target);
    this.prefix = prefix;
    this.onExchange = onExchange;
    this.scheme = tls ? "https" : "http";
    const pass = (request, response) => this.#pass(request, response);
    this.server = tls ? https.createServer(tls, pass) : http.createServer(pass);
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    this.url = `${this.scheme}://127.0.0.1:${this.port}${this.prefix}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections?.();
    this.server.close();
  }

  #pass(request, response) {
    const onward = http.request(
      {
        host: this.target.hostname,
        port: this.target.port,
        path: this.target.pathname.replace(/\/$/, "") + request.url.slice(this.prefix.length),
        method: request.method,
        headers: request.headers,
      },
      (answer) => this.#keep(request, answer, response),
    );
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  }

  #keep(request, answer, response) {
    const chunks = [];
    answer.on("data", (chunk) => chunks.push(chunk));
    answer.on("error", () => response.destroy());
    answer.on("end", () => {
      const body = Buffer.concat(chunks);
      this.onExchange({
        method: request.url.split("?")[0].split("/").pop(),
        chunked: request.headers["transfer-encoding"] === "chunked",
        status: answer.statusCode,
        type: answer.headers["content-type"] ?? "",
        body: body.toString(),
      });
      const { connection, ...headers } = answer.headers;
      response.writeHead(answer.statusCode, answer.statusMessage, headers);
      response.end(body);
    });
  }
}
