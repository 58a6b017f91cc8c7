#include "faultreader.h"

#include <QJsonDocument>

#include <cmath>

namespace turnpike::sandbox {

FaultReader::FaultReader(const QJsonObject &given, const QString &what)
    : m_given(given)
    , m_what(what)
{}

void FaultReader::fail(const QString &why) const
{
    throw Error(ErrorType::Domain, why);
}

void FaultReader::fail(const char *key, const QString &mustBe) const
{
    const QByteArray json = QJsonDocument(QJsonArray{value(key)}).toJson(QJsonDocument::Compact);
    fail(QStringLiteral("%1 must be %2, and is %3")
             .arg(QLatin1String(key), mustBe, QString::fromUtf8(json.mid(1, json.size() - 2))));
}

int FaultReader::whole(const char *key, int fallback, int least, int most) const
{
    return optionalWhole(key, least, most).value_or(fallback);
}

std::optional<int> FaultReader::optionalWhole(const char *key, int least, int most) const
{
    if (!has(key))
        return std::nullopt;
    const double found = value(key).toDouble(std::nan(""));
    if (std::isnan(found) || found < least || found > most || found != std::floor(found))
        fail(key, QStringLiteral("a whole number from %1 to %2").arg(least).arg(most));
    return static_cast<int>(found);
}

double FaultReader::number(const char *key, double fallback, double least, double most) const
{
    if (!has(key))
        return fallback;
    const double found = value(key).toDouble(std::nan(""));
    if (std::isnan(found) || found < least || found > most)
        fail(key, QStringLiteral("a number from %1 to %2").arg(least).arg(most));
    return found;
}

bool FaultReader::flag(const char *key) const
{
    if (has(key) && !value(key).isBool())
        fail(key, QStringLiteral("true or false"));
    return value(key).toBool();
}

QString FaultReader::text(const char *key) const
{
    if (has(key) && !value(key).isString())
        fail(key, QStringLiteral("a text"));
    return value(key).toString();
}

QJsonObject FaultReader::object(const char *key) const
{
    if (has(key) && !value(key).isObject())
        fail(key, QStringLiteral("an object"));
    return value(key).toObject();
}

QJsonArray FaultReader::array(const char *key) const
{
    if (has(key) && !value(key).isArray())
        fail(key, QStringLiteral("an array"));
    return value(key).toArray();
}

QStringList FaultReader::names(const char *key) const
{
    if (!has(key))
        return {};
    const QJsonArray all = value(key).isArray() ? value(key).toArray() : QJsonArray{value(key)};
    QStringList names;
    for (const QJsonValue &one : all) {
        if (!one.isString() && !one.isDouble())
            fail(key, QStringLiteral("a name or several of them"));
        names.append(one.isString() ? one.toString() : QString::number(one.toInteger()));
    }
    if (names.isEmpty() || names.contains(QString()))
        fail(key, QStringLiteral("a name or several of them"));
    return names.contains(QStringLiteral("*")) ? QStringList() : names;
}

} // namespace turnpike::sandbox
