// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/flagspage.h"

#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

FlagsPage::FlagsPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"flags"_s, tr("Feature flags"), parent)
    , m_search(new QLineEdit(this))
    , m_table(new Table(u"flags.table"_s, &state().flags(), this))
    , m_about(new Label(this))
    , m_flip(new QPushButton(this))
    , m_rollBack(new QPushButton(tr("Roll back…"), this))
    , m_history([](const AuditRow &row) { return QString::number(row.id); }, auditColumns())
    , m_historyTable(new Table(u"flags.history"_s, &m_history, this))
{
    m_search->setPlaceholderText(tr("Search flags"));
    m_search->setClearButtonEnabled(true);
    m_table->sortFirst(0, Qt::AscendingOrder);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSource([this] { return state().freshness({FigureSource::Process}); });
    m_table->setAccessibleName(tr("Feature flags"));
    m_historyTable->sortFirst(0, Qt::DescendingOrder);
    m_historyTable->setAccessibleName(tr("History of the flag"));
    m_historyTable->setSource(readBy(call::kFlagHistory));
    m_historyTable->setEmptyText(tr("It was never changed."));
    m_about->setWordWrap(true);
    m_rollBack->setToolTip(tr("Gives it the value it had before its last change"));

    auto *bar = new QHBoxLayout;
    bar->addWidget(m_about, 1);
    bar->addWidget(m_flip);
    bar->addWidget(m_rollBack);
    auto *below = new QWidget(this);
    auto *belowLayout = new QVBoxLayout(below);
    belowLayout->setContentsMargins(0, 6, 0, 0);
    belowLayout->addLayout(bar);
    belowLayout->addWidget(m_historyTable, 1);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"flags.splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(below);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(splitter, 1);

    connect(m_search, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_table->proxy().setText(text); });
    connect(m_table, &Table::currentKeyChanged, this, [this] {
        showCurrent();
        readHistory();
    });
    connect(m_table, &Table::opened, this, &FlagsPage::proposeFlip);
    connect(m_flip, &QPushButton::clicked, this, &FlagsPage::proposeFlip);
    connect(m_rollBack, &QPushButton::clicked, this, &FlagsPage::proposeRollback);
    connect(&state(), &ShopState::flagChanged, this, [this](const FlagState &flag) {
        if (flag.key != m_table->currentKey())
            return;
        showCurrent();
        readHistory();
    });
    const auto isChosen = [this] { return current() != nullptr; };
    changes().guard(m_flip, call::kSetFlag, isChosen);
    changes().guard(m_rollBack, call::kRollBackFlag, [this] { return current() && current()->version > 1; });
    showCurrent();
}

FlagsPage::~FlagsPage()
{
    // Tables go before the models they show.
    delete m_historyTable;
}

void FlagsPage::activate()
{
    m_table->selectFirst();
}

void FlagsPage::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void FlagsPage::open(const QString &target)
{
    m_search->clear();
    m_table->selectKey(target);
    m_table->setFocus();
}

QList<Jump> FlagsPage::jumps() const
{
    QList<Jump> all;
    for (const FlagState &flag : state().flags().rows())
        all.append({tr("Flag %1").arg(flag.key), key(), flag.key});
    return all;
}

const FlagState *FlagsPage::current() const
{
    return state().flags().find(m_table->currentKey());
}

void FlagsPage::showCurrent()
{
    const FlagState *flag = current();
    m_about->setText(flag ? flag->description : tr("Choose a flag to see its history."));
    m_flip->setText(flag && flag->enabled ? tr("Switch off…") : tr("Switch on…"));
    changes().update();
}

void FlagsPage::readHistory()
{
    const QString key = m_table->currentKey();
    if (key != m_historyOf)
        m_history.clear();
    m_historyOf = key;
    if (key.isEmpty() || !connection().canAsk(QString::fromLatin1(call::kFlagHistory)))
        return;
    ask<protocol::AuditPage>(call::kFlagHistory, FlagHistoryQuery{key, 50},
                             [this, key](const protocol::AuditPage &page) {
                                 if (key == m_historyOf)
                                     m_history.replace(page.items);
                             });
}

void FlagsPage::proposeFlip()
{
    const FlagState *flag = current();
    if (!flag || !m_flip->isEnabled())
        return;
    const bool toOn = !flag->enabled;
    Change change;
    change.call = QString::fromLatin1(call::kSetFlag);
    change.title = toOn ? tr("Switch %1 on").arg(flag->key) : tr("Switch %1 off").arg(flag->key);
    change.effect = tr("%1\n\nIt takes effect on every instance within a second.").arg(flag->description);
    change.verb = toOn ? tr("Switch on") : tr("Switch off");
    change.isDestructive = !toOn || flag->key == "maintenance_mode"_L1;
    change.args = [key = flag->key, toOn, version = flag->version](const QString &reason) {
        return toJson(FlagOrder{key, toOn, version, reason});
    };
    change.success = toOn ? tr("%1 is on.").arg(flag->key) : tr("%1 is off.").arg(flag->key);
    changes().propose(this, std::move(change));
}

void FlagsPage::proposeRollback()
{
    const FlagState *flag = current();
    if (!flag)
        return;
    Change change;
    change.call = QString::fromLatin1(call::kRollBackFlag);
    change.title = tr("Roll back %1").arg(flag->key);
    change.effect =
        tr("It gets the value it had before its last change (%1, %2: %3), on every instance within a second.")
            .arg(flag->changedBy, wording::moment(flag->changedAt), flag->reason);
    change.verb = tr("Roll back");
    change.args = [key = flag->key, version = flag->version](const QString &reason) {
        return toJson(FlagOrder{key, false, version, reason});
    };
    change.success = tr("%1 is as it was before.").arg(flag->key);
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

namespace turnpike::console::pages::flagspage {

Registration registration()
{
    return {"flags", [](const Desk &desk) -> Page * { return new FlagsPage(desk); }};
}

} // namespace turnpike::console::pages::flagspage

#include "moc_flagspage.cpp"
