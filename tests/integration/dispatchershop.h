// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/database.h"
#include "inbox/dispatcher.h"
#include "inbox/lanes.h"
#include "protocol/literals.h"
#include "support/fakeclock.h"
#include "support/scriptedhandler.h"
#include "support/testdatabase.h"

#include <condition_variable>
#include <mutex>

namespace turnpike::test {

using namespace std::chrono_literals;

constexpr int kPatienceMs = 60'000; // for what must come, however busy the machine is

// A database with an inbox and a table of effects, a handler, and a dispatcher over them.
struct DispatcherShop
{
    using Kind = TestDatabase::Kind;
    using Dispatcher = inbox::Dispatcher;

    explicit DispatcherShop(Kind kind, Dispatcher::Options options = quick(),
                            db::PoolOptions poolOptions = TestDatabase::defaultOptions())
        : test(kind, poolOptions)
        , isSqlite(kind == Kind::Sqlite)
        , dispatcher(
              test.database(), handler, clock, u"this"_s,
              [this](const QString &alert, const protocol::Sentence &text) {
                  const std::lock_guard lock(mutex);
                  alerts << alert;
                  lastAlert = text;
              },
              options)
    {
        test.script(ScriptedHandler::createEffects(isSqlite));
    }

    static Dispatcher::Options quick()
    {
        Dispatcher::Options options;
        options.pollInterval = 10ms;
        return options;
    }

    void store(qint64 id, qint64 user, const char *kind = "message", const QByteArray &body = "{}")
    {
        const QString name = QString::fromLatin1(kind);
        test.exec(
            "INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at) VALUES (?, ?, ?, ?, ?, ?)",
            id, name, user, inbox::laneFor(name, UpdateId(id), TelegramId(user), std::nullopt), body,
            clock.nowMs());
    }
    // Ids from `first`, of one user, in one statement.
    void storeMany(qint64 first, int count, qint64 user)
    {
        test.exec(
            "WITH RECURSIVE n (i) AS (SELECT CAST(? AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at) "
            "SELECT i, 'message', CAST(? AS bigint), CAST(? AS text), CAST('{}' AS " +
                QByteArray(isSqlite ? "blob" : "bytea") + "), CAST(? AS bigint) FROM n",
            first, first + count - 1, user, inbox::userLane(TelegramId(user)), clock.nowMs());
    }

    qint64 countOf(const char *status)
    {
        return test.number("SELECT count(*) FROM inbox WHERE status = ?", status);
    }
    qint64 effects() { return test.number("SELECT count(*) FROM effects"); }
    QString statusOf(qint64 id)
    {
        return test.query("SELECT status FROM inbox WHERE update_id = ?", id).at(0).text(0);
    }
    // Effects that came before one of an earlier update of the same user.
    qint64 outOfOrder()
    {
        return test.number(
            "SELECT count(*) FROM (SELECT seq, lag(seq) OVER (PARTITION BY user_id ORDER BY id) AS "
            "before FROM effects) AS e WHERE before >= seq");
    }
    qint64 handledTwice()
    {
        return test.number("SELECT count(*) FROM (SELECT update_id FROM effects GROUP BY update_id "
                           "HAVING count(*) > 1) AS twice");
    }
    int alertCount()
    {
        const std::lock_guard lock(mutex);
        return static_cast<int>(alerts.size());
    }

    // What the last alert says.
    protocol::Sentence alertText()
    {
        const std::lock_guard lock(mutex);
        return lastAlert;
    }

    TestDatabase test;
    const bool isSqlite;
    FakeClock clock;
    ScriptedHandler handler;
    std::mutex mutex;
    QStringList alerts;
    protocol::Sentence lastAlert;
    Dispatcher dispatcher; // last: it uses the others
};

// Holds handlers until opened.
class Gate
{
public:
    void pass(const Deadline &deadline)
    {
        std::unique_lock lock(m_mutex);
        ++m_waiting;
        while (!m_open && !deadline.isOver())
            m_changed.wait_for(lock, 5ms);
        --m_waiting;
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    int waiting()
    {
        const std::lock_guard lock(m_mutex);
        return m_waiting;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_open = false;
    int m_waiting = 0;
};

} // namespace turnpike::test
