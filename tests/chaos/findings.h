// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QStringList>

namespace turnpike::chaos {

// What the checker has found. A kind of trouble is counted in full and told by its first few examples.
class Findings
{
public:
    enum class Kind {
        Lost,      // acknowledged or paid, and without its effect
        Duplicate, // an effect in the database that happened twice
        Wrong,     // books that do not agree, an order that was not kept
    };

    void add(Kind kind, const QString &what);

    int count(Kind kind) const { return m_counts[static_cast<size_t>(kind)]; }
    const QStringList &examples() const { return m_examples; }

    int repeatedMessages = 0; // calls of the Bot API made once more than the outbox has them
    int lostAnswers = 0;      // of Telegram, on purpose: their calls are made again
    int deadLetters = 0;
    int unsent = 0; // messages that ended without being sent, and say why
    int late = 0;   // pre-checkouts that could only be handled when nobody waited any more, and say so
    int updates = 0;
    int presses = 0;
    int checkouts = 0;
    int payments = 0;
    int messages = 0;

private:
    std::array<int, 3> m_counts{};
    QStringList m_examples;
};

} // namespace turnpike::chaos
