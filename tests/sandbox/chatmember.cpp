#include "chatmember.h"

namespace turnpike::sandbox {

namespace {

// Bot API server, Client.cpp, json_store_administrator_rights: of an administrator that may do anything;
// welcome messages: Bot API, ChatMemberAdministrator, newer than that source.
QJsonObject administratorRights(bool isSupergroup)
{
    QJsonObject rights{{QStringLiteral("can_be_edited"), false}, {QStringLiteral("is_anonymous"), false}};
    for (const QString &right :
         {QStringLiteral("can_manage_chat"), QStringLiteral("can_change_info"),
          QStringLiteral("can_delete_messages"), QStringLiteral("can_invite_users"),
          QStringLiteral("can_restrict_members"), QStringLiteral("can_pin_messages"),
          QStringLiteral("can_promote_members"), QStringLiteral("can_manage_video_chats"),
          QStringLiteral("can_manage_voice_chats"), QStringLiteral("can_post_stories"),
          QStringLiteral("can_edit_stories"), QStringLiteral("can_delete_stories"),
          QStringLiteral("can_manage_tags"), QStringLiteral("can_send_welcome_messages")})
        rights.insert(right, true);
    if (isSupergroup)
        rights.insert(u"can_manage_topics", true);
    return rights;
}

void insertAll(QJsonObject &into, const QJsonObject &members)
{
    for (auto it = members.begin(); it != members.end(); ++it)
        into.insert(it.key(), it.value());
}

} // namespace

// Bot API server, Client.cpp, json_store_permissions.
QJsonObject chatPermissions(bool allowed)
{
    QJsonObject all;
    for (const QString &permission :
         {QStringLiteral("can_send_messages"), QStringLiteral("can_send_media_messages"),
          QStringLiteral("can_send_audios"), QStringLiteral("can_send_documents"),
          QStringLiteral("can_send_photos"), QStringLiteral("can_send_videos"),
          QStringLiteral("can_send_video_notes"), QStringLiteral("can_send_voice_notes"),
          QStringLiteral("can_send_polls"), QStringLiteral("can_send_other_messages"),
          QStringLiteral("can_add_web_page_previews"), QStringLiteral("can_react_to_messages"),
          QStringLiteral("can_edit_tag"), QStringLiteral("can_change_info"),
          QStringLiteral("can_invite_users"), QStringLiteral("can_pin_messages"),
          QStringLiteral("can_manage_topics")})
        all.insert(permission, allowed);
    return all;
}

// Bot API server, Client.cpp, JsonChatMember.
QJsonObject chatMember(const QJsonObject &user, Group::Membership membership, bool isSupergroup)
{
    QJsonObject member{{QStringLiteral("user"), user}, {QStringLiteral("status"), toString(membership)}};
    switch (membership) {
    case Group::Membership::Administrator:
        insertAll(member, administratorRights(isSupergroup));
        break;
    case Group::Membership::Restricted:
        insertAll(member, chatPermissions(false));
        member.insert(u"is_member", true);
        member.insert(u"until_date", 0);
        break;
    case Group::Membership::Kicked:
        member.insert(u"until_date", 0);
        break;
    case Group::Membership::Member:
    case Group::Membership::Left:
        break;
    }
    return member;
}

} // namespace turnpike::sandbox
