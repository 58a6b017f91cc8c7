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
    return QStringLiteral("%1 %2%3").arg(
        target.sense == Target::Sense::AtLeast ? QStringLiteral("≥") : QStringLiteral("≤"),
        numberText(target.bound), target.of == Target::Of::Ratio ? QStringLiteral(" ×") : QString());
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
    QFile file(QStringLiteral("/proc/cpuinfo"));
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
    printLine(QStringLiteral("%1: NOT MEASURED: %2").arg(bench, why));
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
        return QStringLiteral("-");
    case Verdict::Reached:
        return QStringLiteral("reached");
    case Verdict::FallsShort:
        break;
    }
    return QStringLiteral("FALLS SHORT");
}

QString Report::lineOf(const Row &row) const
{
    const auto [low, high] = std::minmax_element(row.runs.begin(), row.runs.end());
    QString line = QStringLiteral("%1 | %2 | %3 %4 (%5 … %6, %7 runs)")
                       .arg(row.bench, -7)
                       .arg(row.what, numberText(row.value()), row.unit, numberText(*low), numberText(*high))
                       .arg(row.runs.size());
    if (const auto ratio = row.ratio())
        line += QStringLiteral(" | %1 × %2 (%3)")
                    .arg(numberText(*ratio), row.against, numberText(median(row.others)));
    if (row.target)
        line += QStringLiteral(" | %1 | %2").arg(targetText(*row.target), wordOf(verdictOf(row)));
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
        printLine(QStringLiteral("%1 | NOT MEASURED: %2").arg(bench, -7).arg(why));
    const auto shortOf = std::count_if(m_rows.begin(), m_rows.end(), [this](const Row &row) {
        return verdictOf(row) == Verdict::FallsShort;
    });
    printLine(QStringLiteral("\n%1 rows, %2 of them judged; %3 fall short, %4 benches not measured")
                  .arg(m_rows.size())
                  .arg(judged())
                  .arg(shortOf)
                  .arg(m_failures.size()));
}

QJsonObject Report::json() const
{
    QJsonArray rows;
    for (const Row &row : m_rows) {
        QJsonObject object{
            {QStringLiteral("bench"), row.bench},        {QStringLiteral("what"), row.what},
            {QStringLiteral("unit"), row.unit},          {QStringLiteral("median"), row.value()},
            {QStringLiteral("runs"), arrayOf(row.runs)}, {QStringLiteral("verdict"), wordOf(verdictOf(row))}};
        if (const auto ratio = row.ratio()) {
            object.insert(QStringLiteral("against"), row.against);
            object.insert(QStringLiteral("others"), arrayOf(row.others));
            object.insert(QStringLiteral("ratio"), *ratio);
        }
        if (row.target)
            object.insert(QStringLiteral("target"), targetText(*row.target));
        rows.append(object);
    }
    QJsonArray failures;
    for (const auto &[bench, why] : m_failures)
        failures.append(QJsonObject{{QStringLiteral("bench"), bench}, {QStringLiteral("why"), why}});
    const QJsonObject machine{
        {QStringLiteral("cores"), static_cast<qint64>(std::thread::hardware_concurrency())},
        {QStringLiteral("processor"), processorName()},
        {QStringLiteral("system"), QSysInfo::prettyProductName()},
        {QStringLiteral("kernel"), QSysInfo::kernelVersion()}};
    return {{QStringLiteral("at"), QDateTime::currentDateTimeUtc().toString(Qt::ISODate)},
            {QStringLiteral("machine"), machine},
            {QStringLiteral("is_guard"), m_isGuard},
            {QStringLiteral("is_reached"), isReached()},
            {QStringLiteral("rows"), rows},
            {QStringLiteral("failures"), failures}};
}

} // namespace turnpike::bench
