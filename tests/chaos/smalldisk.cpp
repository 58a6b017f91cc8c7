// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "smalldisk.h"

#include "patience.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cerrno>
#include <sys/mount.h>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

// Empty when it is there.
QString mountAt(const QString &folder, int megabytes)
{
    const QByteArray options = "mode=0755,size="_ba + QByteArray::number(megabytes) + 'm';
    const int failed = ::mount("tmpfs", QFile::encodeName(folder).constData(), "tmpfs", MS_NOSUID | MS_NODEV,
                               options.constData());
    return failed == 0 ? QString() : qt_error_string(errno);
}

void unmount(const QString &folder)
{
    ::umount2(QFile::encodeName(folder).constData(), MNT_DETACH);
}

} // namespace

QString SmallDisk::whyNot()
{
    const QTemporaryDir folder;
    const QString why = mountAt(folder.path(), 1);
    if (!why.isEmpty())
        return u"no file system of a size of its own can be mounted here (tmpfs: %1)"_s.arg(why);
    unmount(folder.path());
    return {};
}

SmallDisk::SmallDisk(const QString &folder, int megabytes)
    : m_folder(folder)
{
    QDir().mkpath(folder);
    const QString why = mountAt(folder, megabytes);
    if (!why.isEmpty())
        throw Broken(u"no tmpfs at %1: %2"_s.arg(folder, why));
}

SmallDisk::~SmallDisk()
{
    unmount(m_folder);
}

void SmallDisk::fill()
{
    QFile file(ballast());
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered))
        throw Broken(u"%1: %2"_s.arg(ballast(), file.errorString()));
    for (const qsizetype size : {qsizetype(1) << 20, qsizetype(4096), qsizetype(1)}) {
        const QByteArray block(size, 'x');
        while (file.write(block) == size) {
        }
    }
}

void SmallDisk::makeRoom()
{
    QFile::remove(ballast());
}

} // namespace turnpike::chaos
