#include "app/language.h"
#include "models/wording.h"
#include "support/testmain.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

#include <algorithm>

namespace tst_translations {

using namespace turnpike::console;

namespace {

struct Entry
{
    QString context;
    QString source;
    bool hasPlurals = false;
    QString type; // "unfinished" and the like; none when it is done
    QStringList forms;
};

Entry readEntry(QXmlStreamReader &xml, const QString &context)
{
    Entry entry;
    entry.context = context;
    entry.hasPlurals = xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
    while (xml.readNextStartElement()) {
        if (xml.name() == u"source") {
            entry.source = xml.readElementText();
        } else if (xml.name() == u"translation") {
            entry.type = xml.attributes().value(QLatin1String("type")).toString();
            if (entry.hasPlurals) {
                while (xml.readNextStartElement())
                    entry.forms.append(xml.readElementText());
            } else {
                entry.forms.append(xml.readElementText());
            }
        } else {
            xml.skipCurrentElement();
        }
    }
    return entry;
}

// Of a file of Qt Linguist.
QList<Entry> readEntries(const QString &language)
{
    QFile file(QStringLiteral("%1/translations/console_%2.ts")
                   .arg(qEnvironmentVariable("TURNPIKE_RESOURCES"), language));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Entry> entries;
    QString context;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"name")
            context = xml.readElementText();
        else if (xml.name() == u"message")
            entries.append(readEntry(xml, context));
    }
    return xml.hasError() ? QList<Entry>() : entries;
}

QStringList writtenLanguages()
{
    const QDir folder(qEnvironmentVariable("TURNPIKE_RESOURCES") + QStringLiteral("/translations"));
    QStringList codes;
    for (const QString &file : folder.entryList({QStringLiteral("console_*.ts")}, QDir::Files, QDir::Name))
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
    static const QRegularExpression mark(QStringLiteral("%n|%\\d|</?[a-z]+>|&(?=\\p{L})|\\n"));
    QStringList marks;
    for (auto it = mark.globalMatch(text); it.hasNext();)
        marks.append(it.next().captured());
    marks.sort();
    return marks;
}

QString surroundings(const QString &text)
{
    static const QRegularExpression around(QStringLiteral("^\\s*|\\s*$|[.:…?!]$"));
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
        return QStringLiteral("has %1 forms").arg(entry.forms.size());
    for (const QString &form : entry.forms) {
        if (form.trimmed().isEmpty())
            return QStringLiteral("empty");
        if (marksOf(form) != marksOf(entry.source))
            return QStringLiteral("has other places, keys or tags: ") + form;
        if (!entry.hasPlurals && surroundings(form) != surroundings(entry.source))
            return QStringLiteral("begins or ends otherwise: ") + form;
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
        QVERIFY(writtenLanguages().contains(QStringLiteral("ru")));
        QVERIFY(writtenLanguages().contains(QStringLiteral("en")));
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
                faults.append(QStringLiteral("%1: “%2” %3").arg(entry.context, entry.source, fault));
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
        add("good", false, "&Retry %1 of %2…", {QStringLiteral("%2, %1: &снова…")}, true);
        add("good plural", true, "%n day(s)",
            {QStringLiteral("%n день"), QStringLiteral("%n дня"), QStringLiteral("%n дней")}, true);
        add("empty", false, "Retry", {QString()}, false);
        add("place lost", false, "%1 of %2", {QStringLiteral("%1 из")}, false);
        add("place doubled", false, "%1", {QStringLiteral("%1 %1")}, false);
        add("key lost", false, "&Retry", {QStringLiteral("Повторить")}, false);
        add("tag lost", false, "<b>Lanes</b>", {QStringLiteral("<b>Дорожки")}, false);
        add("dots lost", false, "Retry…", {QStringLiteral("Повторить")}, false);
        add("blank lost", false, " since %1", {QStringLiteral("с %1")}, false);
        add("form lost", true, "%n day(s)", {QStringLiteral("%n день"), QStringLiteral("%n дня")}, false);
        add("form empty", true, "%n day(s)", {QStringLiteral("%n день"), QStringLiteral("%n дня"), QString()},
            false);
        add("number lost", true, "%n day(s)",
            {QStringLiteral("день"), QStringLiteral("%n дня"), QStringLiteral("%n дней")}, false);
    }

    void aFaultIsSeen()
    {
        QFETCH(bool, hasPlurals);
        QFETCH(QString, source);
        QFETCH(QStringList, forms);
        QFETCH(bool, isGood);
        const Entry entry{QString(), source, hasPlurals, {}, forms};
        QCOMPARE(faultOf(entry, 3).isEmpty(), isGood);
        const Entry unfinished{QString(), source, hasPlurals, QStringLiteral("unfinished"), forms};
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
        QCOMPARE(names.value(codes.indexOf(QStringLiteral("en"))), QStringLiteral("English"));
        QCOMPARE(names.value(codes.indexOf(QStringLiteral("ru"))), QStringLiteral("Русский"));
        QCOMPARE(names.removeDuplicates(), 0);
    }

    void everyLanguageIsSpokenInEachOfItsPlurals()
    {
        for (const QString &language : writtenLanguages()) {
            QTranslator translator;
            QVERIFY(translator.load(QStringLiteral(":/translations/console_%1.qm").arg(language)));
            for (int count = 0; count <= 120; ++count) {
                const QString text =
                    translator.translate("turnpike::console::MainWindow", "%n open alert(s)", nullptr, count);
                QVERIFY2(!text.isEmpty(), qPrintable(QStringLiteral("%1, %2").arg(language).arg(count)));
            }
        }
    }

    void theConsoleSpeaksWhatIsCompiledIn()
    {
        const auto alerts = [](int count) {
            return QCoreApplication::translate("turnpike::console::MainWindow", "%n open alert(s)", nullptr,
                                               count);
        };
        language::install(QStringLiteral("en"));
        QCOMPARE(alerts(1), QStringLiteral("1 open alert"));
        QCOMPARE(alerts(2), QStringLiteral("2 open alerts"));
        language::install(QStringLiteral("ru"));
        QCOMPARE(alerts(1), QStringLiteral("1 открытое оповещение"));
        QCOMPARE(alerts(3), QStringLiteral("3 открытых оповещения"));
        QCOMPARE(alerts(11), QStringLiteral("11 открытых оповещений"));
        QCOMPARE(alerts(21), QStringLiteral("21 открытое оповещение"));
        QCOMPARE(wording::duration(65'000), QStringLiteral("1 мин 5 с"));
        QCOMPARE(wording::word(QStringLiteral("balance_topup")), QStringLiteral("пополнение"));
        QCOMPARE(wording::part(QStringLiteral("database")), QStringLiteral("База данных"));
    }
};

const turnpike::test::RegisteredTest<TestTranslations> kTestTranslations;

} // namespace tst_translations

#include "tst_translations.moc"
