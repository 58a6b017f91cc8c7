// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/logreader.h"

#include "protocol/version.h"

#include <utility>

namespace turnpike::console {

using namespace protocol;

LogReader::LogReader(ServerConnection &connection, ShopState &state, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_state(state)
{}

void LogReader::start(const LogQuery &query)
{
    m_query = query;
    m_query.beforeSeq.reset();
    m_query.limit = kMaxPage;
    m_end.reset();
    m_catchingUp.reset();
    m_hasMore = false;
    ++m_number;
    read();
}

void LogReader::catchUp()
{
    m_state.flush();
    const auto &lines = m_state.logs().rows();
    const LogQuery query = m_query;
    start(query);
    m_catchingUp = m_state.missedLogLines();
    if (!lines.empty())
        m_end = missed() > 0 ? lines.front().seq : lines.back().seq;
}

void LogReader::readOlder()
{
    if (m_hasMore && !m_isReading)
        read();
}

void LogReader::read()
{
    const QString call = QString::fromLatin1(call::kLogs);
    if (!m_connection.canAsk(call)) {
        m_isReading = false;
        return;
    }
    m_isReading = true;
    Q_EMIT changed();
    const QString epoch = this->epoch();
    m_connection.ask(call, toJson(m_query), this, [this, epoch, number = m_number](const Answer &answer) {
        if (number != m_number)
            return;
        m_isReading = false;
        if (!answer.error)
            take(fromJson<LogPage>(answer.ok), epoch);
        else if (answer.error->code != ErrorCode::Disconnected)
            Q_EMIT failed(answer.error->message);
        Q_EMIT changed();
    });
}

void LogReader::take(const LogPage &page, const QString &epoch)
{
    m_state.addLogs(epoch, page.items);
    m_hasMore = page.hasMore && !page.items.isEmpty();
    if (!page.items.isEmpty())
        m_query.beforeSeq = page.items.last().seq;
    if (m_hasMore && m_end && *m_query.beforeSeq > *m_end) {
        read();
        return;
    }
    m_end.reset();
    if (!m_catchingUp || epoch != this->epoch())
        return;
    m_caughtUp = *std::exchange(m_catchingUp, std::nullopt);
    m_caughtUpEpoch = epoch;
}

} // namespace turnpike::console

#include "moc_logreader.cpp"
