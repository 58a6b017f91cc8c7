// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "consolehub/callrequest.h"
#include "db/database.h"

namespace turnpike::consolehub {

// Carries out what operators change: each change in one transaction with its audit row, whose unique change
// id is the id of the call. The row is written before the work: whoever comes with the same id meanwhile, on
// whichever replica, waits for the end of the first. The same id again, of the same operator with the same
// arguments, gives the same answer and changes nothing; with others it is refused. What a rule refuses leaves
// an audit row too, and does not use up its id. Thread-safe; blocks on the database.
class Changes
{
public:
    Changes(db::Database &database, const control::Audit &audit);

    // What a change did, for the audit and for its caller.
    struct Effect
    {
        QString subject; // "flag:payments", "user:42", "worker:reminders"
        std::optional<QString> before;
        std::optional<QString> after;
        QJsonObject answer;
        // What the audit keeps of the answer for a repeated call, where that is less: a secret told once.
        std::optional<QJsonObject> kept;
    };
    using Work = std::function<Effect(db::Transaction &tx)>;

    // Runs `work`, which must be repeatable, in a write transaction. `subject` names what it is about in case
    // it is refused. Throws what `work` throws, CallRefused (kBadRequest) without a reason of 3 to 500
    // characters or when the id was used by somebody else, for another call or with other arguments, and what
    // the database throws.
    QJsonObject run(const CallRequest &request, const QString &subject, const QString &reason,
                    const Deadline &deadline, const Work &work) const;

    // The same within a transaction of the caller's, which is rolled back with whatever else is thrown than
    // CallRefused. `work` changes nothing where it throws that.
    static QJsonObject runWithin(db::Transaction &tx, const control::Audit &audit, const CallRequest &request,
                                 const QString &subject, const QString &reason,
                                 const std::function<Effect()> &work);
    // That it was refused there, and why: the end of what runWithin() has claimed, if it came that far.
    static void recordRefusal(db::Transaction &tx, const control::Audit &audit, const CallRequest &request,
                              const QString &subject, const QString &reason, const QString &why);

private:
    static QString checked(const QString &reason);
    static QJsonObject carryOut(db::Transaction &tx, const control::Audit &audit, const CallRequest &request,
                                const control::AuditEntry &claim, const std::function<Effect()> &work);
    static control::AuditEntry claimOf(const CallRequest &request, const QString &subject,
                                       const QString &reason);
    void recordAttempt(const control::AuditEntry &claim, const QString &why, const Deadline &deadline) const;

    db::Database &m_database;
    const control::Audit &m_audit;
};

} // namespace turnpike::consolehub
