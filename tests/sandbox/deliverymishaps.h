// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonArray>
#include <QJsonObject>

#include <list>

namespace turnpike::sandbox {

// What can go wrong with one delivery on its way.
enum class Mishap {
    None,
    LoseAnswer, // the connection ends when the answer begins to come: the bot knows the update, Telegram does
                // not
    Twice,      // the same update over two connections at once
    CutRequest, // the connection ends in the middle of the request
};

// Mishaps that are to come. Owned by WebhookSender; lives on its thread.
class DeliveryMishaps
{
public:
    // {"mishap": lose-answer|twice|cut-request, "next": N, "queue": NAME|"" for any}; without `next` it is
    // the next delivery only. Throws Error when malformed.
    void add(const QJsonObject &order);
    void clear() { m_expected.clear(); }
    QJsonArray list() const;

    // What befalls the delivery that is about to begin.
    Mishap take(const QString &queue);

private:
    struct Expected
    {
        Mishap mishap = Mishap::None;
        int left = 1;
        QString queue;
    };

    std::list<Expected> m_expected;
};

QString toString(Mishap mishap);

} // namespace turnpike::sandbox
