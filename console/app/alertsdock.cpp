// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/alertsdock.h"

#include "protocol/calls.h"
#include "protocol/runbook.h"
#include "widgets/changesbefore.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QTextCursor>

#include <algorithm>
#include <array>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMinuteMs = 60'000;

// Where the steps of a section of the handbook are taken.
struct StepsOf
{
    const char *section;
    const char *page;
    const char *target;
    const char *button;
};
constexpr std::array kSteps{
    StepsOf{"paid-without-key", "waiting", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show who waits for a key")},
    StepsOf{"activation-failed", "waiting", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show who waits for a key")},
    StepsOf{"payments-in-review", "customers", "review",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Decide on payments")},
    StepsOf{"dead-letters", "updates", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show dead letters")},
    StepsOf{"telegram", "messages", "", QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show messages")},
    StepsOf{"worker-failing", "workers", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show workers")},
    StepsOf{"worker-stuck", "workers", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show workers")},
    StepsOf{"vpn-reconciled", "workers", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show workers")},
    StepsOf{"removal-failing", "workers", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show workers")},
    StepsOf{"database-settings", "database", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show the database")},
    StepsOf{"database-file", "database", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show the database")},
    StepsOf{"health", "overview", "",
            QT_TRANSLATE_NOOP("turnpike::console::AlertsDock", "&Show the overview")},
};

const StepsOf *stepsOf(const AlertState *alert)
{
    if (!alert)
        return nullptr;
    const QString section = alert->key == "health:database"_L1 ? u"database-file"_s : alert->runbook;
    const auto found = std::find_if(kSteps.begin(), kSteps.end(), [&](const StepsOf &steps) {
        return section == QLatin1String(steps.section);
    });
    return found == kSteps.end() ? nullptr : found;
}

QTextCharFormat bold()
{
    QTextCharFormat format;
    format.setFontWeight(QFont::Bold);
    return format;
}

// What the handbook says, as text with formats of ours: nothing of it is ever markup.
void write(QTextCursor &cursor, const QList<RunbookPart> &parts)
{
    QTextCharFormat code;
    code.setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    for (const RunbookPart &part : parts) {
        const bool isPoint = part.kind == RunbookPart::Kind::Point;
        cursor.insertText(isPoint ? u"\n\u2022 "_s : u"\n\n"_s, QTextCharFormat());
        for (const RunbookPart::Run &run : part.runs)
            cursor.insertText(run.text, run.isCode ? code : QTextCharFormat());
    }
}

// Beside its text: who is at it.
QString explain(const AlertState &alert)
{
    QStringList parts;
    if (!alert.acknowledgedBy.isEmpty()) {
        const QString note = alert.note.isEmpty() ? QString() : u": "_s + alert.note;
        parts.append(AlertsDock::tr("Acknowledged by %1 %2%3")
                         .arg(alert.acknowledgedBy, wording::fromNow(alert.acknowledgedAt), note));
    }
    return parts.join(u'\n');
}

} // namespace

AlertsDock::AlertsDock(const Desk &desk, QWidget *parent)
    : QDockWidget(tr("Alerts"), parent)
    , m_desk(desk)
    , m_table(new Table(u"alerts.table"_s, &desk.state.alerts(), this))
    , m_text(new QPlainTextEdit(this))
    , m_withOver(new QCheckBox(tr("Also those that are &over"), this))
    , m_acknowledge(new QPushButton(tr("&Acknowledge"), this))
    , m_mute(new QPushButton(tr("&Mute…"), this))
    , m_step(new QPushButton(this))
    , m_before(new QPushButton(tr("&What changed before?"), this))
{
    setObjectName(u"alertsDock"_s);
    m_table->setAccessibleName(tr("Alerts"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_table->setSource([&state = desk.state] { return state.freshness({FigureSource::Alerts}); });
    m_table->setEmptyText(tr("No alerts."));
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("What to do"));
    m_text->setPlaceholderText(tr("Choose an alert to see what to do."));
    m_acknowledge->setToolTip(
        tr("The others see that you are at it, and nobody is told of it again until it is over."));
    m_mute->setToolTip(tr("It does not notify anybody until then; it stays in the list."));

    auto *body = new QWidget(this);
    auto *splitter = new QSplitter(Qt::Horizontal, body);
    splitter->setObjectName(u"alerts.splitter"_s);
    splitter->addWidget(m_table);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_step);
    bar->addWidget(m_before);
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
    connect(m_table, &Table::opened, this, &AlertsDock::takeStep);
    connect(m_table, &Table::jumpRequested, this, &AlertsDock::jumpRequested);
    connect(m_step, &QPushButton::clicked, this, &AlertsDock::takeStep);
    m_before->setObjectName(u"before"_s);
    m_before->setToolTip(
        tr("Deploys, flags, breakers and what operators did, of the 15 minutes before it began"));
    connect(m_before, &QPushButton::clicked, this, [this] {
        if (const AlertState *alert = current())
            (new ChangesBefore(m_desk.connection, alert->firstAt, window()))->open();
    });
    connect(m_withOver, &QCheckBox::toggled, this, &AlertsDock::applyFilter);
    connect(m_acknowledge, &QPushButton::clicked, this, &AlertsDock::acknowledge);
    connect(m_mute, &QPushButton::clicked, this, &AlertsDock::mute);
    connect(&m_desk.state, &ShopState::alertsChanged, this, [this] {
        showCurrent();
        showTitle();
    });
    const auto isOpen = [this] { return current() && !current()->isOver; };
    m_desk.changes.guard(m_acknowledge, call::kAcknowledgeAlert,
                         [this, isOpen] { return isOpen() && !current()->acknowledgedAt; });
    m_desk.changes.guard(m_mute, call::kMuteAlert, isOpen);
    applyFilter();
    showCurrent();
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
    const StepsOf *steps = stepsOf(alert);
    m_before->setEnabled(alert != nullptr);
    m_step->setVisible(steps != nullptr);
    if (steps)
        m_step->setText(tr(steps->button));
    const QString key = alert ? alert->key : QString();
    const QString shown =
        alert ? QStringList{key, alert->text, explain(*alert), alert->runbookText}.join(u'\n') : QString();
    if (shown != m_shown) {
        const int scrolled = key == m_shownKey ? m_text->verticalScrollBar()->value() : 0;
        m_text->clear();
        if (alert)
            writeAlert(*alert);
        m_text->verticalScrollBar()->setValue(scrolled);
        m_shown = shown;
        m_shownKey = key;
    }
    m_desk.changes.update();
}

void AlertsDock::writeAlert(const AlertState &alert)
{
    QTextCursor cursor = m_text->textCursor();
    cursor.insertText(alert.text, bold());
    if (const QString who = explain(alert); !who.isEmpty())
        cursor.insertText(u"\n"_s + who, QTextCharFormat());
    write(cursor, runbookFor(alert.runbookText, alert.key));
}

void AlertsDock::applyFilter()
{
    const bool withOver = m_withOver->isChecked();
    m_table->proxy().setCondition(
        [this, withOver](int row) { return withOver || !m_desk.state.alerts().at(row).isOver; });
    m_table->setEmptyText(withOver ? tr("No alerts.") : tr("No open alerts."));
}

// One press: what there is to say about it is said when it is muted, or where its cause is mended.
void AlertsDock::acknowledge()
{
    const AlertState *alert = current();
    if (!alert || !m_acknowledge->isEnabled())
        return;
    m_desk.connection.ask(QString::fromLatin1(call::kAcknowledgeAlert),
                          toJson(AlertOrder{alert->key, u"seen in the console"_s, std::nullopt}), this,
                          [this](const Answer &answer) {
                              if (!answer.error)
                                  Q_EMIT told(Tone::Good, tr("Acknowledged."));
                              else if (answer.error->code != ErrorCode::Disconnected)
                                  Q_EMIT told(Tone::Warning, answer.error->message);
                          });
}

void AlertsDock::takeStep()
{
    if (const StepsOf *steps = stepsOf(current()))
        Q_EMIT jumpRequested(QString::fromLatin1(steps->page), QString::fromLatin1(steps->target));
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
