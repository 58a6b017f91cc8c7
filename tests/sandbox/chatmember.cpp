// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "chatmember.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// Bot API server, Client.cpp, json_store_administrator_rights: of an administrator that may do anything;
// welcome messages: Bot API, ChatMemberAdministrator, newer than that source.
QJsonObject administratorRights(bool isSupergroup)
{
    QJsonObject rights{{u"can_be_edited"_s, false}, {u"is_anonymous"_s, false}};
    for (const QString &right :
         {u"can_manage_chat"_s, u"can_change_info"_s, u"can_delete_messages"_s, u"can_invite_users"_s,
          u"can_restrict_members"_s, u"can_pin_messages"_s, u"can_promote_members"_s,
          u"can_manage_video_chats"_s, u"can_manage_voice_chats"_s, u"can_post_stories"_s,
          u"can_edit_stories"_s, u"can_delete_stories"_s, u"can_manage_tags"_s,
          u"can_send_welcome_messages"_s})
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
         {u"can_send_messages"_s, u"can_send_media_messages"_s, u"can_send_audios"_s, u"can_send_documents"_s,
          u"can_send_photos"_s, u"can_send_videos"_s, u"can_send_video_notes"_s, u"can_send_voice_notes"_s,
          u"can_send_polls"_s, u"can_send_other_messages"_s, u"can_add_web_page_previews"_s,
          u"can_react_to_messages"_s, u"can_edit_tag"_s, u"can_change_info"_s, u"can_invite_users"_s,
          u"can_pin_messages"_s, u"can_manage_topics"_s})
        all.insert(permission, allowed);
    return all;
}

// Bot API server, Client.cpp, JsonChatMember.
QJsonObject chatMember(const QJsonObject &user, Group::Membership membership, bool isSupergroup)
{
    QJsonObject member{{u"user"_s, user}, {u"status"_s, toString(membership)}};
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
