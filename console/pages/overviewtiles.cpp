// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/overviewtiles.h"

#include "models/numbertone.h"
#include "protocol/numbervalues.h"
#include "widgets/chartdata.h"

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

struct OverviewTexts
{
    Q_DECLARE_TR_FUNCTIONS(OverviewTiles)
};

QString joined(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

// --- described numbers

// A server of the version before tells these two in members alone.
std::optional<double> knownValue(const Gauges &gauges, const Number &number)
{
    if (const auto value = NumberValues(gauges.numbers).value(number))
        return value;
    if (&number == &numbers::kDeadLetters)
        return double(gauges.inbox.dead);
    if (&number == &numbers::kPaymentsInReview)
        return double(gauges.shop.paymentsInReview);
    return std::nullopt;
}

QString numberText(double value, Unit unit)
{
    switch (unit) {
    case Unit::Count:
        return wording::number(qint64(value));
    case Unit::Milliseconds:
        return wording::measured(value);
    case Unit::Bytes:
        return wording::bytes(qint64(value));
    case Unit::PerSecond:
        return wording::rate(value);
    case Unit::Percent:
        break;
    }
    return chart::wording(value, unit);
}

OverviewTile numberTile(const Number &number)
{
    const auto content = [of = &number](ShopState &state) -> TileContent {
        const std::optional<double> value = knownValue(state.gauges(), *of);
        if (!value)
            return {u"–"_s, OverviewTexts::tr("this server does not tell"), Tone::Muted};
        const char *words = isReached(*of, *value) ? of->tile.amiss : of->tile.fine;
        return {numberText(*value, of->unit), OverviewTexts::tr(words), toneOf(*of, *value)};
    };
    // All numbers with a tile of their own are counts of the backlog.
    return {number.tile.key,
            OverviewTexts::tr(number.tile.title),
            QString::fromLatin1(number.tile.page),
            content,
            readFrom({FigureSource::Backlog}),
            {},
            QString::fromLatin1(number.tile.target)};
}

// --- what customers feel

TileContent paidWithoutKey(ShopState &state)
{
    const ShopGauges &shop = state.gauges().shop;
    const qint64 waiting = shop.waitingForKey.value_or(shop.paidWithoutKey);
    constexpr qint64 kPatienceMs = 60'000; // a key takes seconds where all is well
    TileContent tile{wording::number(waiting), {}, waiting > 0 ? Tone::Info : Tone::Good};
    QStringList parts;
    if (waiting > 0)
        parts.append(OverviewTexts::tr("the oldest for %1").arg(wording::duration(shop.oldestWaitMs)));
    if (shop.activationsFailed > 0)
        parts.append(OverviewTexts::tr("%n failed", nullptr, static_cast<int>(shop.activationsFailed)));
    if (shop.activationsPending > 0)
        parts.append(OverviewTexts::tr("%n under way", nullptr, static_cast<int>(shop.activationsPending)));
    if (shop.activationsFailed > 0 || (waiting > 0 && shop.oldestWaitMs >= kPatienceMs))
        tile.tone = Tone::Warning;
    if (shop.paidWithoutKey > 0)
        tile.tone = Tone::Bad;
    tile.detail = parts.isEmpty() ? OverviewTexts::tr("everybody who paid has a key") : joined(parts);
    tile.tip = OverviewTexts::tr("Customers who paid and have no key yet; after ten minutes it is an alert.\n"
                                 "Activations that failed: %1, under way: %2")
                   .arg(wording::number(shop.activationsFailed), wording::number(shop.activationsPending));
    return tile;
}

TileContent sales(ShopState &state)
{
    const ShopGauges &shop = state.gauges().shop;
    TileContent tile{wording::number(shop.salesThisHour), {}, Tone::None};
    if (shop.salesUsual < 0) {
        tile.detail = OverviewTexts::tr("no history yet");
        return tile;
    }
    tile.detail =
        OverviewTexts::tr("usually %1 in such an hour").arg(chart::wording(shop.salesUsual, Unit::Count));
    constexpr double kHourMs = 3'600'000;
    const double expected = shop.salesUsual * double(state.gauges().at % qint64(kHourMs)) / kHourMs;
    tile.tone = Tone::Good;
    if (expected >= 5 && double(shop.salesThisHour) * 3 < expected) {
        tile.tone = Tone::Warning;
        tile.detail =
            OverviewTexts::tr("far below the usual %1").arg(chart::wording(shop.salesUsual, Unit::Count));
    }
    tile.tip =
        OverviewTexts::tr("Purchases fulfilled in this hour so far, and on average in this hour of the last "
                          "seven days: %1")
            .arg(chart::wording(shop.salesUsual, Unit::Count));
    return tile;
}

TileContent revenue(ShopState &state)
{
    const ShopGauges &shop = state.gauges().shop;
    return {
        wording::kopecks(shop.revenueTodayKopecks),
        OverviewTexts::tr("%n active subscription(s)", nullptr, static_cast<int>(shop.activeSubscriptions)),
        Tone::None, OverviewTexts::tr("Customers so far: %1").arg(wording::number(shop.usersTotal))};
}

// --- what flows

TileContent liveness(ShopState &state)
{
    const WebhookGauges &webhook = state.gauges().webhook;
    // This process may not have seen the newest yet.
    const qint64 newest = std::max(webhook.lastAuthenticatedAt.value_or(0), webhook.quietSince.value_or(0));
    const QString request =
        webhook.lastRequestAt
            ? OverviewTexts::tr("last request %1").arg(wording::fromNow(webhook.lastRequestAt))
            : QString();
    TileContent tile{wording::fromNow(newest), {}, Tone::Good};
    tile.detail = joined(
        {OverviewTexts::tr("%1 a minute").arg(chart::wording(webhook.perMinute, Unit::Count)), request});
    tile.tip = OverviewTexts::tr("Last request: %1\nLast update with our secret: %2\nLast acknowledged: %3\n"
                                 "Wrong secret: %4, malformed: %5, turned away: %6")
                   .arg(wording::moment(webhook.lastRequestAt), wording::moment(webhook.lastAuthenticatedAt),
                        wording::moment(webhook.lastAcknowledgedAt), wording::number(webhook.wrongSecret),
                        wording::number(webhook.malformed), wording::number(webhook.unavailable));
    if (newest == 0) {
        tile.value = OverviewTexts::tr("none yet");
        tile.tone = Tone::Muted;
    } else if (isReached(numbers::kUpdatesQuiet, state.gauges().at - newest)) {
        tile.tone = Tone::Muted; // silence alone is no fault
        tile.detail = joined({OverviewTexts::tr("silence"), request});
    }
    if (!webhook.trouble.isEmpty()) {
        tile.tone = Tone::Warning;
        tile.detail = webhook.trouble;
    }
    return tile;
}

TileContent inbox(ShopState &state)
{
    const InboxGauges &inbox = state.gauges().inbox;
    TileContent tile{OverviewTexts::tr("%1 waiting").arg(wording::number(inbox.pending)), {}, Tone::Good};
    tile.detail = inbox.pending > 0
                      ? OverviewTexts::tr("the oldest for %1").arg(wording::duration(inbox.oldestMs))
                      : OverviewTexts::tr("nothing left to handle");
    if (inbox.handle.p50 >= 0)
        tile.detail = joined(
            {tile.detail, OverviewTexts::tr("handled in %1").arg(wording::measured(inbox.handle.p50))});
    tile.tone = toneOf(numbers::kInboxOldest, inbox.oldestMs);
    tile.tip = OverviewTexts::tr("Handled: %1 (p99 %2), failed: %3, timed out: %4, redelivered: %5")
                   .arg(wording::number(inbox.handled), wording::measured(inbox.handle.p99),
                        wording::number(inbox.failed), wording::number(inbox.timeouts),
                        wording::number(inbox.duplicates));
    return tile;
}

TileContent outbox(ShopState &state)
{
    const OutboxGauges &outbox = state.gauges().outbox;
    TileContent tile{OverviewTexts::tr("%1 queued").arg(wording::number(outbox.pending)), {}, Tone::Good};
    tile.detail = joined(
        {OverviewTexts::tr("%1 sent").arg(wording::rate(outbox.sentPerSecond)),
         outbox.failed > 0 ? OverviewTexts::tr("%1 failed").arg(wording::number(outbox.failed)) : QString()});
    if (isReached(numbers::kOutboxOldest, outbox.oldestMs)) {
        tile.tone = Tone::Warning;
        tile.detail = OverviewTexts::tr("the oldest is due for %1").arg(wording::duration(outbox.oldestMs));
    }
    if (outbox.pausedUntil && *outbox.pausedUntil > state.gauges().at) {
        tile.tone = Tone::Warning;
        tile.detail = OverviewTexts::tr("Telegram lets %n chat(s) wait until %1", nullptr,
                                        static_cast<int>(outbox.pausedChats))
                          .arg(wording::moment(outbox.pausedUntil));
    }
    if (outbox.held) {
        tile.tone = Tone::Warning;
        tile.value = OverviewTexts::tr("held, %1 queued").arg(wording::number(outbox.pending));
        tile.detail = OverviewTexts::tr("nothing is sent until it is released");
    }
    if (outbox.unauthorized) {
        tile.tone = Tone::Bad;
        tile.detail = OverviewTexts::tr("Telegram does not know the bot's token");
    }
    tile.tip = OverviewTexts::tr("Sent: %1, refused: %2, dropped: %3, slowed down by Telegram: %4")
                   .arg(wording::number(outbox.sent), wording::number(outbox.refused),
                        wording::number(outbox.dropped), wording::number(outbox.rateLimited));
    return tile;
}

TileContent webhookInfo(ShopState &state)
{
    const WebhookGauges &webhook = state.gauges().webhook;
    if (webhook.pendingAtTelegram < 0)
        return {OverviewTexts::tr("not asked yet"), OverviewTexts::tr("what Telegram knows of our webhook"),
                Tone::Muted};
    TileContent tile{OverviewTexts::tr("%1 pending").arg(wording::number(webhook.pendingAtTelegram)),
                     OverviewTexts::tr("Telegram reports no error"), Tone::Good};
    if (!webhook.lastErrorAtTelegram.isEmpty()) {
        tile.tone = Tone::Warning;
        tile.detail = webhook.lastErrorAtTelegram;
    }
    if (const Check *check = state.check(u"telegram"_s); check && check->status != CheckStatus::Pass) {
        tile.tone = toneOf(check->status);
        tile.detail = check->text;
    }
    return tile;
}

TileContent workers(ShopState &state)
{
    int paused = 0, off = 0, stuck = 0, stopped = 0, failing = 0, running = 0, troubled = 0;
    QStringList named;
    Tone worst = Tone::Good;
    for (const WorkerState &worker : state.workers().rows()) {
        const auto is = [&worker](WorkerStatus status) { return worker.state == status; };
        const bool isFailing = isReached(numbers::kWorkerFailures, worker.failuresInARow);
        paused += is(WorkerStatus::Paused);
        off += is(WorkerStatus::FlagOff);
        stuck += is(WorkerStatus::Stuck);
        stopped += is(WorkerStatus::Stopped);
        running += is(WorkerStatus::Running);
        failing += isFailing;
        // The tile is as bad as the worst of them: as its row is, but for a single failure, which the next
        // iteration mends.
        const bool isTroubled = !isFailing && (toneOf(worker.lastOutcome) == Tone::Warning ||
                                               toneOf(worker.lastOutcome) == Tone::Bad);
        troubled += isTroubled;
        if (const Tone tone = toneOf(worker.state); tone == Tone::Warning || tone == Tone::Bad)
            worst = std::max(worst, tone);
        if (isFailing)
            worst = std::max(worst, toneOf(numbers::kWorkerFailures, worker.failuresInARow));
        if (isTroubled) {
            worst = std::max(worst, Tone::Warning);
            named.append(u"%1: %2"_s.arg(worker.worker, worker.lastReason.isEmpty()
                                                            ? wording::word(worker.lastOutcome)
                                                            : worker.lastReason));
        }
        if (isFailing || is(WorkerStatus::Stuck) || is(WorkerStatus::Paused))
            named.append(u"%1: %2"_s.arg(
                worker.worker, isFailing ? OverviewTexts::tr("failed %n time(s) in a row", nullptr,
                                                             static_cast<int>(worker.failuresInARow))
                                         : wording::word(worker.state)));
    }
    const int all = state.workers().rowCount();
    TileContent tile{OverviewTexts::tr("%1 of %2 work").arg(all - paused - off - stuck - stopped).arg(all),
                     {},
                     Tone::Good,
                     named.join(u'\n')};
    const auto part = [](int count, const QString &text) { return count > 0 ? text : QString(); };
    tile.detail = joined({part(stuck, OverviewTexts::tr("%n stuck", nullptr, stuck)),
                          part(failing, OverviewTexts::tr("%n failing", nullptr, failing)),
                          part(troubled, OverviewTexts::tr("%n in trouble", nullptr, troubled)),
                          part(stopped, OverviewTexts::tr("nobody leads")),
                          part(paused, OverviewTexts::tr("%n paused", nullptr, paused)),
                          part(off, OverviewTexts::tr("%n switched off", nullptr, off)),
                          part(running, OverviewTexts::tr("%n running", nullptr, running))});
    if (tile.detail.isEmpty())
        tile.detail = OverviewTexts::tr("all wait for their next run");
    if (all == 0)
        return {u"–"_s, OverviewTexts::tr("no workers known"), Tone::Muted};
    tile.tone = worst;
    if (stopped > 0) // nobody leads
        tile.tone = Tone::Bad;
    return tile;
}

} // namespace

std::function<Freshness(ShopState &)> readFrom(std::initializer_list<FigureSource> sources)
{
    // A list of its own: what an initializer_list holds ends with the expression.
    return [all = std::vector<FigureSource>(sources)](ShopState &state) {
        Freshness worst = state.freshness({FigureSource::Process});
        for (const FigureSource source : all)
            worst = worse(worst, state.freshness({source}));
        return worst;
    };
}

TileContent shownOf(const OverviewTile &tile, ShopState &state)
{
    if (!state.isKnown())
        return judged({}, {});
    TileContent content = tile.content(state);
    const bool isAmiss = content.tone == Tone::Warning || content.tone == Tone::Bad;
    if (const Check *check = tile.check.isEmpty() || !isAmiss ? nullptr : state.check(tile.check);
        check && check->status != CheckStatus::Pass)
        content.since = check->since;
    for (const Consequence &felt : state.gauges().consequences) {
        if (isAmiss && !tile.check.isEmpty() && felt.cause == tile.check)
            content.since = std::min(content.since.value_or(felt.since), felt.since);
    }
    return judged(std::move(content), tile.freshness(state));
}

std::vector<OverviewTile> shopTiles()
{
    using Source = FigureSource;
    const QString backlog = u"backlog"_s, telegram = u"telegram"_s;
    const QString updates = u"updates"_s, customers = u"customers"_s;
    std::vector<OverviewTile> tiles = {
        {"paidWithoutKey", OverviewTexts::tr("Paid without a key"), u"waiting"_s, paidWithoutKey,
         readFrom({Source::Shop, Source::Backlog}), backlog, u"now"_s},
        {"sales", OverviewTexts::tr("Sales this hour"), customers, sales, readFrom({Source::Shop})},
        {"revenue", OverviewTexts::tr("Revenue today"), customers, revenue, readFrom({Source::Shop})},
        numberTile(numbers::kPaymentsInReview),
        {"liveness", OverviewTexts::tr("Last update"), updates, liveness, readFrom({Source::Backlog}),
         u"telegram_webhook"_s},
        {"inbox", OverviewTexts::tr("Inbox"), updates, inbox, readFrom({Source::Backlog}), backlog},
        numberTile(numbers::kDeadLetters),
        {"outbox", OverviewTexts::tr("Outbox"), u"messages"_s, outbox, readFrom({Source::Backlog}), telegram},
        {"webhook", OverviewTexts::tr("Telegram webhook"), updates, webhookInfo, readFrom({Source::Telegram}),
         telegram},
        {"workers", OverviewTexts::tr("Workers"), u"workers"_s, workers, readFrom({Source::Workers}),
         u"workers"_s},
    };
    // Those of which nothing more is said than stands with the number.
    for (const Number *number : numbers::kAll) {
        const auto isOfNumber = [number](const OverviewTile &tile) {
            return QLatin1String(tile.key) == QLatin1String(number->tile.key);
        };
        if (number->tile.key && std::none_of(tiles.begin(), tiles.end(), isOfNumber))
            tiles.push_back(numberTile(*number));
    }
    return tiles;
}

} // namespace turnpike::console
