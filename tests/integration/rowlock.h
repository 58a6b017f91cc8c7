// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/database.h"
#include "support/testdatabase.h"

#include <QtGlobal>

#include <atomic>
#include <thread>

namespace turnpike::test {

// Locks rows as somebody else would, from begin() on until the end of this object.
class RowLock
{
public:
    RowLock(TestDatabase &test, const char *lockingSql)
        : m_test(test)
        , m_sql(lockingSql)
    {}
    ~RowLock() { release(); }

    // Blocks until the lock is there.
    void begin()
    {
        m_thread = std::thread([this] {
            try {
                m_test.database().write(db::Demand::Worker, "lock", Deadline::in(std::chrono::seconds(60)),
                                        [this](db::Transaction &tx) { hold(tx); });
            } catch (const std::exception &error) {
                qWarning("the lock was lost: %s", error.what());
                m_isOver = true;
            }
        });
        while (!m_isHeld && !m_isOver)
            std::this_thread::yield();
    }
    bool isHeld() const { return m_isHeld && !m_isOver; }
    void release()
    {
        m_isOver = true;
        if (m_thread.joinable())
            m_thread.join();
    }

private:
    void hold(db::Transaction &tx)
    {
        m_isHeld = tx.exec(m_sql) >= 0; // who reads the number has the lock
        // Never idle for long: PostgreSQL would end such a transaction.
        while (!m_isOver && !tx.deadline().isOver()) {
            tx.one("SELECT 1");
            tx.deadline().sleep(std::chrono::milliseconds(10));
        }
    }

    TestDatabase &m_test;
    const char *m_sql;
    std::atomic<bool> m_isHeld{false};
    std::atomic<bool> m_isOver{false};
    std::thread m_thread;
};

} // namespace turnpike::test
