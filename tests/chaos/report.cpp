// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "report.h"

#include <cstdio>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

QString seconds(qint64 ms)
{
    return u"%1 s"_s.arg(static_cast<double>(ms) / 1000, 0, 'f', 2);
}

QString recovery(std::vector<qint64> ms)
{
    if (ms.empty())
        return u"-"_s;
    std::sort(ms.begin(), ms.end());
    const QString median = seconds(ms[ms.size() / 2]);
    return ms.size() == 1 ? median : u"%1 (worst %2)"_s.arg(median, seconds(ms.back()));
}

QString lineOf(const Outcome &outcome)
{
    using Kind = Findings::Kind;
    const Findings &found = outcome.findings;
    return u"lost %1, duplicated effects %2, repeated messages %3; recovery %4, caught up after %5; "
           "handled in time %6 % (before %7 %); speed against an untouched twin %8 % (before %9 %)"_s
               .arg(found.count(Kind::Lost))
               .arg(found.count(Kind::Duplicate))
               .arg(found.repeatedMessages)
               .arg(recovery(outcome.recoveriesMs), seconds(outcome.caughtUpMs))
               .arg(outcome.after.inTime * 100, 0, 'f', 0)
               .arg(outcome.before.inTime * 100, 0, 'f', 0)
               .arg(outcome.after.burst * 100, 0, 'f', 0)
               .arg(outcome.before.burst * 100, 0, 'f', 0);
}

} // namespace

void print(const QString &text)
{
    std::printf("%s\n", qPrintable(text));
    std::fflush(stdout);
}

QString titleOf(const Case &which, const Form &form)
{
    return u"%1 on %2, seed %3"_s.arg(which.name(), titleOf(form.database)).arg(form.seed);
}

bool tell(const QString &title, const Outcome &outcome)
{
    const Findings &found = outcome.findings;
    if (outcome.why.isEmpty()) {
        print(u"  %1 updates, among them %2 presses and %3 pre-checkouts; %4 payments from outside; %5 "
              "messages, of which %6 ended unsent and say why; %7 dead letters; %8 crashes; %9 updates a "
              "second in bursts; %10 pre-checkouts came too late and say so"_s.arg(found.updates)
                  .arg(found.presses)
                  .arg(found.checkouts)
                  .arg(found.payments)
                  .arg(found.messages)
                  .arg(found.unsent)
                  .arg(found.deadLetters)
                  .arg(outcome.crashes)
                  .arg(outcome.burstUpdatesPerSecond, 0, 'f', 0)
                  .arg(found.late));
        const ControlDelays &controls = outcome.controls;
        print(u"  %1 changes at the controls; from the first moment in which each could take "
              "effect until it did, at worst: a flag %2, an order %3, a revocation %4"_s.arg(controls.changes)
                  .arg(seconds(controls.flag), seconds(controls.order), seconds(controls.revocation)));
    }
    const QStringList objections = outcome.objections();
    const QString verdict =
        objections.isEmpty() ? u"and it recovers"_s : u"IT DOES NOT HOLD: "_s + objections.join(u"; "_s);
    if (outcome.why.isEmpty())
        print(u"%1: %2 … %3"_s.arg(title, lineOf(outcome), verdict));
    else
        print(u"%1: %2"_s.arg(title, verdict));
    for (const QString &example : found.examples())
        print(u"  "_s + example);
    if (!objections.isEmpty())
        print(u"  kept for a look: %1"_s.arg(outcome.folder));
    return objections.isEmpty();
}

} // namespace turnpike::chaos
