// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/filterbar.h"

#include "models/foreigntext.h"
#include "models/wording.h"
#include "widgets/label.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLineEdit>
#include <QScopedValueRollback>

#include <algorithm>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTypingMs = 300;
constexpr int kOwnSpan = -1;         // hours: by the two fields
constexpr int kNarrowestChoice = 80; // pixels, where there is no room for more
constexpr int kNarrowestMoment = 110;
constexpr qint64 kRestOfMinuteMs = 59'999;

QDateTimeEdit *makeMoment(const QString &name, const QString &accessibleName, const QDateTime &at,
                          QWidget *parent)
{
    auto *edit = new QDateTimeEdit(at, parent);
    edit->setObjectName(name);
    edit->setAccessibleName(accessibleName);
    edit->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
    edit->setCalendarPopup(true);
    edit->setMinimumWidth(kNarrowestMoment);
    edit->hide();
    return edit;
}

// What is kept of a choice: what the program calls it, or what was typed.
QString valueOf(const QComboBox &choice)
{
    return choice.isEditable() ? choice.currentText() : choice.currentData().toString();
}

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &FilterBar::tellNow);
    auto *clearAll = new QAction(tr("Clear the filter"), this);
    clearAll->setShortcut(QKeySequence(Qt::Key_Escape));
    clearAll->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(clearAll, &QAction::triggered, this, &FilterBar::clear);
    addAction(clearAll);
}

QLineEdit *FilterBar::addText(const QString &name, const QString &accessibleName, const QString &placeholder,
                              int stretch)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(name);
    line->setAccessibleName(accessibleName);
    line->setPlaceholderText(placeholder);
    line->setClearButtonEnabled(true);
    m_layout->addWidget(line, stretch);
    m_texts.append(line);
    connect(line, &QLineEdit::textChanged, this, &FilterBar::tellSoon);
    return line;
}

QLineEdit *FilterBar::addGiven(const QString &name, const QString &accessibleName)
{
    QLineEdit *line = addText(name, accessibleName, accessibleName, 1);
    line->hide();
    connect(line, &QLineEdit::textChanged, line, [line](const QString &text) {
        line->setToolTip(foreign::tip(text));
        line->setVisible(!text.isEmpty());
    });
    return line;
}

QComboBox *FilterBar::addChoice(const QString &name, const QString &accessibleName, const Items &items,
                                int first)
{
    auto *choice = new QComboBox(this);
    for (const auto &[text, value] : items)
        choice->addItem(text, value);
    choice->setCurrentIndex(first);
    m_first.insert(choice, first);
    keep(choice, name, accessibleName, 0);
    return choice;
}

QComboBox *FilterBar::addEditableChoice(const QString &name, const QString &accessibleName,
                                        const QString &placeholder, const QStringList &items, int stretch)
{
    auto *choice = new QComboBox(this);
    choice->setEditable(true);
    choice->setInsertPolicy(QComboBox::NoInsert);
    choice->addItem(QString());
    choice->addItems(items);
    choice->lineEdit()->setPlaceholderText(placeholder);
    choice->lineEdit()->setClearButtonEnabled(true);
    keep(choice, name, accessibleName, stretch);
    connect(choice, &QComboBox::editTextChanged, this, &FilterBar::tellSoon);
    return choice;
}

// Told of from here on: whoever fills it has done so.
void FilterBar::keep(QComboBox *choice, const QString &name, const QString &accessibleName, int stretch)
{
    choice->setObjectName(name);
    choice->setAccessibleName(accessibleName);
    choice->setMinimumWidth(kNarrowestChoice);
    m_layout->addWidget(choice, stretch);
    m_choices.append(choice);
    connect(choice, &QComboBox::currentIndexChanged, this, &FilterBar::tellNow);
}

void FilterBar::addTime()
{
    m_range = addChoice(u"range"_s, tr("Time"),
                        {{tr("Any time"), 0},
                         {tr("Last hour"), 1},
                         {tr("Last 24 hours"), 24},
                         {tr("Last 7 days"), 7 * 24},
                         {tr("Last 30 days"), 30 * 24},
                         {tr("Between…"), kOwnSpan}});
    const QDateTime now = QDateTime::currentDateTime();
    m_from = makeMoment(u"from"_s, tr("From"), now.addDays(-1), this);
    m_dash = new Label(u"–"_s, this);
    m_dash->hide();
    m_to = makeMoment(u"to"_s, tr("To"), now, this);
    for (QWidget *part : std::initializer_list<QWidget *>{m_from, m_dash, m_to})
        m_layout->addWidget(part);
    connect(m_range, &QComboBox::currentIndexChanged, this, &FilterBar::onRangeChosen);
    for (const QDateTimeEdit *edit : {m_from, m_to})
        connect(edit, &QDateTimeEdit::dateTimeChanged, this, &FilterBar::tellSoon);
}

void FilterBar::addCount()
{
    m_count = new Label(this);
    m_count->setObjectName(u"count"_s);
    m_layout->addWidget(m_count);
}

FilterBar::Span FilterBar::span() const
{
    const int hours = m_range ? m_range->currentData().toInt() : 0;
    if (hours > 0)
        return {wording::serverNow() - hours * wording::kHourMs, std::nullopt};
    if (hours == kOwnSpan) // the minute is meant whole
        return {m_from->dateTime().toMSecsSinceEpoch(),
                m_to->dateTime().toMSecsSinceEpoch() + kRestOfMinuteMs};
    return {};
}

bool FilterBar::isEmpty() const
{
    return state().isEmpty();
}

void FilterBar::clear()
{
    setState({});
}

void FilterBar::focusText()
{
    if (m_texts.isEmpty())
        return;
    m_texts.last()->setFocus();
    m_texts.last()->selectAll();
}

void FilterBar::say(qint64 shown, std::optional<qint64> all, bool hasMore)
{
    if (!m_count)
        return;
    const QString number = wording::number(shown);
    QString text = hasMore ? tr("%1 and more").arg(number) : tr("%1 in all").arg(number);
    if (!isEmpty() && all)
        text = tr("%1 of %2, filtered").arg(number, wording::number(std::max(*all, shown)));
    else if (!isEmpty())
        text = hasMore ? tr("%1 and more, filtered").arg(number) : tr("%1, filtered").arg(number);
    m_count->setText(text);
}

// --- what is kept

QJsonObject FilterBar::state() const
{
    QJsonObject state;
    for (const QLineEdit *text : m_texts) {
        if (const QString typed = text->text().trimmed(); !typed.isEmpty())
            state.insert(text->objectName(), typed);
    }
    for (const QComboBox *choice : m_choices) {
        const bool isFirst = choice->isEditable() ? choice->currentText().trimmed().isEmpty()
                                                  : choice->currentIndex() == m_first.value(choice);
        if (!isFirst)
            state.insert(choice->objectName(), valueOf(*choice));
    }
    if (m_range && m_range->currentData().toInt() == kOwnSpan) {
        state.insert(m_from->objectName(), m_from->dateTime().toMSecsSinceEpoch());
        state.insert(m_to->objectName(), m_to->dateTime().toMSecsSinceEpoch());
    }
    return state;
}

void FilterBar::setState(const QJsonObject &state)
{
    {
        const QScopedValueRollback putting(m_isPutting, true);
        put(state);
    }
    takeOverNow();
}

void FilterBar::put(const QJsonObject &state)
{
    for (QLineEdit *text : std::as_const(m_texts))
        text->setText(state.value(text->objectName()).toString());
    for (QComboBox *choice : std::as_const(m_choices)) {
        const QString value = state.value(choice->objectName()).toString();
        if (choice->isEditable()) {
            choice->setEditText(value);
            continue;
        }
        int index = m_first.value(choice);
        for (int i = 0; i < choice->count() && state.contains(choice->objectName()); ++i) {
            if (choice->itemData(i).toString() == value)
                index = i;
        }
        choice->setCurrentIndex(index);
    }
    for (QDateTimeEdit *edit : {m_from, m_to}) {
        if (edit && state.value(edit->objectName()).isDouble())
            edit->setDateTime(QDateTime::fromMSecsSinceEpoch(state.value(edit->objectName()).toInteger()));
    }
}

// --- telling

void FilterBar::takeOver()
{
    Q_EMIT changed();
}

void FilterBar::takeOverNow()
{
    m_typing.stop();
    takeOver();
}

void FilterBar::tellSoon()
{
    if (!m_isPutting)
        m_typing.start();
}

void FilterBar::tellNow()
{
    if (!m_isPutting)
        takeOverNow();
}

void FilterBar::onRangeChosen()
{
    const bool isOwn = m_range->currentData().toInt() == kOwnSpan;
    for (QWidget *part : std::initializer_list<QWidget *>{m_from, m_dash, m_to})
        part->setVisible(isOwn);
}

} // namespace turnpike::console

#include "moc_filterbar.cpp"
