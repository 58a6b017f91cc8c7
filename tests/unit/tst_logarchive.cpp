// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"
#include "telemetry/log.h"
#include "telemetry/logarchive.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

namespace tst_logarchive {

using namespace turnpike;
using namespace Qt::StringLiterals;
using log::LogArchive;
using log::LogRing;
using log::Severity;

namespace {

constexpr qint64 kRoom = 4 * LogArchive::kProcessBytes;
constexpr std::chrono::seconds kPatience{20};

LogRing::Line line(qint64 seq, const QByteArray &message = "hello", Severity severity = Severity::Info)
{
    const char *level = severity == Severity::Warning ? "warn" : "info";
    return {seq, severity,
            QByteArray("{\"level\":\"") + level + "\",\"message\":\"" + message + "\",\"seq\":99}"};
}

// More than the files of one process hold. Returns the number of the last line.
qint64 addTooMuch(LogArchive &archive)
{
    const QByteArray message(1'000, 'x');
    qint64 seq = 0;
    while (seq * message.size() < 2 * LogArchive::kProcessBytes) {
        archive.add(line(++seq, message));
        if (seq % 200 == 0)
            archive.flush(kPatience);
    }
    archive.flush(kPatience);
    return seq;
}

qint64 bytesIn(const QString &folder)
{
    qint64 bytes = 0;
    for (const QFileInfo &file : QDir(folder).entryInfoList(QDir::Files))
        bytes += file.size();
    return bytes;
}

} // namespace

// What a process leaves of its log for the next one.
class TestLogArchive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = m_dir->filePath(u"logs"_s);
    }

    void theNextProcessReadsWhatTheOneBeforeLogged()
    {
        LogRing ring;
        ring.add(Severity::Info, R"({"level":"info","message":"before the archive"})");
        {
            LogArchive archive;
            archive.start({m_folder, u"shop.example-1"_s, kRoom}, ring);
            archive.add(line(2, "the last words", Severity::Warning));
        }
        LogArchive next;
        next.start({m_folder, u"shop.example-2"_s, kRoom}, LogRing());
        QCOMPARE(next.others().size(), size_t(1));
        QVERIFY(next.others().front().lastAt > 0);
        const auto lines = next.linesOf(u"shop.example-1"_s); // as the instance calls itself
        QCOMPARE(lines.size(), size_t(2));
        QCOMPARE(lines[0].seq, 1);
        QCOMPARE(lines[1].seq, 2); // not what the line itself carries under that name
        QCOMPARE(lines[1].severity, Severity::Warning);
        QVERIFY(lines[1].json.contains("the last words"));
        QCOMPARE(next.linesOf(next.others().front().id).size(), size_t(2));
    }

    void theFilesAreTheOwnersAloneAndAnIdLeadsToNoOtherPlace()
    {
        LogArchive archive;
        archive.start({m_folder, u"../../etc/passwd"_s, kRoom}, LogRing());
        archive.add(line(1));
        archive.flush(kPatience);
        const QFileInfoList files = QDir(m_folder).entryInfoList(QDir::Files);
        QCOMPARE(files.size(), 1);
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(files.first().permissions() & others));
        QVERIFY(archive.linesOf(u"../../../../etc/hostname"_s).empty());
    }

    void aProcessKeepsItsNewestLinesWithinItsBound()
    {
        LogArchive archive;
        archive.start({m_folder, u"a"_s, kRoom}, LogRing());
        const qint64 last = addTooMuch(archive);
        QCOMPARE(archive.lost(), 0);
        QVERIFY2(bytesIn(m_folder) <= LogArchive::kProcessBytes,
                 qPrintable(QString::number(bytesIn(m_folder))));
        const auto lines = archive.linesOf(u"a"_s);
        QVERIFY(lines.size() > 1'000);
        QCOMPARE(lines.back().seq, last);
        for (size_t i = 1; i < lines.size(); ++i)
            QCOMPARE(lines[i].seq, lines[i - 1].seq + 1);
    }

    void allTogetherAreBoundedAndTheOldestGo()
    {
        for (int process = 0; process < 6; ++process) {
            LogArchive archive;
            archive.start({m_folder, QString::number(process), kRoom}, LogRing());
            addTooMuch(archive);
        }
        LogArchive next;
        next.start({m_folder, u"next"_s, kRoom}, LogRing());
        next.add(line(1));
        next.flush(kPatience);
        QVERIFY2(bytesIn(m_folder) <= kRoom, qPrintable(QString::number(bytesIn(m_folder))));
        QVERIFY(next.linesOf(u"0"_s).empty());
        QVERIFY(!next.linesOf(u"5"_s).empty());
    }

    // A file may not grow beyond a bound: to whoever writes it that is a full disk.
    void aFullDiskCostsLinesAndNothingElse()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before = {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        LogArchive archive;
        archive.start({m_folder, u"a"_s, kRoom}, LogRing());
        archive.add(line(1));
        archive.flush(kPatience);
        rlimit full = before;
        full.rlim_cur = 4'096;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &full), 0);
        archive.add(line(2, QByteArray(8'000, 'x')));
        const bool isSeen = QTest::qWaitFor([&] { return archive.lost() > 0; }, 20'000);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(isSeen);
        // There is room again: it goes on, and what was cut off spoils nothing.
        qint64 seq = 2;
        const auto goesOn = [&] {
            archive.add(line(++seq));
            archive.flush(std::chrono::milliseconds(100));
            return archive.linesOf(u"a"_s).size() >= 2;
        };
        QVERIFY(QTest::qWaitFor(goesOn, 30'000));
        QCOMPARE(archive.linesOf(u"a"_s).front().seq, 1);
    }

    void whereNothingCanBeWrittenNobodyWaits()
    {
        QFile file(m_folder); // where the folder would be
        QVERIFY(file.open(QIODevice::WriteOnly));
        LogArchive archive;
        archive.start({m_folder, u"a"_s, kRoom}, LogRing());
        const QByteArray message(1'000, 'x');
        QElapsedTimer clock;
        clock.start();
        for (qint64 seq = 1; seq <= 5'000; ++seq) // five times what the queue holds
            archive.add(line(seq, message));
        QVERIFY2(clock.elapsed() < 5'000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(archive.lost() > 0);
        QVERIFY(archive.linesOf(u"a"_s).empty());
    }

    void fewerThanAProcessNeedsKeepsNothing()
    {
        LogArchive archive;
        archive.start({m_folder, u"a"_s, LogArchive::kProcessBytes - 1}, LogRing());
        archive.add(line(1));
        archive.flush(kPatience);
        QVERIFY(!QDir(m_folder).exists());
        QVERIFY(archive.others().empty());
    }

    void aSecretReachesNoFile()
    {
        log::addSecret(u"12345:canary"_s);
        log::start({log::Format::Text, m_dir->filePath(u"written"_s)});
        log::keep({m_folder, u"a"_s, kRoom});
        log::info(*QLoggingCategory::defaultCategory(), "call failed")
            .with("url", "https://host/12345:canary/x");
        log::flush();
        const auto lines = log::archive().linesOf(u"a"_s);
        log::keepNoMore();
        QVERIFY(!lines.empty());
        for (const LogRing::Line &kept : lines)
            QVERIFY2(!kept.json.contains("canary"), kept.json.constData());
        QVERIFY(lines.back().json.contains("***"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_folder;
};

const turnpike::test::RegisteredTest<TestLogArchive> kTestLogArchive;

} // namespace tst_logarchive

#include "tst_logarchive.moc"
