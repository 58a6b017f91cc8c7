// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

#include <optional>

namespace turnpike::bench {

// What customers do. Mixed: half messages, half presses, of kinds that write and answer.
enum class Doing { Messages, Presses, Mixed };

const char *nameOf(Doing doing);
std::optional<Doing> doingNamed(const QByteArray &name);

// The `number`th update of such customers as Telegram sends it, about half a KiB. The press of an update has
// the id callbackId(updateId).
QByteArray updateBody(Doing doing, qint64 updateId, qint64 user, qint64 number, qint64 nowSeconds);
QByteArray callbackId(qint64 updateId);

// What makes Telegram's requests authentic, in every bench.
inline constexpr char kWebhookSecret[] = "bench-webhook-secret";

} // namespace turnpike::bench
