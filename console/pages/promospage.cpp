// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/promospage.h"

#include "pages/promosform.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/filterbar.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPromosAtOnce = 100;

} // namespace

PromosPage::PromosPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"promos"_s, tr("Promo codes"), parent)
    , m_codes([](const PromoRow &row) { return row.code; }, promoColumns())
    , m_uses([](const PromoUseRow &row) { return row.purchaseId; }, promoUseColumns())
    , m_pages(m_codes,
              [this](const PromoRow *before, const PagedList<PromoRow>::Taker &taker) {
                  PromoQuery asked;
                  asked.text = m_text->text().trimmed();
                  asked.onlyUsable = m_state->currentData().toString() == "usable"_L1;
                  asked.limit = kPromosAtOnce;
                  if (before) {
                      asked.before = before->createdAt;
                      asked.beforeCode = before->code;
                  }
                  ask<PromoPage>(
                      call::kPromos, asked,
                      [this, taker](const PromoPage &page) {
                          m_tariffs = page.tariffs;
                          taker.take(page.items, page.hasMore);
                      },
                      taker.failed);
              })
    , m_usePages(m_uses,
                 [this](const PromoUseRow *before, const PagedList<PromoUseRow>::Taker &taker) {
                     PromoUseQuery asked;
                     asked.code = m_shown;
                     asked.limit = kPromosAtOnce;
                     if (before) {
                         asked.before = before->createdAt;
                         asked.beforePurchase = before->purchaseId;
                     }
                     askPage<PromoUsePage, PromoUseQuery, PromoUseRow>(call::kPromoUses, asked, taker);
                 })
    , m_filter(new FilterBar(this))
    , m_state(m_filter->addChoice(u"state"_s, tr("State"),
                                  {{tr("every code"), QString()}, {tr("can be used now"), u"usable"_s}}))
    , m_text(m_filter->addText(u"text"_s, tr("Code"), tr("Code")))
    , m_table(new Table(u"promos.codes"_s, &m_codes, this))
    , m_useTable(new Table(u"promos.uses"_s, &m_uses, this))
    , m_about(new Label(this))
    , m_create(new QPushButton(tr("&Make a code…"), this))
    , m_end(new QPushButton(tr("&End…"), this))
{
    m_filter->addCount();
    m_table->setEverything([this] { return m_pages.everything(); });
    m_table->setAccessibleName(tr("Promo codes"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSource(readBy(call::kPromos));
    m_table->setEmptyText(tr("There are no promo codes."));
    m_table->sortFirst(11, Qt::DescendingOrder);
    m_useTable->setEverything([this] { return m_usePages.everything(); });
    m_useTable->setAccessibleName(tr("Purchases that took the code"));
    m_useTable->setSource(readBy(call::kPromoUses));
    m_useTable->setEmptyText(tr("Nobody has used it."));
    m_useTable->sortFirst(0, Qt::DescendingOrder);
    m_about->setWordWrap(true);
    m_end->setToolTip(tr("Nobody can use it from then on; what it was reserved for stays as it is"));

    auto *bar = new QHBoxLayout;
    bar->addWidget(m_filter, 1);
    bar->addWidget(m_create);
    bar->addWidget(m_end);
    auto *used = new QWidget(this);
    auto *usedLayout = new QVBoxLayout(used);
    usedLayout->setContentsMargins(0, 0, 0, 0);
    usedLayout->addWidget(m_about);
    usedLayout->addWidget(m_useTable, 1);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"promos.splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(used);
    splitter->setSizes({400, 250});
    splitter->setStretchFactor(0, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(splitter, 1);

    connect(m_filter, &FilterBar::changed, this, &PromosPage::restart);
    connect(&m_codes, &QAbstractItemModel::rowsInserted, this, &PromosPage::showFound, Qt::QueuedConnection);
    connect(&m_codes, &QAbstractItemModel::rowsRemoved, this, &PromosPage::showFound, Qt::QueuedConnection);
    connect(m_table, &Table::nearEnd, this, [this] { m_pages.loadMore(); });
    connect(m_useTable, &Table::nearEnd, this, [this] { m_usePages.loadMore(); });
    connect(m_table, &Table::currentKeyChanged, this, &PromosPage::showCurrent);
    connect(m_table, &Table::opened, this,
            [this](const QString &code) { Q_EMIT jumpRequested(u"audit"_s, u"promo:"_s + code); });
    connect(m_useTable, &Table::opened, this, [this](const QString &purchase) {
        if (const PromoUseRow *use = m_uses.find(purchase))
            Q_EMIT jumpRequested(u"customers"_s, QString::number(use->telegramId));
    });
    connect(m_create, &QPushButton::clicked, this, &PromosPage::create);
    connect(m_end, &QPushButton::clicked, this, &PromosPage::end);
    changes().guard(m_create, call::kCreatePromo);
    changes().guard(m_end, call::kEndPromo,
                    [this] { return current() && !(current()->state == PromoState::Ended); });
    showCurrent();
    showFound();
}

PromosPage::~PromosPage()
{
    // Before the models they show.
    delete m_table;
    delete m_useTable;
}

void PromosPage::activate()
{
    m_table->selectFirst();
}

void PromosPage::refresh()
{
    m_pages.reload();
    if (!m_shown.isEmpty())
        m_usePages.reload();
}

void PromosPage::focusSearch()
{
    m_filter->focusText();
}

void PromosPage::open(const QString &target)
{
    m_filter->setState({{u"text"_s, target}});
    m_table->selectFirst();
}

void PromosPage::restart()
{
    m_table->setEmptyText(m_filter->isEmpty() ? tr("There are no promo codes.")
                                              : tr("No code matches the filter."));
    m_pages.restart();
    showFound();
}

void PromosPage::showFound()
{
    m_filter->say(m_codes.rowCount(), std::nullopt, m_pages.hasMore());
}

void PromosPage::showCurrent()
{
    const QString code = m_table->currentKey();
    changes().update();
    m_about->setText(code.isEmpty() ? tr("Choose a code to see which purchases took it.")
                                    : tr("Purchases that took %1:").arg(code));
    if (std::exchange(m_shown, code) == code)
        return;
    m_usePages.forget();
    if (!code.isEmpty() && connection().canAsk(QString::fromLatin1(call::kPromoUses)))
        m_usePages.reload();
}

void PromosPage::create()
{
    auto *form = new PromoForm(m_tariffs);
    Change change;
    change.call = QString::fromLatin1(call::kCreatePromo);
    change.title = tr("Make a promo code");
    change.effect =
        tr("From now on customers can enter it, or come by a link with it. What it gives cannot be "
           "changed: end it and make another one.");
    change.verb = tr("Make");
    change.form = form;
    change.isComplete = [form] { return form->isGood(); };
    change.args = [form](const QString &reason) { return toJson(form->order(reason)); };
    change.success = tr("The code is there.");
    change.done = [this](const QJsonObject &) { refresh(); };
    ChangeDialog *dialog = changes().propose(this, std::move(change));
    connect(form, &PromoForm::changed, dialog, &ChangeDialog::checkForm);
}

void PromosPage::end()
{
    const PromoRow *row = current();
    if (!row)
        return;
    Change change;
    change.call = QString::fromLatin1(call::kEndPromo);
    change.title = tr("End %1").arg(row->code);
    change.effect = tr("Nobody can use it from now on. Purchases that took it keep what it gave them.");
    change.verb = tr("End");
    change.isDestructive = true;
    change.args = [code = row->code](const QString &reason) {
        PromoOrder order;
        order.code = code;
        order.reason = reason;
        return toJson(order);
    };
    change.success = tr("%1 is ended.").arg(row->code);
    change.done = [this](const QJsonObject &) { refresh(); };
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

namespace turnpike::console::pages::promospage {

Registration registration()
{
    return {"promos", [](const Desk &desk) -> Page * { return new PromosPage(desk); }};
}

} // namespace turnpike::console::pages::promospage

#include "moc_promospage.cpp"
