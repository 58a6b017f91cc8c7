// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "telegramworld.h"

#include <QJsonObject>

namespace turnpike::sandbox {

// What all members of a group may do, as the Bot API tells it.
QJsonObject chatPermissions(bool allowed);

// A user of a chat, as getChatMember and updates about members tell it.
QJsonObject chatMember(const QJsonObject &user, Group::Membership membership, bool isSupergroup);

} // namespace turnpike::sandbox
