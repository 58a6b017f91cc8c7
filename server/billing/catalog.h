// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "base/ids.h"
#include "protocol/literals.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace turnpike::billing {

// What one period of a tariff costs.
struct Period
{
    int days = 0;
    Kopecks price;
    int stars = 0; // XTR
};

// What is sold. Its plain name ("Basic") comes from the translations, by its key.
struct Tariff
{
    QString key;                 // "basic", "plus"
    std::vector<Period> periods; // shortest first
};

// The price list. Read once at start; immutable and therefore thread-safe.
class Catalog : public access::PriceSource
{
public:
    // `json` is resources/catalog.json or its replacement; `name` is shown in errors. Throws a ConfigError
    // that says what is wrong and where.
    explicit Catalog(const QByteArray &json, const QString &name = u"catalog.json"_s);
    static Catalog fromFile(const QString &path);

    const std::vector<Tariff> &tariffs() const { return m_tariffs; } // in the order of the file
    const Tariff *find(const QString &tariff) const;                 // nullptr when there is none
    std::optional<Period> period(const QString &tariff, int days) const;
    // What a renewal buys: that period, or the shortest one where the tariff has no such period.
    std::optional<Period> renewalPeriod(const QString &tariff, int days) const;
    // Amounts offered for topping up the balance, smallest first; others are allowed between the limits.
    const std::vector<Kopecks> &topups() const { return m_topups; }
    Kopecks minimumTopup() const { return m_minimumTopup; }
    Kopecks maximumTopup() const { return m_maximumTopup; }
    // No discount goes below it.
    Kopecks minimumPrice() const { return m_minimumPrice; }

    // For that period, or for the longest that does not exceed it; for the shortest if all do.
    std::optional<access::DailyPrice> dailyPrice(const QString &tariff, int periodDays) const override;

private:
    std::vector<Tariff> m_tariffs;
    std::vector<Kopecks> m_topups;
    Kopecks m_minimumTopup;
    Kopecks m_maximumTopup;
    Kopecks m_minimumPrice;
};

} // namespace turnpike::billing
