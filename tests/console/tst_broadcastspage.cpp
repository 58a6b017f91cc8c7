// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/broadcastspage.h"

#include "ownsettings.h"
#include "pages/broadcastform.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTabWidget>

namespace tst_broadcastspage {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

const QString kReason = u"because of a test"_s;

QPushButton *buttonOf(const QWidget &page, const QString &text)
{
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->text().remove(u'&').startsWith(text))
            return button;
    }
    return nullptr;
}

void press(const QWidget &page, const QString &text)
{
    QPushButton *pressed = buttonOf(page, text);
    QVERIFY2(pressed && pressed->isEnabled(), qPrintable(text));
    pressed->click();
}

BroadcastRow aRow(qint64 id, BroadcastStatus status)
{
    BroadcastRow row;
    row.id = id;
    row.title = u"News"_s;
    row.status = status;
    row.total = 1'000;
    row.sent = 400;
    row.left = 600;
    row.leftMs = 20'000;
    return row;
}

BroadcastPage aPage(BroadcastStatus status)
{
    BroadcastPage page;
    page.items = {aRow(7, status)};
    page.languages = {u"en"_s, u"ru"_s};
    page.tariffs = {u"basic"_s, u"plus"_s};
    page.administrators = {42};
    return page;
}

template<Message T>
T argsOf(const PageStage &stage, const char *call)
{
    const auto made = stage.lastCall(call);
    return made ? fromJson<T>(made->args) : T();
}

// As somebody who may change things sees it.
struct Stage : PageStage
{
    explicit Stage(BroadcastStatus status)
        : page(desk)
    {
        greet({}, Role::Operator);
        page.refresh();
        answer(call::kBroadcasts, aPage(status));
        auto *table = page.findChild<Table *>(u"broadcasts.table"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        table->selectKey(u"7"_s);
    }

    BroadcastsPage page;
};

} // namespace

// Written with its count, sent to oneself, begun now or later, paused and stopped, each with a reason.
class TestBroadcastsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void progressHasItsEndInSight()
    {
        Stage stage(BroadcastStatus::Running);
        auto *table = stage.page.findChild<Table *>(u"broadcasts.table"_s);
        const QAbstractItemModel &model = table->proxy();
        const auto cell = [&](const QString &title) {
            for (int column = 0; column < model.columnCount(); ++column) {
                if (model.headerData(column, Qt::Horizontal).toString() == title)
                    return model.index(0, column).data().toString();
            }
            return QString();
        };
        QCOMPARE(cell(u"Reached"_s), u"%1 of %2"_s.arg(wording::number(400), wording::number(1'000)));
        QCOMPARE(cell(u"Done in"_s), wording::duration(20'000));
        // What can be done with one that runs, and nothing else.
        QVERIFY(buttonOf(stage.page, u"Pause"_s)->isEnabled());
        QVERIFY(buttonOf(stage.page, u"Stop"_s)->isEnabled());
        QVERIFY(!buttonOf(stage.page, u"Start"_s)->isEnabled());
        QVERIFY(!buttonOf(stage.page, u"Resume"_s)->isEnabled());
    }

    void oneIsCountedWhileItIsWritten()
    {
        Stage stage(BroadcastStatus::Done);
        press(stage.page, u"Write"_s);
        auto *form = stage.page.window()->findChild<BroadcastForm *>();
        QVERIFY(form);
        stage.answer(call::kCountBroadcast, BroadcastCount{1'000});
        const auto *count = form->findChild<QLabel *>(u"count"_s);
        QTRY_VERIFY(count->text().contains(u"1000"_s) || count->text().contains(u"1,000"_s));
        // A segment with a value is counted anew.
        auto *segment = form->findChild<QComboBox *>(u"segment"_s);
        segment->setCurrentIndex(segment->findData(static_cast<int>(BroadcastSegment::Tariff)));
        QCOMPARE(count->text(), QString());
        form->findChild<QComboBox *>(u"value"_s)->setCurrentText(u"plus"_s);
        QTRY_COMPARE(argsOf<BroadcastAudience>(stage, call::kCountBroadcast).value, u"plus"_s);
        stage.answer(call::kCountBroadcast, BroadcastCount{3});
        QTRY_VERIFY(count->text().startsWith(u'3'));

        QVERIFY(!form->isComplete());
        form->findChild<QLineEdit *>(u"title"_s)->setText(u"Sale"_s);
        const auto texts = form->findChildren<QPlainTextEdit *>(u"text"_s);
        QCOMPARE(texts.size(), 2);
        // By its tab: the one that is seen is raised, and comes last among the children.
        auto *russian = qobject_cast<QPlainTextEdit *>(form->findChild<QTabWidget *>()->widget(1));
        QVERIFY(russian);
        russian->setPlainText(u"<b>Скидки</b>"_s);
        form->findChild<QPlainTextEdit *>(u"buttons"_s)
            ->setPlainText(u"Site | https://example.org\n\nPlus|plus"_s);
        PageStage::confirm(stage.page.window(), kReason);
        stage.answer(call::kCreateBroadcast, aRow(8, BroadcastStatus::Draft));
        const auto draft = argsOf<BroadcastDraft>(stage, call::kCreateBroadcast);
        QCOMPARE(draft.title, u"Sale"_s);
        QCOMPARE(draft.audience.segment, Choice(BroadcastSegment::Tariff));
        QCOMPARE(draft.content.texts.size(), 1); // only what is written
        QCOMPARE(draft.content.texts.first().language, u"ru"_s);
        QCOMPARE(draft.content.buttons.size(), 2);
        QCOMPARE(draft.content.buttons.at(0).url, u"https://example.org"_s);
        QCOMPARE(draft.content.buttons.at(1).tariff, u"plus"_s);
        QCOMPARE(draft.reason, kReason);
        // It is the one that is looked at.
        QTRY_VERIFY(buttonOf(stage.page, u"Start"_s)->isEnabled());
    }

    void aDraftIsPreviewedAndStartedAtATimeWithItsCount()
    {
        Stage stage(BroadcastStatus::Draft);
        press(stage.page, u"Preview"_s);
        PageStage::confirm(stage.page.window(), kReason);
        stage.answer(call::kPreviewBroadcast, aRow(7, BroadcastStatus::Draft));
        QCOMPARE(argsOf<BroadcastOrder>(stage, call::kPreviewBroadcast).to, 42);
        QTRY_VERIFY(!stage.page.window()->findChild<ChangeDialog *>());

        press(stage.page, u"Start"_s);
        stage.answer(call::kCountBroadcast, BroadcastCount{77});
        QPointer<ChangeDialog> dialog;
        QTRY_VERIFY(dialog = stage.page.window()->findChild<ChangeDialog *>());
        bool isSaid = false;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            isSaid = isSaid || label->text().contains(u"77 customer"_s);
        QVERIFY(isSaid);
        dialog->findChild<QCheckBox *>(u"isLater"_s)->setChecked(true);
        const QDateTime at = dialog->findChild<QDateTimeEdit *>(u"at"_s)->dateTime();
        PageStage::confirm(stage.page.window(), kReason);
        stage.answer(call::kStartBroadcast, aRow(7, BroadcastStatus::Scheduled));
        const auto order = argsOf<BroadcastOrder>(stage, call::kStartBroadcast);
        QCOMPARE(order.id, 7);
        QCOMPARE(order.startsAt, std::optional(at.toMSecsSinceEpoch()));
        QTRY_VERIFY(buttonOf(stage.page, u"Pause"_s)->isEnabled());
    }

    void oneIsStoppedWithAReason()
    {
        Stage stage(BroadcastStatus::Paused);
        press(stage.page, u"Stop"_s);
        PageStage::confirm(stage.page.window(), kReason);
        stage.answer(call::kStopBroadcast, aRow(7, BroadcastStatus::Stopped));
        const auto order = argsOf<BroadcastOrder>(stage, call::kStopBroadcast);
        QCOMPARE(order.id, 7);
        QCOMPARE(order.reason, kReason);
        QTRY_VERIFY(!buttonOf(stage.page, u"Stop"_s)->isEnabled());
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestBroadcastsPage, QApplication> kTestBroadcastsPage;

} // namespace tst_broadcastspage

#include "tst_broadcastspage.moc"
