// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botapi.h"
#include "chatmember.h"
#include "telegramworld.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// How long after a press its query may be answered.
constexpr qint64 kCallbackLifeMs = 60'000;
constexpr qint64 kGeneralTopic = 1;
constexpr qsizetype kLongestTopicName = 128;
constexpr int kDefaultTopicColor = 0x6fb9f0; // of six that the app offers (Bot API, createForumTopic)

bool isChatAction(const QString &action)
{
    static const QStringList known = {u"cancel"_s,           u"typing"_s,
                                      u"record_video"_s,     u"upload_video"_s,
                                      u"record_audio"_s,     u"record_voice"_s,
                                      u"upload_audio"_s,     u"upload_voice"_s,
                                      u"upload_photo"_s,     u"upload_document"_s,
                                      u"choose_sticker"_s,   u"pick_up_location"_s,
                                      u"find_location"_s,    u"record_video_note"_s,
                                      u"upload_video_note"_s};
    return known.contains(action.toLower());
}

} // namespace

// Bot API server, Client.cpp, check_chat_access, of groups.
void BotApi::checkAccess(const Group &group, Access access) const
{
    using Membership = Group::Membership;
    const bool isBasic = group.kind == Group::Kind::Basic;
    const QString kind = isBasic                              ? u"group"_s
                         : group.kind == Group::Kind::Channel ? u"channel"_s
                                                              : u"supergroup"_s;
    const bool wantsMembers = isBasic && access == Access::ReadMembers;
    const bool wantsToWrite = access == Access::Write || wantsMembers;
    const bool wantsToEdit = access == Access::Edit || wantsToWrite;
    if (isBasic) {
        if (group.migratedTo != 0 && wantsToWrite) {
            ApiError upgraded{400, u"Bad Request: group chat was upgraded to a supergroup chat"_s};
            upgraded.migrateToChatId = group.migratedTo;
            throw upgraded;
        }
        if (group.isDeleted && wantsToWrite)
            forbidden(u"the group chat was deleted"_s);
        if (!wantsToEdit || group.migratedTo != 0 || group.isDeleted)
            return;
    }
    if (group.bot == Membership::Kicked)
        forbidden(u"bot was kicked from the %1 chat"_s.arg(kind));
    const bool isPublic = !group.username.isEmpty();
    if (group.bot == Membership::Left && (wantsToEdit || !isPublic))
        forbidden(u"bot is not a member of the %1 chat"_s.arg(kind));
}

// Bot API server, Client.cpp, check_chat and check_chat_access.
qint64 BotApi::chatOf(const Params &params, Access access, const QString &name)
{
    const QString given = params.argument(name);
    if (given.isEmpty())
        badRequest(u"chat_id is empty"_s);
    if (given.startsWith(u'@')) { // people are not found by their names
        for (const auto &[id, group] : m_world->groups()) {
            if (group.username.isEmpty() || group.username.compare(given.mid(1), Qt::CaseInsensitive) != 0)
                continue;
            checkAccess(group, access);
            return id;
        }
        badRequest(u"chat not found"_s);
    }
    const qint64 id = params.number(name);
    if (const Group *group = m_world->group(id)) {
        checkAccess(*group, access);
        return id;
    }
    const User *user = id > 0 ? m_world->user(id) : nullptr;
    if (user == nullptr || !user->isKnown())
        badRequest(u"chat not found"_s);
    if (user->isDeactivated && (access == Access::Edit || access == Access::Write))
        forbidden(u"user is deactivated"_s);
    return id;
}

// Bot API server, Client.cpp, check_message_topic: supergroups with topics and private chats; anywhere else
// message_thread_id does nothing.
qint64 BotApi::topicOf(const Params &params, qint64 chatId)
{
    const qint64 thread = params.number(u"message_thread_id"_s);
    if (thread <= 0)
        return 0;
    const Group *group = m_world->group(chatId);
    const bool hasTopics = group == nullptr || group->isForum;
    if (!hasTopics)
        return 0;
    const std::map<qint64, QString> &topics =
        group != nullptr ? group->topics : m_world->user(chatId)->topics;
    if ((group != nullptr && thread == kGeneralTopic) || !topics.contains(thread))
        badRequest(u"message thread not found"_s);
    return thread;
}

qint64 BotApi::userOf(const Params &params, const QString &name) const
{
    const qint64 id = params.number(name);
    if (id <= 0)
        badRequest(u"Invalid %1 specified"_s.arg(name));
    return id;
}

// USER_IS_BLOCKED and PEER_ID_INVALID of the servers (tdlib/td, MessagesManager.cpp,
// process_send_message_fail_error; Bot API server, Client.cpp, fail_query_with_error).
void BotApi::checkReachable(qint64 chatId) const
{
    const User *user = chatId > 0 ? m_world->user(chatId) : nullptr;
    if (user == nullptr)
        return;
    if (user->hasBlocked)
        forbidden(u"bot was blocked by the user"_s);
    if (!user->hasStarted)
        forbidden(u"Bot can't initiate conversation with a user"_s);
}

// Bot API server, Client.cpp, JsonUser with full_bot_info; join requests: Bot API, User, newer than that
// source.
QJsonValue BotApi::getMe(const Params &)
{
    QJsonObject me = m_world->bot();
    for (const QString &ability :
         {u"can_join_groups"_s, u"can_read_all_group_messages"_s, u"supports_inline_queries"_s,
          u"supports_guest_queries"_s, u"can_connect_to_business"_s, u"has_main_web_app"_s,
          u"has_topics_enabled"_s, u"allows_users_to_create_topics"_s, u"can_manage_bots"_s,
          u"supports_join_request_queries"_s})
        me.insert(ability, false);
    return me;
}

QJsonValue BotApi::logOut(const Params &)
{
    m_state = BotState::LoggedOut;
    return true;
}

QJsonValue BotApi::close(const Params &)
{
    return true; // the next call starts the bot again
}

// Bot API server, Client.cpp, JsonChat, full.
QJsonValue BotApi::getChat(const Params &params)
{
    const qint64 id = chatOf(params, Access::Read);
    QJsonObject chat = m_world->chatJson(id);
    const QString username = chat.value(u"username").toString();
    if (!username.isEmpty())
        chat.insert(u"active_usernames", QJsonArray{username});
    const Group *group = m_world->group(id);
    const bool isPrivate = group == nullptr;
    if (isPrivate)
        chat.insert(u"can_send_gift", true);
    else if (group->kind != Group::Kind::Channel)
        chat.insert(u"permissions", chatPermissions(true));
    chat.insert(u"accepted_gift_types", QJsonObject{{u"unlimited_gifts"_s, isPrivate},
                                                    {u"limited_gifts"_s, isPrivate},
                                                    {u"unique_gifts"_s, isPrivate},
                                                    {u"premium_subscription"_s, isPrivate},
                                                    {u"gifts_from_channels"_s, isPrivate}});
    chat.insert(u"max_reaction_count", 11);
    chat.insert(u"accent_color_id", static_cast<int>(qAbs(id) % 7));
    return chat;
}

QJsonValue BotApi::getChatMember(const Params &params)
{
    const qint64 userId = userOf(params);
    const bool isBot = userId == m_world->botId();
    const qint64 chatId = chatOf(params, isBot ? Access::Read : Access::ReadMembers);
    const User *user = m_world->user(userId);
    if (!isBot && user == nullptr)
        badRequest(u"PARTICIPANT_ID_INVALID"_s);
    const Group *group = m_world->group(chatId);
    Group::Membership membership = Group::Membership::Member;
    if (group != nullptr && isBot)
        membership = group->bot;
    else if (group != nullptr && !group->members.contains(userId))
        membership = Group::Membership::Left;
    else if (group == nullptr && !isBot && userId != chatId)
        badRequest(u"member not found"_s);
    return chatMember(isBot ? m_world->bot() : user->json(), membership,
                      group != nullptr && group->kind == Group::Kind::Super);
}

QJsonValue BotApi::getChatMemberCount(const Params &params)
{
    const qint64 chatId = chatOf(params, Access::ReadMembers);
    const Group *group = m_world->group(chatId);
    return group == nullptr ? 2 : static_cast<int>(group->members.size()) + 1;
}

QJsonValue BotApi::sendChatAction(const Params &params)
{
    if (!isChatAction(params.argument(u"action"_s)))
        badRequest(u"Wrong parameter action in request"_s);
    checkReachable(chatOf(params, Access::Write));
    return true;
}

// Bot API server, Client.cpp, process_create_forum_topic_query; core.telegram.org/bots/api#createforumtopic
// (“The bot must be an administrator in the chat for this to work”); what it refuses: tdlib/td,
// ForumTopicManager.cpp, create_forum_topic.
QJsonValue BotApi::createForumTopic(const Params &params)
{
    const qint64 chatId = chatOf(params, Access::Write);
    const QString name = params.argument(u"name"_s).trimmed();
    Group *group = m_world->group(chatId);
    if (group == nullptr || !group->isForum)
        badRequest(u"The chat is not a forum"_s);
    if (group->bot != Group::Membership::Administrator)
        badRequest(u"Not enough rights to create a topic"_s);
    if (name.isEmpty())
        badRequest(u"Title must be non-empty"_s);
    const QString shown = name.left(kLongestTopicName);
    const QJsonObject made{{u"name"_s, shown}, {u"icon_color"_s, kDefaultTopicColor}};
    Message &message = m_world->addMessage({chatId, 0, 0}, {{u"forum_topic_created"_s, made}});
    message.body.insert(u"message_thread_id", message.id);
    message.body.insert(u"is_topic_message", true);
    group->topics[message.id] = shown;
    QJsonObject topic = made;
    topic.insert(u"message_thread_id", message.id);
    return topic;
}

QJsonValue BotApi::answerCallbackQuery(const Params &params)
{
    CallbackQuery *query = m_world->callback(params.argument(u"callback_query_id"_s));
    if (query == nullptr || query->age.elapsed() > kCallbackLifeMs)
        badRequest(u"query is too old and response timeout expired or query ID is invalid"_s);
    const QString text = params.argument(u"text"_s);
    if (text.size() > 200)
        badRequest(u"MESSAGE_TOO_LONG"_s);
    const bool first = !std::exchange(query->answered, true);
    query->answerText = text;
    query->isAlert = params.boolean(u"show_alert"_s);
    if (first && !text.isEmpty())
        m_world->addNotice(query->userId, text, query->isAlert);
    return true;
}

} // namespace turnpike::sandbox
