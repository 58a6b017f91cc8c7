// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/errors.h"
#include "control/audit.h"
#include "protocol/frame.h"
#include "protocol/role.h"

namespace turnpike::consolehub {

// Who makes a call: an operator as the token says, with the rights of this moment.
struct Caller
{
    QString name;
    protocol::Role role = protocol::Role::Viewer;
    QString address;                  // of the console; empty when unknown
    bool isShopAdministrator = false; // asks in Telegram, and has no role

    control::Actor actor() const
    {
        const char *as = isShopAdministrator ? "shop_administrator" : protocol::toWord(role);
        return {name, QString::fromLatin1(as), address};
    }
};

// A call on its way to the function that serves it.
struct CallRequest
{
    QString id; // of a change: its idempotency key
    QString call;
    QJsonObject args;
    Caller caller;

    template<protocol::Message Args>
    Args as() const
    {
        return protocol::fromJson<Args>(args);
    }
};

// A call is not carried out, for a reason that its caller is told.
class CallRefused : public Error
{
public:
    // `message` says what to do.
    CallRefused(protocol::ErrorCode code, const protocol::Sentence &message)
        : Error(ErrorType::Domain, message)
        , m_code(code)
    {}

    protocol::ErrorCode code() const { return m_code; }

private:
    protocol::ErrorCode m_code;
};

} // namespace turnpike::consolehub
