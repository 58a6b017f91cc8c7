#include "botapi.h"
#include "chatmember.h"
#include "telegramworld.h"

namespace turnpike::sandbox {

namespace {

// How long after a press its query may be answered.
constexpr qint64 kCallbackLifeMs = 60'000;
constexpr qint64 kGeneralTopic = 1;

bool isChatAction(const QString &action)
{
    static const QStringList known = {QStringLiteral("cancel"),           QStringLiteral("typing"),
                                      QStringLiteral("record_video"),     QStringLiteral("upload_video"),
                                      QStringLiteral("record_audio"),     QStringLiteral("record_voice"),
                                      QStringLiteral("upload_audio"),     QStringLiteral("upload_voice"),
                                      QStringLiteral("upload_photo"),     QStringLiteral("upload_document"),
                                      QStringLiteral("choose_sticker"),   QStringLiteral("pick_up_location"),
                                      QStringLiteral("find_location"),    QStringLiteral("record_video_note"),
                                      QStringLiteral("upload_video_note")};
    return known.contains(action.toLower());
}

} // namespace

// Bot API server, Client.cpp, check_chat_access, of groups.
void BotApi::checkAccess(const Group &group, Access access) const
{
    using Membership = Group::Membership;
    const bool isBasic = group.kind == Group::Kind::Basic;
    const QString kind = isBasic                              ? QStringLiteral("group")
                         : group.kind == Group::Kind::Channel ? QStringLiteral("channel")
                                                              : QStringLiteral("supergroup");
    const bool wantsMembers = isBasic && access == Access::ReadMembers;
    const bool wantsToWrite = access == Access::Write || wantsMembers;
    const bool wantsToEdit = access == Access::Edit || wantsToWrite;
    if (isBasic) {
        if (group.migratedTo != 0 && wantsToWrite) {
            ApiError upgraded{400,
                              QStringLiteral("Bad Request: group chat was upgraded to a supergroup chat")};
            upgraded.migrateToChatId = group.migratedTo;
            throw upgraded;
        }
        if (group.isDeleted && wantsToWrite)
            forbidden(QStringLiteral("the group chat was deleted"));
        if (!wantsToEdit || group.migratedTo != 0 || group.isDeleted)
            return;
    }
    if (group.bot == Membership::Kicked)
        forbidden(QStringLiteral("bot was kicked from the %1 chat").arg(kind));
    const bool isPublic = !group.username.isEmpty();
    if (group.bot == Membership::Left && (wantsToEdit || !isPublic))
        forbidden(QStringLiteral("bot is not a member of the %1 chat").arg(kind));
}

// Bot API server, Client.cpp, check_chat and check_chat_access.
qint64 BotApi::chatOf(const Params &params, Access access, const QString &name)
{
    const QString given = params.argument(name);
    if (given.isEmpty())
        badRequest(QStringLiteral("chat_id is empty"));
    if (given.startsWith(u'@')) { // people are not found by their names
        for (const auto &[id, group] : m_world->groups()) {
            if (group.username.isEmpty() || group.username.compare(given.mid(1), Qt::CaseInsensitive) != 0)
                continue;
            checkAccess(group, access);
            return id;
        }
        badRequest(QStringLiteral("chat not found"));
    }
    const qint64 id = params.number(name);
    if (const Group *group = m_world->group(id)) {
        checkAccess(*group, access);
        return id;
    }
    const User *user = id > 0 ? m_world->user(id) : nullptr;
    if (user == nullptr || !user->isKnown())
        badRequest(QStringLiteral("chat not found"));
    if (user->isDeactivated && (access == Access::Edit || access == Access::Write))
        forbidden(QStringLiteral("user is deactivated"));
    return id;
}

// Bot API server, Client.cpp, check_message_topic: supergroups with topics and private chats; anywhere else
// message_thread_id does nothing.
qint64 BotApi::topicOf(const Params &params, qint64 chatId)
{
    const qint64 thread = params.number(QStringLiteral("message_thread_id"));
    if (thread <= 0)
        return 0;
    const Group *group = m_world->group(chatId);
    const bool hasTopics = group == nullptr || group->isForum;
    if (!hasTopics)
        return 0;
    const std::map<qint64, QString> &topics =
        group != nullptr ? group->topics : m_world->user(chatId)->topics;
    if ((group != nullptr && thread == kGeneralTopic) || !topics.contains(thread))
        badRequest(QStringLiteral("message thread not found"));
    return thread;
}

qint64 BotApi::userOf(const Params &params, const QString &name) const
{
    const qint64 id = params.number(name);
    if (id <= 0)
        badRequest(QStringLiteral("Invalid %1 specified").arg(name));
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
        forbidden(QStringLiteral("bot was blocked by the user"));
    if (!user->hasStarted)
        forbidden(QStringLiteral("Bot can't initiate conversation with a user"));
}

// Bot API server, Client.cpp, JsonUser with full_bot_info; join requests: Bot API, User, newer than that
// source.
QJsonValue BotApi::getMe(const Params &)
{
    QJsonObject me = m_world->bot();
    for (const QString &ability :
         {QStringLiteral("can_join_groups"), QStringLiteral("can_read_all_group_messages"),
          QStringLiteral("supports_inline_queries"), QStringLiteral("supports_guest_queries"),
          QStringLiteral("can_connect_to_business"), QStringLiteral("has_main_web_app"),
          QStringLiteral("has_topics_enabled"), QStringLiteral("allows_users_to_create_topics"),
          QStringLiteral("can_manage_bots"), QStringLiteral("supports_join_request_queries")})
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
    chat.insert(u"accepted_gift_types", QJsonObject{{QStringLiteral("unlimited_gifts"), isPrivate},
                                                    {QStringLiteral("limited_gifts"), isPrivate},
                                                    {QStringLiteral("unique_gifts"), isPrivate},
                                                    {QStringLiteral("premium_subscription"), isPrivate},
                                                    {QStringLiteral("gifts_from_channels"), isPrivate}});
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
        badRequest(QStringLiteral("PARTICIPANT_ID_INVALID"));
    const Group *group = m_world->group(chatId);
    Group::Membership membership = Group::Membership::Member;
    if (group != nullptr && isBot)
        membership = group->bot;
    else if (group != nullptr && !group->members.contains(userId))
        membership = Group::Membership::Left;
    else if (group == nullptr && !isBot && userId != chatId)
        badRequest(QStringLiteral("member not found"));
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
    if (!isChatAction(params.argument(QStringLiteral("action"))))
        badRequest(QStringLiteral("Wrong parameter action in request"));
    checkReachable(chatOf(params, Access::Write));
    return true;
}

QJsonValue BotApi::answerCallbackQuery(const Params &params)
{
    CallbackQuery *query = m_world->callback(params.argument(QStringLiteral("callback_query_id")));
    if (query == nullptr || query->age.elapsed() > kCallbackLifeMs)
        badRequest(QStringLiteral("query is too old and response timeout expired or query ID is invalid"));
    const QString text = params.argument(QStringLiteral("text"));
    if (text.size() > 200)
        badRequest(QStringLiteral("MESSAGE_TOO_LONG"));
    const bool first = !std::exchange(query->answered, true);
    query->answerText = text;
    query->isAlert = params.boolean(QStringLiteral("show_alert"));
    if (first && !text.isEmpty())
        m_world->addNotice(query->userId, text, query->isAlert);
    return true;
}

} // namespace turnpike::sandbox
