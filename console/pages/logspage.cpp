// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/logspage.h"

#include "models/logtext.h"
#include "pages/keptlogview.h"
#include "pages/logcauses.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/plainguard.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QFileDialog>
#include <QFontDatabase>
#include <QFormLayout>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

const QString kAllComponents = u"turnpike.*"_s;
const QString kJsonLines = u".jsonl"_s;
const QString kProcess = u"process:"_s;

// What the dialog of the level asks.
struct LevelForm
{
    QWidget *widget;
    QComboBox *instance;
    QComboBox *component;
    QComboBox *level;
};

LevelForm makeLevelForm(ShopState &state, const QString &instanceId, const QString &component)
{
    LevelForm form{new QWidget, new QComboBox, new QComboBox, new QComboBox};
    form.instance->setObjectName(u"instance"_s);
    holdForeignItems(*form.instance, 30);
    for (const InstanceState &instance : state.instances().rows()) {
        if (instance.endedAt)
            continue;
        form.instance->addItem(LogsPage::tr("%1, %2").arg(instance.instanceId, wording::word(instance.role)),
                               instance.instanceId);
    }
    if (form.instance->findData(instanceId) < 0)
        form.instance->addItem(instanceId, instanceId);
    form.instance->setCurrentIndex(form.instance->findData(instanceId));
    form.component->setObjectName(u"component"_s);
    holdForeignItems(*form.component, 30);
    form.component->setEditable(true);
    QStringList known;
    for (const LogLine &line : state.logs().rows())
        known.append(line.component);
    known.sort();
    known.removeDuplicates();
    form.component->addItem(kAllComponents);
    form.component->addItems(known);
    form.component->setEditText(component.isEmpty() ? kAllComponents : component);
    form.component->setToolTip(LogsPage::tr("%1 is all of them").arg(kAllComponents));
    form.level->setObjectName(u"level"_s);
    for (const auto level : {LogLevel::Debug, LogLevel::Info, LogLevel::Warning})
        form.level->addItem(wording::word(level), QString::fromLatin1(toWord(level)));
    auto *rows = new QFormLayout(form.widget);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addRow(LogsPage::tr("&Instance"), form.instance);
    rows->addRow(LogsPage::tr("&Component"), form.component);
    rows->addRow(LogsPage::tr("Logs from this &level on"), form.level);
    return form;
}

} // namespace

LogsPage::LogsPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"logs"_s, tr("Logs"), parent)
    , m_process(new QComboBox(this))
    , m_byCause(new QPushButton(tr("By ca&use"), this))
    , m_stack(new QStackedWidget(this))
    , m_view(new LogView(desk, u"logs.table"_s, LogFilterBar::Extent::Whole, this))
    , m_kept(new KeptLogView(desk, this))
    , m_causes(new LogCauses(desk, this))
    , m_detail(new QPlainTextEdit(this))
    , m_onlyThis(new QPushButton(tr("Only this &id"), this))
    , m_copy(new QPushButton(tr("&Copy line"), this))
    , m_save(new QPushButton(tr("&Save…"), this))
    , m_level(new QPushButton(tr("&Level…"), this))
{
    m_detail->setReadOnly(true);
    m_detail->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_detail->setAccessibleName(tr("The line in full"));
    m_detail->setPlaceholderText(tr("Choose a line to see it in full."));
    m_onlyThis->setToolTip(tr("Shows only the lines with the correlation id of this one"));
    m_save->setToolTip(tr("Saves the lines that are shown"));
    m_level->setToolTip(tr("Changes what is logged of a component, until the instance is restarted"));
    m_level->setObjectName(u"setLevel"_s);
    m_byCause->setObjectName(u"byCause"_s);
    m_byCause->setCheckable(true);
    m_byCause->setToolTip(tr("Warnings and errors by component and text; again: every line"));
    m_process->setObjectName(u"process"_s);
    m_process->setAccessibleName(tr("Whose log"));
    holdForeignItems(*m_process, 40);
    build();
    offerProcesses({});
    addMenu();
    for (const Table *table : {&m_view->table(), &m_kept->table()}) {
        connect(table, &Table::currentKeyChanged, this, &LogsPage::showCurrent);
        connect(table, &Table::opened, this, [this] { m_onlyThis->click(); });
    }
    connect(m_process, &QComboBox::currentIndexChanged, this, &LogsPage::onProcessChosen);
    connect(m_view, &LogView::told, this, &Page::told);
    connect(m_kept, &Page::told, this, &Page::told);
    connect(m_causes, &Page::told, this, &Page::told);
    connect(m_causes, &LogCauses::groupOpened, this, &LogsPage::showOnly);
    connect(m_byCause, &QPushButton::toggled, this, &LogsPage::showCauses);
    connect(m_onlyThis, &QPushButton::clicked, this, [this] {
        if (const LogLine *line = currentLine(); line && !line->correlationId.isEmpty())
            shownFilter().showCorrelation(line->correlationId);
    });
    connect(m_copy, &QPushButton::clicked, this, &LogsPage::copyCurrent);
    connect(m_save, &QPushButton::clicked, this, &LogsPage::askWhere);
    connect(m_level, &QPushButton::clicked, this, &LogsPage::proposeLevel);
    connect(&state(), &ShopState::orderEnded, this, [this](const OrderResult &order) {
        if (order.call != QLatin1String(call::kLogLevel) || order.isDone())
            return;
        Q_EMIT told(Tone::Warning, tr("The level was not changed: %1.").arg(order.result));
    });
    changes().guard(m_level, call::kLogLevel);
    showCurrent();
}

void LogsPage::build()
{
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_onlyThis);
    bar->addWidget(m_copy);
    bar->addStretch(1);
    bar->addWidget(m_level);
    bar->addWidget(m_save);
    auto *below = new QWidget(this);
    auto *belowLayout = new QVBoxLayout(below);
    belowLayout->setContentsMargins(0, 6, 0, 0);
    belowLayout->addWidget(m_detail, 1);
    belowLayout->addLayout(bar);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"logs.splitter"_s);
    splitter->setChildrenCollapsible(false);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_kept);
    m_stack->addWidget(m_causes);
    auto *which = new QHBoxLayout;
    which->addWidget(m_process);
    which->addWidget(m_byCause);
    which->addStretch(1);
    auto *above = new QWidget(this);
    auto *aboveLayout = new QVBoxLayout(above);
    aboveLayout->setContentsMargins(0, 0, 0, 0);
    aboveLayout->addLayout(which);
    aboveLayout->addWidget(m_stack, 1);
    splitter->addWidget(above);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(splitter, 1);
}

void LogsPage::addMenu()
{
    const auto add = [this](const QString &text, auto slot) {
        auto *action = new QAction(text, this);
        connect(action, &QAction::triggered, this, slot);
        m_view->table().addMenuAction(action);
        m_kept->table().addMenuAction(action);
    };
    add(tr("Only this correlation id"), [this] { m_onlyThis->click(); });
    add(tr("Only this component"), [this] {
        if (const LogLine *line = currentLine())
            shownFilter().setComponent(line->component);
    });
    add(tr("All lines"), [this] { shownFilter().clear(); });
}

void LogsPage::refresh()
{
    readProcesses();
    if (m_byCause->isChecked())
        m_causes->refresh();
    else if (isOfBefore())
        m_kept->refresh();
    else
        m_view->refresh();
}

void LogsPage::focusSearch()
{
    (m_byCause->isChecked() ? m_causes->filter() : shownFilter()).focusText();
}

void LogsPage::open(const QString &target)
{
    m_byCause->setChecked(false);
    if (target.startsWith(kProcess)) {
        showProcess(target.mid(kProcess.size()));
        return;
    }
    m_process->setCurrentIndex(0);
    if (!target.isEmpty())
        m_view->filter().showCorrelation(target);
}

const LogLine *LogsPage::currentLine() const
{
    if (m_byCause->isChecked())
        return nullptr;
    return isOfBefore() ? m_kept->current() : m_view->current();
}

LogFilterBar &LogsPage::shownFilter()
{
    return isOfBefore() ? m_kept->filter() : m_view->filter();
}

// --- whose log

bool LogsPage::isOfBefore() const
{
    return !m_process->currentData().toString().isEmpty();
}

void LogsPage::readProcesses()
{
    if (connection().canAsk(QString::fromLatin1(call::kLogProcesses)))
        ask<LogProcessList>(call::kLogProcesses, Nothing{},
                            [this](const LogProcessList &list) { offerProcesses(list.items); });
}

// The one that is chosen stays, whether or not it is among them.
void LogsPage::offerProcesses(const QList<LogProcess> &processes)
{
    const QString chosen = m_process->currentData().toString();
    {
        const QSignalBlocker blocker(m_process);
        m_process->clear();
        m_process->addItem(tr("The connected process"), QString());
        for (const LogProcess &process : processes)
            m_process->addItem(tr("%1, until %2").arg(process.instanceId, wording::moment(process.lastAt)),
                               process.instanceId);
    }
    showProcess(chosen);
}

void LogsPage::showProcess(const QString &instanceId)
{
    const auto &hello = connection().hello();
    const QString wanted = hello && hello->instanceId == instanceId ? QString() : instanceId;
    if (m_process->findData(wanted) < 0)
        m_process->addItem(wanted, wanted);
    m_process->setCurrentIndex(m_process->findData(wanted));
    onProcessChosen();
}

void LogsPage::onProcessChosen()
{
    const QString process = m_process->currentData().toString();
    m_kept->setProcess(process);
    m_causes->setProcess(process);
    showStack();
}

void LogsPage::showStack()
{
    QWidget *list = isOfBefore() ? static_cast<QWidget *>(m_kept) : m_view;
    m_stack->setCurrentWidget(m_byCause->isChecked() ? m_causes : list);
    m_save->setEnabled(!m_byCause->isChecked());
    showCurrent();
}

// --- by cause

// By what the lines are filtered by; whoever comes back from one group sees them all.
void LogsPage::showCauses(bool isOn)
{
    if (isOn && !shownFilter().isOfGroup())
        m_causes->filter().showWarnings(shownFilter().state());
    showStack();
    if (isOn)
        m_causes->refresh();
}

// Exactly those that the group counts.
void LogsPage::showOnly(const CauseGroup &group)
{
    m_byCause->setChecked(false);
    shownFilter().showGroup(group.cause, m_causes->filter().state());
}

void LogsPage::showCurrent()
{
    const LogLine *line = currentLine();
    m_detail->setPlainText(line ? logtext::inFull(*line) : QString());
    m_onlyThis->setEnabled(line && !line->correlationId.isEmpty());
    m_copy->setEnabled(line != nullptr);
}

void LogsPage::copyCurrent()
{
    if (const LogLine *line = currentLine())
        QApplication::clipboard()->setText(logtext::inFull(*line));
}

// --- saving

void LogsPage::askWhere()
{
    auto *dialog = new QFileDialog(window(), tr("Save the lines that are shown"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Text (*.log)"), tr("JSON lines (*.jsonl)")});
    dialog->setDefaultSuffix(u"log"_s);
    dialog->selectFile(u"turnpike-%1.log"_s.arg(QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss"_s)));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(kJsonLines) ? u"jsonl"_s : u"log"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &LogsPage::save);
    dialog->open();
}

bool LogsPage::save(const QString &file)
{
    const QList<LogLine> lines = isOfBefore() ? m_kept->shown() : m_view->shown();
    QSaveFile out(file);
    bool isWritten = out.open(QIODevice::WriteOnly);
    for (const LogLine &line : lines) {
        if (!isWritten)
            break;
        const QByteArray text = file.endsWith(kJsonLines)
                                    ? QJsonDocument(toJson(line)).toJson(QJsonDocument::Compact)
                                    : logtext::fileLine(line).toUtf8();
        isWritten = out.write(text + '\n') > 0;
    }
    isWritten = isWritten && out.commit();
    if (isWritten)
        Q_EMIT told(Tone::Good,
                    tr("%n line(s) saved in %1.", nullptr, static_cast<int>(lines.size())).arg(file));
    else
        Q_EMIT told(Tone::Bad, tr("%1 was not written: %2.").arg(file, out.errorString()));
    return isWritten;
}

// --- level

void LogsPage::proposeLevel()
{
    const auto &hello = connection().hello();
    if (!hello)
        return;
    const LogLine *line = currentLine();
    const LevelForm form = makeLevelForm(state(), hello->instanceId, line ? line->component : QString());
    Change change;
    change.call = QString::fromLatin1(call::kLogLevel);
    change.title = tr("Change what is logged");
    change.effect =
        tr("The instance logs of this component from the level on, at once, until it is restarted. "
           "Debug lines are many: set it back when you have seen enough.");
    change.verb = tr("Change");
    change.form = form.widget;
    change.args = [form](const QString &reason) {
        return toJson(LogLevelOrder{form.instance->currentData().toString(),
                                    form.component->currentText().trimmed(),
                                    Choice<LogLevel>(form.level->currentData().toString()), reason});
    };
    change.isComplete = [form] { return !form.component->currentText().trimmed().isEmpty(); };
    change.success = tr("The level is on its way to the instance.");
    auto *dialog = changes().propose(this, std::move(change));
    connect(form.component, &QComboBox::editTextChanged, dialog, &ChangeDialog::checkForm);
}

} // namespace turnpike::console

namespace turnpike::console::pages::logspage {

Registration registration()
{
    return {"logs", [](const Desk &desk) -> Page * { return new LogsPage(desk); }};
}

} // namespace turnpike::console::pages::logspage

#include "moc_logspage.cpp"
