// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/pagedlist.h"

#include <QObject>
#include <QSaveFile>
#include <QTimer>

namespace turnpike::console {

// Writes rows into a CSV file, page after page at a pace that leaves a server time for others. The file is
// there when all of it is, or not at all: nothing is written when it is deleted before its end. Lives on the
// main thread.
class CsvExport : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaxRows = 50'000;

    CsvExport(const QStringList &titles, NextRows next, const QString &file, QObject *parent = nullptr);

    // Ends with finished() or failed(), later.
    void start();

Q_SIGNALS:
    void progressed(int rows);
    // `isWhole`: there were no more rows than may be written.
    void finished(int rows, bool isWhole);
    // `why`: what the system says, or whoever gives the rows; empty where they gave none.
    void failed(const QString &why);

private:
    void askNext();
    void take(const QList<QStringList> &rows, bool hasMore);
    void fail(const QString &why);

    const QStringList m_titles;
    const NextRows m_next;
    QSaveFile m_file;
    QTimer m_pace;
    int m_rows = 0;
};

} // namespace turnpike::console
