// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/users.h"

#include "base/errors.h"

#include <QCryptographicHash>

namespace turnpike::access {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kFindUser = R"(
    SELECT telegram_id, username, first_name, language, balance_kopecks, referral_code, referrer_id, trial_used_at,
           is_reachable, is_blocked, state_seq, created_at, last_seen_at, unreachable_since,
           last_album, topic_id
    FROM users WHERE telegram_id = ?)";

constexpr const char *kLockUser = R"(
    SELECT telegram_id, username, first_name, language, balance_kopecks, referral_code, referrer_id, trial_used_at,
           is_reachable, is_blocked, state_seq, created_at, last_seen_at, unreachable_since,
           last_album, topic_id
    FROM users WHERE telegram_id = ? {for_update})";

// Names move from one account to another: the one seen last has it.
constexpr const char *kFindByUsername = R"(
    SELECT telegram_id, username, first_name, language, balance_kopecks, referral_code, referrer_id, trial_used_at,
           is_reachable, is_blocked, state_seq, created_at, last_seen_at, unreachable_since,
           last_album, topic_id
    FROM users WHERE username IS NOT NULL AND lower(username) = lower(?) ORDER BY last_seen_at DESC LIMIT 1)";

constexpr const char *kFindByReferralCode = R"(
    SELECT telegram_id, username, first_name, language, balance_kopecks, referral_code, referrer_id, trial_used_at,
           is_reachable, is_blocked, state_seq, created_at, last_seen_at, unreachable_since,
           last_album, topic_id
    FROM users WHERE referral_code = ?)";

constexpr const char *kTouch = R"(
    UPDATE users SET username = ?, first_name = ?, last_seen_at = ?, is_reachable = 1 WHERE telegram_id = ?
    RETURNING telegram_id, username, first_name, language, balance_kopecks, referral_code, referrer_id,
              trial_used_at, is_reachable, is_blocked, state_seq, created_at, last_seen_at, unreachable_since,
              last_album, topic_id)";

constexpr const char *kInsert = R"(
    INSERT INTO users (telegram_id, username, first_name, referral_code, created_at, last_seen_at, trial_used_at)
    VALUES (?, ?, ?, ?, ?, ?, (SELECT erased_at FROM erased_people WHERE person = ?))
    ON CONFLICT DO NOTHING
    RETURNING telegram_id, username, first_name, language, balance_kopecks, referral_code, referrer_id,
              trial_used_at, is_reachable, is_blocked, state_seq, created_at, last_seen_at, unreachable_since,
              last_album, topic_id)";

constexpr const char *kSetLanguage = "UPDATE users SET language = ? WHERE telegram_id = ?";
constexpr const char *kReferrerLocked = "SELECT referrer_id FROM users WHERE telegram_id = ? {for_update}";
constexpr const char *kSetReferrer =
    "UPDATE users SET referrer_id = ? WHERE telegram_id = ? AND referrer_id IS NULL";
constexpr const char *kInvitedCount = "SELECT count(*) FROM users WHERE referrer_id = ?";
constexpr const char *kBumpStateSeq =
    "UPDATE users SET state_seq = state_seq + 1 WHERE telegram_id = ? RETURNING state_seq";
constexpr const char *kStateSeq = "SELECT state_seq FROM users WHERE telegram_id = ?";
constexpr const char *kSetReachable = "UPDATE users SET is_reachable = 1 WHERE telegram_id = ? AND "
                                      "(is_reachable = 0 OR unreachable_since IS NOT NULL)";
constexpr const char *kSetUnreachable = "UPDATE users SET is_reachable = 0, unreachable_since = ? "
                                        "WHERE telegram_id = ? AND is_reachable = 1 AND last_seen_at <= ?";
constexpr const char *kClearUnreachable = "UPDATE users SET unreachable_since = NULL WHERE telegram_id = ?";
constexpr const char *kSetBlocked = "UPDATE users SET is_blocked = ? WHERE telegram_id = ?";
// The version before keeps one id there. Of several it knows none, and answers one more picture.
constexpr const char *kSetLastAlbums = "UPDATE users SET last_album = ? WHERE telegram_id = ?";
constexpr const char *kSetTopic = "UPDATE users SET topic_id = CAST(? AS bigint) WHERE telegram_id = ?";

constexpr int kReferralCodeBytes = 6;
constexpr QChar kBetweenAlbums(u' ');

User userOf(const db::Row &row)
{
    User user;
    user.id = row.telegramId(0);
    user.username = row.text(1);
    user.firstName = row.text(2);
    user.language = row.text(3);
    user.balance = row.kopecks(4);
    user.referralCode = row.text(5);
    if (!row.isNull(6))
        user.referrer = row.telegramId(6);
    user.trialUsedAt = row.optionalInt64(7);
    user.isReachable = row.boolean(8);
    user.isBlocked = row.boolean(9);
    user.stateSeq = row.int64(10);
    user.createdAt = row.int64(11);
    user.lastSeenAt = row.int64(12);
    user.unreachableSince = row.optionalInt64(13);
    user.lastAlbums = row.text(14).split(kBetweenAlbums, Qt::SkipEmptyParts);
    user.topicId = row.optionalInt64(15);
    return user;
}

std::optional<User> userOf(const std::optional<db::Row> &row)
{
    return row ? std::optional(userOf(*row)) : std::nullopt;
}

} // namespace

QString erasedPerson(TelegramId user)
{
    const QByteArray known = "turnpike " + QByteArray::number(user.value());
    return QString::fromLatin1(QCryptographicHash::hash(known, QCryptographicHash::Sha256).toHex());
}

Users::Users(const Clock &clock)
    : m_clock(clock)
{}

db::Asked Users::touch(db::Transaction &tx, TelegramId id, const QString &username,
                       const QString &firstName) const
{
    return tx.ask(kTouch, db::nullIfEmpty(username), firstName, m_clock.nowMs(), id);
}

Users::Ensured Users::ensure(db::Transaction &tx, TelegramId id, const QString &username,
                             const QString &firstName) const
{
    return ensure(tx, touch(tx, id, username, firstName), id, username, firstName);
}

Users::Ensured Users::ensure(db::Transaction &tx, const db::Asked &touched, TelegramId id,
                             const QString &username, const QString &firstName) const
{
    const Timestamp now = m_clock.nowMs();
    const std::optional<QString> name = db::nullIfEmpty(username);
    // Two rounds are enough for a user made meanwhile; the third is for a referral code that exists.
    for (int round = 0; round < 3; ++round) {
        const db::Asked asked = round == 0 ? touched : touch(tx, id, username, firstName);
        if (const auto known = asked.row())
            return {userOf(*known), false};
        if (const auto made = tx.one(kInsert, id, name, firstName, randomHex(kReferralCodeBytes), now, now,
                                     erasedPerson(id)))
            return {userOf(*made), true};
    }
    throw DomainError(u"user %1 could not be added"_s.arg(id.value()));
}

std::optional<User> Users::find(db::Transaction &tx, TelegramId id) const
{
    return userOf(tx.one(kFindUser, id));
}

std::optional<User> Users::lock(db::Transaction &tx, TelegramId id) const
{
    return userOf(tx.one(kLockUser, id));
}

std::optional<User> Users::findByUsername(db::Transaction &tx, const QString &username) const
{
    return userOf(
        tx.one(kFindByUsername, username.startsWith(QLatin1Char('@')) ? username.mid(1) : username));
}

std::optional<User> Users::findByReferralCode(db::Transaction &tx, const QString &code) const
{
    return userOf(tx.one(kFindByReferralCode, code));
}

void Users::setLanguage(db::Transaction &tx, TelegramId id, const QString &language) const
{
    tx.exec(kSetLanguage, language, id);
}

Users::ReferrerOutcome Users::setReferrer(db::Transaction &tx, TelegramId id, TelegramId referrer) const
{
    if (id == referrer)
        return ReferrerOutcome::Self;
    const auto own = tx.one(kReferrerLocked, id);
    if (!own)
        return ReferrerOutcome::UnknownUser;
    if (!own->isNull(0))
        return ReferrerOutcome::AlreadySet;
    // Every row of the chain is locked, so that two chains being joined at both ends cannot close a loop: one
    // of the two transactions waits, or is a deadlock's victim and runs again.
    TelegramId ancestor = referrer;
    while (true) {
        const auto row = tx.one(kReferrerLocked, ancestor);
        if (!row)
            return ReferrerOutcome::UnknownUser;
        if (row->isNull(0))
            break;
        ancestor = row->telegramId(0);
        if (ancestor == id)
            return ReferrerOutcome::Loop;
        tx.deadline().check("chain of referrers");
    }
    return tx.exec(kSetReferrer, referrer, id) == 1 ? ReferrerOutcome::Set : ReferrerOutcome::AlreadySet;
}

qint64 Users::invitedCount(db::Transaction &tx, TelegramId id) const
{
    const auto row = tx.one(kInvitedCount, id); // none where plans are explained
    return row ? row->int64(0) : 0;
}

qint64 Users::bumpStateSeq(db::Transaction &tx, TelegramId id) const
{
    const auto row = tx.one(kBumpStateSeq, id);
    return row ? row->int64(0) : 0;
}

qint64 Users::stateSeq(db::Transaction &tx, TelegramId id) const
{
    const auto row = tx.one(kStateSeq, id);
    return row ? row->int64(0) : 0;
}

bool Users::markReachable(db::Transaction &tx, TelegramId id) const
{
    return tx.exec(kSetReachable, id) == 1;
}

void Users::markUnreachable(db::Transaction &tx, TelegramId id, Timestamp at) const
{
    tx.exec(kSetUnreachable, m_clock.nowMs(), id, at);
}

void Users::clearUnreachable(db::Transaction &tx, TelegramId id) const
{
    tx.exec(kClearUnreachable, id);
}

void Users::setBlocked(db::Transaction &tx, TelegramId id, bool isBlocked) const
{
    tx.exec(kSetBlocked, isBlocked, id);
}

void Users::noteAlbum(db::Transaction &tx, const User &user, const QString &album) const
{
    QStringList albums = user.lastAlbums.mid(0, kAlbumsAtOnce - 1);
    albums.prepend(album);
    tx.exec(kSetLastAlbums, albums.join(kBetweenAlbums), user.id);
}

void Users::setTopic(db::Transaction &tx, TelegramId id, std::optional<qint64> topicId) const
{
    tx.exec(kSetTopic, topicId, id);
}

} // namespace turnpike::access
