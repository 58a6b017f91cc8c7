// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace turnpike::console {

// A page as somebody looked at it.
struct SavedView
{
    QString name;      // unique, as the person calls it
    QString page;      // key
    QJsonObject state; // of Page::viewState()

    bool operator==(const SavedView &) const = default;
};

// The views of one profile, kept in the settings of the desktop; what another version of the console kept in
// another way is not read. Main thread.
class SavedViews
{
public:
    static constexpr qsizetype kMost = 30;
    static constexpr qsizetype kLongestName = 60;
    static constexpr qsizetype kMostBytes = 64 * 1024; // of the state of one view

    explicit SavedViews(const QString &profile);

    // By name.
    QList<SavedView> all() const;
    std::optional<SavedView> find(const QString &name) const;
    // In place of the one of this name. False, and nothing changed: there are kMost already, the view is too
    // large, or its name is empty or too long.
    bool save(const SavedView &view);
    // False: there is none, or another one has that name, or it is none.
    bool rename(const QString &name, const QString &to);
    void remove(const QString &name);

private:
    void write(const QList<SavedView> &views);

    const QString m_key; // in the settings
};

} // namespace turnpike::console
