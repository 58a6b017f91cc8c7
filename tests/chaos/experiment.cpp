// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "experiment.h"

#include "checker.h"

#include <algorithm>

namespace turnpike::chaos {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kPatience = 300s;     // Telegram's longest delay is 120 s
constexpr double kBackTo = 0.95;     // of the throughput before
constexpr int kRaces = 30;           // within which it must be back
constexpr int kSpans = 8;            // within which updates must be handled in time again
constexpr qint64 kOutageMs = 10'000; // a pre-checkout waits for so long
// Messages in flight when a process dies may be sent again: see outbox::CallsInFlight.
constexpr int kInFlight = 24;

// A fault that was followed by the next one before anything could be handled is part of that one.
std::vector<qint64> recoveriesOf(Rig &rig)
{
    std::vector<qint64> found;
    qint64 before = 0;
    for (const qint64 end : rig.faultEnds()) {
        const qint64 handled =
            rig.number(u"SELECT min(handled_at) FROM inbox WHERE received_at >= ?"_s, {end});
        if (handled != before)
            found.push_back(handled - end);
        before = handled;
    }
    return found;
}

// How long after the end of a fault the last update made before it was handled.
qint64 caughtUpMs(Rig &rig)
{
    QHash<qint64, qint64> handledAt;
    for (const QVariantList &row : rig.rows(u"SELECT update_id, handled_at FROM inbox"_s))
        handledAt.insert(row[0].toLongLong(), row[1].toLongLong());
    QHash<qint64, qint64> latest; // made under an id, which Telegram may use again
    for (const Crowd::Made &made : rig.crowd().made())
        latest[made.updateId] = made.at;
    qint64 longest = 0;
    for (const Crowd::Made &made : rig.crowd().made()) {
        if (latest.value(made.updateId) != made.at)
            continue;
        const auto end = std::lower_bound(rig.faultEnds().begin(), rig.faultEnds().end(), made.at);
        if (end != rig.faultEnds().end())
            longest = std::max(longest, handledAt.value(made.updateId) - *end);
    }
    return longest;
}

// The speed to be reached again: the twin's, for they are alike; chance may have favoured either before.
double goalFor(double before)
{
    return kBackTo * std::min(1.0, before);
}

void quiet(Rig &rig)
{
    rig.crowd().close();
    rig.awaitCaughtUp(kPatience);
}

void carryThrough(Case &which, Rig &rig, Rig &twin, Outcome &outcome)
{
    const bool isShort = rig.form().isShort;
    const auto span = isShort ? 2'000ms : 8'000ms;
    rig.setTwin(&twin);
    for (Rig *each : {&rig, &twin}) {
        each->start();
        each->crowd().open(rig.world().offered);
    }
    live(isShort ? 3'000ms : 6'000ms); // everybody has come in
    outcome.before.inTime = partInTime(rig, span);
    quiet(twin);
    quiet(rig);
    Race before(&rig, &twin, isShort ? 2 : 6);
    while (!before.isMeasured())
        before.run();
    outcome.before.burst = before.relative();
    outcome.burstUpdatesPerSecond = before.updatesPerSecond();

    rig.controls().open();
    rig.crowd().open(rig.world().offered);
    which.strike(rig);
    rig.awaitCaughtUp(kPatience);
    outcome.controls = rig.controls().close();
    for (int i = 0; i < kSpans && outcome.after.inTime < kBackTo * outcome.before.inTime; ++i)
        outcome.after.inTime = partInTime(rig, span);
    quiet(rig);
    Race after(&rig, &twin, isShort ? 4 : 6);
    for (int i = 0; i < kRaces && (!after.isMeasured() || after.relative() < goalFor(before.relative())); ++i)
        after.run();
    outcome.after.burst = after.relative();
    rig.drain(kPatience);
    outcome.recoveriesMs = recoveriesOf(rig);
    outcome.caughtUpMs = caughtUpMs(rig);
    outcome.findings = Checker(&rig).check();
}

QStringList lateAtTheControls(const ControlDelays &delays)
{
    QStringList late;
    const auto note = [&late](const char *what, qint64 ms) {
        if (ms > kControlsMs)
            late += u"%1 took effect %2 ms after it could"_s.arg(QLatin1String(what)).arg(ms);
    };
    note("a flag", delays.flag);
    note("an order", delays.order);
    note("a revocation", delays.revocation);
    return late;
}

} // namespace

World Case::world(const Form &form) const
{
    World world;
    if (form.isShort)
        world.customers = 30; // more than the limit in the long run, and fewer than their first burst
    return world;
}

QStringList Outcome::objections() const
{
    using Kind = Findings::Kind;
    QStringList all;
    if (!why.isEmpty())
        return {why};
    const auto object = [&all](bool holds, const QString &what) {
        if (holds)
            all.append(what);
    };
    object(findings.count(Kind::Lost) > 0, u"%1 lost"_s.arg(findings.count(Kind::Lost)));
    object(findings.count(Kind::Duplicate) > 0,
           u"%1 duplicated effects"_s.arg(findings.count(Kind::Duplicate)));
    object(findings.count(Kind::Wrong) > 0, u"%1 wrong"_s.arg(findings.count(Kind::Wrong)));
    // No case makes one on purpose: what went wrong is never the fault of an update.
    object(findings.deadLetters > 0, u"%1 dead letters"_s.arg(findings.deadLetters));
    object(findings.repeatedMessages > crashes * kInFlight + findings.lostAnswers,
           u"%1 messages repeated at %2 crashes and %3 lost answers"_s.arg(findings.repeatedMessages)
               .arg(crashes)
               .arg(findings.lostAnswers));
    if (!isTimed)
        return all;
    const bool isOutage =
        longestAway.count() >= kOutageMs ||
        std::any_of(recoveriesMs.begin(), recoveriesMs.end(), [](qint64 ms) { return ms >= kOutageMs; });
    object(findings.late > 0 && !isOutage && caughtUpMs < kOutageMs,
           u"%1 pre-checkouts too late, and nothing was away for so long"_s.arg(findings.late));
    all += lateAtTheControls(controls);
    object(after.inTime < kBackTo * before.inTime,
           u"%1 % handled in time after it, %2 % before"_s.arg(after.inTime * 100, 0, 'f', 1)
               .arg(before.inTime * 100, 0, 'f', 1));
    object(after.burst < goalFor(before.burst),
           u"%1 % of its twin's speed after it, %2 % before"_s.arg(after.burst * 100, 0, 'f', 0)
               .arg(before.burst * 100, 0, 'f', 0));
    return all;
}

Outcome perform(Case &which, const Tools &tools, const Form &form)
{
    Outcome outcome;
    std::unique_ptr<Rig> rig;
    try {
        rig = std::make_unique<Rig>(tools, which.world(form), form);
        Rig twin(tools, which.world(form), form);
        carryThrough(which, *rig, twin, outcome);
    } catch (const Error &error) {
        outcome.why = error.message();
    }
    if (!rig)
        return outcome;
    outcome.crashes = rig->crashes();
    outcome.longestAway = rig->longestAway();
    outcome.isTimed = rig->world().isTimed;
    outcome.folder = rig->folder();
    if (!outcome.objections().isEmpty())
        rig->keepFolder();
    return outcome;
}

} // namespace turnpike::chaos
