// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "inbox/updatehandler.h"

#include <functional>

namespace turnpike::test {

// An UpdateHandler that does what a test says. Without a script it leaves one row for each update in the
// table `effects`, made by createEffects().
class ScriptedHandler : public inbox::UpdateHandler
{
public:
    using Prepare = std::function<void(const inbox::InboxUpdate &, const Deadline &)>;
    using Run = std::function<void(const inbox::InboxUpdate &, db::Transaction &)>;

    // Before the transaction.
    Prepare prepareHook;
    // Within it, after the effect has been left.
    Run runHook;
    Run refuseHook;

    std::unique_ptr<Job> prepare(const inbox::InboxUpdate &update, const Deadline &deadline) override
    {
        if (prepareHook)
            prepareHook(update, deadline);
        return std::make_unique<ScriptedJob>(*this, update);
    }

    void refusePreCheckout(db::Transaction &tx, const inbox::InboxUpdate &update) override
    {
        leaveEffect(tx, update, "refused");
        if (refuseHook)
            refuseHook(update, tx);
    }

    static QByteArray createEffects(bool isSqlite)
    {
        return QByteArray("CREATE TABLE effects (id ") +
               (isSqlite ? "integer PRIMARY KEY AUTOINCREMENT"
                         : "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY") +
               ", update_id bigint NOT NULL, seq bigint NOT NULL, user_id bigint, what text NOT NULL)";
    }

    static void leaveEffect(db::Transaction &tx, const inbox::InboxUpdate &update, const char *what)
    {
        tx.exec("INSERT INTO effects (update_id, seq, user_id, what) VALUES (?, ?, ?, ?)", update.updateId,
                update.seq, update.user, what);
    }

private:
    class ScriptedJob : public Job
    {
    public:
        ScriptedJob(const ScriptedHandler &handler, const inbox::InboxUpdate &update)
            : m_handler(handler)
            , m_update(update)
        {}
        void run(db::Transaction &tx) override
        {
            leaveEffect(tx, m_update, "handled");
            if (m_handler.runHook)
                m_handler.runHook(m_update, tx);
        }

    private:
        const ScriptedHandler &m_handler;
        const inbox::InboxUpdate m_update;
    };
};

} // namespace turnpike::test
