// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// Crypto Pay by the two clients that there are for Node: what shops ask of it, and the webhook of a paid invoice.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import http from "node:http";
import { cryptoPayToken } from "./sandbox.js";
import { thrownBy } from "./scenery.js";

const require = createRequire(import.meta.url);
const { CryptoPay } = require("@foile/crypto-pay-api");
const CryptoBotApi = require("crypto-bot-api");

// In roubles, as the shop asks. @foile/crypto-pay-api knows coins only: the rest goes as options.
const order = {
  currency_type: "fiat", fiat: "RUB", accepted_assets: "USDT,TON", description: "Month", payload: "purchase-1",
  expires_in: 1800, allow_comments: false, hidden_message: "Thanks", paid_btn_name: "openBot",
  paid_btn_url: "https://t.me/shop_bot",
};

const isPaid = (id) => (update) => update.update_type === "invoice_paid" && update.payload.invoice_id === id;

export async function foile({ sandbox, port, checks, webhooks }) {
  const check = checks.check.bind(checks);
  const pay = new CryptoPay(cryptoPayToken, {
    protocol: "http",
    hostname: "127.0.0.1",
    port,
    webhook: { serverHostname: "127.0.0.1", serverPort: 0, path: "/paid" },
  });
  const server = pay.webhooks.webhookServer;
  webhooks.handle("/foile", (request, response) => forward(request, response, server.address().port, "/paid"));

  await check("getMe", "who the app is", async () => assert.ok((await pay.getMe()).app_id > 0));
  let invoice;
  await check("createInvoice", "in roubles", async () => {
    invoice = await pay.createInvoice(undefined, "149.50", order);
    assert.deepEqual([invoice.fiat, invoice.amount, invoice.status], ["RUB", "149.5", "active"]);
    assert.deepEqual([invoice.payload, invoice.description, invoice.allow_comments], ["purchase-1", "Month", false]);
    assert.deepEqual(invoice.accepted_assets, ["USDT", "TON"]);
    assert.deepEqual([invoice.hidden_message, invoice.paid_btn_name], ["Thanks", "openBot"]);
  });
  await check("createInvoice", "refused", async () => {
    assert.match((await thrownBy(() => pay.createInvoice("USDT", "none"))).message, /"code":400/);
  });
  await check("getInvoices", "by id", async () => {
    const { items } = await pay.getInvoices({ invoice_ids: `${invoice.invoice_id}` });
    assert.deepEqual(items.map(({ invoice_id }) => invoice_id), [invoice.invoice_id]);
  });
  await check("invoice_paid", "signed, and taken", async () => {
    const heard = new Promise((resolve) => pay.invoicePaid(resolve));
    await sandbox.order("pay", { invoice: invoice.invoice_id });
    const delivery = await webhooks.next(isPaid(invoice.invoice_id), "invoice_paid");
    assert.equal(delivery.status, 200);
    assert.equal((await heard).payload.status, "paid");
  });
  await check("getInvoices", "by status", async () => {
    const { items } = await pay.getInvoices({ status: "paid", count: 10 });
    assert.deepEqual(items.map(({ invoice_id }) => invoice_id), [invoice.invoice_id]);
  });
  for (const method of ["getBalance", "getExchangeRates", "getCurrencies"]) {
    await check(method, "a list", async () => assert.ok((await pay[method]()).length > 0));
  }
  server.close();
}

export async function cryptoBotApi({ sandbox, url, checks, types, webhooks }) {
  const check = checks.check.bind(checks);
  const client = new CryptoBotApi(cryptoPayToken, url);
  webhooks.handle("/crypto-bot-api", client.middleware());
  // What the client made of an answer, against its own types.
  const typed = (subject, type, value) => {
    types.add(checks, subject, { type: `Plain<cryptoBot.${type}>`, value, exact: true });
    return value;
  };
  let invoice;
  await check("getMe", "who the app is", async () => assert.ok(typed("getMe", "Me", await client.getMe(true)).id > 0));
  await check("createInvoice", "in coins", async () => {
    const wanted = { amount: 9.5, asset: "TON", description: "Month", payload: { purchase: 2 }, swapTo: "USDT" };
    invoice = typed("createInvoice", "Invoice", await client.createInvoice(wanted));
    assert.deepEqual([invoice.currency, invoice.amount, invoice.payload], ["TON", "9.5", { purchase: 2 }]);
    assert.ok(invoice.botPayUrl && invoice.miniAppPayUrl && invoice.webAppPayUrl);
  });
  await check("createInvoice", "in roubles, for an hour", async () => {
    const wanted = { amount: "100", currencyType: "fiat", fiat: "RUB", acceptedAssets: ["USDT"], expiresIn: 3600 };
    const made = typed("createInvoice", "Invoice", await client.createInvoice(wanted));
    const { expirationDate, createdAt, acceptedAssets } = made;
    assert.equal(expirationDate - createdAt, 3_600_000);
    assert.deepEqual(acceptedAssets, ["USDT"]);
  });
  await check("invoice_paid", "signed, and taken", async () => {
    const heard = new Promise((resolve) => client.on("paid", resolve));
    await sandbox.order("pay", { invoice: invoice.id });
    assert.equal((await webhooks.next(isPaid(invoice.id), "invoice_paid")).status, 200);
    assert.equal(typed("invoice_paid", "Invoice", await heard).status, "paid");
  });
  await check("getInvoices", "by id and status", async () => {
    const found = await client.getInvoices({ ids: [invoice.id], status: "paid" });
    assert.deepEqual(typed("getInvoices", "Invoice[]", found).map(({ id }) => id), [invoice.id]);
  });
  await check("deleteInvoice", "an unpaid one", async () => {
    const { id } = await client.createInvoice({ amount: 1, asset: "USDT" });
    assert.equal(await client.deleteInvoice(id), true);
    assert.deepEqual(await client.getInvoices({ ids: [id] }), []);
  });
  await check("getBalance", "by coin", async () => typed("getBalance", "Balance", await client.getBalance("USDT")));
  await check("getExchangeRates", "all", async () => {
    const rates = typed("getExchangeRates", "ExchangeRates", await client.getExchangeRates(true));
    assert.ok(rates.some(({ source, target, isValid }) => source === "USDT" && target === "RUB" && isValid));
  });
  await check("getCurrencies", "all", async () => {
    assert.equal(typed("getCurrencies", "Currencies", await client.getCurrencies(true)).USDT.decimals > 0, true);
  });
  await check("getStats", "of a day", async () => assert.ok((await client.getStats()).createdInvoiceCount >= 2));
}

// The client has a server of its own: it gets the request from ours.
function forward(request, response, port, path) {
  return new Promise((resolve, reject) => {
    const { method, headers } = request;
    const onward = http.request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
      response.writeHead(answer.statusCode);
      answer.pipe(response).on("finish", resolve);
    });
    onward.on("error", reject);
    request.pipe(onward);
  });
}
