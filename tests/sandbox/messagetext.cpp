#include "messagetext.h"

#include "params.h"

#include <QHash>

namespace turnpike::sandbox {

namespace {

[[noreturn]] void cannotParse(const QString &why)
{
    throw ApiError{400, QStringLiteral("Bad Request: can't parse entities: ") + why};
}

const QHash<QString, QString> &entityTypes()
{
    static const QHash<QString, QString> types = {
        {QStringLiteral("b"), QStringLiteral("bold")},
        {QStringLiteral("strong"), QStringLiteral("bold")},
        {QStringLiteral("i"), QStringLiteral("italic")},
        {QStringLiteral("em"), QStringLiteral("italic")},
        {QStringLiteral("u"), QStringLiteral("underline")},
        {QStringLiteral("ins"), QStringLiteral("underline")},
        {QStringLiteral("s"), QStringLiteral("strikethrough")},
        {QStringLiteral("strike"), QStringLiteral("strikethrough")},
        {QStringLiteral("del"), QStringLiteral("strikethrough")},
        {QStringLiteral("span"), QStringLiteral("spoiler")},
        {QStringLiteral("tg-spoiler"), QStringLiteral("spoiler")},
        {QStringLiteral("a"), QStringLiteral("text_link")},
        {QStringLiteral("code"), QStringLiteral("code")},
        {QStringLiteral("pre"), QStringLiteral("pre")},
        {QStringLiteral("blockquote"), QStringLiteral("blockquote")},
        {QStringLiteral("tg-emoji"), QStringLiteral("custom_emoji")},
    };
    return types;
}

// Walks through the source once. Offsets in errors are bytes of UTF-8, offsets of entities UTF-16 units.
class HtmlParser
{
public:
    explicit HtmlParser(const QString &source)
        : m_source(source)
    {}

    FormattedText parse()
    {
        while (m_at < m_source.size()) {
            const QChar c = m_source[m_at];
            if (c == u'&' && characterReference())
                continue;
            if (c != u'<') {
                m_result.text += c;
                ++m_at;
            } else if (m_source.mid(m_at, 2) == u"</") {
                endTag();
            } else {
                startTag();
            }
        }
        if (!m_open.isEmpty()) {
            cannotParse(QStringLiteral("Can't find end tag corresponding to start tag \"%1\"")
                            .arg(m_open.last().tag));
        }
        return m_result;
    }

private:
    struct OpenTag
    {
        QString tag;
        qsizetype offset;
        QString argument;
    };

    qsizetype byteOffset(qsizetype at) const { return m_source.left(at).toUtf8().size(); }

    bool characterReference()
    {
        static const QHash<QString, QChar> named = {{QStringLiteral("lt"), u'<'},
                                                    {QStringLiteral("gt"), u'>'},
                                                    {QStringLiteral("amp"), u'&'},
                                                    {QStringLiteral("quot"), u'"'}};
        const qsizetype end = m_source.indexOf(u';', m_at);
        if (end < 0 || end - m_at > 10)
            return false;
        const QString name = m_source.mid(m_at + 1, end - m_at - 1);
        if (named.contains(name)) {
            m_result.text += named.value(name);
        } else if (name.startsWith(u'#')) {
            bool ok = false;
            const bool hex = name.startsWith(u"#x");
            const uint code = name.mid(hex ? 2 : 1).toUInt(&ok, hex ? 16 : 10);
            if (!ok || code == 0 || code > 0x10ffff)
                return false;
            const char32_t character = code;
            m_result.text += QString::fromUcs4(&character, 1);
        } else {
            return false;
        }
        m_at = end + 1;
        return true;
    }

    void startTag()
    {
        const qsizetype begin = m_at;
        const qsizetype end = m_source.indexOf(u'>', begin);
        if (end < 0)
            cannotParse(QStringLiteral("Unclosed start tag at byte offset %1").arg(byteOffset(begin)));
        const QString inside = m_source.mid(begin + 1, end - begin - 1);
        const QString tag = inside.section(u' ', 0, 0).toLower();
        if (!entityTypes().contains(tag)) {
            cannotParse(QStringLiteral("Unsupported start tag \"%1\" at byte offset %2")
                            .arg(tag)
                            .arg(byteOffset(begin)));
        }
        m_open.append({tag, m_result.text.size(), attribute(inside, tag)});
        m_at = end + 1;
    }

    static QString attribute(const QString &inside, const QString &tag)
    {
        const QString name = tag == u"a"          ? QStringLiteral("href")
                             : tag == u"tg-emoji" ? QStringLiteral("emoji-id")
                                                  : QStringLiteral("class");
        const qsizetype at = inside.indexOf(name + u'=', 0, Qt::CaseInsensitive);
        if (at < 0)
            return {};
        const qsizetype value = at + name.size() + 1;
        const QChar quote = inside.size() > value ? inside[value] : u' ';
        if (quote != u'"' && quote != u'\'')
            return inside.mid(value).section(u' ', 0, 0);
        return inside.mid(value + 1)
            .section(quote, 0, 0)
            .replace(QStringLiteral("&amp;"), QStringLiteral("&"));
    }

    void endTag()
    {
        const qsizetype begin = m_at;
        if (m_open.isEmpty())
            cannotParse(QStringLiteral("Unexpected end tag at byte offset %1").arg(byteOffset(begin)));
        const qsizetype end = m_source.indexOf(u'>', begin);
        if (end < 0)
            cannotParse(QStringLiteral("Unclosed end tag at byte offset %1").arg(byteOffset(begin)));
        const QString tag = m_source.mid(begin + 2, end - begin - 2).trimmed().toLower();
        const OpenTag open = m_open.takeLast();
        if (!tag.isEmpty() && tag != open.tag) {
            cannotParse(
                QStringLiteral("Unmatched end tag at byte offset %1, expected \"</%2>\", found \"</%3>\"")
                    .arg(byteOffset(begin))
                    .arg(open.tag, tag));
        }
        const qsizetype length = m_result.text.size() - open.offset;
        if (length > 0) {
            QJsonObject entity{{QStringLiteral("type"), entityTypes().value(open.tag)},
                               {QStringLiteral("offset"), open.offset},
                               {QStringLiteral("length"), length}};
            if (open.tag == u"a")
                entity.insert(u"url", open.argument);
            m_result.entities.append(entity);
        }
        m_at = end + 1;
    }

    QString m_source;
    qsizetype m_at = 0;
    FormattedText m_result;
    QList<OpenTag> m_open;
};

FormattedText trimmed(FormattedText formatted)
{
    qsizetype lead = 0;
    while (lead < formatted.text.size() && formatted.text[lead].isSpace())
        ++lead;
    formatted.text = formatted.text.trimmed();
    QJsonArray kept;
    for (const QJsonValue &value : std::as_const(formatted.entities)) {
        QJsonObject entity = value.toObject();
        const qint64 begin = qMax<qint64>(0, entity.value(u"offset").toInteger() - lead);
        const qint64 end = qMin<qint64>(formatted.text.size(), entity.value(u"offset").toInteger() - lead +
                                                                   entity.value(u"length").toInteger());
        if (end <= begin)
            continue;
        entity.insert(u"offset", begin);
        entity.insert(u"length", end - begin);
        kept.append(entity);
    }
    formatted.entities = kept;
    return formatted;
}

FormattedText formattedParameter(const Params &params, const QString &name, const QString &entitiesName)
{
    const QString source = params.text(name);
    const QString mode = params.text(QStringLiteral("parse_mode")).toLower();
    if (mode == u"html")
        return trimmed(parseHtml(source));
    if (!mode.isEmpty()) // Markdown is not played: the server writes HTML only
        throw ApiError{400, QStringLiteral("Bad Request: unsupported parse_mode")};
    return trimmed({source, params.array(entitiesName).value_or(QJsonArray())});
}

qsizetype characters(const QString &text)
{
    return text.toUcs4().size();
}

} // namespace

FormattedText parseHtml(const QString &source)
{
    return HtmlParser(source).parse();
}

FormattedText checkedText(const Params &params, const QString &name)
{
    const FormattedText formatted = formattedParameter(params, name, QStringLiteral("entities"));
    if (formatted.text.isEmpty())
        throw ApiError{400, QStringLiteral("Bad Request: message text is empty")};
    if (characters(formatted.text) > kMaxTextLength)
        throw ApiError{400, QStringLiteral("Bad Request: message is too long")};
    return formatted;
}

FormattedText checkedCaption(const Params &params)
{
    const FormattedText formatted =
        formattedParameter(params, QStringLiteral("caption"), QStringLiteral("caption_entities"));
    if (characters(formatted.text) > kMaxCaptionLength)
        throw ApiError{400, QStringLiteral("Bad Request: message caption is too long")};
    return formatted;
}

} // namespace turnpike::sandbox
