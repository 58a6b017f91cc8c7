// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/powercutvfs.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <sqlite3.h>

#include <mutex>
#include <stdexcept>

namespace turnpike::test {

struct PowerCutVfs::Disk
{
    sqlite3_vfs vfs{};
    sqlite3_vfs *usual = nullptr;
    std::mutex mutex;
    QHash<QString, QByteArray> synced; // by path; guarded by mutex
};

namespace {

using Disk = PowerCutVfs::Disk;

// What SQLite takes for a file: the usual one stands behind it, in the memory that follows.
struct CutFile
{
    sqlite3_file base;
    Disk *disk;
    const char *name; // SQLite keeps it; null: temporary
};

sqlite3_file *usual(sqlite3_file *file)
{
    return reinterpret_cast<sqlite3_file *>(reinterpret_cast<CutFile *>(file) + 1);
}

const sqlite3_io_methods &usualMethods(sqlite3_file *file)
{
    return *usual(file)->pMethods;
}

QByteArray contentNow(sqlite3_file *file)
{
    sqlite3_int64 size = 0;
    if (usualMethods(file).xFileSize(usual(file), &size) != SQLITE_OK)
        return {};
    QByteArray content(static_cast<qsizetype>(size), '\0');
    if (size > 0)
        usualMethods(file).xRead(usual(file), content.data(), static_cast<int>(size), 0);
    return content;
}

int closeFile(sqlite3_file *file)
{
    return usualMethods(file).xClose(usual(file));
}

int readFile(sqlite3_file *file, void *to, int amount, sqlite3_int64 offset)
{
    return usualMethods(file).xRead(usual(file), to, amount, offset);
}

int writeFile(sqlite3_file *file, const void *from, int amount, sqlite3_int64 offset)
{
    return usualMethods(file).xWrite(usual(file), from, amount, offset);
}

int truncateFile(sqlite3_file *file, sqlite3_int64 size)
{
    return usualMethods(file).xTruncate(usual(file), size);
}

int syncFile(sqlite3_file *file, int flags)
{
    const int result = usualMethods(file).xSync(usual(file), flags);
    const auto *cut = reinterpret_cast<CutFile *>(file);
    if (result == SQLITE_OK && cut->name) {
        const QByteArray content = contentNow(file);
        const std::lock_guard lock(cut->disk->mutex);
        cut->disk->synced[QFile::decodeName(cut->name)] = content;
    }
    return result;
}

int sizeOfFile(sqlite3_file *file, sqlite3_int64 *size)
{
    return usualMethods(file).xFileSize(usual(file), size);
}

int lockFile(sqlite3_file *file, int level)
{
    return usualMethods(file).xLock(usual(file), level);
}

int unlockFile(sqlite3_file *file, int level)
{
    return usualMethods(file).xUnlock(usual(file), level);
}

int checkReserved(sqlite3_file *file, int *isReserved)
{
    return usualMethods(file).xCheckReservedLock(usual(file), isReserved);
}

int controlFile(sqlite3_file *file, int operation, void *argument)
{
    return usualMethods(file).xFileControl(usual(file), operation, argument);
}

int sectorSize(sqlite3_file *file)
{
    return usualMethods(file).xSectorSize(usual(file));
}

int characteristics(sqlite3_file *file)
{
    return usualMethods(file).xDeviceCharacteristics(usual(file));
}

int mapShared(sqlite3_file *file, int page, int size, int extends, void volatile **to)
{
    return usualMethods(file).xShmMap(usual(file), page, size, extends, to);
}

int lockShared(sqlite3_file *file, int offset, int count, int flags)
{
    return usualMethods(file).xShmLock(usual(file), offset, count, flags);
}

void barrier(sqlite3_file *file)
{
    usualMethods(file).xShmBarrier(usual(file));
}

int unmapShared(sqlite3_file *file, int deletes)
{
    return usualMethods(file).xShmUnmap(usual(file), deletes);
}

// Version 2: with shared memory, as a write-ahead log needs it, and without mapped files, whose writes nobody
// would see.
const sqlite3_io_methods kMethods{2,           closeFile,   readFile,        writeFile,  truncateFile,
                                  syncFile,    sizeOfFile,  lockFile,        unlockFile, checkReserved,
                                  controlFile, sectorSize,  characteristics, mapShared,  lockShared,
                                  barrier,     unmapShared, nullptr,         nullptr};

int openFile(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    auto *disk = static_cast<Disk *>(vfs->pAppData);
    auto *cut = reinterpret_cast<CutFile *>(file);
    cut->base.pMethods = nullptr;
    cut->disk = disk;
    cut->name = name;
    sqlite3_file *behind = usual(file);
    behind->pMethods = nullptr;
    const int result = disk->usual->xOpen(disk->usual, name, behind, flags, outFlags);
    if (result != SQLITE_OK) {
        if (behind->pMethods) // sqlite.org/c3ref/vfs.html: closed though it is not open
            behind->pMethods->xClose(behind);
        return result;
    }
    cut->base.pMethods = &kMethods;
    if (!name)
        return result;
    // What is found there has been there for long.
    const QString path = QFile::decodeName(name);
    const std::lock_guard lock(disk->mutex);
    if (!disk->synced.contains(path))
        disk->synced.insert(path, contentNow(file));
    return result;
}

} // namespace

PowerCutVfs::PowerCutVfs()
    : m_disk(std::make_unique<Disk>())
{
    m_disk->usual = sqlite3_vfs_find(nullptr);
    m_disk->vfs = *m_disk->usual;
    m_disk->vfs.pNext = nullptr;
    m_disk->vfs.zName = "powercut";
    m_disk->vfs.pAppData = m_disk.get();
    m_disk->vfs.szOsFile = static_cast<int>(sizeof(CutFile)) + m_disk->usual->szOsFile;
    m_disk->vfs.xOpen = openFile;
    if (sqlite3_vfs_register(&m_disk->vfs, 1) != SQLITE_OK)
        throw std::runtime_error("SQLite takes no other disk");
}

PowerCutVfs::~PowerCutVfs()
{
    sqlite3_vfs_unregister(&m_disk->vfs);
    sqlite3_vfs_register(m_disk->usual, 1);
}

QString PowerCutVfs::afterCut(const QString &path, const QString &folder) const
{
    const QString original = QFileInfo(path).canonicalFilePath();
    const QString copy = folder + u'/' + QFileInfo(path).fileName();
    const std::lock_guard lock(m_disk->mutex);
    for (const char *suffix : {"", "-wal"}) {
        const auto content = m_disk->synced.constFind(original + QLatin1String(suffix));
        if (content == m_disk->synced.constEnd())
            continue;
        QFile file(copy + QLatin1String(suffix));
        if (!file.open(QIODevice::WriteOnly) || file.write(*content) != content->size())
            throw std::runtime_error("cannot write what the disk would hold");
    }
    return copy;
}

} // namespace turnpike::test
