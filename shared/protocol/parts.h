// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

#include <array>

namespace turnpike::protocol {

// What people call a part of the house, in English: other languages are translations of the context
// "Wording".
struct PartTitle
{
    const char *part; // in the protocol
    const char *title;
};

inline constexpr std::array kPartTitles{
    PartTitle{"database", QT_TRANSLATE_NOOP("Wording", "Database")},
    PartTitle{"redis", QT_TRANSLATE_NOOP("Wording", "Redis")},
    PartTitle{"telegram", QT_TRANSLATE_NOOP("Wording", "Telegram")},
    PartTitle{"vpn_api", QT_TRANSLATE_NOOP("Wording", "VPN API")},
    PartTitle{"crypto_pay", QT_TRANSLATE_NOOP("Wording", "Crypto Pay")},
    PartTitle{"stars", QT_TRANSLATE_NOOP("Wording", "Telegram Stars")},
    PartTitle{"card", QT_TRANSLATE_NOOP("Wording", "Cards through Telegram")},
    PartTitle{"leader", QT_TRANSLATE_NOOP("Wording", "Leader")},
    PartTitle{"pool", QT_TRANSLATE_NOOP("Wording", "Connection pool")},
    PartTitle{"inbox", QT_TRANSLATE_NOOP("Wording", "Inbox")},
    PartTitle{"outbox", QT_TRANSLATE_NOOP("Wording", "Outbox")},
    PartTitle{"workers", QT_TRANSLATE_NOOP("Wording", "Workers")},
    PartTitle{"backlog", QT_TRANSLATE_NOOP("Wording", "Backlog")},
    PartTitle{"process", QT_TRANSLATE_NOOP("Wording", "Process")},
    PartTitle{"connections", QT_TRANSLATE_NOOP("Wording", "Connections of PostgreSQL")},
    PartTitle{"durability", QT_TRANSLATE_NOOP("Wording", "Durability of PostgreSQL")},
    PartTitle{"telegram_webhook", QT_TRANSLATE_NOOP("Wording", "Telegram webhook")},
    PartTitle{"console_bootstrap", QT_TRANSLATE_NOOP("Wording", "Bootstrap token")},
    PartTitle{"alerts", QT_TRANSLATE_NOOP("Wording", "Delivery of alerts")},
};

} // namespace turnpike::protocol
