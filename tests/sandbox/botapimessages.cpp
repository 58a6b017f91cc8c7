#include "botapi.h"
#include "keyboard.h"
#include "messagetext.h"
#include "telegramworld.h"

#include <QDateTime>
#include <QUrl>

#include <QtEndian>

namespace turnpike::sandbox {

namespace {

// Width and height of a PNG, the first bytes of a JPEG; nothing for other bytes.
std::optional<QJsonObject> photoSize(const QByteArray &file)
{
    QJsonObject size{{QStringLiteral("file_size"), file.size()}};
    if (file.startsWith("\x89PNG\r\n\x1a\n") && file.size() > 24) {
        size.insert(u"width", qint64(qFromBigEndian<quint32>(file.constData() + 16)));
        size.insert(u"height", qint64(qFromBigEndian<quint32>(file.constData() + 20)));
        return size;
    }
    if (file.startsWith("\xff\xd8\xff")) {
        size.insert(u"width", 800);
        size.insert(u"height", 800);
        return size;
    }
    return std::nullopt;
}

// The parts of a message that editMessageText replaces.
QJsonObject content(const QJsonObject &body)
{
    QJsonObject kept;
    for (const QString &key :
         {QStringLiteral("text"), QStringLiteral("entities"), QStringLiteral("reply_markup")}) {
        if (body.contains(key))
            kept.insert(key, body.value(key));
    }
    return kept;
}

} // namespace

// The chat a new message goes to. Order of the checks as in the real one.
qint64 BotApi::chatForSending(const Params &params)
{
    const QString given = params.text(QStringLiteral("chat_id"));
    if (given.isEmpty())
        throw ApiError{400, QStringLiteral("Bad Request: chat_id is empty")};
    const User *user = m_world->user(params.integer(QStringLiteral("chat_id")).value_or(0));
    if (user == nullptr || !user->hasStarted)
        throw ApiError{400, QStringLiteral("Bad Request: chat not found")};
    if (user->hasBlocked)
        throw ApiError{403, QStringLiteral("Forbidden: bot was blocked by the user")};
    return user->id;
}

void BotApi::takeFromLimits(qint64 chatId)
{
    const int wait = m_limits.take(chatId);
    if (wait > 0)
        throw ApiError{429, QStringLiteral("Too Many Requests: retry after %1").arg(wait), wait};
}

Message &BotApi::messageToChange(const Params &params, const QString &verb)
{
    const qint64 chatId = params.integer(QStringLiteral("chat_id")).value_or(0);
    const User *user = m_world->user(chatId);
    if (user == nullptr || !user->hasStarted)
        throw ApiError{400, QStringLiteral("Bad Request: chat not found")};
    const std::optional<qint64> messageId = params.integer(QStringLiteral("message_id"));
    if (!messageId)
        throw ApiError{400, QStringLiteral("Bad Request: message identifier is not specified")};
    Message *message = m_world->message(chatId, *messageId);
    if (message == nullptr || message->isDeleted)
        throw ApiError{400, QStringLiteral("Bad Request: message to %1 not found").arg(verb)};
    return *message;
}

QJsonValue BotApi::sendMessage(const Params &params)
{
    const qint64 chatId = chatForSending(params);
    const FormattedText formatted = checkedText(params, QStringLiteral("text"));
    const auto markup = checkedMarkup(params, MarkupUse::Message);
    takeFromLimits(chatId);
    QJsonObject content{{QStringLiteral("text"), formatted.text}};
    if (!formatted.entities.isEmpty())
        content.insert(u"entities", formatted.entities);
    if (markup)
        content.insert(u"reply_markup", *markup);
    return m_world->addMessage(chatId, true, content).body;
}

QJsonValue BotApi::sendPhoto(const Params &params)
{
    const qint64 chatId = chatForSending(params);
    const FormattedText caption = checkedCaption(params);
    const auto markup = checkedMarkup(params, MarkupUse::Message);
    QString given = params.text(QStringLiteral("photo"));
    const QByteArray *file = params.file(QStringLiteral("photo"));
    if (given.startsWith(u"attach://"))
        file = params.file(given.mid(9));

    std::optional<QJsonObject> size;
    if (file != nullptr) {
        if (file->isEmpty())
            throw ApiError{400, QStringLiteral("Bad Request: file must be non-empty")};
        size = photoSize(*file);
        if (!size)
            throw ApiError{400, QStringLiteral("Bad Request: IMAGE_PROCESS_FAILED")};
    } else if (given.isEmpty()) {
        throw ApiError{400, QStringLiteral("Bad Request: there is no photo in the request")};
    } else {
        const bool isAddress = given.contains(u"://");
        if (isAddress && !QUrl(given, QUrl::StrictMode).isValid())
            throw ApiError{400, QStringLiteral("Bad Request: wrong HTTP URL specified")};
        size = QJsonObject{{QStringLiteral("width"), 512}, {QStringLiteral("height"), 512}};
    }
    takeFromLimits(chatId);
    size->insert(u"file_id",
                 given.isEmpty() || file != nullptr ? QStringLiteral("photo") + m_world->newId() : given);
    size->insert(u"file_unique_id", m_world->newId());
    QJsonObject content{{QStringLiteral("photo"), QJsonArray{*size}}};
    if (!caption.text.isEmpty())
        content.insert(u"caption", caption.text);
    if (!caption.entities.isEmpty())
        content.insert(u"caption_entities", caption.entities);
    if (markup)
        content.insert(u"reply_markup", *markup);
    return m_world->addMessage(chatId, true, content).body;
}

QJsonValue BotApi::editMessageText(const Params &params)
{
    Message &message = messageToChange(params, QStringLiteral("edit"));
    if (!message.fromBot)
        throw ApiError{400, QStringLiteral("Bad Request: message can't be edited")};
    if (!message.body.contains(u"text"))
        throw ApiError{400, QStringLiteral("Bad Request: there is no text in the message to edit")};
    const FormattedText formatted = checkedText(params, QStringLiteral("text"));
    return applyEdit(message, &formatted, params);
}

QJsonValue BotApi::editMessageReplyMarkup(const Params &params)
{
    Message &message = messageToChange(params, QStringLiteral("edit"));
    if (!message.fromBot)
        throw ApiError{400, QStringLiteral("Bad Request: message can't be edited")};
    return applyEdit(message, nullptr, params);
}

QJsonObject BotApi::applyEdit(Message &message, const FormattedText *text, const Params &params)
{
    const auto markup = checkedMarkup(params, MarkupUse::Edit);
    QJsonObject changed = message.body;
    if (text != nullptr) {
        changed.insert(u"text", text->text);
        changed.remove(u"entities");
        if (!text->entities.isEmpty())
            changed.insert(u"entities", text->entities);
    }
    changed.remove(u"reply_markup"); // an edit without a keyboard takes the keyboard away
    if (markup)
        changed.insert(u"reply_markup", *markup);
    if (content(changed) == content(message.body)) {
        throw ApiError{
            400, QStringLiteral(
                     "Bad Request: message is not modified: specified new message content and reply "
                     "markup are exactly the same as a current content and reply markup of the message")};
    }
    takeFromLimits(message.chatId);
    message.body = changed;
    m_world->touch(message, true);
    return message.body;
}

QJsonValue BotApi::deleteMessage(const Params &params)
{
    Message &message = messageToChange(params, QStringLiteral("delete"));
    constexpr qint64 kDeletableForSeconds = 48 * 3600; // Bot API, deleteMessage
    if (QDateTime::currentSecsSinceEpoch() - message.body.value(u"date").toInteger() > kDeletableForSeconds)
        throw ApiError{400, QStringLiteral("Bad Request: message can't be deleted for everyone")};
    message.isDeleted = true;
    m_world->touch(message, false);
    return true;
}

} // namespace turnpike::sandbox
