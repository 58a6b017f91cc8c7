// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/sentenceid.h"

#include <limits>
#include <optional>

// What is said of a described number. The numbers themselves are in numbers.h.
namespace turnpike::protocol {

// What a value is told in. Prometheus gets base units: seconds, and parts of 1 for a percentage.
enum class Unit { Count, Milliseconds, Bytes, PerSecond, Percent };

// What is measured now, or a count that only grows while the process lives.
enum class NumberKind { Gauge, Counter };

// All is well, worth a look, wrong.
enum class NumberLevel { Pass, Warn, Fail };

// A rule of resources/grafana/alerts.yml for when a number reaches a threshold; a test compares the two.
struct AlertRule
{
    const char *name = nullptr;     // null: no rule
    const char *compared = nullptr; // in PromQL; null: the highest value of the metric
    const char *lasting = nullptr;  // "2m"; null: the rule fires at once
    bool isCritical = false;        // otherwise a warning
    const char *summary = nullptr;  // for people; "%1" is the threshold in the number's unit
    const char *runbook = nullptr;  // the section of docs/runbook.md
};

// A tile of the overview with the value, and words for how it is. Texts are those of the console's context
// "OverviewTiles".
struct NumberTile
{
    const char *key = nullptr; // null: no tile that is made from this
    const char *title = nullptr;
    const char *page = "";       // that it leads to; empty: to none
    const char *target = "";     // what it opens there: the list of what is counted; empty: the page
    const char *fine = nullptr;  // below its thresholds
    const char *amiss = nullptr; // from a threshold on
};

// Never reached.
inline constexpr double kNoThreshold = std::numeric_limits<double>::infinity();

// A number that the server measures, described once: for checks, metrics, series, tiles and alert rules.
struct Number
{
    const char *id; // on the wire and in series
    Unit unit = Unit::Count;
    NumberKind kind = NumberKind::Gauge;

    // For Prometheus, in base units; null: not among the metrics.
    const char *metric = nullptr;
    const char *help = nullptr;
    const char *label = nullptr; // with a value: one of several series of the metric
    const char *labelValue = nullptr;

    bool isCharted = false; // kept in series, which are named by ids
    NumberTile tile = {};

    // What a check says from a threshold on, with the value; nothing: no check looks at it by itself.
    std::optional<SentenceId> finding = std::nullopt;

    // In the number's unit. A threshold is reached by a value that is no less.
    double warn = kNoThreshold;
    double fail = kNoThreshold;
    AlertRule onWarn = {};
    AlertRule onFail = {};

    constexpr NumberLevel level(double value) const
    {
        if (value >= fail)
            return NumberLevel::Fail;
        return value >= warn ? NumberLevel::Warn : NumberLevel::Pass;
    }
    // A value, or a threshold, as Prometheus counts it.
    constexpr double inBaseUnits(double value) const
    {
        switch (unit) {
        case Unit::Milliseconds:
            return value / 1000;
        case Unit::Percent:
            return value / 100;
        case Unit::Count:
        case Unit::Bytes:
        case Unit::PerSecond:
            break;
        }
        return value;
    }
};

// How much of a limit is used; 0 when there is no limit.
constexpr double percentOf(double used, double limit)
{
    return limit > 0 ? used * 100 / limit : 0;
}

} // namespace turnpike::protocol
