// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/record.h"
#include "protocol/timestamp.h"

#include <optional>

namespace turnpike::console {

// When something that is shown was read, and whether its source is still there: nothing looks well that is
// not of now. ShopState judges it, in one place. Main thread.
struct Freshness
{
    // In order, the worst last: of now, no longer known, and never heard of.
    enum class Kind { Fresh, Gone, Never };

    Kind kind = Kind::Never;
    Timestamp readAt = 0; // ms UTC of the server; 0: never

    bool isFresh() const { return kind == Kind::Fresh; }
    // As it is while it is fresh, and otherwise Muted, however good or bad it was.
    Tone toned(Tone tone) const { return isFresh() ? tone : Tone::Muted; }
    // "as of 12:04:31", "not known since 12:04:31", "nothing is known of it yet".
    QString text() const;
    // As short as it goes: "now", "8 min 3 s", "not since 12:04:31", "unknown".
    QString age() const;

    friend bool operator==(const Freshness &, const Freshness &) = default;
};

// Of what is made of both.
Freshness worse(const Freshness &one, const Freshness &other);

} // namespace turnpike::console
