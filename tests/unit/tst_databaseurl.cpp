#include "db/databaseurl.h"

#include "base/errors.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_databaseurl {

using namespace turnpike;
using turnpike::db::DatabaseUrl;

class TestDatabaseUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryPartOfAPostgresUrl()
    {
        const auto url = DatabaseUrl::parse(
            QStringLiteral("postgres://me%40home:p%40ss%2Fw%25@db.example:6432/shop?sslmode=require"));
        QCOMPARE(url.kind(), DatabaseUrl::Kind::Postgres);
        QCOMPARE(url.host(), QStringLiteral("db.example"));
        QCOMPARE(url.port(), 6432);
        QCOMPARE(url.user(), QStringLiteral("me@home"));
        QCOMPARE(url.password(), QStringLiteral("p@ss/w%"));
        QCOMPARE(url.database(), QStringLiteral("shop"));
        QCOMPARE(url.parameters().at(0).second, QStringLiteral("require"));
        QCOMPARE(url.display(), QStringLiteral("postgresql://me@home@db.example:6432/shop"));
        QCOMPARE(url.connectionString(), "host='db.example' port=6432 dbname='shop' user='me@home' "
                                         "password='p@ss/w%' sslmode='require'");
    }

    void aValueIsOneValueWhateverIsInIt()
    {
        const auto url = DatabaseUrl::parse(
            QStringLiteral("postgresql://u@h/d?sslmode=require&application_name=a%5Cb'%20sslmode='disable"));
        QCOMPARE(url.connectionString(), "host='h' port=5432 dbname='d' user='u' sslmode='require' "
                                         "application_name='a\\\\b\\' sslmode=\\'disable'");
    }

    void readsAPathForSqlite()
    {
        const auto url = DatabaseUrl::parse(QStringLiteral("sqlite:data/shop.db"));
        QCOMPARE(url.kind(), DatabaseUrl::Kind::Sqlite);
        QCOMPARE(url.database(), QStringLiteral("data/shop.db"));
        QCOMPARE(DatabaseUrl::parse(QStringLiteral("sqlite:///var/shop.db")).database(),
                 QStringLiteral("/var/shop.db"));
    }

    void refusesMistakesWithoutShowingThePassword_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QString() << QStringLiteral("no scheme");
        QTest::newRow("mysql") << QStringLiteral("mysql://u:secret1@h/d") << QStringLiteral("\"mysql\"");
        QTest::newRow("no host") << QStringLiteral("postgresql://u:secret1@/d")
                                 << QStringLiteral("names no host");
        QTest::newRow("no database") << QStringLiteral("postgresql://u:secret1@h")
                                     << QStringLiteral("no database");
        QTest::newRow("hash") << QStringLiteral("postgresql://u:secret1@h/d#x") << QStringLiteral("'#'");
        QTest::newRow("bad port") << QStringLiteral("postgresql://u:secret1@h:x/d")
                                  << QStringLiteral("is not a URL");
        QTest::newRow("unknown parameter")
            << QStringLiteral("postgresql://u:secret1@h/d?options=x") << QStringLiteral("\"options\"");
        QTest::newRow("semicolon") << QStringLiteral("postgresql://u:secret1@h/d?sslmode=a%3Bb")
                                   << QStringLiteral("';'");
        QTest::newRow("question mark in the password")
            << QStringLiteral("postgresql://u:12?secret1@h/d") << QStringLiteral("percent-encode");
        QTest::newRow("slash in it") << QStringLiteral("postgresql://u:12/secret1@h/d")
                                     << QStringLiteral("percent-encode");
        QTest::newRow("what is no scheme")
            << QStringLiteral("u:secret1@h://x") << QStringLiteral("no scheme");
        QTest::newRow("sqlite without a file")
            << QStringLiteral("sqlite:") << QStringLiteral("names no file");
    }
    void refusesMistakesWithoutShowingThePassword()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        try {
            DatabaseUrl::parse(text);
            QFAIL("accepted");
        } catch (const ConfigError &error) {
            QVERIFY2(error.message().contains(says), error.what());
            QVERIFY(!error.message().contains(u"secret1"));
        }
    }
};

const turnpike::test::RegisteredTest<TestDatabaseUrl, turnpike::test::NoApplication> kTestDatabaseUrl;

} // namespace tst_databaseurl

#include "tst_databaseurl.moc"
