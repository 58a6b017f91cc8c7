// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "messagetext.h"

#include "htmlmarkup.h"
#include "jsonfields.h"
#include "params.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxSentBytes = 32 * 1024; // Bot API server, Client.cpp, get_formatted_text

qsizetype characters(const QString &text)
{
    return text.toUcs4().size();
}

TextEntity entityOf(const QJsonValue &value)
{
    if (!value.isObject())
        throw FieldError{u"expected an Object"_s};
    const QJsonObject object = value.toObject();
    TextEntity entity;
    entity.offset = requiredNumber(object, u"offset"_s);
    entity.length = requiredNumber(object, u"length"_s);
    const QString name = requiredString(object, u"type"_s);
    if (name.isEmpty())
        throw FieldError{u"Type is not specified"_s};
    const std::optional<EntityType> type = entityTypeOf(name);
    if (!type)
        throw FieldError{u"Unsupported type specified"_s};
    entity.type = *type;
    if (entity.type == EntityType::TextLink)
        entity.argument = requiredString(object, u"url"_s);
    else if (entity.type == EntityType::CustomEmoji)
        entity.argument = requiredString(object, u"custom_emoji_id"_s);
    else if (entity.type == EntityType::TextMention)
        entity.argument = requiredString(requiredObject(object, u"user"_s), u"id"_s);
    else if (entity.type == EntityType::Pre && object.contains(u"language"))
        entity = {EntityType::PreCode, entity.offset, entity.length, requiredString(object, u"language"_s)};
    return entity;
}

// What Telegram finds by itself counts only where it finds it, whatever the bot says.
bool isFoundOnly(EntityType type)
{
    switch (type) {
    case EntityType::Mention:
    case EntityType::Hashtag:
    case EntityType::Cashtag:
    case EntityType::BotCommand:
    case EntityType::Url:
    case EntityType::Email:
        return true;
    default:
        return false;
    }
}

// Entities that are no JSON are no entities (Bot API server, Client.cpp, get_input_entities).
QJsonValue entitiesParameter(const Params &params, const QString &name)
{
    try {
        return params.json(name, u"entities"_s);
    } catch (const ApiError &) {
        return QJsonValue::Undefined;
    }
}

} // namespace

FormattedText readFormatted(const QString &text, const QString &parseMode, const QJsonValue &entities)
{
    if (text.toUtf8().size() > kMaxSentBytes)
        badRequest(u"Text is too long"_s);
    const QString mode = parseMode.toLower();
    if (!text.isEmpty() && !mode.isEmpty() && mode != u"none") {
        if (mode == u"html")
            return parseHtml(text);
        if (mode == u"markdown" || mode == u"markdownv2")
            badRequest(u"the stand-in plays no Markdown: the shop writes HTML only"_s);
        badRequest(u"Unsupported parse_mode"_s);
    }
    FormattedText formatted{text, {}};
    const QJsonArray given = entities.toArray();
    for (const QJsonValue &value : given) {
        try {
            const TextEntity entity = entityOf(value);
            if (!isFoundOnly(entity.type))
                formatted.entities.append(entity);
        } catch (const FieldError &error) {
            badRequest(u"Can't parse MessageEntity: "_s + error.why);
        }
    }
    return formatted;
}

FormattedText readText(const Params &params)
{
    const QString text = params.argument(u"text"_s);
    if (text.isEmpty())
        badRequest(u"Message text is empty"_s);
    return readFormatted(text, params.argument(u"parse_mode"_s), entitiesParameter(params, u"entities"_s));
}

FormattedText readCaption(const Params &params)
{
    return readFormatted(params.argument(u"caption"_s), params.argument(u"parse_mode"_s),
                         entitiesParameter(params, u"caption_entities"_s));
}

FormattedText checkedText(const FormattedText &read, TextUse use)
{
    const FormattedText text = tidied(read, false);
    if (characters(text.text) > kMaxTextLength)
        badRequest(use == TextUse::Send ? u"Message is too long"_s : u"MESSAGE_TOO_LONG"_s);
    return text;
}

FormattedText checkedCaption(const FormattedText &read, TextUse use)
{
    const FormattedText caption = tidied(read, true);
    if (characters(caption.text) > kMaxCaptionLength)
        badRequest(use == TextUse::Send ? u"Message caption is too long"_s : u"MEDIA_CAPTION_TOO_LONG"_s);
    return caption;
}

} // namespace turnpike::sandbox
