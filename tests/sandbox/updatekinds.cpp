// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "updatekinds.h"

#include <QDateTime>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr double kDay = 24 * 3600;

struct UpdateKind
{
    QLatin1String name;
    bool byDefault;
    QLatin1String queue; // its name for people
    qint64 room;         // the Bot API server adds this many times 2^33 to the owner's id
    QLatin1String owner; // whose queue it is: where its id stands in the update
    QLatin1String date;  // where the date stands that its life is counted from; empty: from now
    double life;
};

using L = QLatin1String;

// Client.cpp, add_update_impl's callers and enum UpdateType, in its order. Without the two custom kinds.
const UpdateKind kUpdateKinds[] = {
    {L("message"), true, L("chat"), 0, L("chat.id"), L("date"), kDay},
    {L("edited_message"), true, L("chat"), 0, L("chat.id"), L("edit_date"), kDay},
    {L("channel_post"), true, L("chat"), 0, L("chat.id"), L("date"), kDay},
    {L("edited_channel_post"), true, L("chat"), 0, L("chat.id"), L("edit_date"), kDay},
    {L("inline_query"), true, L("inline"), 1, L("from.id"), L(""), 30},
    {L("chosen_inline_result"), true, L("chosen"), 2, L("from.id"), L(""), 600},
    {L("callback_query"), true, L("callback"), 3, L("from.id"), L(""), 150},
    {L("shipping_query"), true, L("checkout"), 4, L("from.id"), L(""), 150},
    {L("pre_checkout_query"), true, L("checkout"), 4, L("from.id"), L(""), 150},
    {L("poll"), true, L("poll"), 0, L("id"), L(""), kDay},
    {L("poll_answer"), true, L("poll"), 0, L("poll_id"), L(""), kDay},
    {L("my_chat_member"), true, L("membership"), 5, L("chat.id"), L("date"), kDay},
    {L("chat_member"), false, L("member"), 6, L("old_chat_member.user.id"), L("date"), kDay},
    {L("chat_join_request"), true, L("member"), 6, L("from.id"), L("date"), kDay},
    {L("chat_boost"), true, L("boost"), 7, L("chat.id"), L("boost.add_date"), kDay},
    {L("removed_chat_boost"), true, L("boost"), 7, L("chat.id"), L("remove_date"), kDay},
    {L("message_reaction"), false, L("reaction"), 8, L("chat.id"), L("date"), kDay},
    {L("message_reaction_count"), false, L("reactions"), 9, L("chat.id"), L("date"), kDay},
    {L("business_connection"), true, L("connection"), 10, L("user.id"), L(""), kDay},
    {L("business_message"), true, L("business"), 11, L("chat.id"), L("date"), kDay},
    {L("edited_business_message"), true, L("business"), 11, L("chat.id"), L("edit_date"), kDay},
    {L("deleted_business_messages"), true, L("business"), 11, L("chat.id"), L(""), kDay},
    {L("purchased_paid_media"), true, L("media"), 12, L("from.id"), L(""), kDay},
    {L("managed_bot"), true, L("managed"), 13, L("user.id"), L(""), kDay},
    {L("guest_message"), true, L("media"), 12, L("chat.id"), L("date"), kDay},
    // Of Bot API 10.2 and 10.3, later than that source: each in a queue of its own until it is known better.
    {L("subscription"), true, L("subscription"), 14, L("user.id"), L(""), kDay},
    {L("stopped_message_generation"), true, L("stopped"), 15, L("chat.id"), L(""), kDay},
};

const UpdateKind &kindNamed(const QString &name)
{
    for (const UpdateKind &kind : kUpdateKinds) {
        if (name == kind.name)
            return kind;
    }
    return kUpdateKinds[0]; // a kind that is newer than this table: as a message
}

// "chat.id" of {"chat":{"id":5}}; ids of polls come as text.
qint64 numberAt(const QJsonObject &content, QLatin1String path)
{
    QJsonValue value = content;
    for (const QString &step : QString(path).split(u'.'))
        value = value.toObject().value(step);
    return value.isString() ? value.toString().toLongLong() : value.toInteger();
}

} // namespace

const QStringList &updateKinds()
{
    static const QStringList names = [] {
        QStringList all;
        for (const UpdateKind &kind : kUpdateKinds)
            all.append(kind.name);
        return all;
    }();
    return names;
}

const QStringList &defaultUpdateKinds()
{
    static const QStringList names = [] {
        QStringList some;
        for (const UpdateKind &kind : kUpdateKinds) {
            if (kind.byDefault)
                some.append(kind.name);
        }
        return some;
    }();
    return names;
}

std::optional<QStringList> allowedKinds(const QJsonValue &asked)
{
    if (!asked.isArray())
        return std::nullopt;
    QStringList names;
    for (const QJsonValue &name : asked.toArray()) {
        if (!name.isString())
            return std::nullopt;
        names.append(name.toString().toLower());
    }
    QStringList known;
    for (const QString &kind : updateKinds()) {
        if (names.contains(kind))
            known.append(kind);
    }
    return known.isEmpty() ? defaultUpdateKinds() : known;
}

QueueId queueOf(const QString &kind, const QJsonObject &content)
{
    const UpdateKind &entry = kindNamed(kind);
    const qint64 owner = numberAt(content, entry.owner);
    return {owner + (entry.room << 33), u"%1:%2"_s.arg(entry.queue).arg(owner)};
}

double lifetimeOf(const QString &kind, const QJsonObject &content)
{
    const UpdateKind &entry = kindNamed(kind);
    if (entry.date.isEmpty())
        return entry.life;
    qint64 date = numberAt(content, entry.date);
    if (date == 0) // a message that was never edited
        date = numberAt(content, L("date"));
    if (date == 0)
        return entry.life;
    return static_cast<double>(date) + entry.life - static_cast<double>(QDateTime::currentSecsSinceEpoch());
}

} // namespace turnpike::sandbox
