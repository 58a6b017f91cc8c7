// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/shop.h"
#include "protocol/literals.h"
#include "support/standins.h"
#include "support/testdatabase.h"

namespace turnpike::test {

// The program's shop on a database of its own, and a customer's phone: what is typed and pressed goes in as
// updates of the Bot API, what the customer would see is read from the outbox.
class BotShop : public StandIns, public app::Shop
{
public:
    // `offersCrypto` false: a server without a token of Crypto Pay; `offersStars`: one that sells for Stars;
    // `offersCards`: one with a token of a provider of cards; `staff`: the chat of its staff.
    explicit BotShop(TestDatabase::Kind kind, bool offersCrypto = true, bool offersStars = false,
                     bool offersCards = false, ChatId staff = {});

    // What the phone shows: the newest message to the customer, and the message id it has.
    struct Shown
    {
        QString method;
        QString text;
        std::vector<std::vector<std::pair<QString, QJsonObject>>> rows; // label, button
        qint64 messageId = 0;

        QStringList labels() const;
        QJsonObject button(const QString &label) const; // empty when there is none
    };

    // How often a message was sent to the customer and is not replaced.
    int screens();

    // Who runs this shop in Telegram.
    static constexpr qint64 kAdministrator = 777;

    // The customer that types and presses; 1001 at first.
    TelegramId customer{1001};
    QString languageCode = u"en"_s;
    // How often the commit of each update fails before it succeeds: a transient retry is the same attempt.
    int hiccups = 0;

    void type(const QString &text);
    // A message with `content` beside message_id, from, chat and date, said `secondsAgo`.
    void send(const QJsonObject &content, qint64 secondsAgo = 0);
    // Presses a button of what is shown. Fails the test when there is none with that label.
    void press(const QString &label);
    // Presses a button that is shown no more, or never was.
    void pressData(const QString &data, std::optional<qint64> messageId = 500);
    void deliver(const QString &kind, const QJsonObject &update, int attempt = 1);
    void deliver(bot::BotUpdateHandler &to, const QString &kind, const QJsonObject &update, int attempt = 1);
    // A new customer who has chosen English and sees the main menu.
    void arrive();
    // From the main menu to the ways to pay for 30 days of basic.
    void chooseBasic();

    Shown shown();
    // The answers to presses, oldest first: their text, empty where there was none.
    QStringList answers();
    int messages(); // to the customer, edits too
    // What the Bot API would refuse of all that was sent so far (after this row of the outbox), in its own
    // words; empty when nothing.
    QString refusedByTelegram(qint64 afterRow = 0);
    QJsonObject lastPayload(const QString &method);
    void giveBalance(Kopecks amount);
    void setFlag(const char *key, bool on);
    // What the payment watcher does once Crypto Pay has made the invoice.
    void makeInvoice(const PurchaseId &purchase, const QString &url);
    // `amount`: where it is not the price.
    void payInvoice(const PurchaseId &purchase, std::optional<Kopecks> amount = std::nullopt);
    std::optional<billing::Purchase> newestPurchase();
    std::optional<access::Subscription> subscription();
    std::optional<access::User> user();

    template<class Work>
    auto write(Work &&work)
    {
        return db.database().write(db::Demand::Handler, "test", Deadline::in(std::chrono::seconds(30)),
                                   std::forward<Work>(work));
    }

    TestDatabase db;

    QJsonObject from() const;
    QJsonObject chat() const;

private:
    qint64 m_nextUpdate = 900'000;
};

} // namespace turnpike::test
