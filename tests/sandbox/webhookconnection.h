#pragma once

#include "http/httpmessage.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

namespace turnpike::sandbox {

// One HTTP/1.1 connection of a webhook sender: POSTs one after another, never pipelined, kept open in
// between. Plain http. Owned by its sender; lives on its thread.
class WebhookConnection : public QObject
{
    Q_OBJECT

public:
    struct Answer
    {
        int status = 0; // 0: none came, see `error`
        QByteArray body;
        http::Headers headers;
        QString error;
        qint64 elapsedMs = 0;

        bool isSuccess() const { return status >= 200 && status < 300; }
        QByteArray header(const QByteArray &name) const;
    };

    // `answerTime` covers connecting, sending and the answer; `idleTime` is how long the connection stays
    // open after the last answer.
    WebhookConnection(std::chrono::milliseconds answerTime, std::chrono::milliseconds idleTime,
                      QObject *parent = nullptr);

    // Must not be called while isBusy(). Ends with exactly one finished().
    void post(const QUrl &url, const http::Headers &headers, const QByteArray &body);
    bool isBusy() const { return m_busy; }
    // Cuts the connection; a post under way ends with an error.
    void abort();

Q_SIGNALS:
    void finished(const turnpike::sandbox::WebhookConnection::Answer &answer);

private:
    void onReadyRead();
    void onDisconnected();
    bool parseHead();
    bool readBody();
    void finish();
    void fail(const QString &error);

    QTcpSocket m_socket;
    QTimer m_answerTimer;
    QTimer m_idleTimer;
    QElapsedTimer m_started;
    bool m_busy = false;
    QByteArray m_request; // waits for the connection
    QByteArray m_received;
    bool m_headDone = false;
    qint64 m_contentLength = -1; // -1: until the connection closes, or chunked
    bool m_chunked = false;
    bool m_keepAlive = true;
    Answer m_answer;
};

} // namespace turnpike::sandbox
