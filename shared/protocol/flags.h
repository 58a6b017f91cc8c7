// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/operationchoices.h"
#include "protocol/timestamp.h"

// Feature flags and the audit.
namespace turnpike::protocol {

// A feature flag: event "flag" when it changes.
struct FlagState
{
    QString key;
    bool enabled = false;
    Choice<FlagKind> kind;
    QString description;
    QString changedBy;
    Timestamp changedAt = 0;
    QString reason;
    qint64 version = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("key", &FlagState::key);
        field("enabled", &FlagState::enabled);
        field("kind", &FlagState::kind);
        field("description", &FlagState::description);
        field("changed_by", &FlagState::changedBy);
        field("changed_at", &FlagState::changedAt);
        field("reason", &FlagState::reason);
        field("version", &FlagState::version);
    }
};

// Arguments of "flags.set" and, without `enabled`, of "flags.rollback", which gives it the value it had
// before its last change.
struct FlagOrder
{
    QString key;
    bool enabled = false;
    qint64 version = 0; // that the changer saw
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("key", &FlagOrder::key);
        field("enabled", &FlagOrder::enabled);
        field("version", &FlagOrder::version);
        field("reason", &FlagOrder::reason);
    }
};

// Arguments of "flags.history".
struct FlagHistoryQuery
{
    QString key;
    int limit = 50;

    template<class F>
    static void fields(F &&field)
    {
        field("key", &FlagHistoryQuery::key);
        field("limit", &FlagHistoryQuery::limit);
    }
};

// One change, or one attempt that was refused: event "audit" when it is new.
struct AuditRow
{
    qint64 id = 0;
    QString changeId;
    Timestamp at = 0;
    QString actor;
    Choice<Role> role; // of an operator; others who act have words of their own, such as the command line
    QString address;
    QString action;
    QString subject;
    QString before;
    QString after;
    QString reason;
    QString result; // kDone, or why it was refused or failed

    static constexpr const char *kDone = "done";
    bool isDone() const { return result == QLatin1String(kDone); }

    template<class F>
    static void fields(F &&field)
    {
        field("id", &AuditRow::id);
        field("change_id", &AuditRow::changeId);
        field("at", &AuditRow::at);
        field("actor", &AuditRow::actor);
        field("role", &AuditRow::role);
        field("address", &AuditRow::address);
        field("action", &AuditRow::action);
        field("subject", &AuditRow::subject);
        field("before", &AuditRow::before);
        field("after", &AuditRow::after);
        field("reason", &AuditRow::reason);
        field("result", &AuditRow::result);
    }
};

// Arguments of "audit.list". Newest first; empty: all.
struct AuditQuery
{
    QString actor;
    QString action;  // or how it begins
    QString subject; // or how it begins
    QString text;    // anywhere
    std::optional<qint64> from;
    std::optional<qint64> to;
    std::optional<qint64> beforeId;
    int limit = 100;

    template<class F>
    static void fields(F &&field)
    {
        field("actor", &AuditQuery::actor);
        field("action", &AuditQuery::action);
        field("subject", &AuditQuery::subject);
        field("text", &AuditQuery::text);
        field("from", &AuditQuery::from);
        field("to", &AuditQuery::to);
        field("before_id", &AuditQuery::beforeId);
        field("limit", &AuditQuery::limit);
    }
};

// Answer of "audit.list" and "flags.history".
struct AuditPage
{
    QList<AuditRow> items;
    bool hasMore = false;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &AuditPage::items);
        field("has_more", &AuditPage::hasMore);
    }
};

} // namespace turnpike::protocol
