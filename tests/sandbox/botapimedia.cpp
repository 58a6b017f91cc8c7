// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botapi.h"
#include "jsonfields.h"
#include "telegramworld.h"
#include "weblink.h"

#include <QMimeDatabase>
#include <QRegularExpression>

#include <array>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxAlbum = 10;                  // tdlib/td, MessageContent.cpp
constexpr qsizetype kMaxDownload = 20 * 1024 * 1024; // Bot API server, Client.h
constexpr int kMaxPhotoSides = 10'000;               // width and height together (Bot API, sendPhoto)
constexpr int kMaxPhotoRatio = 20;
constexpr QSize kPictureFromTheWeb{512, 512}; // nothing is fetched: no network but loopback

struct KindName
{
    FileKind kind;
    const char16_t *name; // in InputMedia and messages
    const char16_t *tdlibName;
};
constexpr std::array kKinds{
    KindName{FileKind::Photo, u"photo", u"Photo"},
    KindName{FileKind::Document, u"document", u"Document"},
    KindName{FileKind::Video, u"video", u"Video"},
    KindName{FileKind::Audio, u"audio", u"Audio"},
    KindName{FileKind::Animation, u"animation", u"Animation"},
};

const KindName &traits(FileKind kind)
{
    for (const KindName &entry : kKinds) {
        if (entry.kind == kind)
            return entry;
    }
    return kKinds.front();
}

QString nameOf(FileKind kind)
{
    return QString::fromUtf16(traits(kind).name);
}

// What a client says of its upload is not looked at (tdlib/td, DocumentsManager.cpp; MimeType.cpp).
QString typeOf(const QString &fileName)
{
    return QMimeDatabase().mimeTypeForFile(fileName, QMimeDatabase::MatchExtension).name();
}

void checkPicture(const QSize &size)
{
    const int longer = qMax(size.width(), size.height());
    const int shorter = qMin(size.width(), size.height());
    if (shorter < 1 || size.width() + size.height() > kMaxPhotoSides || longer > shorter * kMaxPhotoRatio)
        badRequest(u"PHOTO_INVALID_DIMENSIONS"_s);
}

// What is wrong with an id that no file has (tdlib/td, FileManager.cpp, from_persistent_id; base64.cpp).
[[noreturn]] void refuseFileId(const QString &id)
{
    static const QRegularExpression shape(u"^[A-Za-z0-9_-]*$"_s);
    const bool isBase64 = shape.match(id).hasMatch();
    badRequest(u"Wrong remote file identifier specified: %1"_s.arg(
        isBase64 ? u"can't unserialize it. Wrong last symbol"_s : u"Wrong character in the string"_s));
}

// Throws ApiError for an address that is none.
void checkFileAddress(const QString &address)
{
    const auto link = checkedLink(address);
    if (const auto *error = std::get_if<LinkError>(&link))
        badRequest(u"Invalid file HTTP URL specified: "_s + error->why);
}

QJsonObject mediaFlags(const QJsonObject &object)
{
    QJsonObject flags;
    if (optionalBool(object, u"show_caption_above_media"_s))
        flags.insert(u"show_caption_above_media", true);
    if (optionalBool(object, u"has_spoiler"_s))
        flags.insert(u"has_media_spoiler", true);
    return flags;
}

} // namespace

// Bot API server, Client.cpp, get_input_file. Neither upload nor anything given: there is no file.
BotApi::FileSource BotApi::fileSource(const Params &params, const QString &field, const QString &given,
                                      FileKind kind) const
{
    const QString attach = u"attach://"_s;
    FileSource source{kind, nullptr, {}};
    if (given.startsWith(attach))
        source.upload = params.file(given.mid(attach.size()));
    else if (!given.isEmpty())
        source.given = given;
    else
        source.upload = params.file(field);
    return source;
}

QJsonObject BotApi::pictureContent(const FileSource &source)
{
    const StoredFile *known = m_world->files().find(source.given);
    QSize size = kPictureFromTheWeb;
    if (source.upload != nullptr) {
        const std::optional<QSize> measured = pictureSize(source.upload->bytes);
        if (!measured)
            badRequest(u"IMAGE_PROCESS_FAILED"_s);
        size = *measured;
        checkPicture(size);
    }
    const StoredFile photo =
        known != nullptr ? *known
        : source.upload != nullptr
            ? m_world->files().add(FileKind::Photo, source.upload->bytes, source.upload->name, {}, size)
            : m_world->files().add(FileKind::Photo, {}, {}, {}, size);
    return {{u"photo"_s, m_world->files().photoSizes(photo)}};
}

QJsonObject BotApi::contentOf(const FileSource &source)
{
    const StoredFile *known = source.upload == nullptr ? m_world->files().find(source.given) : nullptr;
    if (source.upload != nullptr && source.upload->bytes.isEmpty())
        badRequest(u"file must be non-empty"_s);
    if (source.upload == nullptr && known == nullptr) {
        if (!source.given.contains(u'.'))
            refuseFileId(source.given);
        checkFileAddress(source.given);
    }
    if (known != nullptr && known->kind != source.kind) {
        badRequest(u"Can't use file of type %1 as %2"_s.arg(QStringView(traits(known->kind).tdlibName),
                                                            QStringView(traits(source.kind).tdlibName)));
    }
    if (source.kind == FileKind::Photo)
        return pictureContent(source);
    const QString webName = source.given.section(u'/', -1);
    const StoredFile file = known != nullptr ? *known
                            : source.upload != nullptr
                                ? m_world->files().add(source.kind, source.upload->bytes, source.upload->name,
                                                       typeOf(source.upload->name))
                                : m_world->files().add(source.kind, {}, webName, {});
    QJsonObject shown = file.json();
    if (!file.name.isEmpty())
        shown.insert(u"file_name", file.name);
    if (!file.type.isEmpty())
        shown.insert(u"mime_type", file.type);
    if (source.kind == FileKind::Video || source.kind == FileKind::Animation) {
        shown.insert(u"width", 320);
        shown.insert(u"height", 320);
    }
    if (source.kind != FileKind::Document)
        shown.insert(u"duration", 0);
    QJsonObject content{{nameOf(source.kind), shown}};
    if (source.kind == FileKind::Animation) // for clients that know no animations
        content.insert(u"document", shown);
    return content;
}

QJsonObject BotApi::contentOf(const Media &media, TextUse use)
{
    const FormattedText caption = checkedCaption(media.caption, use);
    QJsonObject content = contentOf(media.file);
    putText(content, caption, true);
    for (auto it = media.flags.begin(); it != media.flags.end(); ++it)
        content.insert(it.key(), it.value());
    return content;
}

// Bot API server, Client.cpp, get_input_media. Throws ApiError.
BotApi::Media BotApi::inputMedia(const Params &params, const QJsonValue &value, bool forAlbum) const
{
    try {
        if (!value.isObject())
            throw FieldError{u"expected an Object"_s};
        const QJsonObject object = value.toObject();
        Media media;
        const QString caption = optionalString(object, u"caption"_s);
        media.caption = readFormatted(caption, optionalString(object, u"parse_mode"_s),
                                      object.value(u"caption_entities"));
        media.flags = mediaFlags(object);
        const QString type = requiredString(object, u"type"_s);
        const QString given = optionalString(object, u"media"_s);
        std::optional<FileKind> kind;
        for (const KindName &entry : kKinds) {
            if (type == QStringView(entry.name))
                kind = entry.kind;
        }
        media.file = fileSource(params, {}, given, kind.value_or(FileKind::Document));
        if (media.file.upload == nullptr && media.file.given.isEmpty())
            throw FieldError{u"media not found"_s};
        if (!kind)
            throw FieldError{u"type \"%1\" is unsupported"_s.arg(type)};
        if (kind == FileKind::Animation && forAlbum)
            throw FieldError{u"type \"%1\" can't be used in sendMediaGroup"_s.arg(type)};
        return media;
    } catch (const FieldError &error) {
        badRequest(u"Can't parse InputMedia: "_s + error.why);
    }
}

QJsonValue BotApi::sendPhoto(const Params &params)
{
    Media media;
    media.file = fileSource(params, u"photo"_s, params.argument(u"photo"_s), FileKind::Photo);
    if (media.file.upload == nullptr && media.file.given.isEmpty())
        badRequest(u"There is no photo in the request"_s);
    media.caption = readCaption(params);
    if (params.boolean(u"show_caption_above_media"_s))
        media.flags.insert(u"show_caption_above_media", true);
    if (params.boolean(u"has_spoiler"_s))
        media.flags.insert(u"has_media_spoiler", true);
    const Sending sending = beginSending(params, u"photos"_s);
    return post(sending, MarkupUse::Send, contentOf(media, TextUse::Send)).body;
}

QJsonValue BotApi::sendDocument(const Params &params)
{
    Media media;
    media.file = fileSource(params, u"document"_s, params.argument(u"document"_s), FileKind::Document);
    if (media.file.upload == nullptr && media.file.given.isEmpty())
        badRequest(u"There is no document in the request"_s);
    media.caption = readCaption(params);
    const Sending sending = beginSending(params, u"documents"_s);
    return post(sending, MarkupUse::Send, contentOf(media, TextUse::Send)).body;
}

namespace {

// tdlib/td, MessageContent.cpp, check_message_group_message_contents. Throws ApiError.
void checkAlbum(const QList<FileKind> &kinds)
{
    if (kinds.isEmpty())
        badRequest(u"There are no messages to send"_s);
    if (kinds.size() > kMaxAlbum)
        badRequest(u"Too many messages to send as an album"_s);
    for (const FileKind kind : kinds) {
        const bool isAlone = kind == FileKind::Document || kind == FileKind::Audio;
        if (isAlone && kinds.count(kind) != kinds.size()) {
            badRequest(
                u"%1 can't be mixed with other media types"_s.arg(QStringView(traits(kind).tdlibName)));
        }
    }
}

} // namespace

QJsonValue BotApi::sendMediaGroup(const Params &params)
{
    params.required(u"media"_s);
    const QJsonValue given = params.json(u"media"_s, u"media"_s);
    if (!given.isArray())
        badRequest(u"Expected an Array of InputMedia"_s);
    QList<Media> all;
    QList<FileKind> kinds;
    const QJsonArray items = given.toArray();
    for (const QJsonValue &item : items) {
        all.append(inputMedia(params, item, true));
        kinds.append(all.last().file.kind);
    }
    const Sending sending = beginSending(params, u"photos"_s);
    checkAlbum(kinds);
    QList<QJsonObject> contents;
    for (const Media &media : std::as_const(all))
        contents.append(contentOf(media, TextUse::Send));
    checkReachable(sending.chatId);
    passLimits(sending.chatId);
    const QString album = m_world->newId();
    QJsonArray sent;
    for (QJsonObject content : std::as_const(contents)) {
        if (contents.size() > 1)
            content.insert(u"media_group_id", album);
        sent.append(add(sending, std::nullopt, content).body); // albums have no keyboard
    }
    return sent;
}

QJsonValue BotApi::editMessageMedia(const Params &params)
{
    const std::optional<ReplyMarkup> markup = readMarkup(params);
    params.required(u"media"_s);
    const Media media = inputMedia(params, params.json(u"media"_s, u"input media"_s), false);
    Message &message = messageToEdit(params, false);
    if (message.body.contains(u"media_group_id") && !message.body.contains(nameOf(media.file.kind)))
        badRequest(u"Can't change media type in the album"_s);
    QJsonObject changed = message.body;
    for (const KindName &entry : kKinds)
        changed.remove(QStringView(entry.name));
    for (const QString &key :
         {u"text"_s, u"entities"_s, u"caption"_s, u"caption_entities"_s, u"link_preview_options"_s})
        changed.remove(key);
    const QJsonObject content = contentOf(media, TextUse::Send);
    for (auto it = content.begin(); it != content.end(); ++it)
        changed.insert(it.key(), it.value());
    return applyEdit(message, changed, markup);
}

QJsonValue BotApi::getFile(const Params &params)
{
    const QString id = params.argument(u"file_id"_s);
    if (id.isEmpty())
        badRequest(u"file_id not specified"_s);
    const StoredFile *file = m_world->files().find(id);
    if (file == nullptr)
        badRequest(u"invalid file_id"_s);
    if (file->bytes.size() > kMaxDownload)
        badRequest(u"file is too big"_s);
    QJsonObject shown = file->json();
    shown.insert(u"file_path", file->path);
    return shown;
}

} // namespace turnpike::sandbox
