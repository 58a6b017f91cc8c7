// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "scaledclock.h"

#include <QHostAddress>
#include <QObject>

#include <functional>
#include <map>

namespace turnpike::sandbox {

// How Telegram turns a webhook's name into an address: with a memory, as GetHostByNameActor.cpp of tdlib/td
// has it, in front of names that a test has scripted and those of this machine. Owned by WebhookSender; lives
// on its thread.
class HostNames : public QObject
{
    Q_OBJECT

public:
    // GetHostByNameActor.h: DEFAULT_CACHE_TIME, DEFAULT_ERROR_CACHE_TIME.
    static constexpr double kKeepAddress = 29 * 60;
    static constexpr double kKeepFailure = 5 * 60;

    struct Answer
    {
        QHostAddress address; // null: there is none
        QString failure;      // why, in words of getaddrinfo
    };
    // What the name servers say of a name.
    struct Script
    {
        Answer answer;
        double seconds = 0; // from now on; 0: until it is taken back
        double delay = 0;   // how long they take to say it
        // Where connections really go, whatever the address: a test has none but its own machine's.
        QHostAddress goesTo;
        quint16 goesToPort = 0;
    };
    using Told = std::function<void(const Answer &)>;

    explicit HostNames(const ScaledClock &clock);

    void script(const QString &host, const Script &script);
    // Takes back what was scripted, and forgets what was remembered.
    void clear();

    // `told` is called at once for an address and for what is remembered, later for anything else; not when
    // `context` is gone by then. Failures read as Status does in IPAddress.cpp: "Failed to resolve host: …".
    void lookUp(const QString &host, QObject *context, const Told &told);
    // Address and port to connect to for one that was looked up.
    QPair<QHostAddress, quint16> wayTo(const QString &host, const QHostAddress &address, quint16 port) const;

private:
    struct Remembered
    {
        Answer answer;
        double until = 0;
    };
    struct Scripted
    {
        Script script;
        double until = 0; // 0: no end
    };

    const Script *scriptOf(const QString &host) const;
    void remember(const QString &host, const Answer &answer);
    void askThisMachine(const QString &host);

    ScaledClock m_clock;
    std::map<QString, Scripted> m_scripts;
    std::map<QString, Remembered> m_memory;
    std::map<QString, std::vector<std::function<void(const Answer &)>>> m_waiting;
};

} // namespace turnpike::sandbox
