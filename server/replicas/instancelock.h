// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QString>

namespace turnpike::replicas {

// Keeps a second server away from the same SQLite file: an flock() on FILE.lock, which the kernel frees
// however the process ends. Held as long as the object lives.
class InstanceLock
{
public:
    // Throws ConfigError with what to do when another process holds it, DatabaseError when the folder is not
    // there or cannot be written, which may pass.
    explicit InstanceLock(const QString &databaseFile);
    ~InstanceLock();
    InstanceLock(const InstanceLock &) = delete;
    InstanceLock &operator=(const InstanceLock &) = delete;

    // False when another file stands at its path, or none: a volume was mounted since.
    bool isInPlace() const;

private:
    QByteArray m_path;
    int m_fd = -1;
};

} // namespace turnpike::replicas
