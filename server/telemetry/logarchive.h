// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"
#include "telemetry/logring.h"

#include <QString>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <thread>

namespace turnpike::log {

// What processes logged, in files of one folder, so that the last words of one that has died are there for
// the next: a process's newest lines, in two files of which the older one goes when the newer one is full.
// Whoever logs puts a line into a bounded queue and never waits; a thread of its own writes. A disk that is
// full or cannot be written costs lines, nothing else. All files together are bounded, the oldest go first;
// nobody but the owner can read them. Thread-safe, but for start() and stop().
class LogArchive
{
public:
    static constexpr qint64 kFileBytes = 2 * 1024 * 1024;
    static constexpr qint64 kProcessBytes = 2 * kFileBytes;
    static constexpr qsizetype kQueueBytes = 1024 * 1024;
    static constexpr size_t kMostFiles = 200;

    struct Options
    {
        QString folder;       // made when it is not there
        QString process;      // the id of this instance
        qint64 mostBytes = 0; // of all files, kProcessBytes at least; less keeps nothing
    };

    LogArchive() = default;
    ~LogArchive();
    LogArchive(const LogArchive &) = delete;
    LogArchive &operator=(const LogArchive &) = delete;

    // From now on lines are kept, and those that `ring` holds already. Once.
    void start(const Options &options, const LogRing &ring);
    // Writes what waits, for a second at most, and keeps nothing more.
    void stop();
    // `line` as the ring has it: JSON without secrets. Does nothing before start().
    void add(const LogRing::Line &line);
    // Returns when what was added before is written, or cannot be, or after `patience`.
    void flush(std::chrono::milliseconds patience) const;
    // Lines that were not kept: there was no room, on the disk or in the queue.
    qint64 lost() const { return m_lost; }

    struct Process
    {
        QString id;           // of the instance, with "_" for what no file is named by
        Timestamp lastAt = 0; // of its last line, ms UTC
        qint64 bytes = 0;
    };
    // Those of which lines are here, without this one, the newest first.
    std::vector<Process> others() const;
    // Of that process, oldest first; none when nothing of it is here. Reads kProcessBytes at most.
    std::vector<LogRing::Line> linesOf(const QString &process) const;

private:
    void run();
    void write(const QByteArray &batch);
    bool open();
    void close();
    void sayBroken(int error);
    void begin();
    void prune() const;

    Options m_options;
    std::thread m_thread;
    std::atomic<bool> m_isKeeping = false;
    std::atomic<qint64> m_lost = 0;

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    std::deque<QByteArray> m_queue;
    qsizetype m_queued = 0; // bytes
    bool m_isWriting = false;
    bool m_isEnding = false;

    // Of the thread.
    int m_file = -1;
    qint64 m_written = 0;    // bytes of the file
    bool m_isBroken = false; // the last write failed
};

} // namespace turnpike::log
