// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/sessionsview.h"

#include "models/foreigntext.h"
#include "protocol/calls.h"
#include "widgets/label.h"
#include "widgets/textgrid.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QFontDatabase>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>
#include <utility>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kStatementLines = 5;

QString gapInWords(const Choice<DatabaseGap> &gap)
{
    const std::optional<DatabaseGap> known = gap.known();
    if (!known)
        return SessionsView::tr("Missing: %1.").arg(gap.word());
    switch (*known) {
    case DatabaseGap::ReadAllStats:
        return SessionsView::tr("Our role lacks pg_read_all_stats: what sessions of other roles run, and for "
                                "how long, is not shown to it; who waits for whom is.");
    case DatabaseGap::SignalBackend:
        return SessionsView::tr(
            "Our role lacks pg_signal_backend: it can neither cancel nor end what other roles do.");
    case DatabaseGap::StatStatements:
        return SessionsView::tr("pg_stat_statements is not there: these are the statements of the connected "
                                "instance alone, since it began.");
    case DatabaseGap::NoAnswer:
        return SessionsView::tr("The database did not answer: these are the statements of the connected "
                                "instance alone, since it began.");
    }
    return {};
}

QString nameOf(const SessionState &session)
{
    if (!session.holder.isEmpty())
        return session.holder;
    return session.user.isEmpty() ? session.program : u"%1 · %2"_s.arg(session.user, session.program);
}

bool runsSomething(const SessionState &session)
{
    return session.status != SessionStatus::InTransaction && session.status != SessionStatus::Failed &&
           session.status != SessionStatus::Idle;
}

} // namespace

QString wordsOfGaps(const QList<Choice<DatabaseGap>> &gaps)
{
    QStringList sentences;
    for (const Choice<DatabaseGap> &gap : gaps)
        sentences.append(gapInWords(gap));
    return sentences.join(u'\n');
}

SessionsView::SessionsView(const Desk &desk, QWidget *parent)
    : Page(desk, u"database.sessions"_s, tr("Locks and transactions"), parent)
    , m_sessions([](const SessionState &session) { return QString::number(session.pid); }, sessionColumns())
    , m_table(new Table(u"database.sessions"_s, &m_sessions, this))
    , m_title(new Label(this))
    , m_gaps(new Label(this))
    , m_writeLock(new TextGrid({2, 0, false}, this))
    , m_statement(new QPlainTextEdit(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_cancel(new QPushButton(tr("&Cancel its statement…"), this))
    , m_end(new QPushButton(tr("&End the session…"), this))
{
    m_table->setAccessibleName(tr("Sessions that wait, block, or keep a transaction open"));
    m_table->setSource(readBy(call::kSessions));
    m_table->setEmptyText(tr("Nobody waits for a lock, and no transaction is open for more than a second."));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_writeLock->setAccessibleName(tr("Who writes"));
    m_statement->setAccessibleName(tr("The statement in full"));
    m_copy->setToolTip(tr("Copies whose session it is and what it runs"));
    m_cancel->setObjectName(u"cancelStatement"_s);
    m_cancel->setToolTip(tr("The statement ends with an error; the session goes on from there"));
    m_end->setObjectName(u"endSession"_s);
    m_end->setToolTip(tr("The session is cut off, and its transaction is rolled back"));
    arrange();

    connect(m_table, &Table::currentKeyChanged, this, &SessionsView::showCurrent);
    connect(m_table, &Table::freshnessChanged, this, [this] { m_title->setEnabled(m_table->isFresh()); });
    connect(m_table, &Table::opened, this, [this] {
        if (current() && !current()->holder.isEmpty())
            Q_EMIT jumpRequested(u"pool"_s, {});
    });
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (const SessionState *session = current())
            QApplication::clipboard()->setText(u"%1 %2 %3: %4"_s.arg(
                QString::number(session->pid), nameOf(*session), session->address, session->statement));
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] { propose(false); });
    connect(m_end, &QPushButton::clicked, this, [this] { propose(true); });
    changes().guard(m_cancel, call::kCancelSession,
                    [this] { return current() && current()->mayBeEnded && runsSomething(*current()); });
    changes().guard(m_end, call::kEndSession, [this] { return current() && current()->mayBeEnded; });
    showCurrent();
}

SessionsView::~SessionsView()
{
    delete m_table; // before the model it shows
}

void SessionsView::arrange()
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_gaps->setObjectName(u"gaps"_s);
    m_gaps->setWordWrap(true);
    m_gaps->hide();
    m_writeLock->hide();
    m_statement->setReadOnly(true);
    m_statement->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_statement->setFixedHeight(kStatementLines * fontMetrics().lineSpacing() + 12);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_copy);
    head->addWidget(m_cancel);
    head->addWidget(m_end);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addWidget(m_gaps);
    layout->addWidget(m_writeLock);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_statement);
    layout->addStretch(0);
}

void SessionsView::refresh()
{
    askAlone<SessionPage>(call::kSessions, Nothing{}, [this](const SessionPage &page) { take(page); });
}

void SessionsView::take(const SessionPage &page)
{
    const bool isSqlite = page.engine == Engine::Sqlite;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_table, m_statement, m_copy, m_cancel, m_end})
        widget->setVisible(!isSqlite);
    m_writeLock->setVisible(isSqlite);
    m_gaps->setText(wordsOfGaps(page.gaps));
    m_gaps->setVisible(!page.gaps.isEmpty());
    m_sessions.replace(page.items);
    if (!m_target.isEmpty())
        m_table->selectKey(std::exchange(m_target, {}));
    m_table->selectFirst();
    const QString now = wording::moment(wording::serverNow());
    if (isSqlite) {
        m_title->setText(tr("Who writes, as of %1").arg(now));
        showWriteLock(page.writeLock.value_or(WriteLockState()));
    } else {
        const auto waiting = std::count_if(page.items.begin(), page.items.end(), [](const auto &session) {
            return session.status == SessionStatus::WaitingForLock;
        });
        const QString count = waiting == 0
                                  ? tr("Nobody waits for a lock")
                                  : tr("%n session(s) wait for a lock", nullptr, static_cast<int>(waiting));
        m_title->setText((page.hasMore ? tr("%1 (the first ones are shown), as of %2") : tr("%1, as of %2"))
                             .arg(count, now));
    }
    showCurrent();
}

void SessionsView::showWriteLock(const WriteLockState &lock)
{
    const QString now = lock.holder.isEmpty()
                            ? tr("nobody")
                            : tr("%1 (%2), for %3; waiting: %4")
                                  .arg(lock.holder, wording::word(lock.demand),
                                       wording::duration(lock.heldMs), wording::number(lock.waiting));
    const double share = lock.countedMs > 0
                             ? 100.0 * static_cast<double>(lock.busyMs) / static_cast<double>(lock.countedMs)
                             : 0;
    m_writeLock->setRows(
        {{tr("Writes now"), now},
         {tr("Times so far"), wording::number(lock.turns)},
         {tr("Busy"), tr("%1 of %2 (%3 %)")
                          .arg(wording::duration(lock.busyMs), wording::duration(lock.countedMs),
                               QLocale().toString(share, 'f', 1))},
         {tr("Longest"), wording::duration(lock.longestMs)}});
}

void SessionsView::focusSearch()
{
    m_table->setFocus();
}

void SessionsView::open(const QString &target)
{
    m_target = target;
    refresh();
}

const SessionState *SessionsView::current() const
{
    return m_sessions.find(m_table->currentKey());
}

void SessionsView::showCurrent()
{
    const SessionState *session = current();
    const QString text = session ? foreign::text(session->statement) : QString();
    if (m_statement->toPlainText() != text) // what one has selected in it stays
        m_statement->setPlainText(text);
    m_copy->setEnabled(session != nullptr);
    changes().update();
}

void SessionsView::propose(bool isEnd)
{
    const SessionState *session = current();
    if (!session)
        return;
    const QString who = tr("%1, session %2").arg(nameOf(*session), QString::number(session->pid));
    const QString blocks = session->blocks > 0
                               ? tr("%n session(s) wait for it.", nullptr, static_cast<int>(session->blocks))
                               : tr("Nobody waits for it.");
    Change change;
    change.call = QString::fromLatin1(isEnd ? call::kEndSession : call::kCancelSession);
    change.title = isEnd ? tr("End a session of %1").arg(who) : tr("Cancel a statement of %1").arg(who);
    change.effect =
        (isEnd ? tr("PostgreSQL cuts the session off and rolls its transaction back. %1\n\n%2\n\nWhoever had "
                    "it gets an error; connections of the shop are opened again by themselves.")
               : tr("PostgreSQL ends what the session runs. %1\n\n%2\n\nWhoever runs it gets an error. If "
                    "another statement runs by then, that one is cancelled."))
            .arg(blocks, session->statement.left(400));
    change.verb = isEnd ? tr("End the session") : tr("Cancel the statement");
    change.isDestructive = true;
    change.args = [pid = session->pid, startedAt = session->startedAt](const QString &reason) {
        return toJson(SessionOrder{pid, startedAt, reason});
    };
    change.success = isEnd ? tr("The session was told to end.") : tr("The statement was told to end.");
    change.done = [this](const QJsonObject &) { refresh(); };
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

#include "moc_sessionsview.cpp"
