// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bench.h"
#include "chaos/services.h"
#include "plaindatabase.h"

#include <QTemporaryDir>

#include <chrono>
#include <memory>

namespace turnpike::bench {

// A PostgreSQL of one bench's own, durable as in production: fsync and synchronous_commit on, everything else
// as it is by default. Gone with this object. Lives on the main thread. Functions throw Broken.
class Bed
{
public:
    // `settings`: more of them, as "-c name=value".
    explicit Bed(const Tools &tools, const QString &settings = {});

    // With the whole schema of this version.
    void migrate();
    // Another database beside it, with the schema; its URL.
    QString addDatabase(const QString &name);

    const QString &url() const { return m_url; }
    int port() const { return m_services->postgresPort(); }
    PlainDatabase &database() { return *m_database; }
    // A folder for what programs write.
    QString folder() const { return m_folder.path(); }

    // Nothing in either queue, and what was written before is on the disk: every run begins alike. Nobody
    // else may be at work.
    void clearQueues();
    // Customers that are known and have chosen a language, numbered from `first`.
    void addCustomers(qint64 first, int count);
    // Waits until nothing is pending in the inbox; throws Broken when something died.
    void awaitHandled(std::chrono::seconds patience);

private:
    QTemporaryDir m_folder;
    std::unique_ptr<chaos::Services> m_services;
    QString m_url;
    std::unique_ptr<PlainDatabase> m_database;
};

} // namespace turnpike::bench
