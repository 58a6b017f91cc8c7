// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/choice.h"

#include <QCoreApplication>
#include <QString>

#include <optional>

// Numbers and moments as people read them, in the language and the time zone of this machine.
namespace turnpike::console::wording {

inline constexpr qint64 kHourMs = 3'600'000;

// "450 ms", "12.3 s", "5 min 20 s", "3 h 4 min", "2 d 3 h"; "–" below zero.
QString duration(qint64 ms);
// Of measurements: "0.8 ms", "120 ms", "1.2 s"; "–" when nothing was measured (below zero).
QString measured(double ms);
// "every 5 min".
QString every(qint64 ms);
// "212 MiB".
QString bytes(qint64 count);
// "1,234" as the language writes it.
QString number(qint64 count);
QString rate(double perSecond);
// "149 ₽", "149.50 ₽".
QString kopecks(qint64 amount);
// What was paid, in minor units of any currency: "3.00 USDT", "250 XTR"; "? TON" for 0, since nobody pays
// nothing: it is a figure that has no such units, and a payment's note may tell it.
QString money(qint64 minorUnits, const QString &currency);

// "12:04:31", with the day when it is not today's; "–" for 0. `ms` is UTC.
QString moment(qint64 ms);
QString moment(std::optional<qint64> ms);
// The same with the zone of this machine, where one acts on it or tells it to somebody, whose own may be
// another: "31.12. 18:00:00 UTC+3"; "–" for 0. `ms` is UTC.
QString zonedMoment(qint64 ms);
// "UTC+3", "UTC-3:30", "UTC": of this machine at that moment; `ms` is UTC.
QString zone(qint64 ms);
// For the tooltip of a moment: the same in UTC, whole.
QString utc(qint64 ms);
// "12 s ago", "in 5 min", "now"; by the server's clock, see setServerClockOffset().
QString fromNow(qint64 ms);
QString fromNow(std::optional<qint64> ms);

// What to add to this machine's clock to have the server's, in milliseconds.
void setServerClockOffset(qint64 ms);
// Now, by the server's clock; ms UTC.
qint64 serverNow();

// A word of the protocol ("paid_without_key", "flag_off") for people: translated where it is known, otherwise
// with spaces.
QString word(const QString &term);
template<protocol::Choosable E>
QString word(E value)
{
    return word(QString::fromLatin1(protocol::toWord(value)));
}
template<protocol::Choosable E>
QString word(const protocol::Choice<E> &choice)
{
    return word(choice.word());
}
// A worker's or another part's name.
QString part(const QString &name);

} // namespace turnpike::console::wording
