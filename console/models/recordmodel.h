// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/record.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <deque>
#include <utility>

namespace turnpike::console {

// A table over values, each with a key. It is changed row by row and never reset, so that a view keeps its
// selection and its place whatever comes in. Lives on the main thread.
template<class T>
class RecordModel : public QAbstractTableModel
{
public:
    using Key = std::function<QString(const T &)>;

    RecordModel(Key key, std::vector<Column<T>> columns, QObject *parent = nullptr)
        : QAbstractTableModel(parent)
        , m_key(std::move(key))
        , m_columns(std::move(columns))
    {}

    // --- values

    const std::deque<T> &rows() const { return m_rows; }
    const T &at(int row) const { return m_rows[static_cast<size_t>(row)]; }
    // Nothing when there is no such row. Good until the next change.
    const T *find(const QString &key) const
    {
        const int row = rowOf(key);
        return row < 0 ? nullptr : &at(row);
    }
    int rowOf(const QString &key) const
    {
        const auto found = m_index.constFind(key);
        return found == m_index.cend() ? -1 : static_cast<int>(*found - m_first);
    }

    // What its cells say, also of a row that is not here.
    QStringList texts(const T &value) const
    {
        QStringList texts;
        for (const Column<T> &column : m_columns)
            texts.append(column.text(value));
        return texts;
    }

    // These rows and no others: gone ones leave, known ones change in place, new ones come at the end.
    void replace(const QList<T> &rows)
    {
        QSet<QString> wanted;
        for (const T &row : rows)
            wanted.insert(m_key(row));
        for (int row = rowCount() - 1; row >= 0; --row) {
            if (!wanted.contains(m_key(at(row))))
                dropRow(row);
        }
        append(rows);
    }
    void upsert(const T &value) { append({value}); }
    // Those whose key is known change in place, the others come at the end, in one go.
    void append(const QList<T> &values) { insert(values, rowCount()); }
    // The others come at the beginning, in their order.
    void prepend(const QList<T> &values) { insert(values, 0); }
    // The others come where their order wants them; the rows and `values` are in it.
    void merge(const QList<T> &values, const std::function<bool(const T &, const T &)> &isLess)
    {
        QList<T> run; // that comes at one place
        int position = 0;
        for (const T &value : values) {
            const auto next = std::upper_bound(m_rows.begin(), m_rows.end(), value, isLess);
            const int wanted = static_cast<int>(next - m_rows.begin());
            if (!run.isEmpty() && wanted != position) {
                const int before = rowCount();
                insert(std::exchange(run, {}), position);
                position = wanted + rowCount() - before;
            } else {
                position = wanted;
            }
            run.append(value);
        }
        insert(run, position);
    }
    void remove(const QString &key)
    {
        const int row = rowOf(key);
        if (row >= 0)
            dropRow(row);
    }
    void clear()
    {
        if (m_rows.empty())
            return;
        beginRemoveRows({}, 0, rowCount() - 1);
        m_rows.clear();
        m_index.clear();
        endRemoveRows();
    }
    // Rows beyond the first `count` leave.
    void keepFirst(int count) { cut(count, rowCount() - 1); }
    // Rows before the last `count` leave.
    void keepLast(int count) { cut(0, rowCount() - count - 1); }
    // What the cells say depends on the time of day.
    void touch()
    {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }

    // --- QAbstractTableModel

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        if (role == Qt::DisplayRole)
            return m_columns[static_cast<size_t>(section)].title;
        if (role == Qt::TextAlignmentRole)
            return alignment(m_columns[static_cast<size_t>(section)]);
        return {};
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const T &value = at(index.row());
        const Column<T> &column = m_columns[static_cast<size_t>(index.column())];
        switch (role) {
        case Qt::DisplayRole:
            return column.text(value);
        case SortRole:
            return column.sort ? column.sort(value) : QVariant(column.text(value));
        case KeyRole:
            return m_key(value);
        case Qt::ToolTipRole:
            return column.tip ? QVariant(column.tip(value)) : QVariant();
        case ToneRole:
            return column.tone ? QVariant(static_cast<int>(column.tone(value))) : QVariant();
        case SparkRole:
            return column.spark ? QVariant(column.spark(value)) : QVariant();
        case SubjectRole:
            return subjectOfCell(column, value);
        case Qt::TextAlignmentRole:
            return alignment(column);
        default:
            return {};
        }
    }

private:
    static QVariant subjectOfCell(const Column<T> &column, const T &value)
    {
        const auto subject = column.subject ? column.subject(value) : std::nullopt;
        return subject ? QVariant::fromValue(*subject) : QVariant();
    }
    static QVariant alignment(const Column<T> &column)
    {
        return static_cast<int>((column.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }

    void insert(const QList<T> &values, int position)
    {
        std::vector<T> fresh;
        QHash<QString, size_t> freshAt; // one message may speak of a row twice
        for (const T &value : values) {
            const QString key = m_key(value);
            const int row = rowOf(key);
            const auto twin = freshAt.constFind(key);
            if (row >= 0) {
                m_rows[static_cast<size_t>(row)] = value;
                Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
            } else if (twin != freshAt.cend()) {
                fresh[*twin] = value;
            } else {
                freshAt.insert(key, fresh.size());
                fresh.push_back(value);
            }
        }
        if (fresh.empty())
            return;
        beginInsertRows({}, position, position + static_cast<int>(fresh.size()) - 1);
        m_rows.insert(m_rows.begin() + position, fresh.begin(), fresh.end());
        const int count = static_cast<int>(fresh.size());
        if (position == 0)
            m_first -= count;
        reindex(position, position == 0 ? count : rowCount());
        endInsertRows();
    }
    void dropRow(int row) { cut(row, row); }
    void cut(int first, int last)
    {
        if (first < 0 || last < first)
            return;
        beginRemoveRows({}, first, last);
        for (int row = first; row <= last; ++row)
            m_index.remove(m_key(at(row)));
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        if (first == 0)
            m_first += last + 1;
        else
            reindex(first, rowCount());
        endRemoveRows();
    }
    void reindex(int first, int end)
    {
        for (int row = first; row < end; ++row)
            m_index.insert(m_key(at(row)), m_first + row);
    }

    const Key m_key;
    const std::vector<Column<T>> m_columns;
    std::deque<T> m_rows;
    QHash<QString, qint64> m_index; // of keys, to the number of the row
    qint64 m_first = 0;             // number of the first row: what comes and goes there moves no other
};

} // namespace turnpike::console
