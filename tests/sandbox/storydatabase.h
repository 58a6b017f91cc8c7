// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QSqlDatabase>
#include <QVariant>

#include <optional>

namespace turnpike::sandbox {

// A look, and no more than a look, into the database of the server under test: what a customer's story can
// only prove there. Lives on the thread that made it. Functions throw Error when the database cannot be read.
class StoryDatabase
{
public:
    struct Subscription
    {
        QString uuid;
        QString tariff;
        QString vpnKey;
        qint64 expiresAt = 0;    // ms since 1970
        qint64 vpnExpiresAt = 0; // what the VPN API was told
        qint64 periodNumber = 0;
    };

    // `url` as in DATABASE_URL: sqlite:PATH or postgresql://user:password@host:port/name.
    explicit StoryDatabase(const QString &url);
    ~StoryDatabase();
    StoryDatabase(const StoryDatabase &) = delete;
    StoryDatabase &operator=(const StoryDatabase &) = delete;

    std::optional<Subscription> subscription(qint64 userId);
    qint64 balance(qint64 userId);
    // The sum of the balance's ledger.
    qint64 balanceLedger(qint64 userId);
    // Payments of this user that were granted, by provider.
    qint64 grantedPayments(qint64 userId, const QString &provider);
    // Granted payments of one Crypto Pay invoice.
    qint64 grantsOfInvoice(qint64 invoiceId);
    // Rows of the inbox with this update_id; with a status unless that is empty.
    qint64 inboxRows(qint64 updateId, const QString &status = {});
    qint64 inboxInStatus(const QString &status);
    qint64 outboxInStatus(const QString &status);

    // Any other question, with `?` for each value.
    QList<QVariantList> rows(const QString &sql, const QVariantList &values = {});
    // The first number of the first row, 0 without one.
    qint64 number(const QString &sql, const QVariantList &values = {});

private:
    QString m_connection;
    QSqlDatabase m_database;
};

} // namespace turnpike::sandbox
