#include "base/errors.h"
#include "billing/catalog.h"
#include "bot/topup.h"
#include "support/testmain.h"

#include <QJsonDocument>
#include <QTest>

#include <limits>

namespace tst_catalog {

using namespace turnpike;
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
        return Catalog::fromFile(qEnvironmentVariable("TURNPIKE_RESOURCES") +
                                 QStringLiteral("/catalog.json"));
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
    QCOMPARE(catalog.tariffs()[0].key, QStringLiteral("basic"));
    QCOMPARE(catalog.dailyPrice(QStringLiteral("plus"), 30)->price, Kopecks::roubles(299));
    QCOMPARE(catalog.dailyPrice(QStringLiteral("plus"), 30)->days, 30);
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
    QVERIFY(!catalog.find(QStringLiteral("trial")));
    QVERIFY(!catalog.dailyPrice(QStringLiteral("trial"), 3));
    QVERIFY(!catalog.period(QStringLiteral("basic"), 31));
    QCOMPARE(catalog.renewalPeriod(QStringLiteral("basic"), 31)->days, 30);
    QCOMPARE(catalog.renewalPeriod(QStringLiteral("basic"), 180)->days, 180);
    QVERIFY(!catalog.renewalPeriod(QStringLiteral("gone"), 30));
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
    QTest::newRow("no JSON") << QByteArray("{") << QStringLiteral("at byte");
    QTest::newRow("no object") << QByteArray("[]") << QStringLiteral("must be an object");
    QTest::newRow("no tariffs") << with("[]") << QStringLiteral("\"tariffs\" must be a list");
    QTest::newRow("no key") << with("[{}]") << QStringLiteral("tariff 1: \"key\"");
    QTest::newRow("odd key") << with(R"([{"key":"Basic:1"}])") << QStringLiteral("tariff 1: \"key\"");
    QTest::newRow("trial") << with(R"([{"key":"trial"}])") << QStringLiteral("trials are not sold");
    QTest::newRow("no periods") << with(R"([{"key":"a"}])") << QStringLiteral("\"periods\" must be a list");
    QTest::newRow("no price") << with(R"([{"key":"a","periods":[{"days":30,"stars":1}]}])")
                              << QStringLiteral("period 1 of \"a\": \"price_kopecks\"");
    QTest::newRow("fraction") << with(
                                     R"([{"key":"a","periods":[{"days":30.5,"price_kopecks":1,"stars":1}]}])")
                              << QStringLiteral("\"days\" must be a whole number");
    QTest::newRow("free") << with(R"([{"key":"a","periods":[{"days":30,"price_kopecks":0,"stars":1}]}])")
                          << QStringLiteral("from 1");
    QTest::newRow("period twice") << with(R"([{"key":"a","periods":[{"days":30,"price_kopecks":1,"stars":1},
                                                                    {"days":30,"price_kopecks":2,"stars":1}]}])")
                                  << QStringLiteral("30 days twice");
    const QByteArray fine = R"({"key":"a","periods":[{"days":30,"price_kopecks":1,"stars":1}]})";
    QTest::newRow("tariff twice") << with('[' + fine + ',' + fine + ']')
                                  << QStringLiteral("\"a\" is there twice");
    QTest::newRow("no top-ups") << QByteArray(R"({"tariffs":[)" + fine + R"(],"minimum_price_kopecks":1,
                                    "minimum_topup_kopecks":9,"maximum_topup_kopecks":10,"topups_kopecks":[1]})")
                                << QStringLiteral("topups_kopecks");
}

void TestCatalog::wrongFileIsRefusedWithWhereAndWhy()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, complaint);
    try {
        const Catalog catalog(json, QStringLiteral("my.json"));
        QFAIL("it was taken");
    } catch (const ConfigError &error) {
        QVERIFY2(error.message().contains(complaint), qPrintable(error.message()));
        QVERIFY2(error.message().startsWith(QLatin1String("my.json")), qPrintable(error.message()));
    }
}

void TestCatalog::missingFileIsRefusedByName()
{
    try {
        Catalog::fromFile(QStringLiteral("/nowhere/catalog.json"));
        QFAIL("it was taken");
    } catch (const ConfigError &error) {
        QVERIFY(error.message().contains(QLatin1String("/nowhere/catalog.json")));
    }
}

const turnpike::test::RegisteredTest<TestCatalog> kTestCatalog;

} // namespace tst_catalog

#include "tst_catalog.moc"
