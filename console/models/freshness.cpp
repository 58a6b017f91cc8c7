// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/freshness.h"

#include "models/wording.h"

#include <QCoreApplication>

#include <algorithm>

namespace turnpike::console {

namespace {

// Below it an age says "now": what is read each few seconds need not count them.
constexpr qint64 kNowMs = 15'000;

struct FreshnessTexts
{
    Q_DECLARE_TR_FUNCTIONS(Freshness)
};

} // namespace

QString Freshness::text() const
{
    switch (kind) {
    case Kind::Fresh:
        return FreshnessTexts::tr("as of %1").arg(wording::moment(readAt));
    case Kind::Gone:
        return FreshnessTexts::tr("not known since %1").arg(wording::moment(readAt));
    case Kind::Never:
        break;
    }
    return FreshnessTexts::tr("nothing is known of it yet");
}

QString Freshness::age() const
{
    if (kind == Kind::Never)
        return FreshnessTexts::tr("unknown");
    if (kind == Kind::Gone)
        return FreshnessTexts::tr("not since %1").arg(wording::moment(readAt));
    const qint64 age = wording::serverNow() - readAt;
    return age < kNowMs ? FreshnessTexts::tr("now") : wording::duration(age);
}

Freshness worse(const Freshness &one, const Freshness &other)
{
    if (one.kind != other.kind)
        return one.kind < other.kind ? other : one;
    return one.readAt <= other.readAt ? one : other;
}

} // namespace turnpike::console
