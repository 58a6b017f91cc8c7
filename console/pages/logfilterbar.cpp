// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/logfilterbar.h"

#include "widgets/plainguard.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kInfo = 1; // among the levels

} // namespace

LogFilterBar::LogFilterBar(Extent extent, QWidget *parent)
    : FilterBar(parent)
    , m_level(addChoice(u"level"_s, tr("Level"),
                        {{tr("Everything"), u"debug"_s},
                         {tr("Info and above"), u"info"_s},
                         {tr("Warnings and errors"), u"warning"_s},
                         {tr("Errors"), u"error"_s}},
                        kInfo))
    , m_component(addEditableChoice(u"component"_s, tr("Component"), tr("Any component"), {}))
    , m_correlation(addText(u"correlation"_s, tr("Correlation id"), tr("Any correlation id")))
    , m_cause(addGiven(u"cause"_s, tr("Cause")))
    , m_text(addText(u"text"_s, tr("Text"), tr("Search in messages and details"), 3))
{
    m_level->setToolTip(tr("Debug lines are written only by components whose level says so."));
    holdForeignItems(*m_component, 20);
    m_component->setToolTip(tr("A component, or how its name begins"));
    m_correlation->setToolTip(tr("The id that all lines of one update, iteration or request carry"));
    if (extent == Extent::Short) {
        m_component->hide();
        m_correlation->hide();
    } else {
        addTime();
    }
    LogFilterBar::takeOver();
}

bool LogFilterBar::isAnyLine() const
{
    return m_query.component.isEmpty() && m_query.correlationId.isEmpty() && m_query.cause.isEmpty() &&
           m_query.text.isEmpty() && !m_query.from && !m_query.to && m_level->currentIndex() <= kInfo;
}

void LogFilterBar::offer(const QString &component)
{
    if (component.isEmpty() || m_components.contains(component))
        return;
    m_components.insert(component);
    int at = 1;
    while (at < m_component->count() && m_component->itemText(at) < component)
        ++at;
    const QString typed = m_component->currentText();
    const QSignalBlocker blocker(m_component);
    m_component->insertItem(at, component);
    m_component->setEditText(typed);
}

void LogFilterBar::showCorrelation(const QString &id)
{
    setState({{u"level"_s, u"debug"_s}, {u"correlation"_s, id}});
}

void LogFilterBar::setComponent(const QString &component)
{
    m_component->setEditText(component);
    takeOverNow();
}

void LogFilterBar::showGroup(const QString &cause, const QJsonObject &counted)
{
    QJsonObject state = counted;
    state.insert(m_cause->objectName(), cause);
    showWarnings(state);
}

void LogFilterBar::showWarnings(QJsonObject state)
{
    const QString error = QString::fromLatin1(toWord(protocol::LogLevel::Error));
    if (state.value(m_level->objectName()).toString() != error)
        state.insert(m_level->objectName(), QString::fromLatin1(toWord(protocol::LogLevel::Warning)));
    setState(state);
}

void LogFilterBar::takeOver()
{
    const Span time = span();
    protocol::LogQuery query;
    query.level = protocol::Choice<protocol::LogLevel>(m_level->currentData().toString());
    query.component = m_component->currentText().trimmed();
    query.correlationId = m_correlation->text().trimmed();
    query.text = m_text->text().trimmed();
    query.cause = m_cause->text();
    query.from = time.from;
    query.to = time.to;
    const bool isSame = query.level == m_query.level && query.component == m_query.component &&
                        query.correlationId == m_query.correlationId && query.text == m_query.text &&
                        query.cause == m_query.cause && query.from == m_query.from && query.to == m_query.to;
    m_query = query;
    if (!isSame)
        Q_EMIT changed();
}

} // namespace turnpike::console

#include "moc_logfilterbar.cpp"
