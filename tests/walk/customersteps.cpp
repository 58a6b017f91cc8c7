// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "walk/walk.h"

#include <QJsonArray>
#include <QJsonDocument>

// What customers do in the chat.
namespace turnpike::walk {

using namespace Qt::StringLiterals;

namespace {

constexpr int kOldScreens = 25;

const QStringList kTyped{u"hello"_s,       u"250"_s,          u"99"_s,   u"1 000,50 руб"_s, u"1e9"_s, u"-5"_s,
                         u"не работает"_s, u"no such code"_s, u"🙂"_s, u"<b>&"_s,         u"/"_s};
const QStringList kCommands{u"/start"_s,   u"/menu"_s,    u"/buy"_s,      u"/renew"_s,      u"/profile"_s,
                            u"/key"_s,     u"/balance"_s, u"/gift"_s,     u"/invite"_s,     u"/history"_s,
                            u"/support"_s, u"/help"_s,    u"/settings"_s, u"/language"_s,   u"/promo"_s,
                            u"/trial"_s,   u"/terms"_s,   u"/privacy"_s,  u"/paysupport"_s, u"/nothing"_s};

constexpr const char *kScreen = R"(
    SELECT id, payload FROM outbox
    WHERE chat_id = ? AND status = 'sent' AND method IN ('sendMessage', 'editMessageText', 'sendPhoto')
    ORDER BY id DESC LIMIT 1 OFFSET ?)";

} // namespace

std::vector<Walk::Button> Walk::buttons(int back)
{
    const auto rows = m_walked.shop.db.query(kScreen, m_customer, back);
    if (rows.empty())
        return {};
    const QJsonObject payload = QJsonDocument::fromJson(rows[0].bytes(1)).object();
    const qint64 message = payload.value(u"message_id"_s).toInteger(1000 + rows[0].int64(0));
    std::vector<Button> found;
    const QJsonArray keyboard =
        payload.value(u"reply_markup"_s).toObject().value(u"inline_keyboard"_s).toArray();
    for (const QJsonValue &row : keyboard) {
        for (const QJsonValue &button : row.toArray()) {
            const QString data = button.toObject().value(u"callback_data"_s).toString();
            if (!data.isEmpty())
                found.push_back({button.toObject().value(u"text"_s).toString(), data, message});
        }
    }
    return found;
}

void Walk::press(const Button &button)
{
    note(u"%1 presses [%2] (%3)"_s.arg(m_customer.value()).arg(button.label, button.data));
    m_lastPress = [this, button, customer = m_customer] {
        m_walked.shop.customer = customer;
        m_walked.shop.pressData(button.data, button.message);
    };
    m_lastPress();
}

void Walk::type(const QString &text)
{
    note(u"%1 types “%2”"_s.arg(m_customer.value()).arg(text));
    m_walked.shop.type(text);
}

void Walk::pressShown()
{
    const std::vector<Button> shown = buttons(0);
    if (shown.empty())
        type(u"/start"_s);
    else
        press(m_draw.oneOf(shown));
}

void Walk::pressOld()
{
    const std::vector<Button> shown = buttons(m_draw.below(kOldScreens));
    if (shown.empty())
        sendCommand();
    else
        press(m_draw.oneOf(shown));
}

// As the app does when no answer comes.
void Walk::pressAgain()
{
    if (!m_lastPress)
        return;
    note(u"the last press comes once more"_s);
    m_lastPress();
}

void Walk::typeSomething()
{
    if (m_draw.chance(25))
        type(m_draw.oneOf(m_promos).toLower());
    else
        type(m_draw.oneOf(kTyped));
}

void Walk::sendCommand()
{
    type(m_draw.oneOf(kCommands));
}

QString Walk::someLink()
{
    switch (m_draw.below(5)) {
    case 0: {
        const auto inviters = m_walked.shop.db.query("SELECT referral_code FROM users WHERE telegram_id = ?",
                                                     m_draw.oneOf(m_customers));
        return u"ref_"_s + (inviters.empty() ? u"nobody"_s : inviters.front().text(0));
    }
    case 1: {
        // Also one that is taken, or over.
        const auto gifts =
            m_walked.shop.db.query("SELECT code FROM gifts ORDER BY created_at DESC, purchase_id LIMIT 10");
        return u"gift_"_s + (gifts.empty() ? u"none"_s : m_draw.oneOf(gifts).text(0));
    }
    case 2:
        return u"promo_"_s + m_draw.oneOf(m_promos);
    case 3:
        return m_draw.chance(50) ? u"tariff_plus"_s : u"tariff_gone"_s;
    default:
        return u"whatever-123"_s;
    }
}

void Walk::openLink()
{
    type(u"/start "_s + someLink());
}

void Walk::eraseData()
{
    type(u"/erase"_s);
    m_walked.post();
    const std::vector<Button> shown = buttons(0);
    if (!shown.empty())
        press(shown.front()); // for good, unless an invoice is open
}

} // namespace turnpike::walk
