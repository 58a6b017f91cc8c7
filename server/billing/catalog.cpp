// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/catalog.h"

#include "base/errors.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

// Reads one object of the file; every complaint says where.
class Reader
{
public:
    Reader(const QJsonValue &value, QString where)
        : m_object(value.toObject())
        , m_where(std::move(where))
    {
        if (!value.isObject())
            refuse(u"must be an object"_s);
    }

    qint64 integer(const char *key, qint64 least, qint64 most) const
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        const double number = value.toDouble(-1);
        const auto whole = static_cast<qint64>(number);
        if (!value.isDouble() || static_cast<double>(whole) != number || whole < least || whole > most) {
            refuse(u"\"%1\" must be a whole number from %2 to %3"_s.arg(QLatin1String(key))
                       .arg(least)
                       .arg(most));
        }
        return whole;
    }

    QJsonArray list(const char *key) const
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        if (!value.isArray() || value.toArray().isEmpty())
            refuse(u"\"%1\" must be a list that is not empty"_s.arg(QLatin1String(key)));
        return value.toArray();
    }

    QString key() const
    {
        QString key = m_object.value("key"_L1).toString();
        const bool isPlain =
            !key.isEmpty() && key.size() <= 16 && std::all_of(key.cbegin(), key.cend(), [](QChar c) {
                return (c >= QLatin1Char('a') && c <= QLatin1Char('z')) ||
                       (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || c == QLatin1Char('_');
            });
        if (!isPlain)
            refuse(u"\"key\" must be 1 to 16 of a-z, 0-9 and _"_s);
        if (key == QLatin1String(access::kTrialTariff))
            refuse(u"\"key\" must not be \"trial\": trials are not sold"_s);
        return key;
    }

    [[noreturn]] void refuse(const QString &what) const { throw ConfigError(u"%1: %2"_s.arg(m_where, what)); }

private:
    QJsonObject m_object;
    QString m_where;
};

constexpr qint64 kMostKopecks = 1'000'000'000; // ten million roubles: a price above it is a slip of the pen

Tariff tariffOf(const QJsonValue &value, const QString &where)
{
    const Reader reader(value, where);
    Tariff tariff{reader.key(), {}};
    int number = 0;
    for (const QJsonValue entry : reader.list("periods")) {
        const Reader period(entry, u"%1, period %2 of \"%3\""_s.arg(where).arg(++number).arg(tariff.key));
        tariff.periods.push_back({static_cast<int>(period.integer("days", 1, 3660)),
                                  Kopecks(period.integer("price_kopecks", 1, kMostKopecks)),
                                  static_cast<int>(period.integer("stars", 1, 10'000'000))});
    }
    std::sort(tariff.periods.begin(), tariff.periods.end(),
              [](const Period &a, const Period &b) { return a.days < b.days; });
    const auto twice = std::adjacent_find(tariff.periods.begin(), tariff.periods.end(),
                                          [](const Period &a, const Period &b) { return a.days == b.days; });
    if (twice != tariff.periods.end())
        reader.refuse(u"\"%1\" has a period of %2 days twice"_s.arg(tariff.key).arg(twice->days));
    return tariff;
}

} // namespace

Catalog::Catalog(const QByteArray &json, const QString &name)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError) {
        throw ConfigError(u"%1: %2 at byte %3"_s.arg(name, error.errorString()).arg(error.offset));
    }
    const Reader reader(document.isObject() ? QJsonValue(document.object()) : QJsonValue(), name);
    int number = 0;
    for (const QJsonValue value : reader.list("tariffs")) {
        Tariff tariff = tariffOf(value, u"%1, tariff %2"_s.arg(name).arg(++number));
        if (find(tariff.key))
            reader.refuse(u"tariff \"%1\" is there twice"_s.arg(tariff.key));
        m_tariffs.push_back(std::move(tariff));
    }
    m_minimumPrice = Kopecks(reader.integer("minimum_price_kopecks", 1, kMostKopecks));
    m_minimumTopup = Kopecks(reader.integer("minimum_topup_kopecks", 1, kMostKopecks));
    m_maximumTopup = Kopecks(reader.integer("maximum_topup_kopecks", m_minimumTopup.value(), kMostKopecks));
    for (const QJsonValue value : reader.list("topups_kopecks")) {
        const Kopecks amount(value.toInteger());
        if (amount < m_minimumTopup || amount > m_maximumTopup)
            reader.refuse(u"\"topups_kopecks\" must lie between the least and the most top-up"_s);
        m_topups.push_back(amount);
    }
    std::sort(m_topups.begin(), m_topups.end());
}

Catalog Catalog::fromFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw ConfigError(u"%1: %2"_s.arg(path, file.errorString()));
    return Catalog(file.readAll(), path);
}

const Tariff *Catalog::find(const QString &tariff) const
{
    const auto found = std::find_if(m_tariffs.begin(), m_tariffs.end(),
                                    [&](const Tariff &candidate) { return candidate.key == tariff; });
    return found == m_tariffs.end() ? nullptr : &*found;
}

std::optional<Period> Catalog::period(const QString &tariff, int days) const
{
    if (const Tariff *found = find(tariff)) {
        for (const Period &period : found->periods) {
            if (period.days == days)
                return period;
        }
    }
    return std::nullopt;
}

std::optional<Period> Catalog::renewalPeriod(const QString &tariff, int days) const
{
    if (const auto same = period(tariff, days))
        return same;
    const Tariff *found = find(tariff);
    return found ? std::optional(found->periods.front()) : std::nullopt;
}

std::optional<access::DailyPrice> Catalog::dailyPrice(const QString &tariff, int periodDays) const
{
    const Tariff *found = find(tariff);
    if (!found)
        return std::nullopt;
    const Period *fitting = &found->periods.front();
    for (const Period &period : found->periods) {
        if (period.days <= periodDays)
            fitting = &period;
    }
    return access::DailyPrice{fitting->price, fitting->days};
}

} // namespace turnpike::billing
