// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "answerreader.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestChunkLine = 8; // HttpChunkedByteFlow.cpp

// The digits a text begins with, as td's to_integer takes them.
template<typename IsDigit>
QByteArray leading(const QByteArray &text, IsDigit isDigit)
{
    qsizetype end = 0;
    while (end < text.size() && isDigit(static_cast<unsigned char>(text[end])) != 0)
        ++end;
    return text.left(end);
}

qint64 integerOf(const QByteArray &text)
{
    return leading(text, [](int c) { return std::isdigit(c); }).toLongLong();
}

} // namespace

QByteArray WebhookAnswer::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

AnswerReader::State AnswerReader::read(QByteArray &received)
{
    if (m_state == State::Head)
        m_state = readHead(received);
    if (m_state == State::Body)
        m_state = m_transferEncoding.isEmpty() ? readBody(received) : readChunks(received);
    return m_state;
}

AnswerReader::State AnswerReader::bad(int status, const QString &text)
{
    m_badStatus = status;
    m_badText = text;
    return State::Bad;
}

AnswerReader::State AnswerReader::readHead(QByteArray &received)
{
    const qsizetype end = received.indexOf("\r\n\r\n");
    if (end < 0) {
        return received.size() <= kMaxHead
                   ? State::Head
                   : bad(431, u"Request Header Fields Too Large: total headers size exceeded"_s);
    }
    const QByteArray head = received.left(end + 2);
    received.remove(0, end + 4);
    const qsizetype space = head.indexOf(' ');
    const QByteArray version = head.left(qMax(space, qsizetype(0)));
    if (!version.startsWith("HTTP"))
        return bad(501, u"Not Implemented"_s);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return bad(505, u"HTTP Version Not Supported"_s);
    m_answer.isKeptAlive = version == "HTTP/1.1";
    if (!parseHead(head.mid(space + 1)))
        return bad(400, u"Bad Request"_s);
    return begin();
}

// From the status on. A status line without a reason has no second blank, and the next one is looked for
// further down, as there.
bool AnswerReader::parseHead(const QByteArray &head)
{
    const qsizetype space = head.indexOf(' ');
    const qsizetype lineEnd = head.indexOf('\r', qMax(space, qsizetype(0)));
    if (space < 0 || lineEnd < 0)
        return false;
    m_answer.status = static_cast<int>(integerOf(head.left(space)));
    m_answer.reason = head.mid(space + 1, lineEnd - space - 1);
    return parseHeaders(head, lineEnd + 2);
}

bool AnswerReader::parseHeaders(const QByteArray &head, qsizetype at)
{
    while (at < head.size()) {
        const qsizetype colon = head.indexOf(':', at);
        if (colon < 0)
            return false;
        qsizetype end = colon;
        do { // a line that begins with a blank goes on with the one before
            end = head.indexOf('\r', end + 1);
            if (end < 0)
                return false;
        } while (end + 2 < head.size() && (head[end + 2] == ' ' || head[end + 2] == '\t'));
        take(head.mid(at, colon - at).trimmed(), head.mid(colon + 1, end - colon - 1).trimmed());
        at = end + 2;
    }
    return true;
}

void AnswerReader::take(const QByteArray &name, QByteArray value)
{
    m_answer.headers.emplaceBack(name, value);
    const QByteArray lower = name.toLower();
    if (lower == "content-length")
        m_length = integerOf(value);
    else if (lower == "connection")
        m_answer.isKeptAlive = value.toLower() != "close";
    else if (lower == "content-encoding")
        m_contentEncoding = value.toLower();
    else if (lower == "transfer-encoding")
        m_transferEncoding = value.toLower();
}

AnswerReader::State AnswerReader::begin()
{
    if (m_transferEncoding.isEmpty() && m_length <= 0)
        return State::Done;
    if (!m_transferEncoding.isEmpty() && m_transferEncoding != "chunked")
        return bad(501, u"Unimplemented: unsupported transfer-encoding"_s);
    static const QByteArrayList kEncodings = {"", "none", "gzip", "deflate"};
    if (!kEncodings.contains(m_contentEncoding))
        return bad(415, u"Unsupported Media Type: unsupported content-encoding"_s);
    return State::Body;
}

AnswerReader::State AnswerReader::readBody(QByteArray &received)
{
    if (received.size() < m_length)
        return State::Body;
    m_answer.body = received.left(m_length);
    received.remove(0, m_length);
    return State::Done;
}

AnswerReader::State AnswerReader::readChunks(QByteArray &received)
{
    for (;;) {
        const qsizetype lineEnd = received.indexOf("\r\n");
        const qsizetype line = lineEnd < 0 ? received.size() : lineEnd;
        if (line > kLongestChunkLine + (lineEnd < 0 ? 1 : 0)) { // the CR may have come without its LF
            return bad(400, u"Bad Request: Too long length in chunked "_s +
                                QString::fromLatin1(received.left(line)));
        }
        if (lineEnd < 0)
            return State::Body;
        const qsizetype size =
            leading(received.left(lineEnd), [](int c) { return std::isxdigit(c); }).toLongLong(nullptr, 16);
        if (received.size() < lineEnd + 2 + size + 2)
            return State::Body;
        m_answer.body += received.mid(lineEnd + 2, size);
        received.remove(0, lineEnd + 2 + size + 2);
        if (size == 0)
            return State::Done;
    }
}

} // namespace turnpike::sandbox
