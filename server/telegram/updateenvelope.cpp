// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegram/updateenvelope.h"

#include "telegram/update.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace turnpike::telegram {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestId = qint64(1) << 53;

// core.telegram.org/bots/api#update, as of Bot API 9.0. Later kinds go by the names that they bring.
constexpr std::array kKinds{
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
};

std::optional<qint64> integer(const QJsonValue &value)
{
    // Two defaults tell a number that is no whole one (it gives the default) from one that is.
    if (!value.isDouble() || value.toInteger(0) != value.toInteger(1))
        return std::nullopt;
    const qint64 number = value.toInteger();
    if (number > kLargestId || number < -kLargestId)
        return std::nullopt;
    return number;
}

// Telegram's are positive; negative ones belong to rows that lost theirs (see inbox/incomingrows.h).
bool isUpdateId(std::optional<qint64> id)
{
    return id && *id >= 0;
}

std::optional<qint64> idOf(const QJsonValue &object)
{
    return integer(object.toObject().value("id"_L1));
}

// Walks over JSON that is too deep for a recursive parser and finds the number of the top-level "update_id".
// Brackets must match and nothing may follow the object; beyond that the text is taken as it is.
class DeepScan
{
public:
    explicit DeepScan(const QByteArray &text)
        : m_text(text)
    {}

    std::optional<qint64> updateId()
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != '{')
            return std::nullopt;
        while (m_at < m_text.size()) {
            if (!step())
                return std::nullopt;
            if (m_open.isEmpty())
                break;
        }
        skipBlanks();
        return m_open.isEmpty() && m_at == m_text.size() ? m_updateId : std::nullopt;
    }

private:
    bool step()
    {
        const char c = m_text[m_at];
        if (c == '"')
            return takeString();
        ++m_at;
        if (c == '{' || c == '[') {
            m_open.append(c == '{' ? '}' : ']');
        } else if (c == '}' || c == ']') {
            if (m_open.isEmpty() || m_open.back() != c)
                return false;
            m_open.chop(1);
        }
        return true;
    }

    bool takeString()
    {
        const qsizetype begin = m_at + 1;
        qsizetype end = begin;
        while (end < m_text.size() && m_text[end] != '"')
            end += m_text[end] == '\\' ? 2 : 1;
        if (end >= m_text.size())
            return false;
        m_at = end + 1;
        if (m_open.size() == 1 &&
            QByteArrayView(m_text).sliced(begin, end - begin) == QByteArrayView("update_id"))
            takeNumber();
        return true;
    }

    void takeNumber()
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != ':')
            return; // a value, not a name
        ++m_at;
        skipBlanks();
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && (m_text[m_at] == '-' || (m_text[m_at] >= '0' && m_text[m_at] <= '9')))
            ++m_at;
        const qsizetype end = m_at;
        skipBlanks();
        if (m_at >= m_text.size() || (m_text[m_at] != ',' && m_text[m_at] != '}'))
            return; // a fraction, or no number
        bool isNumber = false;
        const qint64 number = m_text.sliced(begin, end - begin).toLongLong(&isNumber);
        if (isNumber && number <= kLargestId && number >= -kLargestId)
            m_updateId = number;
    }

    void skipBlanks()
    {
        while (m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text[m_at]))
            ++m_at;
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    QByteArray m_open; // the brackets that must still come, the next one last
    std::optional<qint64> m_updateId;
};

// As the Bot API names its fields: it becomes a label of metrics.
bool looksLikeAName(const QString &kind)
{
    constexpr qsizetype kLongest = 64;
    const auto isGood = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_';
    };
    return !kind.isEmpty() && kind.size() <= kLongest && std::all_of(kind.begin(), kind.end(), isGood);
}

QString kindOf(const QJsonObject &update)
{
    const auto found = std::find_if(kKinds.begin(), kKinds.end(), [&](const char *kind) {
        return update.value(QLatin1String(kind)).isObject();
    });
    if (found != kKinds.end())
        return QLatin1String(*found);
    // Telegram adds kinds, and tells bots of them that never heard of them.
    for (const QString &kind : update.keys()) {
        if (kind != "update_id"_L1 && !isKnownKind(kind) && looksLikeAName(kind))
            return kind;
    }
    return u"unknown"_s;
}

} // namespace

bool isKnownKind(const QString &kind)
{
    return std::any_of(kKinds.begin(), kKinds.end(),
                       [&](const char *known) { return kind == QLatin1String(known); });
}

std::optional<UpdateEnvelope> readEnvelope(const QByteArray &body)
{
    if (jsonDepth(body) > kMaxJsonDepth) {
        const std::optional<qint64> id = DeepScan(body).updateId();
        if (!isUpdateId(id))
            return std::nullopt;
        return UpdateEnvelope{UpdateId(*id), u"unknown"_s, std::nullopt, std::nullopt};
    }
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const QJsonObject update = document.object();
    const std::optional<qint64> id = integer(update.value("update_id"_L1));
    if (!document.isObject() || !isUpdateId(id))
        return std::nullopt;

    UpdateEnvelope envelope{UpdateId(*id), kindOf(update), std::nullopt, std::nullopt};
    const QJsonObject content = update.value(envelope.kind).toObject();
    std::optional<qint64> user = idOf(content.value("from"_L1));
    if (!user)
        user = idOf(content.value("user"_L1));
    if (user && *user > 0)
        envelope.user = TelegramId(*user);
    std::optional<qint64> chat = idOf(content.value("chat"_L1));
    if (!chat)
        chat = idOf(content.value("message"_L1).toObject().value("chat"_L1));
    if (chat)
        envelope.chat = ChatId(*chat);
    if (envelope.kind == "message"_L1) {
        for (const char *payment : {"successful_payment", "refunded_payment"}) {
            if (content.contains(QLatin1String(payment)))
                envelope.kind = QLatin1String(payment);
        }
    }
    return envelope;
}

} // namespace turnpike::telegram
