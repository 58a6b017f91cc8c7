// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "scriptedserver.h"
#include "widgets/page.h"

#include <QLineEdit>
#include <QPushButton>

namespace turnpike::consoletest {

// All that a page works with, on a server that a test plays.
struct PageStage
{
    PageStage()
        : state(scripted.connection)
        , changes(scripted.connection)
        , desk{scripted.connection, state, changes}
    {
        QObject::connect(&changes, &ChangeDesk::told, &changes,
                         [this](Tone, const QString &text) { told.append(text); });
    }

    // Says hello; models have the snapshot afterwards.
    void greet(const Snapshot &snapshot = {}, Role role = Role::Admin)
    {
        scripted.connection.start();
        Hello hello = Scripted::aHello(role);
        hello.serverTime = QDateTime::currentMSecsSinceEpoch();
        hello.snapshot = snapshot;
        scripted.greet(hello);
        QTRY_COMPARE(scripted.connection.state(), ServerConnection::State::Live);
    }
    template<Message T>
    void tell(const char *event, const T &data)
    {
        scripted.say(encode(Event{QString::fromLatin1(event), ++seq, 0, toJson(data)}));
    }

    // The last call of this name; nothing when there was none.
    std::optional<Call> lastCall(const char *name) const
    {
        std::optional<Call> found;
        for (const QByteArray &frame : scripted.calls) {
            const auto call = decodeCall(frame, nullptr);
            if (call && call->call == QLatin1String(name))
                found = call;
        }
        return found;
    }
    int countOf(const char *name) const
    {
        int count = 0;
        for (const QByteArray &frame : scripted.calls) {
            const auto call = decodeCall(frame, nullptr);
            count += call && call->call == QLatin1String(name) ? 1 : 0;
        }
        return count;
    }
    // Whatever was asked until now has come: for tests that something is not asked.
    void settle()
    {
        constexpr const char *kMark = "test.mark";
        const int before = countOf(kMark);
        scripted.connection.ask(QString::fromLatin1(kMark), {}, &state, [](const Answer &) {});
        QTRY_COMPARE(countOf(kMark), before + 1);
    }
    // Waits for a call of this name that came after those counted in `before`, and answers it.
    template<Message T>
    void answer(const char *name, const T &data)
    {
        QTRY_VERIFY_WITH_TIMEOUT(lastCall(name) && lastCall(name)->id != answered.value(QLatin1String(name)),
                                 20'000);
        const Call call = *lastCall(name);
        answered.insert(QLatin1String(name), call.id);
        scripted.say(encode(Answer{call.id, toJson(data), std::nullopt}));
    }
    void refuse(const char *name, ErrorCode code, const QString &message)
    {
        QTRY_VERIFY_WITH_TIMEOUT(lastCall(name) && lastCall(name)->id != answered.value(QLatin1String(name)),
                                 20'000);
        const Call call = *lastCall(name);
        answered.insert(QLatin1String(name), call.id);
        scripted.say(encode(Answer{call.id, {}, CallError{code, message}}));
    }
    // Fills in the reason of the dialog that a page has opened, and presses its button.
    static void confirm(QWidget *window, const QString &reason)
    {
        QPointer<ChangeDialog> dialog;
        QTRY_VERIFY_WITH_TIMEOUT(dialog = window->findChild<ChangeDialog *>(), 20'000);
        auto *go = dialog->findChild<QPushButton *>(u"go"_s);
        QVERIFY(!go->isEnabled()); // not without a reason
        dialog->findChild<QLineEdit *>(u"reason"_s)->setText(reason);
        QVERIFY(go->isEnabled());
        go->click();
    }

    Scripted scripted;
    ShopState state;
    ChangeDesk changes;
    const Desk desk;
    QStringList told;                 // by the desk of changes
    QHash<QString, QString> answered; // ids by call
    qint64 seq = 100;
};

} // namespace turnpike::consoletest
