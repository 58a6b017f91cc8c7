// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "requestreader.h"

#include "gzip.h"

#include <algorithm>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// Longer lines of chunk sizes are no sizes: extensions are rare, and short.
constexpr qsizetype kMaxLine = 4096;

bool isToken(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    });
}

QByteArray upTo(char end, const QByteArray &text)
{
    const qsizetype at = text.indexOf(end);
    return at < 0 ? text : text.left(at);
}

// The empty line that ends a head, searched from `from`: where it begins and where the body does.
std::optional<std::pair<qsizetype, qsizetype>> endOfHead(const QByteArray &received, qsizetype from)
{
    for (qsizetype at = received.indexOf('\n', from); at >= 0; at = received.indexOf('\n', at + 1)) {
        if (at + 1 < received.size() && received[at + 1] == '\n')
            return std::pair(at + 1, at + 2);
        if (at + 2 < received.size() && received[at + 1] == '\r' && received[at + 2] == '\n')
            return std::pair(at + 1, at + 3);
    }
    return std::nullopt;
}

} // namespace

void RequestReader::feed(const QByteArray &bytes)
{
    if (isEmpty())
        m_request.receivedAt = std::chrono::steady_clock::now();
    m_received += bytes;
    read();
}

void RequestReader::next()
{
    m_request = {};
    m_request.receivedAt = std::chrono::steady_clock::now();
    m_isKeptAlive = true;
    m_awaitsContinue = false;
    m_isChunked = false;
    m_chunk = Chunk::Size;
    m_wanted = 0;
    m_searched = 0;
    m_state = State::Head;
    read();
}

void RequestReader::read()
{
    if (m_state == State::Head && !readHead())
        return;
    if (m_state != State::Body)
        return;
    if (!m_isChunked) {
        readLengthBody();
        return;
    }
    while (m_state == State::Body && readChunk()) {
    }
}

bool RequestReader::bad(int status)
{
    m_state = State::Bad;
    m_badStatus = status;
    m_isKeptAlive = false;
    return false;
}

bool RequestReader::readHead()
{
    qsizetype skipped = 0; // empty lines before a request are allowed (RFC 9112, 2.2)
    while (skipped < m_received.size() && (m_received[skipped] == '\r' || m_received[skipped] == '\n'))
        ++skipped;
    if (skipped > 0) {
        m_received.remove(0, skipped);
        m_searched = 0;
    }
    const auto end = endOfHead(m_received, m_searched);
    if (!end) {
        m_searched = std::max<qsizetype>(0, m_received.size() - 2);
        return m_received.size() > kMaxHead ? bad(431) : false;
    }
    if (end->first > kMaxHead)
        return bad(431);
    QList<QByteArray> lines = m_received.left(end->first).split('\n');
    m_received.remove(0, end->second);
    return readHeadLines(lines) && readFraming();
}

bool RequestReader::readHeadLines(const QList<QByteArray> &lines)
{
    if (!readRequestLine(lines.first().trimmed()))
        return false;
    for (const QByteArray &line : lines.sliced(1)) {
        if (line.startsWith(' ') || line.startsWith('\t')) { // goes on with the line before
            if (!m_request.headers.isEmpty())
                m_request.headers.last().second += ' ' + line.trimmed();
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            m_request.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
        else if (!line.trimmed().isEmpty())
            return bad(400);
    }
    const QByteArray connection = m_request.header("Connection").toLower();
    if (connection == "close")
        m_isKeptAlive = false;
    else if (connection == "keep-alive")
        m_isKeptAlive = true;
    return true;
}

bool RequestReader::readRequestLine(const QByteArray &line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first)
        return bad(400);
    m_request.method = line.left(first);
    if (!isToken(m_request.method))
        return bad(400);
    const QByteArray version = line.mid(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return bad(505);
    m_isKeptAlive = version == "HTTP/1.1";
    return readTarget(line.mid(first + 1, last - first - 1).trimmed());
}

// Origin form, or the absolute form that clients send to proxies: the Bot API server itself answers it with
// 404 (HttpConnection.cpp), but a web server before it hands on the origin form.
bool RequestReader::readTarget(QByteArray target)
{
    const qsizetype scheme = target.indexOf("://");
    if (scheme > 0 && !target.startsWith('/')) {
        const qsizetype slash = target.indexOf('/', scheme + 3);
        target = slash < 0 ? "/"_ba : target.mid(slash);
    }
    target = upTo('#', target);
    const QByteArray path = upTo('?', target);
    m_request.path = QByteArray::fromPercentEncoding(path);
    m_request.query = target.mid(path.size() + 1);
    return true;
}

bool RequestReader::readFraming()
{
    m_awaitsContinue = m_request.header("Expect").toLower() == "100-continue";
    const QByteArray coding = m_request.header("Transfer-Encoding").toLower();
    if (!coding.isEmpty() && coding != "identity") {
        if (coding != "chunked")
            return bad(501);
        m_isChunked = true; // and a Content-Length beside it means nothing
    }
    const QByteArray length = m_request.header("Content-Length");
    if (!m_isChunked && !length.isEmpty()) {
        bool isNumber = false;
        const quint64 wanted = length.toULongLong(&isNumber);
        if (!isNumber || length.startsWith('+'))
            return bad(400);
        if (wanted > static_cast<quint64>(kMaxBody))
            return bad(413);
        m_wanted = static_cast<qsizetype>(wanted);
    }
    m_state = State::Body;
    return true;
}

bool RequestReader::readLengthBody()
{
    if (m_received.size() < m_wanted)
        return false;
    if (m_received.size() == m_wanted) {
        m_request.body = std::exchange(m_received, {});
    } else {
        m_request.body = m_received.left(m_wanted);
        m_received.remove(0, m_wanted);
    }
    finish();
    return true;
}

std::optional<QByteArray> RequestReader::takeLine()
{
    const qsizetype end = m_received.indexOf('\n');
    if (end < 0) {
        if (m_received.size() > kMaxLine)
            bad(400);
        return std::nullopt;
    }
    const QByteArray line = m_received.left(end).trimmed();
    m_received.remove(0, end + 1);
    return line;
}

// Takes one step of a chunked body; false when there is nothing to take.
bool RequestReader::readChunk()
{
    if (m_chunk == Chunk::Content) {
        if (m_received.isEmpty() && m_wanted > 0)
            return false;
        const qsizetype taken = std::min(m_wanted, m_received.size());
        if (m_request.body.size() + taken > kMaxBody)
            return bad(413);
        m_request.body += m_received.left(taken);
        m_received.remove(0, taken);
        m_wanted -= taken;
        m_chunk = m_wanted == 0 ? Chunk::End : Chunk::Content;
        return true;
    }
    const std::optional<QByteArray> line = takeLine();
    if (!line)
        return false;
    if (m_chunk == Chunk::Trailer) {
        if (line->isEmpty())
            finish();
        return true;
    }
    if (m_chunk == Chunk::End) {
        m_chunk = Chunk::Size;
        return line->isEmpty() ? true : bad(400);
    }
    bool isNumber = false;
    const QByteArray size = upTo(';', *line).trimmed();
    m_wanted = static_cast<qsizetype>(size.toULongLong(&isNumber, 16));
    if (!isNumber || size.size() > 8 || size.startsWith('+')) // td, HttpChunkedByteFlow.cpp
        return bad(400);
    m_chunk = m_wanted == 0 ? Chunk::Trailer : Chunk::Content;
    return true;
}

void RequestReader::finish()
{
    const QByteArray coding = m_request.header("Content-Encoding").toLower();
    if (!coding.isEmpty() && coding != "none" && coding != "identity" && !m_request.body.isEmpty()) {
        if (coding != "gzip" && coding != "deflate") {
            bad(415);
            return;
        }
        std::optional<QByteArray> plain = gunzipped(m_request.body, kMaxBody);
        if (!plain) {
            bad(400);
            return;
        }
        m_request.body = std::move(*plain);
    }
    m_state = State::Done;
}

} // namespace turnpike::sandbox
