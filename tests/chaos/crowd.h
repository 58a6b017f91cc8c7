// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "sandbox/sandbox.h"

#include <QRandomGenerator>
#include <QTimer>

#include <vector>

namespace turnpike::chaos {

// The shop's customers under load: they write, press what the bot shows them, take trials, buy, top up, pay
// by Crypto Pay, from the balance and with Stars; their apps repeat presses, and Telegram delivers twice. So
// many updates a second, whether they are answered or not, each customer in turn. Lives on the sandbox's
// thread. The seed makes their choices repeatable, as far as the answers are.
class Crowd : public QObject
{
    Q_OBJECT

public:
    struct Made
    {
        qint64 updateId;
        qint64 at; // ms since 1970
    };

    Crowd(sandbox::Sandbox *sandbox, int customers, quint32 seed);

    void open(double updatesPerSecond);
    void close();

    // Updates made so far, and when.
    const std::vector<Made> &made() const { return m_made; }
    const std::vector<qint64> &customers() const { return m_customers; }

private:
    void actNext();
    void act(qint64 customer);
    bool repeat(qint64 customer);
    bool pay(qint64 customer);
    void checkOut(qint64 customer, const QString &purchase);
    void press(qint64 customer);
    void note();

    sandbox::Sandbox *m_sandbox;
    QRandomGenerator m_random;
    QTimer m_timer;
    std::vector<qint64> m_customers;
    size_t m_next = 0;
    std::vector<Made> m_made;
    QHash<qint64, qint64> m_latest; // update by customer
};

} // namespace turnpike::chaos
