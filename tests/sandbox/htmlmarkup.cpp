// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "htmlmarkup.h"

#include "apierror.h"
#include "weblink.h"

#include <QHash>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

[[noreturn]] void cannotParse(const QString &why)
{
    badRequest(u"Can't parse entities: "_s + why);
}

enum class Tag { Link, Simple, Code, Pre, Spoiler, Span, Emoji, Time, Quote };

struct TagTraits
{
    Tag tag;
    EntityType type; // of what it makes, unless an attribute says otherwise
};

const QHash<QByteArray, TagTraits> &tags()
{
    static const QHash<QByteArray, TagTraits> all = {
        {"a", {Tag::Link, EntityType::TextLink}},
        {"b", {Tag::Simple, EntityType::Bold}},
        {"strong", {Tag::Simple, EntityType::Bold}},
        {"i", {Tag::Simple, EntityType::Italic}},
        {"em", {Tag::Simple, EntityType::Italic}},
        {"s", {Tag::Simple, EntityType::Strikethrough}},
        {"strike", {Tag::Simple, EntityType::Strikethrough}},
        {"del", {Tag::Simple, EntityType::Strikethrough}},
        {"u", {Tag::Simple, EntityType::Underline}},
        {"ins", {Tag::Simple, EntityType::Underline}},
        {"tg-spoiler", {Tag::Spoiler, EntityType::Spoiler}},
        {"tg-emoji", {Tag::Emoji, EntityType::CustomEmoji}},
        {"tg-time", {Tag::Time, EntityType::DateTime}},
        {"span", {Tag::Span, EntityType::Spoiler}},
        {"pre", {Tag::Pre, EntityType::Pre}},
        {"code", {Tag::Code, EntityType::Code}},
        {"blockquote", {Tag::Quote, EntityType::Blockquote}},
    };
    return all;
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\0';
}

bool isNameToken(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
}

// Walks over the bytes of the source once.
class HtmlParser
{
public:
    explicit HtmlParser(const QString &source)
        : m_source(source.toUtf8())
    {}

    FormattedText parse()
    {
        while (m_at < m_source.size()) {
            if (peek() == '&') {
                if (const uint code = characterReference()) {
                    const char32_t character = code;
                    flush();
                    m_result.text += QString::fromUcs4(&character, 1);
                    continue;
                }
            }
            if (peek() != '<') {
                m_plain += m_source[m_at++];
                continue;
            }
            flush();
            if (peek(1) == '/')
                endTag();
            else
                startTag();
        }
        flush();
        if (!m_open.isEmpty()) {
            cannotParse(u"Can't find end tag corresponding to start tag \"%1\""_s.arg(
                QString::fromUtf8(m_open.last().name)));
        }
        return m_result;
    }

private:
    struct OpenTag
    {
        QByteArray name;
        QString argument;
        qint64 date = 0;
        qsizetype offset = 0;
    };

    char peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0';
    }
    bool isAtEnd() const { return m_at >= m_source.size(); }
    void skipSpaces()
    {
        while (!isAtEnd() && isSpace(peek()))
            ++m_at;
    }
    void flush()
    {
        m_result.text += QString::fromUtf8(m_plain);
        m_plain.clear();
    }

    // The character that "&lt;" or "&#60;" stands for, the reference read; 0 when it is none. The semicolon
    // may be missing.
    uint characterReference()
    {
        static const QHash<QByteArray, uint> named = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}};
        qsizetype end = m_at + 1;
        uint code = 0;
        const auto byteAt = [this](qsizetype i) { return i < m_source.size() ? m_source[i] : '\0'; };
        if (byteAt(end) == '#') {
            const bool isHex = byteAt(end + 1) == 'x';
            end += isHex ? 2 : 1;
            const qsizetype digits = end;
            const auto isDigit = [isHex](char c) {
                return (c >= '0' && c <= '9') ||
                       (isHex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
            };
            while (isDigit(byteAt(end)))
                ++end;
            code = m_source.mid(digits, end - digits).toUInt(nullptr, isHex ? 16 : 10);
            const bool isSurrogate = code >= 0xd800 && code <= 0xdfff;
            if (code == 0 || code >= 0x10ffff || end - m_at >= 10 || isSurrogate)
                return 0;
        } else {
            while ((byteAt(end) >= 'a' && byteAt(end) <= 'z') || (byteAt(end) >= 'A' && byteAt(end) <= 'Z'))
                ++end;
            code = named.value(m_source.mid(m_at + 1, end - m_at - 1));
            if (code == 0)
                return 0;
        }
        m_at = byteAt(end) == ';' ? end + 1 : end;
        return code;
    }

    void startTag()
    {
        const qsizetype begin = m_at++;
        const qsizetype nameBegin = m_at;
        while (!isAtEnd() && !isSpace(peek()) && peek() != '>')
            ++m_at;
        if (isAtEnd())
            cannotParse(u"Unclosed start tag at byte offset %1"_s.arg(begin));
        OpenTag open;
        open.name = m_source.mid(nameBegin, m_at - nameBegin).toLower();
        if (!tags().contains(open.name)) {
            cannotParse(u"Unsupported start tag \"%1\" at byte offset %2"_s.arg(QString::fromUtf8(open.name))
                            .arg(begin));
        }
        while (peek() != '>') {
            skipSpaces();
            if (peek() == '>')
                break;
            readAttribute(open, begin);
        }
        ++m_at;
        if (tags().value(open.name).tag == Tag::Span && open.argument != u"spoiler") {
            cannotParse(u"Tag \"span\" must have class \"tg-spoiler\" at byte offset %1"_s.arg(begin));
        }
        open.offset = m_result.text.size();
        m_open.append(open);
    }

    void readAttribute(OpenTag &open, qsizetype tagBegin)
    {
        const qsizetype nameBegin = m_at;
        while (!isAtEnd() && !isSpace(peek()) && !QByteArrayView("=>/\"'").contains(peek()))
            ++m_at;
        const QByteArray name = m_source.mid(nameBegin, m_at - nameBegin);
        if (name.isEmpty()) {
            cannotParse(u"Empty attribute name in the tag \"%1\" at byte offset %2"_s
                            .arg(QString::fromUtf8(open.name))
                            .arg(tagBegin));
        }
        skipSpaces();
        if (peek() != '=') {
            if (isAtEnd())
                unclosed(open, tagBegin);
            setAttribute(open, name, {});
            return;
        }
        ++m_at;
        skipSpaces();
        if (isAtEnd())
            unclosed(open, tagBegin);
        const QString value = peek() == '"' || peek() == '\'' ? quotedValue() : tokenValue();
        if (isAtEnd())
            cannotParse(u"Unclosed start tag at byte offset %1"_s.arg(tagBegin));
        setAttribute(open, name, value);
    }

    [[noreturn]] static void unclosed(const OpenTag &open, qsizetype tagBegin)
    {
        cannotParse(
            u"Unclosed start tag \"%1\" at byte offset %2"_s.arg(QString::fromUtf8(open.name)).arg(tagBegin));
    }

    QString tokenValue()
    {
        const qsizetype begin = m_at;
        while (isNameToken(peek()))
            ++m_at;
        if (!isSpace(peek()) && peek() != '>')
            cannotParse(u"Unexpected end of name token at byte offset %1"_s.arg(begin));
        return QString::fromUtf8(m_source.mid(begin, m_at - begin)).toLower();
    }

    QString quotedValue()
    {
        const char quote = m_source[m_at++];
        QByteArray value;
        while (!isAtEnd() && peek() != quote) {
            if (peek() == '&') {
                if (const uint code = characterReference()) {
                    const char32_t character = code;
                    value += QString::fromUcs4(&character, 1).toUtf8();
                    continue;
                }
            }
            value += m_source[m_at++];
        }
        if (!isAtEnd())
            ++m_at;
        return QString::fromUtf8(value);
    }

    static void setAttribute(OpenTag &open, const QByteArray &name, const QString &value)
    {
        switch (tags().value(open.name).tag) {
        case Tag::Link:
            if (name == "href")
                open.argument = value;
            break;
        case Tag::Code:
            if (name == "class" && value.startsWith(u"language-"))
                open.argument = value.mid(9);
            break;
        case Tag::Span:
            if (name == "class" && value.startsWith(u"tg-"))
                open.argument = value.mid(3);
            break;
        case Tag::Emoji:
            if (name == "emoji-id")
                open.argument = value;
            break;
        case Tag::Quote:
            if (name == "expandable")
                open.argument = u"1"_s;
            break;
        case Tag::Time:
            if (name == "unix")
                open.date = value.toLongLong();
            else if (name == "format")
                open.argument = value;
            break;
        case Tag::Simple:
        case Tag::Pre:
        case Tag::Spoiler:
            break;
        }
    }

    void endTag()
    {
        const qsizetype begin = m_at;
        if (m_open.isEmpty())
            cannotParse(u"Unexpected end tag at byte offset %1"_s.arg(begin));
        m_at += 2;
        const qsizetype nameBegin = m_at;
        while (!isAtEnd() && !isSpace(peek()) && peek() != '>')
            ++m_at;
        const QByteArray name = m_source.mid(nameBegin, m_at - nameBegin).toLower();
        skipSpaces();
        if (peek() != '>')
            cannotParse(u"Unclosed end tag at byte offset %1"_s.arg(begin));
        ++m_at;
        const OpenTag open = m_open.takeLast();
        if (!name.isEmpty() && name != open.name) {
            cannotParse(
                u"Unmatched end tag at byte offset %1, expected \"</%2>\", found \"</%3>\""_s.arg(begin).arg(
                    QString::fromUtf8(open.name), QString::fromUtf8(name)));
        }
        if (m_result.text.size() > open.offset)
            addEntity(open);
    }

    void addEntity(const OpenTag &open)
    {
        const TagTraits traits = tags().value(open.name);
        TextEntity entity{traits.type, open.offset, m_result.text.size() - open.offset, {}};
        TextEntity *last = m_result.entities.isEmpty() ? nullptr : &m_result.entities.last();
        const bool isSamePlace =
            last != nullptr && last->offset == entity.offset && last->length == entity.length;
        switch (traits.tag) {
        case Tag::Link:
            addLink(entity, open.argument);
            return;
        case Tag::Emoji:
            if (open.argument.toLongLong() == 0)
                cannotParse(u"Invalid custom emoji identifier specified"_s);
            entity.argument = open.argument;
            break;
        case Tag::Time:
            if (open.date <= 0)
                return;
            entity.argument = QString::number(open.date) + u' ' + open.argument;
            break;
        case Tag::Pre: // <pre><code class="language-…"> and the other way round are one entity
            if (isSamePlace && last->type == EntityType::Code && !last->argument.isEmpty()) {
                last->type = EntityType::PreCode;
                return;
            }
            break;
        case Tag::Code:
            if (isSamePlace && last->type == EntityType::Pre && !open.argument.isEmpty()) {
                *last = {EntityType::PreCode, entity.offset, entity.length, open.argument};
                return;
            }
            entity.argument = open.argument;
            break;
        case Tag::Quote:
            if (!open.argument.isEmpty())
                entity.type = EntityType::ExpandableBlockquote;
            break;
        case Tag::Simple:
        case Tag::Span:
        case Tag::Spoiler:
            break;
        }
        m_result.entities.append(entity);
    }

    // A link without address takes its text for one; what is no link at all stays plain text.
    void addLink(TextEntity entity, const QString &href)
    {
        const QString address = href.isEmpty() ? m_result.text.mid(entity.offset) : href;
        if (const qint64 user = linkedUser(address)) {
            entity.type = EntityType::TextMention;
            entity.argument = QString::number(user);
            m_result.entities.append(entity);
            return;
        }
        const auto link = checkedLink(address);
        if (const QString *url = std::get_if<QString>(&link)) {
            entity.argument = *url;
            m_result.entities.append(entity);
        }
    }

    QByteArray m_source;
    qsizetype m_at = 0;
    QByteArray m_plain; // bytes of text that are not in the result yet
    FormattedText m_result;
    QList<OpenTag> m_open;
};

} // namespace

FormattedText parseHtml(const QString &source)
{
    return HtmlParser(source).parse();
}

} // namespace turnpike::sandbox
