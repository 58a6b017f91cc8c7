// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/registration.h"
#include "snapshots/conversations.h"
#include "support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

namespace tst_snapshots {

using namespace turnpike;
using namespace Qt::StringLiterals;

namespace {

const char *const kRewrite = "TURNPIKE_WRITE_SNAPSHOTS";
const QString kHowTo =
    u"Read what the bot says now, and keep it by TURNPIKE_WRITE_SNAPSHOTS=1 ctest --preset dev -R tst_snapshots"_s;

QDir folderOf(const QString &language)
{
    return QDir(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../tests/snapshots/"_s + language);
}

std::optional<QString> kept(const QDir &folder, const QString &name)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return QString::fromUtf8(file.readAll());
}

// The first line in which they differ, in words.
QString difference(const QString &before, const QString &now)
{
    const QStringList old = before.split(u'\n');
    const QStringList fresh = now.split(u'\n');
    qsizetype line = 0;
    while (line < old.size() && line < fresh.size() && old[line] == fresh[line])
        ++line;
    return u"differs in line %1\n    kept: %2\n    now:  %3"_s.arg(line + 1).arg(
        old.value(line, u"(the end)"_s), fresh.value(line, u"(the end)"_s));
}

} // namespace

// What customers read, from the first word to the last: a change of it is seen before it is shipped.
class TestSnapshots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBotSaysWhatWasKept_data();
    void theBotSaysWhatWasKept();
    void everyButtonIsPressedInSomeConversation();
    void noIdOfChanceIsKept();
};

void TestSnapshots::theBotSaysWhatWasKept_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_s;
    QTest::newRow("Russian") << u"ru"_s;
}

void TestSnapshots::theBotSaysWhatWasKept()
{
    QFETCH(const QString, language);
    snapshots::Film film(language);
    snapshots::liveThroughEverything(film);
    const QDir folder = folderOf(language);
    const bool isRewritten = qEnvironmentVariableIsSet(kRewrite);
    if (isRewritten)
        QVERIFY(QDir().mkpath(folder.path()));
    QStringList faults;
    QStringList names;
    for (const snapshots::Film::Part &part : film.parts()) {
        const QString name = part.name + u".txt"_s;
        names << name;
        if (isRewritten) {
            QFile file(folder.filePath(name));
            QVERIFY2(file.open(QIODevice::WriteOnly | QIODevice::Truncate), qPrintable(file.errorString()));
            file.write(part.text.toUtf8());
            continue;
        }
        const auto before = kept(folder, name);
        if (!before)
            faults << u"%1/%2 is missing"_s.arg(language, name);
        else if (*before != part.text)
            faults << u"%1/%2 %3"_s.arg(language, name, difference(*before, part.text));
    }
    for (const QString &name : folder.entryList({u"*.txt"_s})) {
        if (names.contains(name))
            continue;
        if (isRewritten)
            QVERIFY(QFile::remove(folder.filePath(name)));
        else
            faults << u"%1/%2 is of no conversation"_s.arg(language, name);
    }
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n') + u'\n' + kHowTo));
}

void TestSnapshots::everyButtonIsPressedInSomeConversation()
{
    snapshots::Film film(u"en"_s);
    snapshots::liveThroughEverything(film);
    QStringList missing;
    for (const bot::Registration &registered : bot::registrations()) {
        for (const bot::Route &route : registered.actions) {
            const QString word = QString::fromLatin1(route.word);
            if (!film.pressed().contains(word))
                missing << word;
        }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(u"tests/snapshots shows no press of "_s + missing.join(u", "_s)));
}

// Otherwise the files would differ each time.
void TestSnapshots::noIdOfChanceIsKept()
{
    snapshots::Film one(u"en"_s);
    snapshots::liveThroughEverything(one);
    snapshots::Film other(u"en"_s);
    snapshots::liveThroughEverything(other);
    const std::vector<snapshots::Film::Part> first = one.parts();
    const std::vector<snapshots::Film::Part> second = other.parts();
    QCOMPARE(first.size(), second.size());
    for (size_t i = 0; i < first.size(); ++i) {
        QCOMPARE(first[i].name, second[i].name);
        QVERIFY2(first[i].text == second[i].text,
                 qPrintable(first[i].name + u' ' + difference(first[i].text, second[i].text)));
    }
}

const turnpike::test::RegisteredTest<TestSnapshots> kTestSnapshots;

} // namespace tst_snapshots

#include "tst_snapshots.moc"
