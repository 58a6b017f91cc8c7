// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/broadcastcalls.h"

#include "protocol/calls.h"

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostBroadcasts = 100;

QString broadcastSubject(qint64 id)
{
    return u"broadcast:%1"_s.arg(id);
}

void refuseIf(const broadcasts::Broadcasts::Refusal &refusal)
{
    if (!refusal)
        return;
    const bool isNoneThere = refusal->id() == SentenceId::NoBroadcast;
    throw CallRefused(isNoneThere ? ErrorCode::NotFound : ErrorCode::Refused, *refusal);
}

QString wordOf(const std::optional<BroadcastRow> &row)
{
    return row ? row->status.word() : QString();
}

Changes::Effect createBroadcast(db::Transaction &tx, const BroadcastRules &rules, const CallRequest &request)
{
    const auto draft = request.as<BroadcastDraft>();
    if (const auto fault = rules.broadcasts.faultOf(draft))
        throw CallRefused(ErrorCode::BadRequest, *fault);
    const qint64 id = rules.broadcasts.create(tx, draft, request.caller.name);
    const BroadcastRow row = rules.broadcasts.row(tx, id).value();
    const QString about = u"%1: %2 %3"_s.arg(row.title, row.audience.segment.word(), row.audience.value);
    return {broadcastSubject(id), std::nullopt, about.trimmed(), toJson(row), std::nullopt};
}

using Step = std::function<broadcasts::Broadcasts::Refusal(db::Transaction &tx, const BroadcastOrder &order)>;

// One is changed; the audit says how far it was before and is after.
void addStep(Actions &actions, const char *name, const BroadcastRules &rules, const Step &step)
{
    const auto subject = [](const CallRequest &request) {
        return broadcastSubject(request.as<BroadcastOrder>().id);
    };
    const auto work = [&all = rules.broadcasts, step](db::Transaction &tx, const CallRequest &request) {
        const auto order = request.as<BroadcastOrder>();
        const QString before = wordOf(all.row(tx, order.id));
        refuseIf(step(tx, order));
        const BroadcastRow row = all.row(tx, order.id).value();
        return Changes::Effect{broadcastSubject(order.id), before, row.status.word(), toJson(row),
                               std::nullopt};
    };
    actions.add(name, {subject, work});
}

} // namespace

void addBroadcastActions(Actions &actions, const BroadcastRules &rules)
{
    const broadcasts::Broadcasts &all = rules.broadcasts;
    actions.add(call::kCreateBroadcast, {[](const CallRequest &) { return u"broadcasts"_s; },
                                         [rules](db::Transaction &tx, const CallRequest &request) {
                                             return createBroadcast(tx, rules, request);
                                         }});
    addStep(actions, call::kPreviewBroadcast, rules,
            [&all, administrators = rules.administrators](
                db::Transaction &tx, const BroadcastOrder &order) -> broadcasts::Broadcasts::Refusal {
                if (!administrators.contains(order.to))
                    return Sentence(SentenceId::BroadcastPreviewTo, order.to);
                return all.preview(tx, order.id, TelegramId(order.to));
            });
    addStep(actions, call::kStartBroadcast, rules, [&all](db::Transaction &tx, const BroadcastOrder &order) {
        return all.start(tx, order.id, order.startsAt);
    });
    addStep(actions, call::kPauseBroadcast, rules,
            [&all](db::Transaction &tx, const BroadcastOrder &order) { return all.pause(tx, order.id); });
    addStep(actions, call::kResumeBroadcast, rules,
            [&all](db::Transaction &tx, const BroadcastOrder &order) { return all.resume(tx, order.id); });
    addStep(actions, call::kStopBroadcast, rules,
            [&all](db::Transaction &tx, const BroadcastOrder &order) { return all.stop(tx, order.id); });
}

BroadcastPage broadcastPage(db::Transaction &tx, const BroadcastRules &rules)
{
    BroadcastPage page;
    page.items = rules.broadcasts.list(tx, kMostBroadcasts);
    page.languages = rules.languages;
    for (const billing::Tariff &tariff : rules.catalog.tariffs())
        page.tariffs.append(tariff.key);
    page.administrators = rules.administrators;
    return page;
}

BroadcastCount broadcastCount(db::Transaction &tx, const BroadcastRules &rules,
                              const BroadcastAudience &audience)
{
    if (const auto fault = rules.broadcasts.faultOf(audience))
        throw CallRefused(ErrorCode::BadRequest, *fault);
    return {rules.broadcasts.count(tx, audience)};
}

void addBroadcastCalls(CallTable &calls, const Changes &changes, db::Database &database,
                       const BroadcastRules &rules)
{
    calls.addMessage(call::kBroadcasts, [&database, rules](const CallRequest &, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline,
                             [&](db::Transaction &tx) { return broadcastPage(tx, rules); });
    });
    calls.addMessage(
        call::kCountBroadcast, [&database, rules](const CallRequest &request, const Deadline &deadline) {
            const auto audience = request.as<BroadcastAudience>();
            return database.read(db::Demand::Operations, "console", deadline,
                                 [&](db::Transaction &tx) { return broadcastCount(tx, rules, audience); });
        });
    Actions actions;
    addBroadcastActions(actions, rules);
    actions.addTo(calls, changes);
}

} // namespace turnpike::consolecalls
