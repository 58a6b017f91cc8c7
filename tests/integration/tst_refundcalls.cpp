// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/refundactions.h"
#include "consolecalls/refundcalls.h"
#include "protocol/calls.h"
#include "protocol/refunds.h"
#include "support/shop.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_refundcalls {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

const QString kReason = u"because of a test"_s;
constexpr qint64 kLimit = 10'000; // kopecks

QString wordOfError(ErrorCode code)
{
    return QString::fromLatin1(toWord(code));
}

} // namespace

// Refunds above the limit need a second administrator, on both databases.
class TestRefundCalls : public QObject, private ShopFixture
{
    Q_OBJECT

private:
    using Asked = billing::Refunds::AskOutcome;

    TestDatabase &database() { return shop().database(); }

    Answer ask(const char *name, const QJsonObject &args, const char *who = "boris")
    {
        consolehub::CallRequest request;
        request.id = u"r-%1"_s.arg(++m_lastId);
        request.call = QString::fromLatin1(name);
        request.args = args;
        request.caller = {QString::fromLatin1(who), Role::Admin, u"192.0.2.1"_s};
        return m_calls->serve(request, Deadline::in(std::chrono::seconds(60)));
    }
    QString decide(qint64 payment, bool approve, const char *who = "boris")
    {
        const Answer answer =
            ask(call::kDecideRefund, toJson(RefundDecision{payment, approve, kReason}), who);
        return answer.error ? answer.error->code.word() : QString();
    }
    QList<RefundApproval> pending()
    {
        return fromJson<RefundApprovals>(ask(call::kPendingRefunds, {}).ok).items;
    }
    // A payment in Stars of that worth in roubles, which Telegram would give back; 0: for no purchase.
    qint64 paid(const QString &charge, qint64 kopecks)
    {
        const TelegramId user = shop().newUser();
        const qint64 now = shop().clock.nowMs();
        std::optional<QString> purchase;
        if (kopecks > 0) {
            purchase = shop().buy(user, "basic", billing::Provider::Stars).id.value();
            database().exec("UPDATE purchases SET price_kopecks = ? WHERE purchase_id = ?", kopecks,
                            *purchase);
        }
        database().exec(
            "INSERT INTO payments (purchase_id, telegram_id, provider, external_id, amount, currency, "
            "status, paid_at, created_at) VALUES (?, ?, 'stars', ?, 100, 'XTR', 'granted', ?, ?)",
            purchase, user, charge, now, now);
        return database().number("SELECT id FROM payments WHERE external_id = ?", charge);
    }
    Asked askFor(const QString &charge, const billing::Refunds &refunds)
    {
        return shop().write([&](db::Transaction &tx) {
            return refunds.ask(tx, billing::Provider::Stars, charge, {u"olga"_s, u"admin"_s, {}},
                               u"bought by mistake"_s);
        });
    }
    Asked askFor(const QString &charge) { return askFor(charge, *m_refunds); }
    // What the payment watcher would give back now.
    size_t due()
    {
        return shop().write([&](db::Transaction &tx) {
            const auto jobs = m_refunds->claimDue(tx, u"test"_s, 10);
            for (const billing::RefundJob &job : jobs)
                m_refunds->release(tx, job);
            return jobs.size();
        });
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        openShop();
        m_changes = std::make_unique<consolehub::Changes>(database().database(), shop().audit);
        m_calls = std::make_unique<consolehub::CallTable>();
        m_refunds =
            std::make_unique<billing::Refunds>(shop().clock, shop().kicker, shop().audit, Kopecks(kLimit));
        consolecalls::addRefundCalls(*m_calls, *m_changes, database().database(), *m_refunds);
        consolehub::Actions actions;
        consolecalls::addRefundActions(actions, *m_refunds, shop().payments);
        actions.addTo(*m_calls, *m_changes);
    }
    void cleanup()
    {
        m_calls.reset();
        m_refunds.reset();
        m_changes.reset();
        closeShop();
    }

    void aLargeRefundGoesBackOnceAnotherHasApprovedIt()
    {
        const qint64 payment = paid(u"large"_s, kLimit + 1);
        QVERIFY(askFor(u"large"_s) == Asked::AwaitsApproval);
        QVERIFY(askFor(u"large"_s) == Asked::AwaitsApproval);
        QCOMPARE(due(), size_t(0));
        const auto items = pending();
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.first().paymentId, payment);
        QCOMPARE(items.first().askedBy + u' ' + items.first().reason, u"olga bought by mistake"_s);
        QCOMPARE(items.first().amount, 100);
        QCOMPARE(items.first().expiresAt, shop().clock.nowMs() + kDayMs);

        // Not by whoever asked, however they write their name.
        QCOMPARE(decide(payment, true, "olga"), wordOfError(ErrorCode::Refused));
        QCOMPARE(decide(payment, true, "Olga"), wordOfError(ErrorCode::Refused));
        QCOMPARE(decide(payment, false, "olga"), wordOfError(ErrorCode::Refused));
        QCOMPARE(due(), size_t(0));
        QCOMPARE(decide(payment, true), QString());
        QCOMPARE(due(), size_t(1));
        QVERIFY(pending().isEmpty());
        QCOMPARE(decide(payment, false), wordOfError(ErrorCode::Conflict));
        QCOMPARE(due(), size_t(1));
        QVERIFY(askFor(u"large"_s) == Asked::AskedBefore);
        const auto audited = [&](const char *action, const char *actor) {
            return database().number("SELECT count(*) FROM audit_log WHERE action = ? AND actor = ?",
                                     QString::fromLatin1(action), QString::fromLatin1(actor));
        };
        QCOMPARE(audited("payment.refund_asked", "olga"), 1);
        QCOMPARE(audited("payment.refund_approved", "boris"), 1);
        QVERIFY(audited("refunds.decide", "olga") >= 2); // what was refused, too
        QVERIFY(!isAllowed(Role::Operator, QString::fromLatin1(call::kDecideRefund)));
    }

    void whatIsNotAboveTheLimitGoesBackAtOnce()
    {
        paid(u"small"_s, kLimit);
        QVERIFY(askFor(u"small"_s) == Asked::Asked);
        QCOMPARE(due(), size_t(1));
        paid(u"large"_s, kLimit + 1);
        const billing::Refunds unlimited(shop().clock, shop().kicker, shop().audit);
        QVERIFY(askFor(u"large"_s, unlimited) == Asked::Asked);
        QCOMPARE(due(), size_t(2));
        QVERIFY(pending().isEmpty());
    }

    void whatNobodyCanTellTheWorthOfNeedsApproval()
    {
        paid(u"unknown"_s, 0);
        QVERIFY(askFor(u"unknown"_s) == Asked::AwaitsApproval);
        QCOMPARE(due(), size_t(0));
        QCOMPARE(pending().size(), 1);
    }

    void whoAsksIsToldThatAnotherMustApprove()
    {
        const auto said = [this](qint64 payment) {
            const Answer answer = ask(call::kRefund, toJson(RefundOrder{payment, false, kReason}), "olga");
            return answer.error ? answer.error->sentence.id()
                                : fromJson<RefundAnswer>(answer.ok).sentence.id();
        };
        const qint64 large = paid(u"large"_s, kLimit + 1);
        QVERIFY(said(large) == SentenceId::RefundAwaitsApproval);
        QCOMPARE(pending().size(), 1);
        QCOMPARE(due(), size_t(0));
        QCOMPARE(decide(large, true, "olga"), wordOfError(ErrorCode::Refused));
        QCOMPARE(decide(large, true), QString());
        QCOMPARE(due(), size_t(1));
        QVERIFY(said(large) == SentenceId::RefundUnderWay);
        QVERIFY(said(paid(u"small"_s, kLimit)) == SentenceId::RefundAsked);
        QCOMPARE(due(), size_t(2));
        QCOMPARE(database().number("SELECT count(*) FROM audit_log WHERE action = 'payments.refund' "
                                   "AND actor = 'olga' AND after LIKE 'waits for approval%'"),
                 1);
    }

    // By hand, say: it must not go back a second time.
    void whatWentBackInAnotherWayIsNotDecided()
    {
        const qint64 payment = paid(u"large"_s, kLimit + 1);
        QVERIFY(askFor(u"large"_s) == Asked::AwaitsApproval);
        database().exec("UPDATE payments SET status = 'refunded' WHERE id = ?", payment);
        QVERIFY(pending().isEmpty());
        QCOMPARE(decide(payment, true), wordOfError(ErrorCode::Conflict));
        QCOMPARE(due(), size_t(0));
    }

    void whatIsDeclinedStaysAndCanBeAskedForAgain()
    {
        const qint64 payment = paid(u"large"_s, kLimit + 1);
        QVERIFY(askFor(u"large"_s) == Asked::AwaitsApproval);
        QCOMPARE(decide(payment, false), QString());
        QCOMPARE(due(), size_t(0));
        QVERIFY(pending().isEmpty());
        QVERIFY(askFor(u"large"_s) == Asked::AwaitsApproval);
        QCOMPARE(pending().size(), 1);
    }

    void whatNobodyDecidesIsOverAfterADay()
    {
        const qint64 payment = paid(u"large"_s, kLimit + 1);
        QVERIFY(askFor(u"large"_s) == Asked::AwaitsApproval);
        shop().clock.advance(kDayMs - 1);
        QCOMPARE(pending().size(), 1);
        shop().clock.advance(1);
        QVERIFY(pending().isEmpty());
        QCOMPARE(decide(payment, true), wordOfError(ErrorCode::Conflict));
        QCOMPARE(due(), size_t(0));
        QVERIFY(askFor(u"large"_s) == Asked::AwaitsApproval);
        QCOMPARE(pending().size(), 1);
        QCOMPARE(decide(payment, true), QString());
        QCOMPARE(due(), size_t(1));
    }

private:
    std::unique_ptr<consolehub::Changes> m_changes;
    std::unique_ptr<consolehub::CallTable> m_calls;
    std::unique_ptr<billing::Refunds> m_refunds;
    int m_lastId = 0;
};

const turnpike::test::RegisteredTest<TestRefundCalls> kTestRefundCalls;

} // namespace tst_refundcalls

#include "tst_refundcalls.moc"
