#pragma once

#include <QString>

namespace turnpike::app {

// Keeps a second server away from the same SQLite file: an flock() on FILE.lock, which the kernel frees
// however the process ends. Held as long as the object lives.
class InstanceLock
{
public:
    // Throws ConfigError with what to do when another process holds it or the folder cannot be written.
    explicit InstanceLock(const QString &databaseFile);
    ~InstanceLock();
    InstanceLock(const InstanceLock &) = delete;
    InstanceLock &operator=(const InstanceLock &) = delete;

private:
    int m_fd = -1;
};

} // namespace turnpike::app
