// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

#include <span>

// What reads bytes of others, as fuzzers and tst_corpora call it: the server's own functions, no copies. Each
// takes any bytes at all. What it finds is a crash, a word of a sanitizer, or a promise that does not hold.
namespace turnpike::fuzz {

struct Target
{
    const char *name; // of its corpus, too: tests/fuzz/corpora/<name>
    void (*read)(const QByteArray &bytes);
};
std::span<const Target> targets();

void readFrames(const QByteArray &bytes);          // of a WebSocket's client
void readHeads(const QByteArray &bytes);           // a request: its head, chunks behind it
void readUpdates(const QByteArray &bytes);         // of Telegram, their envelopes first
void readCalls(const QByteArray &bytes);           // of consoles, and frames of servers
void readPresses(const QByteArray &bytes);         // the data of a button
void readWebhooks(const QByteArray &bytes);        // of Crypto Pay
void readUrls(const QByteArray &bytes);            // of the configuration
void readTelegramAnswers(const QByteArray &bytes); // this and the next two: as answerOf() has it
void readCryptoPayAnswers(const QByteArray &bytes);
void readVpnAnswers(const QByteArray &bytes);
void readPacked(const QByteArray &bytes); // bodies of answers; the first byte: in what

// Ends the process where it is not so, saying what was promised.
void insist(bool isSo, const char *promise);

} // namespace turnpike::fuzz
