// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/hello.h"

namespace turnpike::consolehub {

// Where the picture that a console begins with comes from.
class StateSource
{
public:
    virtual ~StateSource() = default;
    // From memory and quick: it is taken on the main thread for each console that connects, also while the
    // database is away. Thread-safe, since "snapshot.get" takes it elsewhere.
    virtual protocol::Snapshot snapshot() const = 0;
};

} // namespace turnpike::consolehub
