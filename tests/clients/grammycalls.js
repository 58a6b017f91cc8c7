// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// grammY as bots use it: every method that the sandbox has.
import assert from "node:assert/strict";
import { Bot, GrammyError, InlineKeyboard, InputFile, InputMediaBuilder, Keyboard } from "grammy";
import { botToken } from "./sandbox.js";
import { png, streamOf } from "./samples.js";
import {
  commands, customer, html, htmlEntities, htmlText, isHtmlMessage, isPhotoOf, keyboard, shownTo, starsInvoice, thrownBy,
} from "./scenery.js";

const photo = png(320, 200);
const wrongToken = "100200300:AAwrong0wrong0wrong0wrong0wrong0wro";

export async function grammyCalls({ sandbox, url, checks, exchanges }) {
  const { api } = new Bot(botToken, { client: { apiRoot: url } });
  const check = checks.check.bind(checks);
  const anna = await customer(sandbox, "Anna", "anna_of_grammy");
  const inline = InlineKeyboard.from([...keyboard, [{ text: "Ключ", copy_text: { text: "vless://key" } }]]);

  await check("getMe", "who the bot is", async () => {
    const me = await api.getMe();
    assert.equal(me.id, 100200300);
    assert.equal(me.is_bot, true);
    assert.match(me.username, /bot$/i);
  });
  await sending(api, check, anna, inline, sandbox);
  await files(api, check, anna, inline, exchanges);
  await editing(api, check, anna, inline, sandbox);
  await settings(api, check, anna);
  await paying(api, check, anna);
  await errors(api, check, anna, sandbox, url);
}

async function sending(api, check, anna, inline, sandbox) {
  await check("sendMessage", "HTML and an inline keyboard", async () => {
    const message = await api.sendMessage(anna, html, { parse_mode: "HTML", reply_markup: inline });
    isHtmlMessage(message);
    assert.deepEqual(message.reply_markup.inline_keyboard, inline.inline_keyboard);
    assert.equal(message.chat.id, anna);
    assert.equal(message.from.is_bot, true);
    assert.equal((await shownTo(sandbox, anna, message.message_id)).text, htmlText);
  });
  await check("sendMessage", "entities instead of markup", async () => {
    const message = await api.sendMessage(anna, htmlText, { entities: htmlEntities });
    assert.deepEqual(message.entities, htmlEntities);
  });
  await check("sendMessage", "links, mentions and commands are found", async () => {
    const { entities } = await api.sendMessage(anna, "https://example.com/x @anna_of_grammy /help");
    assert.deepEqual(entities, [
      { type: "url", offset: 0, length: 21 },
      { type: "mention", offset: 22, length: 15 },
      { type: "bot_command", offset: 38, length: 5 },
    ]);
  });
  await check("sendMessage", "a reply keyboard is not in the answer", async () => {
    const message = await api.sendMessage(anna, "Choose", { reply_markup: new Keyboard().text("One").text("Two") });
    assert.equal(message.reply_markup, undefined);
  });
  await check("sendMessage", "remove_keyboard, no preview, silent", async () => {
    const message = await api.sendMessage(anna, "https://example.com/", {
      reply_markup: { remove_keyboard: true },
      link_preview_options: { is_disabled: true },
      disable_notification: true,
    });
    assert.equal(message.reply_markup, undefined);
    assert.deepEqual(message.link_preview_options, { is_disabled: true });
  });
  await check("sendMessage", "a reply", async () => {
    const first = await api.sendMessage(anna, "First");
    const second = await api.sendMessage(anna, "Second", { reply_parameters: { message_id: first.message_id } });
    assert.equal(second.reply_to_message.message_id, first.message_id);
  });
  await check("copyMessage", "a text", async () => {
    const first = await api.sendMessage(anna, html, { parse_mode: "HTML" });
    const copy = await api.copyMessage(anna, anna, first.message_id);
    assert.ok(copy.message_id > first.message_id);
    assert.equal((await shownTo(sandbox, anna, copy.message_id)).text, htmlText);
  });
  await check("sendChatAction", "typing", async () => assert.equal(await api.sendChatAction(anna, "typing"), true));
}

async function files(api, check, anna, inline, exchanges) {
  let fileId;
  await check("sendPhoto", "from memory, with caption and keyboard", async () => {
    const file = new InputFile(photo, "key.png");
    const message = await api.sendPhoto(anna, file, { caption: html, parse_mode: "HTML", reply_markup: inline });
    assert.ok(exchanges.at(-1).chunked, "the upload was not chunked");
    isPhotoOf(message, 320, 200);
    assert.equal(message.caption, htmlText);
    assert.deepEqual(message.caption_entities, htmlEntities);
    assert.deepEqual(message.reply_markup.inline_keyboard, inline.inline_keyboard);
    fileId = message.photo.at(-1).file_id;
  });
  await check("sendPhoto", "from a stream", async () => {
    isPhotoOf(await api.sendPhoto(anna, new InputFile(streamOf(photo), "key.png")), 320, 200);
  });
  await check("sendPhoto", "by file_id", async () => {
    assert.equal((await api.sendPhoto(anna, fileId)).photo.at(-1).file_id, fileId);
  });
  await check("sendPhoto", "by address", async () => {
    assert.ok((await api.sendPhoto(anna, "https://example.com/picture.jpg")).photo.length > 0);
  });
  await check("getFile", "of a photo", async () => {
    const file = await api.getFile(fileId);
    assert.ok(file.file_size > 0);
    assert.match(file.file_path, /^photos\//);
  });
  await check("sendDocument", "from memory", async () => {
    const { document } = await api.sendDocument(anna, new InputFile(Buffer.from("vless://key"), "config.txt"));
    assert.equal(document.file_name, "config.txt");
    assert.equal(document.mime_type, "text/plain");
    assert.equal(document.file_size, 11);
  });
  await check("sendDocument", "from a stream, with a caption", async () => {
    const file = new InputFile(streamOf(Buffer.alloc(70_000, "x")), "log.txt");
    const message = await api.sendDocument(anna, file, { caption: "Log" });
    assert.equal(message.document.file_size, 70_000);
    assert.equal(message.caption, "Log");
  });
  await check("sendMediaGroup", "two photos from memory", async () => {
    const messages = await api.sendMediaGroup(anna, [
      InputMediaBuilder.photo(new InputFile(photo, "a.png"), { caption: "Both" }),
      InputMediaBuilder.photo(new InputFile(streamOf(photo), "b.png")),
    ]);
    assert.equal(messages.length, 2);
    assert.equal(messages[0].caption, "Both");
    assert.ok(messages[0].media_group_id);
    assert.equal(messages[0].media_group_id, messages[1].media_group_id);
    messages.forEach((message) => isPhotoOf(message, 320, 200));
  });
}

async function editing(api, check, anna, inline, sandbox) {
  const sent = await api.sendMessage(anna, "Before", { reply_markup: inline });
  const id = sent.message_id;
  await check("editMessageText", "text and keyboard", async () => {
    const message = await api.editMessageText(anna, id, html, { parse_mode: "HTML", reply_markup: inline });
    assert.equal(message.message_id, id);
    isHtmlMessage(message);
    assert.ok(message.edit_date >= message.date);
  });
  await check("editMessageText", "without a keyboard: it goes", async () => {
    const message = await api.editMessageText(anna, id, "After");
    assert.equal(message.reply_markup, undefined);
    assert.equal((await shownTo(sandbox, anna, id)).text, "After");
  });
  await check("editMessageText", "nothing changed", async () => {
    const error = await thrownBy(() => api.editMessageText(anna, id, "After"));
    assert.ok(error instanceof GrammyError);
    assert.match(error.description, /^Bad Request: message is not modified: /);
  });
  await check("editMessageReplyMarkup", "a keyboard", async () => {
    const message = await api.editMessageReplyMarkup(anna, id, { reply_markup: inline });
    assert.deepEqual(message.reply_markup.inline_keyboard, inline.inline_keyboard);
  });
  await check("editMessageCaption", "of a photo", async () => {
    const picture = await api.sendPhoto(anna, new InputFile(photo, "a.png"), { caption: "Before" });
    const message = await api.editMessageCaption(anna, picture.message_id, { caption: html, parse_mode: "HTML" });
    assert.equal(message.caption, htmlText);
    assert.deepEqual(message.caption_entities, htmlEntities);
  });
  await check("editMessageMedia", "another photo", async () => {
    const picture = await api.sendPhoto(anna, new InputFile(photo, "a.png"));
    const media = InputMediaBuilder.photo(new InputFile(png(400, 300), "b.png"), { caption: "Larger" });
    const message = await api.editMessageMedia(anna, picture.message_id, media);
    isPhotoOf(message, 400, 300);
    assert.equal(message.caption, "Larger");
  });
  await check("deleteMessage", "one", async () => {
    assert.equal(await api.deleteMessage(anna, id), true);
    assert.equal((await shownTo(sandbox, anna, id)).deleted, true);
  });
  await check("deleteMessages", "two", async () => {
    const ids = [];
    for (const text of ["One", "Two"]) ids.push((await api.sendMessage(anna, text)).message_id);
    assert.equal(await api.deleteMessages(anna, ids), true);
    assert.equal((await shownTo(sandbox, anna, ids[1])).deleted, true);
  });
}

async function settings(api, check, anna) {
  await check("setMyCommands", "for all, and by language", async () => {
    assert.equal(await api.setMyCommands(commands), true);
    assert.equal(await api.setMyCommands(commands.slice(0, 1), { language_code: "ru" }), true);
  });
  await check("getMyCommands", "as they were set", async () => {
    assert.deepEqual(await api.getMyCommands(), commands);
    assert.deepEqual(await api.getMyCommands({ language_code: "ru" }), commands.slice(0, 1));
  });
  await check("getChat", "a private one", async () => {
    const chat = await api.getChat(anna);
    assert.deepEqual([chat.id, chat.type, chat.first_name, chat.username], [anna, "private", "Anna", "anna_of_grammy"]);
  });
  await check("getChatMember", "a customer", async () => {
    const member = await api.getChatMember(anna, anna);
    assert.equal(member.user.id, anna);
  });
  await check("setChatMenuButton", "commands", async () => {
    assert.equal(await api.setChatMenuButton({ menu_button: { type: "commands" } }), true);
  });
  await check("setMyDescription", "by language", async () => {
    assert.equal(await api.setMyDescription("Продаёт ключи", { language_code: "ru" }), true);
  });
  await check("deleteMyCommands", "by language", async () => {
    assert.equal(await api.deleteMyCommands({ language_code: "ru" }), true);
    assert.deepEqual(await api.getMyCommands({ language_code: "ru" }), []);
  });
  await check("getChatMemberCount", "of a private chat", async () => {
    assert.equal(await api.getChatMemberCount(anna), 2);
  });
  await check("getChatMenuButton", "as it was set", async () => {
    assert.deepEqual(await api.getChatMenuButton(), { type: "commands" });
  });
  for (const [name, text] of [["Name", "Shop"], ["Description", "Sells keys"], ["ShortDescription", "Keys"]]) {
    await check(`setMy${name}`, "for all", async () => assert.equal(await api[`setMy${name}`](text), true));
    await check(`getMy${name}`, "as it was set", async () => {
      assert.deepEqual(Object.values(await api[`getMy${name}`]()), [text]);
    });
  }
  await check("getWebhookInfo", "none is set", async () => {
    const info = await api.getWebhookInfo();
    assert.equal(info.url, "");
    assert.equal(info.pending_update_count, 1); // Anna's first message
  });
}

async function paying(api, check, anna) {
  const { title, description, payload, currency, prices } = starsInvoice;
  await check("sendInvoice", "Stars", async () => {
    const { invoice } = await api.sendInvoice(anna, title, description, payload, currency, prices);
    assert.deepEqual([invoice.title, invoice.currency, invoice.total_amount], [title, "XTR", 150]);
  });
  await check("createInvoiceLink", "Stars", async () => {
    assert.match(await api.createInvoiceLink(title, description, payload, "", currency, prices), /^https:\/\/t\.me\/\$/);
  });
  await check("createInvoiceLink", "a subscription for Stars", async () => {
    const other = { subscription_period: 2_592_000 };
    assert.match(await api.createInvoiceLink(title, description, "month", "", currency, prices, other), /^https:/);
  });
  await check("getStarTransactions", "none yet", async () => {
    assert.deepEqual(await api.getStarTransactions(), { transactions: [] });
  });
  await check("getMyStarBalance", "nothing yet", async () => {
    assert.equal((await api.getMyStarBalance()).amount, 0);
  });
  await check("refundStarPayment", "an unknown one", async () => {
    const error = await thrownBy(() => api.refundStarPayment(anna, "unknown"));
    assert.equal(error.description, "Bad Request: CHARGE_ID_INVALID");
  });
}

async function errors(api, check, anna, sandbox, url) {
  const refused = async (subject, call, code, description) => {
    await check(subject, `refused with ${code}`, async () => {
      const error = await thrownBy(call);
      assert.ok(error instanceof GrammyError, `${error}`);
      assert.deepEqual([error.error_code, error.description], [code, description]);
    });
  };
  await refused("sendMessage", () => api.sendMessage(1, "x"), 400, "Bad Request: chat not found");
  await refused("sendMessage", () => api.sendMessage(anna, ""), 400, "Bad Request: message text is empty");
  await refused("sendMessage", () => api.sendMessage(anna, "<b>x", { parse_mode: "HTML" }), 400,
    'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"');
  await refused("editMessageText", () => api.editMessageText(anna, 999_999, "x"), 400,
    "Bad Request: message to edit not found");
  await refused("answerCallbackQuery", () => api.answerCallbackQuery("1"), 400,
    "Bad Request: query is too old and response timeout expired or query ID is invalid");
  const stranger = new Bot(wrongToken, { client: { apiRoot: url } }).api;
  await refused("getMe", () => stranger.getMe(), 401, "Unauthorized");
  await check("sendMessage", "to a group that is a supergroup now", async () => {
    const { id } = await sandbox.order("group", { title: "Shop", members: [anna] });
    const { id: upgraded } = await sandbox.order("upgrade", { chat: id, user: anna });
    const error = await thrownBy(() => api.sendMessage(id, "x"));
    assert.equal(error.description, "Bad Request: group chat was upgraded to a supergroup chat");
    assert.deepEqual(error.parameters, { migrate_to_chat_id: upgraded });
  });
  await check("sendMessage", "a flood wait", async () => {
    const fault = { action: "status", status: 429, retry_after: 7, next: 1 };
    await sandbox.order("faults", { service: "telegram", method: "sendMessage", ...fault });
    const error = await thrownBy(() => api.sendMessage(anna, "x"));
    assert.equal(error.error_code, 429);
    assert.equal(error.description, "Too Many Requests: retry after 7");
    assert.equal(error.parameters.retry_after, 7);
  });
  await sandbox.order("block", { user: anna, blocked: true });
  await refused("sendMessage", () => api.sendMessage(anna, "x"), 403, "Forbidden: bot was blocked by the user");
  await sandbox.order("block", { user: anna, blocked: false });
}
