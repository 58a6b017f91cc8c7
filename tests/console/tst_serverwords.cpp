#include "app/language.h"
#include "connection/serverwords.h"
#include "models/serverlanguage.h"
#include "protocol/numbers.h"
#include "protocol/runbook.h"
#include "support/testmain.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace tst_serverwords {

using namespace turnpike::console;
using namespace turnpike::protocol;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString root()
{
    return qEnvironmentVariable("TURNPIKE_RESOURCES") + QStringLiteral("/..");
}

// The string literals of C++ (or JSON), those next to each other put together.
QStringList literalsOf(const QString &source)
{
    static const QRegularExpression literals(
        QStringLiteral("\"(?:[^\"\\\\\n]|\\\\.)*\"(?:\\s*\"(?:[^\"\\\\\n]|\\\\.)*\")*"));
    static const QRegularExpression one(QStringLiteral("\"((?:[^\"\\\\\n]|\\\\.)*)\""));
    QStringList found;
    for (auto run = literals.globalMatch(source); run.hasNext();) {
        QString whole;
        for (auto piece = one.globalMatch(run.next().captured()); piece.hasNext();)
            whole += piece.next().captured(1);
        found.append(whole);
    }
    return found;
}

// Of all sources below a folder of the server.
QStringList literalsBelow(const QString &folder)
{
    QStringList found;
    QDirIterator files(root() + folder, {QStringLiteral("*.cpp"), QStringLiteral("*.json")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext())
        found.append(literalsOf(QString::fromUtf8(contentOf(files.next()))));
    return found;
}

Check check(const char *name, const char *status, const char *text = "")
{
    Check made;
    made.name = QString::fromLatin1(name);
    made.status = Choice<CheckStatus>(QString::fromLatin1(status));
    made.text = QString::fromLatin1(text);
    return made;
}

QString verdictOf(const QList<Check> &checks)
{
    Gauges gauges;
    gauges.checks = checks;
    gauges.verdict.text = QStringLiteral("as the server put it");
    translate(gauges);
    return gauges.verdict.text;
}

} // namespace

// What servers say in English, in the language of whoever is on duty.
class TestServerWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { language::install(QStringLiteral("ru")); }

    // A sentence that was changed at the server alone would stay English.
    void everySentenceThatIsKnownIsOneOfTheServers()
    {
        // "No update for %1 minutes, and " and what follows it; "Memory is at %1 %" and what may follow.
        const QStringList said =
            literalsBelow(QStringLiteral("/server")) + literalsBelow(QStringLiteral("/resources")) +
            literalsOf(QString::fromUtf8(contentOf(root() + QStringLiteral("/shared/protocol/numbers.h"))));
        QVERIFY(said.size() > 1'000);
        QStringList strangers;
        for (const QString &known : serverwords::known()) {
            const bool isSaid = std::any_of(said.begin(), said.end(), [&](const QString &literal) {
                return literal == known ||
                       (literal.size() > 20 && known.startsWith(literal) && literal.endsWith(u' ')) ||
                       (known.startsWith(u"Memory is at") && literal.size() > 20 && known.contains(literal));
            });
            if (!isSaid)
                strangers.append(known);
        }
        QVERIFY2(strangers.isEmpty(), qPrintable(strangers.join(u'\n')));
    }

    // Whatever refuses a call, and whatever a check finds, is for people.
    void whatTheServerTellsConsolesIsKnown()
    {
        const QStringList known = serverwords::known();
        QStringList strangers;
        const auto look = [&](const QString &sentence) {
            if (!known.contains(sentence))
                strangers.append(sentence);
        };
        static const QRegularExpression sentence(QStringLiteral("^[A-Z%].* .*[a-z)]\\.$"));
        // Before there is a connection: Qt does not hand on what the answer says.
        static const QRegularExpression early(
            QStringLiteral("^(Consoles connect to|Not from a browser|This server speaks|Too many tokens|This "
                           "token is unknown|This operator connects)"));
        int sentences = 0;
        for (const char *room : {"/server/consolecalls", "/server/consolefeed", "/server/consolehub"}) {
            for (const QString &literal : literalsBelow(QString::fromLatin1(room))) {
                if (!sentence.match(literal).hasMatch() || early.match(literal).hasMatch())
                    continue;
                ++sentences;
                // What metrics are for is for whoever reads them.
                if (!literal.contains(QLatin1String("onsoles")) && !literal.startsWith(u"Calls of") &&
                    !literal.startsWith(u"Events and") && !literal.startsWith(u"States that"))
                    look(literal);
            }
        }
        QVERIFY(sentences > 30);
        static const QRegularExpression finding(
            QStringLiteral("Finding::(?:warn|fail)\\(\\s*QStringLiteral\\(([^)]*\")\\)"));
        int findings = 0;
        for (const char *file :
             {"/server/ops/health.cpp", "/server/app/leader.cpp", "/server/app/observation.cpp"}) {
            const QString source = QString::fromUtf8(contentOf(root() + QString::fromLatin1(file)));
            for (auto it = finding.globalMatch(source); it.hasNext(); ++findings)
                look(literalsOf(it.next().captured(1)).value(0));
        }
        // What a provider says of itself in /health.
        static const QRegularExpression trouble(QStringLiteral("return QStringLiteral\\((.*\")\\)"));
        const QString cryptoPay =
            QString::fromUtf8(contentOf(root() + QStringLiteral("/server/payments/cryptopay.cpp")));
        for (auto it = trouble.globalMatch(cryptoPay); it.hasNext(); ++findings)
            look(literalsOf(it.next().captured(1)).value(0));
        QVERIFY(findings > 10);
        for (const Number *number : numbers::kAll) {
            if (number->finding)
                look(QString::fromUtf8(number->finding));
        }
        QVERIFY2(strangers.isEmpty(), qPrintable(strangers.join(u'\n')));
    }

    void aSentenceIsSaidInTheLanguageOfTheMachine_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("shown");
        const auto add = [](const char *said, const char *shown) {
            QTest::newRow(said) << QString::fromUtf8(said) << QString::fromUtf8(shown);
        };
        add("being tried again", "проверяется снова");
        add("calls fail; the next try is in 12 s", "вызовы не удаются; следующая попытка через 12 с");
        add("it answers nobody: the last 4 calls, over 33 s, were in vain",
            "не отвечает никому: последние вызовы (4 за 33 с) были напрасны");
        add("3 wait for a connection, 15 of 15 are used", "ждут соединения: 3, занято 15 из 15");
        add("Memory is at 86 % of its limit: the platform will end the process soon",
            "Память: 86 % предела: платформа скоро завершит процесс");
        add("there are more than could be noted at once: order it again for the others",
            "их больше, чем удалось отметить за раз: прикажите ещё раз для остальных");
        // One within the other, in another order.
        add("No update for 12 minutes, and Telegram's webhook pointed elsewhere",
            "Обновлений нет уже 12 мин, и вебхук Telegram указывал в другое место");
        add("Payment 7 for p-1 of user 42 needs a look: paid 100 of 149 RUB",
            "Платёж 7 за p-1 пользователя 42 требует внимания: оплачено 100 из 149 RUB");
        // What varies is no place for another value.
        add("Worker %2 failed 3 times in a row: %1", "Воркер %2: неудач подряд: 3: %1");
        add("the database cannot be reached: one\ntwo", "база данных недоступна: one\ntwo");
        // Of a newer server, or nothing at all.
        add("the moon is full", "the moon is full");
        add("being tried again, and again", "being tried again, and again");
        add("", "");
    }

    void aSentenceIsSaidInTheLanguageOfTheMachine()
    {
        QFETCH(QString, said);
        QFETCH(QString, shown);
        QCOMPARE(serverwords::translated(said), shown);
    }

    void theVerdictNamesPartsAsPeopleDo()
    {
        QCOMPARE(verdictOf({}), QStringLiteral("as the server put it"));
        QCOMPARE(verdictOf({check("database", "pass"), check("redis", "pass")}),
                 QString::fromUtf8("Всё в порядке"));
        QCOMPARE(verdictOf({check("redis", "warn", "not counted lately"), check("database", "pass"),
                            check("vpn_api", "fail", "being tried again"), check("workers", "fail", "no")}),
                 QString::fromUtf8("Сбой: VPN API: проверяется снова; а также Redis, Воркеры"));
        QCOMPARE(verdictOf({check("telegram", "warn", "being tried again")}),
                 QString::fromUtf8("Есть проблема: Telegram: проверяется снова"));
    }

    void anAlertOfACheckNamesItsPart()
    {
        AlertState alert;
        alert.key = QStringLiteral("health:vpn_api");
        alert.text = QStringLiteral("vpn_api: being tried again");
        alert.runbook = QStringLiteral("health");
        alert.runbookText = QStringLiteral("as the server has it");
        translate(alert);
        QCOMPARE(alert.text, QString::fromUtf8("VPN API: проверяется снова"));
        QVERIFY(alert.runbookText.contains(QString::fromUtf8("нельзя сохранить обновление")));

        AlertState newer;
        newer.key = QStringLiteral("moon");
        newer.text = QStringLiteral("the moon is full");
        newer.runbook = QStringLiteral("moon");
        newer.runbookText = QStringLiteral("as the server has it");
        translate(newer);
        QCOMPARE(newer.text, QStringLiteral("the moon is full"));
        QCOMPARE(newer.runbookText, QStringLiteral("as the server has it"));
    }

    void theRunbooksHaveTheSameSections()
    {
        const auto sections = [](const char *file) {
            QStringList names =
                runbookSections(contentOf(root() + QStringLiteral("/docs/") + QString::fromLatin1(file)))
                    .keys();
            names.sort();
            return names;
        };
        QVERIFY(sections("runbook.md").size() > 10);
        QCOMPARE(sections("runbook.ru.md"), sections("runbook.md"));
    }
};

const turnpike::test::RegisteredTest<TestServerWords> kTestServerWords;

} // namespace tst_serverwords

#include "tst_serverwords.moc"
