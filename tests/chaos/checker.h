// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "findings.h"
#include "rig.h"

#include <QSet>

namespace turnpike::chaos {

// Compares what the stand-ins have written down with the server's database, once everything has ended. One
// function a promise; each adds what it finds.
class Checker
{
public:
    explicit Checker(Rig *rig);

    // Also where the world does not ask for it: see World.
    void holdAgainstOutside() { m_isHeldAgainstOutside = true; }
    Findings check();

private:
    using Kind = Findings::Kind;

    // Every acknowledged update is handled once, or a dead letter; Telegram gave up on none.
    void checkUpdates();
    // Each press and pre-checkout has one answer, or is a pre-checkout for which it was too late after an
    // outage; and no update put the same message into the outbox twice.
    void checkAnswers();
    QSet<qint64> lateCheckouts();
    // A customer's updates were handled in the order in which they were stored, and their messages left in
    // the order in which they were written.
    void checkOrder();
    // Every payment is in the books once, and what it bought was given once.
    void checkPayments();
    void checkBalances();
    void checkAccess();
    // The VPN API knows the keys that were issued, until the same moment, and no other.
    void checkKeys();
    // Every message was sent, or says why not.
    void checkMessages();
    // Where it is to be: whatever the outside has seen (each message, key and invoice), the
    // database knows.
    void checkSeen();
    void checkMessagesSeen();
    QSet<qint64> customersErased();
    // A file of SQLite has come through it whole, and each of its rows belongs to one that is there. (Of
    // PostgreSQL's files its server takes care.)
    void checkFile();

    // How an update stands in the inbox. Telegram uses ids again, so it is known by the hash of its body:
    // the body itself is let go of once it is handled.
    struct Stored
    {
        QString status;
        qint64 seq = 0;
    };
    QHash<QByteArray, Stored> storedUpdates();
    // Of the body as it came over the wire; of one that was sent again, what it was at first.
    QByteArray hashOf(const QJsonObject &entry);

    // The first column of a query.
    QSet<QString> textsIn(const QString &sql);
    // Rows of a query, each of which is something that must not be.
    void none(Kind kind, const QString &what, const QString &sql);

    Rig *m_rig;
    bool m_isHeldAgainstOutside;
    Findings m_findings;
    QHash<qint64, QByteArray> m_hashes; // of the ledger's updates, by their order
};

} // namespace turnpike::chaos
