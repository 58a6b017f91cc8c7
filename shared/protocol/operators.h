// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/timestamp.h"

// Who may use the console.
namespace turnpike::protocol {

// An operator.
struct OperatorRow
{
    QString name;
    Role role = Role::Viewer;
    Timestamp createdAt = 0;
    Timestamp expiresAt = 0;
    std::optional<Timestamp> revokedAt;
    std::optional<Timestamp> lastUsedAt;

    template<class F>
    static void fields(F &&field)
    {
        field("name", &OperatorRow::name);
        field("role", &OperatorRow::role);
        field("created_at", &OperatorRow::createdAt);
        field("expires_at", &OperatorRow::expiresAt);
        field("revoked_at", &OperatorRow::revokedAt);
        field("last_used_at", &OperatorRow::lastUsedAt);
    }
};

// Answer of "operators.list".
struct OperatorList
{
    QList<OperatorRow> items;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &OperatorList::items);
    }
};

// Arguments of "operators.add" and "operators.revoke" (name and reason).
struct OperatorOrder
{
    QString name;
    Role role = Role::Viewer;
    int days = 90; // that the token is good for, 1 to 366
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("name", &OperatorOrder::name);
        field("role", &OperatorOrder::role);
        field("days", &OperatorOrder::days);
        field("reason", &OperatorOrder::reason);
    }
};

// Answer of "operators.add". The token is told this once and kept nowhere.
struct NewToken
{
    QString name;
    QString token;
    Timestamp expiresAt = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("name", &NewToken::name);
        field("token", &NewToken::token);
        field("expires_at", &NewToken::expiresAt);
    }
};

} // namespace turnpike::protocol
