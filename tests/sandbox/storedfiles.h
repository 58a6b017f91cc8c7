// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QSize>
#include <QString>

#include <deque>
#include <map>
#include <optional>

namespace turnpike::sandbox {

enum class FileKind { Photo, Document, Video, Audio, Animation };

// A file that Telegram keeps. The id is what bots send it by again.
struct StoredFile
{
    QString id;
    QString uniqueId;
    QString path; // as getFile says it
    FileKind kind = FileKind::Document;
    QByteArray bytes;
    QString name;
    QString type; // MIME
    QSize size;   // of pictures

    // file_id, file_unique_id, file_size (Bot API server, Client.cpp, json_store_file).
    QJsonObject json() const;
};

// The files of all messages, the latest thousand and at most 64 MiB of them. Owned by TelegramWorld.
class StoredFiles
{
public:
    const StoredFile &add(FileKind kind, const QByteArray &bytes, const QString &name, const QString &type,
                          const QSize &size = {});
    // Null for ids of which nothing is known (any more).
    const StoredFile *find(const QString &id) const;
    const StoredFile *findByPath(const QString &path) const;

    // A photo as messages carry it: the picture and the smaller ones that Telegram makes of it, in boxes of
    // 90, 320, 800 and 1280, smallest first. Each has an id of its own and the bytes of the whole.
    QJsonArray photoSizes(const StoredFile &photo);

private:
    void dropOldest();

    qint64 m_next = 1;
    qsizetype m_bytes = 0;
    std::map<QString, StoredFile> m_files;
    std::deque<QString> m_order;
};

// Width and height of a PNG, JPEG or GIF; nothing for other bytes.
std::optional<QSize> pictureSize(const QByteArray &bytes);

} // namespace turnpike::sandbox
