// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/shopstate.h"

namespace turnpike::console {

// Reads what the connected instance logged before, page after page, newest first, as far as its ring goes
// back, into ShopState::logs(). Lives on the main thread.
class LogReader : public QObject
{
    Q_OBJECT

public:
    LogReader(ServerConnection &connection, ShopState &state, QObject *parent = nullptr);

    // Begins at the newest line that the query takes.
    void start(const protocol::LogQuery &query);
    // The same query again: what came while nobody followed, or was left out.
    void catchUp();
    // The page before those that were read.
    void readOlder();

    bool isReading() const { return m_isReading; }
    // Whether the server may have older ones.
    bool hasMore() const { return m_hasMore; }
    // How many lines the server had to leave out since catchUp() last ended well.
    qint64 missed() const
    {
        const qint64 all = m_state.missedLogLines();
        return all - (m_caughtUpEpoch == epoch() ? m_caughtUp : 0);
    }

Q_SIGNALS:
    void changed();
    void failed(const QString &why);

private:
    QString epoch() const { return m_connection.hello() ? m_connection.hello()->epoch : QString(); }
    void read();
    void take(const protocol::LogPage &page, const QString &epoch);

    ServerConnection &m_connection;
    ShopState &m_state;
    protocol::LogQuery m_query;  // with beforeSeq: where it goes on
    std::optional<qint64> m_end; // of catching up: goes on until it is there
    qint64 m_caughtUp = 0;       // of ShopState::missedLogLines(), in m_caughtUpEpoch
    QString m_caughtUpEpoch;
    std::optional<qint64> m_catchingUp;
    int m_number = 0; // of the query: answers to those before it are not looked at
    bool m_isReading = false;
    bool m_hasMore = false;
};

} // namespace turnpike::console
