// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "support/rawpeer.h"

#include <QList>
#include <QMutex>

namespace turnpike::test {

// A bot behind plain sockets that answers every webhook request with the same bytes, until it is told others,
// and keeps what came. Its requests come on other threads; what it tells may be asked from the test's.
class RawShop
{
public:
    static inline const QByteArray kOk = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"_ba;

    struct Delivery
    {
        RawRequest request;
        int connection = 0; // counted from 1
    };

    explicit RawShop(const QByteArray &answer = kOk)
        : m_answer(answer)
        , m_peer([this](RawConnection &connection) { serve(connection); })
    {}

    QString url(const QString &path = u"/telegram/webhook"_s) const { return m_peer.url(path).toString(); }
    quint16 port() const { return m_peer.port(); }
    int connections() const { return m_peer.connections(); }

    // Empty: none, the caller waits.
    void setAnswer(const QByteArray &answer)
    {
        const QMutexLocker lock(&m_mutex);
        m_answer = answer;
    }
    QList<Delivery> deliveries() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_deliveries;
    }
    qsizetype count() const { return deliveries().size(); }
    QByteArray body(qsizetype i) const { return deliveries().value(i).request.body; }

private:
    void serve(RawConnection &connection)
    {
        while (const auto request = connection.read()) {
            QByteArray answer;
            {
                const QMutexLocker lock(&m_mutex);
                m_deliveries.append({*request, connection.number()});
                answer = m_answer;
            }
            if (!answer.isEmpty() && !connection.write(answer))
                return;
        }
    }

    mutable QMutex m_mutex;
    QByteArray m_answer;
    QList<Delivery> m_deliveries;
    RawPeer m_peer; // last: its threads use the others
};

} // namespace turnpike::test
