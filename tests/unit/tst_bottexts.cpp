// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

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
using namespace Qt::StringLiterals;

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
    static const QRegularExpression placePattern(u"%[1-9n]"_s);
    static const QRegularExpression tagPattern(u"</?(b|code|pre)>"_s);
    const QDir folder(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/translations"_s);
    QCOMPARE(m_texts.languages().size(), size_t(folder.entryList({u"turnpike_*.ts"_s}).size()));
    QVERIFY(m_texts.languages().size() >= 2);

    std::optional<QStringList> expectedPlaces;
    for (const Speech &language : m_texts.languages()) {
        const bool plural = language.raw(id.constData()).contains("%n"_L1);
        for (const int number : plural ? std::vector{0, 1, 2, 3, 5, 11, 21, 100, 101} : std::vector{-1}) {
            const QString text = language.raw(id.constData(), number);
            QVERIFY2(!text.isEmpty(), qPrintable(language.code()));
            QVERIFY(!text.contains("  "_L1));
            QStringList places;
            for (auto it = placePattern.globalMatch(text); it.hasNext();)
                places.append(it.next().captured());
            places.sort();
            if (!expectedPlaces)
                expectedPlaces = places;
            QCOMPARE(places, *expectedPlaces);
            // Telegram refuses a message with an odd tag.
            for (const char *tag : {"b", "code", "pre"}) {
                QCOMPARE(text.count(u"<%1>"_s.arg(QLatin1String(tag))),
                         text.count(u"</%1>"_s.arg(QLatin1String(tag))));
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
        QTest::addRow("ru %d", number) << u"ru"_s << number << QString::fromUtf8(expected);
    const std::pair<int, const char *> english[] = {
        {1, "1 day"}, {2, "2 days"}, {5, "5 days"}, {11, "11 days"}, {21, "21 days"}};
    for (const auto &[number, expected] : english)
        QTest::addRow("en %d", number) << u"en"_s << number << QString::fromUtf8(expected);
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
    QCOMPARE(speech("en").html("menu.hello", {u"<b>%1 & %2"_s}), u"Hi, &lt;b&gt;%1 &amp; %2!"_s);
    QCOMPARE(speech("en").plain("menu.hello", {u"<b>%1 & %2"_s}), u"Hi, <b>%1 & %2!"_s);
    QCOMPARE(fillPlaces(u"%2 %1 100% %3"_s, {u"a"_s, u"b"_s}), u"b a 100% %3"_s);
}

void TestBotTexts::moneyIsWrittenAsThatLanguageDoes()
{
    QCOMPARE(speech("en").money(Kopecks(14900)), u"149\u00a0₽"_s);
    QCOMPARE(speech("en").money(Kopecks(14950)), u"149.50\u00a0₽"_s);
    QCOMPARE(speech("ru").money(Kopecks(14905)), u"149,05\u00a0₽"_s);
    QCOMPARE(speech("ru").money(Kopecks(119900)), u"1199\u00a0₽"_s);
    QCOMPARE(speech("ru").money(Kopecks(10'000'000)), u"100\u00a0000\u00a0₽"_s);
    QCOMPARE(speech("ru").money(Kopecks(0)), u"0\u00a0₽"_s);
    QCOMPARE(speech("en").money(Kopecks(-50)), u"\u22120.50\u00a0₽"_s);
}

void TestBotTexts::datesSayTheirZone()
{
    const qint64 at = QDateTime(QDate(2026, 11, 23), QTime(18, 40), QTimeZone::utc()).toMSecsSinceEpoch();
    QCOMPARE(speech("en").time(at), u"23.11.2026 21:40 MSK"_s);
    QCOMPARE(speech("ru").time(at), u"23.11.2026 21:40 МСК"_s);
}

void TestBotTexts::timeLeftIsRoundedUp()
{
    QCOMPARE(speech("en").timeLeft(30 * kDayMs, 0), u"30 days left"_s);
    QCOMPARE(speech("en").timeLeft(kDayMs + 1, 0), u"2 days left"_s);
    QCOMPARE(speech("en").timeLeft(kDayMs, 0), u"24 hours left"_s);
    QCOMPARE(speech("ru").timeLeft(kHourMs + 1, 0), u"осталось 2 часа"_s);
    QCOMPARE(speech("ru").timeLeft(21 * kMinuteMs, 0), u"осталась 21 минута"_s);
    QCOMPARE(speech("en").timeLeft(5, 10), u"0 minutes left"_s);
}

void TestBotTexts::aLanguageIsGuessedFromTelegramsCode()
{
    QCOMPARE(m_texts.guess(u"en-GB"_s).code(), u"en"_s);
    QCOMPARE(m_texts.guess(u"ru"_s).code(), u"ru"_s);
    QCOMPARE(m_texts.guess(u"uk"_s).code(), u"ru"_s);
    QCOMPARE(m_texts.guess(u"qq"_s).code(), u"en"_s);
    QCOMPARE(m_texts.guess(QString()).code(), u"ru"_s);
    QCOMPARE(m_texts.speech(u"xx"_s).code(), u"ru"_s);
}

void TestBotTexts::aTariffWithoutATextIsCalledByItsCode()
{
    QCOMPARE(speech("ru").tariff(u"basic"_s), u"Базовый"_s);
    QCOMPARE(speech("en").tariff(u"family"_s), u"Family"_s);
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
