// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "fault.h"
#include "faultschedule.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

#include <functional>

namespace turnpike::sandbox {

// What one call meets: the faults that strike it, put together.
struct FaultOutcome
{
    QStringList names; // of the faults that strike
    int latencyMs = 0;
    std::optional<int> effectAfterMs;
    std::optional<int> answerAfterMs;
    FaultEffect effect = FaultEffect::Once;
    Fault answer; // its action and what belongs to that
    AnswerShape shape;

    bool isHarmless() const { return names.isEmpty(); }
};

// Faults that are switched on, and schedules that switch them on by chance. Owned by Sandbox; lives on its
// thread.
class Faults
{
public:
    using NowMs = std::function<qint64()>;
    using Subjects = std::function<QStringList()>;

    // `seed` decides where a rate strikes. `nowMs` grows evenly; by default the time since now.
    explicit Faults(quint32 seed, NowMs nowMs = {});

    // A fault, a name of the catalogue with changes ({"fault": NAME, …}), or a random schedule. Returns its
    // number. Throws Error that says what is wrong.
    int add(const QJsonObject &given);
    // One of those, a name alone, or several in an array or in {"faults": […]}: all of them or none.
    QList<int> addAll(const QJsonValue &given);
    // The same from a file. Throws Error.
    QList<int> addFile(const QString &fileName);
    void clear(const QString &service = {});
    // False: there is none of that number.
    bool remove(int number);
    QJsonArray list() const;

    // Times add up; of answers, effects and shapes the oldest fault that has one wins. `subjects` is asked
    // only where a fault wants to know.
    FaultOutcome decide(const QString &service, const QString &method, const Subjects &subjects);
    // The name of a fault that resets this call before its body is read; nothing when there is none.
    std::optional<QString> strikesAtHead(const QString &service, const QString &method);

private:
    struct Entry
    {
        int number = 0; // a schedule's faults have the schedule's
        Fault fault;
        QJsonObject asGiven;
        qint64 sinceMs = 0;
        int seen = 0;
        bool isScheduled = false;
    };
    struct Scheduled
    {
        int number = 0;
        RandomSchedule schedule;
        QJsonObject asGiven;
        qint64 sinceMs = 0;
    };

    Entry entryFrom(const QJsonObject &given, qint64 sinceMs) const;
    void runSchedules();
    bool strikes(Entry &entry, const QString &service, const QString &method, const Subjects &subjects);
    void dropSpent();

    NowMs m_nowMs;
    QElapsedTimer m_time;
    std::vector<Entry> m_faults;
    std::vector<Scheduled> m_schedules;
    QRandomGenerator m_random;
    int m_lastNumber = 0;
};

} // namespace turnpike::sandbox
