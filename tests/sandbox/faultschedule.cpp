// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "faultschedule.h"

#include "faultcatalog.h"
#include "faultreader.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kScheduleKeys = {"schedule", "seed",   "faults",   "service",
                                      "quiet_s",  "last_s", "together", "name"};
constexpr std::array<std::pair<const char *, bool>, 1> kScheduleKinds = {{{"random", true}}};

std::pair<int, int> rangeOf(const FaultReader &reader, const char *key, std::pair<int, int> fallback)
{
    if (!reader.has(key))
        return fallback;
    const QJsonArray ends = reader.array(key);
    const double least = ends.at(0).toDouble(-1);
    const double most = ends.at(1).toDouble(-1);
    if (ends.size() != 2 || least < 0 || most < least || most <= 0 || most > 86'400)
        reader.fail(key, u"[least, most] in seconds"_s);
    return {static_cast<int>(least * 1000), static_cast<int>(most * 1000)};
}

QStringList namesFor(const FaultReader &reader)
{
    const QStringList services = reader.names("service");
    QStringList names = reader.names("faults");
    const bool isNamed = !names.isEmpty();
    for (const QString &name : std::as_const(names))
        catalogFault(name, FaultPlace::StandIns);
    if (!isNamed) {
        for (const CatalogFault *fault : catalogFaults(FaultPlace::StandIns)) {
            if (fault->isOn)
                names.append(QLatin1String(fault->name));
        }
    }
    if (!services.isEmpty()) {
        names.removeIf([&](const QString &name) {
            const QJsonObject fault = catalogFault(name, FaultPlace::StandIns).json();
            return !services.contains(fault.value(u"service").toString());
        });
    }
    if (names.isEmpty())
        reader.fail(u"there is no fault to draw: see turnpike-sandbox faults"_s);
    return names;
}

} // namespace

RandomSchedule::RandomSchedule(const QJsonObject &given)
{
    const FaultReader reader(given, u"a random schedule"_s);
    reader.mustKnowAll(kScheduleKeys);
    reader.choice("schedule", kScheduleKinds, true);
    m_random.seed(static_cast<quint32>(reader.whole("seed", 1, 0, 2'147'483'647)));
    m_names = namesFor(reader);
    const auto quiet = rangeOf(reader, "quiet_s", {m_quiet.leastMs, m_quiet.mostMs});
    const auto last = rangeOf(reader, "last_s", {m_last.leastMs, m_last.mostMs});
    m_quiet = {quiet.first, quiet.second};
    m_last = {qMax(1, last.first), qMax(1, last.second)};
    m_together = reader.whole("together", m_together, 1, 10);
    m_next = draw(0);
}

int RandomSchedule::drawn(const Range &range)
{
    return m_random.bounded(range.leastMs, range.mostMs + 1);
}

RandomSchedule::Spell RandomSchedule::draw(qint64 afterMs)
{
    Spell spell;
    spell.fromMs = afterMs + drawn(m_quiet);
    spell.untilMs = spell.fromMs + drawn(m_last);
    spell.faults = drawNames(m_random, m_names, 1 + m_random.bounded(m_together));
    return spell;
}

RandomSchedule::Spell RandomSchedule::take()
{
    Spell spell = std::exchange(m_next, {});
    m_next = draw(spell.untilMs);
    return spell;
}

} // namespace turnpike::sandbox
