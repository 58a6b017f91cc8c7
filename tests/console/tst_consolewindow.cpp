// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/mainwindow.h"
#include "connection/websocketdialer.h"
#include "integration/serverfixture.h"
#include "ownsettings.h"
#include "pages/flagspage.h"
#include "pages/registration.h"
#include "support/testmain.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace tst_consolewindow {

using namespace turnpike;
using namespace turnpike::console;
using namespace turnpike::protocol;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using State = ServerConnection::State;
using DatabaseKind = db::DatabaseUrl::Kind;

namespace {

const QString kFlag = u"reminders"_s;

// A window as somebody on duty has it, on a real server.
struct Console
{
    Console(quint16 port, const QString &name)
        : connection(std::make_unique<WebSocketDialer>(
              Endpoint{QUrl(u"ws://127.0.0.1:%1"_s.arg(port)), kBootstrap, false}))
        , window(connection, name)
    {
        window.resize(1280, 800);
        window.show();
        connection.start();
    }

    bool isLive() const { return connection.state() == State::Live && isKnown(); }
    bool isKnown() const { return const_cast<MainWindow &>(window).state().isKnown(); }
    QString link() const { return window.findChild<QLabel *>(u"link"_s)->text(); }
    std::optional<bool> flag() { return stateOf(window.state().flags().find(kFlag)); }
    static std::optional<bool> stateOf(const FlagState *flag)
    {
        return flag ? std::optional(flag->enabled) : std::nullopt;
    }

    ServerConnection connection;
    MainWindow window;
};

QPushButton *buttonOf(const QWidget *page, const QString &text)
{
    for (QPushButton *button : page->findChildren<QPushButton *>()) {
        if (button->text().remove(u'&').startsWith(text))
            return button;
    }
    return nullptr;
}

} // namespace

// The whole console, over real WebSockets, on a server that works.
class TestConsoleWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void aFlagIsFlippedByAPersonAndAnotherConsoleSeesIt()
    {
        ServerFixture server(DatabaseKind::Sqlite);
        server.openDoor();
        server.startReady();
        Console one(server.port(), u"one"_s);
        Console two(server.port(), u"two"_s);
        QTRY_VERIFY_WITH_TIMEOUT(one.isLive() && two.isLive(), 30'000);
        QCOMPARE(two.flag(), std::optional(true));
        one.window.open(u"flags"_s, kFlag);
        QPushButton *flip = buttonOf(one.window.currentPage(), u"Switch off"_s);
        QVERIFY(flip && flip->isEnabled());
        flip->click();
        auto *dialog = one.window.findChild<ChangeDialog *>();
        QVERIFY(dialog);
        auto *go = dialog->findChild<QPushButton *>(u"go"_s);
        QVERIFY(!go->isEnabled()); // not without a reason
        dialog->findChild<QLineEdit *>(u"reason"_s)->setText(u"because of a test"_s);
        QElapsedTimer clock;
        clock.start();
        go->click();
        QTRY_COMPARE_WITH_TIMEOUT(two.flag(), std::optional(false), 20'000);
        qInfo("from click to the other console: %lld ms", clock.elapsed());
        QTRY_COMPARE_WITH_TIMEOUT(
            server.database().number("SELECT count(*) FROM audit_log WHERE subject LIKE "
                                     "'%reminders' AND reason = 'because of a test'"),
            1, 20'000);
    }

    void aServerThatIsRestartedIsSurvivedWithoutAClick()
    {
        ServerFixture server(DatabaseKind::Sqlite);
        server.openDoor();
        server.startReady();
        Console console(server.port(), u"console"_s);
        QTRY_VERIFY_WITH_TIMEOUT(console.isLive(), 30'000);
        const QString first = console.connection.hello()->epoch;
        server.server().kill();
        QTRY_VERIFY_WITH_TIMEOUT(console.connection.state() == State::Reconnecting, 30'000);
        QVERIFY(console.isKnown()); // what was last known stays
        QVERIFY2(console.link().startsWith(u"Reconnecting"_s), qPrintable(console.link()));
        QVERIFY(!console.connection.canAsk(QString::fromLatin1(call::kSetFlag)));
        server.startReady();
        QTRY_VERIFY_WITH_TIMEOUT(console.isLive(), 60'000);
        QVERIFY(console.connection.hello()->epoch != first);
        QTRY_VERIFY_WITH_TIMEOUT(console.window.state().gauges().isReady, 30'000);
    }

    // Nobody listens there: the name is the person's own.
    void theNameOfAServerIsNoMarkup()
    {
        const QString name = u"<b>shop</b>"_s;
        Console console(9, name);
        int shown = 0;
        for (const QLabel *label : console.window.findChildren<QLabel *>()) {
            if (!label->text().contains(name))
                continue;
            ++shown;
            QCOMPARE(label->textFormat(), Qt::PlainText);
        }
        QVERIFY(shown > 0);
    }

    void everyPageShowsWhatAServerUnderLoadTells()
    {
        ServerFixture server(DatabaseKind::Sqlite);
        server.openDoor();
        server.startReady();
        Console console(server.port(), u"console"_s);
        QTRY_VERIFY_WITH_TIMEOUT(console.isLive(), 30'000);
        QTimer load;
        connect(&load, &QTimer::timeout, &load, [&] { server.say(u"/help"_s); });
        load.start(50);
        QStringList keys;
        for (const pages::Registration &registered : pages::registrations())
            keys.append(QString::fromLatin1(registered.key));
        QStringList shown;
        for (const Page *page : console.window.pages())
            shown.append(page->key());
        QCOMPARE(shown, keys);
        QStringList failures;
        for (Page *page : console.window.pages())
            connect(page, &Page::told, this, [&](Tone, const QString &text) { failures.append(text); });
        const auto isQuiet = [&] { return !console.connection.isAsking(); };
        for (const Page *page : console.window.pages()) {
            console.window.open(page->key());
            QCOMPARE(console.window.currentPage(), page);
            QTRY_VERIFY_WITH_TIMEOUT(isQuiet(), 30'000);
            QVERIFY(!console.window.grab().isNull());
        }
        QCOMPARE(failures.join(u'\n'), QString());
        QTRY_VERIFY_WITH_TIMEOUT(console.window.state().gauges().inbox.handled > 10, 60'000);
        QCOMPARE(console.connection.state(), State::Live);
    }

    void withTheDatabaseGoneTheConsoleIsStillThereAndSaysSo()
    {
        ServerFixture server(DatabaseKind::Postgres);
        const TestDatabase &outside = server.database();
        const QString name = outside.url().database() + u"_away"_s;
        outside.outsider("CREATE DATABASE " + name.toUtf8());
        server.set("DATABASE_URL", outside.url().withDatabase(name).display());
        server.openDoor();
        server.startReady();
        Console console(server.port(), u"console"_s);
        QTRY_VERIFY_WITH_TIMEOUT(console.isLive() && console.window.state().gauges().isReady, 30'000);
        outside.outsider("ALTER DATABASE " + name.toUtf8() + " ALLOW_CONNECTIONS false");
        const auto isAway = [&] {
            outside.outsider(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" +
                name.toUtf8() + "'");
            const Gauges &gauges = console.window.state().gauges();
            return !gauges.pool.isUp && gauges.verdict.status == CheckStatus::Fail;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isAway(), 60'000);
        QCOMPARE(console.connection.state(), State::Live);
        QVERIFY(console.window.state().workers().rowCount() > 0);
        // What stood in it is grey: no "0 waiting", no leader, no "no open alerts".
        const auto isFresh = [&](FigureSource source) {
            return console.window.state().freshness({source}).isFresh();
        };
        QVERIFY(isFresh(FigureSource::Process));
        for (const FigureSource source :
             {FigureSource::Backlog, FigureSource::Shop, FigureSource::Instances, FigureSource::Alerts})
            QTRY_VERIFY_WITH_TIMEOUT(!isFresh(source), 20'000);
        // The alert about it cannot be written down, and is seen by who looks already.
        const auto isTold = [&] {
            return console.window.state().alerts().find(u"health:database"_s) != nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isTold(), 60'000);
        // And who comes only now gets in, too.
        Console late(server.port(), u"late"_s);
        QTRY_VERIFY_WITH_TIMEOUT(late.isLive(), 30'000);
        QVERIFY(late.window.state().flags().rowCount() > 0);
        outside.outsider("ALTER DATABASE " + name.toUtf8() + " ALLOW_CONNECTIONS true");
        QTRY_VERIFY_WITH_TIMEOUT(console.window.state().gauges().isReady, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(isFresh(FigureSource::Backlog) && isFresh(FigureSource::Alerts), 60'000);
        server.server().kill();
        outside.outsider("DROP DATABASE " + name.toUtf8() + " WITH (FORCE)");
    }

private:
    consoletest::OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestConsoleWindow, QApplication> kTestConsoleWindow;

} // namespace tst_consolewindow

#include "tst_consolewindow.moc"
