#include "jsonfields.h"

namespace turnpike::sandbox {

namespace {

QJsonValue present(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined())
        throw FieldError{QStringLiteral("Can't find field \"%1\"").arg(name)};
    return value;
}

QString asString(const QJsonValue &value, const QString &name)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QString::number(value.toInteger());
    throw FieldError{QStringLiteral("Field \"%1\" must be of type String").arg(name)};
}

qint64 asNumber(const QJsonValue &value, const QString &name)
{
    if (value.isDouble())
        return value.toInteger();
    if (!value.isString())
        throw FieldError{QStringLiteral("Field \"%1\" must be a Number").arg(name)};
    bool ok = false;
    const qint64 number = value.toString().toLongLong(&ok);
    if (!ok)
        throw FieldError{QStringLiteral("Field \"%1\" must be a valid Number").arg(name)};
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
        throw FieldError{QStringLiteral("Field \"%1\" must be of type Boolean").arg(name)};
    return value.toBool();
}

QJsonObject requiredObject(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = present(object, name);
    if (!value.isObject())
        throw FieldError{QStringLiteral("Field \"%1\" must be of type Object").arg(name)};
    return value.toObject();
}

std::optional<QJsonArray> optionalArray(const QJsonObject &object, const QString &name)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isArray())
        throw FieldError{QStringLiteral("Field \"%1\" must be of type Array").arg(name)};
    return value.toArray();
}

} // namespace turnpike::sandbox
