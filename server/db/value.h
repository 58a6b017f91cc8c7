// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "protocol/literals.h"

#include <QString>
#include <QVariant>

#include <concepts>
#include <optional>
#include <vector>

namespace turnpike::db {

// One bound parameter. Made implicitly from what the tables hold; std::nullopt binds NULL. Booleans are
// stored as 0 and 1, money and times as whole numbers, QByteArray as bytes (bytea, BLOB).
class Value
{
public:
    template<std::integral Integer>
    Value(Integer value) // NOLINT(google-explicit-constructor): made in argument lists
        : m_variant(static_cast<qint64>(value))
    {}
    Value(const QString &value)
        : m_variant(value.isNull() ? QVariant(u""_s) : QVariant(value))
    {}
    Value(const char *value)
        : m_variant(QString::fromUtf8(value))
    {}
    Value(const QByteArray &bytes)
        : m_variant(bytes.isNull() ? QVariant(QByteArray("")) : QVariant(bytes))
    {}
    Value(std::nullopt_t) {}
    template<class Tag>
    Value(StrongId<Tag> id)
        : m_variant(id.value())
    {}
    Value(Kopecks money)
        : m_variant(money.value())
    {}
    Value(const PurchaseId &id)
        : m_variant(id.value())
    {}
    template<class T>
    Value(const std::optional<T> &value)
    {
        if (value)
            m_variant = Value(*value).m_variant;
    }

    const QVariant &variant() const { return m_variant; }

private:
    QVariant m_variant; // invalid: NULL
};

// A statement with what is bound to its `?`s.
struct BoundStatement
{
    QByteArray sql;
    std::vector<Value> values;
};

// For columns that hold NULL if there is no value.
inline std::optional<QString> nullIfEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

// One row of an answer, read completely: it no longer needs a connection. Columns are counted from 0 in the
// order of the SELECT (or RETURNING) list.
class Row
{
public:
    Row() = default;
    explicit Row(std::vector<QVariant> columns)
        : m_columns(std::move(columns))
    {}

    bool isNull(int column) const { return at(column).isNull(); }
    qint64 int64(int column) const { return at(column).toLongLong(); }
    int int32(int column) const { return at(column).toInt(); }
    bool boolean(int column) const { return int64(column) != 0; }
    QString text(int column) const { return at(column).toString(); }
    QByteArray bytes(int column) const { return at(column).toByteArray(); }
    Kopecks kopecks(int column) const { return Kopecks(int64(column)); }
    TelegramId telegramId(int column) const { return TelegramId(int64(column)); }
    std::optional<qint64> optionalInt64(int column) const
    {
        return isNull(column) ? std::nullopt : std::optional(int64(column));
    }
    std::optional<QString> optionalText(int column) const
    {
        return isNull(column) ? std::nullopt : std::optional(text(column));
    }

private:
    const QVariant &at(int column) const { return m_columns.at(static_cast<size_t>(column)); }

    std::vector<QVariant> m_columns;
};

} // namespace turnpike::db
