// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/frozenthread.h"

#include <QDir>
#include <QFile>

#include <sys/ptrace.h>
#include <sys/wait.h>

namespace turnpike::test {

using namespace Qt::StringLiterals;

namespace {

// 0 where there is none.
pid_t threadOf(qint64 process, const QByteArray &name)
{
    const QDir tasks(u"/proc/%1/task"_s.arg(process));
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + u"/comm"_s));
        if (file.open(QIODevice::ReadOnly) && file.readAll().trimmed() == name.left(15))
            return static_cast<pid_t>(task.toInt());
    }
    return 0;
}

} // namespace

FrozenThread::FrozenThread(qint64 process, const QByteArray &name)
{
    const pid_t thread = threadOf(process, name);
    if (thread == 0 || ::ptrace(PTRACE_SEIZE, thread, nullptr, nullptr) != 0)
        return;
    int status = 0;
    if (::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr) == 0 &&
        ::waitpid(thread, &status, __WALL) == thread && WIFSTOPPED(status))
        m_thread = thread;
}

FrozenThread::~FrozenThread()
{
    if (!hasEnded())
        ::ptrace(PTRACE_DETACH, m_thread, nullptr, nullptr);
}

bool FrozenThread::hasEnded()
{
    int status = 0;
    if (m_thread > 0 && ::waitpid(m_thread, &status, __WALL | WNOHANG) == m_thread && !WIFSTOPPED(status))
        m_thread = 0;
    return m_thread == 0;
}

} // namespace turnpike::test
