// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "tour.h"

#include <QJsonArray>

#include <algorithm>

// What each step of the tour is made of; the steps are in toursteps.cpp.
namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// "1:period:basic:30", or "1:+menu" where the answer is a new message: the word and its arguments.
QStringList pressedParts(const QJsonObject &button)
{
    QStringList parts = button.value(u"callback_data"_s).toString().split(u':').mid(1);
    if (!parts.isEmpty() && parts.front().startsWith(u'+'))
        parts.front().remove(0, 1);
    return parts;
}

// The data of the first such button of a message; empty without one.
QString dataOf(const Message &message, const QString &word, const QStringList &arguments)
{
    const QStringList wanted = QStringList{word} + arguments;
    for (const QJsonValue &row : message.keyboard()) {
        for (const QJsonValue &one : row.toArray()) {
            const QJsonObject button = one.toObject();
            if (pressedParts(button).mid(0, wanted.size()) == wanted)
                return button.value(u"callback_data"_s).toString();
        }
    }
    return {};
}

QString shownText(const Message &message)
{
    return message.body.value(u"text"_s).toString(message.body.value(u"caption"_s).toString());
}

bool hasCyrillic(const QString &text)
{
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.script() == QChar::Script_Cyrillic; });
}

} // namespace

CustomerTour::CustomerTour(const TourHost &host, const QString &language, qint64 firstId)
    : m_host(host)
    , m_language(language)
    , m_nextId(firstId)
{}

void CustomerTour::must(bool holds, const QString &otherwise)
{
    if (!holds)
        m_host.fail(otherwise);
}

qint64 CustomerTour::newCustomer(const QString &name)
{
    m_customer = m_host.sandbox.telegram().putUser(m_nextId++, name, {}, m_language).id;
    return m_customer;
}

// A customer who has a language from now on, and sees the main menu, or what the link leads to.
void CustomerTour::arrive(const QString &link)
{
    newCustomer(u"Anna"_s);
    write(link.isEmpty() ? u"/start"_s : u"/start "_s + link);
    expect();
}

void CustomerTour::write(const QString &text)
{
    m_host.tell.action(u"writes %1"_s.arg(text));
    m_revision = m_host.sandbox.telegram().revision();
    m_host.sandbox.customers().sendText(m_customer, text);
}

// As soon as a message shows the button: what an earlier press has changed may still be on its way.
void CustomerTour::press(const QString &word, const QStringList &arguments)
{
    ButtonChoice choice;
    m_host.until(u"a message shows a button to %1"_s.arg((QStringList{word} + arguments).join(u' ')), [&] {
        const auto &chat = m_host.sandbox.telegram().chat(m_customer);
        for (auto it = chat.rbegin(); it != chat.rend() && choice.data.isEmpty(); ++it) {
            const Message &message = it->second;
            choice.data = message.isDeleted ? QString() : dataOf(message, word, arguments);
            choice.messageId = message.id;
        }
        return !choice.data.isEmpty();
    });
    m_host.tell.action(u"presses %1"_s.arg(choice.data.section(u':', 1)));
    m_revision = m_host.sandbox.telegram().revision();
    m_host.sandbox.customers().press(m_customer, choice);
}

void CustomerTour::check(const Message &message)
{
    const QString text = shownText(message);
    must(text.isEmpty() || hasCyrillic(text) == (m_language == u"ru"_s),
         u"that is in another language: %1"_s.arg(excerpt(message)));
    m_host.tell.message(message);
}

void CustomerTour::expect(const QStringList &words)
{
    const Message *found = nullptr;
    m_host.until(u"the bot offers %1"_s.arg(words.isEmpty() ? u"anything"_s : words.join(u", "_s)), [&] {
        for (const auto &[id, message] : m_host.sandbox.telegram().chat(m_customer)) {
            const bool isNew = message.fromBot && !message.isDeleted && message.revision > m_revision;
            if (isNew && std::all_of(words.begin(), words.end(), [&shown = message](const QString &word) {
                    return !dataOf(shown, word, {}).isEmpty();
                }))
                found = &message;
        }
        return found != nullptr;
    });
    check(*found);
}

void CustomerTour::expectText(const QString &part)
{
    const Message *found = nullptr;
    m_host.until(u"the bot writes “%1”"_s.arg(part), [&] {
        for (const auto &[id, message] : m_host.sandbox.telegram().chat(m_customer)) {
            if (message.fromBot && !message.isDeleted && message.revision > m_revision &&
                shownText(message).contains(part))
                found = &message;
        }
        return found != nullptr;
    });
    m_host.tell.message(*found);
}

void CustomerTour::buy(const QString &tariff, int days, const QString &way)
{
    write(u"/buy"_s);
    expect({u"tariff"_s, u"promo"_s});
    press(u"tariff"_s, {tariff});
    expect({u"period"_s});
    press(u"period"_s, {tariff, QString::number(days)});
    expect({u"crypto"_s, u"stars"_s, u"card"_s, u"frombal"_s});
    press(way);
}

// The invoice is shown, and paid.
void CustomerTour::payCrypto()
{
    qint64 invoice = 0;
    m_host.until(u"there is an invoice of Crypto Pay"_s,
                 [&] { return (invoice = m_host.sandbox.invoiceShownTo(m_customer)) != 0; });
    m_host.tell.action(u"pays invoice %1"_s.arg(invoice));
    m_revision = m_host.sandbox.telegram().revision();
    must(m_host.sandbox.cryptoPay().pay(invoice, 1), u"the invoice cannot be paid"_s);
}

// By Stars or by card, inside of Telegram.
void CustomerTour::payTelegram()
{
    TelegramWorld &world = m_host.sandbox.telegram();
    QString link;
    m_host.until(u"there is an invoice of Telegram's"_s, [&] {
        for (const auto &[id, message] : world.chat(m_customer)) {
            for (const QJsonValue &row : message.keyboard()) {
                for (const QJsonValue &button : row.toArray()) {
                    const QString url = button.toObject().value(u"url"_s).toString();
                    if (world.invoiceLinks().count(url) > 0)
                        link = url;
                }
            }
        }
        return !link.isEmpty();
    });
    m_host.tell.action(u"pays %1"_s.arg(link));
    m_revision = world.revision();
    const QString query = m_host.sandbox.customers().checkout(m_customer, 0, link);
    m_host.until(u"the shop lets the customer pay"_s,
                 [&] { return world.checkout(query)->status != Checkout::Status::Waiting; });
    must(world.checkout(query)->status == Checkout::Status::Paid,
         u"the payment was refused: %1"_s.arg(world.checkout(query)->error));
}

void CustomerTour::awaitGrants(const QString &provider, qint64 count)
{
    m_host.until(u"%1 payments by %2 are granted"_s.arg(count).arg(provider),
                 [&] { return m_host.database.grantedPayments(m_customer, provider) == count; });
    m_host.tell.fact(u"granted once"_s);
}

void CustomerTour::awaitKey()
{
    m_host.until(u"the key works"_s, [this] {
        const auto subscription = m_host.database.subscription(m_customer);
        if (!subscription || subscription->vpnKey.isEmpty())
            return false;
        const auto key = m_host.sandbox.vpn().keys().find(subscription->uuid);
        return key != m_host.sandbox.vpn().keys().end() && key->second.expiryMs == subscription->expiresAt;
    });
    m_host.tell.fact(u"the VPN API knows the key"_s);
}

} // namespace turnpike::sandbox
