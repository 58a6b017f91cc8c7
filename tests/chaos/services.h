// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"

#include <QString>

namespace turnpike::chaos {

// A PostgreSQL and a Redis of this case's own, in a folder of its own, by scripts/lib/services: PostgreSQL
// with fsync, as in production. Neither runs until it is started; what was is stopped with this object. The
// event loop runs while the script works. Functions throw Broken when that fails.
class Services
{
public:
    enum class Kind { Postgres, Redis };

    // `walFolder`: empty and there, for PostgreSQL's write-ahead log, of which little is kept then; none:
    // beside its data. `settings`: more of PostgreSQL's, as "-c name=value"; of two of one name the latter
    // holds.
    Services(const QString &script, const QString &folder, int maxConnections, const QString &walFolder = {},
             const QString &settings = {});
    ~Services();
    Services(const Services &) = delete;
    Services &operator=(const Services &) = delete;

    void start(Kind kind);
    // As an administrator does: ends every connection; PostgreSQL writes all to the disk.
    void stop(Kind kind) { run(u"stop"_s, kind); }

    int postgresPort() const;
    // PostgreSQL's data.
    QString postgresFolder() const;
    QString databaseUrl() const;
    QString redisUrl() const;

private:
    void run(const QString &verb, Kind kind);
    int portIn(const QString &file) const;

    QString m_script;
    QString m_folder;
    int m_maxConnections;
    QString m_walFolder;
    QString m_settings;
    bool m_isUsed = false; // there may be something to stop
};

} // namespace turnpike::chaos
