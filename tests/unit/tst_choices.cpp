// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/alerts.h"
#include "protocol/customers.h"
#include "protocol/database.h"
#include "protocol/frame.h"
#include "protocol/hello.h"
#include "protocol/logs.h"
#include "protocol/operators.h"
#include "protocol/promos.h"
#include "protocol/sales.h"
#include "protocol/support.h"
#include "support/testmain.h"

#include <QJsonDocument>
#include <QSet>
#include <QTest>

#include <string_view>

namespace tst_choices {

using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

// Whether it is an enumerator, as the compiler tells: "E value = E::Name" in the name of this function,
// otherwise "E value = (E)7".
template<class E, E value>
bool isEnumerator()
{
    return std::string_view(__PRETTY_FUNCTION__).find("value = (") == std::string_view::npos;
}

template<class E, size_t... numbers>
QList<E> enumeratorsAmong(std::index_sequence<numbers...>)
{
    QList<E> all;
    ((isEnumerator<E, static_cast<E>(numbers)>() ? all.append(static_cast<E>(numbers)) : void()), ...);
    return all;
}

// What is wrong with the table of E, whose words are these, in the order of the enumerators; mostly nothing.
template<class E>
QString faultOf(const QString &words)
{
    const QList<E> all = enumeratorsAmong<E>(std::make_index_sequence<16>());
    const QStringList expected = words.split(u' ');
    if (all.size() != static_cast<qsizetype>(kWordsOf<E>.size()) || all.size() != expected.size())
        return u"%1 enumerators, %2 lines, %3 words expected"_s.arg(all.size())
            .arg(kWordsOf<E>.size())
            .arg(expected.size());
    if (QSet<QString>(expected.begin(), expected.end()).size() != expected.size())
        return u"a word stands for two"_s;
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QString word = QString::fromLatin1(toWord(all[i]));
        if (word != expected[i])
            return u"\"%1\" in place of \"%2\""_s.arg(word, expected[i]);
        if (fromWord<E>(word) != all[i] || Choice<E>(word) != all[i] || Choice<E>(all[i]).word() != word)
            return u"\"%1\" does not come back"_s.arg(word);
    }
    return {};
}

template<class E>
void addTable(const char *name, const char *words)
{
    QTest::newRow(name) << faultOf<E>(QString::fromLatin1(words));
}

QJsonObject parsed(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

template<class T>
void addGolden(const char *name, const T &record, const char *json)
{
    QTest::newRow(name) << toJson(record) << toJson(fromJson<T>(parsed(json))) << parsed(json);
}

} // namespace

// Members that hold one of a few words: their tables, and what they are on the wire.
class TestChoices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEnumeratorHasOneWordAndEachComesBack_data();
    void everyEnumeratorHasOneWordAndEachComesBack();
    void theWireIsAsItWas_data();
    void theWireIsAsItWas();
    void aWordOfANewerVersionIsKeptAndSaidAgain();
    void nothingSaidIsNoWordAndNoUnknownOne();
    void whatIsNoWordKeepsTheDefault();
    void tonesComeFromTheTable();

private:
    static void addRunning();
    static void addPeople();
    static void addShop();
};

void TestChoices::everyEnumeratorHasOneWordAndEachComesBack_data()
{
    QTest::addColumn<QString>("fault");
    addTable<Role>("Role", "viewer operator admin");
    addTable<CheckStatus>("CheckStatus", "pass warn fail");
    addTable<ConsequenceKind>("ConsequenceKind", "not_stored no_answers no_keys cannot_pay no_sales");
    addTable<FigureSource>("FigureSource", "process backlog shop telegram instances workers alerts");
    addTable<BreakerPhase>("BreakerPhase", "closed open half_open");
    addTable<InstanceRole>("InstanceRole", "leader standby ingest_only");
    addTable<InstanceExit>("InstanceExit", "clean crash");
    addTable<Environment>("Environment", "prod stage local");
    addTable<MarkKind>("MarkKind", "start end leader flag breaker database alert action");
    addTable<WorkerStatus>("WorkerStatus", "stopped idle running stuck paused flag_off");
    addTable<IterationOutcome>("IterationOutcome", "success degraded failed skipped timeout cancelled stuck");
    addTable<IterationTrigger>("IterationTrigger", "start timer kick due console cli");
    addTable<ErrorType>("ErrorType", "none infra dependency domain unexpected");
    addTable<Severity>("Severity", "info warning critical");
    addTable<LogLevel>("LogLevel", "debug info warning error");
    addTable<Demand>("Demand", "handler worker ingest sender operations control");
    addTable<FlagKind>("FlagKind", "business operations");
    addTable<Engine>("Engine", "postgres sqlite");
    addTable<SessionStatus>("SessionStatus", "running waiting_for_lock in_transaction in_failed_transaction "
                                             "between_transactions unseen");
    addTable<DatabaseGap>("DatabaseGap", "pg_read_all_stats pg_signal_backend pg_stat_statements no_answer");
    addTable<StatementSource>("StatementSource", "server instance");
    addTable<SubscriptionStatus>("SubscriptionStatus", "active expired");
    addTable<AccessStatus>("AccessStatus", "none active expired");
    addTable<AccessSource>("AccessSource", "payment trial admin auto_renew gift");
    addTable<ActivationStatus>("ActivationStatus", "none pending active failed");
    addTable<FoundBy>("FoundBy", "id name purchase invoice payment uuid");
    addTable<PurchaseKind>("PurchaseKind", "subscription balance_topup gift");
    addTable<Provider>("Provider", "crypto_pay stars card balance");
    addTable<PurchaseStatus>("PurchaseStatus",
                             "created awaiting_payment fulfilled expired cancelled review refunded");
    addTable<PaymentStatus>("PaymentStatus", "granted review refunded");
    addTable<LedgerKind>("LedgerKind", "topup purchase renewal referral admin refund gift_return");
    addTable<UpdateStatus>("UpdateStatus", "pending done dead");
    addTable<MessageClass>("MessageClass", "interactive transactional bulk");
    addTable<MessageState>("MessageState", "pending sent failed dropped");
    addTable<BroadcastSegment>("BroadcastSegment",
                               "all active expired trial_only never_bought tariff language inactive");
    addTable<BroadcastStatus>("BroadcastStatus", "draft scheduled running paused stopped done");
    addTable<PromoKind>("PromoKind", "percent money days");
    addTable<PromoUseState>("PromoUseState", "reserved used released");
    addTable<PromoState>("PromoState", "active not_yet_valid expired used_up ended");
    addTable<SalesPart>("SalesPart", "by_provider by_tariff by_promo by_referral");
    addTable<SupportState>("SupportState", "awaits_staff awaits_customer thread_closed");
    addTable<ErrorCode>("ErrorCode", "bad_request unknown_call forbidden not_found conflict refused "
                                     "unavailable timeout too_many_calls internal disconnected");
}

void TestChoices::everyEnumeratorHasOneWordAndEachComesBack()
{
    QFETCH(const QString, fault);
    QCOMPARE(fault, QString());
}

// As the version before wrote them, but for members that are new since.
void TestChoices::theWireIsAsItWas_data()
{
    QTest::addColumn<QJsonObject>("written");
    QTest::addColumn<QJsonObject>("again");
    QTest::addColumn<QJsonObject>("golden");
    addRunning();
    addPeople();
    addShop();
}

void TestChoices::addRunning()
{
    const auto s = [](const char *text) { return QString::fromLatin1(text); };
    addGolden("Check", Check{s("redis"), CheckStatus::Warn, s("away"), 5, true},
              R"({"name": "redis", "status": "warn", "text": "away", "since": 5, "is_configured": true})");
    addGolden("Verdict", Verdict{}, R"({"status": "pass", "text": ""})");
    addGolden("Consequence",
              Consequence{ConsequenceKind::NoAnswers, s("telegram"), CheckStatus::Fail, 3, 5, 7, s("why")},
              R"({"kind": "no_answers", "cause": "telegram", "status": "fail", "count": 3, "since": 5,
                  "until": 7, "text": "why"})");
    addGolden("Headline", Headline{CheckStatus::Warn, s("why"), 5},
              R"({"status": "warn", "text": "why", "since": 5})");
    addGolden("BreakerState", BreakerState{s("vpn_api"), BreakerPhase::HalfOpen, std::nullopt, 2},
              R"({"dependency": "vpn_api", "state": "half_open", "times_opened": 2})");
    addGolden("InstanceState",
              InstanceState{s("a"), s("1"), InstanceRole::IngestOnly, 1, 2, 3, s("crash"), true, false, {}},
              R"({"instance_id": "a", "version": "1", "role": "ingest_only", "started_at": 1,
                  "last_seen_at": 2, "ended_at": 3, "exit_reason": "crash", "has_dump": true,
                  "is_connected": false, "gauges": {}})");
    addGolden("SeriesMark", SeriesMark{7, MarkKind::Leader, s("b leads")},
              R"({"at": 7, "kind": "leader", "text": "b leads"})");
    addGolden("LeaseState", LeaseState{1, Demand::Operations, s("console"), 2, 3, s("SELECT 1"), 4},
              R"({"id": 1, "demand": "operations", "holder": "console", "thread_id": 2, "age_ms": 3,
                  "statement": "SELECT 1", "statement_age_ms": 4})");
    addGolden("WaiterState", WaiterState{Demand::Ingest, s("ingest"), 2, 3},
              R"({"demand": "ingest", "holder": "ingest", "thread_id": 2, "age_ms": 3})");
    addGolden(
        "Iteration that runs",
        Iteration{
            0, s("w"), s("a"), 4, s("c"), IterationTrigger::Kick, 5, std::nullopt, {}, 0, false, {}, {}},
        R"({"id": 0, "worker": "w", "instance_id": "a", "number": 4, "correlation_id": "c",
                  "trigger": "kick", "started_at": 5, "outcome": "", "items": 0, "has_more": false,
                  "error_type": "", "reason": ""})");
    addGolden("Iteration that failed",
              Iteration{9, s("w"), s("a"), 4, s("c"), IterationTrigger::Cli, 5, 6, IterationOutcome::Failed,
                        1, true, ErrorType::Infra, s("why")},
              R"({"id": 9, "worker": "w", "instance_id": "a", "number": 4, "correlation_id": "c",
                  "trigger": "cli", "started_at": 5, "ended_at": 6, "outcome": "failed", "items": 1,
                  "has_more": true, "error_type": "infra", "reason": "why"})");
    IterationQuery query;
    query.outcome = IterationOutcome::Timeout;
    addGolden("IterationQuery", query, R"({"worker": "", "outcome": "timeout", "text": "", "limit": 100})");
    addGolden("IterationQuery of all", IterationQuery{},
              R"({"worker": "", "outcome": "", "text": "", "limit": 100})");
    WorkerState worker;
    worker.worker = s("reminders");
    worker.state = WorkerStatus::FlagOff;
    worker.lastOutcome = IterationOutcome::Skipped;
    addGolden("WorkerState", worker,
              R"({"worker": "reminders", "state": "flag_off", "instance_id": "", "interval_ms": 0, "flag": "",
                  "iterations": 0, "running_trigger": "", "correlation_id": "", "waits_for": "", "items": 0,
                  "last_outcome": "skipped", "last_reason": "", "last_duration_ms": 0,
                  "failures_in_a_row": 0, "p50_ms": -1, "p95_ms": -1, "recent_ms": [],
                  "timeout_ms": 120000, "paused_by": "", "pause_reason": ""})");
    Hello hello;
    hello.major = 1;
    hello.environment = Environment::Stage;
    hello.role = Role::Operator;
    addGolden("Hello", hello,
              R"({"major": 1, "minor": 0, "server_version": "", "instance_id": "", "epoch": "", "seq": 0,
                  "environment": "stage", "operator_name": "", "role": "operator", "token_expires_at": 0,
                  "server_time": 0, "resumed": false})");
    addGolden("CallError", CallError{ErrorCode::TooMany, s("slow down")},
              R"({"code": "too_many_calls", "message": "slow down"})");
}

void TestChoices::addPeople()
{
    const auto s = [](const char *text) { return QString::fromLatin1(text); };
    AlertState alert;
    alert.key = s("k");
    alert.severity = Severity::Critical;
    addGolden("AlertState", alert,
              R"({"key": "k", "severity": "critical", "text": "", "runbook": "", "runbook_text": "",
                  "first_at": 0, "last_at": 0, "count": 1, "is_over": false, "acknowledged_by": "",
                  "note": "", "instance_id": ""})");
    addGolden("LogLine", LogLine{1, 2, LogLevel::Error, s("turnpike.inbox"), s("broken"), s("c"), {}},
              R"({"seq": 1, "at": 2, "level": "error", "component": "turnpike.inbox", "message": "broken",
                  "correlation_id": "c", "details": {}})");
    addGolden("LogQuery", LogQuery{},
              R"({"instance_id": "", "level": "", "component": "", "correlation_id": "", "text": "",
                  "cause": "", "limit": 200})");
    addGolden("LogProcess", LogProcess{s("a"), 2, 3}, R"({"instance_id": "a", "last_at": 2, "bytes": 3})");
    addGolden("LogFollow", LogFollow{}, R"({"on": false, "level": "info"})");
    addGolden("LogLevelOrder", LogLevelOrder{s("a"), s("turnpike.*"), LogLevel::Debug, s("look")},
              R"({"instance_id": "a", "component": "turnpike.*", "level": "debug", "reason": "look"})");
    addGolden("FlagState", FlagState{s("trials"), true, FlagKind::Business, s("d"), s("bob"), 3, s("r"), 4},
              R"({"key": "trials", "enabled": true, "kind": "business", "description": "d",
                  "changed_by": "bob", "changed_at": 3, "reason": "r", "version": 4})");
    AuditRow row;
    row.role = Role::Admin;
    row.result = s(AuditRow::kDone);
    addGolden("AuditRow", row,
              R"({"id": 0, "change_id": "", "at": 0, "actor": "", "role": "admin", "address": "",
                  "action": "", "subject": "", "before": "", "after": "", "reason": "", "result": "done"})");
    addGolden("OrderResult",
              OrderResult{s("c"), s("outbox.hold"), s("leader"), s("bob"), s(OrderResult::kDone)},
              R"({"change_id": "c", "call": "outbox.hold", "target": "leader", "asked_by": "bob",
                  "result": "done"})");
    OperatorRow known;
    known.name = s("bob");
    addGolden("OperatorRow", known, R"({"name": "bob", "role": "viewer", "created_at": 0, "expires_at": 0})");
}

void TestChoices::addShop()
{
    const auto s = [](const char *text) { return QString::fromLatin1(text); };
    addGolden("CustomerBrief",
              CustomerBrief{7, s("ada"), s("Ada"), AccessStatus::None, {}, std::nullopt, FoundBy::Uuid},
              R"({"telegram_id": 7, "username": "ada", "first_name": "Ada", "status": "none", "tariff": "",
                  "found_by": "uuid", "lacks_key": false})");
    SubscriptionCard card;
    card.status = SubscriptionStatus::Expired;
    card.source = AccessSource::AutoRenew;
    card.activationStatus = ActivationStatus::Pending;
    addGolden("SubscriptionCard", card,
              R"({"tariff": "", "status": "expired", "source": "auto_renew", "period_days": 0, "uuid": "",
                  "has_key": false, "starts_at": 0, "expires_at": 0, "auto_renew": false,
                  "activation_status": "pending", "activation_attempts": 0, "activation_error": "",
                  "period_number": 0})");
    addGolden("PurchaseRow",
              PurchaseRow{s("p"),
                          7,
                          PurchaseKind::BalanceTopup,
                          {},
                          0,
                          100,
                          Provider::CryptoPay,
                          s("i"),
                          PurchaseStatus::AwaitingPayment,
                          {},
                          5,
                          std::nullopt},
              R"({"purchase_id": "p", "telegram_id": 7, "kind": "balance_topup", "tariff": "",
                  "period_days": 0, "price_kopecks": 100, "provider": "crypto_pay", "invoice_id": "i",
                  "status": "awaiting_payment", "note": "", "created_at": 5})");
    addGolden("PaymentRow",
              PaymentRow{1, s("p"), 7, Provider::Stars, s("x"), 250, s("XTR"), PaymentStatus::Review, {}, 5},
              R"({"id": 1, "purchase_id": "p", "telegram_id": 7, "provider": "stars", "external_id": "x",
                  "amount": 250, "currency": "XTR", "status": "review", "note": "", "paid_at": 5})");
    addGolden("LedgerRow", LedgerRow{1, -5, LedgerKind::GiftReturn, s("r"), {}, 6},
              R"({"id": 1, "amount_kopecks": -5, "kind": "gift_return", "reference": "r", "note": "",
                  "created_at": 6})");
    addGolden("UpdateRow", UpdateRow{1, s("message"), UpdateStatus::Dead, 2, std::nullopt, s("e")},
              R"({"seq": 1, "kind": "message", "status": "dead", "received_at": 2, "last_error": "e"})");
    OutboxMessage message;
    message.messageClass = MessageClass::Bulk;
    message.state = MessageState::Dropped;
    addGolden("OutboxMessage", message,
              R"({"id": 0, "chat_id": 0, "message_class": "bulk", "method": "", "text": "",
                  "state": "dropped", "attempts": 0, "last_error": "", "created_at": 0, "not_before": 0,
                  "expires_at": 0, "correlation_id": ""})");
    MessageQuery query;
    query.state = MessageState::Sent;
    addGolden("MessageQuery", query, R"({"state": "sent", "message_class": "", "text": "", "limit": 100})");
    addGolden("MessageCount", MessageCount{MessageClass::Transactional, MessageState::Pending, 3},
              R"({"message_class": "transactional", "state": "pending", "count": 3})");
}

void TestChoices::theWireIsAsItWas()
{
    QFETCH(const QJsonObject, written);
    QFETCH(const QJsonObject, again);
    QFETCH(const QJsonObject, golden);
    QVERIFY(!golden.isEmpty());
    QCOMPARE(written, golden);
    QCOMPARE(again, golden);
}

void TestChoices::aWordOfANewerVersionIsKeptAndSaidAgain()
{
    const auto worker = fromJson<WorkerState>(parsed(R"({"worker": "w", "state": "hibernating"})"));
    QVERIFY(!worker.state.known());
    QVERIFY(!worker.state.isEmpty());
    for (const auto &each : kWordsOf<WorkerStatus>)
        QVERIFY2(worker.state != each.value, each.word);
    QCOMPARE(worker.state.word(), u"hibernating"_s);
    QCOMPARE(toneOf(worker.state), Tone::Muted);
    QCOMPARE(toJson(worker).value(u"state"_s).toString(), u"hibernating"_s);
    QVERIFY(worker.state == Choice<WorkerStatus>(u"hibernating"_s));
    QVERIFY(worker.state != Choice<WorkerStatus>(u"asleep"_s));
}

void TestChoices::nothingSaidIsNoWordAndNoUnknownOne()
{
    const auto iteration = fromJson<Iteration>(parsed(R"({"outcome": ""})"));
    QVERIFY(iteration.outcome.isEmpty());
    QVERIFY(!iteration.outcome.known());
    QVERIFY(iteration.outcome == Choice<IterationOutcome>());
    QCOMPARE(toneOf(iteration.outcome), Tone::None);
    // Of a server that does not tell yet.
    QVERIFY(fromJson<Check>(parsed(R"({"name": "redis", "status": "pass"})")).isConfigured);
}

void TestChoices::whatIsNoWordKeepsTheDefault()
{
    QCOMPARE(fromJson<Verdict>(parsed(R"({"status": 5})")).status.word(), u"pass"_s);
    QCOMPARE(fromJson<LogFollow>(parsed(R"({"level": null})")).level.word(), u"info"_s);
    QCOMPARE(fromJson<OperatorOrder>(parsed(R"({"role": "emperor"})")).role, Role::Viewer);
}

void TestChoices::tonesComeFromTheTable()
{
    QCOMPARE(toneOf(CheckStatus::Fail), Tone::Bad);
    QCOMPARE(toneOf(Choice<MessageState>(MessageState::Sent)), Tone::Good);
    QCOMPARE(toneOf(Choice<LedgerKind>(LedgerKind::Topup)), Tone::None);
}

const turnpike::test::RegisteredTest<TestChoices> kTestChoices;

} // namespace tst_choices

#include "tst_choices.moc"
