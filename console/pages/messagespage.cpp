// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/messagespage.h"

#include "models/foreigntext.h"
#include "pages/bulkbar.h"
#include "pages/causesview.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/filterbar.h"
#include "widgets/label.h"
#include "widgets/textgrid.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTabWidget>

#include <array>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMessagesPage = 100;
constexpr int kCountsEveryMs = 5'000;
constexpr int kMostMessages = 200; // the server's bound
constexpr int kTextLines = 5;
constexpr qsizetype kMostOfText = 5'000; // all that Telegram takes, and an error

// Of the others nobody counts them all.
constexpr std::array kCounted{MessageState::Pending, MessageState::Failed};

// Every value of the choice by its word, after the one that stands for all.
template<class E>
FilterBar::Items allOf(const QString &all)
{
    FilterBar::Items items{{all, QString()}};
    for (const Word<E> &each : kWordsOf<E>)
        items.append({wording::word(each.value), QString::fromLatin1(each.word)});
    return items;
}

} // namespace

MessagesPage::MessagesPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"messages"_s, tr("Messages"), parent)
    , m_messages([](const OutboxMessage &message) { return QString::number(message.id); }, messageColumns())
    , m_pages(
          m_messages, [](const OutboxMessage &message) { return message.id; },
          [this](std::optional<qint64> before, const PagedList<OutboxMessage>::Taker &taker) {
              if (isOfOne()) {
                  askOne(taker);
                  return;
              }
              MessageQuery asked = query();
              asked.beforeId = before;
              askPage<MessagePage, MessageQuery, OutboxMessage>(call::kMessages, asked, taker);
          })
    , m_counts(new TextGrid({1 + int(kCounted.size()), 0, true}, this))
    , m_shape(new Label(this))
    , m_pauses(new Label(this))
    , m_filter(new FilterBar(this))
    , m_state(m_filter->addChoice(u"state"_s, tr("State"), allOf<MessageState>(tr("every state"))))
    , m_class(m_filter->addChoice(u"class"_s, tr("Class"), allOf<MessageClass>(tr("every class"))))
    , m_chat(m_filter->addText(u"chat"_s, tr("Chat id"), tr("Chat id"), 1))
    , m_one(m_filter->addGiven(u"id"_s, tr("Message id")))
    , m_method(m_filter->addGiven(u"method"_s, tr("Method")))
    , m_cause(m_filter->addGiven(u"cause"_s, tr("Cause")))
    , m_text(m_filter->addText(u"text"_s, tr("Text"), tr("Method, error or correlation id")))
    , m_table(new Table(u"messages.table"_s, &m_messages, this))
    , m_whole(new QPlainTextEdit(this))
    , m_retry(new QPushButton(tr("Send &again…"), this))
    , m_drop(new QPushButton(tr("&Drop…"), this))
    , m_hold(new QPushButton(tr("&Hold all…"), this))
    , m_release(new QPushButton(tr("Re&lease…"), this))
    , m_retryAll(new QPushButton(tr("Send all a&gain…"), this))
    , m_dropAll(new QPushButton(tr("Dr&op all…"), this))
    , m_tabs(new QTabWidget(this))
    , m_causes(new CausesView(
          desk, u"messages.causes"_s, call::kMessageGroups, [this] { return query(); }, this))
    , m_bulk(new BulkBar(desk, u"messages.bulk"_s,
                         {QString::fromLatin1(call::kRetryMatchingMessages),
                          QString::fromLatin1(call::kDropMatchingMessages)},
                         this))
{
    m_counts->setAccessibleName(tr("Messages by state and class"));
    m_pauses->setWordWrap(true);
    m_filter->addTime();
    m_filter->addCount();
    m_table->setEverything([this] { return m_pages.everything(); });
    m_table->setAccessibleName(tr("Messages"));
    m_table->setSource(readBy(call::kMessages));
    m_table->setEmptyText(tr("No message of this kind."));
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_whole->setObjectName(u"messages.text"_s);
    m_whole->setAccessibleName(tr("What it says, in full"));
    m_whole->setReadOnly(true);
    m_whole->setFixedHeight(kTextLines * fontMetrics().lineSpacing() + 12);
    m_hold->setToolTip(tr("Nothing is sent to anybody until it is released"));

    auto *head = new QHBoxLayout;
    head->addWidget(m_shape);
    head->addWidget(m_pauses, 1);
    head->addWidget(m_hold);
    head->addWidget(m_release);
    m_retryAll->setToolTip(tr("Sends all again that match the filter, however many: those that failed, or "
                              "those of one cause"));
    m_dropAll->setToolTip(tr("Drops all that wait and match the filter, however many"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(newList(), tr("Messages"));
    m_tabs->addTab(m_causes, tr("By cause"));
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addWidget(m_counts);
    layout->addWidget(m_filter);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(m_bulk);

    m_countsTimer.setInterval(kCountsEveryMs);
    connect(&m_countsTimer, &QTimer::timeout, this, &MessagesPage::follow);
    connect(m_table, &Table::currentKeyChanged, this, &MessagesPage::showCurrent);
    connect(m_filter, &FilterBar::changed, this, &MessagesPage::restart);
    connect(&m_messages, &QAbstractItemModel::rowsInserted, this, &MessagesPage::showFound,
            Qt::QueuedConnection);
    connect(&m_messages, &QAbstractItemModel::rowsRemoved, this, &MessagesPage::showFound,
            Qt::QueuedConnection);
    connect(m_table, &Table::nearEnd, this, [this] { m_pages.loadMore(); });
    connect(m_table, &Table::opened, this, [this](const QString &key) {
        // Groups, whose ids are below zero, are no customers.
        if (const OutboxMessage *message = m_messages.find(key); message && message->chatId > 0)
            Q_EMIT jumpRequested(u"customers"_s, QString::number(message->chatId));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { changes().update(); });
    connect(m_tabs, &QTabWidget::currentChanged, this, &MessagesPage::showCauses);
    for (Page *part : {static_cast<Page *>(m_causes), static_cast<Page *>(m_bulk)})
        connect(part, &Page::told, this, &Page::told);
    connect(m_causes, &CausesView::groupOpened, this, &MessagesPage::showOnly);
    connect(m_bulk, &BulkBar::ended, this, &MessagesPage::refresh);
    connect(m_retryAll, &QPushButton::clicked, this, [this] { countAll(true); });
    connect(m_dropAll, &QPushButton::clicked, this, [this] { countAll(false); });
    connect(m_retry, &QPushButton::clicked, this, [this] { propose(true); });
    connect(m_drop, &QPushButton::clicked, this, [this] { propose(false); });
    connect(m_hold, &QPushButton::clicked, this, [this] { proposeHold(true); });
    connect(m_release, &QPushButton::clicked, this, [this] { proposeHold(false); });
    connect(&state(), &ShopState::gaugesChanged, this, &MessagesPage::showPauses);
    connect(&state(), &ShopState::aged, this, &MessagesPage::showPauses);
    connect(&connection(), &ServerConnection::stateChanged, this, &MessagesPage::showPauses);
    const auto isChosen = [this] { return !m_table->selectedKeys().isEmpty(); };
    changes().guard(m_retry, call::kRetryMessages, isChosen);
    changes().guard(m_drop, call::kDropMessages, isChosen);
    changes().guard(m_hold, call::kHoldOutbox, [this] { return !state().gauges().outbox.held; });
    changes().guard(m_release, call::kReleaseOutbox, [this] { return state().gauges().outbox.held; });
    changes().guard(m_retryAll, call::kRetryMatchingMessages, [this] {
        const MessageQuery asked = query();
        const bool isOfCause = asked.state == MessageState::Dropped && asked.cause;
        return !isOfOne() && (isOfCause || asked.state == MessageState::Failed);
    });
    changes().guard(m_dropAll, call::kDropMatchingMessages,
                    [this] { return !isOfOne() && query().state == MessageState::Pending; });
    showPauses();
    showFound();
}

QWidget *MessagesPage::newList()
{
    auto *bar = new QHBoxLayout;
    bar->addStretch(1);
    for (QPushButton *button : {m_retry, m_drop, m_retryAll, m_dropAll})
        bar->addWidget(button);
    auto *whole = new QWidget(this);
    auto *layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_whole);
    return whole;
}

MessagesPage::~MessagesPage()
{
    delete m_table; // before the model it shows
}

void MessagesPage::activate()
{
    m_countsTimer.start();
}

void MessagesPage::deactivate()
{
    m_countsTimer.stop();
}

void MessagesPage::refresh()
{
    m_pages.reload();
    readCounts();
    m_bulk->refresh();
    if (m_tabs->currentWidget() == m_causes)
        m_causes->refresh();
}

void MessagesPage::focusSearch()
{
    m_filter->focusText();
}

void MessagesPage::open(const QString &target)
{
    const bool isState = fromWord<MessageState>(target) && m_state->findData(target) > 0;
    m_tabs->setCurrentIndex(0);
    if (target.startsWith(u'#'))
        m_filter->setState({{m_one->objectName(), target.mid(1)}});
    else
        m_filter->setState({{isState ? u"state"_s : u"chat"_s, target}});
}

QString MessagesPage::attentionTarget() const
{
    return QString::fromLatin1(toWord(MessageState::Failed));
}

MessageQuery MessagesPage::query() const
{
    MessageQuery asked;
    asked.state = Choice<MessageState>(m_state->currentData().toString());
    asked.messageClass = Choice<MessageClass>(m_class->currentData().toString());
    bool isNumber = false;
    const qint64 chat = m_chat->text().trimmed().toLongLong(&isNumber);
    if (isNumber)
        asked.chatId = chat;
    const FilterBar::Span time = m_filter->span();
    asked.text = m_text->text().trimmed();
    asked.from = time.from;
    asked.to = time.to;
    asked.limit = kMessagesPage;
    if (!m_method->text().isEmpty())
        asked.method = m_method->text();
    if (!m_cause->text().isEmpty())
        asked.cause = m_cause->text();
    return asked;
}

bool MessagesPage::isOfOne() const
{
    return !m_one->text().isEmpty();
}

// The newest that is not newer; another, where it has been cleared by age or does not match the filter.
void MessagesPage::askOne(const PagedList<OutboxMessage>::Taker &taker)
{
    const qint64 one = m_one->text().trimmed().toLongLong();
    MessageQuery asked = query();
    asked.beforeId = one + 1;
    asked.limit = 1;
    const auto take = [taker, one](const MessagePage &page) {
        QList<OutboxMessage> items = page.items;
        items.removeIf([one](const OutboxMessage &message) { return message.id != one; });
        taker.take(items, false);
    };
    ask<MessagePage>(call::kMessages, asked, take, taker.failed);
}

// Exactly those that the group counts.
void MessagesPage::showOnly(const CauseGroup &group)
{
    QJsonObject filter = m_filter->state();
    m_stateBefore = m_state->currentData().toString();
    filter.remove(m_one->objectName());
    filter.insert(m_state->objectName(), group.state);
    filter.insert(m_method->objectName(), group.kind);
    filter.insert(m_cause->objectName(), group.cause);
    m_tabs->setCurrentIndex(0);
    m_filter->setState(filter);
}

// Whoever comes back from one group sees them all.
void MessagesPage::showCauses()
{
    if (m_tabs->currentWidget() != m_causes)
        return;
    if (m_cause->text().isEmpty()) {
        m_causes->refresh();
        return;
    }
    QJsonObject filter = m_filter->state();
    filter.remove(m_method->objectName());
    filter.remove(m_cause->objectName());
    filter.insert(m_state->objectName(), m_stateBefore);
    m_filter->setState(filter);
}

void MessagesPage::restart()
{
    m_table->setEmptyText(m_filter->isEmpty() ? tr("No message of this kind.")
                                              : tr("No message matches the filter."));
    m_pages.restart();
    showFound();
    m_causes->forget(!m_filter->isEmpty());
    if (m_tabs->currentWidget() == m_causes)
        m_causes->refresh();
    changes().update();
}

void MessagesPage::showFound()
{
    m_filter->say(m_messages.rowCount(), std::nullopt, m_pages.hasMore());
}

void MessagesPage::readCounts()
{
    askAlone<MessageCounts>(call::kMessageCounts, Nothing{},
                            [this](const MessageCounts &counts) { showCounts(counts); });
}

// Whoever has scrolled down reads: the list then stays as it is.
void MessagesPage::follow()
{
    readCounts();
    if (!m_isOld || m_table->verticalScrollBar()->value() > 0 ||
        !connection().canAsk(QString::fromLatin1(call::kMessages)))
        return;
    m_isOld = false;
    m_pages.renew();
}

// What the list has of it at once, and then all that it says.
void MessagesPage::showCurrent()
{
    const OutboxMessage *message = m_messages.find(m_table->currentKey());
    const qint64 id = message ? message->id : 0;
    if (std::exchange(m_shown, id) == id)
        return;
    const auto show = [this](const OutboxMessage &shown) {
        const QString error = shown.lastError.isEmpty() ? QString() : u"\n\n"_s + shown.lastError;
        m_whole->setPlainText(foreign::text(shown.text + error, kMostOfText));
    };
    if (!message) {
        m_whole->clear();
        return;
    }
    show(*message);
    MessageQuery whole;
    whole.chatId = message->chatId;
    whole.wholeId = id;
    whole.limit = 1;
    if (connection().canAsk(QString::fromLatin1(call::kMessages)))
        ask<MessagePage>(call::kMessages, whole, [this, id, show](const MessagePage &page) {
            if (id == m_shown && !page.items.isEmpty() && page.items.first().id == id)
                show(page.items.first());
        });
}

void MessagesPage::showCounts(const MessageCounts &counts)
{
    QHash<QString, QString> cells;
    for (const MessageCount &count : counts.items)
        cells.insert(count.messageClass.word() + u'/' + count.state.word(), wording::number(count.count));
    QStringList head{QString()};
    for (const MessageState counted : kCounted)
        head.append(wording::word(counted));
    QList<QStringList> rows{head};
    for (const Word<MessageClass> &each : kWordsOf<MessageClass>) {
        QStringList row{wording::word(each.value)};
        for (const MessageState counted : kCounted)
            row.append(cells.value(u"%1/%2"_s.arg(QLatin1String(each.word), QLatin1String(toWord(counted))),
                                   u"0"_s));
        rows.append(row);
    }
    m_counts->setRows(rows);
}

void MessagesPage::showPauses()
{
    const OutboxGauges &outbox = state().gauges().outbox;
    QStringList words;
    const Freshness freshness = state().freshness({FigureSource::Backlog});
    Tone tone = Tone::Good;
    if (outbox.unauthorized) {
        words.append(tr("Telegram does not know the bot's token: nothing can be sent."));
        tone = Tone::Bad;
    }
    if (outbox.held) {
        words.append(tr("Held back by an operator: nothing is sent until it is released."));
        tone = Tone::Warning;
    }
    if (outbox.pausedUntil) {
        words.append(tr("Telegram lets %n chat(s) wait (429), the last until %1; %2 may leave a second.",
                        nullptr, static_cast<int>(outbox.pausedChats))
                         .arg(wording::moment(outbox.pausedUntil), wording::number(outbox.perSecond)));
        tone = Tone::Warning;
    }
    words.append(tr("Waiting: %1, the oldest overdue for %2; going out: %3, on their way: %4, unsent: %5. "
                    "Since its start: sent %6, answers “too many” (429): %7.")
                     .arg(wording::number(outbox.pending), wording::duration(outbox.oldestMs),
                          wording::rate(outbox.sentPerSecond), wording::number(outbox.inFlight),
                          wording::number(outbox.failed), wording::number(outbox.sent),
                          wording::number(outbox.rateLimited)));
    words.append(freshness.isFresh() ? QString() : freshness.text());
    m_pauses->setText(words.join(u' ').trimmed());
    m_pauses->setEnabled(freshness.isFresh());
    m_pauses->setToolTip(freshness.text());
    m_shape->setPixmap(theme::shape(freshness.toned(tone), 18, palette(), devicePixelRatioF()));
    changes().update();
    const QList<qint64> said{outbox.pending, outbox.sent, outbox.failed};
    m_isOld = m_isOld || (!m_said.isEmpty() && said != m_said);
    m_said = said;
    if (std::exchange(m_failed, outbox.failed) != outbox.failed)
        Q_EMIT attentionChanged();
}

void MessagesPage::propose(bool again)
{
    MessageOrder order;
    for (const QString &key : m_table->selectedKeys().mid(0, kMostMessages))
        order.ids.append(key.toLongLong());
    if (order.ids.isEmpty())
        return;
    const int count = static_cast<int>(order.ids.size());
    Change change;
    change.call = QString::fromLatin1(again ? call::kRetryMessages : call::kDropMessages);
    change.title =
        again ? tr("Send %n message(s) again", nullptr, count) : tr("Drop %n message(s)", nullptr, count);
    change.effect = again ? tr("Those that failed or were dropped are sent again, within Telegram's limits.")
                          : tr("Those that wait are not sent. Customers do not learn what they say.");
    change.verb = again ? tr("Send again") : tr("Drop");
    change.isDestructive = !again;
    change.args = [order](const QString &reason) { return toJson(MessageOrder{order.ids, reason}); };
    change.done = [this, again](const QJsonObject &ok) { tellResult(ok, again); };
    changes().propose(this, std::move(change));
}

// The number is said before it is done, and what comes later is left alone.
void MessagesPage::countAll(bool again)
{
    const MessageQuery filter = query();
    ask<MatchCount>(call::kMessageCount, filter,
                    [this, again, filter](const MatchCount &match) { proposeAll(again, filter, match); });
}

void MessagesPage::proposeAll(bool again, const MessageQuery &filter, const MatchCount &match)
{
    const int count = static_cast<int>(match.count);
    if (count == 0) {
        Q_EMIT told(Tone::Info, tr("No message matches any more."));
        refresh();
        return;
    }
    Change change;
    change.call = QString::fromLatin1(again ? call::kRetryMatchingMessages : call::kDropMatchingMessages);
    change.title = again ? tr("Send all %n message(s) that match again", nullptr, count)
                         : tr("Drop all %n message(s) that match", nullptr, count);
    change.effect = again ? tr("They are sent again, within Telegram's limits. It goes on without this "
                               "console, and can be stopped; what fails from now on is left alone.")
                          : tr("They are not sent: customers do not learn what they say. It goes on without "
                               "this console, and can be stopped; what comes from now on is left alone.");
    change.verb = again ? tr("Send again") : tr("Drop");
    change.isDestructive = !again;
    change.args = [filter, match](const QString &reason) {
        return toJson(MessageSweep{filter, match, reason});
    };
    change.success = tr("The server has begun.");
    change.done = [this](const QJsonObject &) { m_bulk->refresh(); };
    changes().propose(this, std::move(change));
}

void MessagesPage::tellResult(const QJsonObject &ok, bool again)
{
    const auto result = fromJson<BulkResult>(ok);
    const int done = static_cast<int>(result.done);
    QString text = again ? tr("%n message(s) will be sent again.", nullptr, done)
                         : tr("%n message(s) dropped.", nullptr, done);
    const int late = static_cast<int>(result.skipped.size());
    if (late > 0)
        text += u' ' + tr("For %n it was too late, or there was nothing to do.", nullptr, late);
    Q_EMIT told(late > 0 ? Tone::Warning : Tone::Good, text);
    refresh();
}

void MessagesPage::proposeHold(bool hold)
{
    Change change;
    change.call = QString::fromLatin1(hold ? call::kHoldOutbox : call::kReleaseOutbox);
    change.title = hold ? tr("Hold all messages back") : tr("Release the messages");
    change.effect =
        hold ? tr("Nothing is sent to any customer until somebody releases it. Buttons stay unanswered; "
                  "messages wait, and those that are over by then are dropped.")
             : tr("What waits is sent, within Telegram's limits.");
    change.verb = hold ? tr("Hold") : tr("Release");
    change.isDestructive = hold;
    change.args = [](const QString &reason) { return toJson(Reason{reason}); };
    change.success =
        hold ? tr("The leader is told to hold all messages back.") : tr("The leader is told to go on.");
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

namespace turnpike::console::pages::messagespage {

Registration registration()
{
    return {"messages", [](const Desk &desk) -> Page * { return new MessagesPage(desk); }};
}

} // namespace turnpike::console::pages::messagespage

#include "moc_messagespage.cpp"
