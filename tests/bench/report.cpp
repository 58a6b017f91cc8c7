// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "report.h"

#include "figures.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QSysInfo>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <thread>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

void printLine(const QString &text)
{
    std::printf("%s\n", qPrintable(text));
    std::fflush(stdout);
}

// With as many digits as mean something.
QString numberText(double value)
{
    const double size = std::abs(value);
    return QString::number(value, 'f', size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

QString targetText(const Target &target)
{
    return u"%1 %2%3"_s.arg(target.sense == Target::Sense::AtLeast ? u"≥"_s : u"≤"_s,
                            numberText(target.bound), target.of == Target::Of::Ratio ? u" ×"_s : QString());
}

QJsonArray arrayOf(const std::vector<double> &values)
{
    QJsonArray array;
    for (const double value : values)
        array.append(value);
    return array;
}

// Of the processor, as the kernel names it; empty where it does not.
QString processorName()
{
    QFile file(u"/proc/cpuinfo"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("model name"))
            return QString::fromUtf8(line.mid(line.indexOf(':') + 1)).trimmed();
    }
    return {};
}

} // namespace

double Row::value() const
{
    return median(runs);
}

std::optional<double> Row::ratio() const
{
    if (others.empty())
        return std::nullopt;
    std::vector<double> ratios;
    for (size_t i = 0; i < std::min(runs.size(), others.size()); ++i)
        ratios.push_back(runs[i] / others[i]);
    return median(std::move(ratios));
}

void Report::add(Row row)
{
    printLine(lineOf(row));
    m_rows.push_back(std::move(row));
}

void Report::failed(const QString &bench, const QString &why)
{
    printLine(u"%1: NOT MEASURED: %2"_s.arg(bench, why));
    m_failures.emplace_back(bench, why);
}

Report::Verdict Report::verdictOf(const Row &row) const
{
    if (!row.target || (m_isGuard && row.target->of != Target::Of::Ratio))
        return Verdict::None;
    const bool isRatio = row.target->of == Target::Of::Ratio;
    // A ratio of which nothing is known, or which is no number, is none that reaches anything.
    const double value = isRatio ? row.ratio().value_or(std::nan("")) : row.value();
    const bool isLeast = row.target->sense == Target::Sense::AtLeast;
    const double slack = m_isGuard ? kGuardSlack : 1;
    const double bound = isLeast ? row.target->bound / slack : row.target->bound * slack;
    const bool isReached = isLeast ? value >= bound : value <= bound;
    return isReached ? Verdict::Reached : Verdict::FallsShort;
}

QString Report::wordOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::None:
        return u"-"_s;
    case Verdict::Reached:
        return u"reached"_s;
    case Verdict::FallsShort:
        break;
    }
    return u"FALLS SHORT"_s;
}

QString Report::lineOf(const Row &row) const
{
    const auto [low, high] = std::minmax_element(row.runs.begin(), row.runs.end());
    QString line = u"%1 | %2 | %3 %4 (%5 … %6, %7 runs)"_s.arg(row.bench, -7)
                       .arg(row.what, numberText(row.value()), row.unit, numberText(*low), numberText(*high))
                       .arg(row.runs.size());
    if (const auto ratio = row.ratio())
        line += u" | %1 × %2 (%3)"_s.arg(numberText(*ratio), row.against, numberText(median(row.others)));
    if (row.target)
        line += u" | %1 | %2"_s.arg(targetText(*row.target), wordOf(verdictOf(row)));
    return line;
}

bool Report::isReached() const
{
    return m_failures.empty() && std::none_of(m_rows.begin(), m_rows.end(), [this](const Row &row) {
               return verdictOf(row) == Verdict::FallsShort;
           });
}

int Report::judged() const
{
    return static_cast<int>(std::count_if(
        m_rows.begin(), m_rows.end(), [this](const Row &row) { return verdictOf(row) != Verdict::None; }));
}

void Report::printTable() const
{
    printLine(QString());
    for (const Row &row : m_rows)
        printLine(lineOf(row));
    for (const auto &[bench, why] : m_failures)
        printLine(u"%1 | NOT MEASURED: %2"_s.arg(bench, -7).arg(why));
    const auto shortOf = std::count_if(m_rows.begin(), m_rows.end(), [this](const Row &row) {
        return verdictOf(row) == Verdict::FallsShort;
    });
    printLine(u"\n%1 rows, %2 of them judged; %3 fall short, %4 benches not measured"_s.arg(m_rows.size())
                  .arg(judged())
                  .arg(shortOf)
                  .arg(m_failures.size()));
}

QJsonObject Report::json() const
{
    QJsonArray rows;
    for (const Row &row : m_rows) {
        QJsonObject object{{u"bench"_s, row.bench},        {u"what"_s, row.what},
                           {u"unit"_s, row.unit},          {u"median"_s, row.value()},
                           {u"runs"_s, arrayOf(row.runs)}, {u"verdict"_s, wordOf(verdictOf(row))}};
        if (const auto ratio = row.ratio()) {
            object.insert(u"against"_s, row.against);
            object.insert(u"others"_s, arrayOf(row.others));
            object.insert(u"ratio"_s, *ratio);
        }
        if (row.target)
            object.insert(u"target"_s, targetText(*row.target));
        rows.append(object);
    }
    QJsonArray failures;
    for (const auto &[bench, why] : m_failures)
        failures.append(QJsonObject{{u"bench"_s, bench}, {u"why"_s, why}});
    const QJsonObject machine{{u"cores"_s, static_cast<qint64>(std::thread::hardware_concurrency())},
                              {u"processor"_s, processorName()},
                              {u"system"_s, QSysInfo::prettyProductName()},
                              {u"kernel"_s, QSysInfo::kernelVersion()}};
    return {{u"at"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)},
            {u"machine"_s, machine},
            {u"is_guard"_s, m_isGuard},
            {u"is_reached"_s, isReached()},
            {u"rows"_s, rows},
            {u"failures"_s, failures}};
}

} // namespace turnpike::bench
