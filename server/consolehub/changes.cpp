// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/changes.h"

#include "control/auditlog.h"
#include "telemetry/log.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <utility>

namespace turnpike::consolehub {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMinReason = 3;
constexpr qsizetype kMaxReason = 500;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

// What was answered to the call that has claimed this id. The version before keeps no hash of the arguments,
// and gives a refused change its id.
QJsonObject answered(db::Transaction &tx, const CallRequest &request, const QString &argsHash)
{
    const auto claimed = control::auditlog::claimed(tx, request.id);
    if (!claimed || claimed->actor != request.caller.name || claimed->action != request.call ||
        (!claimed->argsHash.isEmpty() && claimed->argsHash != argsHash))
        throw CallRefused(ErrorCode::BadRequest, Sentence(SentenceId::ChangeIdTaken));
    if (!claimed->answer)
        throw CallRefused(ErrorCode::Refused, Sentence::thatReads(claimed->result));
    return QJsonDocument::fromJson(claimed->answer->toUtf8()).object();
}

} // namespace

Changes::Changes(db::Database &database, const control::Audit &audit)
    : m_database(database)
    , m_audit(audit)
{}

QJsonObject Changes::run(const CallRequest &request, const QString &subject, const QString &reason,
                         const Deadline &deadline, const Work &work) const
{
    const control::AuditEntry claim = claimOf(request, subject, checked(reason));
    try {
        return m_database.write(db::Demand::Control, "console", deadline, [&](db::Transaction &tx) {
            return carryOut(tx, m_audit, request, claim, [&] { return work(tx); });
        });
    } catch (const CallRefused &refused) {
        recordAttempt(claim, refused.message(), deadline);
        throw;
    } catch (const DatabaseError &error) {
        // Nobody's hiccup: something in it that no row takes.
        if (error.kind() == DatabaseError::Kind::Data)
            recordAttempt(claim, u"failed: "_s + error.message(), deadline);
        throw;
    }
}

QString Changes::checked(const QString &reason)
{
    const QString why = reason.trimmed();
    if (why.size() < kMinReason || why.size() > kMaxReason)
        throw CallRefused(ErrorCode::BadRequest, {SentenceId::GiveReasonOfLength, kMinReason, kMaxReason});
    return why;
}

QJsonObject Changes::carryOut(db::Transaction &tx, const control::Audit &audit, const CallRequest &request,
                              const control::AuditEntry &claim, const std::function<Effect()> &work)
{
    if (!audit.record(tx, claim))
        return answered(tx, request, claim.argsHash);
    const Effect effect = work();
    control::AuditEntry done = claim;
    done.subject = effect.subject;
    done.before = effect.before;
    done.after = effect.after;
    done.result = u"done"_s;
    const QByteArray answer = compact(effect.kept.value_or(effect.answer));
    audit.complete(tx, done, QString::fromUtf8(log::redact(answer)));
    return effect.answer;
}

QJsonObject Changes::runWithin(db::Transaction &tx, const control::Audit &audit, const CallRequest &request,
                               const QString &subject, const QString &reason,
                               const std::function<Effect()> &work)
{
    return carryOut(tx, audit, request, claimOf(request, subject, checked(reason)), work);
}

void Changes::recordRefusal(db::Transaction &tx, const control::Audit &audit, const CallRequest &request,
                            const QString &subject, const QString &reason, const QString &why)
{
    control::AuditEntry entry = claimOf(request, subject, reason.trimmed());
    audit.record(tx, entry); // where it was refused before it was claimed
    entry.result = log::redact(why);
    audit.complete(tx, entry, QString());
}

// In a row without a key: no other keeps it away, and it keeps none away.
void Changes::recordAttempt(const control::AuditEntry &claim, const QString &why,
                            const Deadline &deadline) const
{
    control::AuditEntry attempt = claim;
    attempt.callId = std::exchange(attempt.changeId, QString());
    attempt.result = log::redact(why);
    m_database.write(db::Demand::Control, "console", deadline,
                     [&](db::Transaction &tx) { m_audit.record(tx, attempt); });
}

control::AuditEntry Changes::claimOf(const CallRequest &request, const QString &subject,
                                     const QString &reason)
{
    control::AuditEntry claim{request.caller.actor(), request.call,        subject,    std::nullopt,
                              std::nullopt,           log::redact(reason), u"begun"_s, request.id};
    const QByteArray hash = QCryptographicHash::hash(compact(request.args), QCryptographicHash::Sha256);
    claim.argsHash = QString::fromLatin1(hash.toHex());
    return claim;
}

} // namespace turnpike::consolehub
