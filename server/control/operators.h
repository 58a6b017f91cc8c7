// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/transaction.h"
#include "protocol/operators.h"
#include "protocol/timestamp.h"

#include <QHash>
#include <QSet>

#include <functional>
#include <mutex>

namespace turnpike::control {

// Who may use the console, by tokens of 256 random bits of which only the SHA-256 is kept. The table is the
// truth; every replica keeps a picture that its owner refreshes along with the flags, so that a console gets
// in while the database is away. Who calls add() and revoke() writes the audit row. Thread-safe.
class Operators
{
public:
    // Of the administrator whom the environment may name; nobody in the table is called so.
    static constexpr const char *kBootstrapName = "bootstrap";
    static constexpr int kMaxDays = 366;

    // `bootstrapToken` is good for an administrator from the first moment on; empty: there is none.
    explicit Operators(const Clock &clock, const QString &bootstrapToken = {});

    // What a token gives, as of now.
    struct Access
    {
        QString name;
        protocol::Role role = protocol::Role::Viewer;
        Timestamp expiresAt = 0; // ms UTC; 0: never
    };
    // Nothing for a token that is unknown, revoked or over. Takes the same time whatever is wrong with it,
    // and never blocks.
    std::optional<Access> access(const QByteArray &digest) const;
    // What is kept of a token, and what it is known by inside of the process.
    static QByteArray digestOf(const QByteArray &token);
    // The token was used to get in; writeUses() tells the table, where there is anything to tell.
    void noteUse(const QByteArray &digest);
    bool hasUses() const;
    void writeUses(db::Transaction &tx);

    // Reads the table. The new picture is in force once the transaction is committed.
    void refresh(db::Transaction &tx);
    // A statement of one text, which is another one once somebody was added or revoked: cheaper than reading
    // the table.
    static const char *stampQuery();
    // Called after each change of the picture, on the thread that made it. Set once, before the first
    // refresh.
    void setListener(std::function<void()> listener) { m_listener = std::move(listener); }

    enum class AddOutcome { Added, IsThere, BadName, BadDays };
    // What to tell whoever asked for it.
    static QString explain(AddOutcome outcome);
    // Writes the row and makes the token, "tpc_…", known to the log's redaction from here on. IsThere:
    // somebody of this name has a token that is still good.
    AddOutcome add(db::Transaction &tx, const protocol::OperatorOrder &order, protocol::NewToken &fresh);
    // False when nobody of this name has a token that is still good. In this process it ends with the commit.
    bool revoke(db::Transaction &tx, const QString &name);
    std::vector<protocol::OperatorRow> all(db::Transaction &tx) const;

private:
    void publish(QHash<QByteArray, Access> picture);

    const Clock &m_clock;
    const QByteArray m_bootstrapDigest;
    std::function<void()> m_listener;
    mutable std::mutex m_mutex;
    QHash<QByteArray, Access> m_picture; // by digest
    QSet<QByteArray> m_revoked;          // here: never again, whatever an older read says
    QSet<QByteArray> m_used;             // not written yet
};

} // namespace turnpike::control
