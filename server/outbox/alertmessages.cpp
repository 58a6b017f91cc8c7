// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/alertmessages.h"

#include <QJsonDocument>

#include <optional>
#include <utility>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

constexpr char kToldRow[] = "SELECT status, message_id, payload FROM outbox WHERE dedupe_key = ?";

QString markOf(const Alert &alert)
{
    if (alert.isEnd)
        return u"✅ "_s;
    return alert.severity == Severity::Critical ? u"🔴 "_s : u"⚠️ "_s;
}

// Of what was sent, or of what was changed last: an answer to a change need not name it.
std::optional<qint64> shownAs(const db::Row &row)
{
    if (const std::optional<qint64> sent = row.optionalInt64(1))
        return sent;
    const QJsonValue changed = QJsonDocument::fromJson(row.bytes(2)).object().value("message_id"_L1);
    return changed.isDouble() ? std::optional(changed.toInteger()) : std::nullopt;
}

} // namespace

AlertMessages::AlertMessages(const Outbox &outbox, QString instanceId)
    : m_outbox(outbox)
    , m_instanceId(std::move(instanceId))
{}

void AlertMessages::tell(db::Transaction &tx, const Place &place, const Alert &alert, const QString &text,
                         const QJsonObject &keyboard) const
{
    const QString key = QStringList{u"alert"_s, m_instanceId, QString::number(place.chat.value()),
                                    QString::number(place.topic), alert.key}
                            .join(u':');
    std::optional<qint64> shown;
    if (alert.isUpdate || alert.isEnd) {
        const auto row = tx.one(kToldRow, key);
        if (row && alert.isUpdate && row->text(0) == "pending"_L1)
            return; // what it says is to be sent first
        if (row)
            shown = shownAs(*row);
    }
    m_outbox.withdraw(tx, key);
    Message message;
    message.chat = place.chat;
    message.payload = {{u"chat_id"_s, place.chat.value()}, {u"text"_s, markOf(alert) + text}};
    if (!keyboard.isEmpty()) // a change without it would take it away
        message.payload.insert(u"reply_markup"_s, keyboard);
    if (shown) {
        message.method = u"editMessageText"_s;
        message.payload.insert(u"message_id"_s, *shown);
    } else {
        message.method = u"sendMessage"_s;
        if (alert.isEnd || alert.severity != Severity::Critical)
            message.payload.insert(u"disable_notification"_s, true);
        if (place.topic != 0)
            message.payload.insert(u"message_thread_id"_s, place.topic);
    }
    if (!alert.isEnd)
        message.dedupeKey = key;
    m_outbox.add(tx, message);
}

} // namespace turnpike::outbox
