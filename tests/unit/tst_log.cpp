#include "support/testmain.h"
#include "telemetry/log.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

namespace tst_log {

using namespace turnpike;

Q_LOGGING_CATEGORY(lcTest, "turnpike.test")

class TestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->filePath(QStringLiteral("log"));
    }

    void anEntryIsOneJsonObjectALineWithItsFieldsAndCorrelation()
    {
        log::start({log::Format::Json, m_file});
        {
            const log::CorrelationScope scope(QStringLiteral("update-7"));
            log::info(lcTest(), "update\nstored").with("update_id", UpdateId(7)).with("late", false);
        }
        const QList<QByteArray> all = lines();
        QCOMPARE(all.size(), 1);
        const QJsonObject line = QJsonDocument::fromJson(all.first()).object();
        QCOMPARE(line.value(QLatin1String("level")).toString(), QStringLiteral("info"));
        QCOMPARE(line.value(QLatin1String("component")).toString(), QStringLiteral("turnpike.test"));
        QCOMPARE(line.value(QLatin1String("message")).toString(), QStringLiteral("update\nstored"));
        QCOMPARE(line.value(QLatin1String("update_id")).toInteger(), 7);
        QCOMPARE(line.value(QLatin1String("correlation_id")).toString(), QStringLiteral("update-7"));
    }

    void qtMessagesAreBridgedUnderTheirCategory()
    {
        log::start({log::Format::Json, m_file});
        qCWarning(lcTest) << "from Qt";
        const QJsonObject line = QJsonDocument::fromJson(lines().value(0)).object();
        QCOMPARE(line.value(QLatin1String("level")).toString(), QStringLiteral("warn"));
        QCOMPARE(line.value(QLatin1String("component")).toString(), QStringLiteral("turnpike.test"));
        QVERIFY(line.value(QLatin1String("message")).toString().contains(u"from Qt"));
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
        log::addSecret(QStringLiteral("12345:canary/\"quoted\""));
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
