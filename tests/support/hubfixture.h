// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/changes.h"
#include "consolehub/consolehub.h"
#include "consolehub/gatekeeper.h"
#include "consolehub/owncalls.h"
#include "protocol/literals.h"
#include "protocol/pipetransport.h"
#include "support/consoleclient.h"
#include "support/fakeclock.h"
#include "support/testdatabase.h"
#include "telemetry/log.h"

namespace turnpike::test {

// A hub on a database of its own, with consoles at the other ends of pipes. What the operations threads do
// each second happens when a test says so.
class HubFixture : private consolehub::StateSource
{
public:
    explicit HubFixture(TestDatabase::Kind kind = TestDatabase::Kind::Sqlite,
                        const consolehub::ConsoleHub::Options &options = {},
                        const QString &bootstrapToken = {})
        : m_database(kind)
        , audit(clock)
        , operators(clock, bootstrapToken)
        , auditBuffer(clock)
        , changes(m_database.database(), audit)
        , trail(m_database.database())
        , hub({clock, operators, calls, *this, auditBuffer, log::ring()}, options)
    {
        operators.setListener([this] { hub.checkRightsSoon(); });
        consolehub::addOperatorCalls(calls, operators, changes, m_database.database());
        consolehub::addAuditCalls(calls, trail);
        consolehub::addLogCalls(calls, log::ring(), log::archive());
        consolehub::auditReads(calls, auditBuffer);
    }

    TestDatabase &database() { return m_database; }

    // A token of a new operator, known to the server.
    QByteArray add(const QString &name, protocol::Role role, int days = 90)
    {
        protocol::NewToken fresh;
        write([&](db::Transaction &tx) { operators.add(tx, {name, role, days, {}}, fresh); });
        return fresh.token.toUtf8();
    }
    // As a console that comes through the door.
    std::unique_ptr<ConsoleClient> connect(const QByteArray &token, const QString &epoch = {}, qint64 seq = 0)
    {
        auto ends = protocol::PipeTransport::make();
        auto console = std::make_unique<ConsoleClient>(std::move(ends.console));
        hub.admit(std::move(ends.server), {control::Operators::digestOf(token), u"192.0.2.7"_s, epoch, seq});
        return console;
    }
    static void stall(ConsoleClient &console, bool stalled)
    {
        static_cast<protocol::PipeTransport &>(console.transport()).stall(stalled);
    }

    void refreshOperators()
    {
        m_database.database().read(db::Demand::Operations, "test", deadline(),
                                   [this](db::Transaction &tx) { operators.refresh(tx); });
    }
    // Gives the audit what waits for it: who was refused, came and went, and read what.
    void writeRefusals()
    {
        const auto rows = auditBuffer.takeDue();
        write([&](db::Transaction &tx) {
            for (const consolehub::AuditBuffer::Row &row : rows)
                audit.record(tx, row.counted());
        });
    }
    template<class Work>
    void write(Work &&work)
    {
        m_database.database().write(db::Demand::Operations, "test", deadline(), std::forward<Work>(work));
    }
    static Deadline deadline() { return Deadline::in(std::chrono::seconds(30)); }

    FakeClock clock;

private:
    protocol::Snapshot snapshot() const override
    {
        protocol::Snapshot snapshot;
        protocol::FlagState flag;
        flag.key = u"payments"_s;
        flag.enabled = true;
        flag.version = 1;
        snapshot.flags.append(flag);
        return snapshot;
    }

    TestDatabase m_database;

public:
    control::Audit audit;
    control::Operators operators;
    consolehub::AuditBuffer auditBuffer;
    consolehub::CallTable calls;
    consolehub::Changes changes;
    consolehub::AuditTrail trail;
    consolehub::ConsoleHub hub;
};

} // namespace turnpike::test
