#include "consolehub/changes.h"

#include "telemetry/log.h"

#include <QJsonDocument>

namespace turnpike::consolehub {

using namespace protocol;

namespace {

constexpr qsizetype kMinReason = 3;
constexpr qsizetype kMaxReason = 500;

constexpr const char *kAnswered = "SELECT actor, action, result, answer FROM audit_log WHERE change_id = ?";
constexpr const char *kKeepAnswer = "UPDATE audit_log SET answer = ? WHERE change_id = ?";

QString compact(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

// What was answered to the call with this id, when there was one.
std::optional<QJsonObject> answered(db::Transaction &tx, const CallRequest &request)
{
    const auto row = tx.one(kAnswered, request.id);
    if (!row)
        return std::nullopt;
    if (row->text(0) != request.caller.name || row->text(1) != request.call)
        throw CallRefused(error::kBadRequest,
                          QStringLiteral("This id belongs to another change: use a new one."));
    if (row->isNull(3))
        throw CallRefused(error::kRefused, row->text(2));
    return QJsonDocument::fromJson(row->text(3).toUtf8()).object();
}

} // namespace

Changes::Changes(db::Database &database, const control::Audit &audit)
    : m_database(database)
    , m_audit(audit)
{}

QJsonObject Changes::run(const CallRequest &request, const QString &subject, const QString &reason,
                         const Deadline &deadline, const Work &work) const
{
    const QString why = reason.trimmed();
    if (why.size() < kMinReason || why.size() > kMaxReason)
        throw CallRefused(error::kBadRequest,
                          QStringLiteral("Give a reason of %1 to %2 characters: it is kept.")
                              .arg(kMinReason)
                              .arg(kMaxReason));
    try {
        return m_database.write(db::Demand::Control, "console", deadline, [&](db::Transaction &tx) {
            if (const auto before = answered(tx, request))
                return *before;
            const Effect effect = work(tx);
            audit(tx, request, why, effect, QStringLiteral("done"));
            tx.exec(kKeepAnswer, log::redact(compact(effect.kept.value_or(effect.answer))), request.id);
            return effect.answer;
        });
    } catch (const CallRefused &refused) {
        m_database.write(db::Demand::Control, "console", deadline, [&](db::Transaction &tx) {
            audit(tx, request, why, {subject, std::nullopt, std::nullopt, {}, std::nullopt},
                  refused.message());
        });
        throw;
    }
}

void Changes::audit(db::Transaction &tx, const CallRequest &request, const QString &reason,
                    const Effect &effect, const QString &result) const
{
    m_audit.record(tx, {request.caller.actor(), request.call, effect.subject, effect.before, effect.after,
                        log::redact(reason), log::redact(result), request.id});
}

} // namespace turnpike::consolehub
