// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ownsettings.h"
#include "pages/promospage.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QSpinBox>

namespace tst_promospage {

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

template<Message T>
T argsOf(const PageStage &stage, const char *call)
{
    const auto made = stage.lastCall(call);
    return made ? fromJson<T>(made->args) : T();
}

PromoRow promo(const char *code, PromoState state, qint64 createdAt)
{
    PromoRow row;
    row.code = QString::fromLatin1(code);
    row.kind = PromoKind::Percent;
    row.value = 20;
    row.state = state;
    row.createdAt = createdAt;
    return row;
}

// The page on a server with a code that can be used, and one that cannot any more.
struct Stage
{
    explicit Stage(Role role = Role::Operator)
        : page(stage.desk)
    {
        stage.greet({}, role);
        page.show();
        page.refresh();
        PromoPage list;
        list.items = {promo("SPRING", PromoState::Active, 2'000), promo("WINTER", PromoState::Ended, 1'000)};
        list.tariffs = {u"basic"_s, u"plus"_s};
        stage.answer(call::kPromos, list);
        QTRY_COMPARE(codes()->proxy().rowCount(), 2);
    }

    Table *codes() const { return page.findChild<Table *>(u"promos.codes"_s); }
    Table *uses() const { return page.findChild<Table *>(u"promos.uses"_s); }

    PageStage stage;
    PromosPage page;
};

} // namespace

// Promo codes in the console: seen, made, ended.
class TestPromosPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void theUsesOfTheChosenCodeAreShown()
    {
        Stage shown;
        shown.codes()->selectKey(u"SPRING"_s);
        PromoUsePage uses;
        uses.items = {PromoUseRow()};
        uses.items.first().purchaseId = u"purchase_1"_s;
        shown.stage.answer(call::kPromoUses, uses);
        QCOMPARE(argsOf<PromoUseQuery>(shown.stage, call::kPromoUses).code, u"SPRING"_s);
        QTRY_COMPARE(shown.uses()->proxy().rowCount(), 1);
        // Those of another are not its own.
        shown.codes()->selectKey(u"WINTER"_s);
        QCOMPARE(shown.uses()->proxy().rowCount(), 0);
    }

    void aCodeIsMadeAsItIsFilledIn()
    {
        Stage shown;
        buttonOf(shown.page, u"Make a code"_s)->click();
        QPointer<ChangeDialog> dialog;
        QTRY_VERIFY(dialog = shown.page.findChild<ChangeDialog *>());
        dialog->findChild<QComboBox *>(u"kind"_s)->setCurrentIndex(int(PromoKind::Money));
        dialog->findChild<QSpinBox *>(u"value"_s)->setValue(50);
        dialog->findChild<QComboBox *>(u"tariff"_s)->setCurrentText(u"plus"_s);
        dialog->findChild<QCheckBox *>()->setChecked(true);
        dialog->findChild<QSpinBox *>(u"maxUses"_s)->setValue(100);
        dialog->findChild<QLineEdit *>(u"reason"_s)->setText(kReason);
        QVERIFY(!dialog->findChild<QPushButton *>(u"go"_s)->isEnabled()); // without a code
        dialog->findChild<QLineEdit *>(u"code"_s)->setText(u"spring-2"_s);
        const qint64 before = wording::serverNow();
        dialog->findChild<QPushButton *>(u"go"_s)->click();
        shown.stage.answer(call::kCreatePromo, PromoRow());
        const auto order = argsOf<PromoOrder>(shown.stage, call::kCreatePromo);
        QCOMPARE(order.code, u"SPRING-2"_s);
        QVERIFY(order.kind == PromoKind::Money && order.newOnly);
        QCOMPARE(order.value, 5'000); // kopecks
        QCOMPARE(order.tariff, u"plus"_s);
        QCOMPARE(order.maxUses, 100);
        QCOMPARE(order.usesEach, 1);
        QVERIFY(order.validUntil && std::abs(*order.validUntil - before - 30 * 86'400'000LL) < 60'000);
        QTRY_COMPARE(shown.stage.told.size(), 1);
    }

    void onlyWhatIsNotEndedIsEnded()
    {
        Stage shown;
        shown.codes()->selectKey(u"WINTER"_s);
        QVERIFY(!buttonOf(shown.page, u"End"_s)->isEnabled());
        shown.codes()->selectKey(u"SPRING"_s);
        QVERIFY(buttonOf(shown.page, u"End"_s)->isEnabled());
        buttonOf(shown.page, u"End"_s)->click();
        PageStage::confirm(&shown.page, kReason);
        shown.stage.answer(call::kEndPromo, PromoRow());
        QCOMPARE(argsOf<PromoOrder>(shown.stage, call::kEndPromo).code, u"SPRING"_s);
    }

    void theFilterGoesToTheServer()
    {
        Stage shown;
        auto *state = shown.page.findChild<QComboBox *>(u"state"_s);
        state->setCurrentIndex(1);
        QTRY_VERIFY(argsOf<PromoQuery>(shown.stage, call::kPromos).onlyUsable);
    }

    void aViewerMakesNone()
    {
        Stage shown(Role::Viewer);
        QVERIFY(!buttonOf(shown.page, u"Make a code"_s)->isEnabled());
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestPromosPage, QApplication> kTestPromosPage;

} // namespace tst_promospage

#include "tst_promospage.moc"
