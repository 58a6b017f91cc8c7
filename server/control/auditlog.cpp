// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "control/auditlog.h"

#include "db/like.h"

namespace turnpike::control::auditlog {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kWhole = R"(
    SELECT id, coalesce(change_id, call_id), at, actor, role, address, action, subject, before, after, reason, result
    FROM audit_log)";

constexpr const char *kOfPage = R"(
    WHERE id < ? AND at >= ? AND at <= ? AND (CAST(? AS text) = '' OR actor = ?)
        AND action LIKE ? ESCAPE '!' AND subject LIKE ? ESCAPE '!'
        AND lower(actor || ' ' || action || ' ' || subject || ' ' || coalesce(before, '') || ' ' ||
                  coalesce(after, '') || ' ' || coalesce(reason, '') || ' ' || result) LIKE ? ESCAPE '!'
    ORDER BY id DESC LIMIT ?)";

constexpr const char *kOfCustomer = R"(
    WHERE subject IN (
            SELECT CAST(? AS text)
            UNION ALL SELECT 'purchase:' || purchase_id FROM purchases WHERE telegram_id = ?
            UNION ALL SELECT 'payment:' || payments.id FROM payments WHERE telegram_id = ?)
        AND at <= ? AND (at < ? OR id < ?) AND result NOT LIKE 'read%'
    ORDER BY at DESC, id DESC LIMIT ?)";

constexpr const char *kById = " WHERE id = ?";

constexpr const char *kNewestIds = "SELECT id FROM audit_log WHERE id > 0 ORDER BY id DESC LIMIT ?";

constexpr const char *kIdsAfter = "SELECT id FROM audit_log WHERE id > ? ORDER BY id LIMIT ?";

constexpr const char *kClaimed = R"(
    SELECT actor, action, coalesce(args_hash, ''), result, answer FROM audit_log WHERE change_id = ?)";

constexpr const char *kFlagChanges = R"(
    SELECT at, actor, subject, after FROM audit_log
    WHERE at BETWEEN ? AND ? AND action IN ('flags.set', 'flags.rollback') AND result = 'done'
    ORDER BY at DESC LIMIT ?)";

constexpr const char *kOperatorActions = R"(
    SELECT at, actor, action, subject FROM audit_log
    WHERE at BETWEEN ? AND ? AND role IN ('operator', 'admin') AND result = 'done'
      AND action NOT IN ('flags.set', 'flags.rollback')
    ORDER BY at DESC LIMIT ?)";

constexpr const char *kFlagBefore = R"(
    SELECT before FROM audit_log
    WHERE subject = ? AND action IN ('flags.set', 'flags.rollback') AND result = 'done' AND before <> after
    ORDER BY id DESC LIMIT 1)";

} // namespace

std::vector<db::Row> page(db::Transaction &tx, const Filter &filter, int limit)
{
    return tx.queryWith(QByteArray(kWhole) + kOfPage,
                        {filter.beforeId, filter.from, filter.to, filter.actor, filter.actor,
                         db::patternOfBegin(filter.actionBegin), db::patternOfBegin(filter.subjectBegin),
                         db::patternOfText(filter.text), limit});
}

std::optional<db::Row> whole(db::Transaction &tx, qint64 id)
{
    return tx.oneWith(QByteArray(kWhole) + kById, {id});
}

std::vector<db::Row> newestIds(db::Transaction &tx, int limit)
{
    return tx.query(kNewestIds, limit);
}

std::vector<db::Row> idsAfter(db::Transaction &tx, qint64 id, int limit)
{
    return tx.query(kIdsAfter, id, limit);
}

std::vector<db::Row> ofCustomer(db::Transaction &tx, TelegramId user, Timestamp at, qint64 id, int limit)
{
    return tx.queryWith(QByteArray(kWhole) + kOfCustomer,
                        {u"user:%1"_s.arg(user.value()), user, user, at, at, id, limit});
}

std::optional<Claimed> claimed(db::Transaction &tx, const QString &changeId)
{
    const auto row = tx.one(kClaimed, changeId);
    if (!row)
        return std::nullopt;
    return Claimed{row->text(0), row->text(1), row->text(2), row->text(3), row->optionalText(4)};
}

std::vector<db::Row> flagChanges(db::Transaction &tx, qint64 from, qint64 to, int limit)
{
    return tx.query(kFlagChanges, from, to, limit);
}

std::vector<db::Row> operatorActions(db::Transaction &tx, qint64 from, qint64 to, int limit)
{
    return tx.query(kOperatorActions, from, to, limit);
}

std::optional<QString> flagBefore(db::Transaction &tx, const QString &subject)
{
    const auto row = tx.one(kFlagBefore, subject);
    return row ? std::optional(row->text(0)) : std::nullopt;
}

} // namespace turnpike::control::auditlog
