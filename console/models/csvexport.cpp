// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/csvexport.h"

#include "models/csv.h"

#include <QPointer>

#include <algorithm>

namespace turnpike::console {

namespace {

constexpr int kExportPaceMs = 50;

} // namespace

CsvExport::CsvExport(const QStringList &titles, NextRows next, const QString &file, QObject *parent)
    : QObject(parent)
    , m_titles(titles)
    , m_next(std::move(next))
    , m_file(file)
{
    m_pace.setSingleShot(true);
    m_pace.setInterval(kExportPaceMs);
    connect(&m_pace, &QTimer::timeout, this, &CsvExport::askNext);
}

void CsvExport::start()
{
    // With the mark by which spreadsheets know UTF-8.
    if (!m_file.open(QIODevice::WriteOnly) || m_file.write("\xEF\xBB\xBF" + csv::row(m_titles)) < 0)
        QTimer::singleShot(0, this, [this] { fail(m_file.errorString()); });
    else
        m_pace.start();
}

void CsvExport::askNext()
{
    const QPointer<CsvExport> self(this); // the answer may come when nobody wants it any more
    m_next(
        [self](const QList<QStringList> &rows, bool hasMore) {
            if (self)
                self->take(rows, hasMore);
        },
        [self](const QString &why) {
            if (self)
                self->fail(why);
        });
}

void CsvExport::take(const QList<QStringList> &rows, bool hasMore)
{
    const auto count = std::min<qsizetype>(rows.size(), kMaxRows - m_rows);
    for (qsizetype i = 0; i < count; ++i) {
        if (m_file.write(csv::row(rows[i])) < 0) {
            fail(m_file.errorString());
            return;
        }
    }
    m_rows += static_cast<int>(count);
    if (hasMore && m_rows < kMaxRows) {
        Q_EMIT progressed(m_rows);
        m_pace.start();
        return;
    }
    if (m_file.commit())
        Q_EMIT finished(m_rows, !hasMore && count == rows.size());
    else
        Q_EMIT failed(m_file.errorString());
}

void CsvExport::fail(const QString &why)
{
    m_file.cancelWriting();
    Q_EMIT failed(why);
}

} // namespace turnpike::console

#include "moc_csvexport.cpp"
