// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/waitingpage.h"

#include "pages/customerforms.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "protocol/version.h"
#include "widgets/filterbar.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>
#include <memory>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kWaitingEveryMs = 5'000;
constexpr int kMostRetried = 200;       // the server's bound
constexpr int kMostGivenDays = 365;     // likewise
constexpr qint64 kUsualWaitMs = 60'000; // a key takes seconds where all is well

} // namespace

WaitingPage::WaitingPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"waiting"_s, tr("Waiting for a key"), parent)
    , m_customers([](const WaitingCustomer &customer) { return QString::number(customer.telegramId); },
                  waitingColumns())
    , m_about(new Label(this))
    , m_stretch(new QComboBox(this))
    , m_filter(new FilterBar(this))
    , m_text(m_filter->addText(u"text"_s, tr("Text"), tr("Customer, tariff or error")))
    , m_table(new Table(u"waiting.table"_s, &m_customers, this))
    , m_customer(new QPushButton(tr("Show the c&ustomer"), this))
    , m_retry(new QPushButton(tr("&Retry the chosen…"), this))
    , m_retryAll(new QPushButton(tr("Retry &all…"), this))
    , m_give(new QPushButton(tr("&Give days…"), this))
{
    m_about->setWordWrap(true);
    m_stretch->addItem(tr("Who waits now"), 0);
    m_stretch->addItem(tr("And who waited in the last hour"), 1);
    m_stretch->addItem(tr("And who waited in the last 6 hours"), 6);
    m_stretch->addItem(tr("And who waited in the last 24 hours"), 24);
    m_stretch->addItem(tr("And who waited in the last 7 days"), 7 * 24);
    m_stretch->setAccessibleName(tr("Whom the list shows"));
    m_table->setAccessibleName(tr("Customers who wait for a key"));
    m_table->setSource(readBy(call::kWaiting));
    m_table->setEmptyText(tr("Everybody who paid has a key."));
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_table->setWidths({0, 0, 0, 36, 0, 0, 0, 0, 20});
    m_retry->setToolTip(tr("Asks the VPN API for their keys at once"));
    m_retryAll->setToolTip(tr("Asks the VPN API at once for the keys of all who wait"));
    m_give->setToolTip(tr("Gives days to all who have waited for a minute or more"));

    auto *head = new QHBoxLayout;
    head->addWidget(m_about, 1);
    head->addWidget(m_stretch);
    m_filter->addCount();
    auto *bar = new QHBoxLayout;
    bar->addStretch(1);
    for (QPushButton *button : {m_customer, m_retry, m_retryAll, m_give})
        bar->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addWidget(m_filter);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);

    m_timer.setInterval(kWaitingEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &WaitingPage::refresh);
    connect(m_filter, &FilterBar::changed, this, &WaitingPage::applyFilter);
    connect(m_stretch, &QComboBox::currentIndexChanged, this, &WaitingPage::refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { changes().update(); });
    const auto openCustomer = [this] {
        if (const QString customer = m_table->currentKey(); !customer.isEmpty())
            Q_EMIT jumpRequested(u"customers"_s, customer);
    };
    connect(m_table, &Table::freshnessChanged, this, [this] { m_about->setEnabled(m_table->isFresh()); });
    connect(m_table, &Table::opened, this, openCustomer);
    connect(m_customer, &QPushButton::clicked, this, openCustomer);
    connect(m_retry, &QPushButton::clicked, this, [this] { proposeRetry(false); });
    connect(m_retryAll, &QPushButton::clicked, this, [this] { proposeRetry(true); });
    connect(m_give, &QPushButton::clicked, this, &WaitingPage::proposeDays);
    connect(&state(), &ShopState::gaugesChanged, this, &WaitingPage::onGauges);
    const auto isChosen = [this] { return !m_table->selectedKeys().isEmpty(); };
    changes().guard(m_customer, call::kCard, isChosen);
    changes().guard(m_retry, call::kRetryWaiting, isChosen);
    changes().guard(m_retryAll, call::kRetryWaiting, [this] { return m_list.waiting > 0; });
    changes().guard(m_give, call::kGiveDays, [this] { return m_list.owedDays > 0; });
}

WaitingPage::~WaitingPage()
{
    delete m_table; // before the model it shows
}

void WaitingPage::activate()
{
    m_timer.start();
}

void WaitingPage::deactivate()
{
    m_timer.stop();
}

void WaitingPage::refresh()
{
    askAlone<WaitingList>(call::kWaiting, WaitingQuery{endedSince(), kMaxPage},
                          [this, asked = m_stretch->currentIndex()](const WaitingList &list) {
                              if (asked == m_stretch->currentIndex())
                                  showList(list);
                              else
                                  refresh(); // somebody chose another stretch meanwhile
                          });
}

void WaitingPage::focusSearch()
{
    m_filter->focusText();
}

void WaitingPage::open(const QString &)
{
    m_filter->clear();
    m_stretch->setCurrentIndex(0);
}

std::optional<qint64> WaitingPage::endedSince() const
{
    const int hours = m_stretch->currentData().toInt();
    return hours > 0 ? std::optional(wording::serverNow() - hours * wording::kHourMs) : std::nullopt;
}

void WaitingPage::applyFilter()
{
    m_table->proxy().setText(m_text->text());
    m_table->setEmptyText(m_filter->isEmpty() ? tr("Everybody who paid has a key.")
                                              : tr("Nobody in the list matches the filter."));
    m_filter->say(m_table->proxy().rowCount(), m_customers.rowCount());
}

void WaitingPage::showList(const WaitingList &list)
{
    m_customers.replace(list.items);
    m_customers.touch(); // how long they wait
    applyFilter();
    QStringList parts;
    if (list.waiting == 0) {
        parts.append(tr("Nobody who paid waits for a key."));
    } else {
        Timestamp since = list.since.value_or(wording::serverNow());
        for (const WaitingCustomer &customer : list.items)
            since = customer.endedAt ? since : std::min(since, customer.since);
        parts.append(tr("%n customer(s) who paid wait(s) for a key, the longest for %1.", nullptr,
                        static_cast<int>(list.waiting))
                         .arg(wording::duration(wording::serverNow() - since)));
    }
    if (list.all > list.items.size())
        parts.append(tr("The %1 whose wait began first are shown, %n more are not.", nullptr,
                        static_cast<int>(list.all - list.items.size()))
                         .arg(wording::number(list.items.size())));
    m_about->setText(parts.join(u' '));
    m_list = list;
    m_list.items.clear();
    changes().update();
}

void WaitingPage::proposeRetry(bool all)
{
    WaitingOrder order;
    order.all = all;
    if (!all) {
        for (const QString &key : m_table->selectedKeys().mid(0, kMostRetried))
            order.ids.append(key.toLongLong());
    }
    const int count = static_cast<int>(all ? m_list.waiting : order.ids.size());
    if (count == 0)
        return;
    Change change;
    change.call = QString::fromLatin1(call::kRetryWaiting);
    change.title = tr("Retry %n activation(s)", nullptr, count);
    change.effect = tr("The VPN API is asked for their keys as soon as it can be called, those that were "
                       "given up on too, with all attempts before them. While its breaker is open nothing "
                       "is called: it is reset on the overview.");
    change.verb = tr("Retry");
    change.args = [order](const QString &reason) mutable {
        order.reason = reason;
        return toJson(order);
    };
    change.done = [this](const QJsonObject &ok) {
        const auto result = fromJson<BulkResult>(ok);
        const int late = static_cast<int>(result.skipped.size());
        QString text = tr("%n activation(s) due now.", nullptr, static_cast<int>(result.done));
        if (late > 0)
            text += u' ' + tr("%n had nothing to wait for any more.", nullptr, late);
        Q_EMIT told(late > 0 ? Tone::Warning : Tone::Good, text);
        refresh();
    };
    changes().propose(this, std::move(change));
}

void WaitingPage::proposeDays()
{
    const int count = static_cast<int>(m_list.owedDays);
    auto *form =
        new DaysForm([count](int) { return tr("for %n customer(s)", nullptr, count); }, 1, kMostGivenDays);
    const auto order = std::make_shared<WaitingOrder>();
    order->endedSince = endedSince();
    Change change;
    change.call = QString::fromLatin1(call::kGiveDays);
    change.title = tr("Give days to %n customer(s) who waited", nullptr, count);
    change.effect =
        tr("All whom the list counts and who have waited for a minute or more get days at the end "
           "of their access, once for this wait, and are told so. They pay nothing; what a "
           "renewal buys stays as it is.");
    change.verb = tr("Give");
    change.form = form;
    change.args = [order, form](const QString &reason) {
        order->days = form->days();
        order->reason = reason;
        return toJson(*order);
    };
    change.success = tr("Days are given.");
    change.done = [this, order](const QJsonObject &ok) {
        m_given = 0;
        takeGiven(*order, fromJson<GivenDays>(ok));
    };
    changes().propose(this, std::move(change));
}

// The server does so many at a time: it is asked for the next ones until there are none.
void WaitingPage::takeGiven(const WaitingOrder &order, const GivenDays &given)
{
    m_given += given.done;
    if (given.left > 0 && given.done > 0) {
        Q_EMIT told(Tone::Info, tr("Days were given: %1, to come: %2.")
                                    .arg(wording::number(m_given), wording::number(given.left)));
        ask<GivenDays>(
            call::kGiveDays, order, [this, order](const GivenDays &next) { takeGiven(order, next); },
            [this] { refresh(); });
        return;
    }
    if (given.left > 0) // somebody else is at it, or they are no longer there to be given days
        Q_EMIT told(Tone::Warning, tr("Days were given: %1, to come: %2.")
                                       .arg(wording::number(m_given), wording::number(given.left)));
    else
        Q_EMIT told(Tone::Good, tr("Days were given to %n customer(s).", nullptr, static_cast<int>(m_given)));
    refresh();
}

// One who has paid this minute is no reason to look.
void WaitingPage::onGauges()
{
    const ShopGauges &shop = state().gauges().shop;
    const qint64 waiting = shop.waitingForKey.value_or(shop.paidWithoutKey);
    const int count = shop.oldestWaitMs >= kUsualWaitMs ? static_cast<int>(waiting) : 0;
    if (std::exchange(m_attention, count) != count)
        Q_EMIT attentionChanged();
}

} // namespace turnpike::console

namespace turnpike::console::pages::waitingpage {

Registration registration()
{
    return {"waiting", [](const Desk &desk) -> Page * { return new WaitingPage(desk); }};
}

} // namespace turnpike::console::pages::waitingpage

#include "moc_waitingpage.cpp"
