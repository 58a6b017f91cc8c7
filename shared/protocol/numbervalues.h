// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/numbers.h"

#include <QJsonObject>

#include <algorithm>
#include <optional>

namespace turnpike::protocol {

// Values of described numbers at one moment, by id and in each number's unit. One that is not there is not
// known: it was not measured, or the server is of a version that does not tell it.
class NumberValues
{
public:
    NumberValues() = default;
    explicit NumberValues(const QJsonObject &json)
        : m_json(json)
    {}

    // Below zero it was not measured, and is left out.
    void set(const Number &number, auto value)
    {
        if (static_cast<double>(value) >= 0)
            m_json.insert(QLatin1String(number.id), static_cast<double>(value));
    }
    void add(const NumberValues &others)
    {
        for (auto it = others.m_json.begin(); it != others.m_json.end(); ++it)
            m_json.insert(it.key(), it.value());
    }

    std::optional<double> value(const Number &number) const
    {
        const QJsonValue json = m_json.value(QLatin1String(number.id));
        if (!json.isDouble())
            return std::nullopt;
        return std::clamp(json.toDouble(), 0.0, kHighest);
    }
    // In whole ones; 0 where it is not known.
    qint64 count(const Number &number) const { return static_cast<qint64>(value(number).value_or(0)); }
    NumberLevel level(const Number &number) const { return number.level(value(number).value_or(0)); }

    // As on the wire.
    const QJsonObject &json() const { return m_json; }
    // Only what series keep.
    QJsonObject charted() const
    {
        QJsonObject charted;
        for (const Number *number : numbers::kAll) {
            const std::optional<double> known = number->isCharted ? value(*number) : std::nullopt;
            if (known)
                charted.insert(QLatin1String(number->id), *known);
        }
        return charted;
    }

private:
    static constexpr double kHighest = 9'007'199'254'740'992; // 2^53: whole numbers are exact up to here

    QJsonObject m_json;
};

} // namespace turnpike::protocol
