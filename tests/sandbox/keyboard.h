// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonObject>
#include <QList>

#include <optional>

namespace turnpike::sandbox {

class Params;

enum class MarkupKind { Inline, Reply, Remove, ForceReply };

// Parameter reply_markup, read.
struct ReplyMarkup
{
    MarkupKind kind = MarkupKind::Inline;
    QList<QList<QJsonObject>> rows; // of buttons; each has one action, the first that it came with
};

// Parameter reply_markup; nothing when it is absent or says nothing. Throws ApiError. What is looked at
// before the chat: Bot API server, Client.cpp, get_reply_markup.
std::optional<ReplyMarkup> readMarkup(const Params &params);

enum class MarkupUse {
    Send,    // any kind of keyboard
    Edit,    // inline keyboards only
    Invoice, // inline, its first button pays
};

// What is looked at after the chat (tdlib/td, ReplyMarkup.cpp), and what the servers refuse. Buttons without
// text are dropped, and those beyond 12 a row. Nothing when no button is left.
std::optional<ReplyMarkup> checkedMarkup(const std::optional<ReplyMarkup> &read, MarkupUse use);

// As messages carry it; empty for all but inline keyboards (Bot API server, Client.cpp,
// set_message_reply_markup).
QJsonObject shownMarkup(const std::optional<ReplyMarkup> &markup);

} // namespace turnpike::sandbox
