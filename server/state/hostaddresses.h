// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <memory>
#include <vector>

namespace turnpike::state {

// The addresses of one host, looked up where nobody has to wait: the resolver knows no deadline, so it runs
// on a thread of its own that nothing joins. A numeric host needs no look-up. Thread-safe.
class HostAddresses
{
public:
    explicit HostAddresses(const QString &host);

    // The addresses last found, numeric; waits `patience` at most where none was found yet. Empty: not known.
    // Begins a new look-up when the last is older than half a minute.
    std::vector<QByteArray> get(std::chrono::milliseconds patience);
    // A connection to them failed: look again at the next get().
    void distrust();
    // Why the last look-up found nothing; empty when it did.
    QString lastError() const;

private:
    struct Shared;
    static void lookUp(const std::shared_ptr<Shared> &shared);

    std::shared_ptr<Shared> m_shared;
};

} // namespace turnpike::state
