// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/serverconnection.h"
#include "protocol/flags.h"

#include <QSaveFile>
#include <QTimer>

namespace turnpike::console {

// Writes what a query takes of the audit into a CSV file, asking page after page at a pace that leaves the
// server time for others. The file is there when all of it is, or not at all. Lives on the main thread.
class AuditExport : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaxRows = 50'000;

    AuditExport(ServerConnection &connection, const protocol::AuditQuery &query, const QString &file,
                QObject *parent = nullptr);

    // Ends with finished() or failed(), later.
    void start();
    // Nothing is written; says nothing.
    void cancel();

Q_SIGNALS:
    void progressed(int rows);
    // `isWhole`: there were no more rows than may be written.
    void finished(int rows, bool isWhole);
    void failed(const QString &why);

private:
    void askNext();
    void take(const protocol::AuditPage &page);
    void end(bool isWhole);
    void fail(const QString &why);

    ServerConnection &m_connection;
    protocol::AuditQuery m_query;
    QSaveFile m_file;
    QTimer m_pace;
    int m_rows = 0;
    bool m_isOver = false;
};

} // namespace turnpike::console
