// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "jsonbody.h"

#include <QJsonDocument>

#include <cmath>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

const QString kBody = u"body"_s;

// FastAPI takes a body for JSON when its type says so, or when there is none (fastapi/routing.py).
bool isJson(const http::Request &request)
{
    const QByteArray type = request.header("Content-Type").split(';').first().trimmed().toLower();
    return type.isEmpty() || type == "application/json" ||
           (type.startsWith("application/") && type.endsWith("+json"));
}

} // namespace

// The types and messages are those of pydantic-core (errors.rs) and FastAPI's own json_invalid, whose
// position and reason are Qt's here.
JsonBody::JsonBody(const http::Request &request)
{
    if (request.body.isEmpty()) {
        add("missing", {kBody}, "Field required", QJsonValue::Null);
        return;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(request.body, &error);
    if (isJson(request) && document.isNull()) {
        m_problems.append(QJsonObject{{u"type"_s, u"json_invalid"_s},
                                      {u"loc"_s, QJsonArray{kBody, error.offset}},
                                      {u"msg"_s, u"JSON decode error"_s},
                                      {u"input"_s, QJsonObject()},
                                      {u"ctx"_s, QJsonObject{{u"error"_s, error.errorString()}}}});
        return;
    }
    m_isObject = isJson(request) && document.isObject();
    if (!m_isObject) {
        add("model_attributes_type", {kBody},
            "Input should be a valid dictionary or object to extract fields from",
            QString::fromUtf8(request.body));
        return;
    }
    m_object = document.object();
}

void JsonBody::add(const char *type, const QJsonArray &where, const char *message, const QJsonValue &input)
{
    m_problems.append(QJsonObject{{u"type"_s, QLatin1String(type)},
                                  {u"loc"_s, where},
                                  {u"msg"_s, QLatin1String(message)},
                                  {u"input"_s, input}});
}

QJsonValue JsonBody::member(const QString &name)
{
    const QJsonValue value = m_object.value(name);
    if (m_isObject && value.isUndefined())
        add("missing", {kBody, name}, "Field required", m_object);
    return value;
}

QString JsonBody::text(const QString &name)
{
    const QJsonValue value = member(name);
    if (!value.isUndefined() && !value.isString())
        add("string_type", {kBody, name}, "Input should be a valid string", value);
    return value.toString();
}

qint64 JsonBody::integer(const QString &name)
{
    const QJsonValue value = member(name);
    if (value.isUndefined())
        return 0;
    if (value.isBool())
        return value.toBool() ? 1 : 0;
    if (value.isDouble()) {
        const double number = value.toDouble();
        if (std::floor(number) == number)
            return value.toInteger(static_cast<qint64>(number));
        add("int_from_float", {kBody, name},
            "Input should be a valid integer, got a number with a fractional part", value);
        return 0;
    }
    if (!value.isString()) {
        add("int_type", {kBody, name}, "Input should be a valid integer", value);
        return 0;
    }
    bool ok = false;
    const qint64 number = value.toString().trimmed().toLongLong(&ok);
    if (!ok)
        add("int_parsing", {kBody, name},
            "Input should be a valid integer, unable to parse string as an integer", value);
    return number;
}

} // namespace turnpike::sandbox
