// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/wording.h"
#include "protocol/sentence.h"
#include "support/testmain.h"
#include "translationfile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <ctime>

namespace tst_wordchoice {

using namespace turnpike;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using turnpike::test::Translation;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

constexpr int kCounts[] = {1, 2, 5, 21};

// --- counts

// 0: 1, 21, 31…; 1: 2, 3, 4, 22…; 2: 5, 11, 12…
int russianForm(int count)
{
    const int last = count % 10;
    const int tens = count / 10 % 10;
    if (tens == 1 || last == 0 || last >= 5)
        return 2;
    return last == 1 ? 0 : 1;
}

int formOf(const QString &language, int count)
{
    return language == u"ru" ? russianForm(count) : count == 1 ? 0 : 1;
}

struct Noun
{
    const char *forms[3]; // as russianForm() numbers them
};

// What is counted anywhere; those of feminine words that change in the accusative are there twice.
constexpr Noun kNouns[] = {
    {{"активация", "активации", "активаций"}},
    {{"активацию", "активации", "активаций"}},
    {{"вызов", "вызова", "вызовов"}},
    {{"день", "дня", "дней"}},
    {{"запись", "записи", "записей"}},
    {{"запуск", "запуска", "запусков"}},
    {{"знак", "знака", "знаков"}},
    {{"изменение", "изменения", "изменений"}},
    {{"клиент", "клиента", "клиентов"}},
    {{"ключ", "ключа", "ключей"}},
    {{"копейка", "копейки", "копеек"}},
    {{"копейку", "копейки", "копеек"}},
    {{"минута", "минуты", "минут"}},
    {{"минуту", "минуты", "минут"}},
    {{"обновление", "обновления", "обновлений"}},
    {{"оповещение", "оповещения", "оповещений"}},
    {{"падение", "падения", "падений"}},
    {{"платёж", "платежа", "платежей"}},
    {{"подписка", "подписки", "подписок"}},
    {{"попытка", "попытки", "попыток"}},
    {{"попытку", "попытки", "попыток"}},
    {{"поток", "потока", "потоков"}},
    {{"раз", "раза", "раз"}},
    {{"сеанс", "сеанса", "сеансов"}},
    {{"символ", "символа", "символов"}},
    {{"соединение", "соединения", "соединений"}},
    {{"сообщение", "сообщения", "сообщений"}},
    {{"строка", "строки", "строк"}},
    {{"строку", "строки", "строк"}},
    {{"тайм-аут", "тайм-аута", "тайм-аутов"}},
    {{"чат", "чата", "чатов"}},
    {{"час", "часа", "часов"}},
    {{"элемент", "элемента", "элементов"}},
};

// Words, numbers, and signs between them: what stands beside a number is what it counts.
QStringList piecesOf(const QString &text)
{
    static const QRegularExpression piece(u"[\\w-]+|[^\\w\\s]"_s,
                                          QRegularExpression::UseUnicodePropertiesOption);
    QStringList pieces;
    for (auto it = piece.globalMatch(text); it.hasNext();)
        pieces.append(it.next().captured());
    return pieces;
}

bool agreesInEnglish(const QString &, const QString &word, int count)
{
    // Names stand in the same places as numbers: "%1 is stuck".
    static const QSet<QString> verbs{u"is"_s,    u"was"_s,    u"has"_s,     u"does"_s,   u"leads"_s,
                                     u"ends"_s,  u"starts"_s, u"makes"_s,   u"waits"_s,  u"hangs"_s,
                                     u"tells"_s, u"keeps"_s,  u"refuses"_s, u"serves"_s, u"belongs"_s,
                                     u"gets"_s,  u"needs"_s,  u"stands"_s};
    static const QSet<QString> many{u"have"_s, u"wait"_s, u"get"_s, u"were"_s, u"stand"_s};
    static const QSet<QString> one{u"customer"_s,   u"update"_s,  u"payment"_s, u"call"_s,   u"connection"_s,
                                   u"attempt"_s,    u"time"_s,    u"minute"_s,  u"day"_s,    u"message"_s,
                                   u"activation"_s, u"session"_s, u"alert"_s,   u"thread"_s, u"character"_s,
                                   u"chat"_s,       u"item"_s,    u"row"_s,     u"line"_s,   u"kopeck"_s};
    if (count != 1)
        return !one.contains(word);
    return !many.contains(word) && (!word.endsWith(u's') || !word.front().isLower() || word.size() < 3 ||
                                    verbs.contains(word) || one.contains(word) || word == u"afterwards");
}

bool agreesInRussian(const QString &before, const QString &word, int count)
{
    static const QSet<QString> genitive{s("до"),     s("от"),    s("после"),  s("из"),     s("для"),
                                        s("больше"), s("около"), s("меньше"), s("длиннее")};
    static const QSet<QString> plural{s("ждут"), s("получают"), s("заплатили"), s("могут")};
    const int form = russianForm(count);
    if (form == 0 && plural.contains(word))
        return false;
    const auto is = [&word](const Noun &noun, int which) { return word == s(noun.forms[which]); };
    const bool isCounted = std::any_of(std::begin(kNouns), std::end(kNouns), [&](const Noun &noun) {
        return is(noun, 0) || is(noun, 1) || is(noun, 2);
    });
    if (!isCounted)
        return true;
    // "до 21 клиента", "до 2 клиентов"
    const int wanted = !genitive.contains(before) ? form : form == 0 ? 1 : 2;
    return std::any_of(std::begin(kNouns), std::end(kNouns),
                       [&](const Noun &noun) { return is(noun, wanted); });
}

// The first "1 customers" of a text in which all places hold `count`; empty: none.
QString disagreement(const QString &language, const QString &text, int count)
{
    const QStringList pieces = piecesOf(text);
    for (qsizetype i = 0; i + 1 < pieces.size(); ++i) {
        if (pieces[i] != QString::number(count))
            continue;
        const QString before = i > 0 ? pieces[i - 1].toLower() : QString();
        const bool agrees = language == u"ru" ? agreesInRussian(before, pieces[i + 1], count)
                                              : agreesInEnglish(before, pieces[i + 1], count);
        if (!agrees)
            return pieces[i] + u' ' + pieces[i + 1];
    }
    return {};
}

QString filled(QString text, int count)
{
    static const QRegularExpression place(u"%(L?n|\\d)"_s);
    return text.replace(place, QString::number(count));
}

QString formFor(const Translation &entry, const QString &language, int count)
{
    return entry.forms.value(entry.hasPlurals ? formOf(language, count) : 0);
}

// The English of all texts of the console and of servers: of those without a plural it is the source.
QList<Translation> englishTexts()
{
    QList<Translation> texts = turnpike::test::readTranslations(u"console_en"_s);
    for (Translation &entry : turnpike::test::readTranslations(u"console_ru"_s)) {
        if (entry.hasPlurals)
            continue;
        entry.forms = {entry.source};
        texts.append(entry);
    }
    return texts;
}

QList<SentenceValue> numbersFor(const SentenceText &text, int count)
{
    QList<SentenceValue> values;
    for (int place = 1; s(text.english).contains(u"%%1"_s.arg(place)); ++place)
        values.append(SentenceValue(count));
    return values;
}

// --- glossary

struct Term
{
    QString term;
    QStringList russian;
    QList<QRegularExpression> forbidden;
};

QList<Term> glossary()
{
    QFile file(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/translations/glossary.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Term> terms;
    const QJsonArray entries = QJsonDocument::fromJson(file.readAll()).array();
    for (const auto &each : entries) {
        const QJsonObject entry = each.toObject();
        Term term{entry.value(u"term"_s).toString(), {}, {}};
        const QJsonArray russian = entry.value(u"russian"_s).toArray();
        for (const auto &word : russian)
            term.russian.append(word.toString());
        const QJsonArray forbidden = entry.value(u"forbidden"_s).toArray();
        for (const auto &word : forbidden)
            term.forbidden.append(
                QRegularExpression(word.toString(), QRegularExpression::CaseInsensitiveOption |
                                                        QRegularExpression::UseUnicodePropertiesOption));
        terms.append(term);
    }
    return terms;
}

// Of which term a text has a word that is not to be used; empty: of none.
QString misnamed(const QList<Term> &terms, const QString &text)
{
    for (const Term &term : terms) {
        for (const QRegularExpression &forbidden : term.forbidden) {
            if (forbidden.match(text).hasMatch())
                return term.term;
        }
    }
    return {};
}

} // namespace

// The words that texts for people are made of: counts agree with what they count, and each term has one name.
class TestWordChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void disagreementsAreSeen_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("agrees");
        const auto add = [](const char *language, int count, const char *text, bool agrees) {
            QTest::addRow("%s: %s", language, text) << s(language) << count << s(text) << agrees;
        };
        add("en", 1, "1 customers have no key", false);
        add("en", 1, "1 customer has no key", true);
        add("en", 1, "1 wait", false);
        add("en", 1, "1 is stuck", true);
        add("en", 5, "5 customer", false);
        add("en", 21, "21 customers", true);
        add("ru", 1, "1 клиентов", false);
        add("ru", 1, "1 ждут", false);
        add("ru", 21, "21 клиент не получил ключ", true);
        add("ru", 21, "21 клиентов", false);
        add("ru", 2, "за 2 попытки", true);
        add("ru", 5, "за 5 попытки", false);
        add("ru", 2, "до 2 клиента", false);
        add("ru", 21, "до 21 клиента", true);
        add("ru", 5, "ждут: 5, клиента нет", true);
    }

    void disagreementsAreSeen()
    {
        QFETCH(QString, language);
        QFETCH(int, count);
        QFETCH(QString, text);
        QFETCH(bool, agrees);
        QCOMPARE(disagreement(language, text, count).isEmpty(), agrees);
    }

    void everyCountAgreesWithWhatItCounts_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << u"en"_s;
        QTest::newRow("ru") << u"ru"_s;
    }

    void everyCountAgreesWithWhatItCounts()
    {
        QFETCH(QString, language);
        const QList<Translation> texts =
            language == u"en" ? englishTexts() : turnpike::test::readTranslations(u"console_"_s + language);
        QVERIFY(texts.size() > 800);
        QStringList faults;
        for (const Translation &entry : texts) {
            for (const int count : kCounts) {
                const QString text = filled(formFor(entry, language, count), count);
                if (const QString fault = disagreement(language, text, count); !fault.isEmpty())
                    faults.append(u"%1: “%2” in “%3”"_s.arg(entry.context, fault, text));
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    // What logs, rows, /health and alerts without a language get.
    void everySentenceCountsWithoutATranslator()
    {
        const QList<Translation> english = turnpike::test::readTranslations(u"console_en"_s);
        QStringList faults;
        for (const SentenceText &text : allSentences()) {
            for (const int count : kCounts) {
                QString said = Sentence(text.id, numbersFor(text, count)).english();
                if (text.unit.count() > 1 && text.counted > 0) {
                    QList<SentenceValue> values = numbersFor(text, count);
                    values[text.counted - 1] = SentenceValue(count * text.unit);
                    said = Sentence(text.id, values).english();
                }
                if (const QString fault = disagreement(u"en"_s, said, count); !fault.isEmpty())
                    faults.append(u"%1: “%2” in “%3”"_s.arg(s(text.word), fault, said));
            }
            if (text.counted == 0)
                continue;
            // The console has the same for one.
            const auto entry = std::find_if(english.begin(), english.end(), [&](const Translation &each) {
                return each.context == u"Server" && each.source == s(text.english);
            });
            if (entry == english.end() || entry->forms.value(0) != s(text.one))
                faults.append(u"%1: console_en.ts says something else"_s.arg(s(text.word)));
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void aMomentThatIsActedOnSaysItsZone_data()
    {
        QTest::addColumn<QByteArray>("machine");
        QTest::addColumn<QString>("zone");
        QTest::newRow("Moscow") << QByteArray("MSK-3") << u"UTC+3"_s; // as POSIX has it, the other way round
        QTest::newRow("Newfoundland") << QByteArray("NST3:30") << u"UTC-3:30"_s;
        QTest::newRow("Greenwich") << QByteArray("UTC0") << u"UTC"_s;
    }

    void aMomentThatIsActedOnSaysItsZone()
    {
        QFETCH(QByteArray, machine);
        QFETCH(QString, zone);
        const QByteArray before = qgetenv("TZ");
        qputenv("TZ", machine);
        tzset();
        constexpr qint64 kMoment = 1'800'000'000'000;
        const QString shown = console::wording::zonedMoment(kMoment);
        const QString plain = console::wording::moment(kMoment);
        if (before.isNull())
            qunsetenv("TZ");
        else
            qputenv("TZ", before);
        tzset();
        QCOMPARE(shown, plain + u' ' + zone);
        QCOMPARE(console::wording::zonedMoment(0), u"–"_s);
    }

    void theGlossaryIsWhole()
    {
        const QList<Term> terms = glossary();
        QVERIFY(terms.size() >= 20);
        QSet<QString> names;
        for (const Term &term : terms) {
            QVERIFY2(!term.term.isEmpty() && !term.russian.isEmpty() && !term.forbidden.isEmpty(),
                     qPrintable(term.term));
            for (const QRegularExpression &forbidden : term.forbidden)
                QVERIFY2(forbidden.isValid(), qPrintable(forbidden.pattern()));
            // What is right is forbidden by nobody.
            for (const QString &word : term.russian)
                QVERIFY2(misnamed(terms, word).isEmpty(), qPrintable(word));
            names.insert(term.term);
        }
        QCOMPARE(names.size(), terms.size());
        QCOMPARE(misnamed(terms, s("Повторить 3 мёртвых письма")), u"dead letter"_s);
        QCOMPARE(misnamed(terms, s("Предохранитель замкнут")), u"breaker"_s);
        QVERIFY(misnamed(terms, s("Вызовы остановлены")).isEmpty());
    }

    void noRussianTextHasAForbiddenWord_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("console and server") << u"console_ru"_s;
        QTest::newRow("bot") << u"turnpike_ru"_s;
    }

    void noRussianTextHasAForbiddenWord()
    {
        QFETCH(QString, file);
        const QList<Translation> texts = turnpike::test::readTranslations(file);
        QVERIFY(texts.size() > 200);
        const QList<Term> terms = glossary();
        QStringList faults;
        for (const Translation &entry : texts) {
            for (const QString &form : entry.forms) {
                if (const QString term = misnamed(terms, form); !term.isEmpty())
                    faults.append(u"%1: “%2” has a forbidden word for “%3”"_s.arg(entry.context, form, term));
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void noRussianRunbookHasAForbiddenWord()
    {
        QFile file(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../docs/runbook.ru.md"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<Term> terms = glossary();
        const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
        QVERIFY(lines.size() > 100);
        for (const QString &line : lines)
            QVERIFY2(misnamed(terms, line).isEmpty(), qPrintable(misnamed(terms, line) + u": "_s + line));
    }
};

const turnpike::test::RegisteredTest<TestWordChoice> kTestWordChoice;

} // namespace tst_wordchoice

#include "tst_wordchoice.moc"
