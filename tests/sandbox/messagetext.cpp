#include "messagetext.h"

#include "htmlmarkup.h"
#include "jsonfields.h"
#include "params.h"

namespace turnpike::sandbox {

namespace {

constexpr qsizetype kMaxSentBytes = 32 * 1024; // Bot API server, Client.cpp, get_formatted_text

qsizetype characters(const QString &text)
{
    return text.toUcs4().size();
}

TextEntity entityOf(const QJsonValue &value)
{
    if (!value.isObject())
        throw FieldError{QStringLiteral("expected an Object")};
    const QJsonObject object = value.toObject();
    TextEntity entity;
    entity.offset = requiredNumber(object, QStringLiteral("offset"));
    entity.length = requiredNumber(object, QStringLiteral("length"));
    const QString name = requiredString(object, QStringLiteral("type"));
    if (name.isEmpty())
        throw FieldError{QStringLiteral("Type is not specified")};
    const std::optional<EntityType> type = entityTypeOf(name);
    if (!type)
        throw FieldError{QStringLiteral("Unsupported type specified")};
    entity.type = *type;
    if (entity.type == EntityType::TextLink)
        entity.argument = requiredString(object, QStringLiteral("url"));
    else if (entity.type == EntityType::CustomEmoji)
        entity.argument = requiredString(object, QStringLiteral("custom_emoji_id"));
    else if (entity.type == EntityType::TextMention)
        entity.argument =
            requiredString(requiredObject(object, QStringLiteral("user")), QStringLiteral("id"));
    else if (entity.type == EntityType::Pre && object.contains(u"language"))
        entity = {EntityType::PreCode, entity.offset, entity.length,
                  requiredString(object, QStringLiteral("language"))};
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
        return params.json(name, QStringLiteral("entities"));
    } catch (const ApiError &) {
        return QJsonValue::Undefined;
    }
}

} // namespace

FormattedText readFormatted(const QString &text, const QString &parseMode, const QJsonValue &entities)
{
    if (text.toUtf8().size() > kMaxSentBytes)
        badRequest(QStringLiteral("Text is too long"));
    const QString mode = parseMode.toLower();
    if (!text.isEmpty() && !mode.isEmpty() && mode != u"none") {
        if (mode == u"html")
            return parseHtml(text);
        if (mode == u"markdown" || mode == u"markdownv2")
            badRequest(QStringLiteral("the stand-in plays no Markdown: the shop writes HTML only"));
        badRequest(QStringLiteral("Unsupported parse_mode"));
    }
    FormattedText formatted{text, {}};
    const QJsonArray given = entities.toArray();
    for (const QJsonValue &value : given) {
        try {
            const TextEntity entity = entityOf(value);
            if (!isFoundOnly(entity.type))
                formatted.entities.append(entity);
        } catch (const FieldError &error) {
            badRequest(QStringLiteral("Can't parse MessageEntity: ") + error.why);
        }
    }
    return formatted;
}

FormattedText readText(const Params &params)
{
    const QString text = params.argument(QStringLiteral("text"));
    if (text.isEmpty())
        badRequest(QStringLiteral("Message text is empty"));
    return readFormatted(text, params.argument(QStringLiteral("parse_mode")),
                         entitiesParameter(params, QStringLiteral("entities")));
}

FormattedText readCaption(const Params &params)
{
    return readFormatted(params.argument(QStringLiteral("caption")),
                         params.argument(QStringLiteral("parse_mode")),
                         entitiesParameter(params, QStringLiteral("caption_entities")));
}

FormattedText checkedText(const FormattedText &read, TextUse use)
{
    const FormattedText text = tidied(read, false);
    if (characters(text.text) > kMaxTextLength)
        badRequest(use == TextUse::Send ? QStringLiteral("Message is too long")
                                        : QStringLiteral("MESSAGE_TOO_LONG"));
    return text;
}

FormattedText checkedCaption(const FormattedText &read, TextUse use)
{
    const FormattedText caption = tidied(read, true);
    if (characters(caption.text) > kMaxCaptionLength)
        badRequest(use == TextUse::Send ? QStringLiteral("Message caption is too long")
                                        : QStringLiteral("MEDIA_CAPTION_TOO_LONG"));
    return caption;
}

} // namespace turnpike::sandbox
