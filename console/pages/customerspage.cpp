// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/customerspage.h"

#include "pages/customercardview.h"
#include "pages/refundsview.h"
#include "pages/registration.h"
#include "pages/reviewview.h"
#include "protocol/calls.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QSplitter>
#include <QTabWidget>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostHits = 50;

} // namespace

CustomersPage::CustomersPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"customers"_s, tr("Customers"), parent)
    , m_hits([](const CustomerBrief &hit) { return QString::number(hit.telegramId); }, customerColumns())
    , m_search(new QLineEdit(this))
    , m_table(new Table(u"customers.hits"_s, &m_hits, this))
    , m_found(new Label(this))
    , m_card(new CustomerCardView(desk, this))
    , m_reviews(new ReviewView(desk, this))
    , m_refunds(new RefundsView(desk, this))
    , m_tabs(new QTabWidget(this))
{
    m_search->setPlaceholderText(tr("Telegram id, @name, purchase, invoice, payment or uuid, then Enter"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search customers"));
    m_table->setAccessibleName(tr("Customers that were found"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSource(readBy(call::kSearch));
    m_table->setEmptyText(tr("Search for a customer."));

    auto *found = new QWidget(this);
    auto *foundLayout = new QVBoxLayout(found);
    foundLayout->setContentsMargins(0, 0, 0, 0);
    foundLayout->addWidget(m_found);
    foundLayout->addWidget(m_table, 1);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"customers.splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(found);
    splitter->addWidget(m_card);
    splitter->setSizes({150, 600});
    splitter->setStretchFactor(1, 1);
    auto *searching = new QWidget(this);
    auto *searchLayout = new QVBoxLayout(searching);
    searchLayout->addWidget(m_search);
    searchLayout->addWidget(splitter, 1);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(searching, tr("Find"));
    m_tabs->addTab(m_reviews, tr("Payments in review"));
    m_tabs->addTab(m_refunds, tr("Refunds to approve"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_tabs);

    connect(m_search, &QLineEdit::returnPressed, this, &CustomersPage::search);
    connect(m_table, &Table::currentKeyChanged, this,
            [this] { m_card->show(m_table->currentKey().toLongLong()); });
    connect(m_reviews, &ReviewView::customerWanted, this,
            [this](qint64 customer) { open(QString::number(customer)); });
    connect(m_refunds, &RefundsView::customerWanted, this,
            [this](qint64 customer) { open(QString::number(customer)); });
    for (Page *part : std::initializer_list<Page *>{m_card, m_reviews, m_refunds}) {
        connect(part, &Page::told, this, &Page::told);
        connect(part, &Page::jumpRequested, this, &Page::jumpRequested);
    }
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { refresh(); });
    connect(&state(), &ShopState::gaugesChanged, this, &CustomersPage::onGauges);
}

CustomersPage::~CustomersPage()
{
    delete m_table; // before the model it shows
}

void CustomersPage::activate()
{
    if (m_tabs->currentIndex() == 0)
        m_search->setFocus();
}

void CustomersPage::refresh()
{
    if (std::exchange(m_isWaiting, false))
        search();
    if (m_tabs->currentWidget() == m_reviews)
        m_reviews->refresh();
    else if (m_tabs->currentWidget() == m_refunds)
        m_refunds->refresh();
    else
        m_card->refresh();
}

void CustomersPage::focusSearch()
{
    m_tabs->setCurrentIndex(0);
    m_search->setFocus();
    m_search->selectAll();
}

void CustomersPage::open(const QString &target)
{
    if (target == "refunds"_L1) {
        m_tabs->setCurrentWidget(m_refunds);
        return;
    }
    if (target == "review"_L1) {
        m_tabs->setCurrentWidget(m_reviews);
        return;
    }
    m_tabs->setCurrentIndex(0);
    m_search->setText(target);
    search();
}

QList<Jump> CustomersPage::jumps() const
{
    return {{tr("Payments in review"), key(), u"review"_s}, {tr("Refunds to approve"), key(), u"refunds"_s}};
}

void CustomersPage::search()
{
    const QString text = m_search->text().trimmed();
    if (text.isEmpty())
        return;
    const auto found = [this, text](const CustomerHits &hits) {
        m_hits.replace(hits.items);
        m_table->setEmptyText(tr("Nobody is found by “%1”.").arg(text));
        m_found->setText(hits.items.size() >= kMostHits
                             ? tr("The first %1; a longer text finds fewer.").arg(kMostHits)
                             : QString());
        m_found->setVisible(!m_found->text().isEmpty());
        if (hits.items.isEmpty())
            return;
        m_table->selectKey(QString::number(hits.items.first().telegramId));
    };
    if (!connection().canAsk(QString::fromLatin1(call::kSearch))) {
        m_isWaiting = true; // for the connection, then it is searched
        return;
    }
    ask<CustomerHits>(call::kSearch, CustomerQuery{text, kMostHits}, found);
}

void CustomersPage::onGauges()
{
    const ShopGauges &shop = state().gauges().shop;
    const int count = static_cast<int>(shop.paymentsInReview);
    m_tabs->setTabText(1, shop.paymentsInReview > 0 ? tr("Payments in review (%1)").arg(shop.paymentsInReview)
                                                    : tr("Payments in review"));
    if (std::exchange(m_attention, count) != count)
        Q_EMIT attentionChanged();
}

} // namespace turnpike::console

namespace turnpike::console::pages::customerspage {

Registration registration()
{
    return {"customers", [](const Desk &desk) -> Page * { return new CustomersPage(desk); }};
}

} // namespace turnpike::console::pages::customerspage

#include "moc_customerspage.cpp"
