// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/serverconnection.h"
#include "protocol/literals.h"
#include "protocol/pipetransport.h"
#include "protocol/version.h"

#include <QTest>

namespace turnpike::consoletest {

using namespace console;
using namespace protocol;

// Waits for a state that tests look at from outside.
inline constexpr int kLongMs = 600'000;

// Dials over pipes; a test decides what is at the other end.
class PipeDialer : public Dialer
{
public:
    using Other = std::function<void(std::unique_ptr<PipeTransport>, const std::optional<ResumePoint> &)>;
    explicit PipeDialer(Other other)
        : m_other(std::move(other))
    {}

    std::unique_ptr<Transport> dial(const std::optional<ResumePoint> &resume) override
    {
        auto ends = PipeTransport::make();
        m_other(std::move(ends.server), resume);
        return std::move(ends.console);
    }
    std::optional<ConnectFailure> failure() const override { return std::nullopt; }

private:
    Other m_other;
};

inline ConnectionTiming quick()
{
    ConnectionTiming timing;
    timing.connectMs = kLongMs;
    timing.staleMs = kLongMs;
    timing.callMs = kLongMs;
    timing.backoff = {1, 2};
    return timing;
}

// No second try within the test: for who looks at what is between two tries, which passes in a moment
// otherwise.
inline ConnectionTiming singleTry()
{
    ConnectionTiming timing = quick();
    timing.backoff = {kLongMs, kLongMs};
    return timing;
}

// A server that a test plays itself.
struct Scripted
{
    explicit Scripted(const ConnectionTiming &timing = quick())
        : connection(std::make_unique<PipeDialer>([this](auto end, const auto &resume) {
                         ++dials;
                         resumes = resume;
                         server = std::move(end);
                         QObject::connect(server.get(), &Transport::received, server.get(),
                                          [this](const QByteArray &frame) { calls.append(frame); });
                     }),
                     timing)
    {}

    void say(const QByteArray &frame) { server->send(frame); }
    void greet(int major = kMajorVersion, qint64 serverTime = 0)
    {
        Hello hello = aHello();
        hello.major = major;
        hello.serverTime = serverTime;
        greet(hello);
    }
    void greet(const Hello &hello) { say(encode(HelloFrame{toJson(hello)})); }
    static Hello aHello(Role role = Role::Operator)
    {
        Hello hello;
        hello.major = kMajorVersion;
        hello.epoch = u"e1"_s;
        hello.instanceId = u"instance-1"_s;
        hello.seq = 7;
        hello.role = role;
        return hello;
    }
    void tell(qint64 seq) { say(encode(Event{QString::fromLatin1(event::kFlag), seq, 0, {}})); }
    void beLive()
    {
        connection.start();
        greet();
        QTRY_COMPARE(connection.state(), ServerConnection::State::Live);
    }

    std::unique_ptr<PipeTransport> server;
    std::optional<ResumePoint> resumes;
    int dials = 0;
    QList<QByteArray> calls;
    ServerConnection connection; // goes first: nobody it could dial is gone
};

} // namespace turnpike::consoletest
