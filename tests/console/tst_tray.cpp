// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/tray.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QApplication>
#include <QSignalSpy>

namespace tst_tray {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

// What a desktop is told of alerts.
class TestTray : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // New alerts that never stop coming are told all the same, and not kept until they do.
    void aStormIsTold()
    {
        PageStage stage;
        Tray tray(stage.scripted.connection, stage.state, u"shop"_s, nullptr);
        QSignalSpy notified(&tray, &Tray::notified);
        stage.greet();
        int count = 0;
        QTimer storm;
        connect(&storm, &QTimer::timeout, &storm, [&] {
            AlertState alert;
            alert.key = u"alert-%1"_s.arg(++count);
            alert.severity = Severity::Warning;
            alert.text = u"Something is not as it should be"_s;
            stage.tell(event::kAlert, alert);
        });
        storm.start(20);
        QTRY_VERIFY_WITH_TIMEOUT(notified.size() >= 2, 20'000);
        QVERIFY(count > 2);
    }

    // The desktop draws it, and may take it for markup.
    void nothingOfWhatOthersWroteIsMarkupOfTheDesktop()
    {
        const QString text = u"<img src='x'>A & B"_s + QString(65'536, u'x');
        PageStage stage;
        Tray tray(stage.scripted.connection, stage.state, u"<b>shop</b>"_s, nullptr);
        QSignalSpy notified(&tray, &Tray::notified);
        Snapshot snapshot;
        snapshot.gauges.at = QDateTime::currentMSecsSinceEpoch();
        snapshot.gauges.verdict.text = text;
        stage.greet(snapshot);
        AlertState alert;
        alert.key = u"alert"_s;
        alert.severity = Severity::Warning;
        alert.text = text;
        stage.tell(event::kAlert, alert);
        QTRY_COMPARE_WITH_TIMEOUT(notified.size(), 1, 20'000);
        QCOMPARE(notified[0][0].toString(), u"‹b›shop‹/b›: alert"_s);
        QVERIFY(notified[0][1].toString().startsWith(u"‹img src='x'›A ＆ B"_s));
        QVERIFY(notified[0][1].toString().size() < 600);
        QVERIFY(tray.summary().startsWith(u"‹b›shop‹/b›: ‹img src='x'›A ＆ B"_s));
        QVERIFY(tray.summary().size() < 200);
    }
};

const turnpike::test::RegisteredTest<TestTray, QApplication> kTestTray;

} // namespace tst_tray

#include "tst_tray.moc"
