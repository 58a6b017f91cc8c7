// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace turnpike::state {

// Which Redis to use: what REDIS_URL says. A value.
//     redis://[[user]:password@]host[:port][/number]     (an IPv6 host in brackets; rediss:// for TLS)
struct RedisUrl
{
    QString host;
    int port = 6379;
    QByteArray user; // of Redis's ACL; empty: the default one, by its password alone
    QByteArray password;
    int database = 0;
    bool tls = false;
    QString caFile;     // who may have signed the server's certificate; empty: whom the system trusts
    QStringList unused; // names of parameters (?name=value) that are other clients' own

    // Throws ConfigError that says what is wrong and never shows the password. Registers the password with
    // the log's redactor. Whether TLS can be had is for RedisTls to say.
    static RedisUrl parse(const QString &text, const QString &caFile = {});

    // For people: without the password.
    QString display() const;
};

} // namespace turnpike::state
