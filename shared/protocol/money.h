// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"

#include <QLocale>
#include <QString>

// How money is written, by servers and consoles alike.
namespace turnpike::protocol {

struct Money
{
    qint64 minorUnits = 0; // 1/100 of the currency; whole Stars for XTR
    QString currency = u"RUB"_s;

    friend bool operator==(const Money &one, const Money &other) = default;
};

// What logs, rows and sentences in English are written in.
QLocale englishLocale();

// "349.50 ₽", "149 ₽", "3.00 USDT", "250 XTR", with the separators of `locale`. Thread-safe.
QString moneyText(const Money &money, const QLocale &locale = englishLocale());

} // namespace turnpike::protocol
