// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/supportpage.h"

#include "models/foreigntext.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "protocol/numbervalues.h"
#include "widgets/filterbar.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kThreadsPage = 100;
constexpr int kWrittenPage = 50;
constexpr int kThreadsEveryMs = 5'000;
constexpr int kAnswerLines = 4;
constexpr qsizetype kMostOfWritten = 5'000; // all that Telegram takes

QString writerOf(const SupportThread &thread)
{
    const QString name = thread.username.isEmpty() ? QString() : u"@"_s + thread.username;
    const QString whole = u"%1 %2"_s.arg(thread.firstName, name).trimmed();
    return whole.isEmpty() ? QString::number(thread.telegramId) : whole;
}

} // namespace

SupportPage::SupportPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"support"_s, tr("Support"), parent)
    , m_threads([](const SupportThread &thread) { return QString::number(thread.telegramId); },
                supportColumns())
    , m_pages(m_threads,
              [this](const SupportThread *before, const PagedList<SupportThread>::Taker &taker) {
                  SupportQuery asked = query();
                  if (before) {
                      asked.before = before->lastAt;
                      asked.beforeCustomer = before->telegramId;
                  }
                  askPage<SupportThreads, SupportQuery, SupportThread>(call::kSupportThreads, asked, taker);
              })
    , m_filter(new FilterBar(this))
    , m_state(m_filter->addChoice(u"state"_s, tr("State"),
                                  {{tr("every request"), QString()},
                                   {tr("open"), u"open"_s},
                                   {tr("waits for us"), u"awaits_staff"_s},
                                   {tr("waits for the customer"), u"awaits_customer"_s},
                                   {tr("closed"), u"thread_closed"_s}}))
    , m_text(m_filter->addText(u"text"_s, tr("Text"), tr("Customer or last message")))
    , m_table(new Table(u"support.threads"_s, &m_threads, this))
    , m_about(new Label(this))
    , m_said(new QPlainTextEdit(this))
    , m_answer(new QPlainTextEdit(this))
    , m_earlier(new QPushButton(tr("&Earlier messages"), this))
    , m_customer(new QPushButton(tr("Show the c&ustomer"), this))
    , m_send(new QPushButton(tr("&Answer…"), this))
    , m_close(new QPushButton(tr("C&lose…"), this))
    , m_reopen(new QPushButton(tr("&Open again…"), this))
{
    m_filter->addCount();
    m_table->setEverything([this] { return m_pages.everything(); });
    m_table->setAccessibleName(tr("Requests to support"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSource(readBy(call::kSupportThreads));
    m_table->setEmptyText(tr("Nobody has written to support."));
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_table->setWidths({0, 0, 0, 0, 40});
    m_about->setWordWrap(true);
    m_said->setObjectName(u"support.said"_s);
    m_said->setAccessibleName(tr("What was written"));
    m_said->setReadOnly(true);
    m_answer->setObjectName(u"support.answer"_s);
    m_answer->setAccessibleName(tr("Your answer"));
    m_answer->setPlaceholderText(tr("Your answer, as the customer reads it"));
    m_answer->setTabChangesFocus(true);
    m_answer->setFixedHeight(kAnswerLines * fontMetrics().lineSpacing() + 12);
    m_close->setToolTip(tr("The customer is told, and what they write then goes to the bot again"));
    m_reopen->setToolTip(tr("It waits for us again; the customer is not told"));

    auto *head = new QHBoxLayout;
    head->addWidget(m_about, 1);
    head->addWidget(m_earlier);
    auto *bar = new QHBoxLayout;
    bar->addStretch(1);
    for (QPushButton *button : {m_customer, m_reopen, m_close, m_send})
        bar->addWidget(button);
    auto *written = new QWidget(this);
    auto *writtenLayout = new QVBoxLayout(written);
    writtenLayout->setContentsMargins(0, 0, 0, 0);
    writtenLayout->addLayout(head);
    writtenLayout->addWidget(m_said, 1);
    writtenLayout->addWidget(m_answer);
    writtenLayout->addLayout(bar);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"support.splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(written);
    splitter->setSizes({250, 450});
    splitter->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(splitter, 1);

    m_timer.setInterval(kThreadsEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &SupportPage::follow);
    connect(m_filter, &FilterBar::changed, this, &SupportPage::restart);
    connect(&m_threads, &QAbstractItemModel::rowsInserted, this, &SupportPage::showFound,
            Qt::QueuedConnection);
    connect(&m_threads, &QAbstractItemModel::rowsRemoved, this, &SupportPage::showFound,
            Qt::QueuedConnection);
    connect(m_table, &Table::nearEnd, this, [this] { m_pages.loadMore(); });
    connect(m_table, &Table::currentKeyChanged, this, &SupportPage::showCurrent);
    connect(m_table, &Table::freshnessChanged, this, [this] { m_about->setEnabled(m_table->isFresh()); });
    const auto openCustomer = [this] {
        if (m_shown != 0)
            Q_EMIT jumpRequested(u"customers"_s, QString::number(m_shown));
    };
    connect(m_table, &Table::opened, this, openCustomer);
    connect(m_customer, &QPushButton::clicked, this, openCustomer);
    connect(m_earlier, &QPushButton::clicked, this, [this] {
        if (!m_messages.isEmpty())
            readMessages(m_messages.last().number);
    });
    connect(m_answer, &QPlainTextEdit::textChanged, this, [this] { changes().update(); });
    connect(m_send, &QPushButton::clicked, this, &SupportPage::proposeAnswer);
    connect(m_close, &QPushButton::clicked, this, &SupportPage::proposeClose);
    connect(m_reopen, &QPushButton::clicked, this, &SupportPage::proposeReopen);
    connect(&state(), &ShopState::gaugesChanged, this, &SupportPage::onGauges);
    changes().guard(m_earlier, call::kSupportMessages, [this] { return m_hasEarlier; });
    changes().guard(m_customer, call::kCard, [this] { return m_shown != 0; });
    changes().guard(m_send, call::kAnswerSupport,
                    [this] { return m_last && !m_answer->toPlainText().trimmed().isEmpty(); });
    changes().guard(m_close, call::kCloseSupport, [this] { return isOpenNow(); });
    changes().guard(m_reopen, call::kReopenSupport, [this] { return isClosedNow(); });
    showMessages();
    showFound();
}

SupportPage::~SupportPage()
{
    delete m_table; // before the model it shows
}

void SupportPage::activate()
{
    m_timer.start();
    m_table->selectFirst();
}

void SupportPage::deactivate()
{
    m_timer.stop();
}

void SupportPage::refresh()
{
    m_pages.reload();
    if (m_shown != 0)
        readMessages(0);
}

void SupportPage::focusSearch()
{
    m_filter->focusText();
}

void SupportPage::open(const QString &target)
{
    m_filter->setState({{fromWord<SupportState>(target) ? u"state"_s : u"text"_s, target}});
    m_table->selectFirst();
}

QString SupportPage::attentionTarget() const
{
    return QString::fromLatin1(toWord(SupportState::AwaitsStaff));
}

SupportQuery SupportPage::query() const
{
    SupportQuery asked;
    const QString state = m_state->currentData().toString();
    asked.onlyOpen = state == "open"_L1;
    if (!asked.onlyOpen)
        asked.state = Choice<SupportState>(state);
    asked.text = m_text->text().trimmed();
    asked.limit = kThreadsPage;
    return asked;
}

void SupportPage::restart()
{
    m_table->setEmptyText(m_filter->isEmpty() ? tr("Nobody has written to support.")
                                              : tr("No request matches the filter."));
    m_pages.restart();
    showFound();
}

void SupportPage::showFound()
{
    m_filter->say(m_threads.rowCount(), std::nullopt, m_pages.hasMore());
}

// Whoever has scrolled down reads: the list then stays as it is.
void SupportPage::follow()
{
    if (connection().canAsk(QString::fromLatin1(call::kSupportThreads)) &&
        m_table->verticalScrollBar()->value() == 0)
        m_pages.renew();
    if (m_shown != 0 && connection().canAsk(QString::fromLatin1(call::kSupportMessages)))
        readMessages(0);
}

void SupportPage::showCurrent()
{
    const SupportThread *thread = m_threads.find(m_table->currentKey());
    const qint64 customer = thread ? thread->telegramId : 0;
    if (customer == m_shown)
        return;
    if (const QString draft = m_answer->toPlainText(); draft.isEmpty())
        m_drafts.remove(m_shown);
    else if (m_shown != 0)
        m_drafts.insert(m_shown, draft);
    m_shown = customer;
    m_last = thread ? std::optional(*thread) : std::nullopt;
    m_messages.clear();
    m_hasEarlier = false;
    m_answer->setPlainText(m_drafts.value(customer));
    showMessages();
    if (customer != 0 && connection().canAsk(QString::fromLatin1(call::kSupportMessages)))
        readMessages(0);
}

void SupportPage::readMessages(qint64 before)
{
    const SupportMessageQuery asked{m_shown, before, kWrittenPage};
    ask<SupportMessages>(call::kSupportMessages, asked, [this, asked](const SupportMessages &page) {
        if (asked.telegramId == m_shown)
            take(page, asked.before);
    });
}

// A page of earlier ones comes behind those that are here, the newest in place of what it holds of them.
void SupportPage::take(const SupportMessages &page, qint64 before)
{
    m_last = page.thread;
    QList<SupportMessage> rest;
    const qint64 oldest = page.items.isEmpty() ? 0 : page.items.last().number;
    for (const SupportMessage &message : std::as_const(m_messages)) {
        if (before > 0 ? message.number >= before : message.number < oldest)
            rest.append(message);
    }
    // More has come than a page holds.
    if (before == 0 && !rest.isEmpty() && rest.first().number + 1 != oldest)
        rest.clear();
    if (before > 0 || rest.isEmpty())
        m_hasEarlier = page.hasMore;
    m_messages = before > 0 ? rest + page.items : page.items + rest;
    showMessages();
}

void SupportPage::showMessages()
{
    QStringList parts;
    for (auto it = m_messages.crbegin(); it != m_messages.crend(); ++it) {
        const QString who = it->isStaffs ? tr("%1 (staff)").arg(it->author)
                            : m_last     ? writerOf(*m_last)
                                         : u"…"_s;
        QStringList head{wording::moment(it->createdAt), who, wording::word(it->state), it->error};
        if (it->kind != "text"_L1)
            head.insert(2, it->kind);
        head.removeAll(QString());
        parts.append(foreign::line(head.join(u" · "_s)) + u'\n' + foreign::text(it->text, kMostOfWritten));
    }
    const QString text = parts.join(u"\n\n"_s);
    if (text != m_said->toPlainText()) {
        QScrollBar *bar = m_said->verticalScrollBar();
        const bool wasAtEnd = bar->value() == bar->maximum();
        const int place = bar->value();
        m_said->setPlainText(text);
        bar->setValue(wasAtEnd ? bar->maximum() : place);
    }
    if (!m_last) {
        m_about->setText(tr("Choose a request to see what was written."));
    } else {
        const QString closed =
            m_last->closedAt && isClosedNow()
                ? tr("closed by %1, %2").arg(m_last->closedBy, wording::moment(m_last->closedAt))
                : tr("since %1").arg(wording::moment(m_last->openedAt));
        m_about->setText(u"%1 · %2 · %3 · %4"_s.arg(writerOf(*m_last), QString::number(m_last->telegramId),
                                                    wording::word(m_last->state), closed));
    }
    changes().update();
}

void SupportPage::onGauges()
{
    const qint64 waiting = NumberValues(state().gauges().numbers).count(numbers::kSupportWaiting);
    if (std::exchange(m_waiting, waiting) != waiting)
        Q_EMIT attentionChanged();
}

bool SupportPage::isClosedNow() const
{
    return m_last && m_last->state == SupportState::Closed;
}

bool SupportPage::isOpenNow() const
{
    return m_last && m_last->state.known() && !isClosedNow();
}

SupportOrder SupportPage::order(const QString &reason) const
{
    return {m_shown, {}, reason};
}

void SupportPage::proposeAnswer()
{
    if (!m_last)
        return;
    SupportOrder asked = order({});
    asked.text = m_answer->toPlainText().trimmed();
    Change change;
    change.call = QString::fromLatin1(call::kAnswerSupport);
    change.title = tr("Answer %1").arg(writerOf(*m_last));
    change.effect =
        tr("The customer gets this from the bot, and the staff's chat shows it:") + u"\n\n"_s + asked.text;
    change.verb = tr("Send");
    change.reason = tr("answer to a question");
    change.args = [asked](const QString &reason) mutable {
        asked.reason = reason;
        return toJson(asked);
    };
    change.success = tr("The answer is on its way.");
    change.done = [this, customer = m_shown](const QJsonObject &) {
        m_drafts.remove(customer);
        if (customer == m_shown)
            m_answer->clear();
        refresh();
    };
    changes().propose(this, std::move(change));
}

void SupportPage::proposeClose()
{
    if (!m_last)
        return;
    Change change;
    change.call = QString::fromLatin1(call::kCloseSupport);
    change.title = tr("Close the request of %1").arg(writerOf(*m_last));
    change.effect = tr("The customer is told that support has closed the request. What they write then is no "
                       "letter to us, until they ask for support again.");
    change.verb = tr("Close");
    change.args = [asked = order({})](const QString &reason) mutable {
        asked.reason = reason;
        return toJson(asked);
    };
    change.success = tr("The request is closed.");
    change.done = [this](const QJsonObject &) { refresh(); };
    changes().propose(this, std::move(change));
}

void SupportPage::proposeReopen()
{
    if (!m_last)
        return;
    Change change;
    change.call = QString::fromLatin1(call::kReopenSupport);
    change.title = tr("Open the request of %1 again").arg(writerOf(*m_last));
    change.effect =
        tr("It waits for us again, and what the customer writes goes to support. They are not told.");
    change.verb = tr("Open again");
    change.args = [asked = order({})](const QString &reason) mutable {
        asked.reason = reason;
        return toJson(asked);
    };
    change.success = tr("The request is open again.");
    change.done = [this](const QJsonObject &) { refresh(); };
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

namespace turnpike::console::pages::supportpage {

Registration registration()
{
    return {"support", [](const Desk &desk) -> Page * { return new SupportPage(desk); }};
}

} // namespace turnpike::console::pages::supportpage

#include "moc_supportpage.cpp"
