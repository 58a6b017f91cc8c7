// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/instancespanel.h"

#include "pages/dumpdialog.h"
#include "protocol/calls.h"
#include "widgets/label.h"

#include <QAction>
#include <QBoxLayout>
#include <QHeaderView>
#include <QPushButton>

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kFewRows = 3, kManyRows = 8;

} // namespace

InstancesPanel::InstancesPanel(const Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_table(new Table(u"overview.instances"_s, &desk.state.instances(), this))
    , m_dump(new QAction(tr("Show the dump…"), this))
    , m_dumpButton(new QPushButton(tr("Show the dump…"), this))
    , m_log(new QPushButton(tr("Its log"), this))
{
    auto *title = new Label(tr("Instances"), this);
    QFont bold = font();
    bold.setBold(true);
    title->setFont(bold);
    title->setBuddy(m_table);
    m_table->setAccessibleName(tr("Instances"));
    m_table->setSource([&state = desk.state] { return state.freshness({FigureSource::Instances}); });
    m_table->setEmptyText(tr("No instance is known yet."));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortFirst(3, Qt::DescendingOrder);
    m_table->addMenuAction(m_dump);
    const QString tip = tr("What the process left when it ended: what each thread did");
    m_dump->setToolTip(tip);
    m_dumpButton->setToolTip(tip);
    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(m_log);
    head->addWidget(m_dumpButton);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_table);
    desk.changes.guard(m_dump, call::kDump, [this] { return hasDump(); });
    m_log->setObjectName(u"itsLog"_s);
    m_log->setToolTip(tr("What the process logged last, as far as the connected one still has it"));
    desk.changes.guard(m_log, call::kLogs, [this] { return !m_table->currentKey().isEmpty(); });
    connect(m_log, &QPushButton::clicked, this,
            [this] { Q_EMIT jumpRequested(u"logs"_s, u"process:"_s + m_table->currentKey()); });
    desk.changes.guard(m_dumpButton, call::kDump, [this] { return hasDump(); });
    connect(&desk.state.instances(), &QAbstractItemModel::rowsInserted, this, &InstancesPanel::fit);
    connect(&desk.state.instances(), &QAbstractItemModel::rowsRemoved, this, &InstancesPanel::fit);
    fit();
    connect(m_table, &Table::currentKeyChanged, this, [this] { m_desk.changes.update(); });
    connect(m_table, &Table::opened, this, &InstancesPanel::showDump);
    connect(m_dump, &QAction::triggered, this, &InstancesPanel::showDump);
    connect(m_dumpButton, &QPushButton::clicked, this, &InstancesPanel::showDump);
}

// As high as its rows, within bounds.
void InstancesPanel::fit()
{
    const int rows = std::clamp(m_desk.state.instances().rowCount(), kFewRows, kManyRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 4);
}

bool InstancesPanel::hasDump() const
{
    const InstanceState *instance = m_desk.state.instances().find(m_table->currentKey());
    return instance && instance->hasDump;
}

void InstancesPanel::showDump()
{
    if (!hasDump())
        return;
    m_desk.connection.ask(QString::fromLatin1(call::kDump), toJson(DumpQuery{m_table->currentKey()}), this,
                          [this](const Answer &answer) {
                              if (answer.error) {
                                  Q_EMIT told(Tone::Bad, answer.error->message);
                                  return;
                              }
                              const auto dump = fromJson<Dump>(answer.ok);
                              auto *dialog = new DumpDialog(dump.instanceId, dump.text, window());
                              dialog->open();
                          });
}

} // namespace turnpike::console

#include "moc_instancespanel.cpp"
