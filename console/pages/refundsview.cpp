// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/refundsview.h"

#include "protocol/calls.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QPushButton>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

RefundsView::RefundsView(const Desk &desk, QWidget *parent)
    : Page(desk, u"customers.refunds"_s, tr("Refunds to approve"), parent)
    , m_refunds([](const RefundApproval &refund) { return QString::number(refund.paymentId); },
                refundColumns())
    , m_table(new Table(u"customers.refunds"_s, &m_refunds, this))
    , m_approve(new QPushButton(tr("&Approve…"), this))
    , m_decline(new QPushButton(tr("&Decline…"), this))
    , m_customer(new QPushButton(tr("Show the c&ustomer"), this))
{
    m_table->setAccessibleName(tr("Refunds to approve"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSource(readBy(call::kPendingRefunds));
    m_table->setEmptyText(tr("No refund waits for approval."));
    m_table->sortFirst(0, Qt::AscendingOrder);
    auto *about = new Label(tr("Large refunds need another administrator than who asked. Those that nobody "
                               "decides in a day have to be asked for again."),
                            this);
    about->setWordWrap(true);
    auto *bar = new QHBoxLayout;
    bar->addWidget(about, 1);
    for (QPushButton *button : {m_customer, m_approve, m_decline})
        bar->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    connect(m_table, &Table::currentKeyChanged, this, [this] { changes().update(); });
    connect(m_approve, &QPushButton::clicked, this, [this] { decide(true); });
    connect(m_decline, &QPushButton::clicked, this, [this] { decide(false); });
    const auto showCustomer = [this] {
        if (current())
            Q_EMIT customerWanted(current()->telegramId);
    };
    connect(m_customer, &QPushButton::clicked, this, showCustomer);
    connect(m_table, &Table::opened, this, showCustomer);
    const auto isChosen = [this] { return current() != nullptr; };
    changes().guard(m_approve, call::kDecideRefund, isChosen);
    changes().guard(m_decline, call::kDecideRefund, isChosen);
    changes().guard(m_customer, call::kCard, isChosen);
}

RefundsView::~RefundsView()
{
    delete m_table; // before the model it shows
}

void RefundsView::refresh()
{
    if (!connection().canAsk(QString::fromLatin1(call::kPendingRefunds)))
        return;
    ask<RefundApprovals>(call::kPendingRefunds, Nothing{}, [this](const RefundApprovals &list) {
        m_refunds.replace(list.items);
        m_table->selectFirst();
        changes().update();
    });
}

Change RefundsView::refundOf(const PaymentRow &payment)
{
    const auto provider = payment.provider.known();
    const bool byHand = !provider || !traitsOf(*provider).givesBack;
    const QString money = wording::money(payment.amount, payment.currency);
    Change change;
    change.call = QString::fromLatin1(call::kRefund);
    change.title =
        byHand ? tr("Payment %1 was given back").arg(payment.id) : tr("Give payment %1 back").arg(payment.id);
    change.effect =
        byHand ? tr("Given back by hand already: %1. What was given for it is taken back, and the "
                    "customer is told.")
                     .arg(money)
               : tr("To go back to the customer: %1. What was given for it is taken back. A large sum has "
                    "to be approved by another administrator first.")
                     .arg(money);
    change.verb = byHand ? tr("Take it into the books") : tr("Give back");
    change.isDestructive = true;
    change.args = [id = payment.id, byHand](const QString &reason) {
        return toJson(RefundOrder{id, byHand, reason});
    };
    return change;
}

const RefundApproval *RefundsView::current() const
{
    return m_refunds.find(m_table->currentKey());
}

void RefundsView::decide(bool approve)
{
    const RefundApproval *refund = current();
    if (!refund)
        return;
    const QString money = wording::money(refund->amount, refund->currency);
    Change change;
    change.call = QString::fromLatin1(call::kDecideRefund);
    change.title = approve ? tr("Approve the refund to %1").arg(refund->telegramId)
                           : tr("Decline the refund to %1").arg(refund->telegramId);
    change.effect =
        approve
            ? tr("%1 go back to the customer, and what was given for it is taken back. %2 asked "
                 "for it: %3")
                  .arg(money, refund->askedBy, refund->reason)
            : tr("%1 stay with the shop. %2 asked for it: %3").arg(money, refund->askedBy, refund->reason);
    change.verb = approve ? tr("Approve") : tr("Decline");
    change.isDestructive = approve;
    change.args = [id = refund->paymentId, approve](const QString &reason) {
        return toJson(RefundDecision{id, approve, reason});
    };
    change.done = [this](const QJsonObject &) { refresh(); };
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

#include "moc_refundsview.cpp"
