// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonArray>
#include <QList>
#include <QString>

namespace turnpike::sandbox {

enum class EntityType {
    Mention,
    Hashtag,
    Cashtag,
    BotCommand,
    Url,
    Email,
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre,
    PreCode,
    DateTime,
    TextLink,
    TextMention,
    CustomEmoji,
    Blockquote,
    ExpandableBlockquote,
};

// A stretch of text that is something special; offset and length in UTF-16 units.
struct TextEntity
{
    EntityType type = EntityType::Bold;
    qsizetype offset = 0;
    qsizetype length = 0;
    QString argument; // URL, language, id of the emoji or the user, format of the date

    qsizetype end() const { return offset + length; }
    // As the Bot API shows it (Bot API server, Client.cpp, JsonEntity).
    QJsonObject json() const;
};

// The type that the Bot API calls so; nothing for a name that it does not know.
std::optional<EntityType> entityTypeOf(const QString &name);

// A text with its entities, as messages carry it.
struct FormattedText
{
    QString text;
    QList<TextEntity> entities;

    QJsonArray entitiesJson() const;
};

// Mentions, hashtags, commands, links and addresses that Telegram finds by itself in a text. Cards, phone
// numbers and marks of time are left out; of top level domains without a protocol it knows the common ones.
QList<TextEntity> foundEntities(const QString &text);

// A text as the original keeps it: control characters and the like gone, spaces and line breaks cut at both
// ends, overlapping entities put right, found ones added (tdlib/td, MessageEntity.cpp, fix_formatted_text).
// A text of which nothing stays is refused unless `mayBeEmpty`. Throws ApiError.
FormattedText tidied(FormattedText formatted, bool mayBeEmpty);

} // namespace turnpike::sandbox
