// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "replicas/instancelock.h"

#include "base/errors.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace turnpike::replicas {

using namespace Qt::StringLiterals;

InstanceLock::InstanceLock(const QString &databaseFile)
    : m_path(QFile::encodeName(databaseFile + u".lock"_s))
{
    m_fd = ::open(m_path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_fd < 0)
        throw DatabaseError(DatabaseError::Kind::Connection, "08001",
                            u"Cannot write %1 (%2): check that the folder exists, that its volume is mounted "
                            "and that it belongs to this user, or set DATA_DIR or DATABASE_URL."_s.arg(
                                QFile::decodeName(m_path), QString::fromLocal8Bit(std::strerror(errno))));
    if (::flock(m_fd, LOCK_EX | LOCK_NB) == 0) {
        (void)::fchmod(m_fd, 0600); // made by the version before; another user's stays as it is
        return;
    }
    ::close(m_fd);
    throw ConfigError(u"Another turnpike-server is using %1: end it first, or use PostgreSQL for "
                      "several replicas."_s.arg(databaseFile));
}

InstanceLock::~InstanceLock()
{
    ::close(m_fd);
}

bool InstanceLock::isInPlace() const
{
    struct stat held = {};
    struct stat named = {};
    return ::fstat(m_fd, &held) == 0 && ::stat(m_path.constData(), &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

} // namespace turnpike::replicas
