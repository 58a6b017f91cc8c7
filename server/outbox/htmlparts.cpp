// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/htmlparts.h"

#include <QStringList>

#include <algorithm>
#include <optional>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

// Telegram refuses more in one request than 32 KiB of text with its tags (telegram-bot-api, Client.cpp,
// get_formatted_text).
constexpr qsizetype kLongestRaw = 30'000;
constexpr char32_t kLastCharacter = 0x10ffff;

// A tag, or one character as people see it.
struct Token
{
    enum class Kind { Text, Open, Close };

    Kind kind = Kind::Text;
    QString raw;  // as written
    QString name; // of a tag
    QString text; // of a character: what it stands for

    qsizetype length() const { return kind == Kind::Text ? text.size() : 0; }
    bool isNewline() const { return text == u"\n"; }
    bool isSpace() const { return text == u" " || isNewline(); }
};

using Tokens = std::vector<Token>;

// Character references that Telegram knows by name (Bot API, HTML style); all others are numbers.
QString characterOf(const QString &reference)
{
    const QString name = reference.mid(1, reference.size() - 2);
    if (name == u"lt")
        return u"<"_s;
    if (name == u"gt")
        return u">"_s;
    if (name == u"amp")
        return u"&"_s;
    if (name == u"quot")
        return u"\""_s;
    bool ok = false;
    const bool isHex = name.startsWith(u"#x");
    const char32_t code = name.startsWith(u'#') ? name.mid(isHex ? 2 : 1).toUInt(&ok, isHex ? 16 : 10) : 0;
    return ok && code > 0 && code <= kLastCharacter ? QString::fromUcs4(&code, 1) : reference;
}

Token tagOf(const QString &raw)
{
    const bool isClose = raw.startsWith(u"</");
    qsizetype end = isClose ? 2 : 1;
    const qsizetype begin = end;
    while (end < raw.size() && raw[end].isLetterOrNumber())
        ++end;
    return {isClose ? Token::Kind::Close : Token::Kind::Open, raw, raw.mid(begin, end - begin).toLower(), {}};
}

Token characterAt(const QString &text, qsizetype at)
{
    const bool isPair = text[at].isHighSurrogate() && at + 1 < text.size();
    const QString character = text.mid(at, isPair ? 2 : 1);
    return {Token::Kind::Text, character, {}, character};
}

Token tokenAt(const QString &html, qsizetype at)
{
    constexpr qsizetype kLongestReference = 10;
    if (html[at] == u'<') {
        if (const qsizetype end = html.indexOf(u'>', at); end > 0)
            return tagOf(html.mid(at, end - at + 1));
    }
    if (html[at] == u'&') {
        const qsizetype end = html.indexOf(u';', at);
        if (end > 0 && end - at <= kLongestReference) {
            const QString reference = html.mid(at, end - at + 1);
            return {Token::Kind::Text, reference, {}, characterOf(reference)};
        }
    }
    return characterAt(html, at);
}

Tokens tokensOf(const QString &text, bool isHtml)
{
    Tokens tokens;
    for (qsizetype at = 0; at < text.size();) {
        tokens.push_back(isHtml ? tokenAt(text, at) : characterAt(text, at));
        at += tokens.back().raw.size();
    }
    return tokens;
}

// The tags that are open after `tokens`, outermost first.
void follow(std::vector<Token> &open, const Token &token)
{
    if (token.kind == Token::Kind::Open)
        open.push_back(token);
    else if (token.kind == Token::Kind::Close && !open.empty())
        open.pop_back();
}

// How good it is to cut before a token; the better place wins over the later one.
enum class Place { Nowhere, WithinTag, Anywhere, Word, Line, Paragraph };

class Cutter
{
public:
    Cutter(Tokens tokens, qsizetype longest)
        : m_tokens(std::move(tokens))
        , m_longest(longest)
    {}

    std::vector<HtmlPart> parts()
    {
        size_t begin = 0;
        while (const auto key = nextLongKey(begin)) {
            cut(begin, key->first);
            QString file;
            for (size_t i = key->first; i < key->second; ++i)
                file += m_tokens[i].text;
            m_parts.push_back({{}, file});
            for (size_t i = key->first; i < key->second; ++i)
                follow(m_open, m_tokens[i]);
            begin = key->second;
        }
        cut(begin, m_tokens.size());
        return std::move(m_parts);
    }

private:
    using Range = std::pair<size_t, size_t>;

    static bool isKey(const Token &token) { return token.name == u"code" || token.name == u"pre"; }

    // From its opening tag to behind its closing one.
    std::optional<Range> nextLongKey(size_t from) const
    {
        for (size_t i = from; i < m_tokens.size(); ++i) {
            if (m_tokens[i].kind != Token::Kind::Open || !isKey(m_tokens[i]))
                continue;
            qsizetype length = 0;
            size_t end = i + 1;
            for (int depth = 1; end < m_tokens.size() && depth > 0; ++end) {
                depth += m_tokens[end].kind == Token::Kind::Open    ? 1
                         : m_tokens[end].kind == Token::Kind::Close ? -1
                                                                    : 0;
                length += m_tokens[end].length();
            }
            if (length > m_longest)
                return Range{i, end};
            i = end - 1;
        }
        return std::nullopt;
    }

    void cut(size_t begin, size_t end)
    {
        while (begin < end) {
            const size_t until = endOfPart(begin, end);
            emitPart(begin, until);
            begin = until;
            while (begin < end && begin > 0 && m_tokens[begin].isSpace())
                ++begin; // at a cut it says nothing
        }
    }

    // As much as fits, up to the best place to cut in the second half of that.
    size_t endOfPart(size_t begin, size_t end) const
    {
        qsizetype length = 0;
        qsizetype raw = 0;
        size_t full = begin;
        for (; full < end; ++full) {
            length += m_tokens[full].length();
            raw += m_tokens[full].raw.toUtf8().size();
            if (length > m_longest || raw > kLongestRaw)
                break;
        }
        if (full == end)
            return end;
        std::vector<Token> open = m_open;
        Place best = Place::Nowhere;
        size_t at = full;
        qsizetype before = 0;
        for (size_t i = begin; i <= full; ++i) {
            const Place place = before * 2 >= m_longest ? placeBefore(i, open) : Place::Nowhere;
            if (i > begin && place >= best && place != Place::Nowhere) {
                best = place;
                at = i;
            }
            before += m_tokens[i].length();
            follow(open, m_tokens[i]);
        }
        return std::max(at, begin + 1);
    }

    Place placeBefore(size_t i, const std::vector<Token> &open) const
    {
        const auto isAtomic = [](const Token &tag) { return isKey(tag) || tag.name == u"a"; };
        if (std::any_of(open.begin(), open.end(), isAtomic))
            return Place::WithinTag;
        if (m_tokens[i].isNewline())
            return i + 1 < m_tokens.size() && m_tokens[i + 1].isNewline() ? Place::Paragraph : Place::Line;
        return m_tokens[i].isSpace() ? Place::Word : Place::Anywhere;
    }

    void emitPart(size_t begin, size_t end)
    {
        QString html;
        for (const Token &tag : m_open)
            html += tag.raw;
        bool saysSomething = false;
        for (size_t i = begin; i < end; ++i) {
            html += m_tokens[i].raw;
            saysSomething =
                saysSomething || (m_tokens[i].kind == Token::Kind::Text && !m_tokens[i].isSpace());
            follow(m_open, m_tokens[i]);
        }
        for (auto tag = m_open.rbegin(); tag != m_open.rend(); ++tag)
            html += u"</%1>"_s.arg(tag->name);
        if (saysSomething) // Telegram refuses an empty text
            m_parts.push_back({html.trimmed(), {}});
    }

    const Tokens m_tokens;
    const qsizetype m_longest;
    std::vector<Token> m_open; // where the next part begins
    std::vector<HtmlPart> m_parts;
};

} // namespace

std::vector<HtmlPart> htmlParts(const QString &html, qsizetype longest)
{
    if (html.size() <= longest)
        return {{html, {}}};
    return Cutter(tokensOf(html, true), longest).parts();
}

std::vector<HtmlPart> plainParts(const QString &text, qsizetype longest)
{
    if (text.size() <= longest)
        return {{text, {}}};
    return Cutter(tokensOf(text, false), longest).parts();
}

} // namespace turnpike::outbox
