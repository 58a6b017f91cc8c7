// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/shopchoices.h"
#include "support/documents.h"
#include "support/testmain.h"

#include <QRegularExpression>
#include <QTest>

namespace tst_statetable {

using namespace turnpike::protocol;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

struct Arrow
{
    QString section;
    QString from; // empty: not there yet
    QString to;   // empty: not there any more
    QString test; // "tst_payments::paymentGrantsAccessOnce"
};

QString stateIn(const QString &cell)
{
    return cell == u"—" ? QString() : QString(cell).remove(u'`');
}

// Every line of every table, in their order; a line that is none of this form is kept as it is in `from`.
QList<Arrow> arrows()
{
    static const QRegularExpression line(
        u"^\\| (—|`[a-z_]+`) \\| (—|`[a-z_]+`) \\| [^|]+ \\| `(tst_[a-z]+::[A-Za-z]+)` \\|$"_s);
    QList<Arrow> found;
    QString section;
    const QStringList lines = documentText(u"docs/states.md"_s).split(u'\n');
    for (const QString &text : lines) {
        if (text.startsWith(u"## "_s))
            section = text.mid(3);
        if (!text.startsWith(u'|') || text.startsWith(u"| from"_s) || text.startsWith(u"| ---"_s))
            continue;
        const auto match = line.match(text);
        if (match.hasMatch())
            found.append(
                {section, stateIn(match.captured(1)), stateIn(match.captured(2)), match.captured(3)});
        else
            found.append(Arrow{section, text, {}, {}});
    }
    return found;
}

template<class E>
QStringList wordsOfAll()
{
    QStringList words;
    for (const Word<E> &each : kWordsOf<E>)
        words << QString::fromLatin1(each.word);
    words.sort();
    return words;
}

// What the schema lets this column hold; the table begins with `table`.
QStringList allowedIn(const QString &table, const QString &column)
{
    const QString schema = documentText(u"resources/migrations/0001_shop.sqlite.sql"_s);
    const QString body = schema.section(u"CREATE TABLE %1 ("_s.arg(table), 1).section(u"\n);"_s, 0, 0);
    const QRegularExpression check(u"CHECK \\(%1 IN\\s*\\(([^)]*)\\)"_s.arg(column));
    QStringList words;
    const QStringList quoted = check.match(body).captured(1).split(u',', Qt::SkipEmptyParts);
    for (const QString &word : quoted)
        words << word.simplified().remove(u'\'');
    words.sort();
    return words;
}

// A gift's, by the times that are set once: waiting until one of them is.
QStringList giftStates()
{
    static const QRegularExpression setOnce(u"\\n\\s+([a-z]+)_at\\s+bigint,"_s);
    const QString schema = documentText(u"resources/migrations/0001_shop.sqlite.sql"_s);
    const QString body = schema.section(u"CREATE TABLE gifts ("_s, 1).section(u"\n);"_s, 0, 0);
    QStringList states{u"waiting"_s};
    for (auto it = setOnce.globalMatch(body); it.hasNext();)
        states << it.next().captured(1);
    states.sort();
    return states;
}

} // namespace

// docs/states.md says of every state how it is reached and left.
class TestStateTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLineCanBeRead();
    void everyStateIsNamed_data();
    void everyStateIsNamed();
    void everyTestExists();
    void noArrowStandsTwice();
};

void TestStateTable::everyLineCanBeRead()
{
    QVERIFY(arrows().size() > 40);
    for (const Arrow &arrow : arrows())
        QVERIFY2(!arrow.test.isEmpty(), qPrintable(u"docs/states.md: "_s + arrow.from));
}

void TestStateTable::everyStateIsNamed_data()
{
    QTest::addColumn<QString>("section");
    QTest::addColumn<QStringList>("program"); // what the program knows
    QTest::addColumn<QStringList>("schema");  // what the database takes
    QTest::newRow("purchases") << u"Purchases"_s << wordsOfAll<PurchaseStatus>()
                               << allowedIn(u"purchases"_s, u"status"_s);
    QTest::newRow("payments") << u"Payments"_s << wordsOfAll<PaymentStatus>()
                              << allowedIn(u"payments"_s, u"status"_s);
    QTest::newRow("subscriptions") << u"Subscriptions"_s << wordsOfAll<SubscriptionStatus>()
                                   << allowedIn(u"subscriptions"_s, u"status"_s);
    QTest::newRow("keys") << u"Keys"_s << wordsOfAll<ActivationStatus>()
                          << allowedIn(u"subscriptions"_s, u"activation_status"_s);
    QTest::newRow("gifts") << u"Gifts"_s << giftStates() << giftStates();
}

void TestStateTable::everyStateIsNamed()
{
    QFETCH(const QString, section);
    QFETCH(const QStringList, program);
    QFETCH(const QStringList, schema);
    QCOMPARE(schema, program);
    QStringList reached;
    QStringList named;
    for (const Arrow &arrow : arrows()) {
        if (arrow.section != section)
            continue;
        named << arrow.from << arrow.to;
        reached << arrow.to;
    }
    for (QStringList *states : {&named, &reached}) {
        states->removeAll(QString());
        states->removeDuplicates();
        states->sort();
    }
    QCOMPARE(named, program);
    QCOMPARE(reached, program); // there is a way into each
}

void TestStateTable::everyTestExists()
{
    const QHash<QString, QString> sources = testSources();
    QStringList missing;
    for (const Arrow &arrow : arrows()) {
        const QString program = arrow.test.section(u"::"_s, 0, 0);
        if (!hasTest(sources, program, arrow.test.section(u"::"_s, 1)))
            missing << arrow.test;
    }
    QVERIFY2(missing.isEmpty(), qPrintable(u"there is no "_s + missing.join(u", "_s)));
}

void TestStateTable::noArrowStandsTwice()
{
    QStringList seen;
    for (const Arrow &arrow : arrows()) {
        const QString one = u"%1: %2 to %3"_s.arg(arrow.section, arrow.from, arrow.to);
        QVERIFY2(!seen.contains(one), qPrintable(one));
        seen << one;
    }
}

const turnpike::test::RegisteredTest<TestStateTable> kTestStateTable;

} // namespace tst_statetable

#include "tst_statetable.moc"
