// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/logs.h"
#include "widgets/filterbar.h"

#include <QSet>

namespace turnpike::console {

// Which lines of the log one wants to see: from a level on, of a component, of a correlation id, of a cause,
// with a text, within a time.
class LogFilterBar : public FilterBar
{
    Q_OBJECT

public:
    // A short one has no more than the level and the text.
    enum class Extent { Whole, Short };
    explicit LogFilterBar(Extent extent, QWidget *parent = nullptr);

    const protocol::LogQuery &query() const { return m_query; }
    // From which level on it shows lines.
    protocol::LogLevel leastLevel() const
    {
        return m_query.level.known().value_or(protocol::LogLevel::Debug);
    }
    // However many lines its level takes.
    bool isAnyLine() const;
    // These are offered; known ones need not be named again.
    void offer(const QString &component);
    // Takes only the correlation id over; the rest is as at first.
    void showCorrelation(const QString &id);
    void setComponent(const QString &component);
    // Exactly those lines that a group of "logs.groups" counts, which was asked for by the filter `counted`.
    void showGroup(const QString &cause, const QJsonObject &counted);
    // No line below a warning; the rest is as in `state`.
    void showWarnings(QJsonObject state);
    bool isOfGroup() const { return !m_query.cause.isEmpty(); }

protected:
    void takeOver() override;

private:
    QComboBox *m_level;
    QComboBox *m_component;
    QLineEdit *m_correlation;
    QLineEdit *m_cause;
    QLineEdit *m_text;
    QSet<QString> m_components;
    protocol::LogQuery m_query;
};

} // namespace turnpike::console
