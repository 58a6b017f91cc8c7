// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

#include <QString>

namespace turnpike::sandbox {

// What a webhook answered.
struct WebhookAnswer
{
    int status = 0; // 0: no answer came, see `error`
    QByteArray reason;
    QByteArray body;
    http::Headers headers;
    bool isKeptAlive = true;
    QString error;
    qint64 elapsedMs = 0;

    bool isSuccess() const { return status >= 200 && status < 300; }
    // The first of this name in any case.
    QByteArray header(const QByteArray &name) const;
};

// Takes answers off a stream of bytes the way Telegram does, which is not always how the RFC has it: without
// Content-Length or "chunked" there is no body, 100 is an answer like any other, and what comes after an
// answer begins the next one. Source: tdlib/td, HttpReader.cpp and HttpChunkedByteFlow.cpp. A plain value.
class AnswerReader
{
public:
    enum class State { Head, Body, Done, Bad };

    // HttpReader.h: MAX_TOTAL_HEADERS_LENGTH.
    static constexpr qsizetype kMaxHead = 256 * 1024;

    // Goes on with what has come, and takes what belongs to this answer out of it.
    State read(QByteArray &received);
    WebhookAnswer &answer() { return m_answer; }
    // In state Bad: what Telegram answers to such an answer, and what it says of it.
    int badStatus() const { return m_badStatus; }
    QString badText() const { return m_badText; }

private:
    State readHead(QByteArray &received);
    bool parseHead(const QByteArray &head);
    bool parseHeaders(const QByteArray &head, qsizetype at);
    void take(const QByteArray &name, QByteArray value);
    State begin();
    State readBody(QByteArray &received);
    State readChunks(QByteArray &received);
    State bad(int status, const QString &text);

    State m_state = State::Head;
    WebhookAnswer m_answer;
    int m_badStatus = 0;
    QString m_badText;
    qint64 m_length = -1;
    QByteArray m_transferEncoding;
    QByteArray m_contentEncoding;
};

} // namespace turnpike::sandbox
