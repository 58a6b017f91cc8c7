// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ownsettings.h"
#include "pages/salespage.h"
#include "pagestage.h"
#include "support/testmain.h"
#include "widgets/chartwidget.h"
#include "widgets/label.h"

#include <QApplication>
#include <QComboBox>

namespace tst_salespage {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDayLongMs = 86'400'000;

template<Message T>
T argsOf(const PageStage &stage, const char *call)
{
    const auto made = stage.lastCall(call);
    return made ? fromJson<T>(made->args) : T();
}

SalesReport threeDays()
{
    SalesReport report;
    const QDateTime noon(QDate(2026, 5, 10), QTime(0, 0));
    report.from = noon.toMSecsSinceEpoch();
    report.to = report.from + 3 * kDayLongMs - 1;
    report.days = {SalesDay{report.from, 2, 30'000}, SalesDay{report.from + 2 * kDayLongMs, 1, 5'000}};
    SalesShare share;
    share.part = SalesPart::Tariff;
    share.key = u"plus"_s;
    share.count = 3;
    share.kopecks = 35'000;
    report.shares = {share};
    report.trials = 10;
    report.trialsPaid = 4;
    return report;
}

} // namespace

// Sales in the console: the span that is asked for, and how the answer is shown.
class TestSalesPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void withoutAChoiceTheLastThirtyDaysAreShown()
    {
        PageStage stage;
        SalesPage page(stage.desk);
        stage.greet({}, Role::Viewer);
        page.refresh();
        stage.answer(call::kSales, threeDays());
        const auto asked = argsOf<SalesQuery>(stage, call::kSales);
        QVERIFY(std::abs(asked.to - wording::serverNow()) < 60'000);
        QCOMPARE(asked.to - asked.from, 30 * kDayLongMs);
        QCOMPARE(asked.zoneMinutes, QDateTime::currentDateTime().offsetFromUtc() / 60);
        auto *days = page.findChild<Table *>(u"sales.days"_s);
        QTRY_COMPARE(days->proxy().rowCount(), 2);
        QCOMPARE(page.findChild<Table *>(u"sales.shares"_s)->proxy().rowCount(), 1);
        bool isTold = false;
        for (const Label *label : page.findChildren<Label *>())
            isTold = isTold ||
                     (label->text().contains(wording::kopecks(35'000)) && label->text().contains(u"40 %"_s));
        QVERIFY(isTold);
        // A day without sales is a day of nothing, not a gap.
        const QList<QPointF> line = page.findChild<ChartWidget *>()->data().lines.value(0);
        QCOMPARE(line.size(), 3);
        QCOMPARE(line.at(0).y(), 300.0);
        QCOMPARE(line.at(1).y(), 0.0);
        QCOMPARE(line.at(2).y(), 50.0);
    }

    void anAnswerToAnotherSpanIsNotShown()
    {
        PageStage stage;
        SalesPage page(stage.desk);
        stage.greet({}, Role::Viewer);
        page.refresh();
        QTRY_COMPARE(stage.countOf(call::kSales), 1);
        const Call first = *stage.lastCall(call::kSales);
        page.findChild<QComboBox *>(u"range"_s)->setCurrentIndex(3); // 7 days
        QTRY_COMPARE(stage.countOf(call::kSales), 2);
        const auto asked = argsOf<SalesQuery>(stage, call::kSales);
        QVERIFY(std::abs(asked.to - asked.from - 7 * kDayLongMs) < 60'000);
        stage.scripted.say(encode(Answer{first.id, toJson(threeDays()), std::nullopt}));
        stage.answer(call::kSales, SalesReport());
        stage.settle();
        QCOMPARE(page.findChild<Table *>(u"sales.days"_s)->proxy().rowCount(), 0);
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestSalesPage, QApplication> kTestSalesPage;

} // namespace tst_salespage

#include "tst_salespage.moc"
