// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/auditexport.h"

#include "models/csv.h"
#include "protocol/version.h"

#include <QDateTime>

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPaceMs = 50;

QStringList fieldsOf(const AuditRow &row)
{
    const QString at = QDateTime::fromMSecsSinceEpoch(row.at).toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzzZ"_s);
    return {QString::number(row.id),
            at,
            row.actor,
            row.role.word(),
            row.address,
            row.action,
            row.subject,
            row.before,
            row.after,
            row.reason,
            row.result,
            row.changeId};
}

// Names of columns are for programs: not translated.
QStringList titles()
{
    return {u"id"_s,      u"at"_s,     u"actor"_s, u"role"_s,   u"address"_s, u"action"_s,
            u"subject"_s, u"before"_s, u"after"_s, u"reason"_s, u"result"_s,  u"change_id"_s};
}

} // namespace

AuditExport::AuditExport(ServerConnection &connection, const AuditQuery &query, const QString &file,
                         QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_query(query)
    , m_file(file)
{
    m_query.beforeId.reset();
    m_query.limit = kMaxPage;
    m_pace.setSingleShot(true);
    m_pace.setInterval(kPaceMs);
    connect(&m_pace, &QTimer::timeout, this, &AuditExport::askNext);
}

void AuditExport::start()
{
    // With the mark by which spreadsheets know UTF-8.
    if (!m_file.open(QIODevice::WriteOnly) || m_file.write("\xEF\xBB\xBF" + csv::row(titles())) < 0)
        QTimer::singleShot(0, this, [this] { fail(m_file.errorString()); });
    else
        m_pace.start();
}

void AuditExport::cancel()
{
    m_isOver = true;
    m_pace.stop();
    m_file.cancelWriting();
}

void AuditExport::askNext()
{
    m_connection.ask(QString::fromLatin1(call::kAudit), toJson(m_query), this, [this](const Answer &answer) {
        if (m_isOver)
            return;
        if (answer.error)
            fail(answer.error->message);
        else
            take(fromJson<protocol::AuditPage>(answer.ok));
    });
}

void AuditExport::take(const protocol::AuditPage &page)
{
    const auto count = std::min<qsizetype>(page.items.size(), kMaxRows - m_rows);
    for (qsizetype i = 0; i < count; ++i) {
        if (m_file.write(csv::row(fieldsOf(page.items[i]))) < 0) {
            fail(m_file.errorString());
            return;
        }
    }
    m_rows += static_cast<int>(count);
    if (page.items.isEmpty() || !page.hasMore || m_rows == kMaxRows) {
        end(!page.hasMore && count == page.items.size());
        return;
    }
    m_query.beforeId = page.items.last().id;
    Q_EMIT progressed(m_rows);
    m_pace.start();
}

void AuditExport::end(bool isWhole)
{
    m_isOver = true;
    if (m_file.commit())
        Q_EMIT finished(m_rows, isWhole);
    else
        Q_EMIT failed(m_file.errorString());
}

void AuditExport::fail(const QString &why)
{
    cancel();
    Q_EMIT failed(why);
}

} // namespace turnpike::console

#include "moc_auditexport.cpp"
