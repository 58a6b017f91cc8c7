// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/language.h"
#include "models/wording.h"
#include "support/testmain.h"
#include "translationfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

#include <algorithm>

namespace tst_translations {

using namespace turnpike::console;
using namespace Qt::StringLiterals;

namespace {

using Entry = turnpike::test::Translation;

// Of a language of the console.
QList<Entry> readEntries(const QString &language)
{
    return turnpike::test::readTranslations(u"console_"_s + language);
}

QStringList writtenLanguages()
{
    const QDir folder(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/translations"_s);
    QStringList codes;
    for (const QString &file : folder.entryList({u"console_*.ts"_s}, QDir::Files, QDir::Name))
        codes.append(file.section(u'_', 1).chopped(3));
    return codes;
}

// How many forms a plural has: of a language that is not named here, as many as its first plural.
qsizetype formsOf(const QString &language, const QList<Entry> &entries)
{
    if (language == u"en")
        return 2;
    if (language == u"ru")
        return 3;
    const auto plural =
        std::find_if(entries.begin(), entries.end(), [](const Entry &entry) { return entry.hasPlurals; });
    return plural == entries.end() ? 1 : plural->forms.size();
}

// What must stand in a translation as it does in its source, in whatever order: places of values, tags, the
// sign of a key, line breaks.
QStringList marksOf(const QString &text)
{
    static const QRegularExpression mark(u"%n|%\\d|</?[a-z]+>|&(?=\\p{L})|\\n"_s);
    QStringList marks;
    for (auto it = mark.globalMatch(text); it.hasNext();)
        marks.append(it.next().captured());
    marks.sort();
    return marks;
}

QString surroundings(const QString &text)
{
    static const QRegularExpression around(u"^\\s*|\\s*$|[.:…?!]$"_s);
    QString found;
    for (auto it = around.globalMatch(text); it.hasNext();)
        found += it.next().captured() + u'|';
    return found;
}

QString faultOf(const Entry &entry, qsizetype forms)
{
    if (!entry.type.isEmpty())
        return entry.type;
    if (entry.forms.size() != (entry.hasPlurals ? forms : 1))
        return u"has %1 forms"_s.arg(entry.forms.size());
    for (const QString &form : entry.forms) {
        if (form.trimmed().isEmpty())
            return u"empty"_s;
        if (marksOf(form) != marksOf(entry.source))
            return u"has other places, keys or tags: "_s + form;
        if (!entry.hasPlurals && surroundings(form) != surroundings(entry.source))
            return u"begins or ends otherwise: "_s + form;
    }
    return {};
}

} // namespace

// The languages of the console: complete, and with nothing lost on the way.
class TestTranslations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTextIsTranslatedWithAllThatItHolds_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<int>("atLeast");
        QVERIFY(writtenLanguages().contains(u"ru"_s));
        QVERIFY(writtenLanguages().contains(u"en"_s));
        for (const QString &language : writtenLanguages())
            QTest::newRow(qPrintable(language)) << language << (language == u"en" ? 20 : 800);
    }

    void everyTextIsTranslatedWithAllThatItHolds()
    {
        QFETCH(QString, language);
        QFETCH(int, atLeast);
        const QList<Entry> entries = readEntries(language);
        QVERIFY(entries.size() >= atLeast);
        const qsizetype forms = formsOf(language, entries);
        QStringList faults;
        for (const Entry &entry : entries) {
            if (const QString fault = faultOf(entry, forms); !fault.isEmpty())
                faults.append(u"%1: “%2” %3"_s.arg(entry.context, entry.source, fault));
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void aFaultIsSeen_data()
    {
        QTest::addColumn<bool>("hasPlurals");
        QTest::addColumn<QString>("source");
        QTest::addColumn<QStringList>("forms");
        QTest::addColumn<bool>("isGood");
        const auto add = [](const char *name, bool hasPlurals, const char *source, const QStringList &forms,
                            bool isGood) {
            QTest::newRow(name) << hasPlurals << QString::fromUtf8(source) << forms << isGood;
        };
        add("good", false, "&Retry %1 of %2…", {u"%2, %1: &снова…"_s}, true);
        add("good plural", true, "%n day(s)", {u"%n день"_s, u"%n дня"_s, u"%n дней"_s}, true);
        add("empty", false, "Retry", {QString()}, false);
        add("place lost", false, "%1 of %2", {u"%1 из"_s}, false);
        add("place doubled", false, "%1", {u"%1 %1"_s}, false);
        add("key lost", false, "&Retry", {u"Повторить"_s}, false);
        add("tag lost", false, "<b>Lanes</b>", {u"<b>Дорожки"_s}, false);
        add("dots lost", false, "Retry…", {u"Повторить"_s}, false);
        add("blank lost", false, " since %1", {u"с %1"_s}, false);
        add("form lost", true, "%n day(s)", {u"%n день"_s, u"%n дня"_s}, false);
        add("form empty", true, "%n day(s)", {u"%n день"_s, u"%n дня"_s, QString()}, false);
        add("number lost", true, "%n day(s)", {u"день"_s, u"%n дня"_s, u"%n дней"_s}, false);
    }

    void aFaultIsSeen()
    {
        QFETCH(bool, hasPlurals);
        QFETCH(QString, source);
        QFETCH(QStringList, forms);
        QFETCH(bool, isGood);
        const Entry entry{QString(), source, hasPlurals, {}, forms};
        QCOMPARE(faultOf(entry, 3).isEmpty(), isGood);
        const Entry unfinished{QString(), source, hasPlurals, u"unfinished"_s, forms};
        QVERIFY(!faultOf(unfinished, 3).isEmpty());
    }

    void everyLanguageIsCompiledInAndSaysItsOwnName()
    {
        QStringList codes;
        QStringList names;
        for (const language::Known &known : language::known()) {
            codes.append(known.code);
            names.append(known.name);
            QVERIFY2(known.name != known.code, qPrintable(known.code));
        }
        QCOMPARE(codes, writtenLanguages());
        QCOMPARE(names.value(codes.indexOf(u"en"_s)), u"English"_s);
        QCOMPARE(names.value(codes.indexOf(u"ru"_s)), u"Русский"_s);
        QCOMPARE(names.removeDuplicates(), 0);
    }

    void everyLanguageIsSpokenInEachOfItsPlurals()
    {
        for (const QString &language : writtenLanguages()) {
            QTranslator translator;
            QVERIFY(translator.load(u":/translations/console_%1.qm"_s.arg(language)));
            for (int count = 0; count <= 120; ++count) {
                const QString text =
                    translator.translate("turnpike::console::MainWindow", "%n open alert(s)", nullptr, count);
                QVERIFY2(!text.isEmpty(), qPrintable(u"%1, %2"_s.arg(language).arg(count)));
            }
        }
    }

    void theConsoleSpeaksWhatIsCompiledIn()
    {
        const auto alerts = [](int count) {
            return QCoreApplication::translate("turnpike::console::MainWindow", "%n open alert(s)", nullptr,
                                               count);
        };
        language::install(u"en"_s);
        QCOMPARE(alerts(1), u"1 open alert"_s);
        QCOMPARE(alerts(2), u"2 open alerts"_s);
        language::install(u"ru"_s);
        QCOMPARE(alerts(1), u"1 открытое оповещение"_s);
        QCOMPARE(alerts(3), u"3 открытых оповещения"_s);
        QCOMPARE(alerts(11), u"11 открытых оповещений"_s);
        QCOMPARE(alerts(21), u"21 открытое оповещение"_s);
        QCOMPARE(wording::duration(65'000), u"1 мин 5 с"_s);
        QCOMPARE(wording::word(u"balance_topup"_s), u"пополнение"_s);
        QCOMPARE(wording::part(u"database"_s), u"База данных"_s);
    }
};

const turnpike::test::RegisteredTest<TestTranslations> kTestTranslations;

} // namespace tst_translations

#include "tst_translations.moc"
