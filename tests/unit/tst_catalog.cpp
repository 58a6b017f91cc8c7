// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "billing/catalog.h"
#include "bot/topup.h"
#include "support/testmain.h"

#include <QJsonDocument>
#include <QTest>

#include <limits>

namespace tst_catalog {

using namespace turnpike;
using namespace Qt::StringLiterals;
using billing::Catalog;

class TestCatalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sellsBasicAndPlusAtTheirPrices();
    void unknownTariffsAndPeriodsHaveNoPrice();
    void wrongFileIsRefusedWithWhereAndWhy_data();
    void wrongFileIsRefusedWithWhereAndWhy();
    void missingFileIsRefusedByName();
    void whatAPressSaysIsMissingMayBeAnyNumber();

private:
    static Catalog shipped()
    {
        return Catalog::fromFile(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/catalog.json"_s);
    }
};

void TestCatalog::sellsBasicAndPlusAtTheirPrices()
{
    const Catalog catalog = shipped();
    const std::vector<std::tuple<const char *, int, qint64>> expected{
        {"basic", 30, 149}, {"basic", 90, 399}, {"basic", 180, 749}, {"basic", 365, 1399},
        {"plus", 30, 299},  {"plus", 90, 699},  {"plus", 180, 1199}, {"plus", 365, 2299},
    };
    for (const auto &[tariff, days, roubles] : expected) {
        const auto period = catalog.period(QString::fromLatin1(tariff), days);
        QVERIFY(period.has_value());
        QCOMPARE(period->price, Kopecks::roubles(roubles));
        QVERIFY(period->stars > 0);
    }
    QCOMPARE(catalog.tariffs().size(), size_t(2));
    QCOMPARE(catalog.tariffs()[0].key, u"basic"_s);
    QCOMPARE(catalog.dailyPrice(u"plus"_s, 30)->price, Kopecks::roubles(299));
    QCOMPARE(catalog.dailyPrice(u"plus"_s, 30)->days, 30);
    QVERIFY(!catalog.topups().empty());
}

void TestCatalog::whatAPressSaysIsMissingMayBeAnyNumber()
{
    const Catalog catalog = shipped();
    using Number = std::numeric_limits<qint64>;
    const auto enough = [&](qint64 missing) { return bot::topup::enoughFor(catalog, Kopecks(missing)); };
    QCOMPARE(enough(Number::max()), catalog.maximumTopup());
    QCOMPARE(enough(Number::max() - 99), catalog.maximumTopup());
    QCOMPARE(enough(Number::min()), catalog.minimumTopup());
    const qint64 least = catalog.minimumTopup().value();
    QCOMPARE(enough(least + 1).value(), (least + 100) / 100 * 100);
}

void TestCatalog::unknownTariffsAndPeriodsHaveNoPrice()
{
    const Catalog catalog = shipped();
    QVERIFY(!catalog.find(u"trial"_s));
    QVERIFY(!catalog.dailyPrice(u"trial"_s, 3));
    QVERIFY(!catalog.period(u"basic"_s, 31));
    QCOMPARE(catalog.renewalPeriod(u"basic"_s, 31)->days, 30);
    QCOMPARE(catalog.renewalPeriod(u"basic"_s, 180)->days, 180);
    QVERIFY(!catalog.renewalPeriod(u"gone"_s, 30));
}

void TestCatalog::wrongFileIsRefusedWithWhereAndWhy_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("complaint");
    const auto with = [](const QByteArray &tariffs) {
        return R"({"minimum_price_kopecks":1,"minimum_topup_kopecks":1,"maximum_topup_kopecks":9,
                   "topups_kopecks":[5],"tariffs":)" +
               tariffs + '}';
    };
    QTest::newRow("no JSON") << QByteArray("{") << u"at byte"_s;
    QTest::newRow("no object") << QByteArray("[]") << u"must be an object"_s;
    QTest::newRow("no tariffs") << with("[]") << u"\"tariffs\" must be a list"_s;
    QTest::newRow("no key") << with("[{}]") << u"tariff 1: \"key\""_s;
    QTest::newRow("odd key") << with(R"([{"key":"Basic:1"}])") << u"tariff 1: \"key\""_s;
    QTest::newRow("trial") << with(R"([{"key":"trial"}])") << u"trials are not sold"_s;
    QTest::newRow("no periods") << with(R"([{"key":"a"}])") << u"\"periods\" must be a list"_s;
    QTest::newRow("no price") << with(R"([{"key":"a","periods":[{"days":30,"stars":1}]}])")
                              << u"period 1 of \"a\": \"price_kopecks\""_s;
    QTest::newRow("fraction") << with(
                                     R"([{"key":"a","periods":[{"days":30.5,"price_kopecks":1,"stars":1}]}])")
                              << u"\"days\" must be a whole number"_s;
    QTest::newRow("free") << with(R"([{"key":"a","periods":[{"days":30,"price_kopecks":0,"stars":1}]}])")
                          << u"from 1"_s;
    QTest::newRow("period twice") << with(R"([{"key":"a","periods":[{"days":30,"price_kopecks":1,"stars":1},
                                                                    {"days":30,"price_kopecks":2,"stars":1}]}])")
                                  << u"30 days twice"_s;
    const QByteArray fine = R"({"key":"a","periods":[{"days":30,"price_kopecks":1,"stars":1}]})";
    QTest::newRow("tariff twice") << with('[' + fine + ',' + fine + ']') << u"\"a\" is there twice"_s;
    QTest::newRow("no top-ups") << QByteArray(R"({"tariffs":[)" + fine + R"(],"minimum_price_kopecks":1,
                                    "minimum_topup_kopecks":9,"maximum_topup_kopecks":10,"topups_kopecks":[1]})")
                                << u"topups_kopecks"_s;
}

void TestCatalog::wrongFileIsRefusedWithWhereAndWhy()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, complaint);
    try {
        const Catalog catalog(json, u"my.json"_s);
        QFAIL("it was taken");
    } catch (const ConfigError &error) {
        QVERIFY2(error.message().contains(complaint), qPrintable(error.message()));
        QVERIFY2(error.message().startsWith("my.json"_L1), qPrintable(error.message()));
    }
}

void TestCatalog::missingFileIsRefusedByName()
{
    try {
        Catalog::fromFile(u"/nowhere/catalog.json"_s);
        QFAIL("it was taken");
    } catch (const ConfigError &error) {
        QVERIFY(error.message().contains("/nowhere/catalog.json"_L1));
    }
}

const turnpike::test::RegisteredTest<TestCatalog> kTestCatalog;

} // namespace tst_catalog

#include "tst_catalog.moc"
