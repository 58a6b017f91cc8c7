// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/liveness.h"
#include "protocol/numbervalues.h"
#include "support/testmain.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <utility>

namespace tst_numbers {

using namespace turnpike;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

QString contentOf(const QString &path)
{
    QFile file(qEnvironmentVariable("TURNPIKE_RESOURCES") + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString text(const char *words)
{
    return QString::fromUtf8(words);
}

QString comparedBy(const Number &number, const AlertRule &rule)
{
    return rule.compared ? text(rule.compared) : u"max(%1)"_s.arg(text(number.metric));
}

// As it is to stand in alerts.yml.
QString ruleOf(const Number &number, const AlertRule &rule, double threshold)
{
    QString yaml = u"      - alert: %1\n        expr: '%2 >= %3'\n"_s.arg(
        text(rule.name), comparedBy(number, rule), QString::number(number.inBaseUnits(threshold)));
    if (rule.lasting)
        yaml += u"        for: %1\n"_s.arg(text(rule.lasting));
    QString summary = text(rule.summary);
    summary.replace(u"%1"_s, QString::number(threshold));
    return yaml + u"        labels:\n          severity: %1\n        annotations:\n"
                  "          summary: \"%2\"\n          runbook: docs/runbook.md#%3\n"_s.arg(
                      rule.isCritical ? u"critical"_s : u"warning"_s, summary, text(rule.runbook));
}

// Both rules that a number may have, each with its threshold.
std::array<std::pair<AlertRule, double>, 2> rulesOf(const Number &number)
{
    return {std::pair(number.onWarn, number.warn), std::pair(number.onFail, number.fail)};
}

} // namespace

// What is said of a number in one place, and what else must say the same.
class TestNumbers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachNumberIsDescribedOnce()
    {
        QSet<QString> ids;
        for (const Number *number : numbers::kAll) {
            QVERIFY2(!ids.contains(text(number->id)), number->id);
            ids.insert(text(number->id));
            QVERIFY2(number->warn <= number->fail, number->id);
        }
        const QString header = contentOf(u"/../shared/protocol/numbers.h"_s);
        QCOMPARE(static_cast<qsizetype>(numbers::kAll.size()), header.count(u"inline constexpr Number k"_s));
    }

    void aThresholdIsReachedByWhatIsNoLess()
    {
        const Number number{.id = "one", .unit = Unit::Milliseconds, .warn = 10, .fail = 20};
        QVERIFY(number.level(9.9) == NumberLevel::Pass);
        QVERIFY(number.level(10) == NumberLevel::Warn);
        QVERIFY(number.level(20) == NumberLevel::Fail);
        QVERIFY(Number{.id = "none"}.level(1e300) == NumberLevel::Pass);
        QCOMPARE(number.inBaseUnits(1'500), 1.5);
        QCOMPARE(percentOf(700, 1'000), 70.0);
        QCOMPARE(percentOf(700, 0), 0.0);
    }

    // The console's tile and the question to Telegram.
    void silenceBeginsWhenTelegramIsAsked()
    {
        QCOMPARE(static_cast<double>(ops::Liveness::kQuiet.count()), numbers::kUpdatesQuiet.warn);
    }

    void alertRulesHoldTheThresholds()
    {
        const QString rules = contentOf(u"/grafana/alerts.yml"_s);
        QVERIFY(!rules.isEmpty());
        for (const Number *number : numbers::kAll) {
            for (const auto &[rule, threshold] : rulesOf(*number)) {
                if (!rule.name)
                    continue;
                const QString wanted = ruleOf(*number, rule, threshold);
                QVERIFY2(rules.contains(wanted), qPrintable(u"not there:\n"_s + wanted));
            }
        }
    }

    void alertRulesLeadToTheRunbook()
    {
        const QString runbook = contentOf(u"/../docs/runbook.md"_s);
        for (const Number *number : numbers::kAll) {
            for (const auto &[rule, threshold] : rulesOf(*number)) {
                if (rule.name)
                    QVERIFY2(runbook.contains(u"\n## %1\n"_s.arg(text(rule.runbook))), rule.name);
            }
        }
    }

    // Otherwise the threshold would stand in two places.
    void noOtherRuleComparesADescribedNumber()
    {
        QStringList described;
        QStringList compared;
        for (const Number *number : numbers::kAll) {
            for (const auto &[rule, threshold] : rulesOf(*number)) {
                if (!rule.name)
                    continue;
                described.append(text(rule.name));
                compared.append(comparedBy(*number, rule));
            }
        }
        static const QRegularExpression alert(u"- alert: (\\w+)\\n +expr: '(.+?) [<>]=? [\\d.]+'"_s);
        const QString rules = contentOf(u"/grafana/alerts.yml"_s);
        int seen = 0;
        for (auto it = alert.globalMatch(rules); it.hasNext(); ++seen) {
            const QRegularExpressionMatch match = it.next();
            QVERIFY2(described.contains(match.captured(1)) || !compared.contains(match.captured(2)),
                     qPrintable(match.captured()));
        }
        QVERIFY(seen >= described.size());
    }

    void whatIsChartedStandsOnTheDashboard()
    {
        const QString dashboard = contentOf(u"/grafana/dashboard.json"_s);
        for (const Number *number : numbers::kAll) {
            if (number->isCharted && number->metric)
                QVERIFY2(dashboard.contains(text(number->metric)), number->metric);
        }
    }

    void aMetricIsNamedAfterItsKindAndBaseUnit()
    {
        for (const Number *number : numbers::kAll) {
            if (!number->metric)
                continue;
            QVERIFY2(number->help, number->id);
            const QString metric = text(number->metric);
            QCOMPARE(metric.endsWith(u"_seconds"_s), number->unit == Unit::Milliseconds);
            QCOMPARE(metric.endsWith(u"_bytes"_s), number->unit == Unit::Bytes);
            QCOMPARE(metric.endsWith(u"_total"_s), number->kind == NumberKind::Counter);
        }
    }

    void aTileHasAllItsWords()
    {
        for (const Number *number : numbers::kAll) {
            const NumberTile &tile = number->tile;
            if (tile.key)
                QVERIFY2(tile.title && tile.fine && (tile.amiss || number->warn == kNoThreshold), tile.key);
        }
    }

    void whatWasNotMeasuredIsNotKnown()
    {
        NumberValues values;
        values.set(numbers::kPoolWaitP95, -1.0);
        values.set(numbers::kLoopLag, 1'500);
        values.set(numbers::kRemovalsPending, 3);
        QVERIFY(!values.value(numbers::kPoolWaitP95));
        QCOMPARE(values.count(numbers::kLoopLag), 1'500);
        QVERIFY(values.level(numbers::kLoopLag) == NumberLevel::Warn);
        // Removals are told, and not charted.
        QCOMPARE(values.json().size(), 2);
        QCOMPARE(values.charted().keys(), QStringList(text(numbers::kLoopLag.id)));
        // From a server that says anything.
        const NumberValues odd(
            QJsonObject{{text(numbers::kLoopLag.id), u"late"_s}, {text(numbers::kMemoryBytes.id), 1e300}});
        QVERIFY(!odd.value(numbers::kLoopLag));
        QVERIFY(odd.count(numbers::kMemoryBytes) > 0);
    }
};

const turnpike::test::RegisteredTest<TestNumbers> kTestNumbers;

} // namespace tst_numbers

#include "tst_numbers.moc"
