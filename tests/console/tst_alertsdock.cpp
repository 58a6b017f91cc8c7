// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/alertsdock.h"
#include "pagestage.h"
#include "protocol/alerts.h"
#include "protocol/calls.h"
#include "support/testmain.h"

#include <QApplication>
#include <QPlainTextEdit>
#include <QSignalSpy>

namespace tst_alertsdock {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

AlertState refusedMessage()
{
    AlertState alert;
    alert.key = u"message_refused"_s;
    alert.severity = Severity::Critical;
    alert.text = u"a message was refused"_s;
    alert.runbook = u"moon"_s; // no section of this machine's handbook stands in its place
    alert.runbookText = u"`message_refused`: write to\nthem. `other`: wait.\n\n* <b>first</b>"_s;
    return alert;
}

QPushButton *button(const AlertsDock &dock, const QString &text)
{
    for (QPushButton *candidate : dock.findChildren<QPushButton *>()) {
        if (candidate->text() == text)
            return candidate;
    }
    return nullptr;
}

} // namespace

class TestAlertsDock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theHandbookIsShownForThisAlertAndNeverAsMarkup()
    {
        PageStage stage;
        AlertsDock dock({stage.scripted.connection, stage.state, stage.changes});
        Snapshot snapshot;
        snapshot.alerts = {refusedMessage()};
        stage.greet(snapshot);
        dock.select(u"message_refused"_s);
        const auto *text = dock.findChild<QPlainTextEdit *>();
        QTRY_COMPARE(text->toPlainText(), u"a message was refused\n\nmessage_refused: write to them.\n"
                                          u"\u2022 <b>first</b>"_s);
        // Its words of now.
        AlertState later = refusedMessage();
        later.text = u"two messages were refused"_s;
        stage.tell(event::kAlert, later);
        QTRY_VERIFY(text->toPlainText().startsWith(later.text));
    }

    void onePressAcknowledges()
    {
        PageStage stage;
        AlertsDock dock({stage.scripted.connection, stage.state, stage.changes});
        Snapshot snapshot;
        snapshot.alerts = {refusedMessage()};
        stage.greet(snapshot);
        dock.select(u"message_refused"_s);
        QPushButton *acknowledge = button(dock, u"&Acknowledge"_s);
        QVERIFY(acknowledge);
        QTRY_VERIFY(acknowledge->isEnabled());
        acknowledge->click();
        QTRY_VERIFY(stage.lastCall(call::kAcknowledgeAlert));
        QCOMPARE(fromJson<AlertOrder>(stage.lastCall(call::kAcknowledgeAlert)->args).key,
                 u"message_refused"_s);
        QVERIFY(!QApplication::activeModalWidget());
        AlertState taken = refusedMessage();
        taken.acknowledgedBy = u"anna"_s;
        taken.acknowledgedAt = 1;
        stage.tell(event::kAlert, taken);
        QTRY_VERIFY(!acknowledge->isEnabled());
    }

    void aStepLeadsToWhereItIsTaken()
    {
        PageStage stage;
        AlertsDock dock({stage.scripted.connection, stage.state, stage.changes});
        QSignalSpy jumps(&dock, &AlertsDock::jumpRequested);
        AlertState alert = refusedMessage();
        alert.key = u"payments_in_review"_s;
        alert.runbook = u"payments-in-review"_s;
        Snapshot snapshot;
        snapshot.alerts = {alert};
        stage.greet(snapshot);
        dock.select(alert.key);
        QTRY_VERIFY(button(dock, u"&Decide on payments"_s));
        button(dock, u"&Decide on payments"_s)->click();
        QCOMPARE(jumps.size(), 1);
        QCOMPARE(jumps[0][0].toString(), u"customers"_s);
        QCOMPARE(jumps[0][1].toString(), u"review"_s);
    }
};

const turnpike::test::RegisteredTest<TestAlertsDock, QApplication> kTestAlertsDock;

} // namespace tst_alertsdock

#include "tst_alertsdock.moc"
