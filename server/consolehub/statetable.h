// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/statesource.h"

#include <functional>
#include <vector>

namespace turnpike::consolehub {

// The picture that a console begins with, put together by the rooms that know its parts: filled once, as
// CallTable is, then only read. Thread-safe after that.
class StateTable : public StateSource
{
public:
    // Writes its own members of the picture; how quickly, and on which threads: see StateSource.
    using Part = std::function<void(protocol::Snapshot &snapshot)>;
    void add(Part part) { m_parts.push_back(std::move(part)); }

    protocol::Snapshot snapshot() const override
    {
        protocol::Snapshot snapshot;
        for (const Part &part : m_parts)
            part(snapshot);
        return snapshot;
    }

private:
    std::vector<Part> m_parts;
};

} // namespace turnpike::consolehub
