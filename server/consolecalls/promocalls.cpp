// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/promocalls.h"

#include "db/storable.h"
#include "protocol/calls.h"
#include "protocol/money.h"
#include "protocol/promos.h"
#include "protocol/version.h"

#include <algorithm>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

using billing::Promo;

PromoState promoStateOf(const Promo &promo, Timestamp now)
{
    if (!promo.isActive)
        return PromoState::Ended;
    if (promo.validUntil && *promo.validUntil <= now)
        return PromoState::Expired;
    if (promo.usedCount >= promo.maxUses)
        return PromoState::UsedUp;
    if (promo.validFrom && *promo.validFrom > now)
        return PromoState::NotYetValid;
    return PromoState::Active;
}

PromoRow promoRowOf(const Promo &promo, Timestamp now)
{
    PromoRow row;
    row.code = promo.code;
    row.kind = promo.kind;
    row.value = promo.kind == PromoKind::Percent ? promo.discountPercent : promo.amount;
    row.tariff = promo.tariff;
    row.newOnly = promo.isNewOnly;
    row.usesEach = promo.usesEach;
    row.used = promo.usedCount;
    row.maxUses = promo.maxUses == billing::kUnlimitedUses ? 0 : promo.maxUses;
    row.validFrom = promo.validFrom;
    row.validUntil = promo.validUntil;
    row.state = promoStateOf(promo, now);
    row.createdBy = promo.createdBy;
    row.createdAt = promo.createdAt;
    return row;
}

int boundedUses(qint64 uses)
{
    return static_cast<int>(std::clamp<qint64>(uses, 0, billing::kUnlimitedUses));
}

Promo promoFrom(const PromoOrder &order, const QString &maker)
{
    Promo promo;
    promo.code = billing::Promos::normalized(order.code);
    promo.kind = order.kind.known().value_or(PromoKind::Percent);
    if (promo.kind == PromoKind::Percent)
        promo.discountPercent = static_cast<int>(std::clamp<qint64>(order.value, 0, 101));
    else
        promo.amount = order.value;
    promo.maxUses = order.maxUses == 0 ? billing::kUnlimitedUses : boundedUses(order.maxUses);
    promo.usesEach = boundedUses(order.usesEach);
    promo.isNewOnly = order.newOnly;
    promo.tariff = order.tariff;
    promo.validUntil = order.validUntil;
    promo.createdBy = db::storable(maker);
    return promo;
}

SentenceId sentenceFor(billing::PromoFault fault)
{
    switch (fault) {
    case billing::PromoFault::Code:
        break;
    case billing::PromoFault::Value:
        return SentenceId::GivePromoValue;
    case billing::PromoFault::Uses:
        return SentenceId::GivePromoUses;
    case billing::PromoFault::Until:
        return SentenceId::GivePromoUntil;
    }
    return SentenceId::GivePromoCode;
}

// For the audit.
QString promoSummary(const PromoRow &row)
{
    const QString value = row.kind == PromoKind::Percent ? u"-%1 %"_s.arg(row.value)
                          : row.kind == PromoKind::Money ? u"-%1"_s.arg(moneyText({row.value}))
                                                         : u"+%1 days"_s.arg(row.value);
    return u"%1, used %2, %3"_s.arg(value).arg(row.used).arg(row.state.word());
}

QString promoSubject(const PromoOrder &order)
{
    return u"promo:"_s + db::storable(billing::Promos::normalized(order.code).left(64));
}

PromoPage promoList(db::Transaction &tx, const billing::Promos &promos, const billing::Catalog &catalog,
                    const PromoQuery &query, Timestamp now)
{
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    const billing::PromoFilter filter{query.text, query.onlyUsable, query.before,
                                      db::storable(query.beforeCode)};
    PromoPage page;
    for (const Promo &promo : promos.list(tx, filter, limit + 1))
        page.items.append(promoRowOf(promo, now));
    page.hasMore = page.items.size() > limit;
    page.items.resize(std::min<qsizetype>(page.items.size(), limit));
    for (const billing::Tariff &tariff : catalog.tariffs())
        page.tariffs += tariff.key;
    return page;
}

PromoUsePage promoUses(db::Transaction &tx, const billing::Promos &promos, const PromoUseQuery &query)
{
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    PromoUsePage page;
    for (const billing::PromoUse &use : promos.uses(tx, db::storable(query.code), query.before,
                                                    db::storable(query.beforePurchase), limit + 1)) {
        PromoUseRow row;
        row.telegramId = use.user.value();
        row.purchaseId = use.purchase;
        row.state = Choice<PromoUseState>(use.state);
        row.tariff = use.tariff;
        row.priceKopecks = use.price.value();
        row.purchaseStatus = Choice<PurchaseStatus>(use.purchaseStatus);
        row.createdAt = use.createdAt;
        page.items.append(row);
    }
    page.hasMore = page.items.size() > limit;
    page.items.resize(std::min<qsizetype>(page.items.size(), limit));
    return page;
}

} // namespace

void addPromoCalls(CallTable &calls, const Changes &changes, db::Database &database, const Clock &clock,
                   const billing::Promos &promos, const billing::Catalog &catalog)
{
    calls.addMessage(call::kPromos, [&](const CallRequest &request, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
            return promoList(tx, promos, catalog, request.as<PromoQuery>(), clock.nowMs());
        });
    });
    calls.addMessage(call::kPromoUses, [&](const CallRequest &request, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
            return promoUses(tx, promos, request.as<PromoUseQuery>());
        });
    });
    calls.add(call::kCreatePromo, [&](const CallRequest &request, const Deadline &deadline) {
        const auto order = request.as<PromoOrder>();
        const QString subject = promoSubject(order);
        return changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
            const Promo promo = promoFrom(order, request.caller.name);
            if (const auto fault = billing::faultOf(promo, clock.nowMs()))
                throw CallRefused(ErrorCode::BadRequest, Sentence(sentenceFor(*fault)));
            if (!promo.tariff.isEmpty() && !catalog.find(promo.tariff))
                throw CallRefused(ErrorCode::BadRequest, {SentenceId::NoTariff, promo.tariff});
            if (!promos.create(tx, promo))
                throw CallRefused(ErrorCode::Conflict, {SentenceId::PromoTaken, promo.code});
            const PromoRow row = promoRowOf(promos.find(tx, promo.code).value(), clock.nowMs());
            return Changes::Effect{subject, std::nullopt, promoSummary(row), toJson(row), std::nullopt};
        });
    });
    calls.add(call::kEndPromo, [&](const CallRequest &request, const Deadline &deadline) {
        const auto order = request.as<PromoOrder>();
        const QString subject = promoSubject(order);
        return changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
            const auto promo = promos.find(tx, db::storable(order.code));
            if (!promo)
                throw CallRefused(ErrorCode::NotFound,
                                  {SentenceId::NoPromo, db::storable(order.code.left(64))});
            if (!promo->isActive)
                throw CallRefused(ErrorCode::Conflict, {SentenceId::PromoEnded, promo->code});
            promos.setActive(tx, promo->code, false);
            const PromoRow row = promoRowOf(promos.find(tx, promo->code).value(), clock.nowMs());
            return Changes::Effect{subject, promoSummary(promoRowOf(*promo, clock.nowMs())),
                                   promoSummary(row), toJson(row), std::nullopt};
        });
    });
}

} // namespace turnpike::consolecalls
