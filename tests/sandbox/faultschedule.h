// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonObject>
#include <QRandomGenerator>
#include <QStringList>

#include <deque>

namespace turnpike::sandbox {

// Faults of the catalogue that come and go by chance: {"schedule": "random", "seed": 7}, and where wanted
// "faults": [NAMES] to draw from (otherwise all that are on), "service": NAME, "quiet_s" and "last_s":
// [LEAST, MOST], "together": MOST. The same seed makes the same schedule. A plain value.
class RandomSchedule
{
public:
    struct Spell // ms since the schedule was switched on
    {
        qint64 fromMs = 0;
        qint64 untilMs = 0;
        QStringList faults;
    };

    // Throws Error.
    explicit RandomSchedule(const QJsonObject &given);

    // The spell that comes next, without an end of them.
    const Spell &next() const { return m_next; }
    Spell take();

private:
    struct Range
    {
        int leastMs;
        int mostMs;
    };

    Spell draw(qint64 afterMs);
    int drawn(const Range &range);

    QRandomGenerator m_random;
    QStringList m_names;
    Range m_quiet{2'000, 10'000};
    Range m_last{1'000, 10'000};
    int m_together = 2;
    Spell m_next;
};

} // namespace turnpike::sandbox
