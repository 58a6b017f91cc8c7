// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "control.h"

#include "base/errors.h"
#include "sandbox.h"

#include <QHash>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// {"chat": id, "user": id, "thread": id}; without a chat the user's private one.
Posting postingOf(const QJsonObject &body)
{
    const qint64 user = body.value(u"user").toInteger();
    return {body.value(u"chat").toInteger(user), user, body.value(u"thread").toInteger()};
}

template<typename Value>
Value chosen(const QHash<QString, Value> &words, const QString &word)
{
    const auto found = words.constFind(word);
    if (found == words.constEnd()) {
        QStringList known = words.keys();
        known.sort();
        throw Error(ErrorType::Domain, u"\"%1\" is none of %2"_s.arg(word, known.join(u", "_s)));
    }
    return *found;
}

Group::Membership membershipOf(const QString &word)
{
    static const QHash<QString, Group::Membership> words = {
        {u"member"_s, Group::Membership::Member},
        {u"administrator"_s, Group::Membership::Administrator},
        {u"restricted"_s, Group::Membership::Restricted},
        {u"left"_s, Group::Membership::Left},
        {u"kicked"_s, Group::Membership::Kicked}};
    return chosen(words, word);
}

Group::Kind groupKindOf(const QString &word)
{
    static const QHash<QString, Group::Kind> words = {{u"group"_s, Group::Kind::Basic},
                                                      {u"supergroup"_s, Group::Kind::Super},
                                                      {u"channel"_s, Group::Kind::Channel}};
    return chosen(words, word);
}

BotState botStateOf(const QString &word)
{
    static const QHash<QString, BotState> words = {{u"running"_s, BotState::Running},
                                                   {u"logged-out"_s, BotState::LoggedOut},
                                                   {u"unauthorized"_s, BotState::Unauthorized},
                                                   {u"restarting"_s, BotState::Restarting},
                                                   {u"misdirected"_s, BotState::Misdirected}};
    return chosen(words, word);
}

User &userOf(Sandbox *sandbox, const QJsonObject &body)
{
    User *user = sandbox->telegram().user(body.value(u"user").toInteger());
    if (user == nullptr)
        throw Error(ErrorType::Domain, u"there is no such user"_s);
    return *user;
}

} // namespace

void Control::addGroups()
{
    // {"kind": group|supergroup|channel, "title", "username", "forum": bool, "members": [ids]}
    m_handlers["POST group"] = [this](const QJsonObject &body, const QUrlQuery &) {
        Group &group = m_sandbox->telegram().addGroup(groupKindOf(body.value(u"kind").toString(u"group"_s)),
                                                      body.value(u"title").toString(u"Group"_s));
        group.username = body.value(u"username").toString();
        group.isForum = body.value(u"forum").toBool();
        const QJsonArray members = body.value(u"members").toArray();
        for (const QJsonValue &member : members) {
            group.members.insert(member.toInteger());
            if (User *user = m_sandbox->telegram().user(member.toInteger()))
                user->isMet = true;
        }
        return group.json();
    };
    // {"chat": id, "status": member|administrator|restricted|left|kicked, "user": by whom}
    m_handlers["POST membership"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return madeUpdate(m_sandbox->chatEvents().setMembership(
            body.value(u"chat").toInteger(), membershipOf(body.value(u"status").toString()),
            body.value(u"user").toInteger()));
    };
    m_handlers["POST upgrade"] = [this](const QJsonObject &body, const QUrlQuery &) {
        const qint64 id =
            m_sandbox->chatEvents().upgrade(body.value(u"chat").toInteger(), body.value(u"user").toInteger());
        return QJsonObject{{u"id"_s, id}};
    };
    // A basic group that is gone.
    m_handlers["POST delete-group"] = [this](const QJsonObject &body, const QUrlQuery &) {
        Group *group = m_sandbox->telegram().group(body.value(u"chat").toInteger());
        if (group == nullptr)
            throw Error(ErrorType::Domain, u"there is no such group"_s);
        group->isDeleted = true;
        return QJsonObject();
    };
    m_handlers["POST deactivate"] = [this](const QJsonObject &body, const QUrlQuery &) {
        userOf(m_sandbox, body).isDeactivated = body.value(u"deactivated").toBool(true);
        return QJsonObject();
    };
    // The bot meets somebody without being written to.
    m_handlers["POST meet"] = [this](const QJsonObject &body, const QUrlQuery &) {
        userOf(m_sandbox, body).isMet = true;
        return QJsonObject();
    };
}

void Control::addChatEvents()
{
    // {"user", "chat", "thread", "content": what stands beside message_id, from, chat and date}
    m_handlers["POST post"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return madeUpdate(m_sandbox->chatEvents().post(postingOf(body), body.value(u"content").toObject()));
    };
    m_handlers["POST album"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return madeUpdate(m_sandbox->chatEvents().postAlbum(postingOf(body), body.value(u"photos").toInt(2),
                                                            body.value(u"caption").toString()));
    };
    m_handlers["POST pin"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return madeUpdate(m_sandbox->chatEvents().pin(postingOf(body), body.value(u"message").toInteger()));
    };
    m_handlers["POST topic"] = [this](const QJsonObject &body, const QUrlQuery &) {
        const qint64 thread =
            m_sandbox->chatEvents().createTopic(postingOf(body), body.value(u"name").toString(u"Topic"_s));
        return QJsonObject{{u"message_thread_id"_s, thread}};
    };
    m_handlers["POST renew-subscription"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return madeUpdate(m_sandbox->chatEvents().renewSubscription(body.value(u"charge_id").toString()));
    };
    // {"charge_id", "state": canceled|active|failed}
    m_handlers["POST subscription"] = [this](const QJsonObject &body, const QUrlQuery &) {
        return madeUpdate(m_sandbox->chatEvents().changeSubscription(body.value(u"charge_id").toString(),
                                                                     body.value(u"state").toString()));
    };
}

void Control::addBotStates()
{
    // {"state": running|logged-out|unauthorized|restarting|misdirected}
    m_handlers["POST bot-state"] = [this](const QJsonObject &body, const QUrlQuery &) {
        m_sandbox->botApi().setState(botStateOf(body.value(u"state").toString()));
        return QJsonObject();
    };
    // {"method": name or none for all, "chat": id or none for all, "seconds": from now; 0 ends it}
    m_handlers["POST flood"] = [this](const QJsonObject &body, const QUrlQuery &) {
        m_sandbox->botApi().limits().setFlood(body.value(u"method").toString(),
                                              body.value(u"chat").toInteger(),
                                              body.value(u"seconds").toInt());
        return QJsonObject();
    };
}

} // namespace turnpike::sandbox
