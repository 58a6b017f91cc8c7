// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "access/reminders.h"
#include "bot/callbackdata.h"
#include "outbox/sender.h"
#include "sandbox/sandbox.h"
#include "support/testmain.h"

#include <QRegularExpression>
#include <QTest>

namespace tst_botnotices {

using namespace turnpike;
using namespace turnpike::access;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

using Tell = std::function<void(bot::BotNotices &, db::Transaction &, TelegramId)>;

// Every notice that sends a message of its own.
std::vector<std::pair<const char *, Tell>> allNotices(qint64 now)
{
    const qint64 end = now + 3 * kDayMs;
    using Notices = bot::BotNotices;
    using Tx = db::Transaction;
    const auto reminderOf = [end](int stage, bool isTrial, bool autoRenew) {
        return [=](Notices &notices, Tx &tx, TelegramId user) {
            const ReminderNotice notice{stage, isTrial ? s("trial") : s("plus"), end, autoRenew};
            isTrial ? notices.trialReminder(tx, user, notice) : notices.reminder(tx, user, notice);
        };
    };
    return {
        {"granted",
         [=](Notices &n, Tx &tx, TelegramId u) {
             n.accessGranted(tx, u, {s("plus"), AccessSource::Admin, end, true});
         }},
        {"gift opened",
         [=](Notices &n, Tx &tx, TelegramId u) {
             n.accessGranted(tx, u, {s("plus"), AccessSource::Gift, end, false});
         }},
        {"payment",
         [=](Notices &n, Tx &tx, TelegramId u) {
             n.paymentReceived(tx, u, {PurchaseId(), {}, s("plus"), 30, end, false, true});
         }},
        {"key",
         [=](Notices &n, Tx &tx, TelegramId u) {
             n.keyReady(tx, u, {s("plus"), AccessSource::Payment, s("vless://k"), end, true, true});
         }},
        {"new key",
         [=](Notices &n, Tx &tx, TelegramId u) {
             n.keyReady(tx, u, {s("plus"), AccessSource::Payment, s("vless://k"), end, false, true});
         }},
        {"delayed", [](Notices &n, Tx &tx, TelegramId u) { n.activationDelayed(tx, u, 1); }},
        {"expired", [](Notices &n, Tx &tx, TelegramId u) { n.subscriptionExpired(tx, u, s("plus")); }},
        {"trial ended", [](Notices &n, Tx &tx, TelegramId u) { n.trialEnded(tx, u); }},
        {"revoked", [](Notices &n, Tx &tx, TelegramId u) { n.accessRevoked(tx, u); }},
        {"reminder", reminderOf(0, false, false)},
        {"reminder with renewal", reminderOf(2, false, true)},
        {"trial 6 h", reminderOf(0, true, false)},
        {"trial 48 h", reminderOf(1, true, false)},
        {"trial end", reminderOf(2, true, false)},
        {"renewed",
         [=](Notices &n, Tx &tx, TelegramId u) {
             n.renewalDone(tx, u, {s("plus"), 30, Kopecks(29900), Kopecks(1), end});
         }},
        {"not renewed",
         [=](Notices &n, Tx &tx, TelegramId u) {
             n.renewalFailed(tx, u, {s("plus"), Kopecks(29900), Kopecks(1), end, 2});
         }},
        {"review",
         [](Notices &n, Tx &tx, TelegramId u) {
             n.paymentUnderReview(tx, u, {PurchaseId(), {}, ReviewCause::Other, {}, Kopecks(14900)});
         }},
        {"review closed", [](Notices &n, Tx &tx, TelegramId u) { n.reviewClosed(tx, u, Kopecks(10000)); }},
        {"review of no figure closed",
         [](Notices &n, Tx &tx, TelegramId u) { n.reviewClosed(tx, u, std::nullopt); }},
        {"excess",
         [](Notices &n, Tx &tx, TelegramId u) {
             n.topupCredited(tx, u,
                             {PurchaseId(), {}, Kopecks(100), Kopecks(200), false, CreditCause::Excess});
         }},
        {"review credited",
         [](Notices &n, Tx &tx, TelegramId u) {
             n.topupCredited(tx, u,
                             {PurchaseId(), {}, Kopecks(100), Kopecks(200), false, CreditCause::Decision});
         }},
        {"top-up",
         [](Notices &n, Tx &tx, TelegramId u) {
             n.topupCredited(tx, u, {PurchaseId(), {}, Kopecks(100), Kopecks(200)});
         }},
        {"gift",
         [](Notices &n, Tx &tx, TelegramId u) {
             n.giftReady(tx, u, {s("code"), s("plus"), 90});
         }},
        {"gift claimed", [](Notices &n, Tx &tx, TelegramId u) { n.giftClaimed(tx, u, s("plus"), 90); }},
        {"gift returned",
         [](Notices &n, Tx &tx, TelegramId u) {
             n.giftReturned(tx, u, {s("plus"), 90, Kopecks(100), Kopecks(200)});
         }},
        {"referral",
         [](Notices &n, Tx &tx, TelegramId u) { n.referralRewarded(tx, u, Kopecks(100), Kopecks(200)); }},
        {"refund", [](Notices &n, Tx &tx, TelegramId u) { n.paymentRefunded(tx, u, PurchaseId()); }},
    };
}

QString longKey()
{
    return s("vless://") + QString(9'000, u'k') + s("?security=reality&pbk=x");
}

// Sends what the shop has to say to a stand-in for Telegram, from now on. Lives on the test's thread.
class Delivery
{
public:
    explicit Delivery(BotShop &shop)
        : m_customer(shop.customer)
        , m_bot(m_client, listening(m_world), QString::fromLatin1(m_world.options().botToken))
        , m_sender(shop.db.database(), m_client, m_bot, shop.clock, s("test"), shop.alerts, {}, {})
    {
        m_world.telegram().putUser(m_customer.value(), s("Ada"), s("ada"), s("en"));
        m_world.customers().sendText(m_customer.value(), s("/start"));
        m_sender.start();
    }
    ~Delivery() { m_sender.stop(Deadline::in(std::chrono::seconds(5))); }

    // What the customer sees of the bot, oldest first.
    std::vector<sandbox::Message> fromBot()
    {
        std::vector<sandbox::Message> messages;
        for (const auto &[id, message] : m_world.telegram().chat(m_customer.value())) {
            if (message.fromBot)
                messages.push_back(message);
        }
        return messages;
    }
    // What is in the file of a message that has a key as one.
    QByteArray keyIn(const sandbox::Message &message)
    {
        const QJsonObject document = message.body.value(u"document").toObject();
        const sandbox::StoredFile *file =
            m_world.telegram().files().find(document.value(u"file_id").toString());
        return file && document.value(u"file_name").toString() == u"key.txt" ? file->bytes : QByteArray();
    }

private:
    static QUrl listening(sandbox::Sandbox &world)
    {
        world.listen(QHostAddress::LocalHost, 0);
        return QUrl(world.telegramUrl());
    }

    const TelegramId m_customer;
    sandbox::Sandbox m_world{sandbox::Options()};
    http::HttpClient m_client;
    const telegram::BotClient m_bot;
    outbox::Sender m_sender;
};

} // namespace

// What customers are told without having asked.
class TestBotNotices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void everyNoticeIsAWholeMessageInTheCustomersLanguage();
    void aKeyLongerThanAMessageArrivesWhole();
    void aKeyLongerThanAMessageIsWholeInTheProfile();
    void strangersAreToldNothing();
    void whatTheConversationSaidIsNotSaidAgain();
    void delayAndShortageAreToldOnceAPeriod();
    void anInvoiceNeverOvertakesItsMenuAndIsTriedForADay();
    void aRenewalPaidElsewhereIsHeard();
    void aReminderPromisesOnlyWhatWouldHappen();
    void aReminderKnowsThePriceOfItsRenewal();
    void asManyPressesAsANoticeSaysLeadToThePayment_data();
    void asManyPressesAsANoticeSaysLeadToThePayment();
    void withoutCryptoPayNobodyIsAdvisedToTopUp();
    void nothingIsToldWhenTheTransactionIsRolledBack();
};

void TestBotNotices::everyNoticeIsAWholeMessageInTheCustomersLanguage()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    static const QRegularExpression cyrillic(u"[а-яА-Я]"_s);
    for (const char *language : {"en", "ru"}) {
        shop.db.exec("UPDATE users SET language = ?", language);
        shop.db.exec("UPDATE outbox SET dedupe_key = NULL");
        for (const auto &[name, tell] : allNotices(shop.clock.nowMs())) {
            const int before = shop.messages();
            shop.write([&](db::Transaction &tx) { tell(shop.notices, tx, shop.customer); });
            QVERIFY2(shop.messages() == before + 1, name);
            const BotShop::Shown shown = shop.shown();
            QCOMPARE(shown.method, s("sendMessage"));
            QCOMPARE(cyrillic.match(shown.text).hasMatch(), QLatin1String(language) == "ru"_L1);
            QVERIFY2(!shown.text.contains(u'%'), name);
            QVERIFY2(!shown.rows.empty(), name);
        }
    }
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE class = 2"), 0);
    QCOMPARE(shop.refusedByTelegram(), QString());
}

// Through the sender to Telegram, as a message, a file and a message, in this order.
void TestBotNotices::aKeyLongerThanAMessageArrivesWhole()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.db.exec("DELETE FROM outbox");
    shop.write([&](db::Transaction &tx) {
        shop.notices.keyReady(
            tx, shop.customer,
            {s("plus"), AccessSource::Payment, longKey(), shop.clock.nowMs() + kDayMs, true, true});
    });
    Delivery delivery(shop);
    QTRY_COMPARE_WITH_TIMEOUT(delivery.fromBot().size(), size_t(3), 60'000);
    const std::vector<sandbox::Message> told = delivery.fromBot();
    QCOMPARE(delivery.keyIn(told[1]), longKey().toUtf8());
    QVERIFY(!told[0].body.contains(u"reply_markup") && told[2].body.contains(u"reply_markup"));
    QTRY_COMPARE_WITH_TIMEOUT(shop.db.number("SELECT count(*) FROM outbox WHERE status = 'sent'"), 3, 60'000);
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox"), 3);
}

// The menu becomes what fits, and the key comes under it, with the buttons.
void TestBotNotices::aKeyLongerThanAMessageIsWholeInTheProfile()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.write([&](db::Transaction &tx) {
        shop.access.grantAccess(tx, {shop.customer, s("basic"), 30, AccessSource::Payment});
    });
    shop.db.exec("UPDATE subscriptions SET waiting_since = NULL, activation_status = 'active', vpn_key = ?, "
                 "vpn_expires_at = expires_at",
                 longKey());
    shop.db.exec("DELETE FROM outbox");
    shop.type(s("/menu"));
    Delivery delivery(shop);
    QTRY_COMPARE_WITH_TIMEOUT(delivery.fromBot().size(), size_t(1), 60'000);
    const qint64 menu = delivery.fromBot().front().id;
    const QString profile = shop.shown().button(s("Profile")).value(u"callback_data").toString();
    QVERIFY(!profile.isEmpty());
    shop.pressData(profile, menu);
    QTRY_COMPARE_WITH_TIMEOUT(delivery.fromBot().size(), size_t(2), 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(delivery.fromBot().front().edits, 1, 60'000);
    const std::vector<sandbox::Message> shown = delivery.fromBot();
    QCOMPARE(shown[0].id, menu);
    QVERIFY(shown[0].body.value(u"text").toString().endsWith(s("Your key (tap to copy):")));
    QCOMPARE(delivery.keyIn(shown[1]), longKey().toUtf8());
    QVERIFY(!shown[0].body.contains(u"reply_markup") && shown[1].body.contains(u"reply_markup"));
}

void TestBotNotices::strangersAreToldNothing()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    for (const auto &[name, tell] : allNotices(shop.clock.nowMs()))
        shop.write([&, &tellOne = tell](db::Transaction &tx) { tellOne(shop.notices, tx, shop.customer); });
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox"), 0);
}

void TestBotNotices::whatTheConversationSaidIsNotSaidAgain()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const int before = shop.messages();
    const qint64 end = shop.clock.nowMs() + kDayMs;
    shop.write([&](db::Transaction &tx) {
        shop.notices.accessGranted(tx, shop.customer, {s("trial"), AccessSource::Trial, end, true});
        shop.notices.keyReady(tx, shop.customer,
                              {s("plus"), AccessSource::Payment, s("vless://k"), end, false, false});
        shop.notices.invoiceExpired(tx, shop.customer,
                                    {PurchaseId(), {}, s("crypto_pay"), {}, Kopecks(1), end});
    });
    QCOMPARE(shop.messages(), before);
}

void TestBotNotices::delayAndShortageAreToldOnceAPeriod()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const int before = shop.messages();
    for (const int period : {1, 1, 2}) {
        shop.write([&](db::Transaction &tx) {
            shop.notices.activationDelayed(tx, shop.customer, period);
            shop.notices.renewalFailed(tx, shop.customer, {s("plus"), Kopecks(2), Kopecks(1), 0, period});
        });
    }
    QCOMPARE(shop.messages(), before + 4);
}

void TestBotNotices::anInvoiceNeverOvertakesItsMenuAndIsTriedForADay()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.press(s("Buy"));
    shop.press(s("Basic"));
    shop.press(s("30 days"));
    shop.press(s("Crypto"));
    shop.makeInvoice(shop.newestPurchase()->id, s("https://t.me/x"));
    const auto rows = shop.db.query("SELECT class, expires_at FROM outbox WHERE chat_id = ? ORDER BY id DESC",
                                    shop.customer);
    QCOMPARE(rows[0].int64(0), rows[1].int64(0));
    QCOMPARE(rows[0].int64(1), shop.clock.nowMs() + kDayMs);

    const auto purchase = shop.newestPurchase();
    shop.write([&](db::Transaction &tx) {
        shop.notices.invoiceExpired(
            tx, shop.customer, {purchase->id, purchase->chatMessageId, s("crypto_pay"), {}, Kopecks(1), 0});
    });
    QCOMPARE(shop.shown().method, s("editMessageText"));
    QVERIFY(shop.shown().text.contains(s("expired")));
}

void TestBotNotices::aRenewalPaidElsewhereIsHeard()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.write([&](db::Transaction &tx) {
        shop.access.grantAccess(tx, {shop.customer, s("basic"), 30, AccessSource::Payment});
    });
    shop.db.exec(
        "UPDATE subscriptions SET waiting_since = NULL, activation_status = 'active', vpn_key = 'k', "
        "vpn_expires_at = expires_at");
    shop.pressData(bot::encodeCallback(bot::action::kRenew));
    shop.press(s("Crypto"));
    const PurchaseId id = shop.newestPurchase()->id;
    shop.makeInvoice(id, s("https://t.me/x"));
    const int before = shop.messages();
    shop.payInvoice(id);
    QCOMPARE(shop.messages(), before + 2);
    QCOMPARE(shop.shown().method, s("sendMessage"));
    QVERIFY(shop.shown().text.contains(s("key stays the same")));
    // One of them thanks.
    QVERIFY(shop.shown().text.contains(s("Thank you")));
    QVERIFY(!shop.lastPayload(s("editMessageText"))[s("text")].toString().contains(s("Thank you")));
    QVERIFY(!shop.lastPayload(s("editMessageText"))[s("text")].toString().contains(s("Invoice")));
}

void TestBotNotices::aReminderPromisesOnlyWhatWouldHappen()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const auto remind = [&](const char *tariff, bool autoRenew) {
        shop.write([&](db::Transaction &tx) {
            shop.notices.reminder(tx, shop.customer,
                                  {0, s(tariff), shop.clock.nowMs() + 3 * kDayMs, autoRenew, 30});
        });
        return shop.shown();
    };
    // The flag is off.
    BotShop::Shown shown = remind("plus", true);
    QVERIFY2(shown.text.contains(s("nothing is renewed by itself")), qPrintable(shown.text));
    QVERIFY(!shown.text.contains(s("paid from your balance")));
    QCOMPARE(shown.labels(), (QStringList{s("Renew"), s("Menu")}));
    // The balance is short.
    shop.setFlag(control::flag::kAutoRenewal, true);
    shown = remind("plus", true);
    QVERIFY2(shown.text.contains(s("<b>299\u00a0₽</b> is missing")), qPrintable(shown.text));
    QVERIFY(!shown.text.contains(s("paid from your balance")));
    QCOMPARE(shown.labels(), (QStringList{s("Top up"), s("Menu")}));
    // Both are as they must be.
    shop.giveBalance(Kopecks::roubles(300));
    shown = remind("plus", true);
    QVERIFY2(shown.text.contains(s("<b>299\u00a0₽</b> is paid from your balance (now 300\u00a0₽)")),
             qPrintable(shown.text));
    // It is not sold any more.
    shown = remind("sold_no_more", true);
    QVERIFY2(shown.text.contains(s("no longer sold")), qPrintable(shown.text));
    QCOMPARE(shown.labels(), (QStringList{s("Buy"), s("Menu")}));
    // Nothing can be paid.
    shop.setFlag(control::flag::kPayments, false);
    shown = remind("plus", false);
    QVERIFY2(!shown.text.contains(s("Renew now")), qPrintable(shown.text));
    QCOMPARE(shown.labels(), QStringList{s("Menu")});
    shop.setFlag(control::flag::kPayments, true);
    QVERIFY(remind("plus", false).text.contains(s("Renew now")));
}

void TestBotNotices::aReminderKnowsThePriceOfItsRenewal()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.setFlag(control::flag::kAutoRenewal, true);
    shop.write([&](db::Transaction &tx) {
        shop.access.grantAccess(tx, {shop.customer, s("plus"), 90, AccessSource::Payment});
    });
    shop.db.exec("UPDATE subscriptions SET waiting_since = NULL, auto_renew = 1, next_reminder_at = ?",
                 shop.clock.nowMs());
    const Reminders reminders(shop.clock, shop.notices);
    shop.write([&](db::Transaction &tx) { QVERIFY(reminders.remind(tx, shop.customer)); });
    QVERIFY2(shop.shown().text.contains(s("<b>699\u00a0₽</b> is missing")), qPrintable(shop.shown().text));
}

void TestBotNotices::asManyPressesAsANoticeSaysLeadToThePayment_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<bool>("isTrial");
    QTest::addColumn<QString>("promise");
    QTest::newRow("renewal, en") << s("en") << false << s("in three presses");
    QTest::newRow("renewal, ru") << s("ru") << false << s("в три нажатия");
    QTest::newRow("after a trial, en") << s("en") << true << s("takes five presses");
    QTest::newRow("after a trial, ru") << s("ru") << true << s("пять нажатий");
}

void TestBotNotices::asManyPressesAsANoticeSaysLeadToThePayment()
{
    QFETCH(QString, language);
    QFETCH(bool, isTrial);
    QFETCH(QString, promise);
    BotShop shop(TestDatabase::Kind::Sqlite);
    shop.arrive();
    shop.db.exec("UPDATE users SET language = ?", language);
    if (!isTrial) {
        shop.write([&](db::Transaction &tx) {
            shop.access.grantAccess(tx, {shop.customer, s("basic"), 30, AccessSource::Payment});
        });
    }
    shop.write([&](db::Transaction &tx) {
        isTrial ? shop.notices.trialEnded(tx, shop.customer)
                : shop.notices.subscriptionExpired(tx, shop.customer, s("basic"));
    });
    QVERIFY2(shop.shown().text.contains(promise), qPrintable(shop.shown().text));
    // The first button of each screen leads on, until there is one that opens the invoice.
    int presses = 0;
    const auto first = [&] {
        const auto rows = shop.shown().rows;
        return rows.empty() ? QJsonObject() : rows.front().front().second;
    };
    while (!first().contains(s("url"))) {
        QVERIFY(++presses < 10);
        const auto purchase = shop.newestPurchase();
        if (purchase && purchase->status == billing::PurchaseStatus::AwaitingPayment) {
            --presses; // the link comes by itself
            shop.makeInvoice(purchase->id, s("https://t.me/x"));
            continue;
        }
        shop.pressData(first().value(s("callback_data")).toString(), shop.shown().messageId);
    }
    ++presses; // the link itself
    QCOMPARE(presses, isTrial ? 5 : 3);
}

void TestBotNotices::withoutCryptoPayNobodyIsAdvisedToTopUp()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    for (const bool offersCrypto : {true, false}) {
        BotShop shop(kind, offersCrypto);
        shop.arrive();
        shop.write([&](db::Transaction &tx) {
            shop.notices.renewalFailed(tx, shop.customer, {s("plus"), Kopecks(2), Kopecks(1), 0, 1});
        });
        QCOMPARE(shop.shown().labels().contains(s("Top up")), offersCrypto);
        QCOMPARE(shop.shown().text.contains(s("Top up")), offersCrypto);
    }
}

void TestBotNotices::nothingIsToldWhenTheTransactionIsRolledBack()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const int before = shop.messages();
    QVERIFY_EXCEPTION_THROWN(shop.write([&](db::Transaction &tx) {
        shop.notices.trialEnded(tx, shop.customer);
        throw std::runtime_error("later in the transaction");
    }),
                             std::runtime_error);
    QCOMPARE(shop.messages(), before);
}

const turnpike::test::RegisteredTest<TestBotNotices> kBotNoticesTest;

} // namespace tst_botnotices

#include "tst_botnotices.moc"
