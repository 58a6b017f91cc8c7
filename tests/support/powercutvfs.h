// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

#include <memory>

namespace turnpike::test {

// A disk that loses, when the power goes, whatever SQLite has written and not synced. Stands between SQLite
// and its usual files while it lives: connections that are opened meanwhile go through it, and must be closed
// before its end. Any thread may use them; one of these at a time in a process.
class PowerCutVfs
{
public:
    PowerCutVfs();
    ~PowerCutVfs();
    PowerCutVfs(const PowerCutVfs &) = delete;
    PowerCutVfs &operator=(const PowerCutVfs &) = delete;

    // Writes what the disk would hold of this database now, had the power gone, into an existing folder: the
    // file and its log as they were when each was last synced, or else opened. Returns the path of the file.
    // Throws std::runtime_error.
    QString afterCut(const QString &path, const QString &folder) const;

    struct Disk;

private:
    std::unique_ptr<Disk> m_disk;
};

} // namespace turnpike::test
