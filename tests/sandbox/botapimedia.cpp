#include "botapi.h"
#include "jsonfields.h"
#include "telegramworld.h"
#include "weblink.h"

#include <QMimeDatabase>
#include <QRegularExpression>

#include <array>

namespace turnpike::sandbox {

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
        badRequest(QStringLiteral("PHOTO_INVALID_DIMENSIONS"));
}

// What is wrong with an id that no file has (tdlib/td, FileManager.cpp, from_persistent_id; base64.cpp).
[[noreturn]] void refuseFileId(const QString &id)
{
    static const QRegularExpression shape(QStringLiteral("^[A-Za-z0-9_-]*$"));
    const bool isBase64 = shape.match(id).hasMatch();
    badRequest(QStringLiteral("Wrong remote file identifier specified: %1")
                   .arg(isBase64 ? QStringLiteral("can't unserialize it. Wrong last symbol")
                                 : QStringLiteral("Wrong character in the string")));
}

// Throws ApiError for an address that is none.
void checkFileAddress(const QString &address)
{
    const auto link = checkedLink(address);
    if (const auto *error = std::get_if<LinkError>(&link))
        badRequest(QStringLiteral("Invalid file HTTP URL specified: ") + error->why);
}

QJsonObject mediaFlags(const QJsonObject &object)
{
    QJsonObject flags;
    if (optionalBool(object, QStringLiteral("show_caption_above_media")))
        flags.insert(u"show_caption_above_media", true);
    if (optionalBool(object, QStringLiteral("has_spoiler")))
        flags.insert(u"has_media_spoiler", true);
    return flags;
}

} // namespace

// Bot API server, Client.cpp, get_input_file. Neither upload nor anything given: there is no file.
BotApi::FileSource BotApi::fileSource(const Params &params, const QString &field, const QString &given,
                                      FileKind kind) const
{
    const QString attach = QStringLiteral("attach://");
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
            badRequest(QStringLiteral("IMAGE_PROCESS_FAILED"));
        size = *measured;
        checkPicture(size);
    }
    const StoredFile photo =
        known != nullptr ? *known
        : source.upload != nullptr
            ? m_world->files().add(FileKind::Photo, source.upload->bytes, source.upload->name, {}, size)
            : m_world->files().add(FileKind::Photo, {}, {}, {}, size);
    return {{QStringLiteral("photo"), m_world->files().photoSizes(photo)}};
}

QJsonObject BotApi::contentOf(const FileSource &source)
{
    const StoredFile *known = source.upload == nullptr ? m_world->files().find(source.given) : nullptr;
    if (source.upload != nullptr && source.upload->bytes.isEmpty())
        badRequest(QStringLiteral("file must be non-empty"));
    if (source.upload == nullptr && known == nullptr) {
        if (!source.given.contains(u'.'))
            refuseFileId(source.given);
        checkFileAddress(source.given);
    }
    if (known != nullptr && known->kind != source.kind) {
        badRequest(
            QStringLiteral("Can't use file of type %1 as %2")
                .arg(QStringView(traits(known->kind).tdlibName), QStringView(traits(source.kind).tdlibName)));
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
            throw FieldError{QStringLiteral("expected an Object")};
        const QJsonObject object = value.toObject();
        Media media;
        const QString caption = optionalString(object, QStringLiteral("caption"));
        media.caption = readFormatted(caption, optionalString(object, QStringLiteral("parse_mode")),
                                      object.value(u"caption_entities"));
        media.flags = mediaFlags(object);
        const QString type = requiredString(object, QStringLiteral("type"));
        const QString given = optionalString(object, QStringLiteral("media"));
        std::optional<FileKind> kind;
        for (const KindName &entry : kKinds) {
            if (type == QStringView(entry.name))
                kind = entry.kind;
        }
        media.file = fileSource(params, {}, given, kind.value_or(FileKind::Document));
        if (media.file.upload == nullptr && media.file.given.isEmpty())
            throw FieldError{QStringLiteral("media not found")};
        if (!kind)
            throw FieldError{QStringLiteral("type \"%1\" is unsupported").arg(type)};
        if (kind == FileKind::Animation && forAlbum)
            throw FieldError{QStringLiteral("type \"%1\" can't be used in sendMediaGroup").arg(type)};
        return media;
    } catch (const FieldError &error) {
        badRequest(QStringLiteral("Can't parse InputMedia: ") + error.why);
    }
}

QJsonValue BotApi::sendPhoto(const Params &params)
{
    Media media;
    media.file = fileSource(params, QStringLiteral("photo"), params.argument(QStringLiteral("photo")),
                            FileKind::Photo);
    if (media.file.upload == nullptr && media.file.given.isEmpty())
        badRequest(QStringLiteral("There is no photo in the request"));
    media.caption = readCaption(params);
    if (params.boolean(QStringLiteral("show_caption_above_media")))
        media.flags.insert(u"show_caption_above_media", true);
    if (params.boolean(QStringLiteral("has_spoiler")))
        media.flags.insert(u"has_media_spoiler", true);
    const Sending sending = beginSending(params, QStringLiteral("photos"));
    return post(sending, MarkupUse::Send, contentOf(media, TextUse::Send)).body;
}

QJsonValue BotApi::sendDocument(const Params &params)
{
    Media media;
    media.file = fileSource(params, QStringLiteral("document"), params.argument(QStringLiteral("document")),
                            FileKind::Document);
    if (media.file.upload == nullptr && media.file.given.isEmpty())
        badRequest(QStringLiteral("There is no document in the request"));
    media.caption = readCaption(params);
    const Sending sending = beginSending(params, QStringLiteral("documents"));
    return post(sending, MarkupUse::Send, contentOf(media, TextUse::Send)).body;
}

namespace {

// tdlib/td, MessageContent.cpp, check_message_group_message_contents. Throws ApiError.
void checkAlbum(const QList<FileKind> &kinds)
{
    if (kinds.isEmpty())
        badRequest(QStringLiteral("There are no messages to send"));
    if (kinds.size() > kMaxAlbum)
        badRequest(QStringLiteral("Too many messages to send as an album"));
    for (const FileKind kind : kinds) {
        const bool isAlone = kind == FileKind::Document || kind == FileKind::Audio;
        if (isAlone && kinds.count(kind) != kinds.size()) {
            badRequest(QStringLiteral("%1 can't be mixed with other media types")
                           .arg(QStringView(traits(kind).tdlibName)));
        }
    }
}

} // namespace

QJsonValue BotApi::sendMediaGroup(const Params &params)
{
    params.required(QStringLiteral("media"));
    const QJsonValue given = params.json(QStringLiteral("media"), QStringLiteral("media"));
    if (!given.isArray())
        badRequest(QStringLiteral("Expected an Array of InputMedia"));
    QList<Media> all;
    QList<FileKind> kinds;
    const QJsonArray items = given.toArray();
    for (const QJsonValue &item : items) {
        all.append(inputMedia(params, item, true));
        kinds.append(all.last().file.kind);
    }
    const Sending sending = beginSending(params, QStringLiteral("photos"));
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
    params.required(QStringLiteral("media"));
    const Media media =
        inputMedia(params, params.json(QStringLiteral("media"), QStringLiteral("input media")), false);
    Message &message = messageToEdit(params, false);
    if (message.body.contains(u"media_group_id") && !message.body.contains(nameOf(media.file.kind)))
        badRequest(QStringLiteral("Can't change media type in the album"));
    QJsonObject changed = message.body;
    for (const KindName &entry : kKinds)
        changed.remove(QStringView(entry.name));
    for (const QString &key : {QStringLiteral("text"), QStringLiteral("entities"), QStringLiteral("caption"),
                               QStringLiteral("caption_entities"), QStringLiteral("link_preview_options")})
        changed.remove(key);
    const QJsonObject content = contentOf(media, TextUse::Send);
    for (auto it = content.begin(); it != content.end(); ++it)
        changed.insert(it.key(), it.value());
    return applyEdit(message, changed, markup);
}

QJsonValue BotApi::getFile(const Params &params)
{
    const QString id = params.argument(QStringLiteral("file_id"));
    if (id.isEmpty())
        badRequest(QStringLiteral("file_id not specified"));
    const StoredFile *file = m_world->files().find(id);
    if (file == nullptr)
        badRequest(QStringLiteral("invalid file_id"));
    if (file->bytes.size() > kMaxDownload)
        badRequest(QStringLiteral("file is too big"));
    QJsonObject shown = file->json();
    shown.insert(u"file_path", file->path);
    return shown;
}

} // namespace turnpike::sandbox
