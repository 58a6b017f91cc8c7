// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/log.h"
#include "inbox/log.h"
#include "outbox/log.h"
#include "support/testmain.h"
#include "telemetry/log.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace tst_log {

using namespace turnpike;
using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcTest, "turnpike.test")

class TestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->filePath(u"log"_s);
    }

    void anEntryIsOneJsonObjectALineWithItsFieldsAndCorrelation()
    {
        log::start({log::Format::Json, m_file});
        {
            const log::CorrelationScope scope(u"update-7"_s);
            log::info(lcTest(), "update\nstored").with("update_id", UpdateId(7)).with("late", false);
        }
        const QList<QByteArray> all = lines();
        QCOMPARE(all.size(), 1);
        const QJsonObject line = QJsonDocument::fromJson(all.first()).object();
        QCOMPARE(line.value("level"_L1).toString(), u"info"_s);
        QCOMPARE(line.value("component"_L1).toString(), u"turnpike.test"_s);
        QCOMPARE(line.value("message"_L1).toString(), u"update\nstored"_s);
        QCOMPARE(line.value("update_id"_L1).toInteger(), 7);
        QCOMPARE(line.value("correlation_id"_L1).toString(), u"update-7"_s);
    }

    void qtMessagesAreBridgedUnderTheirCategory()
    {
        log::start({log::Format::Json, m_file});
        qCWarning(lcTest) << "from Qt";
        const QJsonObject line = QJsonDocument::fromJson(lines().value(0)).object();
        QCOMPARE(line.value("level"_L1).toString(), u"warn"_s);
        QCOMPARE(line.value("component"_L1).toString(), u"turnpike.test"_s);
        QVERIFY(line.value("message"_L1).toString().contains(u"from Qt"));
    }

    void secretsAreRedacted_data()
    {
        QTest::addColumn<log::Format>("format");
        QTest::addRow("json") << log::Format::Json;
        QTest::addRow("text") << log::Format::Text;
    }

    void secretsAreRedacted()
    {
        QFETCH(log::Format, format);
        log::addSecret(u"12345:canary/\"quoted\""_s);
        log::start({format, m_file});
        log::error(lcTest(), "call failed")
            .with("plain", "12345:canary/\"quoted\"")
            .with("url", "https://host/12345%3Acanary%2F%22quoted%22/x");
        qCWarning(lcTest, "%s", "12345:canary/\"quoted\"");
        const QByteArray all = lines().join('\n');
        QVERIFY(!all.isEmpty());
        QVERIFY2(!all.contains("canary"), all.constData());
        QVERIFY(all.contains("***"));
    }

    void aLevelThatIsSetIsInForceAtOnceUntilAWiderOneTakesItBack_data()
    {
        QTest::addColumn<const QLoggingCategory *>("category");
        QTest::addRow("inbox") << &inbox::lcInbox();
        QTest::addRow("outbox") << &outbox::lcOutbox();
        QTest::addRow("db") << &db::lcDb();
    }

    void aLevelThatIsSetIsInForceAtOnceUntilAWiderOneTakesItBack()
    {
        QFETCH(const QLoggingCategory *, category);
        log::start({log::Format::Json, m_file});
        const QString component = u"turnpike."_s + QString::fromLatin1(QTest::currentDataTag());
        QVERIFY(log::setLevel(component, u"warning"_s));
        log::info(*category, "not worth a line");
        log::warning(*category, "a warning");
        log::info(lcTest(), "of another component");
        QVERIFY(log::setLevel(component, u"debug"_s));
        log::debug(*category, "a detail");
        QVERIFY(log::setLevel(u"turnpike.*"_s, u"info"_s));
        log::debug(*category, "a detail again");
        QStringList said;
        for (const QByteArray &line : lines())
            said += QJsonDocument::fromJson(line).object().value("message"_L1).toString();
        QCOMPARE(said, QStringList({u"a warning"_s, u"of another component"_s, u"a detail"_s}));
    }

    // A category is known to Qt from its first use on, and so the sources say which there are.
    void aLevelCanBeSetForEveryCategoryThereIs()
    {
        const QString root = qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/.."_s;
        static const QRegularExpression category(
            u"(?:Q_LOGGING_CATEGORY\\(\\s*\\w+\\s*,|QLoggingCategory\\s+\\w+\\s*[({])"
            "\\s*([^,){}]*)"_s);
        int found = 0;
        QStringList wrong;
        for (const char *folder : {"/server", "/shared", "/console"}) {
            QDirIterator files(root + QLatin1String(folder), {u"*.cpp"_s, u"*.h"_s}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QString source = QString::fromUtf8(file.readAll());
                for (auto match = category.globalMatch(source); match.hasNext();) {
                    QString name = match.next().captured(1).trimmed();
                    ++found;
                    const bool isLiteral = name.size() > 2 && name.startsWith(u'"') && name.endsWith(u'"');
                    name = name.mid(1, name.size() - 2);
                    if (!isLiteral || !log::setLevel(name, u"info"_s))
                        wrong += u"%1 in %2"_s.arg(name, file.fileName());
                }
            }
        }
        QVERIFY2(found >= 20, qPrintable(QString::number(found)));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

private:
    QList<QByteArray> lines() const
    {
        log::flush();
        QFile file(m_file);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QList<QByteArray> all = file.readAll().split('\n');
        all.removeLast();
        return all;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_file;
};

const turnpike::test::RegisteredTest<TestLog> kTestLog;

} // namespace tst_log

#include "tst_log.moc"
