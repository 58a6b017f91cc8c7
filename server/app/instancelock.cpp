#include "app/instancelock.h"

#include "base/errors.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace turnpike::app {

InstanceLock::InstanceLock(const QString &databaseFile)
{
    const QString path = databaseFile + QStringLiteral(".lock");
    m_fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_fd < 0)
        throw ConfigError(
            QStringLiteral("Cannot write %1 (%2): check that the folder exists and belongs to this "
                           "user, or set DATA_DIR or DATABASE_URL.")
                .arg(path, QString::fromLocal8Bit(std::strerror(errno))));
    if (::flock(m_fd, LOCK_EX | LOCK_NB) == 0)
        return;
    ::close(m_fd);
    throw ConfigError(
        QStringLiteral("Another turnpike-server is using %1: end it first, or use PostgreSQL for "
                       "several replicas.")
            .arg(databaseFile));
}

InstanceLock::~InstanceLock()
{
    ::close(m_fd);
}

} // namespace turnpike::app
