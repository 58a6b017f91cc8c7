#include "ownsettings.h"
#include "pages/customerspage.h"
#include "pages/flagspage.h"
#include "pages/messagespage.h"
#include "pages/operatorspage.h"
#include "pages/updatespage.h"
#include "pages/workerspage.h"
#include "pagestage.h"
#include "support/testmain.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QMenu>

namespace tst_actions {

using namespace turnpike;
using namespace turnpike::consoletest;

namespace {

const QString kReason = QStringLiteral("because of a test");

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
    worker.worker = QStringLiteral("reminders");
    worker.state = WorkerStatus::Idle;
    return worker;
}

DeadLetter letter(qint64 seq)
{
    DeadLetter letter;
    letter.seq = seq;
    letter.kind = QStringLiteral("message");
    letter.diedAt = seq;
    return letter;
}

CustomerCard anna()
{
    CustomerCard card;
    card.telegramId = 7;
    card.firstName = QStringLiteral("Anna");
    card.balanceKopecks = card.ledgerKopecks = 20'000;
    card.tariffs = {QStringLiteral("basic"), QStringLiteral("plus")};
    card.subscription = SubscriptionCard();
    card.subscription->status = SubscriptionStatus::Active;
    card.subscription->tariff = QStringLiteral("basic");
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

    void aWorkerIsPausedForAnHourWithAReason()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        Snapshot snapshot;
        snapshot.workers = {worker()};
        stage.greet(snapshot, Role::Operator);
        page.show();
        page.activate();
        press(&page, QStringLiteral("Pause"));
        page.findChild<ChangeDialog *>()->findChild<QComboBox *>(QStringLiteral("span"))->setCurrentIndex(1);
        const qint64 before = wording::serverNow();
        PageStage::confirm(&page, kReason);
        stage.answer(call::kPauseWorker, Accepted());
        const auto order = argsOf<WorkerOrder>(stage, call::kPauseWorker);
        QCOMPARE(order.worker, QStringLiteral("reminders"));
        QCOMPARE(order.reason, kReason);
        QVERIFY(order.until && std::abs(*order.until - before - 3'600'000) < 60'000);
        QTRY_COMPARE(stage.told.size(), 1);
        QTRY_VERIFY(!page.findChild<ChangeDialog *>());
    }

    void aPausedWorkerIsResumedAndNotPausedAgain()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        Snapshot snapshot;
        snapshot.workers = {worker()};
        stage.greet(snapshot, Role::Operator);
        page.activate();
        QVERIFY(!find<QPushButton>(&page, QStringLiteral("Resume"))->isEnabled());
        WorkerState paused = worker();
        paused.state = WorkerStatus::Paused;
        paused.pausedAt = 1;
        stage.tell(event::kWorkerState, paused);
        QTRY_VERIFY(find<QPushButton>(&page, QStringLiteral("Resume"))->isEnabled());
        QVERIFY(!find<QPushButton>(&page, QStringLiteral("Pause"))->isEnabled());
    }

    void allKeysAreSetAgainFromTheWorkerThatComparesThem()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        QStringList told;
        connect(&page, &Page::told, this, [&](Tone, const QString &text) { told.append(text); });
        WorkerState reconciliation = worker();
        reconciliation.worker = QStringLiteral("vpn_reconciliation");
        Snapshot snapshot;
        snapshot.workers = {worker(), reconciliation};
        stage.greet(snapshot, Role::Operator);
        page.activate();
        auto *button = find<QPushButton>(&page, QStringLiteral("Set all keys again"));
        QVERIFY(button && button->isHidden() && !button->isEnabled());
        page.open(QStringLiteral("vpn_reconciliation"));
        QTRY_VERIFY(!button->isHidden());
        press(&page, QStringLiteral("Set all keys again"));
        PageStage::confirm(&page, kReason);
        stage.answer(call::kSetAllAgain, Accepted());
        QCOMPARE(argsOf<Reason>(stage, call::kSetAllAgain).reason, kReason);
        const QString call = QString::fromLatin1(call::kSetAllAgain);
        stage.tell(event::kOrder, OrderResult{QStringLiteral("1"), call, {}, {}, QStringLiteral("done")});
        QTRY_VERIFY(told.contains(QStringLiteral("All keys are due and are set again now, 20 a second.")));
        stage.tell(event::kOrder, OrderResult{QStringLiteral("2"), call, {}, {}, QStringLiteral("no")});
        QTRY_VERIFY(told.contains(QStringLiteral("Not all keys are set again: no")));
    }

    void anActionOfWhichNobodyKnowsWhetherItHappenedIsTriedAgainUnderItsId()
    {
        PageStage stage;
        WorkersPage page(stage.desk);
        Snapshot snapshot;
        snapshot.workers = {worker()};
        stage.greet(snapshot, Role::Operator);
        page.activate();
        press(&page, QStringLiteral("Run now"));
        PageStage::confirm(&page, kReason);
        stage.refuse(call::kRunWorker, ErrorCode::Timeout, QStringLiteral("No answer in time."));
        auto *dialog = page.findChild<ChangeDialog *>();
        QTRY_COMPARE(dialog->findChild<QPushButton *>(QStringLiteral("go"))->text(),
                     QStringLiteral("Try again"));
        const QString id = stage.lastCall(call::kRunWorker)->id;
        QVERIFY(!dialog->findChild<QLineEdit *>(QStringLiteral("reason"))->isEnabled());
        dialog->findChild<QPushButton *>(QStringLiteral("go"))->click();
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
        press(&page, QStringLiteral("Run now"));
        PageStage::confirm(&page, kReason);
        stage.refuse(call::kRunWorker, ErrorCode::Unavailable, QStringLiteral("The database is away."));
        auto *dialog = page.findChild<ChangeDialog *>();
        QTRY_COMPARE(dialog->findChild<QLabel *>(QStringLiteral("error"))->text(),
                     QStringLiteral("The database is away."));
        QCOMPARE(dialog->findChild<QLineEdit *>(QStringLiteral("reason"))->text(), kReason);
    }

    void aViewerChangesNothing()
    {
        PageStage stage;
        WorkersPage workers(stage.desk);
        FlagsPage flags(stage.desk);
        Snapshot snapshot;
        snapshot.workers = {worker()};
        FlagState flag;
        flag.key = QStringLiteral("trials");
        snapshot.flags = {flag};
        stage.greet(snapshot, Role::Viewer);
        workers.activate();
        flags.activate();
        for (const auto *button : {find<QPushButton>(&workers, QStringLiteral("Run now")),
                                   find<QPushButton>(&flags, QStringLiteral("Switch on"))}) {
            QVERIFY(button && !button->isEnabled());
            QCOMPARE(button->toolTip(), QStringLiteral("Your role may not do this."));
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
        auto *table = page.findChild<Table *>(QStringLiteral("updates.letters"));
        QTRY_COMPARE(table->proxy().rowCount(), 2);
        table->selectAll();
        press(&page, QStringLiteral("Retry"));
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
        page.open(QStringLiteral("42"));
        OutboxMessage message;
        message.id = 5;
        message.chatId = 42;
        message.state = MessageState::Pending;
        stage.answer(call::kMessages, MessagePage{{message}, false});
        QCOMPARE(argsOf<MessageQuery>(stage, call::kMessages).chatId, std::optional<qint64>(42));
        auto *table = page.findChild<Table *>(QStringLiteral("messages.table"));
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        table->selectAll();
        press(&page, QStringLiteral("Drop"));
        PageStage::confirm(&page, kReason);
        stage.answer(call::kDropMessages, BulkResult{1, {}});
        QCOMPARE(argsOf<MessageOrder>(stage, call::kDropMessages).ids, QList<qint64>{5});
    }

    void aCustomerIsFoundAndGrantedAccess()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        findAnna(stage, page);
        trigger(&page, QStringLiteral("Grant access"));
        auto *dialog = page.findChild<ChangeDialog *>();
        dialog->findChild<QComboBox *>(QStringLiteral("tariff"))->setCurrentText(QStringLiteral("plus"));
        PageStage::confirm(&page, kReason);
        CustomerCard after = anna();
        after.subscription->tariff = QStringLiteral("plus");
        stage.answer(call::kGrant, after);
        const auto order = argsOf<CustomerOrder>(stage, call::kGrant);
        QCOMPARE(order.telegramId, 7);
        QCOMPARE(order.tariff, QStringLiteral("plus"));
        QCOMPARE(order.days, 30);
        const auto head = [&page] {
            QString all;
            for (const QLabel *label : page.findChildren<QLabel *>())
                all += label->text();
            return all;
        };
        QTRY_VERIFY(head().contains(QStringLiteral("active, plus")));
    }

    void aBalanceNeverGoesBelowZeroAndOnlyAdministratorsMoveIt()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        findAnna(stage, page);
        trigger(&page, QStringLiteral("Adjust the balance"));
        auto *dialog = page.findChild<ChangeDialog *>();
        auto *roubles = dialog->findChild<QDoubleSpinBox *>(QStringLiteral("roubles"));
        auto *go = dialog->findChild<QPushButton *>(QStringLiteral("go"));
        dialog->findChild<QLineEdit *>(QStringLiteral("reason"))->setText(kReason);
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
        QVERIFY(!find<QAction>(&other, QStringLiteral("Adjust the balance"))->isEnabled());
        QVERIFY(find<QAction>(&other, QStringLiteral("Extend"))->isEnabled());
    }

    void aPaymentInReviewIsGranted()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        page.open(QStringLiteral("review"));
        PaymentRow payment;
        payment.id = 3;
        payment.telegramId = 7;
        payment.amount = 9'900;
        payment.currency = QStringLiteral("RUB");
        payment.status = PaymentStatus::Review;
        stage.answer(call::kReview, ReviewPage{{payment}});
        QTRY_VERIFY(find<QPushButton>(&page, QStringLiteral("Grant")) &&
                    find<QPushButton>(&page, QStringLiteral("Grant"))->isEnabled());
        press(&page, QStringLiteral("Grant"));
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
        page.open(QStringLiteral("review"));
        PaymentRow payment;
        payment.id = 3;
        payment.currency = QStringLiteral("TON");
        payment.status = PaymentStatus::Review;
        payment.note = QStringLiteral("5.123456789 TON");
        stage.answer(call::kReview, ReviewPage{{payment}});
        QTRY_VERIFY(find<QPushButton>(&page, QStringLiteral("Grant")) &&
                    find<QPushButton>(&page, QStringLiteral("Grant"))->isEnabled());
        press(&page, QStringLiteral("Grant"));
        QPointer<ChangeDialog> dialog;
        QTRY_VERIFY(dialog = page.findChild<ChangeDialog *>());
        QVERIFY(find<QLabel>(dialog, QStringLiteral("? TON came: 5.123456789 TON.")));
        dialog->reject();
    }

    // People name themselves as they like.
    void aCustomersNameIsNoMarkup()
    {
        PageStage stage;
        CustomersPage page(stage.desk);
        stage.greet();
        page.open(QStringLiteral("@anna"));
        CustomerBrief brief;
        brief.telegramId = 7;
        stage.answer(call::kSearch, CustomerHits{{brief}});
        CustomerCard card = anna();
        card.firstName = QStringLiteral("<b>Anna</b>");
        stage.answer(call::kCard, card);
        QPointer<QLabel> name;
        QTRY_VERIFY(name = find<QLabel>(&page, QStringLiteral("<b>Anna</b>  ·  7")));
        QCOMPARE(name->textFormat(), Qt::PlainText);
    }

    void aNewTokenIsShownOnceAndNotKept()
    {
        PageStage stage;
        OperatorsPage page(stage.desk);
        stage.greet();
        press(&page, QStringLiteral("Add"));
        page.findChild<ChangeDialog *>()
            ->findChild<QLineEdit *>(QStringLiteral("name"))
            ->setText(QStringLiteral("bob"));
        PageStage::confirm(&page, kReason);
        stage.answer(call::kAddOperator, NewToken{QStringLiteral("bob"), QStringLiteral("secret-token"), 1});
        const auto order = argsOf<OperatorOrder>(stage, call::kAddOperator);
        QCOMPARE(order.name, QStringLiteral("bob"));
        QCOMPARE(order.role, Role::Operator);
        QPointer<QDialog> dialog;
        QTRY_VERIFY(dialog = page.findChild<QDialog *>(QStringLiteral("tokenDialog")));
        QCOMPARE(dialog->findChild<QLineEdit *>(QStringLiteral("token"))->text(),
                 QStringLiteral("secret-token"));
        for (const QString &text : stage.told)
            QVERIFY(!text.contains(QStringLiteral("secret-token")));
        dialog->reject();
        QTRY_VERIFY(!dialog);
    }

private:
    static void findAnna(PageStage &stage, CustomersPage &page)
    {
        page.open(QStringLiteral("@anna"));
        CustomerBrief brief;
        brief.telegramId = 7;
        stage.answer(call::kSearch, CustomerHits{{brief}});
        QCOMPARE(argsOf<CustomerQuery>(stage, call::kSearch).text, QStringLiteral("@anna"));
        stage.answer(call::kCard, anna());
        QTRY_VERIFY(find<QAction>(&page, QStringLiteral("Grant access"))->isEnabled());
    }

    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestActions, QApplication> kTestActions;

} // namespace tst_actions

#include "tst_actions.moc"
