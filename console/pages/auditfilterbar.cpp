// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/auditfilterbar.h"

#include "protocol/calls.h"

#include <QComboBox>
#include <QLineEdit>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

QStringList auditedActions()
{
    QStringList names;
    for (const CallSpec &spec : allCalls()) {
        if (spec.isChange || spec.isPersonal)
            names.append(QString::fromLatin1(spec.name));
    }
    return names;
}

} // namespace

AuditFilterBar::AuditFilterBar(QWidget *parent)
    : FilterBar(parent)
    , m_actor(addText(u"actor"_s, tr("Who"), tr("Anybody")))
    , m_action(addEditableChoice(u"action"_s, tr("Action"), tr("Any action"), auditedActions()))
    , m_subject(addText(u"subject"_s, tr("Subject"), tr("Any subject")))
    , m_text(addText(u"text"_s, tr("Text"), tr("Search anywhere"), 3))
{
    addTime();
    m_actor->setToolTip(tr("The whole name of an operator"));
    m_subject->setToolTip(tr("The subject, or how it begins: flag:, user:42, worker:"));
    m_action->setMinimumContentsLength(18);
    m_action->setToolTip(tr("The action, or how its name begins: customers."));
}

AuditQuery AuditFilterBar::query() const
{
    const Span time = span();
    AuditQuery query;
    query.actor = m_actor->text().trimmed();
    query.action = m_action->currentText().trimmed();
    query.subject = m_subject->text().trimmed();
    query.text = m_text->text().trimmed();
    query.from = time.from;
    query.to = time.to;
    return query;
}

void AuditFilterBar::showSubject(const QString &subject)
{
    setState({{u"subject"_s, subject}});
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
