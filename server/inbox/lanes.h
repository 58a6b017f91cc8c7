// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"

#include <QString>

// Lanes: the updates of one lane are handled strictly one after another, in the order in which they were
// stored; different lanes are independent.
namespace turnpike::inbox {

// Messages and button presses of a user: Telegram delivers them through separate queues; here they come
// together.
QString userLane(TelegramId user);
// Updates without a user.
QString chatLane(ChatId chat);
// Pre-checkouts, which must be answered within 10 s whatever else this user does.
QString checkoutLane(TelegramId user);
// A payment that failed so often that its customer's other updates no longer wait for it. Named by our own
// number: Telegram reuses ids.
QString paymentLane(qint64 seq);
// Whatever has neither user nor chat.
QString updateLane(UpdateId update);

// The lane for an update of this kind.
QString laneFor(const QString &kind, UpdateId update, std::optional<TelegramId> user,
                std::optional<ChatId> chat);

bool isCheckout(const QString &kind);
// Payments and refunds: they are never given up.
bool isPayment(const QString &kind);
bool isButtonPress(const QString &kind);

} // namespace turnpike::inbox
