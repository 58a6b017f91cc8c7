#include "app/tray.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QApplication>
#include <QSignalSpy>

namespace tst_tray {

using namespace turnpike;
using namespace turnpike::consoletest;

// What a desktop is told of alerts.
class TestTray : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // New alerts that never stop coming are told all the same, and not kept until they do.
    void aStormIsTold()
    {
        PageStage stage;
        Tray tray(stage.scripted.connection, stage.state, QStringLiteral("shop"), nullptr);
        QSignalSpy notified(&tray, &Tray::notified);
        stage.greet();
        int count = 0;
        QTimer storm;
        connect(&storm, &QTimer::timeout, &storm, [&] {
            AlertState alert;
            alert.key = QStringLiteral("alert-%1").arg(++count);
            alert.severity = Severity::Warning;
            alert.text = QStringLiteral("Something is not as it should be");
            stage.tell(event::kAlert, alert);
        });
        storm.start(20);
        QTRY_VERIFY_WITH_TIMEOUT(notified.size() >= 2, 20'000);
        QVERIFY(count > 2);
    }

    // The desktop draws it, and may take it for markup.
    void nothingOfWhatOthersWroteIsMarkupOfTheDesktop()
    {
        const QString text = QStringLiteral("<img src='x'>A & B") + QString(65'536, u'x');
        PageStage stage;
        Tray tray(stage.scripted.connection, stage.state, QStringLiteral("<b>shop</b>"), nullptr);
        QSignalSpy notified(&tray, &Tray::notified);
        Snapshot snapshot;
        snapshot.gauges.verdict.text = text;
        stage.greet(snapshot);
        AlertState alert;
        alert.key = QStringLiteral("alert");
        alert.severity = Severity::Warning;
        alert.text = text;
        stage.tell(event::kAlert, alert);
        QTRY_COMPARE_WITH_TIMEOUT(notified.size(), 1, 20'000);
        QCOMPARE(notified[0][0].toString(), QStringLiteral("‹b›shop‹/b›: alert"));
        QVERIFY(notified[0][1].toString().startsWith(QStringLiteral("‹img src='x'›A ＆ B")));
        QVERIFY(notified[0][1].toString().size() < 600);
        QVERIFY(tray.summary().startsWith(QStringLiteral("‹b›shop‹/b›: ‹img src='x'›A ＆ B")));
        QVERIFY(tray.summary().size() < 200);
    }
};

const turnpike::test::RegisteredTest<TestTray, QApplication> kTestTray;

} // namespace tst_tray

#include "tst_tray.moc"
