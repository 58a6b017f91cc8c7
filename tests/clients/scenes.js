// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// What happens in chats beside texts, presses and payments. The bot of either client takes it by webhook; what it is told
// is held against the client's types like every update.
import assert from "node:assert/strict";
import { isUpdate } from "./scenery.js";

export async function chatScenes({ sandbox, check, webhooks, person }) {
  // The next update of that kind, which the bot must have taken.
  const taken = async (kind, more) => {
    const { status, update } = await webhooks.next(isUpdate(kind, more), kind);
    assert.equal(status, 200);
    return update[kind];
  };
  await check("message", "an album", async () => {
    await sandbox.order("album", { user: person, photos: 2, caption: "Receipt" });
    const first = await taken("message", ({ photo }) => photo);
    const second = await taken("message", ({ photo }) => photo);
    assert.equal(first.caption, "Receipt");
    assert.ok(first.media_group_id);
    assert.equal(first.media_group_id, second.media_group_id);
  });
  await check("message", "a message is pinned", async () => {
    await sandbox.order("message", { user: person, text: "Keep" });
    const { message_id } = await taken("message", ({ text }) => text === "Keep");
    await sandbox.order("pin", { user: person, message: message_id });
    assert.equal((await taken("message", ({ pinned_message }) => pinned_message)).pinned_message.message_id, message_id);
  });
  await check("callback_query", "under a message that is gone", async () => {
    await sandbox.order("message", { user: person, text: "/start" });
    await taken("message", ({ text }) => text === "/start");
    await sandbox.order("press", { user: person, text: "Далее", inaccessible: true });
    assert.equal((await taken("callback_query")).message.date, 0);
  });
  await groups({ sandbox, check, person, taken });
}

async function groups({ sandbox, check, person, taken }) {
  await check("message", "in a group, which becomes a supergroup", async () => {
    const { id: chat } = await sandbox.order("group", { kind: "group", title: "Friends", members: [person] });
    await sandbox.order("message", { user: person, chat, text: "Hello, all" });
    const message = await taken("message", ({ text }) => text === "Hello, all");
    assert.deepEqual([message.chat.type, message.chat.title, message.from.id], ["group", "Friends", person]);
    const { id: upgraded } = await sandbox.order("upgrade", { chat, user: person });
    const old = await taken("message", ({ migrate_to_chat_id }) => migrate_to_chat_id);
    const young = await taken("message", ({ migrate_from_chat_id }) => migrate_from_chat_id);
    assert.deepEqual([old.migrate_to_chat_id, young.chat.id, young.migrate_from_chat_id], [upgraded, upgraded, chat]);
  });
  await check("message", "in a topic", async () => {
    const forum = { kind: "supergroup", title: "Forum", forum: true, members: [person] };
    const { id: chat } = await sandbox.order("group", forum);
    const { message_thread_id: thread } = await sandbox.order("topic", { user: person, chat, name: "Keys" });
    const { forum_topic_created: created } = await taken("message", (message) => message.forum_topic_created);
    assert.equal(created.name, "Keys");
    await sandbox.order("message", { user: person, chat, thread, text: "In a topic" });
    const message = await taken("message", ({ text }) => text === "In a topic");
    assert.deepEqual([message.chat.is_forum, message.is_topic_message, message.message_thread_id], [true, true, thread]);
  });
  await check("channel_post", "a post", async () => {
    const { id: chat } = await sandbox.order("group", { kind: "channel", title: "News", members: [person] });
    await sandbox.order("post", { user: person, chat, content: { text: "News" } });
    assert.equal((await taken("channel_post")).chat.type, "channel");
  });
  await check("my_chat_member", "all that the bot may be in a group", async () => {
    const { id: chat } = await sandbox.order("group", { kind: "supergroup", title: "Shop", members: [person] });
    for (const status of ["administrator", "restricted", "kicked", "left", "member"]) {
      await sandbox.order("membership", { user: person, chat, status });
      assert.equal((await taken("my_chat_member")).new_chat_member.status, status);
    }
  });
}
