// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "scriptedserver.h"
#include "support/hubfixture.h"

namespace turnpike::consoletest {

// A console of the real hub.
struct OfHub
{
    explicit OfHub(Role role, const ConnectionTiming &timing = quick())
        : token(hub.add(u"bob"_s, role))
        , connection(std::make_unique<PipeDialer>([this](auto end, const auto &resume) {
                         server = end.get();
                         hub.hub.admit(std::move(end),
                                       {control::Operators::digestOf(token), u"192.0.2.7"_s,
                                        resume ? resume->epoch : QString(), resume ? resume->seq : 0});
                     }),
                     timing)
    {}

    void publish(const QString &key) { hub.hub.publish(event::kFlag, key, {{u"key"_s, key}}); }

    test::HubFixture hub;
    const QByteArray token;
    QPointer<PipeTransport> server;
    ServerConnection connection;
};

} // namespace turnpike::consoletest
