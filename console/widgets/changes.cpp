// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/changes.h"

#include "models/foreigntext.h"
#include "widgets/label.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShortestReason = 3; // that the server takes

// Whether nobody knows if it happened: to be tried again under the same id.
bool isOpen(const CallError &error)
{
    return error.code == ErrorCode::Timeout || error.code == ErrorCode::Disconnected;
}

} // namespace

ChangeDialog::ChangeDialog(ServerConnection &connection, Change change, QWidget *parent)
    : QDialog(parent)
    , m_connection(connection)
    , m_change(std::move(change))
    , m_id(ServerConnection::newActionId())
    , m_reason(new QLineEdit(m_change.reason, this))
    , m_error(new Label(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
    , m_go(m_buttons->addButton(m_change.verb, QDialogButtonBox::AcceptRole))
{
    setObjectName(u"changeDialog"_s);
    setWindowTitle(foreign::line(m_change.title, foreign::kMostOfTitle));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *effect = new Label(m_change.effect, this);
    effect->setWordWrap(true);
    auto *shape = new Label(this);
    const Tone tone = m_change.isDestructive ? Tone::Warning : Tone::Info;
    shape->setPixmap(theme::shape(tone, 28, palette(), devicePixelRatioF()));
    shape->setAlignment(Qt::AlignTop);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(shape);
    head->addWidget(effect, 1);
    auto *label = new Label(tr("&Reason (kept in the audit):"), this);
    label->setBuddy(m_reason);
    m_reason->setObjectName(u"reason"_s);
    m_reason->setMaxLength(500);
    m_reason->setPlaceholderText(tr("why, for whoever reads it later"));
    m_error->setWordWrap(true);
    m_error->setObjectName(u"error"_s);
    QPalette red = palette();
    red.setColor(QPalette::WindowText, theme::color(Tone::Bad, palette()));
    m_error->setPalette(red);
    m_error->hide();
    m_go->setObjectName(u"go"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addLayout(head);
    if (m_change.form)
        layout->addWidget(m_change.form);
    layout->addWidget(label);
    layout->addWidget(m_reason);
    layout->addWidget(m_error);
    layout->addWidget(m_buttons);
    setMinimumWidth(460);
    connect(m_reason, &QLineEdit::textChanged, this, &ChangeDialog::checkForm);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &ChangeDialog::ask);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_connection, &ServerConnection::stateChanged, this, &ChangeDialog::checkForm);
    checkForm();
    (m_change.form ? m_change.form : m_reason)->setFocus();
}

void ChangeDialog::checkForm()
{
    const bool isFilledIn = m_reason->text().trimmed().size() >= kShortestReason &&
                            (!m_change.isComplete || m_change.isComplete());
    m_go->setEnabled(!m_isAsking && isFilledIn && m_connection.canAsk(m_change.call));
    m_go->setToolTip(isFilledIn ? QString() : tr("Give a reason first, of three letters at least."));
}

void ChangeDialog::ask()
{
    m_isAsking = true;
    m_error->hide();
    checkForm();
    m_connection.ask(
        m_change.call, m_change.args(m_reason->text().trimmed()), this,
        [this](const Answer &answer) { answered(answer); }, m_id);
}

void ChangeDialog::answered(const Answer &answer)
{
    m_isAsking = false;
    if (answer.error) {
        if (isOpen(*answer.error)) {
            // The same action with other words would be another action.
            m_reason->setEnabled(false);
            if (m_change.form)
                m_change.form->setEnabled(false);
            m_go->setText(tr("Try again"));
        }
        m_error->setText(answer.error->message);
        m_error->show();
        checkForm();
        return;
    }
    Q_EMIT succeeded(m_change.success.isEmpty() ? tr("%1: done.").arg(m_change.title) : m_change.success);
    if (m_change.done)
        m_change.done(answer.ok);
    accept();
}

// --- the desk

ChangeDesk::ChangeDesk(ServerConnection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
    connect(&connection, &ServerConnection::stateChanged, this, &ChangeDesk::update);
}

ChangeDialog *ChangeDesk::propose(QWidget *parent, Change change)
{
    auto *dialog = new ChangeDialog(m_connection, std::move(change), parent->window());
    connect(dialog, &ChangeDialog::succeeded, this,
            [this](const QString &text) { Q_EMIT told(Tone::Good, text); });
    dialog->open();
    return dialog;
}

void ChangeDesk::guard(QAction *action, const char *call, std::function<bool()> condition)
{
    m_guarded.push_back({action, QString::fromLatin1(call), std::move(condition), action->toolTip()});
    apply(m_guarded.back());
}

void ChangeDesk::guard(QAbstractButton *button, const char *call, std::function<bool()> condition)
{
    m_guarded.push_back({button, QString::fromLatin1(call), std::move(condition), button->toolTip()});
    apply(m_guarded.back());
}

void ChangeDesk::update()
{
    std::erase_if(m_guarded, [](const Guarded &guarded) { return !guarded.subject; });
    for (const Guarded &guarded : m_guarded)
        apply(guarded);
}

void ChangeDesk::apply(const Guarded &guarded)
{
    const bool isAllowed = m_connection.canAsk(guarded.call);
    const bool isThere = isAllowed && (!guarded.condition || guarded.condition());
    QString toolTip = guarded.toolTip;
    if (!isAllowed) {
        const bool isLive = m_connection.hello() && m_connection.canAsk(QString::fromLatin1(call::kSnapshot));
        toolTip =
            isLive ? tr("Your role may not do this.") : tr("There is no connection: nothing can be changed.");
    }
    if (auto *action = qobject_cast<QAction *>(guarded.subject.data())) {
        action->setEnabled(isThere);
        action->setToolTip(toolTip);
    } else if (auto *button = qobject_cast<QAbstractButton *>(guarded.subject.data())) {
        button->setEnabled(isThere);
        button->setToolTip(toolTip);
    }
}

} // namespace turnpike::console

#include "moc_changes.cpp"
