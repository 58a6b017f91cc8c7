// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/logfilterbar.h"

#include "widgets/plainguard.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>

#include <utility>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLogTypingMs = 250;
constexpr int kInfo = 1; // among the levels

} // namespace

LogFilterBar::LogFilterBar(Extent extent, QWidget *parent)
    : QWidget(parent)
    , m_level(new QComboBox(this))
    , m_component(new QComboBox(this))
    , m_correlation(new QLineEdit(this))
    , m_text(new QLineEdit(this))
{
    m_level->setObjectName(u"level"_s);
    m_level->setAccessibleName(tr("Level"));
    m_level->addItem(tr("Everything"), u"debug"_s);
    m_level->addItem(tr("Info and above"), u"info"_s);
    m_level->addItem(tr("Warnings and errors"), u"warning"_s);
    m_level->addItem(tr("Errors"), u"error"_s);
    m_level->setCurrentIndex(kInfo);
    m_level->setToolTip(tr("Debug lines are written only by components whose level says so."));
    m_component->setObjectName(u"component"_s);
    m_component->setAccessibleName(tr("Component"));
    m_component->setEditable(true);
    m_component->setInsertPolicy(QComboBox::NoInsert);
    holdForeignItems(*m_component, 20);
    m_component->addItem(QString());
    m_component->lineEdit()->setPlaceholderText(tr("Any component"));
    m_component->lineEdit()->setClearButtonEnabled(true);
    m_component->setToolTip(tr("A component, or how its name begins"));
    m_correlation->setObjectName(u"correlation"_s);
    m_correlation->setAccessibleName(tr("Correlation id"));
    m_correlation->setPlaceholderText(tr("Any correlation id"));
    m_correlation->setClearButtonEnabled(true);
    m_correlation->setToolTip(tr("The id that all lines of one update, iteration or request carry"));
    m_text->setObjectName(u"text"_s);
    m_text->setAccessibleName(tr("Text"));
    m_text->setPlaceholderText(tr("Search in messages and details"));
    m_text->setClearButtonEnabled(true);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kLogTypingMs);
    build(extent);
    takeOver();
    connect(&m_typing, &QTimer::timeout, this, &LogFilterBar::takeOver);
    const auto soon = [this] { m_typing.start(); };
    connect(m_level, &QComboBox::currentIndexChanged, this, &LogFilterBar::takeOver);
    connect(m_component, &QComboBox::editTextChanged, this, soon);
    connect(m_correlation, &QLineEdit::textChanged, this, soon);
    connect(m_text, &QLineEdit::textChanged, this, soon);
}

void LogFilterBar::build(Extent extent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_level);
    layout->addWidget(m_component, 2);
    layout->addWidget(m_correlation, 2);
    layout->addWidget(m_text, 3);
    if (extent == Extent::Short) {
        m_component->hide();
        m_correlation->hide();
    }
}

bool LogFilterBar::isEmpty() const
{
    return m_query.component.isEmpty() && m_query.correlationId.isEmpty() && m_query.text.isEmpty() &&
           m_level->currentIndex() <= kInfo;
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
    clear();
    m_level->setCurrentIndex(0);
    m_correlation->setText(id);
    takeOver();
}

void LogFilterBar::setComponent(const QString &component)
{
    m_component->setEditText(component);
    takeOver();
}

void LogFilterBar::clear()
{
    m_level->setCurrentIndex(kInfo);
    m_component->setEditText({});
    m_correlation->clear();
    m_text->clear();
    takeOver();
}

void LogFilterBar::focusText()
{
    m_text->setFocus();
    m_text->selectAll();
}

void LogFilterBar::takeOver()
{
    m_typing.stop();
    protocol::LogQuery query;
    query.level = protocol::Choice<protocol::LogLevel>(m_level->currentData().toString());
    query.component = m_component->currentText().trimmed();
    query.correlationId = m_correlation->text().trimmed();
    query.text = m_text->text().trimmed();
    const bool isSame = query.level == m_query.level && query.component == m_query.component &&
                        query.correlationId == m_query.correlationId && query.text == m_query.text;
    m_query = query;
    if (!isSame)
        Q_EMIT changed();
}

} // namespace turnpike::console

#include "moc_logfilterbar.cpp"
