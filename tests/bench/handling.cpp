// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "handling.h"

#include "figures.h"

#include <algorithm>

namespace turnpike::bench {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kHandlePatience = 120s;

// When each update from `first` on was committed as handled, µs since 1970.
QHash<qint64, qint64> committedAt(Bed &bed, qint64 first)
{
    QHash<qint64, qint64> times;
    // The claim is the last that is written to a row, in the transaction of its handler.
    for (const auto &row : bed.database().rows(
             "SELECT update_id, CAST(extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000 AS bigint) "
             "FROM inbox WHERE status = 'done' AND update_id >= " +
             QByteArray::number(first)))
        times.insert(row.at(0).toLongLong(), row.at(1).toLongLong());
    return times;
}

// Runs the load, waits until all is handled and holds it against what was acknowledged.
Loaded loadAndHandle(const Tools &tools, Bed &bed, const Sending &sending)
{
    Loaded loaded = load(tools, bed.folder(), sending);
    if (loaded.refused > 0)
        throw Broken(u"%1 updates were refused"_s.arg(loaded.refused));
    bed.awaitHandled(kHandlePatience);
    // What every handler of these says goes into the outbox under the name of its update.
    const qint64 spoken = bed.database().number(
        "SELECT count(*) FROM inbox i WHERE i.status = 'done' AND i.update_id >= " +
        QByteArray::number(sending.firstUpdate) +
        " AND EXISTS (SELECT 1 FROM outbox o WHERE o.correlation_id = 'update-' || i.seq)");
    if (spoken != loaded.acknowledged)
        throw Broken(
            u"%1 updates were acknowledged, and %2 led to something in the outbox"_s.arg(loaded.acknowledged)
                .arg(spoken));
    return loaded;
}

} // namespace

qint64 freshUpdates(Bed &bed)
{
    return 1 + bed.database().number("SELECT coalesce(max(update_id), 0) FROM inbox");
}

double handledPerSecond(const Tools &tools, Bed &bed, const ShopServer &server, Sending sending)
{
    sending.port = server.port();
    sending.connections = 40;
    sending.firstUpdate = freshUpdates(bed);
    const Loaded loaded = loadAndHandle(tools, bed, sending);
    qint64 last = 0;
    for (const qint64 at : committedAt(bed, sending.firstUpdate))
        last = std::max(last, at);
    if (last <= loaded.firstDueAt)
        throw Broken(u"PostgreSQL does not say when updates were committed"_s);
    return static_cast<double>(loaded.acknowledged) / (static_cast<double>(last - loaded.firstDueAt) / 1e6);
}

double handledWithinMs(const Tools &tools, Bed &bed, const ShopServer &server, const Sending &sending,
                       double part)
{
    Sending paced = sending;
    paced.port = server.port();
    paced.firstUpdate = freshUpdates(bed);
    const Loaded loaded = loadAndHandle(tools, bed, paced);
    const QHash<qint64, qint64> committed = committedAt(bed, paced.firstUpdate);
    std::vector<double> ms;
    for (const Sent &one : loaded.sent) {
        if (!committed.contains(one.updateId))
            throw Broken(u"update %1 was not handled"_s.arg(one.updateId));
        ms.push_back(static_cast<double>(committed.value(one.updateId) - one.dueAt) / 1000);
    }
    return percentile(std::move(ms), part);
}

} // namespace turnpike::bench
