// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

#include <sys/types.h>

namespace turnpike::test {

// One thread of a child process that stands still while the others run on, as in a call that never returns:
// until the end of this object, or of that process. Used by one thread of the test.
class FrozenThread
{
public:
    // The first thread by this name, of which 15 characters count.
    FrozenThread(qint64 process, const QByteArray &name);
    ~FrozenThread();
    FrozenThread(const FrozenThread &) = delete;
    FrozenThread &operator=(const FrozenThread &) = delete;

    // False where there is no such thread, or this machine lets no process stop a thread of another's.
    bool isFrozen() const { return m_thread > 0; }
    // Whether it has ended, which only its whole process does. To be asked until then: before that nobody
    // hears of the end of the process.
    bool hasEnded();

private:
    pid_t m_thread = 0;
};

} // namespace turnpike::test
