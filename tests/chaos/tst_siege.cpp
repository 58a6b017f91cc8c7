// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/descriptors.h"
#include "http/httpfrontend.h"
#include "siege.h"
#include "support/testmain.h"

#include <QHostAddress>
#include <QTest>

#include <algorithm>

namespace tst_siege {

using namespace turnpike;
using namespace turnpike::chaos;

namespace {

constexpr int kPatienceMs = 60'000;

qint64 timesOf(const Siege &siege, const char *what)
{
    for (const Siege::Deed &deed : siege.deeds()) {
        if (qstrcmp(deed.what, what) == 0)
            return deed.times;
    }
    return 0;
}

} // namespace

// Those who besiege a shop in the case of chaos: that they would notice what they must not get.
class TestSiege : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (raiseDescriptorLimit() < Siege::kDescriptors)
            QSKIP("a process may have too few files open here");
    }

    void whoIsLetInByAGuessedSecretIsTold_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("let in") << 200;
        QTest::newRow("refused") << 403;
    }
    void whoIsLetInByAGuessedSecretIsTold()
    {
        QFETCH(int, status);
        http::HttpFrontend frontend;
        frontend.route("POST", "/telegram/webhook",
                       [status](const http::Request &, const http::Reply &reply) {
                           reply.send({status, {}, {}, {}});
                       });
        const Siege siege(frontend.listen(QHostAddress::LocalHost, 0));
        QTRY_VERIFY_WITH_TIMEOUT(timesOf(siege, "guessed secrets") > 10, kPatienceMs);
        if (status == 200) {
            QTRY_VERIFY_WITH_TIMEOUT(!siege.objections().isEmpty(), kPatienceMs);
        } else {
            QCOMPARE(siege.objections(), QStringList());
        }
    }

    // A console that nobody opens floods nobody: the case must not take that for proven.
    void whoGetsNowhereIsCountedForNothing()
    {
        http::HttpFrontend frontend; // takes no upgrade
        const Siege siege(frontend.listen(QHostAddress::LocalHost, 0));
        QTRY_VERIFY_WITH_TIMEOUT(timesOf(siege, "consoles that come and go") > 10, kPatienceMs);
        QCOMPARE(timesOf(siege, "consoles that send pings"), qint64(0));
        QCOMPARE(timesOf(siege, "consoles that never read"), qint64(0));
    }
};

const turnpike::test::RegisteredTest<TestSiege> kTestSiege;

} // namespace tst_siege

#include "tst_siege.moc"
