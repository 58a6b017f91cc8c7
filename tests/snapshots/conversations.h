// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "snapshots/film.h"

namespace turnpike::snapshots {

// All that there is, in the order in which a customer meets it. Throws what Film throws.
void liveThroughEverything(Film &film);

// The parts of it; each goes on where the one before has ended.
namespace conversations {
void arrival(Film &film);
void trial(Film &film);
void buying(Film &film);
void review(Film &film);
void balance(Film &film);
void renewal(Film &film);
void promo(Film &film);
void gift(Film &film);
void referral(Film &film);
void settings(Film &film);
void support(Film &film);
void notices(Film &film);
void erasure(Film &film);
void administration(Film &film);
} // namespace conversations

// The subscription of Anna has this key from now on, and she is told.
void giveKey(Film &film, db::Transaction &tx, const QString &key, bool isFirst);

} // namespace turnpike::snapshots
