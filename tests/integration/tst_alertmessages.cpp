// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/alertmessages.h"
#include "support/fakeclock.h"
#include "support/recordingkicker.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace tst_alertmessages {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

// A chat of operators, and what is sent to it.
struct Chat
{
    explicit Chat(db::DatabaseUrl::Kind kind)
        : test(kind)
        , queue(clock, kicker)
        , messages(queue, u"here"_s)
    {}

    void tell(const Alert &alert, const char *text, const QJsonObject &keyboard = {})
    {
        test.database().write(db::Demand::Operations, "alerts", Deadline::in(std::chrono::seconds(20)),
                              [&](db::Transaction &tx) {
                                  messages.tell(tx, {ChatId(5), 0}, alert, QString::fromUtf8(text), keyboard);
                              });
    }
    // What Telegram does with all that waits.
    void sendAll(qint64 messageId)
    {
        test.exec("UPDATE outbox SET status = 'sent', message_id = ? WHERE status = 'pending'", messageId);
    }
    // "sendMessage silently: text", "editMessageText 77: text" of all that waits.
    QStringList waiting()
    {
        QStringList all;
        for (const db::Row &row :
             test.query("SELECT method, payload FROM outbox WHERE status = 'pending' ORDER BY id")) {
            const QJsonObject payload = QJsonDocument::fromJson(row.bytes(1)).object();
            QString how = row.text(0);
            if (payload.contains("message_id"_L1))
                how += u" %1"_s.arg(payload.value("message_id"_L1).toInteger());
            if (payload.value("disable_notification"_L1).toBool())
                how += u" silently"_s;
            if (payload.contains("reply_markup"_L1))
                how += u" with a link"_s;
            all += how + u": "_s + payload.value("text"_L1).toString();
        }
        return all;
    }

    TestDatabase test;
    FakeClock clock;
    RecordingKicker kicker;
    outbox::Outbox queue;
    outbox::AlertMessages messages;
};

Alert ofThreePayments()
{
    return {u"payments_in_review"_s, u"text"_s, u"payments-in-review"_s};
}

Alert updateOf(Alert alert)
{
    alert.isUpdate = true;
    return alert;
}

Alert endOf(const Alert &alert)
{
    return {alert.key, Severity::Info, alert.text, alert.runbook, true};
}

} // namespace

// What a chat of operators has of an alert.
class TestAlertMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneMessageIsChangedUntilItsEnd_data() { TestDatabase::addKinds(); }
    void oneMessageIsChangedUntilItsEnd()
    {
        QFETCH(db::DatabaseUrl::Kind, kind);
        Chat chat(kind);
        chat.tell(ofThreePayments(), "one waits");
        QCOMPARE(chat.waiting(), QStringList{u"sendMessage: 🔴 one waits"_s});
        // Its words do not overtake it.
        chat.tell(updateOf(ofThreePayments()), "two wait");
        QCOMPARE(chat.waiting(), QStringList{u"sendMessage: 🔴 one waits"_s});
        chat.sendAll(77);
        chat.tell(updateOf(ofThreePayments()), "three wait");
        QCOMPARE(chat.waiting(), QStringList{u"editMessageText 77: 🔴 three wait"_s});
        chat.test.exec("UPDATE outbox SET status = 'sent' WHERE status = 'pending'"); // names no message
        chat.tell(endOf(ofThreePayments()), "over");
        QCOMPARE(chat.waiting(), QStringList{u"editMessageText 77: ✅ over"_s});
        chat.sendAll(77);
        // The next time it is news.
        chat.tell(ofThreePayments(), "one again");
        QCOMPARE(chat.waiting(), QStringList{u"sendMessage: 🔴 one again"_s});
    }

    void whatIsOverBeforeItWasSentIsToldOnce_data() { TestDatabase::addKinds(); }
    void whatIsOverBeforeItWasSentIsToldOnce()
    {
        QFETCH(db::DatabaseUrl::Kind, kind);
        Chat chat(kind);
        chat.tell(ofThreePayments(), "one waits");
        chat.tell(endOf(ofThreePayments()), "over");
        QCOMPARE(chat.waiting(), QStringList{u"sendMessage silently: ✅ over"_s});
    }

    void theLinkStaysWhileTheWordsChange_data() { TestDatabase::addKinds(); }
    void theLinkStaysWhileTheWordsChange()
    {
        QFETCH(db::DatabaseUrl::Kind, kind);
        Chat chat(kind);
        const QJsonObject link{{u"inline_keyboard"_s, QJsonArray{}}};
        chat.tell(ofThreePayments(), "one waits", link);
        QCOMPARE(chat.waiting(), QStringList{u"sendMessage with a link: 🔴 one waits"_s});
        chat.sendAll(77);
        chat.tell(updateOf(ofThreePayments()), "two wait", link);
        QCOMPARE(chat.waiting(), QStringList{u"editMessageText 77 with a link: 🔴 two wait"_s});
        chat.sendAll(77);
        chat.tell(endOf(ofThreePayments()), "over", link);
        QCOMPARE(chat.waiting(), QStringList{u"editMessageText 77 with a link: ✅ over"_s});
    }

    void whatCanWaitDoesNotRing_data() { TestDatabase::addKinds(); }
    void whatCanWaitDoesNotRing()
    {
        QFETCH(db::DatabaseUrl::Kind, kind);
        Chat chat(kind);
        chat.tell({u"memory"_s, u"text"_s, u"memory"_s}, "memory is high");
        QCOMPARE(chat.waiting(), QStringList{u"sendMessage silently: ⚠️ memory is high"_s});
    }
};

const turnpike::test::RegisteredTest<TestAlertMessages> kTestAlertMessages;

} // namespace tst_alertmessages

#include "tst_alertmessages.moc"
