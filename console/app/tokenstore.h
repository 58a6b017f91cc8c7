// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QHash>
#include <QObject>

#include <functional>

namespace turnpike::console {

// Tokens in the keychain of the desktop, by the name of the profile; where there is none, or it refuses, they
// are kept in memory for this session only, and never in a file of ours. Asks the keychain without waiting
// for it, and for kPatienceMs at most. Main thread.
class TokenStore : public QObject
{
    Q_OBJECT

public:
    static constexpr int kPatienceMs = 20'000; // a person may have to unlock it

    // `service`: under which name the desktop shows them.
    explicit TokenStore(const QString &service, QObject *parent = nullptr);

    // The token, or an empty one; `note` says in words why there is none, if the keychain is to blame.
    using Read = std::function<void(const QByteArray &token, const QString &note)>;
    void read(const QString &profile, QObject *context, Read done);
    // `note` is empty once the keychain has it, otherwise why it stays in memory only.
    using Written = std::function<void(const QString &note)>;
    void write(const QString &profile, const QByteArray &token, QObject *context, Written done);
    // For this session only; the keychain forgets an older one.
    void keepForSession(const QString &profile, const QByteArray &token);
    void forget(const QString &profile);

private:
    const QString m_service;
    QHash<QString, QByteArray> m_session;
};

} // namespace turnpike::console
