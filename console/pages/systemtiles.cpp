// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/overviewtiles.h"

#include "models/foreigntext.h"
#include "models/numbertone.h"
#include "protocol/numbers.h"
#include "widgets/chartdata.h"

#include <algorithm>

// The tiles of what the shop leans on, and of the connected process itself.
namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(SystemTiles)
};

// Of what the server calls outside; more would be no list any more.
constexpr qsizetype kMostDependencies = 24;
// For how long a call that went well says that a service works, ms.
constexpr qint64 kServiceLastsMs = 15 * 60'000;

const BreakerState *breakerOf(ShopState &state, const QString &dependency)
{
    const QList<BreakerState> &all = state.gauges().breakers;
    const auto found = std::find_if(all.begin(), all.end(), [&](const BreakerState &breaker) {
        return breaker.dependency == dependency;
    });
    return found == all.end() ? nullptr : &*found;
}

// Null: the server does not tell of it.
const DependencyState *dependencyOf(ShopState &state, const QString &name)
{
    const QList<DependencyState> &all = state.gauges().dependencies;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const DependencyState &told) { return told.name == name; });
    return found == all.end() ? nullptr : &*found;
}

// "vpn_api" becomes "vpnApi": keys of tiles are alike.
QByteArray tileKey(const QString &dependency)
{
    QStringList words = dependency.split(u'_', Qt::SkipEmptyParts);
    for (qsizetype i = 1; i < words.size(); ++i)
        words[i][0] = words[i][0].toUpper();
    return words.join(QString()).toUtf8();
}

// As old as its last call that went well, while there is no trouble: a service that nobody has called for an
// hour may be away. Trouble is known of the process itself, and lasts.
Freshness freshnessOf(ShopState &state, const QString &name)
{
    const Freshness ours = state.freshness({FigureSource::Process});
    const BreakerState *breaker = breakerOf(state, name);
    const Check *check = state.check(name);
    const bool isWell = (!breaker || breaker->state == BreakerPhase::Closed) &&
                        (!check || check->status == CheckStatus::Pass);
    const DependencyState *told = dependencyOf(state, name);
    const bool isUsed = !told || told->isConfigured;
    // A server of a version before does not tell when.
    if (!isWell || !isUsed || !breaker || state.gauges().sources.isEmpty())
        return ours;
    return worse(ours, state.judged(breaker->succeededAt, kServiceLastsMs));
}

QString breakerText(const BreakerState &breaker)
{
    QString text = breaker.state == BreakerPhase::HalfOpen
                       ? Texts::tr("breaker is trying again")
                       : Texts::tr("breaker %1").arg(wording::word(breaker.state));
    if (breaker.since && breaker.state != BreakerPhase::Closed)
        text += Texts::tr(" since %1").arg(wording::moment(breaker.since));
    return text;
}

// Something outside that we call: its check, and its breaker.
TileContent dependency(ShopState &state, const QString &name)
{
    const Check *check = state.check(name);
    const BreakerState *breaker = breakerOf(state, name);
    const DependencyState *told = dependencyOf(state, name);
    // A server of a version before leaves it to its check, or has none.
    const bool isUsed = told ? told->isConfigured : check ? check->isConfigured : breaker != nullptr;
    if (!isUsed)
        return {Texts::tr("not used"), Texts::tr("it is not configured"), Tone::Muted};
    TileContent tile{Texts::tr("works"), {}, Tone::Good};
    if (breaker) {
        tile.detail = breakerText(*breaker);
        tile.tip = breaker->timesOpened > 0 ? Texts::tr("It was opened %n time(s) since the process began.",
                                                        nullptr, static_cast<int>(breaker->timesOpened))
                                            : QString();
        if (breaker->state != BreakerPhase::Closed) {
            tile.value = breaker->state == BreakerPhase::Open ? Texts::tr("fails") : Texts::tr("on trial");
            tile.tone = toneOf(breaker->state);
        }
    }
    if (check && check->status != CheckStatus::Pass) {
        tile.value = check->status == CheckStatus::Warn ? Texts::tr("degraded") : Texts::tr("fails");
        tile.tone = std::max(tile.tone, toneOf(check->status));
        tile.tip = check->text;
        if (!breaker || breaker->state == BreakerPhase::Closed)
            tile.detail = check->text;
    }
    return tile;
}

TileContent database(ShopState &state)
{
    const PoolGauges &pool = state.gauges().pool;
    if (!pool.isUp)
        return {Texts::tr("away"), pool.lastError, Tone::Bad};
    TileContent tile{Texts::tr("works"), Texts::tr("connected"), Tone::Good};
    if (pool.use.p50 >= 0)
        tile.detail = Texts::tr("a lease takes %1").arg(wording::measured(pool.use.p50));
    tile.tip = Texts::tr("Connections opened: %1, given up as broken: %2")
                   .arg(wording::number(pool.opened), wording::number(pool.discarded));
    for (const char *name : {"connections", "database"}) {
        const Check *check = state.check(QString::fromLatin1(name));
        if (!check || check->status == CheckStatus::Pass)
            continue;
        tile.tone = std::max(tile.tone, toneOf(check->status));
        tile.detail = check->text;
    }
    return tile;
}

TileContent pool(ShopState &state)
{
    const PoolGauges &pool = state.gauges().pool;
    TileContent tile{Texts::tr("%1 of %2 used").arg(pool.used).arg(pool.maxSize), {}, Tone::Good};
    tile.detail = pool.waiting > 0 ? Texts::tr("%n wait(s) for a connection", nullptr, int(pool.waiting))
                                   : Texts::tr("nobody waits · p95 %1").arg(wording::measured(pool.wait.p95));
    if (pool.timeouts > 0)
        tile.detail += Texts::tr(" · %n timeout(s)", nullptr, static_cast<int>(pool.timeouts));
    if (pool.waiting > 0)
        tile.tone = Tone::Warning;
    if (!pool.isUp)
        tile.tone = Tone::Bad;
    tile.tip = Texts::tr("Waiting for a connection: p50 %1, p95 %2, p99 %3")
                   .arg(wording::measured(pool.wait.p50), wording::measured(pool.wait.p95),
                        wording::measured(pool.wait.p99));
    return tile;
}

TileContent readiness(ShopState &state)
{
    if (state.gauges().isReady)
        return {Texts::tr("ready"), Texts::tr("updates are taken"), Tone::Good};
    return {Texts::tr("not ready"), Texts::tr("this instance takes no updates: Telegram will try again"),
            Tone::Bad};
}

TileContent leader(ShopState &state)
{
    const InstanceState *leads = nullptr;
    int others = 0;
    for (const InstanceState &instance : state.instances().rows()) {
        if (instance.endedAt)
            continue;
        if (instance.role == InstanceRole::Leader)
            leads = &instance;
        else if (instance.role == InstanceRole::Standby)
            ++others;
    }
    const QString standing =
        others == 0 ? Texts::tr("nobody stands by") : Texts::tr("%n stand(s) by", nullptr, others);
    if (state.gauges().isLeader)
        return {Texts::tr("this instance"), standing, Tone::Good};
    if (!leads)
        return {Texts::tr("nobody leads"), Texts::tr("no worker runs, nothing is sent"), Tone::Bad};
    return {leads->instanceId, standing, Tone::Good};
}

// That it leads itself the process knows; who else does, or that nobody does, stands in the database.
Freshness freshnessOfLeader(ShopState &state)
{
    return state.gauges().isLeader ? state.freshness({FigureSource::Process})
                                   : state.freshness({FigureSource::Instances});
}

TileContent memory(ShopState &state)
{
    const ProcessGauges &process = state.gauges().process;
    const double percent = percentOf(double(process.memoryBytes), double(process.memoryLimitBytes));
    TileContent tile{wording::bytes(process.memoryBytes), Texts::tr("no limit is known"), Tone::Good};
    if (process.memoryLimitBytes > 0)
        tile.detail =
            Texts::tr("%1 % of %2").arg(qint64(percent)).arg(wording::bytes(process.memoryLimitBytes));
    tile.tone = toneOf(numbers::kMemoryUsed, percent);
    return tile;
}

TileContent descriptors(ShopState &state)
{
    const ProcessGauges &process = state.gauges().process;
    const double percent = percentOf(double(process.descriptors), double(process.descriptorLimit));
    TileContent tile{wording::number(process.descriptors), Texts::tr("no limit is known"), Tone::Good};
    if (process.descriptorLimit > 0)
        tile.detail =
            Texts::tr("%1 % of %2").arg(qint64(percent)).arg(wording::number(process.descriptorLimit));
    tile.tone = toneOf(numbers::kDescriptorsUsed, percent);
    tile.tip = Texts::tr("Open file descriptors; HTTP clients connected: %1, consoles: %2")
                   .arg(wording::number(process.connections), wording::number(process.consoles));
    return tile;
}

TileContent loopLag(ShopState &state)
{
    const ProcessGauges &process = state.gauges().process;
    TileContent tile{wording::measured(process.loopLagMs), {}, Tone::Good};
    tile.detail = Texts::tr("CPU %1 · %n thread(s)", nullptr, static_cast<int>(process.threads))
                      .arg(chart::wording(process.cpuPercent, Unit::Percent));
    tile.tone = toneOf(numbers::kLoopLag, process.loopLagMs);
    tile.tip =
        Texts::tr("How late the main thread of the server came to its work, at worst in the last seconds");
    return tile;
}

} // namespace

QStringList dependenciesWithTile(const ShopState &state)
{
    const QList<DependencyState> &all = state.gauges().dependencies;
    if (all.isEmpty()) // nothing is known yet, or a server of a version before tells none
        return {u"redis"_s, u"vpn_api"_s, u"crypto_pay"_s};
    QStringList names;
    for (const DependencyState &told : all) {
        if (told.hasTile && names.size() < kMostDependencies)
            names.append(told.name);
    }
    return names;
}

std::vector<OverviewTile> systemTiles(const QStringList &dependencies)
{
    using Source = FigureSource;
    const QString poolPage = u"pool"_s, logs = u"logs"_s;
    std::vector<OverviewTile> tiles{
        {"database", Texts::tr("Database"), u"database"_s, database, readFrom({Source::Process}),
         u"database"_s},
        {"pool", Texts::tr("Connection pool"), poolPage, pool, readFrom({Source::Process}), u"database"_s},
    };
    for (const QString &name : dependencies)
        tiles.push_back({tileKey(name), foreign::button(wording::part(name)), logs,
                         [name](ShopState &state) { return dependency(state, name); },
                         [name](ShopState &state) { return freshnessOf(state, name); }, name});
    const std::vector<OverviewTile> own{
        {"readiness", Texts::tr("Readiness"), logs, readiness, readFrom({Source::Process}), u"database"_s},
        {"leader", Texts::tr("Leader"), u"workers"_s, leader, freshnessOfLeader, u"leader"_s},
        {"memory", Texts::tr("Memory"), {}, memory, readFrom({Source::Process}), u"process"_s},
        {"descriptors",
         Texts::tr("File descriptors"),
         {},
         descriptors,
         readFrom({Source::Process}),
         u"process"_s},
        {"loopLag", Texts::tr("Event-loop lag"), {}, loopLag, readFrom({Source::Process}), u"process"_s},
    };
    tiles.insert(tiles.end(), own.begin(), own.end());
    return tiles;
}

} // namespace turnpike::console
