// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// What the checks of grammY and telegraf have in common: the people, the texts, the keyboards, and what must come
// of them.
import assert from "node:assert/strict";

export const html =
  'Привет, <b>мир</b>! 👋 <a href="https://example.com/a?b=1&amp;c=2">сюда</a>, <code>key &lt;1&gt;</code>' +
  "<blockquote>цитата</blockquote>";

export const htmlText = "Привет, мир! 👋 сюда, key <1>цитата";

// Offsets and lengths count UTF-16 code units (Bot API, MessageEntity).
export const htmlEntities = [
  { type: "bold", offset: 8, length: 3 },
  { type: "text_link", offset: 16, length: 4, url: "https://example.com/a?b=1&c=2" },
  { type: "code", offset: 22, length: 7 },
  { type: "blockquote", offset: 29, length: 6 },
];

export const keyboard = [
  [
    { text: "Купить", callback_data: "buy:1" },
    { text: "Сайт", url: "https://example.com/" },
  ],
  [{ text: "Далее", callback_data: "next" }],
];

export const starsInvoice = {
  title: "Month",
  description: "A month of VPN",
  payload: "purchase-1",
  currency: "XTR",
  prices: [{ label: "Month", amount: 150 }],
};

export const commands = [
  { command: "start", description: "Begin" },
  { command: "help", description: "What is possible" },
];

// A customer of the sandbox who has written to the bot, so that the bot may write.
export async function customer(sandbox, name, username) {
  const person = await sandbox.order("user", { name, username, language: "ru" });
  await sandbox.order("message", { user: person.id, text: "Hello" });
  return person.id;
}

export function isHtmlMessage(message) {
  assert.equal(message.text, htmlText);
  assert.deepEqual(message.entities, htmlEntities);
}

// Telegram keeps several sizes of a picture, the largest as it was sent.
export function isPhotoOf(message, width, height) {
  const sizes = message.photo;
  assert.ok(sizes.length > 1, `one size only: ${JSON.stringify(sizes)}`);
  const largest = sizes[sizes.length - 1];
  assert.deepEqual([largest.width, largest.height], [width, height]);
  assert.ok(sizes[0].width < width);
  assert.equal(new Set(sizes.map((size) => size.file_id)).size, sizes.length);
}

// What `call` throws.
export async function thrownBy(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error("the call succeeded");
}

// The message as a customer sees it.
export async function shownTo(sandbox, user, messageId) {
  const { messages } = await sandbox.look(`chat?user=${user}`);
  return messages.find((message) => message.id === messageId);
}

// Until `look` no longer throws: for what the sandbox does after a webhook was answered.
export async function eventually(look) {
  const deadline = Date.now() + 5000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export const noticesOf = async (sandbox, user) => (await sandbox.look(`chat?user=${user}`)).notices;

export const kindOf = (update) => Object.keys(update).find((key) => key !== "update_id");

export const isUpdate =
  (kind, more = () => true) =>
  (update) =>
    kind in update && more(update[kind]);
