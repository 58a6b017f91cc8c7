// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

#include <iterator>
#include <random>

namespace turnpike::walk {

// Where the random choices of a walk come from: the same seed, the same choices, on every machine (so none of
// the distributions of the standard library, which differ). Belongs to one thread.
class Drawing
{
public:
    explicit Drawing(quint32 seed)
        : m_engine(seed)
    {}

    // From 0 to `count` - 1; `count` at least 1.
    int below(int count) { return static_cast<int>(m_engine() % static_cast<quint32>(count)); }
    // From `least` to `most`, both included; not more than 2^32 values.
    qint64 between(qint64 least, qint64 most)
    {
        return least + static_cast<qint64>(m_engine() % static_cast<quint64>(most - least + 1));
    }
    bool chance(int percent) { return below(100) < percent; }
    // One of what is not empty.
    template<class All>
    const auto &oneOf(const All &all)
    {
        return *std::next(std::begin(all), below(static_cast<int>(std::size(all))));
    }

private:
    std::mt19937 m_engine;
};

} // namespace turnpike::walk
