// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telemetry/logarchive.h"

#include "base/thread.h"
#include "telemetry/log.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace turnpike::log {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcLogArchive, "turnpike.log")

const QString kNewer = u".log"_s;
const QString kOlder = u".old.log"_s;
constexpr auto kAgain = 5s; // after a write that failed
constexpr auto kGoodbye = 1s;

// An id names a file, and no other place than this folder.
QString baseOf(const QString &process)
{
    QString base = process;
    for (QChar &letter : base) {
        const bool isPlain = letter.unicode() < 128 && (letter.isLetterOrNumber() || letter == u'-');
        letter = isPlain ? letter : QChar(u'_');
    }
    return base.left(150);
}

// The line with its number, which the ring has beside it: '{"log_seq":7,' and the rest of the object.
QByteArray stored(const LogRing::Line &line)
{
    QByteArray text = "{\"log_seq\":" + QByteArray::number(line.seq);
    if (line.json.size() > 2)
        text += ',';
    return text + line.json.mid(1) + '\n';
}

Severity severityOfWord(const QString &word)
{
    if (word == "debug"_L1)
        return Severity::Debug;
    if (word == "info"_L1)
        return Severity::Info;
    return word == "warn"_L1 ? Severity::Warning : Severity::Error;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(LogArchive::kFileBytes + LogArchive::kQueueBytes)
                                          : QByteArray();
}

} // namespace

LogArchive::~LogArchive()
{
    stop();
}

void LogArchive::start(const Options &options, const LogRing &ring)
{
    if (options.mostBytes < kProcessBytes || m_thread.joinable())
        return;
    m_options = options;
    m_isKeeping = true;
    for (const LogRing::Line &line : ring.after(0))
        add(line);
    m_thread = std::thread([this] { run(); });
}

void LogArchive::stop()
{
    if (!m_thread.joinable())
        return;
    flush(kGoodbye);
    m_isKeeping = false;
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void LogArchive::add(const LogRing::Line &line)
{
    if (!m_isKeeping)
        return;
    QByteArray text = stored(line);
    {
        const std::lock_guard lock(m_mutex);
        if (m_queued + text.size() > kQueueBytes) {
            ++m_lost;
            return;
        }
        m_queued += text.size();
        m_queue.push_back(std::move(text));
    }
    m_changed.notify_all();
}

void LogArchive::flush(std::chrono::milliseconds patience) const
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, patience, [this] { return m_queue.empty() && !m_isWriting; });
}

void LogArchive::run()
{
    setCurrentThreadName("log archive");
    begin();
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_isEnding || !m_queue.empty(); });
        if (m_queue.empty())
            break;
        const std::deque<QByteArray> lines = std::exchange(m_queue, {});
        m_queued = 0;
        m_isWriting = true;
        lock.unlock();
        QByteArray batch;
        for (const QByteArray &line : lines)
            batch += line;
        write(batch);
        lock.lock();
        m_isWriting = false;
        m_changed.notify_all();
        if (m_isBroken) {
            m_lost += static_cast<qint64>(lines.size());
            m_changed.wait_for(lock, kAgain, [this] { return m_isEnding; });
        }
        if (m_isEnding)
            break;
    }
    lock.unlock();
    close();
}

void LogArchive::write(const QByteArray &batch)
{
    if (m_file >= 0 && m_written + batch.size() > kFileBytes) {
        close();
        const QString base = m_options.folder + u'/' + baseOf(m_options.process);
        // In place of the one before; where that fails it goes on in the same file, from its beginning.
        ::rename(QFile::encodeName(base + kNewer).constData(), QFile::encodeName(base + kOlder).constData());
        prune();
    }
    if (m_file < 0 && !open()) {
        sayBroken(errno);
        return;
    }
    QByteArray text = batch;
    if (m_isBroken) // so that what was cut off spoils no other line
        text.prepend('\n');
    qsizetype done = 0;
    while (done < text.size()) {
        const auto rest = static_cast<size_t>(text.size() - done);
        const ssize_t count = ::write(m_file, text.constData() + done, rest);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        done += count;
    }
    m_written += done;
    if (done == text.size()) {
        m_isBroken = false;
        return;
    }
    sayBroken(errno);
    close();
}

// Once for each time it begins. What is said waits in the queue like any other line.
void LogArchive::sayBroken(int error)
{
    if (!std::exchange(m_isBroken, true))
        warning(lcLogArchive(), "log lines are not kept for the next process")
            .with("folder", m_options.folder)
            .with("error", QString::fromLocal8Bit(std::strerror(error)));
}

bool LogArchive::open()
{
    const QString path = m_options.folder + u'/' + baseOf(m_options.process) + kNewer;
    m_file = ::open(QFile::encodeName(path).constData(),
                    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (m_file < 0)
        return false;
    struct stat about = {};
    m_written = ::fstat(m_file, &about) == 0 ? about.st_size : 0;
    if (m_written > kFileBytes && ::ftruncate(m_file, 0) == 0)
        m_written = 0;
    return true;
}

void LogArchive::close()
{
    if (m_file >= 0)
        ::close(m_file);
    m_file = -1;
}

void LogArchive::begin()
{
    QDir().mkpath(m_options.folder);
    QFile::setPermissions(m_options.folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    prune();
}

// Leaves room for all that this process may keep.
void LogArchive::prune() const
{
    const QString mine = baseOf(m_options.process);
    qint64 room = m_options.mostBytes - kProcessBytes;
    size_t files = 0;
    const QDir folder(m_options.folder);
    for (const QFileInfo &file : folder.entryInfoList({u"*"_s + kNewer}, QDir::Files, QDir::Time)) {
        if (file.fileName() == mine + kNewer || file.fileName() == mine + kOlder)
            continue;
        room -= file.size();
        if (room < 0 || ++files > kMostFiles)
            QFile::remove(file.absoluteFilePath());
    }
}

std::vector<LogArchive::Process> LogArchive::others() const
{
    if (m_options.folder.isEmpty())
        return {};
    QHash<QString, Process> found;
    for (const QFileInfo &file :
         QDir(m_options.folder).entryInfoList({u"*"_s + kNewer}, QDir::Files, QDir::Time)) {
        QString id = file.fileName().chopped(kNewer.size());
        if (file.fileName().endsWith(kOlder))
            id = file.fileName().chopped(kOlder.size());
        if (id == baseOf(m_options.process))
            continue;
        Process &process = found[id];
        process.id = id;
        process.lastAt = std::max(process.lastAt, file.lastModified().toMSecsSinceEpoch());
        process.bytes += file.size();
    }
    std::vector<Process> all(found.cbegin(), found.cend());
    std::sort(all.begin(), all.end(), [](const Process &a, const Process &b) { return a.lastAt > b.lastAt; });
    return all;
}

std::vector<LogRing::Line> LogArchive::linesOf(const QString &process) const
{
    if (m_options.folder.isEmpty() || process.isEmpty())
        return {};
    const QString base = m_options.folder + u'/' + baseOf(process);
    std::vector<LogRing::Line> lines;
    for (const QString &path : {base + kOlder, base + kNewer}) {
        for (const QByteArray &text : contentOf(path).split('\n')) {
            const QJsonObject event = QJsonDocument::fromJson(text).object();
            if (event.isEmpty()) // cut off by the process's end, or by a disk that was full
                continue;
            lines.push_back({event.value("log_seq"_L1).toInteger(),
                             severityOfWord(event.value("level"_L1).toString()), text});
        }
    }
    return lines;
}

} // namespace turnpike::log
