// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/auditrows.h"

#include "protocol/calls.h"
#include "protocol/version.h"

#include <QDateTime>

namespace turnpike::console::auditrows {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

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

} // namespace

QStringList titles()
{
    return {u"id"_s,      u"at"_s,     u"actor"_s, u"role"_s,   u"address"_s, u"action"_s,
            u"subject"_s, u"before"_s, u"after"_s, u"reason"_s, u"result"_s,  u"change_id"_s};
}

NextRows all(ServerConnection &connection, AuditQuery query, QObject *asker)
{
    query.beforeId.reset();
    query.limit = kMaxPage;
    return [&connection, asker, next = std::make_shared<AuditQuery>(query)](const auto &taken,
                                                                            const auto &failed) {
        const auto answered = [next, taken, failed](const Answer &answer) {
            if (answer.error) {
                failed(answer.error->message);
                return;
            }
            const auto page = fromJson<protocol::AuditPage>(answer.ok);
            QList<QStringList> rows;
            for (const AuditRow &row : page.items)
                rows.append(fieldsOf(row));
            if (!page.items.isEmpty())
                next->beforeId = page.items.last().id;
            taken(rows, page.hasMore && !page.items.isEmpty());
        };
        connection.ask(QString::fromLatin1(call::kAudit), toJson(*next), asker, answered);
    };
}

} // namespace turnpike::console::auditrows
