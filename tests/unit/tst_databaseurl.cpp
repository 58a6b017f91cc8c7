// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/databaseurl.h"

#include "base/errors.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_databaseurl {

using namespace turnpike;
using namespace Qt::StringLiterals;
using turnpike::db::DatabaseUrl;

class TestDatabaseUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryPartOfAPostgresUrl()
    {
        const auto url =
            DatabaseUrl::parse(u"postgres://me%40home:p%40ss%2Fw%25@db.example:6432/shop?sslmode=require"_s);
        QCOMPARE(url.kind(), DatabaseUrl::Kind::Postgres);
        QCOMPARE(url.host(), u"db.example"_s);
        QCOMPARE(url.port(), 6432);
        QCOMPARE(url.user(), u"me@home"_s);
        QCOMPARE(url.password(), u"p@ss/w%"_s);
        QCOMPARE(url.database(), u"shop"_s);
        QCOMPARE(url.parameters().at(0).second, u"require"_s);
        QCOMPARE(url.display(), u"postgresql://me@home@db.example:6432/shop"_s);
        QCOMPARE(url.connectionString(), "host='db.example' port=6432 dbname='shop' user='me@home' "
                                         "password='p@ss/w%' sslmode='require'");
    }

    void aValueIsOneValueWhateverIsInIt()
    {
        const auto url = DatabaseUrl::parse(
            u"postgresql://u@h/d?sslmode=require&application_name=a%5Cb'%20sslmode='disable"_s);
        QCOMPARE(url.connectionString(), "host='h' port=5432 dbname='d' user='u' sslmode='require' "
                                         "application_name='a\\\\b\\' sslmode=\\'disable'");
    }

    // Whichever way libpq or a server repeats it.
    void nobodysTextKeepsThePassword()
    {
        const auto url = DatabaseUrl::parse(u"postgresql://u:it%27s%5Csecret1@h/d"_s);
        QCOMPARE(url.withoutPassword(u"wrong: it's\\secret1, 'it\\'s\\\\secret1', it%27s%5Csecret1"_s),
                 u"wrong: ***, '***', ***"_s);
        const auto without = DatabaseUrl::parse(u"postgresql://u@h/d"_s);
        QCOMPARE(without.withoutPassword(u"no password"_s), u"no password"_s);
    }

    void readsAPathForSqlite()
    {
        const auto url = DatabaseUrl::parse(u"sqlite:data/shop.db"_s);
        QCOMPARE(url.kind(), DatabaseUrl::Kind::Sqlite);
        QCOMPARE(url.database(), u"data/shop.db"_s);
        QCOMPARE(DatabaseUrl::parse(u"sqlite:///var/shop.db"_s).database(), u"/var/shop.db"_s);
    }

    void refusesMistakesWithoutShowingThePassword_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QString() << u"no scheme"_s;
        QTest::newRow("mysql") << u"mysql://u:secret1@h/d"_s << u"\"mysql\""_s;
        QTest::newRow("no host") << u"postgresql://u:secret1@/d"_s << u"names no host"_s;
        QTest::newRow("no database") << u"postgresql://u:secret1@h"_s << u"no database"_s;
        QTest::newRow("hash") << u"postgresql://u:secret1@h/d#x"_s << u"'#'"_s;
        QTest::newRow("bad port") << u"postgresql://u:secret1@h:x/d"_s << u"is not a URL"_s;
        QTest::newRow("unknown parameter") << u"postgresql://u:secret1@h/d?options=x"_s << u"\"options\""_s;
        QTest::newRow("password as a parameter")
            << u"postgresql://u@h/d?sslmode=require&password=secret1"_s << u"\"password\""_s;
        QTest::newRow("password of a key")
            << u"postgresql://u@h/d?sslpassword=secret1"_s << u"\"sslpassword\""_s;
        QTest::newRow("password where a name is")
            << u"postgresql://u@h/d?password%3Dsecret1"_s << u"an unknown parameter"_s;
        QTest::newRow("semicolon") << u"postgresql://u:secret1@h/d?sslmode=a%3Bb"_s << u"';'"_s;
        QTest::newRow("question mark in the password")
            << u"postgresql://u:12?secret1@h/d"_s << u"percent-encode"_s;
        QTest::newRow("slash in it") << u"postgresql://u:12/secret1@h/d"_s << u"percent-encode"_s;
        QTest::newRow("what is no scheme") << u"u:secret1@h://x"_s << u"no scheme"_s;
        QTest::newRow("sqlite without a file") << u"sqlite:"_s << u"names no file"_s;
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
