// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/columns.h"
#include "ownsettings.h"
#include "pages/customerspage.h"
#include "pages/flagspage.h"
#include "pages/messagespage.h"
#include "pages/operatorspage.h"
#include "pages/refundsview.h"
#include "pages/updatespage.h"
#include "pages/workerspage.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>

#include <algorithm>

namespace tst_actions {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

const QString kReason = u"because of a test"_s;

template<class T>
T *find(const QWidget *page, const QString &text)
{
    for (T *found : page->findChildren<T *>()) {
        if (found->text().remove(u'&').startsWith(text))
            return found;
    }
    return nullptr;
}

void press(const QWidget *page, const QString &text)
{
    auto *button = find<QPushButton>(page, text);
    QVERIFY2(button && button->isEnabled(), qPrintable(text));
    button->click();
}

void trigger(const QWidget *page, const QString &text)
{
    auto *action = find<QAction>(page, text);
    QVERIFY2(action && action->isEnabled(), qPrintable(text));
    action->trigger();
}

template<Message T>
T argsOf(const PageStage &stage, const char *call)
{
    const auto made = stage.lastCall(call);
    return made ? fromJson<T>(made->args) : T();
}

WorkerState worker()
{
    WorkerState worker;
    worker.worker = u"reminders"_s;
    worker.state = WorkerStatus::Idle;
    return worker;
}

DeadLetter letter(qint64 seq)
{
    DeadLetter letter;
    letter.seq = seq;
    letter.kind = u"message"_s;
    letter.diedAt = seq;
    return letter;
}

CustomerCard anna()
{
    CustomerCard card;
    card.telegramId = 7;
    card.firstName = u"Anna"_s;
    card.balanceKopecks = card.ledgerKopecks = 20'000;
    card.tariffs = {u"basic"_s, u"plus"_s};
    card.subscription = SubscriptionCard();
    card.subscription->status = SubscriptionStatus::Active;
    card.subscription->tariff = u"basic"_s;
    card.subscription->expiresAt = 1'900'000'000'000;
    return card;
}

} // namespace

// What the pages ask of the server when a person acts, and what they do with its answers.
class TestActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void aRefundIsApprovedByWhoSeesWhoAskedAndWhy()
    {
        PageStage stage;
        QWidget window;
        RefundsView view(stage.desk, &window);
        stage.greet({}, Role::Admin);
        window.show();
        view.refresh();
        RefundApproval refund;
        refund.paymentId = 5;
        refund.askedBy = u"olga"_s;
        refund.reason = u"bought by mistake"_s;
        refund.amount = 250;
        refund.currency = u"XTR"_s;
        stage.answer(call::kPendingRefunds, RefundApprovals{{refund}});
        QTRY_VERIFY(find<QPushButton>(&view, u"Approve"_s)->isEnabled());
        press(&view, u"Approve"_s);
        QPointer<ChangeDialog> dialog;
        QTRY_VERIFY(dialog = window.findChild<ChangeDialog *>());
        bool isTold = false;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            isTold = isTold || (label->text().contains(u"olga"_s) && label->text().contains(refund.reason) &&
                                label->text().contains(wording::money(250, u"XTR"_s)));
        QVERIFY(isTold);
        PageStage::confirm(&window, kReason);
        stage.answer(call::kDecideRefund, Accepted());
        const auto decision = argsOf<RefundDecision>(stage, call::kDecideRefund);
        QCOMPARE(decision.paymentId, 5);
        QVERIFY(decision.approve);
        QTRY_COMPARE(stage.countOf(call::kPendingRefunds), 2); // read again
    }

    void aChosenPaymentGoesBackFromTheCardOfItsCustomer()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        findAnna(stage, page);
        PaymentRow paid;
        paid.id = 5;
        paid.telegramId = 7;
        paid.provider = Provider::Stars;
        paid.status = PaymentStatus::Granted;
        paid.amount = 250;
        paid.currency = u"XTR"_s;
        CustomerCard card = anna();
        card.payments = {paid};
        page.refresh();
        stage.answer(call::kCard, card);
        auto *payments = page.findChild<Table *>(u"customers.payments"_s);
        QTRY_COMPARE(payments->proxy().rowCount(), 1);
        payments->selectKey(u"5"_s);
        auto *action = find<QAction>(&page, u"Give the chosen payment back"_s);
        QTRY_VERIFY(action->isEnabled());
        action->trigger();
        PageStage::confirm(&page, kReason);
        QSignalSpy told(&page, &Page::told);
        stage.answer(call::kRefund, RefundAnswer{paid, u"It waits for another administrator."_s, {}});
        const auto order = argsOf<RefundOrder>(stage, call::kRefund);
        QCOMPARE(order.paymentId, 5);
        QVERIFY(!order.byHand); // Telegram gives Stars back
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(told.first().at(1).toString(), u"It waits for another administrator."_s);

        paid.status = PaymentStatus::Refunded;
        card.payments = {paid};
        stage.answer(call::kCard, card); // read again
        QTRY_VERIFY(!action->isEnabled());
    }

    void aWorkerIsPausedForAnHourWithAReason()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        Snapshot snapshot;
        snapshot.workers = {worker()};
        stage.greet(snapshot, Role::Operator);
        page.show();
        page.activate();
        press(&page, u"Pause"_s);
        page.findChild<ChangeDialog *>()->findChild<QComboBox *>(u"span"_s)->setCurrentIndex(1);
        const qint64 before = wording::serverNow();
        PageStage::confirm(&page, kReason);
        stage.answer(call::kPauseWorker, Accepted());
        const auto order = argsOf<WorkerOrder>(stage, call::kPauseWorker);
        QCOMPARE(order.worker, u"reminders"_s);
        QCOMPARE(order.reason, kReason);
        QVERIFY(order.until && std::abs(*order.until - before - 3'600'000) < 60'000);
        QTRY_COMPARE(stage.told.size(), 1);
        QTRY_VERIFY(!page.findChild<ChangeDialog *>());
    }

    // In an outage an iteration finds nothing due: it is said who waits, and all of them can be taken at
    // once.
    void whoWaitsIsSaidBeforeActivationsAreRun()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        Snapshot snapshot;
        WorkerState activations = worker();
        activations.worker = u"activation_worker"_s;
        activations.nextRunAt = QDateTime::currentMSecsSinceEpoch() + 60'000;
        snapshot.workers = {activations};
        snapshot.gauges.shop.waitingForKey = 38;
        stage.greet(snapshot, Role::Operator);
        page.show();
        page.activate();
        press(&page, u"Run now"_s);
        auto *dialog = page.findChild<ChangeDialog *>();
        QVERIFY(dialog);
        QStringList said;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            said.append(label->text());
        QVERIFY2(said.join(u' ').contains(u"38"_s), qPrintable(said.join(u' ')));
        dialog->findChild<QCheckBox *>(u"atOnce"_s)->setChecked(true);
        PageStage::confirm(&page, kReason);
        stage.answer(call::kRunWorker, Accepted());
        QTRY_VERIFY(stage.lastCall(call::kRetryWaiting));
        const auto order = argsOf<WaitingOrder>(stage, call::kRetryWaiting);
        QVERIFY(order.all);
        QCOMPARE(order.reason, kReason);
    }

    void aPausedWorkerIsResumedAndNotPausedAgain()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        Snapshot snapshot;
        snapshot.workers = {worker()};
        stage.greet(snapshot, Role::Operator);
        page.activate();
        QVERIFY(!find<QPushButton>(&page, u"Resume"_s)->isEnabled());
        WorkerState paused = worker();
        paused.state = WorkerStatus::Paused;
        paused.pausedAt = 1;
        stage.tell(event::kWorkerState, paused);
        QTRY_VERIFY(find<QPushButton>(&page, u"Resume"_s)->isEnabled());
        QVERIFY(!find<QPushButton>(&page, u"Pause"_s)->isEnabled());
    }

    void allKeysAreSetAgainFromTheWorkerThatComparesThem()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        QStringList told;
        connect(&page, &Page::told, this, [&](Tone, const QString &text) { told.append(text); });
        WorkerState reconciliation = worker();
        reconciliation.worker = u"vpn_reconciliation"_s;
        Snapshot snapshot;
        snapshot.workers = {worker(), reconciliation};
        stage.greet(snapshot, Role::Operator);
        page.activate();
        auto *button = find<QPushButton>(&page, u"Set all keys again"_s);
        QVERIFY(button && button->isHidden() && !button->isEnabled());
        page.open(u"vpn_reconciliation"_s);
        QTRY_VERIFY(!button->isHidden());
        press(&page, u"Set all keys again"_s);
        PageStage::confirm(&page, kReason);
        stage.answer(call::kSetAllAgain, Accepted());
        QCOMPARE(argsOf<Reason>(stage, call::kSetAllAgain).reason, kReason);
        const QString call = QString::fromLatin1(call::kSetAllAgain);
        stage.tell(event::kOrder, OrderResult{u"1"_s, call, {}, {}, u"done"_s});
        QTRY_VERIFY(told.contains(u"All keys are due and are set again now, 20 a second."_s));
        stage.tell(event::kOrder, OrderResult{u"2"_s, call, {}, {}, u"no"_s});
        QTRY_VERIFY(told.contains(u"Not all keys are set again: no"_s));
    }

    void anActionOfWhichNobodyKnowsWhetherItHappenedIsTriedAgainUnderItsId()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        Snapshot snapshot;
        snapshot.workers = {worker()};
        stage.greet(snapshot, Role::Operator);
        page.activate();
        press(&page, u"Run now"_s);
        PageStage::confirm(&page, kReason);
        stage.refuse(call::kRunWorker, ErrorCode::Timeout, u"No answer in time."_s);
        auto *dialog = page.findChild<ChangeDialog *>();
        QTRY_COMPARE(dialog->findChild<QPushButton *>(u"go"_s)->text(), u"Try again"_s);
        const QString id = stage.lastCall(call::kRunWorker)->id;
        QVERIFY(!dialog->findChild<QLineEdit *>(u"reason"_s)->isEnabled());
        dialog->findChild<QPushButton *>(u"go"_s)->click();
        QTRY_COMPARE(stage.countOf(call::kRunWorker), 2);
        QCOMPARE(stage.lastCall(call::kRunWorker)->id, id);
    }

    void aRefusalIsShownInTheDialogAndNothingIsLost()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        Snapshot snapshot;
        snapshot.workers = {worker()};
        stage.greet(snapshot, Role::Operator);
        page.activate();
        press(&page, u"Run now"_s);
        PageStage::confirm(&page, kReason);
        stage.refuse(call::kRunWorker, ErrorCode::Unavailable, u"The database is away."_s);
        auto *dialog = page.findChild<ChangeDialog *>();
        QTRY_COMPARE(dialog->findChild<QLabel *>(u"error"_s)->text(), u"The database is away."_s);
        QCOMPARE(dialog->findChild<QLineEdit *>(u"reason"_s)->text(), kReason);
    }

    void aViewerChangesNothing()
    {
        PageStage stage;
        WorkersPage workers(stage.desk);
        FlagsPage flags(stage.desk);
        Snapshot snapshot;
        snapshot.workers = {worker()};
        FlagState flag;
        flag.key = u"trials"_s;
        snapshot.flags = {flag};
        stage.greet(snapshot, Role::Viewer);
        workers.activate();
        flags.activate();
        for (const auto *button :
             {find<QPushButton>(&workers, u"Run now"_s), find<QPushButton>(&flags, u"Switch on"_s)}) {
            QVERIFY(button && !button->isEnabled());
            QCOMPARE(button->toolTip(), u"Your role may not do this."_s);
        }
    }

    void deadLettersAreRetriedTogetherAndThoseThatWereLateAreTold()
    {
        PageStage stage;
        UpdatesPage page(stage.desk);
        QStringList told;
        connect(&page, &Page::told, this, [&](Tone, const QString &text) { told.append(text); });
        stage.greet();
        page.refresh();
        stage.answer(call::kDeadLetters, DeadLetterPage{{letter(9), letter(4)}, false});
        auto *table = page.findChild<Table *>(u"updates.letters"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 2);
        table->selectAll();
        press(&page, u"Retry"_s);
        PageStage::confirm(&page, kReason);
        stage.answer(call::kRetryUpdates, BulkResult{1, {4}});
        QCOMPARE(argsOf<UpdateOrder>(stage, call::kRetryUpdates).seqs, (QList<qint64>{9, 4}));
        QTRY_COMPARE(told.size(), 1);
        QVERIFY2(told[0].contains(u'1'), qPrintable(told[0]));
        QTRY_COMPARE(stage.countOf(call::kDeadLetters), 2); // and the list is read again
    }

    void messagesAreAskedForByChatAndDropped()
    {
        PageStage stage;
        MessagesPage page(stage.desk);
        stage.greet();
        page.open(u"42"_s);
        OutboxMessage message;
        message.id = 5;
        message.chatId = 42;
        message.state = MessageState::Pending;
        stage.answer(call::kMessages, MessagePage{{message}, false});
        QCOMPARE(argsOf<MessageQuery>(stage, call::kMessages).chatId, std::optional<qint64>(42));
        auto *table = page.findChild<Table *>(u"messages.table"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        table->selectAll();
        press(&page, u"Drop"_s);
        PageStage::confirm(&page, kReason);
        stage.answer(call::kDropMessages, BulkResult{1, {}});
        QCOMPARE(argsOf<MessageOrder>(stage, call::kDropMessages).ids, QList<qint64>{5});
    }

    void whoHasPaidAndHasNoKeyDoesNotLookWell()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        page.open(u"7"_s);
        CustomerBrief brief;
        brief.telegramId = 7;
        brief.status = AccessStatus::Active;
        brief.lacksKey = true;
        stage.answer(call::kSearch, CustomerHits{{brief}});
        CustomerCard card = anna();
        card.subscription->activationStatus = ActivationStatus::Pending;
        card.subscription->activationError = u"HTTP 500"_s;
        stage.answer(call::kCard, card);
        const auto says = [&page](const QString &text) {
            const auto labels = page.findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(),
                               [&](const QLabel *label) { return label->text().contains(text); });
        };
        QTRY_VERIFY(says(u"no key yet: HTTP 500"_s));
        for (const auto &column : customerColumns()) {
            if (column.title != u"Access"_s)
                continue;
            QCOMPARE(column.text(brief), u"active, no key yet"_s);
            QCOMPARE(column.tone(brief), Tone::Bad);
            brief.lacksKey = false;
            QCOMPARE(column.tone(brief), Tone::Good);
        }
        QVERIFY(!brief.lacksKey);
    }

    void aCustomerIsFoundAndGrantedAccess()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        findAnna(stage, page);
        trigger(&page, u"Grant access"_s);
        auto *dialog = page.findChild<ChangeDialog *>();
        dialog->findChild<QComboBox *>(u"tariff"_s)->setCurrentText(u"plus"_s);
        PageStage::confirm(&page, kReason);
        CustomerCard after = anna();
        after.subscription->tariff = u"plus"_s;
        stage.answer(call::kGrant, after);
        const auto order = argsOf<CustomerOrder>(stage, call::kGrant);
        QCOMPARE(order.telegramId, 7);
        QCOMPARE(order.tariff, u"plus"_s);
        QCOMPARE(order.days, 30);
        const auto head = [&page] {
            QString all;
            for (const QLabel *label : page.findChildren<QLabel *>())
                all += label->text();
            return all;
        };
        QTRY_VERIFY(head().contains(u"active, plus"_s));
    }

    void aBalanceNeverGoesBelowZeroAndOnlyAdministratorsMoveIt()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        findAnna(stage, page);
        trigger(&page, u"Adjust the balance"_s);
        auto *dialog = page.findChild<ChangeDialog *>();
        auto *roubles = dialog->findChild<QDoubleSpinBox *>(u"roubles"_s);
        auto *go = dialog->findChild<QPushButton *>(u"go"_s);
        dialog->findChild<QLineEdit *>(u"reason"_s)->setText(kReason);
        QVERIFY(!go->isEnabled()); // nothing moves
        roubles->setValue(-200.01);
        QVERIFY(!go->isEnabled());
        roubles->setValue(-1.15);
        QVERIFY(go->isEnabled());
        go->click();
        stage.answer(call::kAdjustBalance, anna());
        QCOMPARE(argsOf<CustomerOrder>(stage, call::kAdjustBalance).kopecks, -115);

        PageStage asOperator;
        CustomersPage other(asOperator.desk);
        asOperator.greet({}, Role::Operator);
        findAnna(asOperator, other);
        QVERIFY(!find<QAction>(&other, u"Adjust the balance"_s)->isEnabled());
        QVERIFY(find<QAction>(&other, u"Extend"_s)->isEnabled());
    }

    void aPaymentInReviewIsGranted()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        page.open(u"review"_s);
        PaymentRow payment;
        payment.id = 3;
        payment.telegramId = 7;
        payment.amount = 9'900;
        payment.currency = u"RUB"_s;
        payment.status = PaymentStatus::Review;
        stage.answer(call::kReview, ReviewPage{{payment}});
        QTRY_VERIFY(find<QPushButton>(&page, u"Grant"_s) &&
                    find<QPushButton>(&page, u"Grant"_s)->isEnabled());
        press(&page, u"Grant"_s);
        PageStage::confirm(&page, kReason);
        stage.answer(call::kDecideReview, payment);
        const auto order = argsOf<ReviewOrder>(stage, call::kDecideReview);
        QCOMPARE(order.paymentId, 3);
        QVERIFY(order.grant);
    }

    // Paid in an asset whose figure has no hundredths: the note tells it.
    void aPaymentWithoutAFigureIsNotSaidToBeNothing()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        page.open(u"review"_s);
        PaymentRow payment;
        payment.id = 3;
        payment.currency = u"TON"_s;
        payment.status = PaymentStatus::Review;
        payment.note = u"5.123456789 TON"_s;
        stage.answer(call::kReview, ReviewPage{{payment}});
        QTRY_VERIFY(find<QPushButton>(&page, u"Grant"_s) &&
                    find<QPushButton>(&page, u"Grant"_s)->isEnabled());
        press(&page, u"Grant"_s);
        QPointer<ChangeDialog> dialog;
        QTRY_VERIFY(dialog = page.findChild<ChangeDialog *>());
        QVERIFY(find<QLabel>(dialog, u"? TON came: 5.123456789 TON."_s));
        dialog->reject();
    }

    // People name themselves as they like.
    void aCustomersNameIsNoMarkup()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        page.open(u"@anna"_s);
        CustomerBrief brief;
        brief.telegramId = 7;
        stage.answer(call::kSearch, CustomerHits{{brief}});
        CustomerCard card = anna();
        card.firstName = u"<b>Anna</b>"_s;
        stage.answer(call::kCard, card);
        QPointer<QLabel> name;
        QTRY_VERIFY(name = find<QLabel>(&page, u"<b>Anna</b>  ·  7"_s));
        QCOMPARE(name->textFormat(), Qt::PlainText);
    }

    void aNewTokenIsShownOnceAndNotKept()
    {
        PageStage stage;
        OperatorsPage page(stage.desk);
        stage.greet();
        press(&page, u"Add"_s);
        page.findChild<ChangeDialog *>()->findChild<QLineEdit *>(u"name"_s)->setText(u"bob"_s);
        PageStage::confirm(&page, kReason);
        stage.answer(call::kAddOperator, NewToken{u"bob"_s, u"secret-token"_s, 1});
        const auto order = argsOf<OperatorOrder>(stage, call::kAddOperator);
        QCOMPARE(order.name, u"bob"_s);
        QCOMPARE(order.role, Role::Operator);
        QPointer<QDialog> dialog;
        QTRY_VERIFY(dialog = page.findChild<QDialog *>(u"tokenDialog"_s));
        QCOMPARE(dialog->findChild<QLineEdit *>(u"token"_s)->text(), u"secret-token"_s);
        for (const QString &text : stage.told)
            QVERIFY(!text.contains(u"secret-token"_s));
        dialog->reject();
        QTRY_VERIFY(!dialog);
    }

private:
    static void findAnna(PageStage &stage, CustomersPage &page)
    {
        page.open(u"@anna"_s);
        CustomerBrief brief;
        brief.telegramId = 7;
        stage.answer(call::kSearch, CustomerHits{{brief}});
        QCOMPARE(argsOf<CustomerQuery>(stage, call::kSearch).text, u"@anna"_s);
        stage.answer(call::kCard, anna());
        QTRY_VERIFY(find<QAction>(&page, u"Grant access"_s)->isEnabled());
    }

    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestActions, QApplication> kTestActions;

} // namespace tst_actions

#include "tst_actions.moc"
