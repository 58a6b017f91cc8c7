// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "answershape.h"
#include "requestreader.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>

QT_BEGIN_NAMESPACE
class QTcpSocket;
QT_END_NAMESPACE

namespace turnpike::sandbox {

class HttpConnection;

// The one way to answer a request. Copyable, may be kept; only the first answer counts, and one to a client
// that has left is nothing. A request that nobody answers meets silence for ever: that is a way to answer,
// too. Lives on the server's thread.
class HttpReply
{
public:
    void send(const http::Response &response, const AnswerShape &shape = {}) const;
    // Cuts the connection with an RST, as a process that dies.
    void reset() const;
    // Whether the caller is still there.
    bool isAwaited() const;

private:
    friend class HttpConnection;
    HttpReply(HttpConnection *connection, quint64 serial);

    QPointer<HttpConnection> m_connection;
    quint64 m_serial;
};

// One client of the stand-ins: its requests one after another, and answers in every shape. Owned by the
// server, ends itself with its socket; lives on the server's thread.
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(const http::Request &request, const HttpReply &reply)>;
    // Sees a request as soon as its head is there. False: the connection is reset, its body unread.
    using HeadCheck = std::function<bool(const http::Request &head)>;

    // Takes the socket.
    HttpConnection(QTcpSocket *socket, Handler handler, HeadCheck headCheck, QObject *parent);

private:
    friend class HttpReply;

    void onReadyRead();
    void goOn();
    bool beginRequest();
    void handOn();
    void answer(quint64 serial, const http::Response &response, const AnswerShape &shape);
    void write(const QByteArray &bytes, const AnswerShape &shape);
    void writeNextByte();
    void answered();
    void cut(AnswerShape::CutBy by);
    void close();
    void reset();

    QTcpSocket *m_socket;
    Handler m_handler;
    HeadCheck m_headCheck;
    RequestReader m_reader;
    QTimer m_idleTimer;
    bool m_isHeadSeen = false;
    bool m_isToHead = false;  // the request that waits is a HEAD
    quint64 m_serial = 0;     // of the request that waits for its answer
    bool m_isWaiting = false; // for that
    bool m_isEnding = false;  // nothing is read or answered any more
    bool m_closesAfter = false;
    AnswerShape m_shape; // of the answer under way
    QByteArray m_slow;   // what is still to be written, byte by byte
};

} // namespace turnpike::sandbox
