// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolefeed/flagteller.h"

#include "consolecalls/flagcalls.h"
#include "protocol/calls.h"

namespace turnpike::consolefeed {

using namespace protocol;

FlagTeller::FlagTeller(const control::FeatureFlags &flags, consolecalls::Publish publish)
    : m_flags(flags)
    , m_publish(std::move(publish))
{}

void FlagTeller::tell()
{
    for (const FlagState &flag : states()) {
        const QJsonObject state = toJson(flag);
        QJsonObject &told = m_told[flag.key];
        if (told != state)
            m_publish(event::kFlag, flag.key, state);
        told = state;
    }
}

void FlagTeller::tellSoon()
{
    QMetaObject::invokeMethod(
        &m_onMain, [this] { tell(); }, Qt::QueuedConnection);
}

QList<FlagState> FlagTeller::states() const
{
    QList<FlagState> states;
    for (const control::FeatureFlag &flag : m_flags.all())
        states.append(consolecalls::toProtocol(flag));
    return states;
}

} // namespace turnpike::consolefeed
