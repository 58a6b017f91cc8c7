// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "answerreader.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTimer>
#include <QUrl>

namespace turnpike::sandbox {

// One HTTP/1.1 connection of a webhook sender, with TLS or without: requests one after another, never
// pipelined, kept open in between. Its errors read as in the Bot API server (tdlib/td:
// HttpConnectionBase.cpp, SslStream.cpp; strerror). Owned by its sender; lives on its thread.
class WebhookConnection : public QObject
{
    Q_OBJECT

public:
    using Answer = WebhookAnswer;

    struct Peer
    {
        QString host; // or address
        quint16 port = 0;
        bool isTls = false;
        QString tlsName;                // whose certificate it must show
        QList<QSslCertificate> trusted; // empty: what this machine trusts
    };

    // `answerTime` covers connecting, sending and the answer; `idleTime` is how long the connection stays
    // open after the last answer.
    WebhookConnection(std::chrono::milliseconds answerTime, std::chrono::milliseconds idleTime,
                      QObject *parent = nullptr);
    ~WebhookConnection() override;

    // Begins to connect. What is sent meanwhile goes out as soon as it can.
    void open(const Peer &peer);
    // Must not be called while isBusy(). Ends with exactly one finished().
    void send(const QByteArray &request);
    // The same for a request that ends in the middle: the connection is closed after these bytes.
    void sendCut(const QByteArray &part);
    // Opens the connection where that is needed, and sends a POST with Host, these headers, and its length.
    void post(const QUrl &url, const http::Headers &headers, const QByteArray &body);
    bool isBusy() const { return m_isBusy; }
    // Cuts the connection; a request under way ends with an error.
    void abort();

Q_SIGNALS:
    void finished(const turnpike::sandbox::WebhookAnswer &answer);
    // The first bytes of an answer are there.
    void answerBegins();
    // The connection has ended; what was under way has finished() before. `error` is empty when the other
    // side simply closed it: nobody takes notice of that.
    void closed(const QString &error);

private:
    void onReady();
    void onReadyRead();
    void onError(QAbstractSocket::SocketError error);
    void onTimeout();
    void readAnswer();
    void refuseAnswer();
    void end(const QString &error);
    void watchDescriptor();
    bool wasReset() const;
    void forgetDescriptor();

    QSslSocket m_socket;
    Peer m_peer;
    std::chrono::milliseconds m_answerTime;
    std::chrono::milliseconds m_idleTime;
    QTimer m_timer;
    QElapsedTimer m_started;
    bool m_isBusy = false;
    bool m_isOpen = false;
    bool m_closesAfterSending = false;
    int m_twin = -1;       // a second descriptor of the socket: tells after its end how it ended
    QByteArray m_request;  // waits for the connection
    QByteArray m_received; // and not yet read
    AnswerReader m_reader;
};

} // namespace turnpike::sandbox
