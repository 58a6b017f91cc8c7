// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "jsonfields.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonValue present(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined())
        throw FieldError{u"Can't find field \"%1\""_s.arg(name)};
    return value;
}

QString asString(const QJsonValue &value, const QString &name)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QString::number(value.toInteger());
    throw FieldError{u"Field \"%1\" must be of type String"_s.arg(name)};
}

qint64 asNumber(const QJsonValue &value, const QString &name)
{
    if (value.isDouble())
        return value.toInteger();
    if (!value.isString())
        throw FieldError{u"Field \"%1\" must be a Number"_s.arg(name)};
    bool ok = false;
    const qint64 number = value.toString().toLongLong(&ok);
    if (!ok)
        throw FieldError{u"Field \"%1\" must be a valid Number"_s.arg(name)};
    return number;
}

} // namespace

QString requiredString(const QJsonObject &object, const QString &name)
{
    return asString(present(object, name), name);
}

QString optionalString(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object.value(name);
    return value.isUndefined() ? QString() : asString(value, name);
}

qint64 requiredNumber(const QJsonObject &object, const QString &name)
{
    return asNumber(present(object, name), name);
}

qint64 optionalNumber(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object.value(name);
    return value.isUndefined() ? 0 : asNumber(value, name);
}

bool optionalBool(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined())
        return false;
    if (!value.isBool())
        throw FieldError{u"Field \"%1\" must be of type Boolean"_s.arg(name)};
    return value.toBool();
}

QJsonObject requiredObject(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = present(object, name);
    if (!value.isObject())
        throw FieldError{u"Field \"%1\" must be of type Object"_s.arg(name)};
    return value.toObject();
}

std::optional<QJsonArray> optionalArray(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isArray())
        throw FieldError{u"Field \"%1\" must be of type Array"_s.arg(name)};
    return value.toArray();
}

} // namespace turnpike::sandbox
