// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/connectfailure.h"
#include "protocol/transport.h"

#include <memory>

namespace turnpike::console {

// Where a lost connection ended: a server that still has what came after goes on from there.
struct ResumePoint
{
    QString epoch;
    qint64 seq = 0;
};

// Makes connections to one server. Lives on the thread of its owner.
class Dialer
{
public:
    virtual ~Dialer() = default;

    // A connection that is open or being opened. It says closed() when it never opens; null when this server
    // may not be dialled at all.
    virtual std::unique_ptr<protocol::Transport> dial(const std::optional<ResumePoint> &resume) = 0;
    // Why the last one did not open; nothing when it did, or nobody knows.
    virtual std::optional<ConnectFailure> failure() const = 0;
};

} // namespace turnpike::console
