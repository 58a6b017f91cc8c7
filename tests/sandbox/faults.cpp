#include "faults.h"

#include "base/errors.h"

#include <QHash>

namespace turnpike::sandbox {

namespace {

const QHash<QString, FaultAction> &actions()
{
    static const QHash<QString, FaultAction> all = {
        {QStringLiteral("none"), FaultAction::None},   {QStringLiteral("status"), FaultAction::Status},
        {QStringLiteral("reset"), FaultAction::Reset}, {QStringLiteral("silent"), FaultAction::Silent},
        {QStringLiteral("lost"), FaultAction::Lost},   {QStringLiteral("garbage"), FaultAction::Garbage},
    };
    return all;
}

} // namespace

QString toString(FaultAction action)
{
    return actions().key(action);
}

Faults::Faults(quint32 seed)
    : m_random(seed)
{}

int Faults::add(const QJsonObject &given)
{
    Fault fault;
    fault.asGiven = given;
    fault.service = given.value(u"service").toString(QStringLiteral("*"));
    fault.method = given.value(u"method").toString(QStringLiteral("*"));
    fault.rate = given.value(u"rate").toDouble(1.0);
    fault.remaining = given.value(u"next").toInt(-1);
    fault.verdict.latencyMs = given.value(u"latency_ms").toInt(0);
    fault.verdict.status = given.value(u"status").toInt(500);
    fault.verdict.retryAfter = given.value(u"retry_after").toInt(0);
    fault.verdict.effect = given.value(u"effect").toBool(false);

    const bool namesStatus = given.contains(u"status");
    const QString action =
        given.value(u"action").toString(namesStatus ? QStringLiteral("status") : QStringLiteral("none"));
    if (!actions().contains(action))
        throw Error(ErrorType::Domain, QStringLiteral("unknown action \"%1\"").arg(action));
    fault.verdict.action = actions().value(action);
    if (fault.verdict.action == FaultAction::None && fault.verdict.latencyMs <= 0)
        throw Error(ErrorType::Domain, QStringLiteral("a fault needs an action, a status or latency_ms"));
    if (fault.rate < 0 || fault.rate > 1)
        throw Error(ErrorType::Domain, QStringLiteral("rate must be between 0 and 1"));

    fault.number = ++m_lastNumber;
    m_faults.push_back(fault);
    return fault.number;
}

void Faults::clear(const QString &service)
{
    std::erase_if(m_faults,
                  [&](const Fault &fault) { return service.isEmpty() || fault.service == service; });
}

QJsonArray Faults::list() const
{
    QJsonArray all;
    for (const Fault &fault : m_faults) {
        QJsonObject entry = fault.asGiven;
        entry.insert(u"number", fault.number);
        if (fault.remaining >= 0)
            entry.insert(u"next", fault.remaining);
        all.append(entry);
    }
    return all;
}

Verdict Faults::decide(const QString &service, const QString &method)
{
    Verdict verdict;
    for (Fault &fault : m_faults) {
        const bool meant = (fault.service == u"*" || fault.service == service) &&
                           (fault.method == u"*" || fault.method.compare(method, Qt::CaseInsensitive) == 0);
        if (!meant || fault.remaining == 0)
            continue;
        if (fault.rate < 1.0 && m_random.generateDouble() >= fault.rate)
            continue;
        const bool acts = fault.verdict.action != FaultAction::None;
        if (acts && verdict.action != FaultAction::None)
            continue;
        if (fault.remaining > 0)
            --fault.remaining;
        const int latency = verdict.latencyMs + fault.verdict.latencyMs;
        if (acts)
            verdict = fault.verdict;
        verdict.latencyMs = latency;
    }
    std::erase_if(m_faults, [](const Fault &fault) { return fault.remaining == 0; });
    return verdict;
}

} // namespace turnpike::sandbox
