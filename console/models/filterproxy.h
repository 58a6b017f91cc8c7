// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QSortFilterProxyModel>

#include <functional>

namespace turnpike::console {

// Rows of a RecordModel in the order of their raw values: those with the text in any column, of which a
// condition holds.
class FilterProxy : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using Condition = std::function<bool(int sourceRow)>;

    explicit FilterProxy(QAbstractItemModel *source, QObject *parent = nullptr);

    // Empty: all. Letters in either case.
    void setText(const QString &text);
    void setCondition(Condition condition);

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;

private:
    QString m_text;
    Condition m_condition;
};

} // namespace turnpike::console
