// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "deliverymishaps.h"

#include "base/errors.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct Name
{
    Mishap mishap;
    QLatin1String name;
};

constexpr Name kNames[] = {
    {Mishap::LoseAnswer, "lose-answer"_L1},
    {Mishap::Twice, "twice"_L1},
    {Mishap::CutRequest, "cut-request"_L1},
};

} // namespace

QString toString(Mishap mishap)
{
    for (const Name &name : kNames) {
        if (name.mishap == mishap)
            return name.name;
    }
    return u"none"_s;
}

void DeliveryMishaps::add(const QJsonObject &order)
{
    const QString wanted = order.value(u"mishap").toString();
    for (const Name &name : kNames) {
        if (wanted != name.name)
            continue;
        m_expected.push_back(
            {name.mishap, qMax(1, order.value(u"next").toInt(1)), order.value(u"queue").toString()});
        return;
    }
    throw Error(ErrorType::Domain, u"mishap is lose-answer, twice or cut-request"_s);
}

QJsonArray DeliveryMishaps::list() const
{
    QJsonArray all;
    for (const Expected &expected : m_expected) {
        all.append(QJsonObject{{u"mishap"_s, toString(expected.mishap)},
                               {u"next"_s, expected.left},
                               {u"queue"_s, expected.queue}});
    }
    return all;
}

Mishap DeliveryMishaps::take(const QString &queue)
{
    for (auto it = m_expected.begin(); it != m_expected.end(); ++it) {
        if (!it->queue.isEmpty() && it->queue != queue)
            continue;
        const Mishap mishap = it->mishap;
        if (--it->left == 0)
            m_expected.erase(it);
        return mishap;
    }
    return Mishap::None;
}

} // namespace turnpike::sandbox
