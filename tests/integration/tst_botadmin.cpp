// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "bot/admin.h"
#include "bot/botlinks.h"
#include "support/testmain.h"

#include <QTest>

#include <algorithm>

namespace tst_botadmin {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

const TelegramId kCustomer{1001};
const TelegramId kAdministrator{BotShop::kAdministrator};

// A customer who has come, then the administrator, who sees the dashboard.
void enterAlone(BotShop &shop)
{
    shop.customer = kAdministrator;
    shop.arrive();
    shop.type(s("/admin"));
}

// With a customer who has been here.
void enter(BotShop &shop)
{
    shop.customer = kCustomer;
    shop.arrive();
    enterAlone(shop);
}

void openCard(BotShop &shop)
{
    shop.press(s("Find a customer"));
    shop.type(s("1001"));
}

std::optional<access::Subscription> subscriptionOf(BotShop &shop, TelegramId user)
{
    return shop.write([&](db::Transaction &tx) { return shop.subscriptions.find(tx, user); });
}

Kopecks balanceOf(BotShop &shop, TelegramId user)
{
    return shop.write([&](db::Transaction &tx) { return shop.users.find(tx, user).value().balance; });
}

// "customers.grant user:1001 done", in the administrator's name.
QStringList audited(BotShop &shop)
{
    QStringList rows;
    for (const db::Row &row :
         shop.db.query("SELECT action, subject, result FROM audit_log WHERE actor = 'telegram:777' "
                       "AND role = 'shop_administrator' AND change_id IS NOT NULL ORDER BY id"))
        rows << QStringList{row.text(0), row.text(1), row.text(2)}.join(QLatin1Char(' '));
    return rows;
}

} // namespace

// What the shop's administrators see and do in Telegram, and what others hear of it.
class TestBotAdmin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void strangersHearWhatAnyUnknownCommandAndButtonSays();
    void dashboardTellsHealthInTheirLanguageAndSales();
    void linkUnderAnAlertOpensTheDashboardForThemAlone();
    void customerIsFoundAndGivenAccessWithAReason();
    void refusalIsToldInTheirLanguageAndAudited();
    void balanceChangesOnceThoughTheUpdateIsTriedAgain();
    void customerIsBlockedAndLetInAgain();
    void whatIsNoDaysOrMoneyIsAskedForAgain();
    void switchedOffTheyOnlyLook();
    void maintenanceIsSwitchedAndDoesNotLockThemOut();
    void paymentInReviewIsDecided();
    void paymentGoesBackByItsProvider();
    void paymentThatNobodyGivesBackIsBookedByHand();
    void broadcastIsWrittenCountedPreviewedBegunAndStopped();
};

void TestBotAdmin::strangersHearWhatAnyUnknownCommandAndButtonSays()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.type(s("/nonsense"));
    const BotShop::Shown unknown = shop.shown();
    shop.type(s("/admin"));
    QCOMPARE(shop.shown().text, unknown.text);
    QCOMPARE(shop.shown().labels(), unknown.labels());
    shop.pressData(s("1:nonsense:card:1001"));
    const BotShop::Shown stale = shop.shown();
    const QString answer = shop.answers().last();
    for (const char *data : {"1:adm:card:1001", "1:admd:grant:1001", "1:adm"}) {
        shop.pressData(s(data));
        QCOMPARE(shop.shown().text, stale.text);
        QCOMPARE(shop.shown().labels(), stale.labels());
        QCOMPARE(shop.answers().last(), answer);
    }
    QCOMPARE(shop.db.number("SELECT count(*) FROM audit_log"), 0);
}

void TestBotAdmin::dashboardTellsHealthInTheirLanguageAndSales()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.administration.setHealth([] {
        protocol::Headline headline;
        headline.sentence = protocol::Sentence(protocol::SentenceId::Healthy);
        return headline;
    });
    enter(shop);
    const qint64 now = shop.clock.nowMs();
    const auto sell = [&](const char *id, qint64 kopecks, const char *provider, qint64 at) {
        shop.db.exec("INSERT INTO purchases (purchase_id, telegram_id, kind, tariff, period_days, "
                     "price_kopecks, provider, status, created_at, expires_at, fulfilled_at) "
                     "VALUES (?, ?, 'subscription', 'basic', 30, ?, ?, 'fulfilled', ?, ?, ?)",
                     s(id), kCustomer, kopecks, s(provider), at, at, at);
    };
    sell("p1", 14'900, "stars", now);
    sell("p2", 10'000, "crypto_pay", now - 3 * kDayMs);
    sell("p3", 1'000, "crypto_pay", now - 20 * kDayMs);
    sell("p4", 5'000, "crypto_pay", now - 31 * kDayMs);
    sell("p5", 7'000, "balance", now); // came with a top-up
    shop.press(s("Refresh"));
    const QString text = shop.shown().text;
    QVERIFY2(text.contains(s("Healthy")), qPrintable(text));
    QVERIFY2(text.contains(s("today: 149\u00a0₽")), qPrintable(text));
    QVERIFY2(text.contains(s("7 days: 249\u00a0₽")), qPrintable(text));
    QVERIFY2(text.contains(s("30 days: 259\u00a0₽")), qPrintable(text));
    QVERIFY2(text.contains(s("Customers: 2, of them buyers: 1 (50%)")), qPrintable(text));
    shop.pressData(s("1:setlang:ru"));
    shop.type(s("/admin"));
    QVERIFY2(shop.shown().text.contains(s("Выручка сегодня")), qPrintable(shop.shown().text));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotAdmin::linkUnderAnAlertOpensTheDashboardForThemAlone()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const auto underAlert = [&] {
        return shop.write(
            [&](db::Transaction &tx) { return bot::admin::underAlert(tx, shop.texts.speech(s("en"))); });
    };
    QVERIFY(underAlert().rows.empty()); // nobody knows yet where the bot is
    shop.write([&](db::Transaction &tx) {
        bot::botlinks::remember(tx, s("https://t.me/shop_bot"), shop.clock.nowMs());
    });
    const bot::Keyboard keyboard = underAlert();
    QCOMPARE(keyboard.rows.size(), size_t(1));
    const QString url = keyboard.rows[0][0].url;
    QVERIFY2(url.startsWith(s("https://t.me/shop_bot?start=")), qPrintable(url));
    const QString start = s("/start ") + url.section(QLatin1Char('='), 1);
    shop.arrive();
    shop.clock.advance(kMinuteMs); // a calm customer
    shop.type(s("/start nothing_known"));
    const BotShop::Shown unknown = shop.shown();
    shop.type(start);
    QCOMPARE(shop.shown().text, unknown.text);
    QCOMPARE(shop.shown().labels(), unknown.labels());
    enterAlone(shop);
    const BotShop::Shown dashboard = shop.shown();
    shop.clock.advance(kMinuteMs);
    shop.type(s("/start"));
    QVERIFY(shop.shown().labels() != dashboard.labels());
    shop.type(start);
    QCOMPARE(shop.shown().text, dashboard.text);
    QCOMPARE(shop.shown().labels(), dashboard.labels());
}

void TestBotAdmin::customerIsFoundAndGivenAccessWithAReason()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    enter(shop);
    shop.press(s("Find a customer"));
    shop.type(s("@nobody"));
    QVERIFY2(shop.shown().text.contains(s("Nobody is found")), qPrintable(shop.shown().text));
    shop.type(s("1001"));
    QVERIFY2(shop.shown().text.contains(s("<code>1001</code>")), qPrintable(shop.shown().text));
    QVERIFY2(shop.shown().text.contains(s("Anna &lt;3")), qPrintable(shop.shown().text));
    shop.press(s("Grant access"));
    QVERIFY2(shop.shown().text.contains(s("basic, plus")), qPrintable(shop.shown().text));
    shop.type(s("plus 30 for the outage"));
    const auto granted = subscriptionOf(shop, kCustomer);
    QVERIFY(granted);
    QCOMPARE(granted->tariff, s("plus"));
    QVERIFY(granted->source == access::AccessSource::Admin);
    QVERIFY2(shop.shown().text.contains(s("Grant access: done")), qPrintable(shop.shown().text));
    shop.press(s("The customer"));
    QVERIFY2(shop.shown().text.contains(s("Plus until")), qPrintable(shop.shown().text));
    shop.press(s("Extend"));
    shop.type(s("10 and once more"));
    // And what was waited for the key meanwhile, which is less than a day.
    QCOMPARE((subscriptionOf(shop, kCustomer)->expiresAt - granted->expiresAt) / kDayMs, 10);
    shop.press(s("The customer"));
    shop.press(s("New key"));
    shop.type(s("they lost it"));
    QVERIFY(subscriptionOf(shop, kCustomer)->uuid != granted->uuid);
    shop.press(s("The customer"));
    shop.press(s("Revoke"));
    shop.type(s("fraud"));
    QVERIFY(subscriptionOf(shop, kCustomer)->status == access::SubscriptionStatus::Expired);
    QCOMPARE(audited(shop),
             (QStringList{s("customers.grant user:1001 done"), s("customers.extend user:1001 done"),
                          s("customers.reissue user:1001 done"), s("customers.revoke user:1001 done")}));
    QCOMPARE(shop.db.number("SELECT count(*) FROM audit_log WHERE action = 'customers.grant' AND reason = "
                            "'for the outage'"),
             1);
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotAdmin::refusalIsToldInTheirLanguageAndAudited()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    enter(shop);
    openCard(shop);
    shop.press(s("Revoke"));
    shop.type(s("because of a test"));
    QVERIFY2(shop.shown().text.contains(s("There is no access to revoke.")), qPrintable(shop.shown().text));
    shop.press(s("The customer"));
    shop.press(s("Revoke"));
    shop.type(s("no")); // no reason
    QVERIFY2(shop.shown().text.contains(s("Give a reason")), qPrintable(shop.shown().text));
    QCOMPARE(audited(shop).first(), s("customers.revoke user:1001 There is no access to revoke."));
    QCOMPARE(shop.db.number("SELECT count(*) FROM audit_log WHERE result = 'done' OR result = 'begun'"), 0);
}

void TestBotAdmin::balanceChangesOnceThoughTheUpdateIsTriedAgain()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    enter(shop);
    openCard(shop);
    shop.press(s("Change the balance"));
    shop.hiccups = 2;
    shop.type(s("150.50 for the outage"));
    shop.hiccups = 0;
    QCOMPARE(balanceOf(shop, kCustomer), Kopecks(15'050));
    shop.press(s("The customer"));
    shop.press(s("Change the balance"));
    shop.type(s("-200 a mistake")); // never below nothing
    QCOMPARE(balanceOf(shop, kCustomer), Kopecks(15'050));
    shop.press(s("The customer"));
    shop.press(s("Change the balance"));
    shop.type(s("-150 a mistake"));
    QCOMPARE(balanceOf(shop, kCustomer), Kopecks(50));
    // What was typed once is no answer to a question that is over.
    shop.type(s("-150 a mistake"));
    QCOMPARE(balanceOf(shop, kCustomer), Kopecks(50));
    QCOMPARE(audited(shop).size(), 3);
}

void TestBotAdmin::customerIsBlockedAndLetInAgain()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    enter(shop);
    openCard(shop);
    shop.press(s("Block"));
    shop.type(s("spam"));
    QCOMPARE(shop.db.number("SELECT is_blocked FROM users WHERE telegram_id = ?", kCustomer), 1);
    shop.press(s("The customer"));
    QVERIFY2(shop.shown().text.contains(s("Blocked.")), qPrintable(shop.shown().text));
    shop.press(s("Unblock"));
    shop.type(s("they said sorry"));
    QCOMPARE(shop.db.number("SELECT is_blocked FROM users WHERE telegram_id = ?", kCustomer), 0);
}

void TestBotAdmin::whatIsNoDaysOrMoneyIsAskedForAgain()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    enter(shop);
    openCard(shop);
    shop.press(s("Grant access"));
    for (const char *odd : {"plus", "plus thirty days", "30 plus because", "plus 30"}) {
        shop.type(s(odd));
        QVERIFY2(shop.shown().text.contains(s("Send a tariff")), odd);
    }
    shop.type(s("plus 30 because"));
    QVERIFY(subscriptionOf(shop, kCustomer));
}

void TestBotAdmin::switchedOffTheyOnlyLook()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    enter(shop);
    openCard(shop);
    shop.press(s("Block"));
    shop.setFlag(control::flag::kAdminActions, false);
    shop.type(s("spam")); // was asked for before
    QVERIFY2(shop.shown().text.contains(s("admin_actions")), qPrintable(shop.shown().text));
    QCOMPARE(shop.db.number("SELECT is_blocked FROM users WHERE telegram_id = ?", kCustomer), 0);
    shop.press(s("To the overview"));
    QVERIFY2(shop.shown().text.contains(s("Revenue today")), qPrintable(shop.shown().text));
    openCard(shop);
    QVERIFY2(shop.shown().text.contains(s("<code>1001</code>")), qPrintable(shop.shown().text));
    shop.press(s("Block"));
    QVERIFY2(shop.shown().text.contains(s("admin_actions")), qPrintable(shop.shown().text));
    QCOMPARE(audited(shop), QStringList());
}

void TestBotAdmin::maintenanceIsSwitchedAndDoesNotLockThemOut()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    enter(shop);
    shop.press(s("Maintenance on"));
    shop.type(s("moving house"));
    QVERIFY(shop.flags.isOn(control::flag::kMaintenanceMode));
    shop.customer = kCustomer;
    shop.type(s("/start"));
    QVERIFY2(!shop.shown().labels().contains(s("Buy")), qPrintable(shop.shown().text));
    shop.customer = kAdministrator;
    shop.type(s("/admin"));
    shop.press(s("Maintenance off"));
    shop.type(s("moved in"));
    QVERIFY(!shop.flags.isOn(control::flag::kMaintenanceMode));
    QCOMPARE(audited(shop), (QStringList{s("flags.set flag:maintenance_mode done"),
                                         s("flags.set flag:maintenance_mode done")}));
}

void TestBotAdmin::paymentInReviewIsDecided()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    shop.press(s("Crypto"));
    const PurchaseId purchase = shop.newestPurchase()->id;
    shop.makeInvoice(purchase, s("https://t.me/CryptoBot?start=abc"));
    shop.payInvoice(purchase, Kopecks(10'000));
    enterAlone(shop);
    shop.press(s("Payments in review"));
    const qint64 payment = shop.db.number("SELECT id FROM payments");
    shop.press(s("Grant no. %1").arg(payment));
    shop.type(s("close enough"));
    QVERIFY(subscriptionOf(shop, kCustomer));
    QCOMPARE(shop.db.number("SELECT count(*) FROM payments WHERE status = 'granted'"), 1);
    shop.press(s("Payments in review"));
    QVERIFY2(shop.shown().text.contains(s("No payment waits")), qPrintable(shop.shown().text));
    QCOMPARE(audited(shop), QStringList(s("purchases.decide payment:%1 done").arg(payment)));
}

void TestBotAdmin::paymentGoesBackByItsProvider()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    enter(shop);
    shop.db.exec("INSERT INTO payments (purchase_id, telegram_id, provider, external_id, amount, currency, "
                 "status, paid_at, created_at) "
                 "VALUES (NULL, ?, 'stars', 'charge-1', 100, 'XTR', 'granted', 1, 1)",
                 kCustomer);
    const qint64 payment = shop.db.number("SELECT id FROM payments");
    openCard(shop);
    shop.pressData(s("1:admd:refund:%1").arg(payment));
    shop.type(s("they changed their mind"));
    QVERIFY2(shop.shown().text.contains(s("is asked to give payment %1 back").arg(payment)),
             qPrintable(shop.shown().text));
    QCOMPARE(shop.db.number("SELECT count(*) FROM refund_orders WHERE payment_id = ? AND status = 'asked' "
                            "AND actor = 'telegram:777'",
                            payment),
             1);
    shop.pressData(s("1:admd:refund:%1").arg(payment));
    shop.type(s("and once more"));
    QVERIFY2(shop.shown().text.contains(s("under way already")), qPrintable(shop.shown().text));
    QCOMPARE(shop.db.number("SELECT count(*) FROM refund_orders"), 1);
}

void TestBotAdmin::paymentThatNobodyGivesBackIsBookedByHand()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    shop.press(s("Crypto"));
    const PurchaseId purchase = shop.newestPurchase()->id;
    shop.makeInvoice(purchase, s("https://t.me/CryptoBot?start=abc"));
    shop.payInvoice(purchase);
    QVERIFY(subscriptionOf(shop, kCustomer));
    const qint64 payment = shop.db.number("SELECT id FROM payments");
    enterAlone(shop);
    openCard(shop);
    const QStringList labels = shop.shown().labels();
    const auto isBack = [&](const QString &label) {
        return label.startsWith(s("No. %1 was given back").arg(payment));
    };
    QVERIFY2(std::any_of(labels.begin(), labels.end(), isBack), qPrintable(labels.join(QLatin1Char('|'))));
    shop.pressData(s("1:admd:refund:%1").arg(payment)); // it does not do so itself
    shop.type(s("they changed their mind"));
    QVERIFY2(shop.shown().text.contains(s("Crypto Pay does not give money back")),
             qPrintable(shop.shown().text));
    shop.pressData(s("1:admd:refunded:%1").arg(payment));
    shop.type(s("sent it back by hand"));
    QCOMPARE(shop.db.number("SELECT count(*) FROM payments WHERE status = 'refunded'"), 1);
    QVERIFY(subscriptionOf(shop, kCustomer)->expiresAt <= shop.clock.nowMs());
}

void TestBotAdmin::broadcastIsWrittenCountedPreviewedBegunAndStopped()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    enter(shop);
    shop.press(s("Broadcasts"));
    shop.press(s("Write one"));
    shop.press(s("All customers"));
    shop.type(s("Sale <today>\nCome in"));
    QVERIFY2(shop.shown().text.contains(s("Sale &lt;today&gt;")), qPrintable(shop.shown().text));
    QVERIFY2(shop.shown().text.contains(s("It would reach now: 2.")), qPrintable(shop.shown().text));
    const qint64 id = shop.db.number("SELECT id FROM broadcasts");
    shop.press(s("Send it to me"));
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE chat_id = 777 AND method = 'sendMessage' AND "
                            "class = 1 AND broadcast_id IS NULL"),
             1);
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE broadcast_id IS NOT NULL"), 0);
    shop.press(s("Start no. %1").arg(id));
    shop.type(s("the sale begins"));
    QVERIFY2(shop.shown().text.contains(s(": done.")), qPrintable(shop.shown().text));
    shop.write([&](db::Transaction &tx) { shop.broadcasts.unroll(tx, id); });
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE broadcast_id = ?", id), 2);
    shop.pressData(s("1:admb:look:%1").arg(id));
    shop.pressData(s("1:admd:bstop:%1").arg(id));
    shop.type(s("a wrong price"));
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE broadcast_id = ? AND status = 'dropped'", id),
             2);
    const QString subject = s("broadcast:%1").arg(id);
    QCOMPARE(audited(shop), (QStringList{s("broadcasts.create %1 done").arg(subject),
                                         s("broadcasts.preview %1 done").arg(subject),
                                         s("broadcasts.start %1 done").arg(subject),
                                         s("broadcasts.stop %1 done").arg(subject)}));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

const turnpike::test::RegisteredTest<TestBotAdmin> kTestBotAdmin;

} // namespace tst_botadmin

#include "tst_botadmin.moc"
