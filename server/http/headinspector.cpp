// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/headinspector.h"

#include "http/characters.h"

#include <algorithm>
#include <array>
#include <limits>

namespace turnpike::http {

namespace {

// Below the hundred at which newer parsers of Qt stop reading, so that both see the same fields.
constexpr qsizetype kMaxFields = 64;

constexpr std::array kMethods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};

bool isTokenChar(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

QByteArrayView trimmed(QByteArrayView text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

bool equals(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

// Whether a comma-separated field value names `token`.
bool listHas(QByteArrayView value, QByteArrayView token)
{
    while (true) {
        const qsizetype comma = value.indexOf(',');
        if (equals(trimmed(comma < 0 ? value : value.first(comma)), token))
            return true;
        if (comma < 0)
            return false;
        value = value.sliced(comma + 1);
    }
}

} // namespace

HeadInspector::HeadInspector(qint64 maxHeadBytes, qint64 maxBodyBytes)
    : m_maxHeadBytes(maxHeadBytes)
    , m_maxBodyBytes(maxBodyBytes)
{}

void HeadInspector::reset()
{
    m_raw.clear();
    m_lineEnds = 0;
    m_head = {};
    m_refusal = {};
}

bool HeadInspector::refuse(int status, const char *reason)
{
    m_refusal = {status, reason};
    return false;
}

HeadInspector::State HeadInspector::feed(QByteArrayView bytes, qsizetype *consumed)
{
    *consumed = 0;
    for (const char c : bytes) {
        ++*consumed;
        if (!scan(c))
            return State::Refused;
        if (m_lineEnds == 4)
            return parse() ? State::Complete : State::Refused;
    }
    return State::Incomplete;
}

// One byte: line ends are CR LF and nothing else, no other control characters, not too many bytes.
bool HeadInspector::scan(char c)
{
    const bool afterCr = m_lineEnds == 1 || m_lineEnds == 3;
    if (afterCr && c != '\n')
        return refuse(400, "bare CR");
    if (!afterCr && c == '\n')
        return refuse(400, "bare LF");
    if (isControl(c) && c != '\r' && c != '\n' && c != '\t')
        return refuse(400, "control character");
    if (m_raw.size() >= m_maxHeadBytes)
        return refuse(431, "head too large");
    m_lineEnds = (c == '\r' || c == '\n') ? m_lineEnds + 1 : 0;
    m_raw.append(c);
    if (m_raw.size() == 2 && m_lineEnds == 2)
        return refuse(400, "empty request line");
    return true;
}

bool HeadInspector::parse()
{
    QByteArrayView rest = QByteArrayView(m_raw).chopped(2); // keeps the end of the last line
    bool isFirst = true;
    while (!rest.isEmpty()) {
        const qsizetype end = rest.indexOf('\r');
        const QByteArrayView line = rest.first(end);
        rest = rest.sliced(end + 2);
        if (!(isFirst ? parseRequestLine(line) : parseField(line)))
            return false;
        isFirst = false;
    }
    return checkFraming() && checkConnection();
}

bool HeadInspector::parseRequestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first || line.contains('\t'))
        return refuse(400, "request line");
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (!std::all_of(method.begin(), method.end(), isTokenChar))
        return refuse(400, "method");
    if (version.size() != 8 || !version.startsWith("HTTP/") || version[6] != '.')
        return refuse(400, "version");
    if (version != QByteArrayView("HTTP/1.1") && version != QByteArrayView("HTTP/1.0"))
        return refuse(505, "version");
    if (std::none_of(kMethods.begin(), kMethods.end(),
                     [&](const char *m) { return method == QByteArrayView(m); }))
        return refuse(501, "method");
    m_head.minorVersion = version.back() - '0';
    m_head.method = method.toByteArray();
    return parseTarget(target);
}

// Takes the scheme and the host off an absolute form, as some proxies send it and every server must take it
// (RFC 9112, 3.2.2). Nothing here depends on the host; one with a user's name before it is a trick.
bool HeadInspector::parseAuthority(QByteArrayView *target)
{
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (target->size() < scheme.size() || !equals(target->first(scheme.size()), scheme))
            continue;
        *target = target->sliced(scheme.size());
        const auto endsIt = [](char c) { return c == '/' || c == '?'; };
        const auto end = std::find_if(target->begin(), target->end(), endsIt);
        const auto isHostChar = [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                   (c != '\0' && std::string_view("-._:[]").find(c) != std::string_view::npos);
        };
        if (end == target->begin() || !std::all_of(target->begin(), end, isHostChar))
            return refuse(400, "target's host");
        *target = target->sliced(end - target->begin());
        m_head.isAbsolute = true;
        return true;
    }
    return refuse(400, "target");
}

// An absolute path with an optional query, or the same with a host before it; of the latter "http://shop" is
// short for "http://shop/".
bool HeadInspector::parseTarget(QByteArrayView target)
{
    if (!target.startsWith('/') && !parseAuthority(&target))
        return false;
    const auto isOdd = [](char c) { return c == ' ' || c == '#' || static_cast<unsigned char>(c) >= 0x80; };
    if (std::any_of(target.begin(), target.end(), isOdd))
        return refuse(400, "target");
    const qsizetype question = target.indexOf('?');
    const QByteArrayView path = question < 0 ? target : target.first(question);
    if (question >= 0)
        m_head.query = target.sliced(question + 1).toByteArray();
    if (path.isEmpty())
        m_head.path = "/";
    m_head.path.reserve(path.size());
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (path[i] != '%') {
            m_head.path.append(path[i]);
            continue;
        }
        const int high = i + 2 < path.size() ? hexDigit(path[i + 1]) : -1;
        const int low = i + 2 < path.size() ? hexDigit(path[i + 2]) : -1;
        const char decoded = static_cast<char>(high * 16 + low);
        if (high < 0 || low < 0 || isControl(decoded))
            return refuse(400, "percent-encoding");
        m_head.path.append(decoded);
        i += 2;
    }
    return true;
}

bool HeadInspector::parseField(QByteArrayView line)
{
    if (line.startsWith(' ') || line.startsWith('\t'))
        return refuse(400, "folded line");
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return refuse(400, "field");
    const QByteArrayView name = line.first(colon);
    if (!std::all_of(name.begin(), name.end(), isTokenChar))
        return refuse(400, "field name");
    if (m_head.headers.size() >= kMaxFields)
        return refuse(431, "too many fields");
    m_head.headers.append({name.toByteArray(), trimmed(line.sliced(colon + 1)).toByteArray()});
    return true;
}

// Where the body ends (RFC 9112, 6): the one question that must never have two answers.
bool HeadInspector::checkFraming()
{
    int lengths = 0;
    int hosts = 0;
    int encodings = 0;
    QByteArrayView length;
    QByteArrayView encoding;
    for (const auto &[name, value] : m_head.headers) {
        if (equals(name, "content-length")) {
            ++lengths;
            length = value;
        }
        hosts += equals(name, "host") ? 1 : 0;
        if (equals(name, "transfer-encoding")) {
            ++encodings;
            encoding = value;
        }
    }
    if (hosts > 1 || (hosts == 0 && m_head.minorVersion == 1))
        return refuse(400, "host");
    if (encodings == 0)
        return checkLength(lengths, length);
    if (lengths > 0)
        return refuse(400, "length and transfer encoding");
    // HTTP/1.0 knows no chunks: whoever stands between may have read another body.
    if (encodings > 1 || m_head.minorVersion == 0)
        return refuse(400, "transfer encoding");
    m_head.isChunked = equals(encoding, "chunked");
    return m_head.isChunked || refuse(501, "transfer encoding");
}

bool HeadInspector::checkLength(int lengths, QByteArrayView length)
{
    if (lengths > 1)
        return refuse(400, "repeated length");
    if (lengths == 0) {
        const bool needsLength =
            m_head.method == "POST" || m_head.method == "PUT" || m_head.method == "PATCH";
        return needsLength ? refuse(411, "no length") : true;
    }
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (length.isEmpty() || !std::all_of(length.begin(), length.end(), isDigit))
        return refuse(400, "length");
    // More digits than a qint64 holds is certainly too much, and must not wrap around.
    bool fits = false;
    m_head.contentLength = length.toByteArray().toLongLong(&fits);
    if (!fits || m_head.contentLength > m_maxBodyBytes)
        return refuse(413, "body too large");
    return true;
}

bool HeadInspector::checkConnection()
{
    bool asksClose = false;
    bool asksKeepAlive = false;
    bool asksUpgrade = false;
    bool namesUpgrade = false;
    for (const auto &[name, value] : m_head.headers) {
        if (equals(name, "connection")) {
            asksClose = asksClose || listHas(value, "close");
            asksKeepAlive = asksKeepAlive || listHas(value, "keep-alive");
            asksUpgrade = asksUpgrade || listHas(value, "upgrade");
        }
        namesUpgrade = namesUpgrade || equals(name, "upgrade");
        if (equals(name, "expect")) {
            if (!equals(value, "100-continue") || m_head.minorVersion == 0)
                return refuse(417, "expectation");
            m_head.expectsContinue = true;
        }
    }
    m_head.keepAlive = !asksClose && (m_head.minorVersion == 1 || asksKeepAlive);
    m_head.isUpgrade = asksUpgrade || namesUpgrade;
    return true;
}

} // namespace turnpike::http
