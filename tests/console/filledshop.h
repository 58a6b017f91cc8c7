// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/mainwindow.h"
#include "protocol/broadcasts.h"
#include "protocol/calls.h"
#include "protocol/customers.h"
#include "protocol/database.h"
#include "protocol/hello.h"
#include "protocol/literals.h"
#include "protocol/logs.h"
#include "protocol/messages.h"
#include "protocol/operators.h"
#include "protocol/promos.h"
#include "protocol/refunds.h"
#include "protocol/sales.h"
#include "protocol/support.h"
#include "protocol/timeline.h"
#include "protocol/updates.h"
#include "protocol/waiting.h"
#include "scriptedserver.h"

#include <QDateTime>
#include <QDockWidget>
#include <QJsonArray>
#include <QJsonObject>
#include <QPixmap>

// A server that has one of each thing there is, and a window that shows them.
namespace turnpike::consoletest {

// In each of the values.
inline const QString kMark = u"mark"_s;

// The same message, with this in place of every text; what begins with "=" is said without it.
inline QJsonValue saying(const QString &text, const QJsonValue &value)
{
    if (value.isString()) {
        const QString said = value.toString();
        return said.startsWith(u'=') ? said.mid(1) : text;
    }
    if (value.isArray()) {
        QJsonArray all;
        const QJsonArray array = value.toArray();
        for (const auto &item : array)
            all.append(saying(text, item));
        return all;
    }
    if (!value.isObject())
        return value;
    QJsonObject all;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        all.insert(it.key(), saying(text, it.value()));
    return all;
}

inline Snapshot oneOfEach(const QString &text)
{
    Snapshot snapshot;
    snapshot.gauges.at = QDateTime::currentMSecsSinceEpoch();
    snapshot.gauges.checks = {Check()};
    for (const char *name : {"telegram", "redis", "vpn_api", "crypto_pay"}) { // that have tiles
        Check check;
        check.name = u"=%1"_s.arg(QLatin1String(name));
        snapshot.gauges.checks.append(check);
    }
    snapshot.gauges.consequences = {Consequence()};
    snapshot.gauges.webhook.pendingAtTelegram = 1;
    snapshot.gauges.breakers = {BreakerState()};
    snapshot.gauges.dependencies = {DependencyState{QString(), true, true}};
    for (const char *name : {"redis", "vpn_api", "crypto_pay"})
        snapshot.gauges.dependencies.append(DependencyState{u"=%1"_s.arg(QLatin1String(name)), true, true});
    snapshot.gauges.webhook.kinds.insert(text, 1);
    snapshot.instances = {InstanceState()};
    WorkerState worker;
    worker.pausedAt = 1;
    snapshot.workers = {worker};
    FlagState flag;
    flag.version = 2;
    snapshot.flags = {flag};
    AlertState alert;
    alert.acknowledgedAt = 1;
    snapshot.alerts = {alert};
    snapshot.pool.leases = {LeaseState()};
    snapshot.pool.waiters = {WaiterState()};
    return snapshot;
}

inline CustomerCard aCard()
{
    CustomerCard card;
    card.telegramId = 7;
    card.subscription = SubscriptionCard();
    card.purchases = {PurchaseRow()};
    card.payments = {PaymentRow()};
    card.ledger = {LedgerRow()};
    card.updates = {UpdateRow()};
    card.messages = {OutboxMessage()};
    card.tariffs = {kMark};
    return card;
}

// Somebody may run whatever they like in our database.
inline SessionPage aSession()
{
    SessionState session;
    session.pid = 7;
    session.mayBeEnded = true;
    session.blocks = 1;
    SessionPage page;
    page.items = {session};
    page.gaps = {DatabaseGap::ReadAllStats};
    return page;
}

inline WaitingList aWait()
{
    WaitingList list;
    list.items = {WaitingCustomer()};
    list.items.first().telegramId = 7;
    list.items.first().paidAt = 1;
    list.all = list.waiting = list.owedDays = 1;
    return list;
}

inline BroadcastPage aBroadcast()
{
    BroadcastPage page;
    page.items = {BroadcastRow()};
    page.items.first().id = 7;
    page.items.first().languages = {kMark};
    page.languages = page.tariffs = {kMark};
    return page;
}

inline SalesReport someSales()
{
    SalesReport report;
    report.from = 1;
    report.to = 86'400'000;
    report.days = {SalesDay{1, 1, 1}};
    report.shares = {SalesShare()};
    return report;
}

inline SupportThreads someSupport()
{
    SupportThreads list;
    list.items = {SupportThread()};
    list.items.first().telegramId = 7;
    return list;
}

inline SupportMessages someLetters()
{
    SupportMessages page;
    page.thread = someSupport().items.first();
    page.items = {SupportMessage(), SupportMessage()};
    page.items.first().number = 2;
    page.items.last().number = 1;
    page.items.last().isStaffs = true;
    return page;
}

inline Timeline aTimeline()
{
    Timeline timeline;
    timeline.items = {TimelineEntry()};
    timeline.items.first().amount = 1;
    return timeline;
}

inline QJsonObject listOf(const QJsonObject &item)
{
    return {{u"items"_s, QJsonArray{item}}};
}

// By call; what is not here is refused.
inline QHash<QString, QJsonObject> allAnswers()
{
    CustomerBrief brief;
    brief.telegramId = 7;
    LogLine line;
    line.details.insert(kMark, kMark);
    SeriesPage series;
    series.marks = {SeriesMark()};
    const auto named = [](const char *name) { return QString::fromLatin1(name); };
    return {{named(call::kDeadLetters), listOf(toJson(DeadLetter()))},
            {named(call::kInspect), toJson(DeadLetter())},
            {named(call::kLanes), listOf(toJson(Lane()))},
            {named(call::kMessages), listOf(toJson(OutboxMessage()))},
            {named(call::kMessageCounts), listOf(toJson(MessageCount()))},
            {named(call::kFlagHistory), listOf(toJson(AuditRow()))},
            {named(call::kAudit), listOf(toJson(AuditRow()))},
            {named(call::kSearch), listOf(toJson(brief))},
            {named(call::kCard), toJson(aCard())},
            {named(call::kTimeline), toJson(aTimeline())},
            {named(call::kWaiting), toJson(aWait())},
            {named(call::kBroadcasts), toJson(aBroadcast())},
            {named(call::kPromos), listOf(toJson(PromoRow()))},
            {named(call::kPromoUses), listOf(toJson(PromoUseRow()))},
            {named(call::kPendingRefunds), listOf(toJson(RefundApproval()))},
            {named(call::kSales), toJson(someSales())},
            {named(call::kSupportThreads), toJson(someSupport())},
            {named(call::kSupportMessages), toJson(someLetters())},
            {named(call::kReview), listOf(toJson(PaymentRow()))},
            {named(call::kLogs), listOf(toJson(line))},
            {named(call::kLogProcesses), listOf(toJson(LogProcess()))},
            {named(call::kFollowLogs), QJsonObject()},
            {named(call::kOperators), listOf(toJson(OperatorRow()))},
            {named(call::kIterations), listOf(toJson(Iteration()))},
            {named(call::kSessions), toJson(aSession())},
            {named(call::kStatements), listOf(toJson(StatementState()))},
            {named(call::kSizes), listOf(toJson(TableState()))},
            {named(call::kSeries), toJson(series)}};
}

// A window as an administrator has it, on a server whose every word is this text.
struct FilledShop
{
    explicit FilledShop(const QString &said)
        : text(said)
        , window(scripted.connection, said)
    {
        window.resize(1280, 800);
        window.show();
        for (QDockWidget *dock : window.findChildren<QDockWidget *>())
            dock->show();
    }

    void greet()
    {
        scripted.connection.start();
        QObject::connect(scripted.server.get(), &Transport::received, &window,
                         [this](const QByteArray &frame) { answer(frame); });
        Hello hello = Scripted::aHello(Role::Admin);
        hello.serverTime = QDateTime::currentMSecsSinceEpoch();
        hello.snapshot = oneOfEach(text);
        QJsonObject json = saying(text, toJson(hello)).toObject();
        json.insert(u"role"_s, QLatin1String(toWord(Role::Admin)));
        scripted.say(encode(HelloFrame{json}));
        QTRY_COMPARE(scripted.connection.state(), ServerConnection::State::Live);
    }
    // Opens it and waits until all is there. TURNPIKE_PICTURES: a folder for pictures, to be looked at.
    void open(const QString &page, const QString &target = {})
    {
        window.open(page, target);
        QTRY_VERIFY_WITH_TIMEOUT(!scripted.connection.isAsking(), 30'000);
        const QPixmap picture = window.grab();
        QVERIFY(!picture.isNull());
        const QString folder = qEnvironmentVariable("TURNPIKE_PICTURES");
        if (!folder.isEmpty())
            QVERIFY(picture.save(
                u"%1/%2%3-%4.png"_s.arg(folder, page, target, QLatin1String(QTest::currentDataTag()))));
    }

    const QString text;
    Scripted scripted;
    MainWindow window;

private:
    void answer(const QByteArray &frame)
    {
        static const QHash<QString, QJsonObject> answers = allAnswers();
        const auto call = decodeCall(frame, nullptr);
        QVERIFY(call.has_value());
        const auto known = answers.constFind(call->call);
        Answer said{call->id, {}, std::nullopt};
        if (known == answers.cend())
            said.error = CallError{protocol::ErrorCode::Refused, text};
        else
            said.ok = saying(text, *known).toObject();
        scripted.say(encode(said));
    }
};

} // namespace turnpike::consoletest
