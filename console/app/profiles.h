// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QList>
#include <QString>
#include <QUrl>

namespace turnpike::console {

// A server that a person works with. Its token is not here: see TokenStore.
struct Profile
{
    QString name; // unique
    QUrl url;
    bool allowsPlainText = false; // beyond this machine and private networks

    bool operator==(const Profile &) const = default;
};

// The servers of this person, kept in the settings of the desktop. Main thread.
class Profiles
{
public:
    QList<Profile> all() const;
    std::optional<Profile> find(const QString &name) const;
    // In place of the one of this name.
    void save(const Profile &profile);
    void remove(const QString &name);

    // The one that was used last; empty: none.
    QString lastUsed() const;
    void setLastUsed(const QString &name);

    // Why this is no profile, in words; empty: it is one.
    static QString objectionTo(const Profile &profile);
    // As people type it: a missing scheme is wss, or ws for this machine.
    static QUrl urlFrom(const QString &typed);

private:
    void write(const QList<Profile> &profiles);
};

} // namespace turnpike::console
