// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/auditfilterbar.h"

#include "models/wording.h"
#include "protocol/calls.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLineEdit>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kTypingMs = 300;
constexpr int kBetween = -1; // hours: by the two fields

QLineEdit *makeLine(const char *name, const QString &accessibleName, const QString &placeholder,
                    QWidget *parent)
{
    auto *line = new QLineEdit(parent);
    line->setObjectName(QString::fromLatin1(name));
    line->setAccessibleName(accessibleName);
    line->setPlaceholderText(placeholder);
    line->setClearButtonEnabled(true);
    return line;
}

QDateTimeEdit *makeMoment(const char *name, const QString &accessibleName, const QDateTime &at,
                          QWidget *parent)
{
    auto *edit = new QDateTimeEdit(at, parent);
    edit->setObjectName(QString::fromLatin1(name));
    edit->setAccessibleName(accessibleName);
    edit->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
    edit->setCalendarPopup(true);
    return edit;
}

} // namespace

AuditFilterBar::AuditFilterBar(QWidget *parent)
    : QWidget(parent)
    , m_actor(makeLine("actor", tr("Who"), tr("Anybody"), this))
    , m_action(new QComboBox(this))
    , m_subject(makeLine("subject", tr("Subject"), tr("Any subject"), this))
    , m_text(makeLine("text", tr("Text"), tr("Search anywhere"), this))
    , m_range(new QComboBox(this))
    , m_from(makeMoment("from", tr("From"), QDateTime::currentDateTime().addDays(-1), this))
    , m_dash(new Label(u"–"_s, this))
    , m_to(makeMoment("to", tr("To"), QDateTime::currentDateTime(), this))
{
    m_actor->setToolTip(tr("The whole name of an operator"));
    m_subject->setToolTip(tr("The subject, or how it begins: flag:, user:42, worker:"));
    m_action->setObjectName(u"action"_s);
    m_action->setAccessibleName(tr("Action"));
    m_action->setEditable(true);
    m_action->setInsertPolicy(QComboBox::NoInsert);
    m_action->setMinimumContentsLength(18);
    m_action->addItem(QString());
    for (const CallSpec &spec : allCalls()) {
        if (spec.isChange || spec.isPersonal)
            m_action->addItem(QString::fromLatin1(spec.name));
    }
    m_action->lineEdit()->setPlaceholderText(tr("Any action"));
    m_action->lineEdit()->setClearButtonEnabled(true);
    m_action->setToolTip(tr("The action, or how its name begins: customers."));
    m_range->setObjectName(u"range"_s);
    m_range->setAccessibleName(tr("Time"));
    m_range->addItem(tr("Any time"), 0);
    m_range->addItem(tr("Last hour"), 1);
    m_range->addItem(tr("Last 24 hours"), 24);
    m_range->addItem(tr("Last 7 days"), 7 * 24);
    m_range->addItem(tr("Last 30 days"), 30 * 24);
    m_range->addItem(tr("Between…"), kBetween);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    build();
    connect(&m_typing, &QTimer::timeout, this, &AuditFilterBar::changed);
    const auto soon = [this] { m_typing.start(); };
    for (const QLineEdit *line : {m_actor, m_subject, m_text})
        connect(line, &QLineEdit::textChanged, this, soon);
    connect(m_action, &QComboBox::editTextChanged, this, soon);
    connect(m_range, &QComboBox::currentIndexChanged, this, &AuditFilterBar::onRangeChosen);
    for (const QDateTimeEdit *edit : {m_from, m_to})
        connect(edit, &QDateTimeEdit::dateTimeChanged, this, soon);
}

void AuditFilterBar::build()
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_actor, 2);
    layout->addWidget(m_action, 2);
    layout->addWidget(m_subject, 2);
    layout->addWidget(m_text, 3);
    layout->addWidget(m_range);
    layout->addWidget(m_from);
    layout->addWidget(m_dash);
    layout->addWidget(m_to);
    for (QWidget *part : std::initializer_list<QWidget *>{m_from, m_dash, m_to})
        part->hide();
}

void AuditFilterBar::onRangeChosen()
{
    const bool isBetween = m_range->currentData().toInt() == kBetween;
    for (QWidget *part : std::initializer_list<QWidget *>{m_from, m_dash, m_to})
        part->setVisible(isBetween);
    Q_EMIT changed();
}

AuditQuery AuditFilterBar::query() const
{
    AuditQuery query;
    query.actor = m_actor->text().trimmed();
    query.action = m_action->currentText().trimmed();
    query.subject = m_subject->text().trimmed();
    query.text = m_text->text().trimmed();
    const int hours = m_range->currentData().toInt();
    if (hours > 0)
        query.from = wording::serverNow() - hours * wording::kHourMs;
    if (hours == kBetween) {
        query.from = m_from->dateTime().toMSecsSinceEpoch();
        query.to = m_to->dateTime().toMSecsSinceEpoch() + 59'999; // the minute is meant whole
    }
    return query;
}

void AuditFilterBar::showSubject(const QString &subject)
{
    m_actor->clear();
    m_action->setEditText({});
    m_text->clear();
    m_range->setCurrentIndex(0);
    m_subject->setText(subject);
}

void AuditFilterBar::focusText()
{
    m_text->setFocus();
    m_text->selectAll();
}

bool AuditFilterBar::matches(const AuditRow &row, const AuditQuery &query)
{
    if (row.at < query.from.value_or(row.at) || row.at > query.to.value_or(row.at))
        return false;
    if (!query.actor.isEmpty() && row.actor != query.actor)
        return false;
    if (!row.action.startsWith(query.action) || !row.subject.startsWith(query.subject))
        return false;
    const QStringList all{row.actor, row.action, row.subject, row.before, row.after, row.reason, row.result};
    return all.join(u' ').contains(query.text, Qt::CaseInsensitive);
}

} // namespace turnpike::console

#include "moc_auditfilterbar.cpp"
