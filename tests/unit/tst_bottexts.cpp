#include "base/clock.h"
#include "bot/keyboards.h"
#include "bot/registration.h"
#include "bot/texts.h"
#include "bot/topup.h"
#include "support/testmain.h"

#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>
#include <QTimeZone>

namespace tst_bottexts {

using namespace turnpike;
using namespace turnpike::bot;

// What customers read, complete in every language, with the right plurals, amounts and dates; and the amounts
// that they write.
class TestBotTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTextStandsInEveryLanguageWithTheSamePlaces_data();
    void everyTextStandsInEveryLanguageWithTheSamePlaces();
    void pluralsFollowTheNumber_data();
    void pluralsFollowTheNumber();
    void argumentsAreEscapedAndNeverFilledAgain();
    void moneyIsWrittenAsThatLanguageDoes();
    void datesSayTheirZone();
    void timeLeftIsRoundedUp();
    void aLanguageIsGuessedFromTelegramsCode();
    void aTariffWithoutATextIsCalledByItsCode();
    void amountsAreReadAsPeopleWriteThem_data();
    void amountsAreReadAsPeopleWriteThem();

private:
    const Speech &speech(const char *code) const { return m_texts.speech(QLatin1String(code)); }

    Texts m_texts;
};

void TestBotTexts::everyTextStandsInEveryLanguageWithTheSamePlaces_data()
{
    QTest::addColumn<QByteArray>("id");
    for (const char *id : kTextIds)
        QTest::newRow(id) << QByteArray(id);
    for (const Registration &registered : registrations()) {
        for (const char *id : registered.texts)
            QTest::newRow(id) << QByteArray(id);
    }
}

void TestBotTexts::everyTextStandsInEveryLanguageWithTheSamePlaces()
{
    QFETCH(QByteArray, id);
    static const QRegularExpression placePattern(QStringLiteral("%[1-9n]"));
    static const QRegularExpression tagPattern(QStringLiteral("</?(b|code)>"));
    const QDir folder(qEnvironmentVariable("TURNPIKE_RESOURCES") + QStringLiteral("/translations"));
    QCOMPARE(m_texts.languages().size(), size_t(folder.entryList({QStringLiteral("turnpike_*.ts")}).size()));
    QVERIFY(m_texts.languages().size() >= 2);

    std::optional<QStringList> expectedPlaces;
    for (const Speech &language : m_texts.languages()) {
        const bool plural = language.raw(id.constData()).contains(QLatin1String("%n"));
        for (const int number : plural ? std::vector{0, 1, 2, 3, 5, 11, 21, 100, 101} : std::vector{-1}) {
            const QString text = language.raw(id.constData(), number);
            QVERIFY2(!text.isEmpty(), qPrintable(language.code()));
            QVERIFY(!text.contains(QLatin1String("  ")));
            QStringList places;
            for (auto it = placePattern.globalMatch(text); it.hasNext();)
                places.append(it.next().captured());
            places.sort();
            if (!expectedPlaces)
                expectedPlaces = places;
            QCOMPARE(places, *expectedPlaces);
            // Telegram refuses a message with an odd tag.
            for (const char *tag : {"b", "code"}) {
                QCOMPARE(text.count(QStringLiteral("<%1>").arg(QLatin1String(tag))),
                         text.count(QStringLiteral("</%1>").arg(QLatin1String(tag))));
            }
            QVERIFY(!QString(text).remove(tagPattern).contains(u'<'));
            QVERIFY(!text.contains(u'&'));
            // Telegram's app shows 200 characters of an answer to a press (Bot API, answerCallbackQuery).
            if (id.startsWith("limit.") || id.startsWith("press.") || id.startsWith("trial."))
                QVERIFY(id == "trial.granted" || text.size() <= 200);
        }
    }
}

void TestBotTexts::pluralsFollowTheNumber_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("expected");

    const std::pair<int, const char *> russian[] = {{1, "1 день"},   {2, "2 дня"},     {5, "5 дней"},
                                                    {11, "11 дней"}, {21, "21 день"},  {22, "22 дня"},
                                                    {30, "30 дней"}, {111, "111 дней"}};
    for (const auto &[number, expected] : russian)
        QTest::addRow("ru %d", number) << QStringLiteral("ru") << number << QString::fromUtf8(expected);
    const std::pair<int, const char *> english[] = {
        {1, "1 day"}, {2, "2 days"}, {5, "5 days"}, {11, "11 days"}, {21, "21 days"}};
    for (const auto &[number, expected] : english)
        QTest::addRow("en %d", number) << QStringLiteral("en") << number << QString::fromUtf8(expected);
}

void TestBotTexts::pluralsFollowTheNumber()
{
    QFETCH(QString, language);
    QFETCH(int, number);
    QFETCH(QString, expected);
    QCOMPARE(m_texts.speech(language).days(number), expected);
}

void TestBotTexts::argumentsAreEscapedAndNeverFilledAgain()
{
    QCOMPARE(speech("en").html("menu.hello", {QStringLiteral("<b>%1 & %2")}),
             QStringLiteral("Hi, &lt;b&gt;%1 &amp; %2!"));
    QCOMPARE(speech("en").plain("menu.hello", {QStringLiteral("<b>%1 & %2")}),
             QStringLiteral("Hi, <b>%1 & %2!"));
    QCOMPARE(fillPlaces(QStringLiteral("%2 %1 100% %3"), {QStringLiteral("a"), QStringLiteral("b")}),
             QStringLiteral("b a 100% %3"));
}

void TestBotTexts::moneyIsWrittenAsThatLanguageDoes()
{
    QCOMPARE(speech("en").money(Kopecks(14900)), QStringLiteral("149\u00a0₽"));
    QCOMPARE(speech("en").money(Kopecks(14950)), QStringLiteral("149.50\u00a0₽"));
    QCOMPARE(speech("ru").money(Kopecks(14905)), QStringLiteral("149,05\u00a0₽"));
    QCOMPARE(speech("ru").money(Kopecks(119900)), QStringLiteral("1199\u00a0₽"));
    QCOMPARE(speech("ru").money(Kopecks(10'000'000)), QStringLiteral("100\u00a0000\u00a0₽"));
    QCOMPARE(speech("ru").money(Kopecks(0)), QStringLiteral("0\u00a0₽"));
    QCOMPARE(speech("en").money(Kopecks(-50)), QStringLiteral("\u22120.50\u00a0₽"));
}

void TestBotTexts::datesSayTheirZone()
{
    const qint64 at = QDateTime(QDate(2026, 11, 23), QTime(18, 40), QTimeZone::utc()).toMSecsSinceEpoch();
    QCOMPARE(speech("en").time(at), QStringLiteral("23.11.2026 21:40 MSK"));
    QCOMPARE(speech("ru").time(at), QStringLiteral("23.11.2026 21:40 МСК"));
}

void TestBotTexts::timeLeftIsRoundedUp()
{
    QCOMPARE(speech("en").timeLeft(30 * kDayMs, 0), QStringLiteral("30 days left"));
    QCOMPARE(speech("en").timeLeft(kDayMs + 1, 0), QStringLiteral("2 days left"));
    QCOMPARE(speech("en").timeLeft(kDayMs, 0), QStringLiteral("24 hours left"));
    QCOMPARE(speech("ru").timeLeft(kHourMs + 1, 0), QStringLiteral("осталось 2 часа"));
    QCOMPARE(speech("ru").timeLeft(21 * kMinuteMs, 0), QStringLiteral("осталась 21 минута"));
    QCOMPARE(speech("en").timeLeft(5, 10), QStringLiteral("0 minutes left"));
}

void TestBotTexts::aLanguageIsGuessedFromTelegramsCode()
{
    QCOMPARE(m_texts.guess(QStringLiteral("en-GB")).code(), QStringLiteral("en"));
    QCOMPARE(m_texts.guess(QStringLiteral("ru")).code(), QStringLiteral("ru"));
    QCOMPARE(m_texts.guess(QStringLiteral("uk")).code(), QStringLiteral("ru"));
    QCOMPARE(m_texts.guess(QStringLiteral("qq")).code(), QStringLiteral("en"));
    QCOMPARE(m_texts.guess(QString()).code(), QStringLiteral("ru"));
    QCOMPARE(m_texts.speech(QStringLiteral("xx")).code(), QStringLiteral("ru"));
}

void TestBotTexts::aTariffWithoutATextIsCalledByItsCode()
{
    QCOMPARE(speech("ru").tariff(QStringLiteral("basic")), QStringLiteral("Базовый"));
    QCOMPARE(speech("en").tariff(QStringLiteral("family")), QStringLiteral("Family"));
}

void TestBotTexts::amountsAreReadAsPeopleWriteThem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("kopecks"); // -1: no amount
    const std::pair<const char *, qint64> cases[] = {
        {"250", 25000},         {" 250 ", 25000}, {"250 ₽", 25000}, {"250р", 25000},
        {"250 руб.", 25000},    {"99.5", 9950},   {"99,05", 9905},    {"1 000", 100000},
        {"12 345,60", 1234560}, {"0", 0},         {"-5", -1},         {"1e5", -1},
        {"250$", -1},           {"", -1},         {"1,000.50", -1},   {"9999999999", -1},
        {"100 200 3", -1},      {"сто", -1},      {"1.005", -1},      {"٣٠٠", -1},
    };
    for (const auto &[text, kopecks] : cases)
        QTest::newRow(text) << QString::fromUtf8(text) << kopecks;
}

void TestBotTexts::amountsAreReadAsPeopleWriteThem()
{
    QFETCH(QString, text);
    QFETCH(qint64, kopecks);
    const auto amount = topup::parseAmount(text);
    QCOMPARE(amount ? amount->value() : -1, kopecks);
}

const turnpike::test::RegisteredTest<TestBotTexts> kTestBotTexts;

} // namespace tst_bottexts

#include "tst_bottexts.moc"
