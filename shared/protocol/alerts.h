// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/operationchoices.h"
#include "protocol/timestamp.h"

// Alerts.
namespace turnpike::protocol {

// An alert: event "alert" when it begins, is seen again, acknowledged, muted or over. The key is `key`.
struct AlertState
{
    QString key;
    Choice<Severity> severity;
    QString text;
    Sentence sentence;   // that `text` is in English
    QString runbook;     // section of the operator's handbook
    QString runbookText; // what that section says
    Timestamp firstAt = 0;
    Timestamp lastAt = 0;
    qint64 count = 1;
    bool isOver = false; // nothing of it for an hour, or cleared
    QString acknowledgedBy;
    QString note;
    std::optional<Timestamp> acknowledgedAt;
    std::optional<Timestamp> mutedUntil;
    QString instanceId;

    template<class F>
    static void fields(F &&field)
    {
        field("key", &AlertState::key);
        field("severity", &AlertState::severity);
        field("text", &AlertState::text);
        field("sentence", &AlertState::sentence);
        field("runbook", &AlertState::runbook);
        field("runbook_text", &AlertState::runbookText);
        field("first_at", &AlertState::firstAt);
        field("last_at", &AlertState::lastAt);
        field("count", &AlertState::count);
        field("is_over", &AlertState::isOver);
        field("acknowledged_by", &AlertState::acknowledgedBy);
        field("note", &AlertState::note);
        field("acknowledged_at", &AlertState::acknowledgedAt);
        field("muted_until", &AlertState::mutedUntil);
        field("instance_id", &AlertState::instanceId);
    }
};

// Arguments of "alerts.acknowledge" and, with `until`, "alerts.mute".
struct AlertOrder
{
    QString key;
    QString note;
    std::optional<Timestamp> until;

    template<class F>
    static void fields(F &&field)
    {
        field("key", &AlertOrder::key);
        field("note", &AlertOrder::note);
        field("until", &AlertOrder::until);
    }
};

} // namespace turnpike::protocol
