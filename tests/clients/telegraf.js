// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// telegraf as bots use it: every method that the sandbox has, and every update, by webhook and by polling.
import assert from "node:assert/strict";
import { Input, Markup, Telegraf, TelegramError } from "telegraf";
import { botToken } from "./sandbox.js";
import { png, streamOf } from "./samples.js";
import { chatScenes } from "./scenes.js";
import {
  commands, customer, eventually, html, htmlEntities, htmlText, isHtmlMessage, isPhotoOf, isUpdate, keyboard, noticesOf,
  shownTo, starsInvoice, thrownBy,
} from "./scenery.js";

const secret = "telegraf_secret-1";
const updateKinds = ["message", "callback_query", "pre_checkout_query", "my_chat_member", "channel_post"];
const photo = png(320, 200);
const wrongToken = "100200300:AAwrong0wrong0wrong0wrong0wrong0wro";
const inline = Markup.inlineKeyboard(keyboard);

const botFor = (url, token = botToken) => new Telegraf(token, { telegram: { apiRoot: url } });

export async function telegrafCalls({ sandbox, url, checks, exchanges }) {
  const { telegram } = botFor(url);
  const check = checks.check.bind(checks);
  const vera = await customer(sandbox, "Vera", "vera_of_telegraf");

  await check("getMe", "who the bot is", async () => {
    const me = await telegram.getMe();
    assert.equal(me.id, 100200300);
    assert.equal(me.is_bot, true);
  });
  await sending(telegram, check, vera, sandbox);
  await files(telegram, check, vera, exchanges);
  await editing(telegram, check, vera, sandbox);
  await settings(telegram, check, vera);
  await paying(telegram, check, vera);
  await errors(telegram, check, vera, sandbox, url);
}

async function sending(telegram, check, vera, sandbox) {
  await check("sendMessage", "HTML and an inline keyboard", async () => {
    const message = await telegram.sendMessage(vera, html, { parse_mode: "HTML", ...inline });
    isHtmlMessage(message);
    assert.deepEqual(message.reply_markup.inline_keyboard, keyboard);
    assert.equal(message.chat.id, vera);
  });
  await check("sendMessage", "a reply keyboard is not in the answer", async () => {
    const message = await telegram.sendMessage(vera, "Choose", Markup.keyboard(["One", "Two"]).resize());
    assert.equal(message.reply_markup, undefined);
  });
  await check("sendMessage", "a reply", async () => {
    const first = await telegram.sendMessage(vera, "First");
    const second = await telegram.sendMessage(vera, "Second", { reply_parameters: { message_id: first.message_id } });
    assert.equal(second.reply_to_message.message_id, first.message_id);
  });
  await check("copyMessage", "a text", async () => {
    const first = await telegram.sendMessage(vera, html, { parse_mode: "HTML" });
    const copy = await telegram.copyMessage(vera, vera, first.message_id);
    assert.equal((await shownTo(sandbox, vera, copy.message_id)).text, htmlText);
  });
  await check("sendChatAction", "typing", async () => {
    assert.equal(await telegram.sendChatAction(vera, "typing"), true);
  });
}

async function files(telegram, check, vera, exchanges) {
  let fileId;
  await check("sendPhoto", "from memory, with caption and keyboard", async () => {
    const message = await telegram.sendPhoto(vera, Input.fromBuffer(photo, "key.png"), {
      caption: html,
      parse_mode: "HTML",
      ...inline,
    });
    assert.ok(exchanges.at(-1).chunked, "the upload was not chunked");
    isPhotoOf(message, 320, 200);
    assert.equal(message.caption, htmlText);
    assert.deepEqual(message.reply_markup.inline_keyboard, keyboard);
    fileId = message.photo.at(-1).file_id;
  });
  await check("sendPhoto", "from a stream", async () => {
    isPhotoOf(await telegram.sendPhoto(vera, Input.fromReadableStream(streamOf(photo), "key.png")), 320, 200);
  });
  await check("sendPhoto", "by file_id", async () => {
    assert.equal((await telegram.sendPhoto(vera, Input.fromFileId(fileId))).photo.at(-1).file_id, fileId);
  });
  await check("getFile", "the address of a photo", async () => {
    const link = await telegram.getFileLink(fileId);
    assert.match(link.pathname, new RegExp(`^/file/bot${botToken}/photos/`));
  });
  await check("sendDocument", "from memory", async () => {
    const file = Input.fromBuffer(Buffer.from("vless://key"), "config.txt");
    const { document } = await telegram.sendDocument(vera, file, { caption: "Key" });
    assert.deepEqual([document.file_name, document.file_size], ["config.txt", 11]);
  });
  await check("sendMediaGroup", "two documents from memory", async () => {
    const messages = await telegram.sendMediaGroup(vera, [
      { type: "document", media: Input.fromBuffer(Buffer.from("a"), "a.txt") },
      { type: "document", media: Input.fromReadableStream(streamOf(Buffer.alloc(300)), "b.bin"), caption: "Both" },
    ]);
    assert.deepEqual(messages.map(({ document }) => document.file_name), ["a.txt", "b.bin"]);
    assert.equal(messages[0].media_group_id, messages[1].media_group_id);
  });
}

async function editing(telegram, check, vera, sandbox) {
  const { message_id: id } = await telegram.sendMessage(vera, "Before", inline);
  await check("editMessageText", "text and keyboard", async () => {
    const message = await telegram.editMessageText(vera, id, undefined, html, { parse_mode: "HTML", ...inline });
    assert.equal(message.message_id, id);
    isHtmlMessage(message);
  });
  await check("editMessageText", "nothing changed", async () => {
    const error = await thrownBy(() =>
      telegram.editMessageText(vera, id, undefined, html, { parse_mode: "HTML", ...inline }));
    assert.ok(error instanceof TelegramError);
    assert.match(error.description, /^Bad Request: message is not modified: /);
  });
  await check("editMessageReplyMarkup", "none", async () => {
    const message = await telegram.editMessageReplyMarkup(vera, id, undefined, undefined);
    assert.equal(message.reply_markup, undefined);
  });
  await check("editMessageCaption", "of a photo", async () => {
    const { message_id } = await telegram.sendPhoto(vera, Input.fromBuffer(photo, "a.png"), { caption: "Before" });
    const message = await telegram.editMessageCaption(vera, message_id, undefined, html, { parse_mode: "HTML" });
    assert.deepEqual(message.caption_entities, htmlEntities);
  });
  await check("editMessageMedia", "another photo", async () => {
    const { message_id } = await telegram.sendPhoto(vera, Input.fromBuffer(photo, "a.png"));
    const media = { type: "photo", media: Input.fromBuffer(png(400, 300), "b.png"), caption: "Larger" };
    isPhotoOf(await telegram.editMessageMedia(vera, message_id, undefined, media), 400, 300);
  });
  await check("deleteMessage", "one", async () => {
    assert.equal(await telegram.deleteMessage(vera, id), true);
    assert.equal((await shownTo(sandbox, vera, id)).deleted, true);
  });
  await check("deleteMessages", "two", async () => {
    const ids = [];
    for (const text of ["One", "Two"]) ids.push((await telegram.sendMessage(vera, text)).message_id);
    assert.equal(await telegram.deleteMessages(vera, ids), true);
  });
}

async function settings(telegram, check, vera) {
  await check("setMyCommands", "for all", async () => assert.equal(await telegram.setMyCommands(commands), true));
  await check("getMyCommands", "as they were set", async () => {
    assert.deepEqual(await telegram.getMyCommands(), commands);
  });
  await check("getChat", "a private one", async () => {
    const chat = await telegram.getChat(vera);
    assert.deepEqual([chat.id, chat.type, chat.first_name], [vera, "private", "Vera"]);
  });
  await check("getChatMember", "a customer", async () => {
    assert.equal((await telegram.getChatMember(vera, vera)).user.id, vera);
  });
  await check("setChatMenuButton", "commands", async () => {
    assert.equal(await telegram.setChatMenuButton({ menuButton: { type: "commands" } }), true);
  });
  await check("setMyDescription", "for all", async () => {
    assert.equal(await telegram.setMyDescription("Sells keys"), true);
  });
  await check("deleteMyCommands", "for all", async () => {
    assert.equal(await telegram.deleteMyCommands(), true);
    assert.deepEqual(await telegram.getMyCommands(), []);
  });
  // By its old name, which the Bot API still takes.
  await check("getChatMembersCount", "of a private chat", async () => {
    assert.equal(await telegram.getChatMembersCount(vera), 2);
  });
  await check("getChatMenuButton", "as it was set", async () => {
    assert.deepEqual(await telegram.getChatMenuButton(), { type: "commands" });
  });
  for (const [name, text] of [["Name", "Shop"], ["Description", "Sells keys"], ["ShortDescription", "Keys"]]) {
    await check(`setMy${name}`, "for all", async () => assert.equal(await telegram[`setMy${name}`](text), true));
    await check(`getMy${name}`, "as it was set", async () => {
      assert.deepEqual(Object.values(await telegram[`getMy${name}`]()), [text]);
    });
  }
  await check("getWebhookInfo", "none is set", async () => assert.equal((await telegram.getWebhookInfo()).url, ""));
}

async function paying(telegram, check, vera) {
  const invoice = { ...starsInvoice, provider_token: "" };
  await check("sendInvoice", "Stars", async () => {
    const message = await telegram.sendInvoice(vera, invoice);
    assert.deepEqual([message.invoice.currency, message.invoice.total_amount], ["XTR", 150]);
  });
  await check("createInvoiceLink", "Stars", async () => {
    assert.match(await telegram.createInvoiceLink(invoice), /^https:\/\/t\.me\/\$/);
  });
  // Younger than telegraf 4.16: its users call them by name.
  await check("getStarTransactions", "none yet", async () => {
    assert.deepEqual(await telegram.callApi("getStarTransactions", {}), { transactions: [] });
  });
  await check("getMyStarBalance", "nothing yet", async () => {
    assert.equal((await telegram.callApi("getMyStarBalance", {})).amount, 0);
  });
}

async function errors(telegram, check, vera, sandbox, url) {
  const refused = async (subject, call, code, description) => {
    await check(subject, `refused with ${code}`, async () => {
      const error = await thrownBy(call);
      assert.ok(error instanceof TelegramError, `${error}`);
      assert.deepEqual([error.code, error.description], [code, description]);
    });
  };
  await refused("sendMessage", () => telegram.sendMessage(1, "x"), 400, "Bad Request: chat not found");
  await refused("deleteMessage", () => telegram.deleteMessage(vera, 999_999), 400,
    "Bad Request: message to delete not found");
  await refused("answerCallbackQuery", () => telegram.answerCbQuery("1"), 400,
    "Bad Request: query is too old and response timeout expired or query ID is invalid");
  await refused("getMe", () => botFor(url, wrongToken).telegram.getMe(), 401, "Unauthorized");
  await check("sendMessage", "a flood wait", async () => {
    const fault = { action: "status", status: 429, retry_after: 7, next: 1 };
    await sandbox.order("faults", { service: "telegram", method: "sendMessage", ...fault });
    const error = await thrownBy(() => telegram.sendMessage(vera, "x"));
    assert.deepEqual([error.code, error.description, error.parameters],
      [429, "Too Many Requests: retry after 7", { retry_after: 7 }]);
  });
  await sandbox.order("block", { user: vera, blocked: true });
  await refused("sendMessage", () => telegram.sendMessage(vera, "x"), 403, "Forbidden: bot was blocked by the user");
  await sandbox.order("block", { user: vera, blocked: false });
}

export async function telegrafUpdates({ sandbox, url, checks, webhooks }) {
  const bot = shopBot(url);
  const check = checks.check.bind(checks);
  const gleb = (await sandbox.order("user", { name: "Gleb", username: "gleb_of_telegraf", language: "ru" })).id;
  webhooks.handle("/telegraf", bot.webhookCallback("/telegraf", { secretToken: secret }));

  await check("setWebhook", "set, and set again", async () => {
    const wanted = { secret_token: secret, allowed_updates: updateKinds };
    const address = `${webhooks.url}/telegraf`;
    assert.equal(await bot.telegram.setWebhook(address, { ...wanted, drop_pending_updates: true }), true);
    assert.equal(await bot.telegram.setWebhook(address, wanted), true);
  });
  await check("getWebhookInfo", "as it was set", async () => {
    const { allowed_updates } = await bot.telegram.getWebhookInfo();
    assert.deepEqual([...allowed_updates].sort(), [...updateKinds].sort());
  });
  await check("message", "/start is a command, and is answered", async () => {
    await sandbox.order("message", { user: gleb, text: "/start ref_1" });
    const delivery = await webhooks.next(isUpdate("message"), "message");
    assert.equal(delivery.status, 200);
    assert.deepEqual(seenBy(bot), [{ start: "ref_1" }]);
  });
  await check("callback_query", "answered within the webhook's answer", async () => {
    await sandbox.order("press", { user: gleb, text: "Купить" });
    await webhooks.next(isUpdate("callback_query"), "callback_query");
    assert.deepEqual(seenBy(bot), [{ pressed: "buy:1" }]);
    await eventually(async () => {
      assert.deepEqual((await noticesOf(sandbox, gleb)).map(({ text, alert }) => [text, alert]), [["Хорошо", true]]);
    });
  });
  await payments(sandbox, check, webhooks, bot, gleb);
  await chatScenes({ sandbox, check, webhooks, person: gleb });
  seenBy(bot);
  await check("my_chat_member", "blocked, and back", async () => {
    for (const [blocked, status] of [[true, "kicked"], [false, "member"]]) {
      await sandbox.order("block", { user: gleb, blocked });
      await webhooks.next(isUpdate("my_chat_member"), "my_chat_member");
      assert.deepEqual(seenBy(bot), [{ status }]);
    }
  });
  await check("deleteWebhook", "with what waits", async () => {
    assert.equal(await bot.telegram.deleteWebhook({ drop_pending_updates: true }), true);
  });
  if (await sandbox.offers("getUpdates")) await polling(sandbox, check, shopBot(url), gleb);
}

// What its handlers were given since the last look.
const seenBy = (bot) => bot.seen.splice(0);

// A bot as shops have it.
function shopBot(url) {
  const bot = botFor(url);
  bot.seen = [];
  bot.start(async (ctx) => {
    bot.seen.push({ start: ctx.payload });
    await ctx.replyWithHTML(html, inline);
  });
  bot.action("buy:1", async (ctx) => {
    bot.seen.push({ pressed: ctx.match[0] });
    await ctx.answerCbQuery("Хорошо", { show_alert: true });
    await ctx.editMessageText("Куплено");
  });
  bot.on("pre_checkout_query", async (ctx) => {
    const { invoice_payload, currency, total_amount } = ctx.preCheckoutQuery;
    bot.seen.push({ invoice_payload, currency, total_amount });
    await ctx.answerPreCheckoutQuery(true);
  });
  bot.on("successful_payment", (ctx) => bot.seen.push({ paid: ctx.message.successful_payment }));
  bot.on("my_chat_member", (ctx) => bot.seen.push({ status: ctx.myChatMember.new_chat_member.status }));
  bot.on("text", (ctx) => bot.hear?.(ctx.text));
  return bot;
}

async function payments(sandbox, check, webhooks, bot, gleb) {
  let paid;
  await check("pre_checkout_query", "accepted, then paid, by a link", async () => {
    const link = await bot.telegram.createInvoiceLink({ ...starsInvoice, provider_token: "" });
    await sandbox.order("checkout", { user: gleb, link });
    await webhooks.next(isUpdate("pre_checkout_query"), "pre_checkout_query");
    await webhooks.next(isUpdate("message", (message) => message.successful_payment), "successful_payment");
    const [asked, then] = seenBy(bot);
    assert.deepEqual(asked, { invoice_payload: starsInvoice.payload, currency: "XTR", total_amount: 150 });
    paid = then.paid;
    assert.deepEqual([paid.invoice_payload, paid.total_amount], [starsInvoice.payload, 150]);
  });
  await check("refundStarPayment", "once", async () => {
    const refund = { user_id: gleb, telegram_payment_charge_id: paid.telegram_payment_charge_id };
    assert.equal(await bot.telegram.callApi("refundStarPayment", refund), true);
    await webhooks.next(isUpdate("message", (message) => message.refunded_payment), "refunded_payment");
  });
}

async function polling(sandbox, check, bot, gleb) {
  await check("getUpdates", "telegraf's own polling", async () => {
    const heard = new Promise((resolve) => (bot.hear = resolve));
    const ended = bot.launch();
    await sandbox.order("message", { user: gleb, text: "polled" });
    assert.equal(await heard, "polled");
    bot.stop();
    await ended;
  });
}
