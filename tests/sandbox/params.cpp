// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "params.h"

#include <QJsonDocument>
#include <QUrlQuery>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

bool isJsonSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Walks over JSON that may break off: the end of the value that begins at `at`, or -1.
qsizetype endOfValue(const QByteArray &json, qsizetype at)
{
    int depth = 0;
    bool inString = false;
    for (qsizetype i = at; i < json.size(); ++i) {
        const char c = json[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
            if (!inString && depth == 0)
                return i + 1;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (--depth < 0)
                return i; // of a number or word, before the end of what is around it
            if (depth == 0)
                return i + 1;
        } else if (depth == 0 && (c == ',' || isJsonSpace(c))) {
            return i;
        }
    }
    return -1;
}

QJsonValue valueOf(const QByteArray &json)
{
    return QJsonDocument::fromJson('[' + json + ']').array().first();
}

// The value of an attribute of a header, quoted or not: `name` in `form-data; name="photo"`.
std::optional<QString> attribute(const QByteArray &header, const QByteArray &name)
{
    qsizetype at = header.indexOf(';');
    while (at >= 0) {
        ++at;
        while (at < header.size() && isJsonSpace(header[at]))
            ++at;
        const qsizetype equals = header.indexOf('=', at);
        if (equals < 0)
            return std::nullopt;
        const QByteArray found = header.mid(at, equals - at).trimmed();
        qsizetype i = equals + 1;
        QByteArray value;
        if (i < header.size() && header[i] == '"') {
            for (++i; i < header.size() && header[i] != '"'; ++i) {
                if (header[i] == '\\' && i + 1 < header.size())
                    ++i;
                value += header[i];
            }
        } else {
            const qsizetype end = header.indexOf(';', i);
            value = header.mid(i, end < 0 ? -1 : end - i).trimmed();
        }
        if (found == name)
            return QString::fromUtf8(value);
        at = header.indexOf(';', i);
    }
    return std::nullopt;
}

} // namespace

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
            throw ApiError{400, u"Bad Request: can't parse JSON object"_s};
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

Params Params::fromBotApiCall(const http::Request &request)
{
    Params params;
    params.readForm(request.query);
    const QByteArray type = request.header("Content-Type");
    const QByteArray kind = type.toLower();
    if (kind.contains("multipart/form-data")) {
        params.readMultipart(request.body, type);
    } else if (kind.contains("application/x-www-form-urlencoded")) {
        params.readForm(request.body);
    } else if (kind.contains("application/json")) {
        const QJsonDocument document = QJsonDocument::fromJson(request.body);
        if (!document.isObject())
            params.readBrokenJson(request.body);
        const QJsonObject object = document.object();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!params.m_values.contains(it.key()))
                params.m_values.insert(it.key(), it.value());
        }
    }
    return params;
}

void Params::readBrokenJson(const QByteArray &body)
{
    qsizetype at = 0;
    const auto skipSpaces = [&] {
        while (at < body.size() && isJsonSpace(body[at]))
            ++at;
    };
    const auto take = [&](char c) {
        skipSpaces();
        const bool isThere = at < body.size() && body[at] == c;
        at += isThere ? 1 : 0;
        return isThere;
    };
    if (!take('{'))
        return;
    do {
        skipSpaces();
        const qsizetype nameEnd = at < body.size() && body[at] == '"' ? endOfValue(body, at) : -1;
        if (nameEnd < 0)
            return;
        const QString name = valueOf(body.mid(at, nameEnd - at)).toString();
        at = nameEnd;
        if (!take(':'))
            return;
        skipSpaces();
        const qsizetype valueEnd = endOfValue(body, at);
        if (valueEnd < 0)
            return;
        const QJsonValue value = valueOf(body.mid(at, valueEnd - at));
        if (!value.isUndefined() && !m_values.contains(name))
            m_values.insert(name, value);
        at = valueEnd;
    } while (take(','));
}

void Params::readForm(const QByteArray &encoded)
{
    QByteArray spaced = encoded;
    spaced.replace('+', "%20");
    const auto items = QUrlQuery(QString::fromUtf8(spaced)).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (!m_values.contains(name))
            m_values.insert(name, value);
    }
}

void Params::readMultipart(const QByteArray &body, const QByteArray &contentType)
{
    const QByteArray boundary = attribute(contentType, "boundary").value_or(QString()).toUtf8();
    if (boundary.isEmpty() || boundary.size() > 70) // RFC 1341
        badRequest(u"boundary too big or empty"_s);
    const QByteArray separator = "\r\n--" + boundary;
    const QByteArray whole = "\r\n" + body; // the first boundary has no line before it
    qsizetype from = whole.indexOf(separator);
    while (from >= 0) {
        from += separator.size();
        const qsizetype end = whole.indexOf(separator, from);
        const qsizetype headEnd = whole.indexOf("\r\n\r\n", from);
        if (end < 0 || headEnd < 0 || headEnd > end)
            return;
        readPart(whole.mid(from, headEnd - from), whole.mid(headEnd + 4, end - headEnd - 4));
        from = end;
    }
}

void Params::readPart(const QByteArray &head, const QByteArray &content)
{
    QByteArray disposition;
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        const QByteArray name = line.left(qMax<qsizetype>(0, colon)).trimmed().toLower();
        if (name == "content-disposition")
            disposition = line.mid(colon + 1).trimmed();
    }
    if (!disposition.startsWith("form-data;"))
        badRequest(u"expected form-data content disposition"_s);
    const QString field = attribute(disposition, "name").value_or(QString());
    if (field.isEmpty())
        badRequest(u"field name in multipart/form-data not found"_s);
    if (const std::optional<QString> fileName = attribute(disposition, "filename"))
        m_files.insert(field, {content, *fileName});
    else if (!m_values.contains(field))
        m_values.insert(field, QString::fromUtf8(content));
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
    const QString value = argument(name).trimmed().toLower();
    return value == u"true" || value == u"yes" || value == u"1"; // Bot API server, Client.cpp, to_bool
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

std::optional<QJsonArray> Params::array(const QString &name) const
{
    const QJsonValue value = parsed(name);
    if (value.isUndefined() || (value.isString() && value.toString().isEmpty()))
        return std::nullopt;
    if (!value.isArray())
        throw ApiError{400, u"Bad Request: can't parse %1: array expected"_s.arg(name)};
    return value.toArray();
}

const Upload *Params::file(const QString &name) const
{
    const auto found = m_files.constFind(name);
    return found == m_files.constEnd() ? nullptr : &*found;
}

QString Params::argument(const QString &name) const
{
    const QJsonValue value = m_values.value(name);
    switch (value.type()) {
    case QJsonValue::Undefined:
        return {};
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Object:
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    case QJsonValue::Bool:
        return value.toBool() ? u"true"_s : u"false"_s;
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Double:
        break;
    }
    const double number = value.toDouble();
    const qint64 whole = value.toInteger();
    return static_cast<double>(whole) == number ? QString::number(whole) : QString::number(number, 'g', 17);
}

QString Params::required(const QString &name) const
{
    const QString value = argument(name);
    if (value.isEmpty())
        badRequest(u"Parameter \"%1\" is required"_s.arg(name));
    return value;
}

qint64 Params::number(const QString &name) const
{
    const QString value = argument(name);
    qsizetype end = value.startsWith(u'-') ? 1 : 0;
    while (end < value.size() && value[end] >= u'0' && value[end] <= u'9')
        ++end;
    return value.left(end).toLongLong();
}

QJsonValue Params::json(const QString &name, const QString &what) const
{
    const QJsonValue value = m_values.value(name);
    if (!value.isString())
        return value;
    const QString text = value.toString();
    if (text.isEmpty())
        return QJsonValue::Undefined;
    QJsonParseError error;
    const QJsonDocument wrapped = QJsonDocument::fromJson('[' + text.toUtf8() + ']', &error);
    if (error.error != QJsonParseError::NoError || wrapped.array().size() != 1)
        badRequest(u"Can't parse %1 JSON object"_s.arg(what));
    return wrapped.array().first();
}

QJsonObject Params::forLedger() const
{
    QJsonObject shown = m_values;
    for (const QString &secret : {u"secret_token"_s, u"provider_token"_s}) {
        if (!shown.value(secret).toString().isEmpty())
            shown.insert(secret, u"***"_s);
    }
    for (auto it = m_files.begin(); it != m_files.end(); ++it)
        shown.insert(it.key(), u"file of %1 bytes"_s.arg(it.value().bytes.size()));
    return shown;
}

} // namespace turnpike::sandbox
