// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/updatespage.h"

#include "pages/bulkbar.h"
#include "pages/causesview.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/filterbar.h"
#include "widgets/label.h"
#include "widgets/textgrid.h"

#include <QBoxLayout>
#include <QFontDatabase>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

const QString kAllDead = u"dead"_s;
constexpr int kUpdatesPage = 100;
constexpr int kLanesEveryMs = 3'000;
constexpr int kMostUpdates = 200; // the server's bound

QString pretty(const QString &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json.toUtf8());
    return document.isNull() ? json : QString::fromUtf8(document.toJson(QJsonDocument::Indented));
}

QString percentiles(const Percentiles &times)
{
    return u"p50 %1, p95 %2, p99 %3"_s.arg(wording::measured(times.p50), wording::measured(times.p95),
                                           wording::measured(times.p99));
}

QString kindsOf(const QJsonObject &kinds)
{
    QStringList all;
    for (auto it = kinds.begin(); it != kinds.end(); ++it)
        all.append(u"%1 %2"_s.arg(it.key(), wording::number(it.value().toInteger())));
    return all.isEmpty() ? u"–"_s : all.join(u", "_s);
}

Label *newTitle(const QString &text, QWidget *parent)
{
    auto *title = new Label(text, parent);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    return title;
}

} // namespace

UpdatesPage::UpdatesPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"updates"_s, tr("Updates"), parent)
    , m_letters([](const DeadLetter &letter) { return QString::number(letter.seq); }, deadLetterColumns())
    , m_pages(
          m_letters, [](const DeadLetter &letter) { return letter.seq; },
          [this](std::optional<qint64> before, const PagedList<DeadLetter>::Taker &taker) {
              UpdateQuery asked = query();
              asked.beforeSeq = before;
              askPage<DeadLetterPage, UpdateQuery, DeadLetter>(call::kDeadLetters, asked, taker);
          })
    , m_lanes([](const Lane &lane) { return lane.lane; }, laneColumns())
    , m_numbers(new TextGrid({2, 0, false}, this))
    , m_filter(new FilterBar(this))
    , m_kind(m_filter->addGiven(u"kind"_s, tr("Kind")))
    , m_cause(m_filter->addGiven(u"cause"_s, tr("Cause")))
    , m_text(m_filter->addText(u"text"_s, tr("Text"), tr("Kind, customer or error")))
    , m_lettersTable(new Table(u"updates.letters"_s, &m_letters, this))
    , m_lanesTable(new Table(u"updates.lanes"_s, &m_lanes, this))
    , m_body(new QPlainTextEdit(this))
    , m_retry(new QPushButton(tr("&Retry…"), this))
    , m_discard(new QPushButton(tr("&Discard…"), this))
    , m_retryAll(new QPushButton(tr("Retry &all…"), this))
    , m_discardAll(new QPushButton(tr("Discard a&ll…"), this))
    , m_tabs(new QTabWidget(this))
    , m_causes(new CausesView(
          desk, u"updates.causes"_s, call::kUpdateGroups, [this] { return query(); }, this))
    , m_bulk(new BulkBar(desk, u"updates.bulk"_s,
                         {QString::fromLatin1(call::kRetryMatchingUpdates),
                          QString::fromLatin1(call::kDiscardMatchingUpdates)},
                         this))
{
    m_numbers->setAccessibleName(tr("Rates and times"));
    m_filter->addTime();
    m_filter->addCount();
    m_lettersTable->setEverything([this] { return m_pages.everything(); });
    m_lettersTable->setAccessibleName(tr("Dead letters"));
    m_lettersTable->setSource(readBy(call::kDeadLetters));
    m_lettersTable->setEmptyText(tr("No dead letters: every update was handled."));
    m_lettersTable->sortFirst(0, Qt::DescendingOrder);
    m_lanesTable->setAccessibleName(tr("Lanes"));
    m_lanesTable->setSource(readBy(call::kLanes));
    m_lanesTable->setEmptyText(tr("Nobody waits."));
    m_lanesTable->sortFirst(3, Qt::AscendingOrder);
    m_body->setReadOnly(true);
    m_body->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_body->setAccessibleName(tr("The update as it came"));
    m_body->setPlaceholderText(tr("Choose a dead letter to see the update as it came."));
    m_retry->setToolTip(tr("Handles the chosen ones again"));
    m_discard->setToolTip(tr("Gives the chosen ones up for good"));
    m_retryAll->setToolTip(tr("Handles all again that match the filter, however many"));
    m_discardAll->setToolTip(tr("Gives all up for good that match the filter, however many"));

    m_tabs->setDocumentMode(true);
    m_tabs->addTab(newLetters(), tr("Dead letters"));
    m_tabs->addTab(m_causes, tr("By cause"));
    auto *top = new QWidget(this);
    auto *topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(0, 0, 0, 0);
    topLayout->addWidget(m_filter);
    topLayout->addWidget(m_tabs, 1);
    topLayout->addWidget(m_bulk);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"updates.splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(top);
    splitter->addWidget(newLanes());
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_numbers);
    layout->addWidget(splitter, 1);

    m_lanesTimer.setInterval(kLanesEveryMs);
    connect(&m_lanesTimer, &QTimer::timeout, this, &UpdatesPage::readLanes);
    connect(m_filter, &FilterBar::changed, this, &UpdatesPage::restart);
    connect(&m_letters, &QAbstractItemModel::rowsInserted, this, &UpdatesPage::showCount,
            Qt::QueuedConnection);
    connect(&m_letters, &QAbstractItemModel::rowsRemoved, this, &UpdatesPage::showCount,
            Qt::QueuedConnection);
    connect(m_lettersTable, &Table::nearEnd, this, [this] { m_pages.loadMore(); });
    connect(m_lettersTable, &Table::currentKeyChanged, this, &UpdatesPage::inspect);
    connect(m_lettersTable, &Table::opened, this, [this](const QString &key) {
        if (const DeadLetter *letter = m_letters.find(key); letter && letter->userId)
            Q_EMIT jumpRequested(u"customers"_s, QString::number(*letter->userId));
    });
    connect(m_lanesTable, &Table::opened, this, [this](const QString &lane) {
        if (lane.startsWith(u"user:"))
            Q_EMIT jumpRequested(u"customers"_s, lane.section(u':', 1));
    });
    connect(m_lettersTable->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { changes().update(); });
    connect(m_tabs, &QTabWidget::currentChanged, this, &UpdatesPage::showCauses);
    for (Page *part : {static_cast<Page *>(m_causes), static_cast<Page *>(m_bulk)})
        connect(part, &Page::told, this, &Page::told);
    connect(m_causes, &CausesView::groupOpened, this, &UpdatesPage::showOnly);
    connect(m_bulk, &BulkBar::ended, this, &UpdatesPage::refresh);
    connect(m_retryAll, &QPushButton::clicked, this, [this] { countAll(true); });
    connect(m_discardAll, &QPushButton::clicked, this, [this] { countAll(false); });
    connect(m_retry, &QPushButton::clicked, this, [this] { propose(true); });
    connect(m_discard, &QPushButton::clicked, this, [this] { propose(false); });
    connect(&state(), &ShopState::gaugesChanged, this, &UpdatesPage::showNumbers);
    connect(&state(), &ShopState::aged, this, &UpdatesPage::showNumbers);
    connect(&connection(), &ServerConnection::stateChanged, this, &UpdatesPage::showNumbers);
    const auto isChosen = [this] { return !m_lettersTable->selectedKeys().isEmpty(); };
    changes().guard(m_retry, call::kRetryUpdates, isChosen);
    changes().guard(m_discard, call::kDiscardUpdates, isChosen);
    const auto hasSome = [this] { return m_letters.rowCount() > 0; };
    changes().guard(m_retryAll, call::kRetryMatchingUpdates, hasSome);
    changes().guard(m_discardAll, call::kDiscardMatchingUpdates, hasSome);
    showNumbers();
    showCount();
}

QWidget *UpdatesPage::newLetters()
{
    auto *bar = new QHBoxLayout;
    bar->addStretch(1);
    for (QPushButton *button : {m_retry, m_discard, m_retryAll, m_discardAll})
        bar->addWidget(button);
    auto *letters = new QSplitter(Qt::Horizontal, this);
    letters->setObjectName(u"updates.lettersSplitter"_s);
    letters->addWidget(m_lettersTable);
    letters->addWidget(m_body);
    letters->setStretchFactor(0, 3);
    letters->setStretchFactor(1, 2);
    auto *whole = new QWidget(this);
    auto *layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(letters, 1);
    return whole;
}

QWidget *UpdatesPage::newLanes()
{
    auto *below = new QWidget(this);
    auto *layout = new QVBoxLayout(below);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(newTitle(tr("Customers whose updates wait or are handled, the longest first"), this));
    layout->addWidget(m_lanesTable, 1);
    return below;
}

UpdatesPage::~UpdatesPage()
{
    delete m_lettersTable; // before the models they show
    delete m_lanesTable;
}

void UpdatesPage::activate()
{
    m_lanesTimer.start();
}

void UpdatesPage::deactivate()
{
    m_lanesTimer.stop();
}

void UpdatesPage::refresh()
{
    m_pages.reload();
    readLanes();
    m_bulk->refresh();
    if (m_tabs->currentWidget() == m_causes)
        m_causes->refresh();
}

void UpdatesPage::focusSearch()
{
    m_filter->focusText();
}

void UpdatesPage::open(const QString &target)
{
    m_tabs->setCurrentIndex(0);
    if (target == kAllDead) {
        m_filter->clear();
        return;
    }
    if (m_letters.find(target)) {
        m_lettersTable->selectKey(target);
        return;
    }
    bool isNumber = false;
    const qint64 seq = target.toLongLong(&isNumber);
    if (!isNumber)
        return;
    if (!m_filter->isEmpty())
        m_filter->clear();
    // Further down than what was read, or no dead letter: the server says which.
    ask<DeadLetter>(call::kInspect, UpdateOrder{{seq}, {}}, [this, target](const DeadLetter &letter) {
        m_letters.upsert(letter);
        m_lettersTable->selectKey(target);
    });
}

int UpdatesPage::attention() const
{
    return static_cast<int>(m_dead);
}

QString UpdatesPage::attentionTarget() const
{
    return kAllDead;
}

UpdateQuery UpdatesPage::query() const
{
    const FilterBar::Span time = m_filter->span();
    UpdateQuery asked;
    asked.limit = kUpdatesPage;
    asked.text = m_text->text().trimmed();
    asked.from = time.from;
    asked.to = time.to;
    if (!m_kind->text().isEmpty())
        asked.kind = m_kind->text();
    if (!m_cause->text().isEmpty())
        asked.cause = m_cause->text();
    return asked;
}

void UpdatesPage::restart()
{
    m_lettersTable->setEmptyText(m_filter->isEmpty() ? tr("No dead letters: every update was handled.")
                                                     : tr("No dead letter matches the filter."));
    m_pages.restart();
    showCount();
    m_causes->forget(!m_filter->isEmpty());
    if (m_tabs->currentWidget() == m_causes)
        m_causes->refresh();
}

// Exactly those that the group counts.
void UpdatesPage::showOnly(const CauseGroup &group)
{
    QJsonObject state = m_filter->state();
    state.insert(m_kind->objectName(), group.kind);
    state.insert(m_cause->objectName(), group.cause);
    m_tabs->setCurrentIndex(0);
    m_filter->setState(state);
}

// Whoever comes back from one group sees them all.
void UpdatesPage::showCauses()
{
    if (m_tabs->currentWidget() != m_causes)
        return;
    if (m_cause->text().isEmpty()) {
        m_causes->refresh();
        return;
    }
    QJsonObject state = m_filter->state();
    state.remove(m_kind->objectName());
    state.remove(m_cause->objectName());
    m_filter->setState(state);
}

void UpdatesPage::showCount()
{
    m_filter->say(m_letters.rowCount(), m_dead, m_pages.hasMore());
    changes().update();
}

void UpdatesPage::showNumbers()
{
    const Gauges &gauges = state().gauges();
    const InboxGauges &inbox = gauges.inbox;
    const QString rate = tr("%1 a minute come, %2 handled; waiting: %3, the oldest for %4; at work: %5")
                             .arg(QLocale().toString(gauges.webhook.perMinute, 'f', 0),
                                  wording::rate(inbox.handledPerSecond), wording::number(inbox.pending),
                                  wording::duration(inbox.oldestMs), wording::number(inbox.running));
    const QString since =
        tr("handled: %1, failed attempts: %2, timeouts: %3, came again and were recognised: %4, "
           "checkouts refused: %5, too late: %6")
            .arg(wording::number(inbox.handled), wording::number(inbox.failed),
                 wording::number(inbox.timeouts), wording::number(inbox.duplicates),
                 wording::number(inbox.checkoutsRefused), wording::number(inbox.checkoutsTooLate));
    const Freshness freshness = state().freshness({FigureSource::Backlog});
    m_numbers->setEnabled(freshness.isFresh());
    m_numbers->setRows({{tr("Now"), u"%1 (%2)"_s.arg(rate, freshness.text())},
                        {tr("Acknowledged in"), percentiles(inbox.acknowledge)},
                        {tr("Handled in"), percentiles(inbox.handle)},
                        {tr("Since its start"), since},
                        {tr("Kinds"), kindsOf(gauges.webhook.kinds)}});
    if (std::exchange(m_dead, inbox.dead) == inbox.dead)
        return;
    Q_EMIT attentionChanged();
    showCount();
    if (isVisible())
        m_pages.reload();
}

void UpdatesPage::readLanes()
{
    askAlone<LanePage>(call::kLanes, UpdateQuery{std::nullopt, kUpdatesPage},
                       [this](const LanePage &page) { m_lanes.replace(page.items); });
}

void UpdatesPage::inspect()
{
    m_body->clear();
    const DeadLetter *letter = m_letters.find(m_lettersTable->currentKey());
    if (!letter)
        return;
    ask<DeadLetter>(call::kInspect, UpdateOrder{{letter->seq}, {}}, [this](const DeadLetter &whole) {
        if (QString::number(whole.seq) == m_lettersTable->currentKey())
            m_body->setPlainText(whole.lastError + u"\n\n"_s + pretty(whole.body));
    });
}

// The number is said before it is done, and what comes later is left alone.
void UpdatesPage::countAll(bool again)
{
    const UpdateQuery filter = query();
    ask<MatchCount>(call::kUpdateCount, filter,
                    [this, again, filter](const MatchCount &match) { proposeAll(again, filter, match); });
}

void UpdatesPage::proposeAll(bool again, const UpdateQuery &filter, const MatchCount &match)
{
    const int count = static_cast<int>(match.count);
    if (count == 0) {
        Q_EMIT told(Tone::Info, tr("No dead letter matches any more."));
        refresh();
        return;
    }
    Change change;
    change.call = QString::fromLatin1(again ? call::kRetryMatchingUpdates : call::kDiscardMatchingUpdates);
    change.title = again ? tr("Retry all %n dead letter(s) that match", nullptr, count)
                         : tr("Discard all %n dead letter(s) that match", nullptr, count);
    change.effect =
        again ? tr("Each is handled again in the lane of its customer, with all its attempts before it. What "
                   "an update did once is not done twice. It goes on without this console, and can be "
                   "stopped; what dies from now on is left alone.")
              : tr("They are given up for good: what the customers wanted is not done. It goes on without "
                   "this console, and can be stopped; what dies from now on is left alone.");
    change.verb = again ? tr("Retry") : tr("Discard");
    change.isDestructive = !again;
    change.args = [filter, match](const QString &reason) {
        return toJson(UpdateSweep{filter, match, reason});
    };
    change.success = tr("The server has begun.");
    change.done = [this](const QJsonObject &) { m_bulk->refresh(); };
    changes().propose(this, std::move(change));
}

void UpdatesPage::propose(bool again)
{
    UpdateOrder order;
    for (const QString &key : m_lettersTable->selectedKeys().mid(0, kMostUpdates))
        order.seqs.append(key.toLongLong());
    if (order.seqs.isEmpty())
        return;
    const int count = static_cast<int>(order.seqs.size());
    Change change;
    change.call = QString::fromLatin1(again ? call::kRetryUpdates : call::kDiscardUpdates);
    change.title = again ? tr("Retry %n dead letter(s)", nullptr, count)
                         : tr("Discard %n dead letter(s)", nullptr, count);
    change.effect =
        again ? tr("Each is handled again in the lane of its customer, with all its attempts before it. What "
                   "an update did once is not done twice.")
              : tr("They are given up for good: what the customers wanted is not done. Their rows stay until "
                   "they are cleared by age.");
    change.verb = again ? tr("Retry") : tr("Discard");
    change.isDestructive = !again;
    change.args = [order](const QString &reason) { return toJson(UpdateOrder{order.seqs, reason}); };
    change.done = [this, again](const QJsonObject &ok) { tellResult(ok, again); };
    changes().propose(this, std::move(change));
}

void UpdatesPage::tellResult(const QJsonObject &ok, bool again)
{
    const auto result = fromJson<BulkResult>(ok);
    const int done = static_cast<int>(result.done);
    QString text = again ? tr("%n update(s) will be handled again.", nullptr, done)
                         : tr("%n update(s) discarded.", nullptr, done);
    const int late = static_cast<int>(result.skipped.size());
    if (late > 0)
        text += u' ' + tr("%n was/were no dead letter(s) any more.", nullptr, late);
    Q_EMIT told(late > 0 ? Tone::Warning : Tone::Good, text);
    m_pages.reload();
}

} // namespace turnpike::console

namespace turnpike::console::pages::updatespage {

Registration registration()
{
    return {"updates", [](const Desk &desk) -> Page * { return new UpdatesPage(desk); }};
}

} // namespace turnpike::console::pages::updatespage

#include "moc_updatespage.cpp"
