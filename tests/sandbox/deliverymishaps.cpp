#include "deliverymishaps.h"

#include "base/errors.h"

namespace turnpike::sandbox {

namespace {

struct Name
{
    Mishap mishap;
    QLatin1String name;
};

constexpr Name kNames[] = {
    {Mishap::LoseAnswer, QLatin1String("lose-answer")},
    {Mishap::Twice, QLatin1String("twice")},
    {Mishap::CutRequest, QLatin1String("cut-request")},
};

} // namespace

QString toString(Mishap mishap)
{
    for (const Name &name : kNames) {
        if (name.mishap == mishap)
            return name.name;
    }
    return QStringLiteral("none");
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
    throw Error(ErrorType::Domain, QStringLiteral("mishap is lose-answer, twice or cut-request"));
}

QJsonArray DeliveryMishaps::list() const
{
    QJsonArray all;
    for (const Expected &expected : m_expected) {
        all.append(QJsonObject{{QStringLiteral("mishap"), toString(expected.mishap)},
                               {QStringLiteral("next"), expected.left},
                               {QStringLiteral("queue"), expected.queue}});
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
