// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/reviewview.h"

#include "protocol/calls.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QPushButton>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

ReviewView::ReviewView(const Desk &desk, QWidget *parent)
    : Page(desk, u"customers.review"_s, tr("Payments in review"), parent)
    , m_payments([](const PaymentRow &payment) { return QString::number(payment.id); }, paymentColumns())
    , m_table(new Table(u"customers.review"_s, &m_payments, this))
    , m_grant(new QPushButton(tr("&Grant…"), this))
    , m_close(new QPushButton(tr("C&lose without granting…"), this))
    , m_customer(new QPushButton(tr("Show the c&ustomer"), this))
{
    m_table->setAccessibleName(tr("Payments in review"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSource(readBy(call::kReview));
    m_table->setEmptyText(tr("No payment waits for a decision."));
    m_table->sortFirst(0, Qt::AscendingOrder);
    auto *about = new Label(
        tr("Money came that the shop could not grant by itself: too little, twice, or too late. The note "
           "says why."),
        this);
    about->setWordWrap(true);
    auto *bar = new QHBoxLayout;
    bar->addWidget(about, 1);
    bar->addWidget(m_customer);
    bar->addWidget(m_grant);
    bar->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    connect(m_table, &Table::currentKeyChanged, this, [this] { changes().update(); });
    connect(m_grant, &QPushButton::clicked, this, [this] { decide(true); });
    connect(m_close, &QPushButton::clicked, this, [this] { decide(false); });
    const auto showCustomer = [this] {
        if (current())
            Q_EMIT customerWanted(current()->telegramId);
    };
    connect(m_customer, &QPushButton::clicked, this, showCustomer);
    connect(m_table, &Table::opened, this, showCustomer);
    connect(&state(), &ShopState::gaugesChanged, this, [this] {
        const qint64 waiting = state().gauges().shop.paymentsInReview;
        if (std::exchange(m_waiting, waiting) != waiting && isVisible())
            refresh();
    });
    const auto isChosen = [this] { return current() != nullptr; };
    changes().guard(m_grant, call::kDecideReview, isChosen);
    changes().guard(m_close, call::kDecideReview, isChosen);
    changes().guard(m_customer, call::kCard, isChosen);
}

ReviewView::~ReviewView()
{
    delete m_table; // before the model it shows
}

void ReviewView::refresh()
{
    if (!connection().canAsk(QString::fromLatin1(call::kReview)))
        return;
    ask<ReviewPage>(call::kReview, Nothing{}, [this](const ReviewPage &page) {
        m_payments.replace(page.items);
        m_table->selectFirst();
        changes().update();
    });
}

const PaymentRow *ReviewView::current() const
{
    return m_payments.find(m_table->currentKey());
}

void ReviewView::decide(bool grant)
{
    const PaymentRow *payment = current();
    if (!payment)
        return;
    const QString money = wording::money(payment->amount, payment->currency);
    Change change;
    change.call = QString::fromLatin1(call::kDecideReview);
    change.title = grant ? tr("Grant what %1 paid for").arg(payment->telegramId)
                         : tr("Close the payment of %1").arg(payment->telegramId);
    change.effect =
        grant
            ? tr("%1 came: %2. The customer gets what the purchase says, once, or its worth on the balance "
                 "where that was given already, and is told so.")
                  .arg(money, payment->note)
            : tr("%1 came: %2. Nothing is given for it; the payment stays in the books and leaves this list. "
                 "Money is not sent back by this.")
                  .arg(money, payment->note);
    change.verb = grant ? tr("Grant") : tr("Close");
    change.isDestructive = !grant;
    change.args = [id = payment->id, grant](const QString &reason) {
        return toJson(ReviewOrder{id, grant, reason});
    };
    change.done = [this](const QJsonObject &) { refresh(); };
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

#include "moc_reviewview.cpp"
