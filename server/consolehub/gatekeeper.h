// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/auditbuffer.h"
#include "consolehub/callbudget.h"
#include "consolehub/consolehub.h"
#include "consolehub/session.h"
#include "http/httpmessage.h"
#include "protocol/timestamp.h"

#include <QHash>

#include <map>
#include <variant>

namespace turnpike::consolehub {

// Decides from the head of an upgrade who is let in, before anything is set up for it. A good token always
// is, within what its operator may take: the limit on failures is there for those who guess. Lives on the
// main thread.
class Gatekeeper
{
public:
    // As ConsoleHub::whyClosed().
    using WhyClosed = std::function<std::optional<ConsoleHub::Closed>(const control::Operators::Access &)>;
    Gatekeeper(const Clock &clock, const control::Operators &operators, AuditBuffer &audit,
               WhyClosed whyClosed);

    // The right to go on, or the plain answer that refuses.
    std::variant<Admission, http::Response> check(const http::Request &request);

    // How many were refused, by why.
    const std::map<QByteArray, quint64> &refused() const { return m_refused; }

private:
    struct Failures
    {
        Timestamp since = 0;
        int count = 0;
    };
    http::Response refuse(const char *why, int status, const QString &text);
    http::Response refuseForNow(const char *why, const QString &text, const QByteArray &seconds);
    http::Response refuseToken(const http::Request &request);
    bool isInBudget(const QString &name);

    const Clock &m_clock;
    const control::Operators &m_operators;
    AuditBuffer &m_audit;
    const WhyClosed m_whyClosed;
    QHash<QHostAddress, Failures> m_failures;
    std::map<QString, CallBudget> m_connects; // by operator
    std::map<QByteArray, quint64> m_refused;
};

} // namespace turnpike::consolehub
