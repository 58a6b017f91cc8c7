// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "faults.h"

#include "base/errors.h"
#include "faultcatalog.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// What is given as it is meant: a name's faults spelt out, with the changes to them.
QJsonObject spelt(const QJsonObject &given)
{
    const QJsonValue name = given.value(u"fault");
    if (name.isUndefined())
        return given;
    QJsonObject all = catalogFault(name.toString(), FaultPlace::StandIns).json();
    for (auto it = given.begin(); it != given.end(); ++it)
        all.insert(it.key(), it.value());
    return all;
}

QList<QJsonObject> severalOf(const QJsonValue &given)
{
    if (given.isString())
        return {QJsonObject{{u"fault"_s, given}}};
    if (given.isObject() && given.toObject().contains(u"faults") && !given.toObject().contains(u"schedule"))
        return severalOf(given.toObject().value(u"faults"));
    if (given.isObject())
        return {given.toObject()};
    if (!given.isArray())
        throw Error(ErrorType::Domain,
                    u"a fault is an object or a name of the catalogue; several are an array"_s);
    QList<QJsonObject> all;
    for (const QJsonValue &one : given.toArray())
        all.append(severalOf(one));
    return all;
}

bool isSchedule(const QJsonObject &given)
{
    return given.value(u"schedule").isString();
}

} // namespace

Faults::Faults(quint32 seed, NowMs nowMs)
    : m_nowMs(std::move(nowMs))
    , m_random(seed)
{
    m_time.start();
    if (!m_nowMs)
        m_nowMs = [this] { return m_time.elapsed(); };
}

Faults::Entry Faults::entryFrom(const QJsonObject &given, qint64 sinceMs) const
{
    Entry entry;
    entry.fault = faultFrom(spelt(given));
    entry.asGiven = given;
    entry.sinceMs = sinceMs;
    return entry;
}

int Faults::add(const QJsonObject &given)
{
    if (isSchedule(given)) {
        m_schedules.push_back({0, RandomSchedule(given), given, m_nowMs()});
        return m_schedules.back().number = ++m_lastNumber;
    }
    m_faults.push_back(entryFrom(given, m_nowMs()));
    return m_faults.back().number = ++m_lastNumber;
}

QList<int> Faults::addAll(const QJsonValue &given)
{
    const QList<QJsonObject> all = severalOf(given);
    if (all.isEmpty())
        throw Error(ErrorType::Domain, u"no fault is given"_s);
    for (const QJsonObject &one : all) {
        if (isSchedule(one))
            RandomSchedule{one};
        else
            entryFrom(one, 0);
    }
    QList<int> numbers;
    for (const QJsonObject &one : all)
        numbers.append(add(one));
    return numbers;
}

QList<int> Faults::addFile(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly)) {
        throw Error(ErrorType::Infra,
                    u"The file of faults %1 cannot be read: %2"_s.arg(fileName, file.errorString()));
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (document.isNull()) {
        throw Error(ErrorType::Domain,
                    u"%1 is no JSON: %2 at byte %3"_s.arg(fileName, error.errorString()).arg(error.offset));
    }
    try {
        return addAll(document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()));
    } catch (const Error &failure) {
        throw Error(ErrorType::Domain, fileName + u": "_s + failure.message());
    }
}

void Faults::clear(const QString &service)
{
    std::erase_if(m_faults, [&](const Entry &entry) {
        return service.isEmpty() || entry.fault.services == QStringList{service};
    });
    if (service.isEmpty())
        m_schedules.clear();
}

bool Faults::remove(int number)
{
    const auto faults = std::erase_if(m_faults, [=](const Entry &entry) { return entry.number == number; });
    const auto schedules =
        std::erase_if(m_schedules, [=](const Scheduled &entry) { return entry.number == number; });
    return faults + schedules > 0;
}

QJsonArray Faults::list() const
{
    QJsonArray all;
    for (const Scheduled &scheduled : m_schedules) {
        QJsonObject shown = scheduled.asGiven;
        shown.insert(u"number", scheduled.number);
        all.append(shown);
    }
    for (const Entry &entry : m_faults) {
        QJsonObject shown = entry.asGiven;
        shown.insert(u"number", entry.number);
        if (entry.fault.next >= 0)
            shown.insert(u"next", entry.fault.next);
        all.append(shown);
    }
    return all;
}

void Faults::runSchedules()
{
    const qint64 now = m_nowMs();
    for (Scheduled &scheduled : m_schedules) {
        while (scheduled.sinceMs + scheduled.schedule.next().fromMs <= now) {
            const RandomSchedule::Spell spell = scheduled.schedule.take();
            for (const QString &name : spell.faults) {
                Entry entry = entryFrom({{u"fault"_s, name}}, scheduled.sinceMs + spell.fromMs);
                entry.number = scheduled.number;
                entry.isScheduled = true;
                entry.fault.windows = {{0, spell.untilMs - spell.fromMs}};
                m_faults.push_back(std::move(entry));
            }
        }
    }
    std::erase_if(m_faults, [now](const Entry &entry) {
        return entry.isScheduled && now - entry.sinceMs >= entry.fault.windows.front().untilMs;
    });
}

bool Faults::strikes(Entry &entry, const QString &service, const QString &method, const Subjects &subjects)
{
    Fault &fault = entry.fault;
    if (!fault.concerns(service, method) || fault.next == 0 || !fault.isOpenAt(m_nowMs() - entry.sinceMs))
        return false;
    if (!fault.subjects.isEmpty()) {
        const QStringList named = subjects();
        if (std::none_of(named.begin(), named.end(),
                         [&](const QString &subject) { return fault.subjects.contains(subject); }))
            return false;
    }
    if (++entry.seen <= fault.after)
        return false;
    return fault.rate >= 1.0 || m_random.generateDouble() < fault.rate;
}

void Faults::dropSpent()
{
    std::erase_if(m_faults, [](const Entry &entry) { return entry.fault.next == 0; });
}

FaultOutcome Faults::decide(const QString &service, const QString &method, const Subjects &subjects)
{
    FaultOutcome outcome;
    runSchedules();
    bool hasEffect = false;
    const auto sum = [](std::optional<int> &all, const std::optional<int> &one) {
        if (one)
            all = all.value_or(0) + *one;
    };
    for (Entry &entry : m_faults) {
        Fault &fault = entry.fault;
        const bool acts = fault.action != FaultAction::None;
        const bool shapes = fault.shape != AnswerShape();
        const bool isTaken = (acts && outcome.answer.action != FaultAction::None) ||
                             (!acts && shapes && outcome.shape != AnswerShape()) ||
                             (!acts && !shapes && fault.effect && hasEffect);
        if (fault.happensBeforeTheBody() || isTaken || !strikes(entry, service, method, subjects))
            continue;
        if (fault.next > 0)
            --fault.next;
        outcome.names.append(fault.name);
        outcome.latencyMs += fault.latencyMs;
        sum(outcome.effectAfterMs, fault.effectAfterMs);
        sum(outcome.answerAfterMs, fault.answerAfterMs);
        if (acts)
            outcome.answer = fault;
        if (shapes && outcome.shape == AnswerShape())
            outcome.shape = fault.shape;
        if (fault.effect && !std::exchange(hasEffect, true))
            outcome.effect = *fault.effect;
    }
    if (!hasEffect)
        outcome.effect = effectUnlessGiven(outcome.answer.action);
    dropSpent();
    return outcome;
}

std::optional<QString> Faults::strikesAtHead(const QString &service, const QString &method)
{
    if (m_faults.empty() && m_schedules.empty())
        return std::nullopt;
    runSchedules();
    for (Entry &entry : m_faults) {
        Fault &fault = entry.fault;
        if (!fault.happensBeforeTheBody() || !strikes(entry, service, method, {}))
            continue;
        const QString name = fault.name;
        if (fault.next > 0)
            --fault.next;
        dropSpent();
        return name;
    }
    return std::nullopt;
}

} // namespace turnpike::sandbox
