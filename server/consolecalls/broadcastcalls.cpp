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

BroadcastPage pageOf(db::Transaction &tx, const BroadcastParts &parts)
{
    BroadcastPage page;
    page.items = parts.broadcasts.list(tx, kMostBroadcasts);
    page.languages = parts.languages;
    for (const billing::Tariff &tariff : parts.catalog.tariffs())
        page.tariffs.append(tariff.key);
    page.administrators = parts.administrators;
    return page;
}

QString wordOf(const std::optional<BroadcastRow> &row)
{
    return row ? row->status.word() : QString();
}

QJsonObject createBroadcast(const BroadcastParts &parts, const CallRequest &request, const Deadline &deadline)
{
    const auto draft = request.as<BroadcastDraft>();
    return parts.changes.run(request, u"broadcasts"_s, draft.reason, deadline, [&](db::Transaction &tx) {
        if (const auto fault = parts.broadcasts.faultOf(draft))
            throw CallRefused(ErrorCode::BadRequest, *fault);
        const qint64 id = parts.broadcasts.create(tx, draft, request.caller.name);
        const BroadcastRow row = parts.broadcasts.row(tx, id).value();
        const QString about = u"%1: %2 %3"_s.arg(row.title, row.audience.segment.word(), row.audience.value);
        return Changes::Effect{broadcastSubject(id), std::nullopt, about.trimmed(), toJson(row),
                               std::nullopt};
    });
}

using Step = std::function<broadcasts::Broadcasts::Refusal(db::Transaction &tx, const BroadcastOrder &order)>;

// One is changed; the audit says how far it was before and is after.
QJsonObject changeBroadcast(const BroadcastParts &parts, const CallRequest &request, const Deadline &deadline,
                            const Step &step)
{
    const auto order = request.as<BroadcastOrder>();
    const QString subject = broadcastSubject(order.id);
    return parts.changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
        const QString before = wordOf(parts.broadcasts.row(tx, order.id));
        refuseIf(step(tx, order));
        const BroadcastRow row = parts.broadcasts.row(tx, order.id).value();
        return Changes::Effect{subject, before, row.status.word(), toJson(row), std::nullopt};
    });
}

void addChange(CallTable &calls, const char *name, const BroadcastParts &parts, Step step)
{
    calls.add(name,
              [parts, step = std::move(step)](const CallRequest &request, const Deadline &deadline) {
                  return changeBroadcast(parts, request, deadline, step);
              });
}

} // namespace

void addBroadcastCalls(CallTable &calls, const BroadcastParts &parts)
{
    const broadcasts::Broadcasts &all = parts.broadcasts;
    calls.addMessage(call::kBroadcasts, [parts](const CallRequest &, const Deadline &deadline) {
        return parts.database.read(db::Demand::Operations, "console", deadline,
                                   [&](db::Transaction &tx) { return pageOf(tx, parts); });
    });
    calls.addMessage(call::kCountBroadcast, [parts](const CallRequest &request, const Deadline &deadline) {
        const auto audience = request.as<BroadcastAudience>();
        if (const auto fault = parts.broadcasts.faultOf(audience))
            throw CallRefused(ErrorCode::BadRequest, *fault);
        return parts.database.read(
            db::Demand::Operations, "console", deadline,
            [&](db::Transaction &tx) { return BroadcastCount{parts.broadcasts.count(tx, audience)}; });
    });
    calls.add(call::kCreateBroadcast, [parts](const CallRequest &request, const Deadline &deadline) {
        return createBroadcast(parts, request, deadline);
    });
    addChange(calls, call::kPreviewBroadcast, parts,
              [&all, administrators = parts.administrators](
                  db::Transaction &tx, const BroadcastOrder &order) -> broadcasts::Broadcasts::Refusal {
                  if (!administrators.contains(order.to))
                      return Sentence(SentenceId::BroadcastPreviewTo, order.to);
                  return all.preview(tx, order.id, TelegramId(order.to));
              });
    addChange(calls, call::kStartBroadcast, parts, [&all](db::Transaction &tx, const BroadcastOrder &order) {
        return all.start(tx, order.id, order.startsAt);
    });
    addChange(calls, call::kPauseBroadcast, parts, [&all](db::Transaction &tx, const BroadcastOrder &order) {
        return all.pause(tx, order.id);
    });
    addChange(calls, call::kResumeBroadcast, parts, [&all](db::Transaction &tx, const BroadcastOrder &order) {
        return all.resume(tx, order.id);
    });
    addChange(calls, call::kStopBroadcast, parts, [&all](db::Transaction &tx, const BroadcastOrder &order) {
        return all.stop(tx, order.id);
    });
}

} // namespace turnpike::consolecalls
