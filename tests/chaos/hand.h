// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>
#include <QVariant>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace turnpike::chaos {

// Writes into the shop's database as another replica or the command line does, as soon as that is possible,
// and finds out all the time whether it is: a row in a table of its own several times a second, on a
// connection that is made anew whenever something failed. On a thread of its own, for all of that blocks. Its
// functions do not, and are thread-safe.
class Hand
{
public:
    struct Statement
    {
        QString sql;
        QVariantList values; // for each `?`; none: it is carried out as it is
    };

    // `url` as in DATABASE_URL, by the way that the server goes. A file of SQLite is open while it is written
    // to and no longer.
    explicit Hand(const QString &url);
    // A connection that hangs must have been cut.
    ~Hand();
    Hand(const Hand &) = delete;
    Hand &operator=(const Hand &) = delete;

    // Nothing is written while it rests.
    void setResting(bool isResting);
    // Carries these out in one transaction, again and again until they are committed: they must not mind.
    void change(std::vector<Statement> statements);

    // All in ms since 1970.
    struct Standing
    {
        std::optional<qint64> changedAt; // when the last change was committed; nothing: it is not
        // Since when whatever was written was committed, and soon; nothing: the last was not, or takes long.
        std::optional<qint64> ableSince;
    };
    Standing standing() const;

private:
    void run();
    bool write(const std::vector<Statement> &statements);
    bool open();
    void close();
    static std::vector<Statement> trial();

    const QString m_url;
    const bool m_isSqlite;
    mutable std::mutex m_mutex;
    std::condition_variable m_woken;
    std::vector<Statement> m_waiting; // the rest is guarded by m_mutex, too
    std::optional<qint64> m_changedAt;
    std::optional<qint64> m_ableSince;
    std::optional<qint64> m_begunAt; // what is under way
    bool m_isResting = false;
    bool m_leave = false;
    std::thread m_thread;
};

} // namespace turnpike::chaos
