// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "faultreader.h"

#include <QJsonDocument>

#include <cmath>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

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
    fail(u"%1 must be %2, and is %3"_s.arg(QLatin1String(key), mustBe,
                                           QString::fromUtf8(json.mid(1, json.size() - 2))));
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
        fail(key, u"a whole number from %1 to %2"_s.arg(least).arg(most));
    return static_cast<int>(found);
}

double FaultReader::number(const char *key, double fallback, double least, double most) const
{
    if (!has(key))
        return fallback;
    const double found = value(key).toDouble(std::nan(""));
    if (std::isnan(found) || found < least || found > most)
        fail(key, u"a number from %1 to %2"_s.arg(least).arg(most));
    return found;
}

bool FaultReader::flag(const char *key) const
{
    if (has(key) && !value(key).isBool())
        fail(key, u"true or false"_s);
    return value(key).toBool();
}

QString FaultReader::text(const char *key) const
{
    if (has(key) && !value(key).isString())
        fail(key, u"a text"_s);
    return value(key).toString();
}

QJsonObject FaultReader::object(const char *key) const
{
    if (has(key) && !value(key).isObject())
        fail(key, u"an object"_s);
    return value(key).toObject();
}

QJsonArray FaultReader::array(const char *key) const
{
    if (has(key) && !value(key).isArray())
        fail(key, u"an array"_s);
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
            fail(key, u"a name or several of them"_s);
        names.append(one.isString() ? one.toString() : QString::number(one.toInteger()));
    }
    if (names.isEmpty() || names.contains(QString()))
        fail(key, u"a name or several of them"_s);
    return names.contains(u"*"_s) ? QStringList() : names;
}

} // namespace turnpike::sandbox
