// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "walk/drawing.h"
#include "walk/journal.h"
#include "walk/walkshop.h"

#include <QJsonObject>
#include <QSet>

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace turnpike::walk {

struct Settings
{
    qint64 steps = 1; // at least 1
    quint32 seed = 1; // of all that is drawn; ids and codes are random all the same
    // After so many steps, at least 1, all that is under way comes to its end, and everything is checked.
    int restEvery = 250;
    std::function<void(qint64 step)> atRest{}; // told after each of these checks
};

// A walk through everything that customers, providers, operators and the world can do to a shop, one action
// after another, drawn at random. Lives on the thread that made it.
class Walk
{
public:
    Walk(test::TestDatabase::Kind kind, const Settings &settings);

    // Nothing when all invariants held; otherwise what was broken, the seed, the step and the last actions.
    std::optional<QString> go();

    WalkShop &shop() { return m_walked; }

private:
    struct Action
    {
        int weight; // how often it is drawn, in proportion to the others
        void (Walk::*act)();
    };
    struct Button
    {
        QString label;
        QString data;
        qint64 message = 0;
    };
    // What Telegram says to the bot about money of one customer.
    struct Telling
    {
        TelegramId customer;
        QString kind; // "successful_payment" or "refunded_payment"
        QJsonObject content;
    };

    static std::span<const Action> actions();
    void open();
    void step();
    std::optional<QString> rest();
    QString report(const QStringList &broken) const;
    void note(const QString &action);
    // A change that an operator or the test itself makes, in one transaction.
    template<class Work>
    auto write(Work &&work)
    {
        return m_walked.shop.write(std::forward<Work>(work));
    }

    // Customers (customersteps.cpp).
    void pressShown();
    void pressOld();
    void pressAgain();
    void typeSomething();
    void openLink();
    void sendCommand();
    void eraseData();
    // A message that is `back` before the newest, with its buttons; none when it has none.
    std::vector<Button> buttons(int back);
    void press(const Button &button);
    void type(const QString &text);
    QString someLink();

    // Payments (paymentsteps.cpp).
    void payCrypto();
    void payCryptoLate();
    void payTelegram();
    void tellPayment();
    void tellAgain();
    void tellStrangers();
    void payWrongSum();
    void payForeign();
    void refundAtTelegram();
    void askForRefund();
    void refundByHand();
    void tellOne(size_t index);
    void tellAll();
    void deliver(const Telling &told);
    void mustChangeNothing(const Telling &told);
    // Of the customer: payments, end of access, balance.
    QString booksOf(TelegramId customer);

    // Operators (staffsteps.cpp).
    void grantOrTake();
    void adjustBalance();
    void blockSomebody();
    void decideReview();
    void answerSupport();
    void changePromo();
    void flipFlag();

    // The world (worldsteps.cpp).
    void passTime();
    void passLongTime();
    void runWorker();
    void breakOutside();
    void mendOutside();
    void reinstallVpn();
    void settleMoney();

    const Settings m_settings;
    const QString m_database; // for the report
    Drawing m_draw;
    Journal m_journal;
    WalkShop m_walked;
    std::vector<TelegramId> m_customers;
    TelegramId m_customer; // who acts in this step
    std::function<void()> m_lastPress;
    std::vector<Telling> m_untold;
    std::vector<Telling> m_told; // the latest
    QSet<QString> m_invented;    // see invariants::brokenAtRest
    QStringList m_promos;
    int m_charges = 0;        // and other names that are given out once
    qint64 m_unseenMs = 0;    // since everything that was paid was looked for
    qint64 m_lookedAtRow = 0; // of the outbox: up to it Telegram would take everything
};

} // namespace turnpike::walk
