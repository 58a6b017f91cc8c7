// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// Writes what the sandbox said as TypeScript literals of the clients' own types, and lets the compiler read them:
// missing members, members of another kind, and, for exact types, members that the type does not know.
import { writeFileSync } from "node:fs";
import ts from "typescript";

const imports = `import type * as grammy from "@grammyjs/types";
import type * as telegraf from "@telegraf/types";
import type * as cryptoBot from "./node_modules/crypto-bot-api/lib/helpers/casts.js";
import type * as cryptoPay from "./cryptopay.js";
type Grammy = { [M in keyof grammy.ApiMethods<string>]: ReturnType<grammy.ApiMethods<string>[M]> };
type Telegraf = { [M in keyof telegraf.ApiMethods<string>]: ReturnType<telegraf.ApiMethods<string>[M]> };
// An enum's values rather than the enum: literals are not of its type.
type Plain<T> = T extends string ? \`\${T}\` : T extends Date ? Date
  : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
declare function fits<T>(): <V extends T>(value: V) => void;
`;

export class Types {
  #records = [];

  // `value` must be of the TypeScript `type`; `exact`: it may have no member that the type does not name.
  add(checks, subject, { type, value, exact }) {
    this.#records.push({ checks, subject, type, value, exact });
  }

  // Writes `file` and reports each record as a check of its own.
  check(file) {
    let text = imports;
    for (const record of this.#records) {
      record.start = text.length;
      const literal = written(documented(record.value));
      text += record.exact
        ? `{ const value: ${record.type} = ${literal}; }\n`
        : `fits<${record.type}>()(${literal});\n`;
    }
    writeFileSync(file, text);
    const faults = this.#compile(file);
    for (const record of this.#records) {
      const found = faults.get(record) ?? [];
      if (found.length === 0) record.checks.held(record.subject);
      for (const why of new Set(found)) record.checks.failed(record.subject, "", why);
    }
  }

  #compile(file) {
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    });
    const faults = new Map();
    for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
      const record = this.#records.findLast((one) => one.start <= diagnostic.start);
      // Not about a literal: the harness itself is wrong.
      if (!record) throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
      faults.set(record, [...(faults.get(record) ?? []), explained(diagnostic)]);
    }
    return faults;
  }
}

// What the Bot API server (Client.cpp, v10.0: JsonChat, JsonChatMember, json_store_permissions) still sends although the
// documentation, and so the types, no longer name it.
const undocumented = new Set([
  "all_members_are_administrators", "can_manage_voice_chats", "can_send_gift", "can_send_media_messages",
]);

// `value` without what it rightly has beyond its type.
function documented(value) {
  if (Array.isArray(value)) return value.map(documented);
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  const members = Object.entries(value).filter(
    // A basic group's chat has its gifts everywhere, not in getChat alone.
    ([name]) => !undocumented.has(name) && !(name === "accepted_gift_types" && value.type === "group"),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, documented(member)]));
}

function written(value) {
  if (value instanceof Date) return `new Date(${JSON.stringify(value)})`;
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{ ${members.map(([name, member]) => `${JSON.stringify(name)}: ${writtenMember(name, member)}`).join(", ")} }`;
  }
  return JSON.stringify(value);
}

// Both clients' types say of a message that is replied to: it has this member, which is undefined.
function writtenMember(name, member) {
  const text = written(member);
  return name === "reply_to_message" ? text.replace(/}$/, ', "reply_to_message": undefined }') : text;
}

// The compiler's words under the member they are about, without the types that it spells out in full.
function explained(diagnostic) {
  const said = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  const [, member] = /^"(\w+)":/.exec(diagnostic.file.text.slice(diagnostic.start, diagnostic.start + 100)) ?? [];
  return (member ? `${member}: ` : "") + said.replace(/[Tt]ype '\{[^']*\}'/g, "what was sent");
}
