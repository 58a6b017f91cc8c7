// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace turnpike::access {

// Albums of one customer whose pictures may come between one another's: more are not looked out for.
constexpr int kAlbumsAtOnce = 4;

// A customer.
struct User
{
    TelegramId id;
    QString username; // without @; empty when there is none
    QString firstName;
    QString language; // "ru", "en", …; empty until the customer has chosen
    Kopecks balance;
    QString referralCode;
    std::optional<TelegramId> referrer;
    std::optional<Timestamp> trialUsedAt; // ms UTC
    bool isReachable = true;
    // Set while what was kept for a return has not been sent: ms UTC, see Outbox::sendWhatWasKept.
    std::optional<qint64> unreachableSince;
    bool isBlocked = false;
    qint64 stateSeq = 0;
    QStringList lastAlbums;        // media_group_ids of the latest albums that were answered, newest first
    std::optional<qint64> topicId; // of the private chat, where the customer wrote last
    Timestamp createdAt = 0;       // ms UTC
    Timestamp lastSeenAt = 0;      // ms UTC
};

// How a customer is known whose personal data was erased: by nothing but that (SHA-256, hexadecimal).
QString erasedPerson(TelegramId user);

// The table `users`. Its balance is changed by billing::Balance alone. Holds no state; thread-safe.
class Users
{
public:
    explicit Users(const Clock &clock);

    struct Ensured
    {
        User user;
        bool isNew = false;
    };
    // The user's row: made, with a unique referral code, at the first sight; otherwise its names and
    // last_seen_at brought up to date, and the user reachable again. Locks the row.
    Ensured ensure(db::Transaction &tx, TelegramId id, const QString &username,
                   const QString &firstName) const;
    // The same in two steps, the first of which waits for no answer: it does all there is to do for a user
    // who is known.
    db::Asked touch(db::Transaction &tx, TelegramId id, const QString &username,
                    const QString &firstName) const;
    Ensured ensure(db::Transaction &tx, const db::Asked &touched, TelegramId id, const QString &username,
                   const QString &firstName) const;

    std::optional<User> find(db::Transaction &tx, TelegramId id) const;
    // The same and locks the row until the transaction ends: what money and access changes begin with.
    std::optional<User> lock(db::Transaction &tx, TelegramId id) const;
    std::optional<User> findByUsername(db::Transaction &tx, const QString &username) const;
    std::optional<User> findByReferralCode(db::Transaction &tx, const QString &code) const;

    void setLanguage(db::Transaction &tx, TelegramId id, const QString &language) const;

    enum class ReferrerOutcome { Set, AlreadySet, Self, Loop, UnknownUser };
    // Who invited the user: set once, never to the user itself or to somebody the user invited, directly or
    // not.
    ReferrerOutcome setReferrer(db::Transaction &tx, TelegramId id, TelegramId referrer) const;
    // How many users this one has invited.
    qint64 invitedCount(db::Transaction &tx, TelegramId id) const;

    // Changes with every change of the stored conversation state, which carries the same number; where they
    // differ there is no state. bump returns the new number. Both give 0 for an unknown user.
    qint64 bumpStateSeq(db::Transaction &tx, TelegramId id) const;
    qint64 stateSeq(db::Transaction &tx, TelegramId id) const;

    // False: the user could be reached all the time, and nothing was kept.
    bool markReachable(db::Transaction &tx, TelegramId id) const;
    // The user could not be reached at `at` (ms UTC). Says nothing of whoever was seen after that.
    void markUnreachable(db::Transaction &tx, TelegramId id, Timestamp at) const;
    // What was kept for the user's return has been sent.
    void clearUnreachable(db::Transaction &tx, TelegramId id) const;
    void setBlocked(db::Transaction &tx, TelegramId id, bool isBlocked) const;
    // This album is answered; the oldest of kAlbumsAtOnce is forgotten.
    void noteAlbum(db::Transaction &tx, const User &user, const QString &album) const;
    // Where answers and notices go from now on: a topic of the private chat, or none.
    void setTopic(db::Transaction &tx, TelegramId id, std::optional<qint64> topicId) const;

private:
    const Clock &m_clock;
};

} // namespace turnpike::access
