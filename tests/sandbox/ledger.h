// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QFile>
#include <QJsonObject>
#include <QList>

#include <deque>

namespace turnpike::sandbox {

// All that went in and out, in order: updates made, deliveries tried, calls of the Bot API, of the VPN API
// and of Crypto Pay with their outcome, faults that struck. Kept in memory, and as JSON lines in a file where
// one is named. Owned by Sandbox; lives on its thread.
//
// Each entry has `seq` (from 1, without gaps), `at` (milliseconds since 1970) and `kind`: update, delivery,
// dropped, call, vpn, cryptopay, cryptopay_webhook, fault, control.
class Ledger
{
public:
    // Throws Error when `file` cannot be opened for appending.
    explicit Ledger(const QString &file = {});

    // Returns the entry's seq.
    qint64 add(const QString &kind, QJsonObject entry);

    // Entries after `seq`, of one kind unless that is empty.
    QList<QJsonObject> entries(const QString &kind = {}, qint64 since = 0, qsizetype limit = -1) const;
    // The same as a JSON document {"entries":[…],"next":seq}; `next` is what to ask from the next time.
    QByteArray document(const QString &kind, qint64 since, qsizetype limit) const;
    qint64 lastSeq() const { return static_cast<qint64>(m_lines.size()); }

private:
    struct Line
    {
        QString kind;
        QByteArray json; // compact: a ledger of a long run holds hundreds of thousands
    };

    template<class Visit>
    qint64 visit(const QString &kind, qint64 since, qsizetype limit, Visit visit) const;

    std::deque<Line> m_lines;
    QFile m_file;
};

} // namespace turnpike::sandbox
