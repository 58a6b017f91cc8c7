// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/catalog.h"
#include "broadcasts/audience.h"
#include "outbox/outbox.h"
#include "protocol/sentence.h"

#include <functional>

namespace turnpike::broadcasts {

// What a button carries that opens the periods of a tariff below the message it is under.
using TariffPress = std::function<QString(const QString &tariff)>;

// What a broadcast says, as Telegram takes it. Holds no state; thread-safe.
namespace content {

inline constexpr qsizetype kLongestTitle = 100;
inline constexpr qsizetype kLongestText = 4096;    // Bot API, sendMessage
inline constexpr qsizetype kLongestCaption = 1024; // sendPhoto
inline constexpr qsizetype kMostTexts = 20;
inline constexpr qsizetype kMostButtons = 8;
inline constexpr qsizetype kLongestLabel = 64;
inline constexpr int kMostInactiveDays = 3650;

// What is wrong with it, for whoever wrote it; nothing: it can be sent.
std::optional<protocol::Sentence> faultOf(const protocol::BroadcastAudience &audience,
                                          const billing::Catalog &catalog);
std::optional<protocol::Sentence> faultOf(const protocol::BroadcastDraft &draft,
                                          const billing::Catalog &catalog);

// The text for a language, or the first where there is none.
const protocol::BroadcastText &textFor(const protocol::BroadcastContent &content, const QString &language);

// The message to one customer: its chat, method and parameters.
outbox::Message messageTo(const Recipient &recipient, const protocol::BroadcastContent &content,
                          const protocol::BroadcastText &text, const TariffPress &press);

} // namespace content

} // namespace turnpike::broadcasts
