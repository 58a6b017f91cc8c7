// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/sqlitefile.h"

#include "db/log.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QtEndian>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <utility>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// How long an outsider may keep us from looking into the file.
constexpr int kKeeperBusyMs = 2000;
// How often a look through the file asks whether it should stop, in steps of SQLite's virtual machine.
constexpr int kLookSteps = 10'000;
constexpr size_t kCounterAt = 24; // of the header: sqlite.org/fileformat.html, 1.3

// A file's number, and when it was made where the file system tells: numbers are used again. Empty where
// there is none. The same after its volume was mounted anew.
QByteArray identityOf(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat found = {};
    if (::stat(name.constData(), &found) != 0)
        return {};
    QByteArray identity = QByteArray::number(static_cast<qulonglong>(found.st_ino));
    struct statx more = {};
    if (::statx(AT_FDCWD, name.constData(), 0, STATX_BTIME, &more) == 0 && (more.stx_mask & STATX_BTIME) != 0)
        identity += '-' + QByteArray::number(static_cast<qlonglong>(more.stx_btime.tv_sec)) + '.' +
                    QByteArray::number(more.stx_btime.tv_nsec);
    return identity;
}

DatabaseError unusable(const protocol::Sentence &text)
{
    return {DatabaseError::Kind::Connection, "08001", text};
}

QString logOf(const QString &path)
{
    return path + u"-wal"_s;
}

QString begunOf(const QString &path)
{
    return path + u".begun"_s;
}

} // namespace

SqliteFile::SqliteFile(QString path)
    : m_path(std::move(path))
    , m_why(u"%1 has not been opened yet"_s.arg(m_path))
{}

SqliteFile::~SqliteFile()
{
    close(isAnother(identityOf(m_path)));
}

void SqliteFile::open(bool mayBegin, const Deadline &deadline)
{
    const std::lock_guard lock(m_mutex);
    const bool isOther = isAnother(identityOf(m_path));
    if (m_keeper && !isOther)
        return;
    close(isOther);
    try {
        openFile(mayBegin, deadline);
    } catch (const DatabaseError &error) {
        // Whoever restores may be in the middle of it: nothing of theirs is touched.
        close(true);
        m_why = error.message();
        throw;
    }
}

void SqliteFile::openFile(bool mayBegin, const Deadline &deadline)
{
    m_counter = 0;
    m_isOverwritten = false;
    const Known known = readKnown();
    if (QFileInfo(m_path).size() == 0)
        beginEmpty(known.isBegun, mayBegin);
    keepToOwner();
    m_identity = identityOf(m_path);
    const bool isRestored = known.isBegun && known.database != m_identity;
    if (isRestored)
        putAsideLogOf(known);
    openKeeper(deadline);
    if (firstText("SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations'") == "0")
        beginEmpty(known.isBegun, mayBegin);
    if (isRestored)
        checkCopy();
    wentBack(); // takes the counter down
    sqlite3_progress_handler(m_keeper, 0, nullptr, nullptr);
    sqlite3_busy_timeout(m_keeper, kKeeperBusyMs);
}

void SqliteFile::checkCopy() const
{
    log::warning(lcDb(), "the database is another file than last time: looking whether it is sound")
        .with("file", m_path);
    const QByteArray verdict = firstText("PRAGMA quick_check(1)");
    if (verdict != "ok")
        throw unusable(
            u"%1 is not sound (%2): the copy is not complete yet, or damaged. It is "
            "tried again; if this stays, restore another one."_s.arg(m_path, QString::fromUtf8(verdict)));
}

// What the version before or whoever restored a copy left readable for others. SQLite gives its log and its
// index the mode of the file.
void SqliteFile::keepToOwner() const
{
    for (const QString &path : {m_path, logOf(m_path), m_path + u"-shm"_s, begunOf(m_path)}) {
        const QByteArray name = QFile::encodeName(path);
        struct stat found = {};
        if (::stat(name.constData(), &found) != 0 || (found.st_mode & 077) == 0)
            continue;
        if (::chmod(name.constData(), found.st_mode & 0700) != 0)
            log::warning(lcDb(), "others may read what customers have told: the file belongs to another user")
                .with("file", path);
    }
}

// Makes the file where there is none; for one without a schema it only says whether that is as it should be.
void SqliteFile::beginEmpty(bool wasBegun, bool mayBegin) const
{
    if (wasBegun)
        throw unusable(u"%1 is missing or empty, and a shop's database was begun here: it is "
                       "waited for. Mount its volume or restore it; to begin anew, delete %2 as "
                       "well."_s.arg(m_path, begunOf(m_path)));
    if (!mayBegin)
        throw unusable(u"There is no database at %1: it is waited for. Mount its volume or "
                       "restore it; where this shop has never run before, set FIRST_START=true "
                       "for its first start."_s.arg(m_path));
    if (QFile::exists(m_path))
        return;
    QFile file(m_path);
    if (!file.open(QIODevice::ReadWrite))
        throw unusable(u"Cannot write %1 (%2): check that the folder exists and belongs to "
                       "this user, or set DATA_DIR or DATABASE_URL."_s.arg(m_path, file.errorString()));
}

// A log fits the file that it was written for and no other; nothing in it says which that is.
void SqliteFile::putAsideLogOf(const Known &before) const
{
    const QString logFile = logOf(m_path);
    if (before.log.isEmpty() || identityOf(logFile) != before.log)
        return; // there is none, or it came along with the copy
    const QString aside = logFile + u'.' + QString::fromLatin1(before.log);
    if (!QFile::rename(logFile, aside))
        throw unusable(u"Cannot move %1 aside, which belongs to another file than %2: do so by "
                       "hand."_s.arg(logFile, m_path));
    QFile::remove(m_path + u"-shm"_s); // only an index of the log
    log::warning(lcDb(), "the log of the database before was put aside").with("file", aside);
}

void SqliteFile::openKeeper(const Deadline &deadline)
{
    const QByteArray name = QFile::encodeName(m_path);
    // Not SQLITE_OPEN_CREATE. Our mutex does for its own.
    const int result =
        sqlite3_open_v2(name.constData(), &m_keeper, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (result != SQLITE_OK) {
        sqlite3_close(std::exchange(m_keeper, nullptr));
        throw unusable(u"Cannot open %1: %2"_s.arg(m_path, QString::fromUtf8(sqlite3_errstr(result))));
    }
    sqlite3_busy_timeout(m_keeper,
                         static_cast<int>(std::min<qint64>(deadline.remaining().count(), kKeeperBusyMs)));
    const auto isOver = [](void *until) { return static_cast<const Deadline *>(until)->isOver() ? 1 : 0; };
    sqlite3_progress_handler(m_keeper, kLookSteps, isOver, const_cast<Deadline *>(&deadline));
}

// The first column of the first row.
QByteArray SqliteFile::firstText(const char *sql) const
{
    sqlite3_stmt *statement = nullptr;
    QByteArray text;
    int result = sqlite3_prepare_v2(m_keeper, sql, -1, &statement, nullptr);
    if (result == SQLITE_OK) {
        result = sqlite3_step(statement);
        if (result == SQLITE_ROW)
            text = reinterpret_cast<const char *>(sqlite3_column_text(statement, 0));
    }
    const QString error = QString::fromUtf8(sqlite3_errmsg(m_keeper));
    sqlite3_finalize(statement); // ends the reading, too
    if (result != SQLITE_ROW)
        throw unusable(u"Cannot read %1: %2"_s.arg(m_path, error));
    return text;
}

void SqliteFile::close(bool leaveTheLog)
{
    if (!m_keeper)
        return;
    // The last to close writes the log into the file and removes it: not where they may not belong together.
    if (leaveTheLog)
        sqlite3_db_config(m_keeper, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_close(std::exchange(m_keeper, nullptr));
}

void SqliteFile::noteBegun()
{
    const std::lock_guard lock(m_mutex);
    if (!m_keeper)
        throw unusable(m_why);
    // To read is to take part in the log: from now on it is there for as long as this connection.
    firstText("PRAGMA schema_version");
    writeKnown(m_identity);
}

void SqliteFile::check()
{
    const std::lock_guard lock(m_mutex);
    if (!m_keeper)
        throw unusable(m_why);
    const QByteArray now = identityOf(m_path);
    if (now.isEmpty())
        throw unusable({protocol::SentenceId::DatabaseFileAwaited, m_path});
    if (isAnother(now))
        throw unusable(textOfReplaced());
}

std::optional<protocol::Sentence> SqliteFile::replaced()
{
    const std::lock_guard lock(m_mutex);
    const QByteArray now = identityOf(m_path);
    if (!m_keeper || now.isEmpty() || !isAnother(now))
        return std::nullopt;
    return textOfReplaced();
}

protocol::Sentence SqliteFile::textOfReplaced() const
{
    return {protocol::SentenceId::DatabaseFileReplaced, m_path};
}

bool SqliteFile::isAnother(const QByteArray &identity)
{
    return identity != m_identity || wentBack();
}

// A copy that was written over the file leaves its number as it is. Its header says how often the file was
// changed, and an older copy was changed less often. (Every change of the first page counts, in the log as
// well: pager_write_changecounter in SQLite's pager.c.)
bool SqliteFile::wentBack()
{
    if (m_isOverwritten || !m_keeper)
        return m_isOverwritten;
    sqlite3_file *file = nullptr;
    if (sqlite3_file_control(m_keeper, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file ||
        !file->pMethods)
        return false;
    std::array<char, kCounterAt + sizeof(quint32)> header{};
    // What is missing at the end of the file reads as zero.
    const int result = file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0);
    if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ)
        return false;
    const auto counter = qFromBigEndian<quint32>(header.data() + kCounterAt);
    m_isOverwritten = counter < m_counter;
    m_counter = std::max(counter, m_counter);
    if (m_isOverwritten)
        writeKnown("overwritten"); // so that the next start finds another file, as it is
    return m_isOverwritten;
}

SqliteFile::Known SqliteFile::readKnown() const
{
    QFile file(begunOf(m_path));
    Known known;
    if (!file.open(QIODevice::ReadOnly))
        return known;
    known.isBegun = true;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("database "))
            known.database = line.mid(9).trimmed();
        if (line.startsWith("log "))
            known.log = line.mid(4).trimmed();
    }
    return known;
}

void SqliteFile::writeKnown(const QByteArray &database) const
{
    QSaveFile file(begunOf(m_path));
    const QByteArray name = QFileInfo(m_path).fileName().toUtf8();
    const QByteArray text =
        "The database of a shop was begun here. Where " + name +
        " is missing or empty, the server\nwaits for it and begins no other. To begin anew, "
        "delete this file as well.\ndatabase " +
        database + "\nlog " + identityOf(logOf(m_path)) + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        log::warning(lcDb(), "it cannot be noted that a database was begun here")
            .with("file", file.fileName())
            .with("error", file.errorString());
}

} // namespace turnpike::db
