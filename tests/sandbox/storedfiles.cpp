// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "storedfiles.h"

#include <QFileInfo>

#include <QtEndian>

#include <array>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kMaxFiles = 1000;
constexpr qsizetype kMaxBytes = 64 * 1024 * 1024;

struct FileTraits
{
    FileKind kind;
    const char *idPrefix; // the real ones begin with the type and the data centre
    const char *folder;
};
constexpr std::array kFileKinds{
    FileTraits{FileKind::Photo, "AgACAgIAAxkBAAI", "photos"},
    FileTraits{FileKind::Document, "BQACAgIAAxkBAAI", "documents"},
    FileTraits{FileKind::Video, "BAACAgIAAxkBAAI", "videos"},
    FileTraits{FileKind::Audio, "CQACAgIAAxkBAAI", "music"},
    FileTraits{FileKind::Animation, "CgACAgIAAxkBAAI", "animations"},
};

const FileTraits &fileTraits(FileKind kind)
{
    for (const FileTraits &entry : kFileKinds) {
        if (entry.kind == kind)
            return entry;
    }
    return kFileKinds.front();
}

quint16 bigEndian16(const QByteArray &bytes, qsizetype at)
{
    return qFromBigEndian<quint16>(bytes.constData() + at);
}

// The size stands in the first frame header (marker SOF0 to SOF15 but for DHT, JPG and DAC).
std::optional<QSize> jpegSize(const QByteArray &bytes)
{
    qsizetype at = 2;
    while (at + 9 < bytes.size()) {
        const auto lead = static_cast<quint8>(bytes[at]);
        const auto marker = static_cast<quint8>(bytes[at + 1]);
        if (lead != 0xff)
            break;
        const bool isFrame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame)
            return QSize(bigEndian16(bytes, at + 7), bigEndian16(bytes, at + 5));
        at += 2 + bigEndian16(bytes, at + 2);
    }
    return QSize(800, 800); // a JPEG by its first bytes alone
}

} // namespace

std::optional<QSize> pictureSize(const QByteArray &bytes)
{
    if (bytes.startsWith("\x89PNG\r\n\x1a\n") && bytes.size() >= 24) {
        return QSize(static_cast<int>(qFromBigEndian<quint32>(bytes.constData() + 16)),
                     static_cast<int>(qFromBigEndian<quint32>(bytes.constData() + 20)));
    }
    if (bytes.startsWith("\xff\xd8\xff"))
        return jpegSize(bytes);
    if (bytes.startsWith("GIF8") && bytes.size() >= 10) {
        return QSize(qFromLittleEndian<quint16>(bytes.constData() + 6),
                     qFromLittleEndian<quint16>(bytes.constData() + 8));
    }
    return std::nullopt;
}

QJsonObject StoredFile::json() const
{
    QJsonObject json{{u"file_id"_s, id}, {u"file_unique_id"_s, uniqueId}};
    if (!bytes.isEmpty())
        json.insert(u"file_size", bytes.size());
    return json;
}

const StoredFile &StoredFiles::add(FileKind kind, const QByteArray &bytes, const QString &name,
                                   const QString &type, const QSize &size)
{
    const qint64 number = m_next++;
    const FileTraits &known = fileTraits(kind);
    QString suffix = QFileInfo(name).suffix();
    if (suffix.isEmpty() && kind == FileKind::Photo)
        suffix = u"jpg"_s;
    StoredFile file;
    file.id = QString::fromLatin1(known.idPrefix) + u"%1"_s.arg(number, 12, 36, QLatin1Char('0'));
    file.uniqueId = u"AQAD%1"_s.arg(number, 10, 36, QLatin1Char('0'));
    file.path = u"%1/file_%2"_s.arg(QString::fromLatin1(known.folder)).arg(number);
    if (!suffix.isEmpty())
        file.path += u'.' + suffix;
    file.kind = kind;
    file.bytes = bytes;
    file.name = name;
    file.type = type;
    file.size = size;
    m_order.push_back(file.id);
    m_bytes += bytes.size();
    const StoredFile &kept = m_files[file.id] = file;
    dropOldest();
    return kept;
}

void StoredFiles::dropOldest()
{
    while (m_order.size() > 1 && (m_order.size() > kMaxFiles || m_bytes > kMaxBytes)) {
        const auto oldest = m_files.find(m_order.front());
        m_bytes -= oldest->second.bytes.size();
        m_files.erase(oldest);
        m_order.pop_front();
    }
}

const StoredFile *StoredFiles::find(const QString &id) const
{
    const auto found = m_files.find(id);
    return found == m_files.end() ? nullptr : &found->second;
}

const StoredFile *StoredFiles::findByPath(const QString &path) const
{
    for (const auto &[id, file] : m_files) {
        if (file.path == path)
            return &file;
    }
    return nullptr;
}

QJsonArray StoredFiles::photoSizes(const StoredFile &given)
{
    const StoredFile photo = given; // adding may drop it
    QJsonArray sizes;
    const auto show = [&sizes](const StoredFile &file) {
        QJsonObject shown = file.json();
        shown.insert(u"width", file.size.width());
        shown.insert(u"height", file.size.height());
        sizes.append(shown);
    };
    const int longest = qMax(photo.size.width(), photo.size.height());
    for (const int box : {90, 320, 800, 1280}) {
        if (longest <= box)
            break;
        const QSize smaller = photo.size.scaled(box, box, Qt::KeepAspectRatio).expandedTo({1, 1});
        show(add(FileKind::Photo, photo.bytes, photo.name, photo.type, smaller));
    }
    if (longest <= 1280) // the largest that Telegram keeps
        show(photo);
    return sizes;
}

} // namespace turnpike::sandbox
