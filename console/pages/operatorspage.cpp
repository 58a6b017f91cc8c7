// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/operatorspage.h"

#include "models/foreigntext.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/label.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostDaysValid = 366;
constexpr int kUsualDays = 90;

// Who is added, and for how long.
struct OperatorForm : public QWidget
{
    OperatorForm()
        : name(new QLineEdit(this))
        , role(new QComboBox(this))
        , days(new QSpinBox(this))
    {
        name->setObjectName(u"name"_s);
        name->setPlaceholderText(OperatorsPage::tr("a person, such as anna"));
        role->addItem(OperatorsPage::tr("viewer: sees everything, changes nothing"),
                      static_cast<int>(Role::Viewer));
        role->addItem(OperatorsPage::tr("operator: flags, workers, dead letters, alerts, customers"),
                      static_cast<int>(Role::Operator));
        role->addItem(OperatorsPage::tr("admin: also operators and balances"), static_cast<int>(Role::Admin));
        role->setCurrentIndex(1);
        days->setRange(1, kMostDaysValid);
        days->setValue(kUsualDays);
        days->setSuffix(OperatorsPage::tr(" days"));
        auto *layout = new QFormLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addRow(OperatorsPage::tr("&Name:"), name);
        layout->addRow(OperatorsPage::tr("R&ole:"), role);
        layout->addRow(OperatorsPage::tr("&Good for:"), days);
        setFocusProxy(name);
    }

    OperatorOrder order(const QString &reason) const
    {
        return {name->text().trimmed(), static_cast<Role>(role->currentData().toInt()), days->value(),
                reason};
    }

    QLineEdit *name;
    QComboBox *role;
    QSpinBox *days;
};

} // namespace

OperatorsPage::OperatorsPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"operators"_s, tr("Operators"), parent)
    , m_operators(
          [](const OperatorRow &row) { return u"%1/%2"_s.arg(row.name, QString::number(row.createdAt)); },
          operatorColumns())
    , m_table(new Table(u"operators.table"_s, &m_operators, this))
    , m_about(new Label(this))
    , m_add(new QPushButton(tr("&Add…"), this))
    , m_revoke(new QPushButton(tr("Re&voke…"), this))
{
    m_table->setSource(readBy(call::kOperators));
    m_table->setAccessibleName(tr("Operators"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortFirst(0, Qt::AscendingOrder);
    m_about->setWordWrap(true);
    m_revoke->setToolTip(tr("Their token is good no longer, and their consoles are cut off at once"));
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_about, 1);
    bar->addWidget(m_add);
    bar->addWidget(m_revoke);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    connect(m_table, &Table::currentKeyChanged, this, [this] { changes().update(); });
    connect(m_table, &Table::opened, this, [this] {
        if (current())
            Q_EMIT jumpRequested(u"audit"_s, u"operator:"_s + current()->name);
    });
    connect(m_add, &QPushButton::clicked, this, &OperatorsPage::add);
    connect(m_revoke, &QPushButton::clicked, this, &OperatorsPage::revoke);
    changes().guard(m_add, call::kAddOperator);
    changes().guard(m_revoke, call::kRevokeOperator, [this] { return current() && !current()->revokedAt; });
}

OperatorsPage::~OperatorsPage()
{
    delete m_table; // before the model it shows
}

void OperatorsPage::activate()
{
    m_table->selectFirst();
}

void OperatorsPage::refresh()
{
    const bool isAdmin = connection().hello() && connection().hello()->role == Role::Admin;
    m_about->setText(isAdmin ? tr("Who may use the console. What they change is on the page Audit.")
                             : tr("Only administrators see who may use the console."));
    m_table->setEmptyText(isAdmin ? tr("There are no operators yet: only the bootstrap token gets in.")
                                  : QString());
    if (!isAdmin || !connection().canAsk(QString::fromLatin1(call::kOperators)))
        return;
    ask<OperatorList>(call::kOperators, Nothing{},
                      [this](const OperatorList &list) { m_operators.replace(list.items); });
}

const OperatorRow *OperatorsPage::current() const
{
    return m_operators.find(m_table->currentKey());
}

void OperatorsPage::add()
{
    auto *form = new OperatorForm;
    Change change;
    change.call = QString::fromLatin1(call::kAddOperator);
    change.title = tr("Add an operator");
    change.effect =
        tr("A token is made and shown to you once. Hand it over on a way that nobody else reads.");
    change.verb = tr("Add");
    change.form = form;
    change.isComplete = [form] { return !form->name->text().trimmed().isEmpty(); };
    change.args = [form](const QString &reason) { return toJson(form->order(reason)); };
    change.success = tr("The operator is there.");
    change.done = [this](const QJsonObject &ok) {
        showToken(fromJson<NewToken>(ok));
        refresh();
    };
    ChangeDialog *dialog = changes().propose(this, std::move(change));
    connect(form->name, &QLineEdit::textChanged, dialog, &ChangeDialog::checkForm);
}

void OperatorsPage::showToken(const NewToken &made)
{
    auto *dialog = new QDialog(window());
    dialog->setObjectName(u"tokenDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(foreign::line(tr("The token of %1").arg(made.name), foreign::kMostOfTitle));
    auto *about =
        new Label(tr("It is told this once and kept nowhere; it is good until %1. Whoever has it can do what "
                     "%2 can.")
                      .arg(wording::zonedMoment(made.expiresAt), made.name),
                  dialog);
    about->setWordWrap(true);
    auto *token = new QLineEdit(made.token, dialog);
    token->setObjectName(u"token"_s);
    token->setReadOnly(true);
    token->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    token->setMinimumWidth(480);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QPushButton *copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, token,
            [token] { QApplication::clipboard()->setText(token->text()); });
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(about);
    layout->addWidget(token);
    layout->addWidget(buttons);
    dialog->open();
    token->selectAll();
}

void OperatorsPage::revoke()
{
    const OperatorRow *row = current();
    if (!row)
        return;
    Change change;
    change.call = QString::fromLatin1(call::kRevokeOperator);
    change.title = tr("Revoke %1").arg(row->name);
    change.effect =
        tr("The token of %1 is good no longer, and their consoles are cut off at once. It cannot be taken "
           "back: they need a new token.")
            .arg(row->name);
    change.verb = tr("Revoke");
    change.isDestructive = true;
    change.args = [name = row->name](const QString &reason) {
        OperatorOrder order;
        order.name = name;
        order.reason = reason;
        return toJson(order);
    };
    change.success = tr("%1 is revoked.").arg(row->name);
    change.done = [this](const QJsonObject &ok) { m_operators.replace(fromJson<OperatorList>(ok).items); };
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

namespace turnpike::console::pages::operatorspage {

Registration registration()
{
    return {"operators", [](const Desk &desk) -> Page * { return new OperatorsPage(desk); }};
}

} // namespace turnpike::console::pages::operatorspage

#include "moc_operatorspage.cpp"
