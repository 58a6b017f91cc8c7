// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// What was checked, for which client, and whether it held.

const shownOfFailure = 16; // lines

export class Report {
  #sections = new Map(); // title → subject → client → {held, failures}
  #failures = []; // {client, subject, what, why}

  // A subject is a method, or a kind of update.
  held(section, client, subject) {
    ++this.#cell(section, client, subject).held;
  }

  failed(section, client, subject, what, why) {
    ++this.#cell(section, client, subject).failed;
    this.#failures.push({ client, subject, what, why });
  }

  get hasFailures() {
    return this.#failures.length > 0;
  }

  #cell(section, client, subject) {
    const subjects = entry(this.#sections, section, () => new Map());
    const cells = entry(subjects, subject, () => new Map());
    return entry(cells, client, () => ({ held: 0, failed: 0 }));
  }

  print() {
    let checks = 0;
    for (const [section, subjects] of this.#sections) {
      const clients = [...new Set([...subjects.values()].flatMap((cells) => [...cells.keys()]))];
      const widths = clients.map((client) => Math.max(client.length, 14));
      line(section, clients, widths);
      for (const [subject, cells] of subjects) {
        line(`  ${subject}`, clients.map((client) => verdict(cells.get(client))), widths);
        for (const cell of cells.values()) checks += cell.held + cell.failed;
      }
    }
    this.#printFailures();
    const failed = this.#failures.length;
    console.log(`\n${checks - failed} of ${checks} checks held.`);
  }

  // Failures of one cause once, with everything that it struck.
  #printFailures() {
    const causes = new Map();
    for (const { client, subject, what, why } of this.#failures) {
      entry(causes, why, () => new Set()).add(`${client}, ${subject}${what ? `, ${what}` : ""}`);
    }
    for (const [why, where] of causes) {
      console.log(`\nFAILED ${[...where].slice(0, 6).join("; ")}${where.size > 6 ? `; and ${where.size - 6} more` : ""}`);
      const lines = why.split("\n");
      for (const text of lines.slice(0, shownOfFailure)) console.log(`    ${text}`);
      if (lines.length > shownOfFailure) console.log("    …");
    }
  }
}

// A client that hangs is as wrong as one that fails; telegraf would wait for 500 s.
const checkWithinMs = 30_000;

// The checks of one client; `sectionOf` says in which table a subject stands.
export class Checks {
  constructor(report, client, sectionOf) {
    this.report = report;
    this.client = client;
    this.sectionOf = sectionOf;
  }

  held(subject) {
    this.report.held(this.sectionOf(subject), this.client, subject);
  }

  failed(subject, what, why) {
    this.report.failed(this.sectionOf(subject), this.client, subject, what, why);
  }

  // Runs one check; what it throws is its failure, and the next one goes on.
  async check(subject, what, run) {
    let timer;
    const tooLong = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${checkWithinMs / 1000} s`)), checkWithinMs);
    });
    try {
      await Promise.race([run(), tooLong]);
      this.held(subject);
    } catch (error) {
      // grammY says under `error` why a request failed.
      this.failed(subject, what, [error.message, error.error?.message].filter(Boolean).join("\n"));
    } finally {
      clearTimeout(timer);
    }
  }
}

function entry(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}

function verdict(cell) {
  if (!cell) return "-";
  return cell.failed > 0 ? `${cell.failed} of ${cell.held + cell.failed} FAILED` : `${cell.held} held`;
}

function line(first, rest, widths) {
  console.log(first.padEnd(32) + rest.map((text, i) => text.padEnd(widths[i] + 2)).join("").trimEnd());
}
