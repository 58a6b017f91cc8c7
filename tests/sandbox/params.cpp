#include "params.h"

#include <QJsonDocument>
#include <QUrlQuery>

namespace turnpike::sandbox {

Params Params::fromRequest(const http::Request &request)
{
    Params params;
    params.readForm(request.query);
    const QByteArray type = request.header("Content-Type");
    const QByteArray kind = type.split(';').first().trimmed().toLower();
    if (kind == "application/json") {
        if (request.body.isEmpty())
            return params;
        const QJsonDocument document = QJsonDocument::fromJson(request.body);
        if (!document.isObject())
            throw ApiError{400, QStringLiteral("Bad Request: can't parse JSON object")};
        const QJsonObject object = document.object();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!it.value().isNull())
                params.m_values.insert(it.key(), it.value());
        }
    } else if (kind == "application/x-www-form-urlencoded") {
        params.readForm(request.body);
    } else if (kind == "multipart/form-data") {
        params.readMultipart(request.body, type);
    }
    return params;
}

void Params::readForm(const QByteArray &encoded)
{
    QByteArray spaced = encoded;
    spaced.replace('+', "%20");
    const auto items = QUrlQuery(QString::fromUtf8(spaced)).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items)
        m_values.insert(name, value);
}

void Params::readMultipart(const QByteArray &body, const QByteArray &contentType)
{
    const qsizetype at = contentType.indexOf("boundary=");
    QByteArray boundary = at < 0 ? QByteArray() : contentType.mid(at + 9);
    boundary = boundary.split(';').first().trimmed();
    if (boundary.startsWith('"') && boundary.endsWith('"'))
        boundary = boundary.mid(1, boundary.size() - 2);
    if (boundary.isEmpty())
        throw ApiError{400, QStringLiteral("Bad Request: multipart without boundary")};

    const QByteArray separator = "--" + boundary;
    qsizetype from = body.indexOf(separator);
    while (from >= 0) {
        from += separator.size();
        const qsizetype end = body.indexOf("\r\n" + separator, from);
        const qsizetype headEnd = body.indexOf("\r\n\r\n", from);
        if (end < 0 || headEnd < 0 || headEnd > end)
            return;
        const QByteArray head = body.mid(from, headEnd - from);
        const QByteArray content = body.mid(headEnd + 4, end - headEnd - 4);
        const auto attribute = [&head](const QByteArray &name) {
            const qsizetype start = head.indexOf(" " + name + "=\"");
            if (start < 0)
                return QString();
            const qsizetype value = start + name.size() + 3;
            return QString::fromUtf8(head.mid(value, head.indexOf('"', value) - value));
        };
        const QString field = attribute("name");
        if (head.contains(" filename="))
            m_files.insert(field, content);
        else if (!field.isEmpty())
            m_values.insert(field, QString::fromUtf8(content));
        from = end + 2;
    }
}

QString Params::text(const QString &name) const
{
    const QJsonValue value = m_values.value(name);
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QString::number(value.toInteger());
    return {};
}

std::optional<qint64> Params::integer(const QString &name) const
{
    const QJsonValue value = m_values.value(name);
    if (value.isDouble())
        return value.toInteger();
    bool ok = false;
    const qint64 number = value.toString().toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

bool Params::boolean(const QString &name) const
{
    const QJsonValue value = m_values.value(name);
    if (value.isString())
        return value.toString().compare(u"true", Qt::CaseInsensitive) == 0 || value.toString() == u"1";
    return value.toBool() || value.toInteger() == 1;
}

QJsonValue Params::parsed(const QString &name) const
{
    const QJsonValue value = m_values.value(name);
    if (!value.isString())
        return value;
    const QJsonDocument document = QJsonDocument::fromJson(value.toString().toUtf8());
    if (document.isObject())
        return document.object();
    if (document.isArray())
        return document.array();
    return value;
}

std::optional<QJsonObject> Params::object(const QString &name) const
{
    const QJsonValue value = parsed(name);
    if (value.isUndefined() || (value.isString() && value.toString().isEmpty()))
        return std::nullopt;
    if (!value.isObject())
        throw ApiError{
            400, QStringLiteral("Bad Request: object expected as %1").arg(QString(name).replace(u'_', u' '))};
    return value.toObject();
}

std::optional<QJsonArray> Params::array(const QString &name) const
{
    const QJsonValue value = parsed(name);
    if (value.isUndefined() || (value.isString() && value.toString().isEmpty()))
        return std::nullopt;
    if (!value.isArray())
        throw ApiError{400, QStringLiteral("Bad Request: can't parse %1: array expected").arg(name)};
    return value.toArray();
}

const QByteArray *Params::file(const QString &name) const
{
    const auto found = m_files.constFind(name);
    return found == m_files.constEnd() ? nullptr : &*found;
}

QJsonObject Params::forLedger() const
{
    QJsonObject shown = m_values;
    for (const QString &secret : {QStringLiteral("secret_token"), QStringLiteral("provider_token")}) {
        if (!shown.value(secret).toString().isEmpty())
            shown.insert(secret, QStringLiteral("***"));
    }
    for (auto it = m_files.begin(); it != m_files.end(); ++it)
        shown.insert(it.key(), QStringLiteral("file of %1 bytes").arg(it.value().size()));
    return shown;
}

} // namespace turnpike::sandbox
