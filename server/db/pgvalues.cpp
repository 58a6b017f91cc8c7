// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/pgvalues.h"

#include <QtEndian>

#include <algorithm>
#include <memory>

namespace turnpike::db {

namespace {

// Of the types' rows in pg_type, the same in every PostgreSQL (catalog/pg_type.dat).
constexpr Oid kBoolType = 16;
constexpr Oid kByteaType = 17;
constexpr Oid kNameType = 19;
constexpr Oid kInt8Type = 20;
constexpr Oid kInt2Type = 21;
constexpr Oid kInt4Type = 23;
constexpr Oid kTextType = 25;
constexpr Oid kFloat4Type = 700;
constexpr Oid kFloat8Type = 701;
constexpr Oid kBpcharType = 1042;
constexpr Oid kVarcharType = 1043;

constexpr int kBinaryFormat = 1;

bool isReadInBinary(Oid type)
{
    switch (type) {
    case kBoolType:
    case kByteaType:
    case kNameType:
    case kInt8Type:
    case kInt2Type:
    case kInt4Type:
    case kTextType:
    case kBpcharType:
    case kVarcharType:
        return true;
    default:
        return false;
    }
}

QVariant binaryValue(Oid type, const char *data, qsizetype size)
{
    switch (type) {
    case kBoolType:
        return *data != 0;
    case kByteaType:
        return QByteArray(data, size);
    case kInt8Type:
        return QVariant(qFromBigEndian<qint64>(data));
    case kInt2Type:
        return QVariant(qint64(qFromBigEndian<qint16>(data)));
    case kInt4Type:
        return QVariant(qint64(qFromBigEndian<qint32>(data)));
    default:
        return QString::fromUtf8(data, size);
    }
}

QVariant textValue(Oid type, const char *data, qsizetype size)
{
    switch (type) {
    case kBoolType:
        return *data == 't';
    case kByteaType: {
        size_t length = 0;
        const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(
            PQunescapeBytea(reinterpret_cast<const unsigned char *>(data), &length), &PQfreemem);
        return QByteArray(reinterpret_cast<const char *>(bytes.get()), static_cast<qsizetype>(length));
    }
    case kInt8Type:
    case kInt2Type:
    case kInt4Type:
        return QVariant(QByteArray::fromRawData(data, size).toLongLong());
    case kFloat4Type:
    case kFloat8Type:
        return QByteArray::fromRawData(data, size).toDouble();
    default:
        // Sums of bigint are numeric: as text they stay exact.
        return QString::fromUtf8(data, size);
    }
}

QVariant columnOf(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column))
        return {};
    const char *const data = PQgetvalue(result, row, column);
    const qsizetype size = PQgetlength(result, row, column);
    return PQfformat(result, column) == kBinaryFormat ? binaryValue(PQftype(result, column), data, size)
                                                      : textValue(PQftype(result, column), data, size);
}

} // namespace

PgParameters::PgParameters(const std::vector<Value> &values)
{
    m_kept.reserve(values.size());
    m_pointers.reserve(values.size());
    m_lengths.reserve(values.size());
    m_formats.reserve(values.size());
    for (const Value &value : values) {
        const QVariant &variant = value.variant();
        const bool isNull = !variant.isValid();
        const bool isBytes = variant.typeId() == QMetaType::QByteArray;
        if (isNull)
            m_kept.emplace_back();
        else
            m_kept.push_back(isBytes ? variant.toByteArray() : variant.toString().toUtf8());
        m_pointers.push_back(isNull ? nullptr : m_kept.back().constData());
        m_lengths.push_back(static_cast<int>(m_kept.back().size()));
        m_formats.push_back(isBytes ? kBinaryFormat : 0);
    }
}

int wantedFormat(const PGresult *description)
{
    bool hasBytes = false;
    for (int column = 0; column < PQnfields(description); ++column) {
        const Oid type = PQftype(description, column);
        if (!isReadInBinary(type))
            return 0;
        hasBytes = hasBytes || type == kByteaType;
    }
    return hasBytes ? kBinaryFormat : 0;
}

std::vector<Row> rowsOf(const PGresult *result, size_t limit)
{
    const auto count = std::min(limit, static_cast<size_t>(PQntuples(result)));
    const int columns = PQnfields(result);
    std::vector<Row> rows;
    rows.reserve(count);
    for (int row = 0; row < static_cast<int>(count); ++row) {
        std::vector<QVariant> values;
        values.reserve(static_cast<size_t>(columns));
        for (int column = 0; column < columns; ++column)
            values.push_back(columnOf(result, row, column));
        rows.emplace_back(std::move(values));
    }
    return rows;
}

} // namespace turnpike::db
