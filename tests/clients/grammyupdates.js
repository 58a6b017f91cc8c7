// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// grammY as bots use it: every update that the sandbox makes, by webhook and by polling.
import assert from "node:assert/strict";
import { Bot, InlineKeyboard, webhookCallback } from "grammy";
import { botToken } from "./sandbox.js";
import { chatScenes } from "./scenes.js";
import { eventually, html, isUpdate, keyboard, noticesOf, starsInvoice, thrownBy } from "./scenery.js";

const secret = "grammy_secret-1";

export async function grammyUpdates({ sandbox, url, checks, webhooks }) {
  const bot = shopBot(url);
  const check = checks.check.bind(checks);
  const boris = (await sandbox.order("user", { name: "Boris", username: "boris_of_grammy", language: "ru" })).id;
  const address = `${webhooks.url}/grammy`;
  webhooks.handle("/grammy", webhookCallback(bot, "http", { secretToken: secret }));

  await check("setWebhook", "set, and set again", async () => {
    const wanted = { secret_token: secret, max_connections: 20 };
    assert.equal(await bot.api.setWebhook(address, { ...wanted, drop_pending_updates: true }), true);
    assert.equal(await bot.api.setWebhook(address, wanted), true);
  });
  await check("getWebhookInfo", "as it was set", async () => {
    const info = await bot.api.getWebhookInfo();
    assert.deepEqual([info.url, info.max_connections, info.pending_update_count], [address, 20, 0]);
  });
  await check("message", "/start is a command, and is answered", async () => {
    await sandbox.order("message", { user: boris, text: "/start ref_1" });
    const delivery = await webhooks.next(isUpdate("message"), "message");
    assert.equal(delivery.status, 200);
    assert.equal(delivery.headers["x-telegram-bot-api-secret-token"], secret);
    assert.deepEqual(seenBy(bot), [{ start: "ref_1", language: "ru" }]);
  });
  await check("callback_query", "answered by a notice and an edit", async () => {
    await sandbox.order("press", { user: boris, text: "Купить" });
    await webhooks.next(isUpdate("callback_query"), "callback_query");
    assert.deepEqual(seenBy(bot), [{ pressed: "buy:1" }]);
    assert.deepEqual((await noticesOf(sandbox, boris)).map(({ text, alert }) => [text, alert]), [["Хорошо", true]]);
  });
  await payments(sandbox, check, webhooks, bot, boris);
  await subscription(sandbox, check, webhooks, bot, boris);
  await chatScenes({ sandbox, check, webhooks, person: boris });
  seenBy(bot);
  await membership(sandbox, check, webhooks, bot, boris);
  await check("message", "answered within the webhook's answer", async () => {
    const replying = shopBot(url, { canUseWebhookReply: (method) => method === "sendMessage" });
    webhooks.handle("/grammy", webhookCallback(replying, "http", { secretToken: secret }));
    await sandbox.order("message", { user: boris, text: "/ping" });
    await webhooks.next(isUpdate("message", ({ text }) => text === "/ping"), "message");
    await eventually(async () => {
      const { messages } = await sandbox.look(`chat?user=${boris}`);
      assert.equal(messages.at(-1).text, "pong");
    });
  });
  await check("getWebhookInfo", "what went wrong", async () => {
    webhooks.handle("/grammy", webhookCallback(bot, "http", { secretToken: "another" }));
    await sandbox.order("message", { user: boris, text: "refused" });
    const delivery = await webhooks.next(isUpdate("message", ({ text }) => text === "refused"), "message");
    assert.equal(delivery.status, 401);
    await eventually(async () => {
      const info = await bot.api.getWebhookInfo();
      assert.equal(info.last_error_message, "Wrong response from the webhook: 401 Unauthorized");
      assert.equal(info.pending_update_count, 1);
    });
  });
  await check("deleteWebhook", "with what waits", async () => {
    assert.equal(await bot.api.deleteWebhook({ drop_pending_updates: true }), true);
    assert.equal((await bot.api.getWebhookInfo()).url, "");
  });
  if (await sandbox.offers("getUpdates")) await polling(sandbox, check, shopBot(url), boris);
  await check("close", "and begun again by the next call", async () => {
    assert.equal(await bot.api.close(), true);
    await eventually(() => bot.api.getMe());
  });
  await check("logOut", "and nothing after it", async () => {
    assert.equal(await bot.api.logOut(), true);
    const { error_code, description } = await thrownBy(() => bot.api.getMe());
    assert.deepEqual([error_code, description], [400, "Logged out"]);
  });
}

// What its handlers were given since the last look.
const seenBy = (bot) => bot.seen.splice(0);

// A bot as shops have it.
function shopBot(url, options = {}) {
  const bot = new Bot(botToken, { client: { apiRoot: url, ...options } });
  bot.seen = [];
  bot.command("start", async (ctx) => {
    bot.seen.push({ start: ctx.match, language: ctx.from.language_code });
    await ctx.reply(html, { parse_mode: "HTML", reply_markup: InlineKeyboard.from(keyboard) });
  });
  bot.command("ping", (ctx) => ctx.reply("pong"));
  bot.callbackQuery("buy:1", async (ctx) => {
    bot.seen.push({ pressed: ctx.match });
    await ctx.answerCallbackQuery({ text: "Хорошо", show_alert: true });
    await ctx.editMessageText("Куплено");
  });
  bot.on("pre_checkout_query", async (ctx) => {
    const { invoice_payload, currency, total_amount } = ctx.preCheckoutQuery;
    bot.seen.push({ invoice_payload, currency, total_amount });
    if (invoice_payload === "sold-out") await ctx.answerPreCheckoutQuery(false, { error_message: "Sold out" });
    else await ctx.answerPreCheckoutQuery(true);
  });
  bot.on("message:successful_payment", (ctx) => bot.seen.push({ paid: ctx.message.successful_payment }));
  bot.on("message:refunded_payment", (ctx) => bot.seen.push({ refunded: ctx.message.refunded_payment }));
  bot.on("my_chat_member", (ctx) => bot.seen.push({ status: ctx.myChatMember.new_chat_member.status }));
  bot.on("message:text", (ctx) => bot.hear?.(ctx.message.text));
  return bot;
}

async function payments(sandbox, check, webhooks, bot, boris) {
  const { title, description, payload, currency, prices } = starsInvoice;
  let paid;
  await check("pre_checkout_query", "accepted, then paid", async () => {
    const { message_id } = await bot.api.sendInvoice(boris, title, description, payload, currency, prices);
    await sandbox.order("checkout", { user: boris, message: message_id });
    await webhooks.next(isUpdate("pre_checkout_query"), "pre_checkout_query");
    await webhooks.next(isUpdate("message", (message) => message.successful_payment), "successful_payment");
    const [asked, then] = seenBy(bot);
    assert.deepEqual(asked, { invoice_payload: payload, currency: "XTR", total_amount: 150 });
    paid = then.paid;
    assert.deepEqual([paid.invoice_payload, paid.currency, paid.total_amount], [payload, "XTR", 150]);
  });
  await check("pre_checkout_query", "refused with a reason", async () => {
    const { message_id } = await bot.api.sendInvoice(boris, title, description, "sold-out", currency, prices);
    const { id } = await sandbox.order("checkout", { user: boris, message: message_id });
    await webhooks.next(isUpdate("pre_checkout_query"), "pre_checkout_query");
    assert.equal(seenBy(bot)[0].invoice_payload, "sold-out");
    const { checkouts } = await sandbox.look("checkouts");
    const { status, error } = checkouts.find((checkout) => checkout.id === id);
    assert.deepEqual([status, error], ["refused", "Sold out"]);
  });
  await check("getStarTransactions", "what was paid", async () => {
    const { transactions } = await bot.api.getStarTransactions({ limit: 10 });
    assert.deepEqual(
      transactions.map(({ id, amount, source }) => [id, amount, source.type, source.user.id, source.invoice_payload]),
      [[paid.telegram_payment_charge_id, 150, "user", boris, payload]],
    );
  });
  await check("refundStarPayment", "once", async () => {
    assert.equal(await bot.api.refundStarPayment(boris, paid.telegram_payment_charge_id), true);
    await webhooks.next(isUpdate("message", (message) => message.refunded_payment), "refunded_payment");
    assert.equal(seenBy(bot)[0].refunded.telegram_payment_charge_id, paid.telegram_payment_charge_id);
    const error = await thrownBy(() => bot.api.refundStarPayment(boris, paid.telegram_payment_charge_id));
    assert.equal(error.description, "Bad Request: CHARGE_ALREADY_REFUNDED");
    assert.equal((await bot.api.getStarTransactions()).transactions.length, 2);
  });
  await check("editUserStarSubscription", "of a payment that is none", async () => {
    const call = () => bot.api.editUserStarSubscription(boris, paid.telegram_payment_charge_id, true);
    assert.equal((await thrownBy(call)).error_code, 400);
  });
}

async function subscription(sandbox, check, webhooks, bot, boris) {
  const { title, description, currency, prices } = starsInvoice;
  const isPayment = isUpdate("message", (message) => message.successful_payment);
  let first;
  await check("message", "a subscription: first payment and renewal", async () => {
    const other = { subscription_period: 2_592_000 };
    const link = await bot.api.createInvoiceLink(title, description, "monthly", "", currency, prices, other);
    await sandbox.order("checkout", { user: boris, link });
    await webhooks.next(isUpdate("pre_checkout_query"), "pre_checkout_query");
    first = (await webhooks.next(isPayment, "successful_payment")).update.message.successful_payment;
    assert.deepEqual([first.is_recurring, first.is_first_recurring], [true, true]);
    assert.ok(first.subscription_expiration_date * 1000 > Date.now());
    await sandbox.order("renew-subscription", { charge_id: first.telegram_payment_charge_id });
    const second = (await webhooks.next(isPayment, "successful_payment")).update.message.successful_payment;
    assert.notEqual(second.telegram_payment_charge_id, first.telegram_payment_charge_id);
    assert.deepEqual([second.invoice_payload, second.is_recurring, second.is_first_recurring], ["monthly", true, undefined]);
  });
  await check("editUserStarSubscription", "canceled", async () => {
    assert.equal(await bot.api.editUserStarSubscription(boris, first.telegram_payment_charge_id, true), true);
  });
  seenBy(bot);
}

async function membership(sandbox, check, webhooks, bot, boris) {
  await check("my_chat_member", "blocked, and back", async () => {
    for (const [blocked, status] of [[true, "kicked"], [false, "member"]]) {
      await sandbox.order("block", { user: boris, blocked });
      await webhooks.next(isUpdate("my_chat_member"), "my_chat_member");
      assert.deepEqual(seenBy(bot), [{ status }]);
    }
  });
}

async function polling(sandbox, check, bot, boris) {
  await check("getUpdates", "grammY's own polling", async () => {
    const heard = new Promise((resolve) => (bot.hear = resolve));
    const ended = bot.start({ timeout: 2 });
    await sandbox.order("message", { user: boris, text: "polled" });
    assert.equal(await heard, "polled");
    await bot.stop();
    await ended;
  });
}
