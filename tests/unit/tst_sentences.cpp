// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/alerts.h"
#include "protocol/frame.h"
#include "protocol/hello.h"
#include "support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

namespace tst_sentences {

using namespace turnpike::protocol;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

bool hasPlace(const SentenceText &text, int place)
{
    return s(text.english).contains(u"%%1"_s.arg(place));
}

// A value for each place.
QList<SentenceValue> valuesOf(const SentenceText &text)
{
    QList<SentenceValue> values;
    for (int place = 1; hasPlace(text, place); ++place)
        values.append(SentenceValue(place * 1'000));
    return values;
}

QJsonObject throughText(const QJsonObject &json)
{
    return QJsonDocument::fromJson(QJsonDocument(json).toJson()).object();
}

} // namespace

// The catalogue of sentences, and how they travel.
class TestSentences : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySentenceHasAWordOfItsOwnAndPlacesInOrder()
    {
        QSet<QString> words;
        int next = 0;
        for (const SentenceText &text : allSentences()) {
            QCOMPARE(static_cast<int>(text.id), next++);
            QVERIFY(&textOf(text.id) == &text);
            QVERIFY2(sentenceNamed(s(text.word)) == text.id, text.word);
            words.insert(s(text.word));
            const qsizetype places = valuesOf(text).size();
            QVERIFY2(text.counted >= 0 && text.counted <= places, text.word);
            for (int place = static_cast<int>(places) + 1; place <= 9; ++place)
                QVERIFY2(!hasPlace(text, place), text.word); // none is left out
        }
        QCOMPARE(words.size(), static_cast<qsizetype>(allSentences().size()));
        QVERIFY(!sentenceNamed(s("moon_full")));
    }

    // What consoles and rows of before have known it by, for each kind of who says it.
    void theTextIsWhatItWas_data()
    {
        QTest::addColumn<Sentence>("sentence");
        QTest::addColumn<QString>("text");
        const auto add = [](const char *kind, const Sentence &sentence, const char *text) {
            QTest::newRow(kind) << sentence << s(text);
        };
        add("finding", {SentenceId::BreakerOpen, 12'999ms}, "calls fail; the next try is in 12 s");
        add("finding of a number", {SentenceId::PaidWithoutKey, 1}, "1 customer has paid and has no key");
        add("findings together",
            {SentenceId::BothOf, Sentence(SentenceId::AlertsUndelivered, s("telegram"), s("closed")),
             Sentence(SentenceId::AlertsUndelivered, s("webhook"), s("HTTP 500"))},
            "alerts do not come through by telegram: closed; alerts do not come through by webhook: HTTP "
            "500");
        add("alert", {SentenceId::WorkerFailing, s("renewals"), 3, s("no answer")},
            "Worker renewals failed 3 times in a row: no answer");
        add("alert of a check",
            {SentenceId::CheckFails, PartNames{{s("vpn_api")}}, Sentence(SentenceId::BreakerTries)},
            "vpn_api: being tried again");
        add("alert in minutes", {SentenceId::NoUpdates, 12min, Sentence(SentenceId::WebhookElsewhere)},
            "No update for 12 minutes, and Telegram's webhook pointed elsewhere");
        add("alert of the inbox", {SentenceId::UpdateDead, 7, s("message"), 5, s("broken")},
            "update 7 (message) is a dead letter after 5 attempts: broken");
        add("alert of a payment", {SentenceId::UpdateTriedAgain, 7, s("successful_payment"), 6, s("broken")},
            "update 7 (successful_payment) has failed 6 times and is tried again: broken");
        add("alert of a crash",
            {SentenceId::UpdateFails, 7, s("message"), Sentence(SentenceId::UpdateCrashed, 3)},
            "update 7 (message): the process died while it handled this update alone, 3 times");
        add("alert of a provider", {SentenceId::InvoiceRefused, s("Crypto Pay"), 14'900, s("AMOUNT_INVALID")},
            "Crypto Pay refuses an invoice of 14900 kopecks (AMOUNT_INVALID): its customer was told");
        add("alert of an invoice",
            {SentenceId::InvoiceOfRefused, s("Crypto Pay"), Money{14'950}, s("AMOUNT_INVALID")},
            "Crypto Pay refuses an invoice of 149.50 ₽ (AMOUNT_INVALID): its customer was told");
        add("reason of a review", {SentenceId::PaidShort, Money{34'950}, Money{69'900}},
            "paid 349.50 ₽ of 699 ₽");
        add("refusal", {SentenceId::GiveReasonOfLength, 3, 500},
            "Give a reason of 3 to 500 characters: it is kept.");
        add("iteration", {SentenceId::WorkerPaused, s("olga"), s("looking")}, "paused by olga: looking");
        add("order", {SentenceId::OrderFailed, s("%1 %2")}, "failed: %1 %2");
        add("mark", {SentenceId::InstanceStarts, s("a"), s("1.2")}, "a (1.2) starts");
        add("mark of a flag", {SentenceId::FlagTurnedOff, s("payments"), s("bob")}, "payments off by bob");
        add("goodbye", Sentence(SentenceId::ServerEnding),
            "The server is ending: connect again in a moment.");
        add("text", s("whatever it is"), "whatever it is");
    }

    void theTextIsWhatItWas()
    {
        QFETCH(Sentence, sentence);
        QFETCH(QString, text);
        QCOMPARE(sentence.english(), text);
    }

    void everySentenceSurvivesTheWay()
    {
        for (const SentenceText &text : allSentences()) {
            const Sentence sentence(text.id, valuesOf(text));
            const Sentence received = Sentence::fromJson(throughText(sentence.json()));
            QVERIFY2(received == sentence && received.json() == sentence.json(), text.word);
            QVERIFY2(Sentence::stored(sentence.english(), *sentence.storedJson()) == sentence, text.word);
        }
        const Sentence sentence(
            SentenceId::BothOf,
            Sentence(SentenceId::AlsoOthers,
                     Sentence(SentenceId::Failing, PartNames{{s("redis")}}, s("\"quoted\"\n%1 ключ")),
                     PartNames{{s("workers"), s("backlog")}}),
            Sentence(SentenceId::WebhookHeard, 2'500ms));
        QCOMPARE(Sentence::fromJson(throughText(sentence.json())).json(), sentence.json());
        QCOMPARE(sentence.english(),
                 s("Failing: redis: \"quoted\"\n%1 ключ; also workers, backlog; heard 2 s ago"));
    }

    void whatIsNotOursIsTheTextThatCameWithIt_data()
    {
        QTest::addColumn<QByteArray>("sentence");
        QTest::addColumn<QString>("english");
        QTest::newRow("an id of a newer version")
            << QByteArray(R"({"id": "moon_full", "values": [1]})") << s("");
        QTest::newRow("too few values") << QByteArray(R"({"id": "worker_stuck", "values": []})") << s("");
        QTest::newRow("too many values")
            << QByteArray(R"({"id": "worker_stuck", "values": [1, 2]})") << s("");
        QTest::newRow("a value of a newer kind")
            << QByteArray(R"({"id": "worker_stuck", "values": [{"moon": 1}]})") << s("");
        QTest::newRow("no values") << QByteArray(R"({"id": "worker_stuck"})") << s("");
        QTest::newRow("no sentence") << QByteArray("{}") << s("");
        QTest::newRow("within ours")
            << QByteArray(
                   R"({"id":"no_updates","values":[{"ms":60000},{"id":"moon_full","text":"the moon is full"}]})")
            << s("No update for 1 minute, and the moon is full");
    }

    void whatIsNotOursIsTheTextThatCameWithIt()
    {
        QFETCH(QByteArray, sentence);
        QFETCH(QString, english);
        const QJsonDocument json = QJsonDocument::fromJson(sentence);
        QVERIFY(json.isObject());
        QCOMPARE(Sentence::fromJson(json.object()).english(), english);
    }

    // A program of the version before has written the text, and left the sentence that was there.
    void theTextOfARowCounts()
    {
        const Sentence stuck(SentenceId::WorkerStuck, s("renewals"));
        QVERIFY(Sentence::stored(stuck.english(), *stuck.storedJson()) == stuck);
        const Sentence other = Sentence::stored(s("redis is away"), *stuck.storedJson());
        QCOMPARE(other.english(), s("redis is away"));
        QVERIFY(!other.id());
        QVERIFY(!Sentence::stored(s("redis is away"), QString()).id());
        QVERIFY(!other.storedJson());
        QVERIFY(!stuck.storedJson(stuck.english().size() - 1)); // the column has less of the text
    }

    void messagesCarryBoth()
    {
        const Sentence sentence(SentenceId::NoCustomer, 42);
        const QJsonObject refused = toJson(CallError::of(ErrorCode::NotFound, sentence));
        QCOMPARE(refused.value(u"message").toString(), s("There is no customer 42."));
        QCOMPARE(refused.value(u"sentence").toObject(), sentence.json());
        QVERIFY(fromJson<CallError>(refused).sentence == sentence);
        // A text of no catalogue is in one member alone, as a server of before sends it.
        const QJsonObject plain = toJson(CallError::of(ErrorCode::Refused, s("no")));
        QVERIFY(!plain.contains(u"sentence"_s));
        QVERIFY(fromJson<CallError>(plain).sentence.isEmpty());
        AlertState alert;
        alert.sentence = {SentenceId::LedgerMismatch, -7};
        QVERIFY(fromJson<AlertState>(throughText(toJson(alert))).sentence == alert.sentence);
    }

    void secretsGoFromAllValues()
    {
        const Sentence sentence(SentenceId::CheckFails, PartNames{{s("redis")}},
                                Sentence(SentenceId::RedisAway, s("password hunter2")));
        const Sentence told = sentence.mapped(
            [](const QString &text) { return QString(text).replace(s("hunter2"), s("***")); });
        QCOMPARE(told.english(), s("redis: away, conversation states stay in the process: password ***"));
        QVERIFY(!QJsonDocument(told.json()).toJson().contains("hunter2"));
    }

    void moneyIsWrittenOneWay_data()
    {
        QTest::addColumn<Money>("money");
        QTest::addColumn<QString>("english");
        QTest::addColumn<QString>("russian");
        const auto add = [](const Money &money, const char *english, const char *russian) {
            QTest::newRow(english) << money << s(english) << s(russian);
        };
        add({34'950}, "349.50 ₽", "349,50 ₽");
        add({14'900}, "149 ₽", "149 ₽");
        add({-5}, "-0.05 ₽", "-0,05 ₽");
        add({123'456'789}, "1,234,567.89 ₽", "1\u00a0234\u00a0567,89 ₽");
        add({300, s("USDT")}, "3.00 USDT", "3,00 USDT");
        add({250, s("XTR")}, "250 XTR", "250 XTR");
    }

    void moneyIsWrittenOneWay()
    {
        QFETCH(Money, money);
        QFETCH(QString, english);
        QFETCH(QString, russian);
        QCOMPARE(moneyText(money), english);
        QCOMPARE(moneyText(money, QLocale(s("ru"))), russian);
        const Sentence paid(SentenceId::PaidShort, money, money);
        QCOMPARE(paid.english(), s("paid %1 of %1").arg(english));
        Language language;
        language.words = [](const char *text, int) { return s(text); };
        language.locale = QLocale(s("ru"));
        QCOMPARE(Sentence::fromJson(throughText(paid.json())).in(language), s("paid %1 of %1").arg(russian));
    }

    void everySentenceWithACountHasItsEnglishForOne()
    {
        for (const SentenceText &text : allSentences()) {
            QVERIFY2((text.counted > 0) == (text.one != nullptr), text.word);
            if (text.counted == 0)
                continue;
            for (int place = 1; place <= 9; ++place)
                QCOMPARE(s(text.one).contains(u"%%1"_s.arg(place)), hasPlace(text, place));
            QList<SentenceValue> values = valuesOf(text);
            values[text.counted - 1] = SentenceValue(2 * text.unit);
            QString two = Sentence(text.id, values).english();
            values[text.counted - 1] = SentenceValue(1 * text.unit);
            QString one = Sentence(text.id, values).english();
            QVERIFY2(one.replace(u'2', u'1') != two.replace(u'2', u'1'), text.word);
        }
    }

    void aHeadlineHoldsNoWordsOfADriver()
    {
        const Sentence away(SentenceId::DatabaseUnreachable, s("FATAL: the database system is starting up"));
        QCOMPARE(away.brief().english(), s("the database cannot be reached"));
        const Sentence felt(SentenceId::NotStoredNow, away);
        QCOMPARE(felt.brief().english(),
                 s("nothing that customers send can be stored: the database cannot be reached"));
        QVERIFY(felt.english().contains(s("FATAL"))); // where details are asked for
        QCOMPARE(Sentence::fromJson(throughText(felt.brief().json())).english(), felt.brief().english());
        const Sentence count(SentenceId::PoolCannotGrow, 3, s("too many clients"));
        QCOMPARE(count.brief().english(), s("3 connections are open and no more can be had"));
        QCOMPARE(Sentence(s("as it is")).brief().english(), s("as it is"));
        const QList<Check> checks{
            {s("database"), CheckStatus::Fail, away.english(), std::nullopt, true, away}};
        QCOMPARE(verdictOf(checks).english(), s("Failing: database: the database cannot be reached"));
        for (const SentenceText &text : allSentences()) {
            if (text.detail > 0)
                QVERIFY2(s(text.english).contains(s(": %%1").arg(text.detail)), text.word);
        }
    }

    void theVerdictNamesTheWorstAndTheOthers()
    {
        const auto check = [](const char *name, CheckStatus status, const Sentence &finding = {}) {
            return Check{s(name), status, finding.english(), std::nullopt, true, finding};
        };
        QVERIFY(verdictOf({}).isEmpty());
        QCOMPARE(verdictOf({check("redis", CheckStatus::Pass)}).english(), s("Healthy"));
        QCOMPARE(
            verdictOf({check("redis", CheckStatus::Warn, s("slow")), check("database", CheckStatus::Pass),
                       check("vpn_api", CheckStatus::Fail, Sentence(SentenceId::BreakerTries)),
                       check("workers", CheckStatus::Fail, s("no"))})
                .english(),
            s("Failing: vpn_api: being tried again; also redis, workers"));
    }
};

const turnpike::test::RegisteredTest<TestSentences> kTestSentences;

} // namespace tst_sentences

#include "tst_sentences.moc"
