// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "serverfixture.h"

#include "support/rawclient.h"
#include "support/tcpgate.h"

namespace turnpike::test {

// Two real servers on one PostgreSQL behind an edge that Telegram's webhook goes to, and people who talk to
// the bot. Lives on the test's thread.
class ReplicasFixture : public ServerFixture
{
public:
    explicit ReplicasFixture(sandbox::Options options = quick())
        : ServerFixture(Kind::Postgres, options)
        , m_edge({port()})
        , m_otherPort(sandbox::freePort())
    {
        set("WEBHOOK_URL", u"http://127.0.0.1:%1/telegram/webhook"_s.arg(m_edge.port()));
        set("METRICS_TOKEN", u"let me look"_s);
        for (int i = 0; i < 12; ++i)
            m_people += sandbox().telegram().putUser(0, u"Guest %1"_s.arg(i), {}, {}).id;
    }

    // The second one; ready when it returns.
    void startOther()
    {
        if (QTest::currentTestFailed())
            return;
        QProcessEnvironment other = environment();
        other.insert(u"PORT"_s, QString::number(m_otherPort));
        m_other = std::make_unique<sandbox::StoryServer>(
            program(), other, QUrl(u"http://127.0.0.1:%1/"_s.arg(m_otherPort)), otherLogFile());
        m_other->start();
        QTRY_VERIFY2_WITH_TIMEOUT(m_other->isReady(), otherLog().constData(), 30'000);
    }
    sandbox::StoryServer &other() { return *m_other; }
    quint16 otherPort() const { return m_otherPort; }
    QByteArray otherLog() const
    {
        QFile file(otherLogFile());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no log");
    }
    TcpGate &edge() { return m_edge; }

    // Everybody writes once more.
    void allSay(const QString &text)
    {
        for (const qint64 user : m_people)
            sandbox().customers().sendText(user, text);
    }
    // Everything that Telegram had is with us, and handled.
    void waitUntilAllIsHandled()
    {
        QTRY_COMPARE_WITH_TIMEOUT(sandbox().sender().pendingCount(), 0, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(database().number("SELECT count(*) FROM inbox WHERE status <> 'done'"), 0,
                                  60'000);
        QVERIFY2(QTest::qWaitFor([this] { return waitingMessages().isEmpty(); }, 60'000),
                 waitingMessages().constData());
    }
    // A line for each message that is not sent yet: who has it, until when, and what came of it.
    QByteArray waitingMessages()
    {
        QByteArray lines;
        for (const db::Row &row : database().query(
                 "SELECT id, chat_id, method, attempts, unknown_outcomes, COALESCE(lease_owner, ''), "
                 "COALESCE(lease_until, 0), not_before, created_at, COALESCE(last_error, '') FROM outbox "
                 "WHERE status = 'pending' ORDER BY id"))
            lines += u"\n%1 to %2 (%3): attempt %4, %5 unknown, leased by '%6' until %7, not before "
                     "%8, made %9: %10"_s.arg(row.int64(0))
                         .arg(row.int64(1))
                         .arg(row.text(2))
                         .arg(row.int64(3))
                         .arg(row.int64(4))
                         .arg(row.text(5))
                         .arg(row.int64(6))
                         .arg(row.int64(7))
                         .arg(row.int64(8))
                         .arg(row.text(9))
                         .toUtf8();
        return lines;
    }
    // Pairs of updates of one customer of which the later was handled first.
    qint64 outOfOrder()
    {
        return database().number(
            "SELECT count(*) FROM inbox a JOIN inbox b ON a.lane = b.lane AND a.seq < b.seq "
            "WHERE a.handled_at > b.handled_at");
    }
    // Calls that Telegram took, beyond one for each message that we know as sent.
    qint64 repeatedMessages()
    {
        qint64 calls = 0;
        for (const QJsonObject &call : sandbox().ledger().entries(u"call"_s)) {
            const QString method = call.value(u"method").toString();
            if (call.value(u"ok").toBool() && (method.startsWith(u"send") || method.startsWith(u"edit")))
                calls++;
        }
        return calls - database().number("SELECT count(*) FROM outbox WHERE status = 'sent' AND "
                                         "(method LIKE 'send%' OR method LIKE 'edit%')");
    }

    // A gauge or counter of /metrics; -1 when it is not there.
    static double metric(quint16 port, const QByteArray &name) { return metricIn(metrics(port), name); }
    // All of one moment.
    static QByteArray metrics(quint16 port)
    {
        RawClient client(port);
        const auto answer = client.exchange(get("/metrics", "Authorization: Bearer let me look\r\n"));
        return answer ? answer->body : QByteArray();
    }
    static double metricIn(const QByteArray &metrics, const QByteArray &name)
    {
        for (const QByteArray &line : metrics.split('\n')) {
            if (line.startsWith(name + ' '))
                return line.mid(name.size() + 1).toDouble();
        }
        return -1;
    }

private:
    QString otherLogFile() const { return m_otherFolder.filePath(u"other.log"_s); }

    QTemporaryDir m_otherFolder;
    TcpGate m_edge;
    quint16 m_otherPort;
    std::unique_ptr<sandbox::StoryServer> m_other;
    QList<qint64> m_people;
};

} // namespace turnpike::test
