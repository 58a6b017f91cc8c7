// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/promocalls.h"
#include "protocol/calls.h"
#include "protocol/promos.h"
#include "support/shop.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_promocalls {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

const QString kReason = u"because of a test"_s;

QString wordOfError(ErrorCode code)
{
    return QString::fromLatin1(toWord(code));
}

PromoOrder spring()
{
    PromoOrder order;
    order.code = u"spring"_s;
    order.kind = PromoKind::Percent;
    order.value = 20;
    order.reason = kReason;
    return order;
}

} // namespace

// Promo codes as operators make, list and end them, on both databases.
class TestPromoCalls : public QObject, private ShopFixture
{
    Q_OBJECT

private:
    TestDatabase &database() { return shop().database(); }

    Answer ask(const char *name, const QJsonObject &args, const QString &id = {})
    {
        consolehub::CallRequest request;
        request.id = id.isEmpty() ? u"p-%1"_s.arg(++m_lastId) : id;
        request.call = QString::fromLatin1(name);
        request.args = args;
        request.caller = {u"olga"_s, Role::Operator, u"192.0.2.1"_s};
        return m_calls->serve(request, Deadline::in(std::chrono::seconds(60)));
    }
    QString codeOf(const char *name, const PromoOrder &order)
    {
        const Answer answer = ask(name, toJson(order));
        return answer.error ? answer.error->code.word() : QString();
    }
    PromoPage page(const PromoQuery &query = {})
    {
        return fromJson<PromoPage>(ask(call::kPromos, toJson(query)).ok);
    }
    QStringList listed(const PromoQuery &query = {})
    {
        QStringList codes;
        for (const PromoRow &row : page(query).items)
            codes.append(row.code + u' ' + row.state.word());
        return codes;
    }
    void make(const QString &code)
    {
        shop().clock.advance(kSecondMs);
        PromoOrder order = spring();
        order.code = code;
        QCOMPARE(codeOf(call::kCreatePromo, order), QString());
    }
    QString refusalOf(TelegramId user, const QString &code)
    {
        const auto checked =
            shop().write([&](db::Transaction &tx) { return shop().promos.check(tx, user, code); });
        const auto *refusal = std::get_if<billing::PromoRefusal>(&checked);
        return refusal ? QString::fromLatin1(billing::toString(*refusal)) : QString();
    }
    // A purchase for which the code is taken.
    PurchaseId use(TelegramId user, const QString &code)
    {
        const billing::Purchase bought = shop().buy(user);
        shop().write(
            [&](db::Transaction &tx) { QVERIFY(!shop().promos.reserve(tx, user, code, bought.id)); });
        return bought.id;
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        openShop();
        m_changes = std::make_unique<consolehub::Changes>(database().database(), shop().audit);
        m_calls = std::make_unique<consolehub::CallTable>();
        consolecalls::addPromoCalls(*m_calls, *m_changes, database().database(), shop().clock, shop().promos,
                                    shop().catalog);
    }
    void cleanup()
    {
        m_calls.reset();
        m_changes.reset();
        closeShop();
    }

    void aCodeIsMadeOnceAndIsWhatTheRulesTakeItFor()
    {
        PromoOrder order = spring();
        order.kind = PromoKind::Days;
        order.value = 7;
        order.tariff = u"plus"_s;
        order.newOnly = true;
        order.usesEach = 2;
        order.maxUses = 10;
        order.validUntil = shop().clock.nowMs() + kDayMs;
        const Answer made = ask(call::kCreatePromo, toJson(order), u"make-1"_s);
        QVERIFY2(!made.error, qPrintable(made.error ? made.error->message : QString()));
        QCOMPARE(ask(call::kCreatePromo, toJson(order), u"make-1"_s).ok, made.ok);
        QCOMPARE(codeOf(call::kCreatePromo, order), wordOfError(ErrorCode::Conflict));
        const auto kept =
            shop().write([&](db::Transaction &tx) { return shop().promos.find(tx, u"SPRING"_s); });
        QVERIFY(kept);
        QVERIFY(kept->kind == PromoKind::Days && kept->isNewOnly);
        QCOMPARE(kept->amount, 7);
        QCOMPARE(kept->tariff, u"plus"_s);
        QCOMPARE(kept->usesEach, 2);
        QCOMPARE(kept->maxUses, 10);
        QCOMPARE(kept->createdBy, u"olga"_s);
        const PromoRow row = page().items.first();
        QCOMPARE(row.createdBy + u' ' + row.state.word(), u"olga active"_s);
        QCOMPARE(row.value, 7);
        QVERIFY(page().tariffs.contains(u"plus"_s));
        QCOMPARE(database().number("SELECT count(*) FROM audit_log WHERE action = 'promos.create' AND "
                                   "subject = 'promo:SPRING' AND result = 'done' AND after LIKE '+7 days%'"),
                 1);
        for (const char *change : {call::kCreatePromo, call::kEndPromo})
            QVERIFY(!isAllowed(Role::Viewer, QString::fromLatin1(change)));
    }

    void aCodeThatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<PromoOrder>("order");
        const auto add = [](const char *name, const std::function<void(PromoOrder &)> &spoil) {
            PromoOrder order = spring();
            spoil(order);
            QTest::newRow(name) << order;
        };
        add("short", [](PromoOrder &order) { order.code = u"AB"_s; });
        add("no link can carry it", [](PromoOrder &order) { order.code = u"ВЕСНА"_s; });
        add("nothing off", [](PromoOrder &order) { order.value = 0; });
        add("more than all", [](PromoOrder &order) { order.value = 101; });
        add("more than an int", [](PromoOrder &order) { order.value = (qint64(1) << 32) + 10; });
        add("money given", [](PromoOrder &order) {
            order.kind = PromoKind::Money;
            order.value = -100;
        });
        add("a century", [](PromoOrder &order) {
            order.kind = PromoKind::Days;
            order.value = 36'500;
        });
        add("never used", [](PromoOrder &order) { order.maxUses = -1; });
        add("by nobody", [](PromoOrder &order) { order.usesEach = 0; });
        add("over", [](PromoOrder &order) { order.validUntil = 1; });
        add("no tariff", [](PromoOrder &order) { order.tariff = u"gold"_s; });
        add("no reason", [](PromoOrder &order) { order.reason.clear(); });
    }
    void aCodeThatMakesNoSenseIsRefused()
    {
        QFETCH(PromoOrder, order);
        QCOMPARE(codeOf(call::kCreatePromo, order), wordOfError(ErrorCode::BadRequest));
        QCOMPARE(page().items.size(), 0);
    }

    void codesAreListedTheNewestFirstAndFiltered()
    {
        make(u"FIRST"_s);
        make(u"SECOND"_s);
        make(u"THIRD"_s);
        database().exec("UPDATE promo_codes SET valid_until = 1 WHERE code = 'FIRST'");
        database().exec("UPDATE promo_codes SET max_uses = 1, used_count = 1 WHERE code = 'SECOND'");
        QCOMPARE(listed(), (QStringList{u"THIRD active"_s, u"SECOND used_up"_s, u"FIRST expired"_s}));
        PromoQuery query;
        query.onlyUsable = true;
        QCOMPARE(listed(query), QStringList{u"THIRD active"_s});
        query = {};
        query.text = u"sec"_s;
        QCOMPARE(listed(query), QStringList{u"SECOND used_up"_s});

        // By pages, within a moment too.
        database().exec("UPDATE promo_codes SET created_at = 5");
        query = {};
        query.limit = 1;
        QStringList paged;
        for (PromoPage next = page(query);; next = page(query)) {
            paged.append(next.items.first().code);
            if (!next.hasMore || paged.size() > 5)
                break;
            query.before = next.items.last().createdAt;
            query.beforeCode = next.items.last().code;
        }
        QCOMPARE(paged, (QStringList{u"THIRD"_s, u"SECOND"_s, u"FIRST"_s}));
    }

    void anEndedCodeIsTakenNoMoreAndEndsOnce()
    {
        make(u"SPRING"_s);
        const TelegramId user = shop().newUser();
        QCOMPARE(refusalOf(user, u"SPRING"_s), QString());
        QCOMPARE(codeOf(call::kEndPromo, spring()), QString());
        QCOMPARE(refusalOf(user, u"SPRING"_s), u"inactive"_s);
        QCOMPARE(codeOf(call::kEndPromo, spring()), wordOfError(ErrorCode::Conflict));
        PromoOrder unknown = spring();
        unknown.code = u"NOBODY"_s;
        QCOMPARE(codeOf(call::kEndPromo, unknown), wordOfError(ErrorCode::NotFound));
        QCOMPARE(database().number("SELECT count(*) FROM audit_log WHERE action = 'promos.end' AND result = "
                                   "'done' AND before LIKE '%active' AND after LIKE '%ended'"),
                 1);
    }

    void thePurchasesThatTookACodeAreToldByPages()
    {
        make(u"SPRING"_s);
        make(u"SUMMER"_s);
        QStringList taken;
        for (int i = 0; i < 3; ++i) {
            shop().clock.advance(kSecondMs);
            taken.prepend(use(shop().newUser(), u"SPRING"_s).value());
        }
        const PurchaseId other = use(shop().newUser(), u"SUMMER"_s);
        PromoUseQuery query{u"SPRING"_s, std::nullopt, {}, 2};
        const auto first = fromJson<PromoUsePage>(ask(call::kPromoUses, toJson(query)).ok);
        QVERIFY(first.hasMore);
        query.before = first.items.last().createdAt;
        query.beforePurchase = first.items.last().purchaseId;
        const auto rest = fromJson<PromoUsePage>(ask(call::kPromoUses, toJson(query)).ok);
        QVERIFY(!rest.hasMore);
        QStringList told;
        for (const PromoUseRow &row : first.items + rest.items) {
            told.append(row.purchaseId);
            QVERIFY(row.state == PromoUseState::Reserved);
            QVERIFY(row.priceKopecks > 0);
        }
        QCOMPARE(told, taken);
        QVERIFY(!told.contains(other.value()));
    }

private:
    std::unique_ptr<consolehub::Changes> m_changes;
    std::unique_ptr<consolehub::CallTable> m_calls;
    int m_lastId = 0;
};

const turnpike::test::RegisteredTest<TestPromoCalls> kTestPromoCalls;

} // namespace tst_promocalls

#include "tst_promocalls.moc"
