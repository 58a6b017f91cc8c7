// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/storetries.h"

#include <algorithm>

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

namespace {

// Storing takes milliseconds: after so long nobody can say that it works.
constexpr std::chrono::milliseconds kHangs{3'000};
constexpr int kFailuresToTell = 2;

} // namespace

void StoreTries::begun(size_t writer)
{
    m_of[writer].since = std::chrono::steady_clock::now();
}

bool StoreTries::succeeded(size_t writer)
{
    const bool wasTold = isTold();
    m_of[writer].since.reset();
    // What one of them can, the others can.
    for (Tries &tries : m_of)
        tries.failures = 0;
    m_why.clear();
    return wasTold;
}

bool StoreTries::failed(size_t writer, const QString &why, bool isFinal)
{
    const bool wasTold = isTold();
    Tries &tries = m_of[writer];
    tries.since.reset();
    tries.failures = isFinal ? std::max(tries.failures + 1, kFailuresToTell) : tries.failures + 1;
    m_why = why;
    return !wasTold && isTold();
}

bool StoreTries::isFailing() const
{
    return std::any_of(m_of.begin(), m_of.end(), [](const Tries &tries) { return tries.failures > 0; });
}

bool StoreTries::isTold() const
{
    return std::any_of(m_of.begin(), m_of.end(),
                       [](const Tries &tries) { return tries.failures >= kFailuresToTell; });
}

StoreStanding StoreTries::standing() const
{
    if (isTold())
        return {false, m_why};
    const auto now = std::chrono::steady_clock::now();
    const bool hangs = std::any_of(m_of.begin(), m_of.end(), [now](const Tries &tries) {
        return tries.since && now - *tries.since > kHangs;
    });
    return hangs ? StoreStanding{false, u"storing hangs"_s} : StoreStanding();
}

} // namespace turnpike::inbox
