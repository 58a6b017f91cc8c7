// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QProcess>
#include <QtTest>

namespace tst_story {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

constexpr int kShown = 900; // characters of a story: more is cut

// The whole shop as a customer has it: the real server program, killed and restarted, over the stand-ins.
class TestStory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyStepHolds_data() { TestDatabase::addKinds(); }
    void everyStepHolds();
    void everyStepHoldsThoughTheServerIsKilled_data();
    void everyStepHoldsThoughTheServerIsKilled();
    void everythingThatIsOfferedHolds();
    void brokenStepIsFoundAndNamed_data();
    void brokenStepIsFoundAndNamed();

private:
    struct Told
    {
        int exitCode = -1;
        QString output;
    };
    void begin(const QString &name, const QStringList &arguments);
    Told told(const QString &name);

    static QStringList brokenSteps() { return {u"start"_s, u"language"_s, u"trial"_s}; }

    // Each a story with further kills, as STEP:MS.
    static QStringList kills() { return {u"pay:0"_s, u"trial:5 pay:15"_s, u"topup:2500 renew:2010"_s}; }

    QTemporaryDir m_folder;
    std::unique_ptr<TestDatabase> m_postgres;
    std::map<QString, std::unique_ptr<QProcess>> m_stories;
};

// All stories are told side by side: they wait for Telegram's limits most of the time.
void TestStory::initTestCase()
{
    m_postgres = std::make_unique<TestDatabase>(db::DatabaseUrl::Kind::Postgres,
                                                TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
    const db::DatabaseUrl &url = m_postgres->url();
    const QString address = u"postgresql://%1:%2@%3:%4/%5"_s.arg(url.user(), url.password(), url.host())
                                .arg(url.port())
                                .arg(url.database());
    const QStringList patient{u"--step-seconds"_s, u"30"_s};
    begin(u"sqlite"_s, patient);
    begin(u"postgres"_s, patient + QStringList{u"--database-url"_s, address});
    for (const QString &moments : kills()) {
        QStringList arguments = patient;
        for (const QString &moment : moments.split(u' '))
            arguments << u"--kill"_s << moment;
        begin(moments, arguments);
    }
    begin(u"all"_s, patient + QStringList{u"--all"_s});
    for (const QString &step : brokenSteps()) {
        begin(step, {u"--fail-step"_s, step, u"--step-seconds"_s, u"10"_s});
    }
}

void TestStory::begin(const QString &name, const QStringList &arguments)
{
    const QString bin = qEnvironmentVariable("TURNPIKE_BIN_DIR");
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->start(bin + u"/turnpike-sandbox"_s,
                   QStringList{u"story"_s, u"--once"_s, u"--server"_s, bin + u"/turnpike-server"_s,
                               u"--data"_s, m_folder.filePath(name)} +
                       arguments);
    m_stories[name] = std::move(process);
}

TestStory::Told TestStory::told(const QString &name)
{
    QProcess &process = *m_stories.at(name);
    process.waitForFinished(250'000);
    const bool ended =
        process.state() == QProcess::NotRunning && process.exitStatus() == QProcess::NormalExit;
    return {ended ? process.exitCode() : -1, QString::fromUtf8(process.readAll())};
}

void TestStory::everyStepHolds()
{
    const Told story = told(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(story.exitCode == 0, qPrintable(story.output.right(kShown))); // what failed stands at its end
    QVERIFY(story.output.contains(u"All 12 steps held"));
}

void TestStory::everyStepHoldsThoughTheServerIsKilled_data()
{
    QTest::addColumn<QString>("moments");
    for (const QString &moments : kills())
        QTest::newRow(qPrintable(moments)) << moments;
}

void TestStory::everyStepHoldsThoughTheServerIsKilled()
{
    QFETCH(QString, moments);
    const Told story = told(moments);
    QVERIFY2(story.exitCode == 0, qPrintable(story.output.right(kShown))); // what failed stands at its end
}

void TestStory::everythingThatIsOfferedHolds()
{
    const Told story = told(u"all"_s);
    QVERIFY2(story.exitCode == 0, qPrintable(story.output));
    QVERIFY2(story.output.contains(u"All 24 steps of the tours held"), qPrintable(story.output));
}

void TestStory::brokenStepIsFoundAndNamed_data()
{
    QTest::addColumn<QString>("step");
    for (const QString &step : brokenSteps())
        QTest::newRow(qPrintable(step)) << step;
}

void TestStory::brokenStepIsFoundAndNamed()
{
    QFETCH(QString, step);
    const Told story = told(step);
    QVERIFY2(story.exitCode == 1, qPrintable(story.output));
    QVERIFY(story.output.contains(u"(%1) did not hold"_s.arg(step)));
}

const turnpike::test::RegisteredTest<TestStory> kTestStory;

} // namespace tst_story

#include "tst_story.moc"
