// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "crowd.h"

#include "base/errors.h"

#include <QDateTime>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

constexpr int kStars = 100; // of the period that is bought here, see resources/catalog.json

// How gladly a button is pressed; 0: never. One tariff and one period, so that the end of an access is the
// sum of what was granted.
int appeal(const QString &data)
{
    static const QHash<QString, int> byAction = {
        {u"setlang"_s, 8},
        {u"trial"_s, 6},
        {u"buy"_s, 8},
        {u"renew"_s, 8},
        {u"crypto"_s, 8},
        {u"frombal"_s, 4},
        {u"topup"_s, 8},
        {u"amount"_s, 8},
        {u"balance"_s, 2},
        {u"check"_s, 1},
        // A picture is uploaded in another shape than it waits in, and who replaces a key waits anew.
        {u"qr"_s, 0},
        {u"reissue"_s, 0},
    };
    const QStringList parts = data.split(u':');
    const QString action = parts.value(1).remove(u'+');
    if (action == u"tariff")
        return parts.value(2) == u"basic" ? 12 : 0;
    if (action == u"period")
        return parts.value(2) == u"basic" && parts.value(3) == u"30" ? 12 : 0;
    return byAction.value(action, 1);
}

// The latest message of the bot that has buttons.
const sandbox::Message *latestMenu(sandbox::Sandbox &sandbox, qint64 customer)
{
    const auto &chat = sandbox.telegram().chat(customer);
    for (auto it = chat.rbegin(); it != chat.rend(); ++it) {
        if (it->second.fromBot && !it->second.isDeleted && !it->second.keyboard().isEmpty())
            return &it->second;
    }
    return nullptr;
}

QStringList buttonsOf(const sandbox::Message &menu)
{
    QStringList buttons;
    for (const QJsonValue &row : menu.keyboard()) {
        for (const QJsonValue &button : row.toArray()) {
            const QString data = button.toObject().value(u"callback_data").toString();
            for (int i = 0; !data.isEmpty() && i < appeal(data); ++i)
                buttons.append(data);
        }
    }
    return buttons;
}

} // namespace

Crowd::Crowd(sandbox::Sandbox *sandbox, int customers, quint32 seed)
    : m_sandbox(sandbox)
    , m_random(seed)
{
    for (int i = 0; i < customers; ++i)
        m_customers.push_back(m_sandbox->telegram().putUser(0, {}, {}, u"en"_s).id);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Crowd::actNext);
}

void Crowd::open(double updatesPerSecond)
{
    m_timer.start(static_cast<int>(1000 / updatesPerSecond));
}

void Crowd::close()
{
    m_timer.stop();
}

void Crowd::actNext()
{
    act(m_customers[m_next]);
    m_next = (m_next + 1) % m_customers.size();
}

void Crowd::act(qint64 customer)
{
    const int mood = static_cast<int>(m_random.bounded(100));
    try {
        if (mood < 6 && repeat(customer))
            return;
        if (mood < 12)
            m_sandbox->customers().sendText(customer, mood < 10 ? u"500"_s : u"/menu"_s);
        else if (mood < 75 && pay(customer))
            return;
        else if (mood >= 95)
            checkOut(customer, u"purchase_%1"_s.arg(m_random.generate64(), 16, 16, QLatin1Char('0')));
        else
            press(customer);
    } catch (const Error &) {
        // Nothing to press yet.
        static const QStringList kFirst = {u"/start"_s,   u"/buy"_s,     u"/buy"_s,
                                           u"/balance"_s, u"/balance"_s, u"/trial"_s};
        m_sandbox->customers().sendText(customer, kFirst[m_random.bounded(kFirst.size())]);
    }
    note();
    m_latest.insert(customer, m_sandbox->sender().lastUpdateId());
}

void Crowd::note()
{
    m_made.push_back({m_sandbox->sender().lastUpdateId(), QDateTime::currentMSecsSinceEpoch()});
}

// The app repeats a press under a new number, or Telegram an update under its old one.
bool Crowd::repeat(qint64 customer)
{
    if (m_random.bounded(2) == 0)
        return m_sandbox->sender().redeliver(m_latest.value(customer));
    m_sandbox->customers().repeatPress(customer);
    note();
    return true;
}

bool Crowd::pay(qint64 customer)
{
    const qint64 invoice = m_sandbox->invoiceShownTo(customer);
    return invoice != 0 && m_sandbox->cryptoPay().pay(invoice, 1 + static_cast<int>(m_random.bounded(2)));
}

void Crowd::press(qint64 customer)
{
    const sandbox::Message *menu = latestMenu(*m_sandbox, customer);
    const QStringList buttons = menu ? buttonsOf(*menu) : QStringList();
    if (buttons.isEmpty())
        throw DomainError(u"nothing to press"_s);
    sandbox::ButtonChoice choice;
    choice.data = buttons[m_random.bounded(buttons.size())];
    choice.messageId = menu->id;
    const QStringList parts = choice.data.split(u':');
    // Where a method of payment is asked for, the Stars of an invoice message do as well.
    const bool isMethod = parts.value(1) == u"crypto" || parts.value(1) == u"frombal";
    if (isMethod && m_random.bounded(3) == 0)
        checkOut(customer, parts.value(2));
    else
        m_sandbox->customers().press(customer, choice);
}

// Pays for a purchase with Stars, also for one that the shop has never heard of: an invoice can be forwarded.
void Crowd::checkOut(qint64 customer, const QString &purchase)
{
    const QString link = u"https://t.me/$"_s + purchase;
    m_sandbox->telegram().invoiceLinks()[link] = {
        {u"currency"_s, u"XTR"_s}, {u"total_amount"_s, kStars}, {u"payload"_s, purchase}};
    m_sandbox->customers().checkout(customer, 0, link);
}

} // namespace turnpike::chaos

#include "moc_crowd.cpp"
