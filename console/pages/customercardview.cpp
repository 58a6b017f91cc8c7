// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/customercardview.h"

#include "connection/translated.h"
#include "pages/customerforms.h"
#include "pages/refundsview.h"
#include "pages/timelineview.h"
#include "protocol/calls.h"
#include "widgets/filterbar.h"
#include "widgets/label.h"
#include "widgets/textgrid.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabWidget>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDayMs = 86'400'000;

QString when(qint64 ms)
{
    return u"%1 (%2)"_s.arg(wording::moment(ms), wording::fromNow(ms));
}

QString keyOf(const SubscriptionCard &subscription)
{
    QString text = wording::word(subscription.activationStatus);
    if (!subscription.hasKey)
        text += CustomerCardView::tr(", no key yet");
    if (!subscription.activationError.isEmpty())
        text += u": "_s + subscription.activationError;
    if (subscription.nextActivationAt)
        text += CustomerCardView::tr(", tried again %1").arg(wording::fromNow(subscription.nextActivationAt));
    return text;
}

QList<QStringList> accessRows(const CustomerCard &card)
{
    if (!card.subscription)
        return {{CustomerCardView::tr("Access"), CustomerCardView::tr("none")}};
    const SubscriptionCard &subscription = *card.subscription;
    return {{CustomerCardView::tr("Access"),
             u"%1, %2"_s.arg(wording::word(subscription.status), subscription.tariff)},
            {CustomerCardView::tr("Until"), when(subscription.expiresAt)},
            {CustomerCardView::tr("Key"), keyOf(subscription)},
            {CustomerCardView::tr("VPN API knows"),
             subscription.vpnExpiresAt ? when(*subscription.vpnExpiresAt) : u"–"_s},
            {CustomerCardView::tr("Renewal"), subscription.autoRenew
                                                  ? CustomerCardView::tr("by itself, from the balance")
                                                  : CustomerCardView::tr("by hand")},
            {u"UUID"_s, subscription.uuid.isEmpty() ? u"–"_s : subscription.uuid}};
}

QList<QStringList> personRows(const CustomerCard &card)
{
    const bool isEven = card.balanceKopecks == card.ledgerKopecks;
    const QString balance =
        isEven ? CustomerCardView::tr("%1, as its ledger says").arg(wording::kopecks(card.balanceKopecks))
               : CustomerCardView::tr("%1, BUT ITS LEDGER SAYS %2")
                     .arg(wording::kopecks(card.balanceKopecks), wording::kopecks(card.ledgerKopecks));
    QStringList flags;
    if (card.isBlocked)
        flags.append(CustomerCardView::tr("blocked by us"));
    if (!card.isReachable)
        flags.append(CustomerCardView::tr("has blocked the bot"));
    if (flags.isEmpty())
        flags.append(CustomerCardView::tr("in order"));
    return {{CustomerCardView::tr("Balance"), balance},
            {CustomerCardView::tr("State"), flags.join(u", "_s)},
            {CustomerCardView::tr("Language"), card.language},
            {CustomerCardView::tr("Trial"),
             card.trialUsedAt ? CustomerCardView::tr("used %1").arg(wording::moment(card.trialUsedAt))
                              : CustomerCardView::tr("not used")},
            {CustomerCardView::tr("Customer since"), wording::moment(card.createdAt)},
            {CustomerCardView::tr("Last seen"), when(card.lastSeenAt)}};
}

} // namespace

CustomerCardView::CustomerCardView(const Desk &desk, QWidget *parent)
    : Page(desk, u"customers.card"_s, tr("Customer"), parent)
    , m_purchases([](const PurchaseRow &purchase) { return purchase.purchaseId; }, purchaseColumns())
    , m_payments([](const PaymentRow &payment) { return QString::number(payment.id); }, paymentColumns())
    , m_ledger([](const LedgerRow &movement) { return QString::number(movement.id); }, ledgerColumns())
    , m_updates([](const UpdateRow &update) { return QString::number(update.seq); }, updateColumns())
    , m_messages([](const OutboxMessage &message) { return QString::number(message.id); }, messageColumns())
    , m_name(new Label(this))
    , m_filter(new FilterBar(this))
    , m_text(m_filter->addText(u"text"_s, tr("Text"), tr("In these lists")))
    , m_head(new QWidget(this))
    , m_access(new TextGrid({2, 1, false}, m_head))
    , m_person(new TextGrid({2, 1, false}, m_head))
    , m_actions(new QPushButton(tr("&Actions"), this))
    , m_menu(new QMenu(this))
    , m_tabs(new QTabWidget(this))
    , m_timeline(new TimelineView(desk, m_tabs))
{
    QFont bold = font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.25);
    m_name->setFont(bold);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_head->setAccessibleName(tr("What the customer has"));
    auto *head = new QHBoxLayout(m_head);
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(40);
    head->addWidget(m_access, 1);
    head->addWidget(m_person, 1);
    m_text->setToolTip(tr("Search in these lists"));
    m_filter->addCount();
    connect(m_filter, &FilterBar::changed, this, &CustomerCardView::applyFilter);
    connect(m_tabs, &QTabWidget::currentChanged, this, &CustomerCardView::applyFilter);
    m_menu->setToolTipsVisible(true);
    m_actions->setMenu(m_menu);
    addTabs();
    auto *title = new QHBoxLayout;
    title->addWidget(m_name, 1);
    title->addWidget(m_filter);
    title->addWidget(m_actions);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(title);
    layout->addWidget(m_head);
    layout->addWidget(m_tabs, 1);
    addActions();
    showHead();
}

void CustomerCardView::addTabs()
{
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_timeline, m_timeline->title());
    connect(m_timeline, &Page::told, this, &Page::told);
    connect(m_timeline, &Page::jumpRequested, this, &Page::jumpRequested);
    connect(m_timeline, &TimelineView::sourceWanted, this, &CustomerCardView::openSource);
    const auto add = [this](TimelineKind kind, const QString &name, QAbstractItemModel *model,
                            const QString &title, const QString &empty) {
        auto *table = new Table(u"customers."_s + name, model, m_tabs);
        table->setAccessibleName(title);
        table->sortFirst(0, Qt::DescendingOrder);
        table->setSource(readBy(call::kCard));
        table->setEmptyText(empty);
        m_tabs->addTab(table, title);
        m_lists.emplace(kind, table);
        return table;
    };
    add(TimelineKind::Purchase, u"purchases"_s, &m_purchases, tr("Purchases"), tr("Nothing was bought."));
    add(TimelineKind::Payment, u"payments"_s, &m_payments, tr("Payments"), tr("Nothing was paid."));
    add(TimelineKind::Balance, u"ledger"_s, &m_ledger, tr("Balance"), tr("The balance never moved."));
    add(TimelineKind::Update, u"updates"_s, &m_updates, tr("Last updates"), tr("Nothing was heard lately."));
    const Table *messages = add(TimelineKind::Message, u"messages"_s, &m_messages, tr("Last messages"),
                                tr("Nothing was said lately."));
    connect(messages, &Table::opened, this, [this](const QString &key) {
        if (const OutboxMessage *message = m_messages.find(key); message && !message->correlationId.isEmpty())
            Q_EMIT jumpRequested(u"logs"_s, message->correlationId);
    });
}

// Of what is here: a card has the newest of each kind, and the timeline what was read of it.
void CustomerCardView::applyFilter()
{
    for (Table *table : m_tabs->findChildren<Table *>())
        table->proxy().setText(m_text->text());
    auto *shown = qobject_cast<Table *>(m_tabs->currentWidget());
    if (!shown)
        shown = m_timeline->findChild<Table *>();
    m_filter->say(shown->model()->rowCount(), shown->proxy().sourceModel()->rowCount());
}

void CustomerCardView::openSource(TimelineKind kind, const QString &id)
{
    const auto list = m_lists.find(kind);
    if (list == m_lists.end())
        return;
    m_filter->clear(); // it might leave the row out
    m_tabs->setCurrentWidget(list->second);
    list->second->selectKey(id);
    list->second->setFocus();
}

CustomerCardView::~CustomerCardView()
{
    delete m_tabs; // before the models its tables show
}

void CustomerCardView::show(qint64 telegramId)
{
    if (telegramId != m_customer)
        m_card.reset();
    m_customer = telegramId;
    m_timeline->setCustomer(telegramId);
    showHead();
    refresh();
}

void CustomerCardView::refresh()
{
    if (m_customer == 0 || !connection().canAsk(QString::fromLatin1(call::kCard)))
        return;
    CustomerOrder order;
    order.telegramId = m_customer;
    ask<CustomerCard>(call::kCard, order, [this](const CustomerCard &card) { setCard(card); });
    m_timeline->refresh();
}

void CustomerCardView::setCard(const CustomerCard &card)
{
    if (card.telegramId != m_customer)
        return; // another one was chosen meanwhile
    m_card = card;
    m_purchases.replace(card.purchases);
    m_payments.replace(card.payments);
    m_ledger.replace(card.ledger);
    m_updates.replace(card.updates);
    m_messages.replace(card.messages);
    applyFilter();
    showHead();
}

void CustomerCardView::takeChanged(const QJsonObject &ok)
{
    setCard(fromJson<CustomerCard>(ok));
    m_timeline->refresh();
}

void CustomerCardView::showHead()
{
    const bool isThere = m_card.has_value();
    m_head->setVisible(isThere);
    m_tabs->setVisible(isThere);
    m_filter->setVisible(isThere);
    m_actions->setVisible(isThere);
    changes().update();
    if (!isThere) {
        m_name->setText(m_customer == 0 ? QString() : tr("Reading…"));
        return;
    }
    QStringList names{m_card->firstName, m_card->username.isEmpty() ? QString() : u'@' + m_card->username,
                      QString::number(m_card->telegramId)};
    names.removeAll(QString());
    m_name->setText(names.join(u"  ·  "_s));
    m_access->setRows(accessRows(*m_card));
    m_person->setRows(personRows(*m_card));
}

bool CustomerCardView::hasAccess() const
{
    return m_card && m_card->subscription && m_card->subscription->status == SubscriptionStatus::Active;
}

// --- what can be done

QAction *CustomerCardView::addAction(const QString &text, const char *call, std::function<bool()> condition,
                                     std::function<void()> act)
{
    QAction *action = m_menu->addAction(text, this, std::move(act));
    changes().guard(action, call, std::move(condition));
    return action;
}

void CustomerCardView::addActions()
{
    const auto isThere = [this] { return m_card.has_value(); };
    const auto isActive = [this] { return hasAccess(); };
    const auto waitsForKey = [this] {
        return m_card && m_card->subscription &&
               (m_card->subscription->activationStatus == ActivationStatus::Failed ||
                m_card->subscription->activationStatus == ActivationStatus::Pending);
    };
    addAction(tr("&Grant access…"), call::kGrant, isThere, [this] { grant(); });
    addAction(tr("&Extend…"), call::kExtend, isActive, [this] { extend(); });
    addAction(tr("&Retry activation…"), call::kRetryActivation, waitsForKey, [this] {
        propose(call::kRetryActivation, tr("Retry the activation"),
                tr("The VPN API is asked for the key at once, with all attempts before it."), tr("Retry"));
    });
    addAction(tr("Re&issue the key…"), call::kReissue, isActive, [this] {
        propose(call::kReissue, tr("Reissue the key"),
                tr("The old key stops working, and the customer gets a new one by a message."), tr("Reissue"),
                true);
    });
    m_menu->addSeparator();
    addAction(tr("Re&voke access…"), call::kRevoke, isActive, [this] {
        propose(call::kRevoke, tr("Revoke the access"),
                tr("Access ends now instead of %1, and the key is taken away. What was paid stays paid.")
                    .arg(wording::zonedMoment(m_card->subscription->expiresAt)),
                tr("Revoke"), true);
    });
    addAction(tr("&Block or unblock…"), call::kBlock, isThere, [this] { block(); });
    addAction(tr("Adjust the b&alance…"), call::kAdjustBalance, isThere, [this] { adjustBalance(); });
    const auto canGoBack = [this] {
        return chosenPayment() && !(chosenPayment()->status == PaymentStatus::Refunded);
    };
    addAction(tr("Give the chosen &payment back…"), call::kRefund, canGoBack, [this] { giveBack(); });
    connect(m_lists.at(TimelineKind::Payment), &Table::currentKeyChanged, this,
            [this] { changes().update(); });
    m_menu->addSeparator();
    m_menu->addAction(tr("All their &messages"), this,
                      [this] { Q_EMIT jumpRequested(u"messages"_s, QString::number(m_customer)); });
}

void CustomerCardView::propose(const char *call, const QString &title, const QString &effect,
                               const QString &verb, bool isDestructive)
{
    Change change;
    change.call = QString::fromLatin1(call);
    change.title = title;
    change.effect = effect;
    change.verb = verb;
    change.isDestructive = isDestructive;
    change.args = [customer = m_customer](const QString &reason) {
        CustomerOrder order;
        order.telegramId = customer;
        order.reason = reason;
        return toJson(order);
    };
    change.done = [this](const QJsonObject &ok) { takeChanged(ok); };
    changes().propose(this, std::move(change));
}

void CustomerCardView::grant()
{
    auto *form = new GrantForm(m_card->tariffs);
    Change change;
    change.call = QString::fromLatin1(call::kGrant);
    change.title = tr("Grant access");
    change.effect =
        hasAccess() ? tr("Days are added to what is left (until %1). The customer is told, and pays nothing.")
                          .arg(wording::zonedMoment(m_card->subscription->expiresAt))
                    : tr("Access begins now. The customer is told, gets a key, and pays nothing.");
    change.verb = tr("Grant");
    change.form = form;
    change.args = [customer = m_customer, form](const QString &reason) {
        CustomerOrder order;
        order.telegramId = customer;
        order.tariff = form->tariff();
        order.days = form->days();
        order.reason = reason;
        return toJson(order);
    };
    change.done = [this](const QJsonObject &ok) { takeChanged(ok); };
    changes().propose(this, std::move(change));
}

void CustomerCardView::extend()
{
    const Timestamp until = m_card->subscription->expiresAt;
    auto *form = new DaysForm(
        [until](int days) { return tr("until %1").arg(wording::zonedMoment(until + days * kDayMs)); });
    Change change;
    change.call = QString::fromLatin1(call::kExtend);
    change.title = tr("Extend the access");
    change.effect = tr("Days are added to what is left (until %1). The customer is told, and pays nothing.")
                        .arg(wording::zonedMoment(until));
    change.verb = tr("Extend");
    change.form = form;
    change.args = [customer = m_customer, form](const QString &reason) {
        CustomerOrder order;
        order.telegramId = customer;
        order.days = form->days();
        order.reason = reason;
        return toJson(order);
    };
    change.done = [this](const QJsonObject &ok) { takeChanged(ok); };
    changes().propose(this, std::move(change));
}

void CustomerCardView::block()
{
    const bool toBlock = !m_card->isBlocked;
    Change change;
    change.call = QString::fromLatin1(call::kBlock);
    change.title = toBlock ? tr("Block the customer") : tr("Unblock the customer");
    change.effect = toBlock ? tr("The bot answers them no longer. Access that was paid for goes on.")
                            : tr("The bot answers them again.");
    change.verb = toBlock ? tr("Block") : tr("Unblock");
    change.isDestructive = toBlock;
    change.args = [customer = m_customer, toBlock](const QString &reason) {
        CustomerOrder order;
        order.telegramId = customer;
        order.blocked = toBlock;
        order.reason = reason;
        return toJson(order);
    };
    change.done = [this](const QJsonObject &ok) { takeChanged(ok); };
    changes().propose(this, std::move(change));
}

void CustomerCardView::adjustBalance()
{
    auto *form = new BalanceForm(m_card->balanceKopecks);
    Change change;
    change.call = QString::fromLatin1(call::kAdjustBalance);
    change.title = tr("Adjust the balance");
    change.effect = tr("A movement is added to the ledger of the balance (%1 now).")
                        .arg(wording::kopecks(m_card->balanceKopecks));
    change.verb = tr("Adjust");
    change.isDestructive = true;
    change.form = form;
    change.isComplete = [form] { return form->isGood(); };
    change.args = [customer = m_customer, form](const QString &reason) {
        CustomerOrder order;
        order.telegramId = customer;
        order.kopecks = form->kopecks();
        order.reason = reason;
        return toJson(order);
    };
    change.done = [this](const QJsonObject &ok) { takeChanged(ok); };
    ChangeDialog *dialog = changes().propose(this, std::move(change));
    connect(form, &BalanceForm::changed, dialog, &ChangeDialog::checkForm);
}

const PaymentRow *CustomerCardView::chosenPayment() const
{
    return m_payments.find(m_lists.at(TimelineKind::Payment)->currentKey());
}

void CustomerCardView::giveBack()
{
    const PaymentRow *payment = chosenPayment();
    if (!payment)
        return;
    Change change = RefundsView::refundOf(*payment);
    change.done = [this](const QJsonObject &ok) {
        const auto answer = fromJson<RefundAnswer>(ok);
        Q_EMIT told(Tone::Info, translated(answer.sentence, answer.text));
        refresh();
    };
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

#include "moc_customercardview.cpp"
