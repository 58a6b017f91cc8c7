// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "postgresprocesses.h"

#include "patience.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <csignal>
#include <optional>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

QByteArray contentOfFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct ProcessState
{
    char state = 'X';
    pid_t parent = 0;
};

// proc(5), /proc/pid/stat: the name, in parentheses, may contain anything.
std::optional<ProcessState> stateOf(pid_t process)
{
    const QByteArray stat = contentOfFile(u"/proc/%1/stat"_s.arg(process));
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 2 || fields[0].isEmpty())
        return std::nullopt;
    return ProcessState{fields[0].front(), static_cast<pid_t>(fields[1].toInt())};
}

std::vector<pid_t> childrenOf(pid_t parent)
{
    std::vector<pid_t> children;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isNumber = false;
        const auto process = static_cast<pid_t>(name.toInt(&isNumber));
        const auto state = isNumber ? stateOf(process) : std::nullopt;
        if (state && state->parent == parent)
            children.push_back(process);
    }
    return children;
}

} // namespace

PostgresProcesses::PostgresProcesses(QString dataFolder)
    : m_folder(std::move(dataFolder))
{
    const QByteArray content = contentOfFile(m_folder + u"/postmaster.pid"_s);
    m_postmaster = static_cast<pid_t>(content.left(content.indexOf('\n')).trimmed().toInt());
    if (m_postmaster <= 1)
        throw Broken(u"no PostgreSQL runs in %1"_s.arg(m_folder));
}

void PostgresProcesses::killAll()
{
    // It must neither tell the others to end nor begin new ones.
    ::kill(m_postmaster, SIGSTOP);
    m_killed = childrenOf(m_postmaster);
    for (const pid_t process : m_killed)
        ::kill(process, SIGKILL);
    ::kill(m_postmaster, SIGKILL);
    m_killed.push_back(m_postmaster);
}

bool PostgresProcesses::killSession()
{
    for (const pid_t process : childrenOf(m_postmaster)) {
        // "postgres: turnpike postgres 127.0.0.1(40312) idle"
        if (!contentOfFile(u"/proc/%1/cmdline"_s.arg(process)).contains(" 127.0.0.1("))
            continue;
        ::kill(process, SIGKILL);
        return true;
    }
    return false;
}

bool PostgresProcesses::areLeft() const
{
    return std::any_of(m_killed.begin(), m_killed.end(), [](pid_t process) {
        const auto state = stateOf(process);
        return state && state->state != 'Z' && state->state != 'X';
    });
}

void PostgresProcesses::forget()
{
    QFile::remove(m_folder + u"/postmaster.pid"_s);
    m_killed.clear();
}

} // namespace turnpike::chaos
