// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QNetworkAccessManager>
#include <QProcess>
#include <QUrl>

namespace turnpike::sandbox {

// A port of 127.0.0.1 that nobody listens on, below the range from which connections take theirs: a server
// that is started and killed again and again finds it free each time.
quint16 freePort();

class Sandbox;

// What a turnpike-server on this port is started with to live in this sandbox. Nothing of the caller's shop
// leaks in: only what programs need to run at all.
QProcessEnvironment serverEnvironment(const Sandbox &sandbox, quint16 port, const QString &databaseUrl,
                                      const QString &dataDir);

// The turnpike-server of a story: started, killed, asked to end and started again as a child process on one
// port. Ends with this object. Lives on the main thread.
class StoryServer : public QObject
{
    Q_OBJECT

public:
    // `program` is started with `environment`; what it prints goes to `logFile`, one run after another.
    StoryServer(const QString &program, const QProcessEnvironment &environment, const QUrl &url,
                const QString &logFile, QObject *parent = nullptr);
    ~StoryServer() override;

    void start();
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    // SIGKILL, and waits for the end.
    void kill();
    // SIGTERM; isRunning() tells when it has ended.
    void terminate();
    // SIGSTOP: it keeps its sockets and says nothing more.
    void freeze();
    // Any other one; nothing when it does not run.
    void sendSignal(int signal);
    qint64 processId() const { return m_process.processId(); }
    // Meaningful once it has ended; nothing after a crash or a kill.
    std::optional<int> exitCode() const;
    // Whether /readyz has said 200 since the last start. Asks again when called.
    bool isReady();
    // Since when it has been able to do anything, in ms since 1970: ready after its last start, or woken
    // after that. Nothing while it is not; asks again when called.
    std::optional<qint64> ableSince();
    QString startError() const { return m_process.errorString(); }
    const QUrl &url() const { return m_url; }
    const QString &logFile() const { return m_logFile; }

private:
    QUrl m_url;
    QString m_logFile;
    QProcess m_process;
    QNetworkAccessManager m_network;
    bool m_isAsking = false;
    bool m_isReady = false;
    std::optional<qint64> m_ableSince;
    int m_run = 0;
};

} // namespace turnpike::sandbox
