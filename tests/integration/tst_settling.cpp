#include "base/errors.h"
#include "rowlock.h"
#include "support/testmain.h"
#include "support/workershop.h"
#include "workers/settling.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

namespace tst_settling {

using namespace turnpike;
using namespace turnpike::test;
using workers::Iteration;
using workers::Settling;

namespace {

DatabaseError gone()
{
    return {DatabaseError::Kind::Connection, "08006", QStringLiteral("the connection is gone")};
}

DatabaseError refused()
{
    return {DatabaseError::Kind::Data, "23514", QStringLiteral("the row breaks a rule")};
}

Iteration::Setup setup()
{
    Iteration::Setup setup;
    setup.worker = QStringLiteral("test");
    return setup;
}

} // namespace

// How calls to the outside ended is written down whatever befalls the database meanwhile.
class TestSettling : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHiccupCostsAMomentAndNothingIsLeft();
    void aRowThatFailsByItselfDoesNotHoldUpTheOthers();
    void rowsThatFailTogetherAreWrittenOneByOne();
    void whatIsCancelledMeanwhileIsWrittenAllTheSame();
    void whatTheDatabaseNeverTakesIsThrownAtTheEnd();
    void aHiccupDuringABatchOfActivationsCostsASecond();
    void aHiccupDuringALookAtInvoicesCostsNoLease();
    void anInvoiceWhoseRowSomebodyHasLockedCostsNoLease();

private:
    static void endAllConnections(TestDatabase &test)
    {
        test.outsider("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
};

void TestSettling::aHiccupCostsAMomentAndNothingIsLeft()
{
    Iteration iteration(setup());
    Settling settling(iteration);
    QList<int> written;
    int hiccups = 2;
    for (int row = 0; row < 5; ++row) {
        settling.run([&, row](const Deadline &) {
            if (row >= 1 && hiccups > 0) {
                --hiccups;
                throw gone();
            }
            written.append(row);
        });
    }
    settling.finish();
    std::sort(written.begin(), written.end());
    QCOMPARE(written, QList<int>({0, 1, 2, 3, 4}));
}

void TestSettling::aRowThatFailsByItselfDoesNotHoldUpTheOthers()
{
    Iteration iteration(setup());
    Settling settling(iteration);
    QList<int> written;
    for (int row = 0; row < 3; ++row) {
        settling.run([&, row](const Deadline &) {
            if (row == 0)
                throw refused();
            written.append(row);
        });
    }
    QVERIFY_EXCEPTION_THROWN(settling.finish(), DatabaseError);
    QCOMPARE(written, QList<int>({1, 2}));
}

void TestSettling::rowsThatFailTogetherAreWrittenOneByOne()
{
    Iteration iteration(setup());
    Settling settling(iteration);
    QList<size_t> written;
    settling.runRows(5, [&](const Deadline &, size_t begin, size_t end) {
        if (begin <= 2 && 2 < end)
            throw refused();
        for (size_t row = begin; row < end; ++row)
            written.append(row);
    });
    QVERIFY_EXCEPTION_THROWN(settling.finish(), DatabaseError);
    QCOMPARE(written, QList<size_t>({0, 1, 3, 4}));
}

void TestSettling::whatIsCancelledMeanwhileIsWrittenAllTheSame()
{
    Iteration iteration(setup());
    Settling settling(iteration);
    int written = 0;
    settling.run([&](const Deadline &deadline) {
        iteration.cancel(CancelReason::Shutdown);
        deadline.check("writing");
        ++written;
    });
    settling.finish();
    QCOMPARE(written, 1);
}

void TestSettling::whatTheDatabaseNeverTakesIsThrownAtTheEnd()
{
    Iteration iteration(setup());
    iteration.cancel(CancelReason::Shutdown);
    Settling settling(iteration);
    QElapsedTimer timer;
    timer.start();
    settling.run([](const Deadline &) { throw gone(); });
    QVERIFY_EXCEPTION_THROWN(settling.finish(), DatabaseError);
    QVERIFY(timer.elapsed() < 15'000);
}

// The clock of the shop stands still: no row lease runs out in it.
void TestSettling::aHiccupDuringABatchOfActivationsCostsASecond()
{
    constexpr int kCustomers = 20;
    WorkerShop shop(TestDatabase::Kind::Postgres);
    for (int i = 0; i < kCustomers; ++i) {
        shop.addUser(TelegramId(2000 + i));
        shop.grant(TelegramId(2000 + i));
    }
    shop.addFault(QStringLiteral("vpn"), {{"latency_ms", 700}});
    shop.start({QStringLiteral("activation_worker")});
    QTRY_COMPARE_WITH_TIMEOUT(shop.calls(QStringLiteral("vpn")), kCustomers, 20'000);
    endAllConnections(shop.test);
    // Past the pool, whose connections may be found dead by whoever uses them.
    const auto settled = [&] {
        return shop.test.outsider("SELECT count(*) FROM subscriptions WHERE activation_status = 'active'")
            .toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(settled(), kCustomers, 30'000);
    QCOMPARE(shop.test
                 .outsider("SELECT count(*) FROM subscriptions WHERE lease_owner IS NOT NULL OR "
                           "activation_attempts > 0")
                 .toInt(),
             0);
}

void TestSettling::aHiccupDuringALookAtInvoicesCostsNoLease()
{
    constexpr int kPurchases = 5;
    const QString kCryptoPay = QStringLiteral("cryptopay");
    WorkerShop shop(TestDatabase::Kind::Postgres);
    for (int i = 0; i < kPurchases; ++i) {
        shop.addUser(TelegramId(2000 + i));
        shop.buy(TelegramId(2000 + i));
    }
    const auto count = [&](const QByteArray &condition) {
        return shop.test.outsider("SELECT count(*) FROM purchases WHERE lease_owner IS NULL AND " + condition)
            .toInt();
    };
    shop.start({QStringLiteral("crypto_payment_watcher")});
    QTRY_COMPARE_WITH_TIMEOUT(count("provider_invoice_id IS NOT NULL"), kPurchases, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
    shop.addFault(kCryptoPay, {{"latency_ms", 700}});
    const int calls = shop.calls(kCryptoPay);
    shop.clock.advance(31 * kSecondMs);
    QTRY_VERIFY_WITH_TIMEOUT(shop.calls(kCryptoPay) > calls, 20'000);
    endAllConnections(shop.test);
    QTRY_COMPARE_WITH_TIMEOUT(count("next_check_at > " + QByteArray::number(shop.clock.nowMs())), kPurchases,
                              30'000);
}

// The clock of the shop stands still: no row lease runs out in it.
void TestSettling::anInvoiceWhoseRowSomebodyHasLockedCostsNoLease()
{
    const QString kCryptoPay = QStringLiteral("cryptopay");
    WorkerShop shop(TestDatabase::Kind::Postgres);
    for (const TelegramId user : {TelegramId(2000), TelegramId(2001)}) {
        shop.addUser(user);
        shop.buy(user);
    }
    RowLock lock(shop.test, "UPDATE purchases SET price_kopecks = price_kopecks WHERE telegram_id = 2000");
    int asked = 0;
    connect(&shop.outside, &sandbox::Sandbox::called, this,
            [&](const QString &, const http::Request &request) {
                asked += request.path.endsWith("createInvoice") ? 1 : 0;
            });
    shop.addFault(kCryptoPay, {{"method", "createInvoice"}, {"latency_ms", 700}});
    shop.start({QStringLiteral("crypto_payment_watcher")});
    QTRY_COMPARE_WITH_TIMEOUT(asked, 2, 20'000);
    lock.begin();
    // When what waits for the lock began to; empty: nothing does.
    const auto waitsSince = [&] {
        return shop.test
            .outsider("SELECT coalesce(max(query_start)::text, '') FROM pg_stat_activity "
                      "WHERE datname = current_database() AND wait_event_type = 'Lock'")
            .trimmed();
    };
    QByteArray first; // once: QTRY asks again after a yes
    QTRY_VERIFY_WITH_TIMEOUT(!first.isEmpty() || !(first = waitsSince()).isEmpty(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(waitsSince() != first, 30'000); // its statement ran out of time
    QVERIFY(lock.isHeld());
    lock.release();
    const auto stored = [&] {
        return shop.test
            .outsider("SELECT count(*) FROM purchases WHERE provider_invoice_id IS NOT NULL "
                      "AND lease_owner IS NULL AND attempts = 1")
            .toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(stored(), 2, 20'000);
    QCOMPARE(asked, 2);
}

const turnpike::test::RegisteredTest<TestSettling> kTestSettling;

} // namespace tst_settling

#include "tst_settling.moc"
