// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "access/preferences.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_botsettings {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

// Paid access of 30 days whose key is ready; a reminder of it is due now.
void remindNow(BotShop &shop)
{
    shop.db.exec(
        "UPDATE subscriptions SET waiting_since = NULL, activation_status = 'active', vpn_key = 'k', "
        "vpn_expires_at = expires_at, next_activation_at = NULL, next_reminder_at = ?, "
        "reminder_stage = 0",
        shop.clock.nowMs());
}

void buyBasic(BotShop &shop)
{
    shop.clock.advance(kMinuteMs);
    shop.pressData(s("1:period:basic:30"));
    shop.press(s("Balance"));
}

bool remind(BotShop &shop)
{
    return shop.write([&](db::Transaction &tx) { return shop.reminders.remind(tx, shop.customer); });
}

qint64 nextReminder(BotShop &shop)
{
    return shop.db.number("SELECT coalesce(max(next_reminder_at), 0) FROM subscriptions");
}

} // namespace

// What a customer sets and sees beside buying: reminders, payments so far, and being forgotten.
class TestBotSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void quietHoursEndWhereTheCustomersClockSays_data();
    void quietHoursEndWhereTheCustomersClockSays();
    void remindersWaitForTheEndOfQuietHours();
    void whoWantsNoRemindersGetsNone();
    void paymentsAreShownPageByPageWithWhatWasGivenBack();
    void whoIsForgottenLeavesBooksAndNothingElse();
    void nobodyIsForgottenWhileAnInvoiceIsOut();
};

void TestBotSettings::quietHoursEndWhereTheCustomersClockSays_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("until");
    QTest::addColumn<int>("zone");
    QTest::addColumn<int>("hour"); // UTC
    QTest::addColumn<int>("left"); // hours; -1: not quiet
    QTest::newRow("over midnight, before it") << 23 << 8 << 0 << 23 << 9;
    QTest::newRow("over midnight, after it") << 23 << 8 << 0 << 2 << 6;
    QTest::newRow("its end is no part of it") << 23 << 8 << 0 << 8 << -1;
    QTest::newRow("by day") << 23 << 8 << 0 << 12 << -1;
    QTest::newRow("within a day") << 0 << 10 << 0 << 4 << 6;
    QTest::newRow("in another zone") << 23 << 8 << 300 << 19 << 8;
    QTest::newRow("in another zone, by day") << 23 << 8 << 300 << 4 << -1;
    QTest::newRow("none") << 8 << 8 << 0 << 8 << -1;
}

void TestBotSettings::quietHoursEndWhereTheCustomersClockSays()
{
    QFETCH(int, from);
    QFETCH(int, until);
    QFETCH(int, zone);
    QFETCH(int, hour);
    QFETCH(int, left);
    access::Preferences preferences;
    preferences.quiet = access::QuietHours{from, until};
    preferences.zoneMinutes = zone;
    const qint64 now = 20'000 * kDayMs + hour * kHourMs;
    const auto end = preferences.quietUntil(now);
    QCOMPARE(end.has_value(), left >= 0);
    if (end)
        QCOMPARE(*end - now, left * kHourMs);
}

void TestBotSettings::remindersWaitForTheEndOfQuietHours()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind); // it is 8:00 UTC
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    buyBasic(shop);
    shop.press(s("Menu"));
    shop.press(s("Settings"));
    shop.press(s("Quiet hours"));
    QVERIFY2(shop.shown().text.contains(s("UTC+3")), qPrintable(shop.shown().text));
    shop.press(s("23:00–9:00"));
    shop.press(s("Time zone"));
    shop.press(s("UTC+5"));
    QVERIFY2(shop.shown().text.contains(s("Quiet hours: 23:00–9:00, UTC+5")), qPrintable(shop.shown().text));

    shop.clock.advance(10 * kHourMs + 30 * kMinuteMs); // a minute or two past half past eleven there
    remindNow(shop);
    const int before = shop.messages();
    QVERIFY(!remind(shop));
    QCOMPARE(shop.messages(), before);
    const qint64 morning = nextReminder(shop);
    QCOMPARE((morning + 5 * kHourMs) % kDayMs, 9 * kHourMs);
    QVERIFY(morning > shop.clock.nowMs() && morning < shop.clock.nowMs() + 10 * kHourMs);
    shop.clock.advance(morning - shop.clock.nowMs());
    QVERIFY(remind(shop));
    QVERIFY(!shop.lastPayload(s("sendMessage")).contains(s("disable_notification")));

    // Where it ends in the night, it is told without a sound.
    shop.clock.advance(15 * kHourMs);
    shop.db.exec("UPDATE subscriptions SET expires_at = ?", shop.clock.nowMs() + 2 * kHourMs);
    remindNow(shop);
    QVERIFY(remind(shop));
    QVERIFY(shop.lastPayload(s("sendMessage")).value(s("disable_notification")).toBool());

    // Nothing that nobody offered is taken.
    shop.pressData(s("1:quiet:5:99"));
    shop.pressData(s("1:zone:17"));
    QVERIFY2(shop.shown().text.contains(s("23:00–9:00, UTC+5")), qPrintable(shop.shown().text));
    shop.press(s("No quiet hours"));
    QVERIFY(shop.shown().text.contains(s("No quiet hours")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotSettings::whoWantsNoRemindersGetsNone()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    buyBasic(shop);
    shop.press(s("Menu"));
    shop.press(s("Settings"));
    QVERIFY(shop.shown().text.contains(s("Reminders: on")));
    shop.press(s("Reminders"));
    shop.press(s("Turn off"));
    QVERIFY(shop.shown().text.contains(s("Reminders are off.")));
    shop.pressData(s("1:settings"));
    QVERIFY(shop.shown().text.contains(s("Reminders: off")));
    remindNow(shop);
    const int before = shop.messages();
    QVERIFY(!remind(shop));
    QCOMPARE(shop.messages(), before);
    QVERIFY(nextReminder(shop) > shop.clock.nowMs()); // it is not due for ever
    shop.pressData(s("1:setlang:ru"));
    shop.press(s("Настройки"));
    shop.press(s("Напоминания"));
    shop.press(s("Включить"));
    QVERIFY2(shop.shown().text.contains(s("Напоминания включены.")), qPrintable(shop.shown().text));
    remindNow(shop);
    QVERIFY(remind(shop));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotSettings::paymentsAreShownPageByPageWithWhatWasGivenBack()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.press(s("Settings"));
    shop.press(s("History of payments"));
    QVERIFY(shop.shown().text.contains(s("No payments yet.")));
    shop.giveBalance(Kopecks::roubles(5000));
    for (int i = 0; i < 7; ++i)
        buyBasic(shop);
    shop.db.exec("UPDATE payments SET status = 'refunded' WHERE id = (SELECT min(id) FROM payments)");

    shop.type(s("/history"));
    QCOMPARE(shop.shown().text.count(s("Basic, 30 days, 149\u00a0₽ (Balance)")), 5);
    QVERIFY(!shop.shown().text.contains(s("given back")));
    QVERIFY(!shop.shown().labels().contains(s("Newer")));
    shop.press(s("Older"));
    QCOMPARE(shop.shown().text.count(s("Basic, 30 days")), 2);
    QVERIFY(shop.shown().text.endsWith(s("<b>given back</b>")));
    QVERIFY(!shop.shown().labels().contains(s("Older")));
    shop.press(s("Newer"));
    QCOMPARE(shop.shown().text.count(s("Basic, 30 days")), 5);
    shop.pressData(s("1:history:-3"));
    shop.pressData(s("1:history:4000000000"));
    QVERIFY(shop.shown().text.contains(s("History of payments")));
    // Another customer's are not shown.
    shop.customer = TelegramId(1002);
    shop.type(s("/history"));
    QVERIFY(shop.shown().text.contains(s("No payments yet.")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotSettings::whoIsForgottenLeavesBooksAndNothingElse()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    buyBasic(shop);
    remindNow(shop);
    const QString uuid = shop.subscription()->uuid;
    shop.db.exec("INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, status, handled_at) "
                 "VALUES (1, 'message', 1001, 'user:1001', 'my secret', 1, 'done', 2)");

    shop.pressData(s("1:settings"));
    shop.press(s("Erase my data"));
    QVERIFY2(shop.shown().text.contains(s("<b>The 351\u00a0₽ on your balance will be lost.</b>")),
             qPrintable(shop.shown().text));
    QVERIFY(shop.shown().text.contains(s("<b>Your key stops working at once</b>")));
    const QString again =
        shop.shown().button(s("Yes, erase it for good")).value(s("callback_data")).toString();
    shop.press(s("Yes, erase it for good"));
    QVERIFY2(shop.shown().text.contains(s("we do not know you any more")), qPrintable(shop.shown().text));

    QVERIFY(!shop.user());
    QCOMPARE(shop.messages(), 1); // that one
    QCOMPARE(shop.db.number("SELECT count(*) FROM inbox WHERE user_id = 1001 OR length(body) > 0"), 0);
    QCOMPARE(shop.db.query("SELECT uuid FROM vpn_removals").at(0).text(0), uuid);
    // The books, with nobody behind them.
    const qint64 nobody = shop.db.number("SELECT telegram_id FROM payments");
    QVERIFY(nobody >= (qint64(1) << 52));
    for (const char *table : {"purchases", "balance_transactions", "subscriptions"}) {
        const QByteArray all = QByteArray("SELECT count(*) FROM ") + table;
        QVERIFY2(shop.db.number(all.constData()) > 0, table);
        QCOMPARE(shop.db.number((all + " WHERE telegram_id <> ?").constData(), nobody), 0);
    }
    const auto row = shop.db.query("SELECT first_name, language, username, balance_kopecks FROM users").at(0);
    QCOMPARE(row.text(0) + row.text(1), QString());
    QVERIFY(row.isNull(2));
    QCOMPARE(row.int64(3), shop.db.number("SELECT sum(amount_kopecks) FROM balance_transactions"));
    const auto audit =
        shop.db.query("SELECT subject, coalesce(before, ''), coalesce(after, '') FROM audit_log "
                      "WHERE action = 'customer.erase'");
    QCOMPARE(audit.size(), size_t(1));
    QVERIFY(!(audit[0].text(0) + audit[0].text(1) + audit[0].text(2)).contains(s("1001")));

    // Who comes back is new, and has had a trial.
    shop.clock.advance(kMinuteMs);
    shop.type(s("/start"));
    QVERIFY(!shop.shown().labels().contains(s("Trial")));
    QCOMPARE(shop.user()->balance, Kopecks());
    shop.pressData(s("1:trial"));
    QVERIFY(!shop.subscription());
    // The old question is none any more: it is asked anew.
    shop.pressData(again);
    QVERIFY(shop.shown().text.contains(s("Erase your personal data?")));
    shop.press(s("Yes, erase it for good"));
    QVERIFY(!shop.user());
    // Others have their trial.
    shop.customer = TelegramId(1002);
    shop.type(s("/start"));
    QVERIFY(shop.shown().labels().contains(s("Trial")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotSettings::nobodyIsForgottenWhileAnInvoiceIsOut()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    shop.press(s("Crypto"));
    shop.makeInvoice(shop.newestPurchase()->id, s("https://t.me/CryptoBot?start=abc"));
    shop.pressData(s("1:erase"));
    shop.press(s("Yes, erase it for good"));
    QVERIFY2(shop.shown().text.contains(s("can still be paid")), qPrintable(shop.shown().text));
    QVERIFY(shop.user());
    shop.clock.advance(31 * kMinuteMs);
    shop.press(s("Yes, erase it for good"));
    QVERIFY(!shop.user());
}

const turnpike::test::RegisteredTest<TestBotSettings> kTestBotSettings;

} // namespace tst_botsettings

#include "tst_botsettings.moc"
