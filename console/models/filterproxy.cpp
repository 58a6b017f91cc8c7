// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/filterproxy.h"

#include "models/record.h"

namespace turnpike::console {

FilterProxy::FilterProxy(QAbstractItemModel *source, QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    setDynamicSortFilter(true);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSourceModel(source);
}

void FilterProxy::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void FilterProxy::setCondition(Condition condition)
{
    m_condition = std::move(condition);
    invalidateFilter();
}

bool FilterProxy::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    if (m_condition && !m_condition(sourceRow))
        return false;
    if (m_text.isEmpty())
        return true;
    for (int column = 0; column < sourceModel()->columnCount(sourceParent); ++column) {
        const QString text = sourceModel()->index(sourceRow, column, sourceParent).data().toString();
        if (text.contains(m_text, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

} // namespace turnpike::console

#include "moc_filterproxy.cpp"
