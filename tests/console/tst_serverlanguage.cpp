// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/language.h"
#include "connection/translated.h"
#include "models/serverlanguage.h"
#include "protocol/flags.h"
#include "protocol/runbook.h"
#include "support/testmain.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include <limits>

namespace tst_serverlanguage {

using namespace turnpike::console;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString root()
{
    return qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/.."_s;
}

// A value for each place, such as nobody expects: `count` where the plural form is chosen, texts elsewhere.
QList<SentenceValue> valuesOf(const SentenceText &text, qint64 count)
{
    QList<SentenceValue> values;
    for (int place = 1; QString::fromUtf8(text.english).contains(u"%%1"_s.arg(place)); ++place) {
        if (place == text.counted)
            values.append(SentenceValue(count));
        else
            values.append(SentenceValue(u"<%1\nпё>"_s.arg(QString(place, u'x'))));
    }
    return values;
}

QString inRussian(const Sentence &sentence)
{
    return translated(sentence, sentence.english());
}

Check check(const char *name, const char *status, const char *text = "")
{
    Check made;
    made.name = QString::fromLatin1(name);
    made.status = Choice<CheckStatus>(QString::fromLatin1(status));
    made.text = QString::fromLatin1(text);
    return made;
}

QString shownVerdict(const QList<Check> &checks)
{
    Gauges gauges;
    gauges.checks = checks;
    gauges.verdict.text = u"as the server put it"_s;
    translate(gauges);
    return gauges.verdict.text;
}

} // namespace

// What servers say, in the language of whoever is on duty.
class TestServerLanguage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { language::install(u"ru"_s); }

    void everySentenceIsSaidInRussianWithAllItsValues()
    {
        static const QRegularExpression left(u"%[1-9n]"_s);
        // Signs between what others say.
        const QList<SentenceId> sameInAll{SentenceId::BothOf, SentenceId::CheckFails};
        QStringList faults;
        for (const SentenceText &text : allSentences()) {
            for (const qint64 count : {qint64(0), qint64(1), std::numeric_limits<qint64>::max()}) {
                const QList<SentenceValue> values = valuesOf(text, count);
                const Sentence sentence(text.id, values);
                const QString russian = inRussian(sentence);
                const bool isRussian = russian != sentence.english() || sameInAll.contains(text.id);
                bool isWhole = !left.match(russian).hasMatch() && !left.match(sentence.english()).hasMatch();
                for (const SentenceValue &value : values)
                    isWhole = isWhole && russian.contains(value.rendered(nullptr, text.unit));
                if (!isRussian || !isWhole)
                    faults.append(QString::fromUtf8(text.english) + u" => "_s + russian);
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void whatIsCountedHasThreeForms()
    {
        int counted = 0;
        for (const SentenceText &text : allSentences()) {
            if (text.counted == 0)
                continue;
            ++counted;
            QStringList forms;
            for (const qint64 count : {1, 2, 5, 11, 21}) {
                QString form = inRussian(Sentence(text.id, valuesOf(text, count)));
                const QString number = QString::number(count);
                forms.append(form.replace(form.indexOf(number), number.size(), u"#"_s));
            }
            QVERIFY2(forms[0] != forms[1] && forms[1] != forms[2] && forms[0] != forms[2], text.english);
            QCOMPARE(forms[3], forms[2]);
            QCOMPARE(forms[4], forms[0]);
        }
        QVERIFY(counted >= 3);
        QCOMPARE(inRussian({SentenceId::PaidWithoutKey, 2}),
                 QString::fromUtf8("2 клиента заплатили и не получили ключ"));
    }

    void aSentenceIsSaidInTheLanguageOfTheMachine_data()
    {
        QTest::addColumn<Sentence>("said");
        QTest::addColumn<QString>("shown");
        const auto add = [](const char *name, const Sentence &said, const char *shown) {
            QTest::newRow(name) << said << QString::fromUtf8(shown);
        };
        using namespace std::chrono_literals;
        add("no value", Sentence(SentenceId::BreakerTries), "проверяется снова");
        add("a duration", {SentenceId::BreakerOpen, 12'999ms},
            "вызовы не удаются; следующая попытка через 12 с");
        add("numbers", {SentenceId::PoolWaits, 3, 15, 15}, "3 потока ждут соединения, занято 15 из 15");
        add("one within the other, in minutes",
            {SentenceId::NoUpdates, 12min, Sentence(SentenceId::WebhookElsewhere)},
            "Обновлений нет уже 12 минут, и вебхук Telegram указывал в другое место");
        add("of a payment",
            {SentenceId::PaymentInReview, 7, u"p-1"_s, 42,
             Sentence(SentenceId::PaidTooLittle, u"100"_s, u"149"_s, u"RUB"_s)},
            "Платёж 7 за p-1 от пользователя 42 требует внимания: оплачено 100 из 149 RUB");
        add("of money", {SentenceId::PaidShort, Money{34'950}, Money{69'900}},
            "оплачено 349,50 ₽ из 699 ₽");
        // What varies is no place for another value.
        add("a value like a place", {SentenceId::WorkerFailing, u"%2"_s, 3, u"%1"_s},
            "Воркер %2: 3 неудачных запуска подряд: %1");
        add("a text", u"the moon is full"_s, "the moon is full");
        add("nothing", Sentence(), "");
    }

    void aSentenceIsSaidInTheLanguageOfTheMachine()
    {
        QFETCH(Sentence, said);
        QFETCH(QString, shown);
        QCOMPARE(translated(said, said.english()), shown);
    }

    // A goodbye has room for a text alone, and so have older servers.
    void aTextWithoutItsSentenceIsKnownWhereItHasNoValues()
    {
        QCOMPARE(translated({}, u"You ask and do not read the answers."_s),
                 QString::fromUtf8("Консоль шлёт запросы и не читает ответов."));
        QCOMPARE(translated({}, u"being tried again, and again"_s), u"being tried again, and again"_s);
    }

    void aSentenceOfANewerServerIsShownInEnglish()
    {
        const auto check = fromJson<Check>({{u"name"_s, u"moon"_s},
                                            {u"text"_s, u"the moon is full"_s},
                                            {u"sentence"_s, QJsonObject{{u"id"_s, u"moon_full"_s}}}});
        QCOMPARE(translated(check.sentence, check.text), u"the moon is full"_s);
    }

    void whatAFlagDoesIsSaidInRussian()
    {
        const QJsonArray flags =
            QJsonDocument::fromJson(contentOf(root() + u"/resources/flags.json"_s)).array();
        QVERIFY(!flags.isEmpty());
        for (const auto &each : flags) {
            FlagState flag;
            flag.description = each.toObject().value(u"description"_s).toString();
            const QString english = flag.description;
            QVERIFY(!english.isEmpty());
            translate(flag);
            QVERIFY2(flag.description != english, qPrintable(english));
        }
    }

    void theVerdictNamesPartsAsPeopleDo()
    {
        QCOMPARE(shownVerdict({}), u"as the server put it"_s);
        QCOMPARE(shownVerdict({check("database", "pass"), check("redis", "pass")}),
                 QString::fromUtf8("Всё в порядке"));
        QCOMPARE(
            shownVerdict({check("redis", "warn", "not counted lately"), check("database", "pass"),
                          check("vpn_api", "fail", "being tried again"), check("workers", "fail", "no")}),
            QString::fromUtf8("Сбой: VPN API: проверяется снова; а также Redis, Воркеры"));
        QCOMPARE(shownVerdict({check("telegram", "warn", "being tried again")}),
                 QString::fromUtf8("Есть проблема: Telegram: проверяется снова"));
    }

    void theHeadlineOfTheServerIsTheVerdict()
    {
        Gauges gauges;
        gauges.checks = {check("vpn_api", "fail", "being tried again")};
        Consequence keys;
        keys.cause = u"vpn_api"_s;
        keys.sentence = {
            SentenceId::NoKeysFor, 3,
            Sentence(SentenceId::CheckFails, PartNames{{u"vpn_api"_s}}, Sentence(SentenceId::BreakerTries))};
        keys.text = keys.sentence.english();
        gauges.consequences = {keys};
        gauges.headline = {CheckStatus::Fail, keys.text, 7, keys.sentence};
        translate(gauges);
        const QString russian = QString::fromUtf8("3 клиента не получили ключ: VPN API: проверяется снова");
        QCOMPARE(gauges.consequences.first().text, russian);
        QCOMPARE(gauges.verdict.text, russian);
        QCOMPARE(gauges.verdict.since, std::optional<qint64>(7));
        QCOMPARE(gauges.verdict.status.word(), u"fail"_s);
    }

    void anAlertOfACheckNamesItsPart()
    {
        AlertState alert;
        alert.key = u"health:vpn_api"_s;
        alert.sentence = {SentenceId::CheckFails, PartNames{{u"vpn_api"_s}},
                          Sentence(SentenceId::BreakerTries)};
        alert.text = alert.sentence.english();
        QCOMPARE(alert.text, u"vpn_api: being tried again"_s);
        alert.runbook = u"health"_s;
        alert.runbookText = u"as the server has it"_s;
        translate(alert);
        QCOMPARE(alert.text, QString::fromUtf8("VPN API: проверяется снова"));
        QVERIFY(alert.runbookText.contains(QString::fromUtf8("нельзя сохранить обновление")));

        AlertState newer;
        newer.key = u"moon"_s;
        newer.text = u"the moon is full"_s;
        newer.runbook = u"moon"_s;
        newer.runbookText = u"as the server has it"_s;
        translate(newer);
        QCOMPARE(newer.text, u"the moon is full"_s);
        QCOMPARE(newer.runbookText, u"as the server has it"_s);
    }

    void theRunbooksHaveTheSameSections()
    {
        const auto sections = [](const char *file) {
            QStringList names =
                runbookSections(contentOf(root() + u"/docs/"_s + QString::fromLatin1(file))).keys();
            names.sort();
            return names;
        };
        QVERIFY(sections("runbook.md").size() > 10);
        QCOMPARE(sections("runbook.ru.md"), sections("runbook.md"));
    }
};

const turnpike::test::RegisteredTest<TestServerLanguage> kTestServerLanguage;

} // namespace tst_serverlanguage

#include "tst_serverlanguage.moc"
