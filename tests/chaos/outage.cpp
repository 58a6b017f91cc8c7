// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outage.h"

namespace turnpike::chaos {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kReady = 200;
constexpr int kNotReady = 503;
// A try to store may hang for 3 s before that is said; the rest is for a machine that is busy.
constexpr auto kSaidPatience = 30s;
constexpr auto kReadyAgainWithin = 5s;
constexpr auto kAlertPatience = 60s; // they are looked for each 15 s

} // namespace

void awaitNotReady(Rig &rig)
{
    until(u"/readyz says that nothing can be stored"_s, kSaidPatience,
          [&rig] { return rig.readyStatus() == kNotReady; });
}

void awaitHonestReadiness(Rig &rig)
{
    const QString stored = u"SELECT count(*) FROM inbox"_s;
    const qint64 before = rig.number(stored);
    until(u"/readyz says that nothing can be stored, or something is"_s, kSaidPatience,
          [&] { return rig.readyStatus() == kNotReady || rig.number(stored) > before; });
}

void awaitReadyAgain(Rig &rig)
{
    until(u"/readyz says that updates can be stored again"_s, kReadyAgainWithin,
          [&rig] { return rig.readyStatus() == kReady; });
}

void awaitAlert(Rig &rig, const QByteArray &key)
{
    const QByteArray told = "\"key\":\"" + key + '"';
    until(u"an alert of "_s + QString::fromUtf8(key), kAlertPatience, [&] {
        live(500ms); // it is a long log
        return rig.serverLog().contains(told);
    });
}

void requireNoAttemptCounted(Rig &rig)
{
    const qint64 counted = rig.number(u"SELECT count(*) FROM inbox WHERE attempts > 1"_s);
    const qint64 hung = rig.serverLog().count("\"counted\":true");
    if (counted > hung)
        throw Broken(
            u"an attempt was counted of %1 updates, of which %2 ran into their time"_s.arg(counted).arg(
                hung));
}

} // namespace turnpike::chaos
