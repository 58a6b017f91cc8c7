// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/alertsdock.h"

#include "protocol/calls.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMinuteMs = 60'000;

QString explain(const AlertState &alert)
{
    QStringList parts{alert.text};
    if (!alert.acknowledgedBy.isEmpty()) {
        const QString note = alert.note.isEmpty() ? QString() : u": "_s + alert.note;
        parts.append(AlertsDock::tr("Acknowledged by %1 %2%3")
                         .arg(alert.acknowledgedBy, wording::fromNow(alert.acknowledgedAt), note));
    }
    if (!alert.runbookText.isEmpty())
        parts.append(alert.runbookText);
    return parts.join(u"\n\n"_s);
}

} // namespace

AlertsDock::AlertsDock(const Desk &desk, QWidget *parent)
    : QDockWidget(tr("Alerts"), parent)
    , m_desk(desk)
    , m_table(new Table(u"alerts.table"_s, &desk.state.alerts(), this))
    , m_text(new QPlainTextEdit(this))
    , m_withOver(new QCheckBox(tr("Also those that are &over"), this))
    , m_acknowledge(new QPushButton(tr("&Acknowledge…"), this))
    , m_mute(new QPushButton(tr("&Mute…"), this))
{
    setObjectName(u"alertsDock"_s);
    m_table->setAccessibleName(tr("Alerts"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_table->setEmptyText(tr("No alerts."));
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("What to do"));
    m_text->setPlaceholderText(tr("Choose an alert to see what to do."));
    m_mute->setToolTip(tr("It does not notify anybody until then; it stays in the list."));

    auto *body = new QWidget(this);
    auto *splitter = new QSplitter(Qt::Horizontal, body);
    splitter->setObjectName(u"alerts.splitter"_s);
    splitter->addWidget(m_table);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_acknowledge);
    bar->addWidget(m_mute);
    bar->addStretch(1);
    bar->addWidget(m_withOver);
    auto *layout = new QVBoxLayout(body);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(splitter, 1);
    layout->addLayout(bar);
    setWidget(body);

    connect(m_table, &Table::currentKeyChanged, this, &AlertsDock::showCurrent);
    connect(m_table, &Table::opened, this, &AlertsDock::acknowledge);
    connect(m_withOver, &QCheckBox::toggled, this, &AlertsDock::applyFilter);
    connect(m_acknowledge, &QPushButton::clicked, this, &AlertsDock::acknowledge);
    connect(m_mute, &QPushButton::clicked, this, &AlertsDock::mute);
    connect(&m_desk.state, &ShopState::alertsChanged, this, [this] {
        showCurrent();
        showTitle();
    });
    const auto isOpen = [this] { return current() && !current()->isOver; };
    m_desk.changes.guard(m_acknowledge, call::kAcknowledgeAlert, isOpen);
    m_desk.changes.guard(m_mute, call::kMuteAlert, isOpen);
    applyFilter();
}

void AlertsDock::select(const QString &key)
{
    m_table->selectKey(key);
}

const AlertState *AlertsDock::current() const
{
    return m_desk.state.alerts().find(m_table->currentKey());
}

void AlertsDock::showTitle()
{
    const int open = m_desk.state.openAlerts();
    setWindowTitle(open == 0 ? tr("Alerts") : tr("Alerts (%1)").arg(open));
}

void AlertsDock::showCurrent()
{
    const AlertState *alert = current();
    const QString text = alert ? explain(*alert) : QString();
    if (text != m_text->toPlainText())
        m_text->setPlainText(text);
    m_desk.changes.update();
}

void AlertsDock::applyFilter()
{
    const bool withOver = m_withOver->isChecked();
    m_table->proxy().setCondition(
        [this, withOver](int row) { return withOver || !m_desk.state.alerts().at(row).isOver; });
    m_table->setEmptyText(withOver ? tr("No alerts.") : tr("No open alerts."));
}

void AlertsDock::acknowledge()
{
    const AlertState *alert = current();
    if (!alert || !m_acknowledge->isEnabled())
        return;
    Change change;
    change.call = QString::fromLatin1(call::kAcknowledgeAlert);
    change.title = tr("Acknowledge an alert");
    change.effect = tr("%1\n\nThe others see that you are at it.").arg(alert->text);
    change.verb = tr("Acknowledge");
    change.args = [key = alert->key](const QString &reason) {
        return toJson(AlertOrder{key, reason, std::nullopt});
    };
    change.success = tr("Acknowledged.");
    m_desk.changes.propose(this, std::move(change));
}

void AlertsDock::mute()
{
    const AlertState *alert = current();
    if (!alert)
        return;
    auto *form = new QWidget;
    auto *until = new QComboBox(form);
    until->setObjectName(u"until"_s);
    until->addItem(tr("for an hour"), 60);
    until->addItem(tr("for 4 hours"), 4 * 60);
    until->addItem(tr("for a day"), 24 * 60);
    until->addItem(tr("for a week"), 7 * 24 * 60);
    auto *rows = new QFormLayout(form);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addRow(tr("&Mute it"), until);
    Change change;
    change.call = QString::fromLatin1(call::kMuteAlert);
    change.title = tr("Mute an alert");
    change.effect = tr("%1\n\nNobody is notified of it until then; it stays in the list.").arg(alert->text);
    change.verb = tr("Mute");
    change.isDestructive = true;
    change.form = form;
    change.args = [key = alert->key, until](const QString &reason) {
        return toJson(
            AlertOrder{key, reason, wording::serverNow() + until->currentData().toLongLong() * kMinuteMs});
    };
    change.success = tr("Muted.");
    m_desk.changes.propose(this, std::move(change));
}

} // namespace turnpike::console

#include "moc_alertsdock.cpp"
