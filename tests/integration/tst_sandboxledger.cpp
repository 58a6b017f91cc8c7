// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

#include <QTemporaryDir>

namespace tst_sandboxledger {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// What the sandbox writes down.
class TestSandboxLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ledgerTellsEverythingInOrder();
};

void TestSandboxLedger::ledgerTellsEverythingInOrder()
{
    QTemporaryDir folder;
    sandbox::Options options;
    options.ledgerFile = folder.filePath(u"ledger.jsonl"_s);
    SandboxFixture fixture(options);
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 200);

    const QJsonObject all = fixture.control("GET", u"ledger"_s).json();
    const QJsonArray entries = all.value(u"entries").toArray();
    QStringList kinds;
    for (int i = 0; i < entries.size(); ++i) {
        QCOMPARE(entries[i].toObject().value(u"seq").toInt(), i + 1);
        kinds.append(entries[i].toObject().value(u"kind").toString());
    }
    QCOMPARE(kinds, QStringList({u"call"_s, u"update"_s, u"delivery"_s, u"call"_s}));
    QCOMPARE(all.value(u"next").toInt(), 4);
    QVERIFY(fixture.control("GET", u"ledger?since=4"_s).json().value(u"entries").toArray().isEmpty());
    QCOMPARE(fixture.control("GET", u"ledger?kind=call"_s).json().value(u"entries").toArray().size(), 2);
    QVERIFY(!QJsonDocument(all).toJson().contains("s3cret"));

    QFile file(options.ledgerFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 4);
}

const turnpike::test::RegisteredTest<TestSandboxLedger> kTestSandboxLedger;

} // namespace tst_sandboxledger

#include "tst_sandboxledger.moc"
