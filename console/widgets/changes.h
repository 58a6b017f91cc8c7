// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/serverconnection.h"
#include "models/record.h"

#include <QDialog>

class QAbstractButton;
class QAction;
class QDialogButtonBox;
class QLineEdit;

namespace turnpike::console {

class Label;

// Something a person wants to change, before it is asked of the server.
struct Change
{
    QString call;   // of protocol::call
    QString title;  // "Pause reminders"
    QString effect; // what will happen, in one or two sentences
    QString verb;   // on the button: "Pause"
    bool isDestructive = false;
    // The arguments, with the reason that was given. Called when the button is pressed.
    std::function<QJsonObject(const QString &reason)> args;
    // Said when it is done. Empty: the verb and the title.
    QString success = {};
    // With the answer, after success was said.
    std::function<void(const QJsonObject &ok)> done = {};
    // More to be filled in, between the effect and the reason; the dialog takes it.
    QWidget *form = nullptr;
    // Whether the form is filled in; asked again at each form changed(), see ChangeDialog::checkForm.
    std::function<bool()> isComplete = {};
    QString reason = {}; // to begin with
};

// Says what will happen and asks for a reason. While the server is asked it stays open; when nobody knows
// whether it happened, the same action is tried again under the same id, so that it happens once.
class ChangeDialog : public QDialog
{
    Q_OBJECT

public:
    ChangeDialog(ServerConnection &connection, Change change, QWidget *parent);

    // What the form holds has changed.
    void checkForm();

Q_SIGNALS:
    void succeeded(const QString &text);

private:
    void ask();
    void answered(const protocol::Answer &answer);

    ServerConnection &m_connection;
    const Change m_change;
    const QString m_id; // of the action
    QLineEdit *m_reason;
    Label *m_error;
    QDialogButtonBox *m_buttons;
    QPushButton *m_go;
    bool m_isAsking = false;
};

// Where pages bring changes: shows the dialog and says how it ended. Lives on the main thread.
class ChangeDesk : public QObject
{
    Q_OBJECT

public:
    explicit ChangeDesk(ServerConnection &connection, QObject *parent = nullptr);

    // Opens a dialog over `parent`'s window and returns at once; the dialog, for what has to be watched.
    ChangeDialog *propose(QWidget *parent, Change change);

    // The action or button is there when the server can be asked for `call`, our role allows it, and
    // `condition` holds; its tooltip says why not. Looked at on every change of the connection and at
    // update().
    void guard(QAction *action, const char *call, std::function<bool()> condition = {});
    void guard(QAbstractButton *button, const char *call, std::function<bool()> condition = {});
    // Conditions may have changed.
    void update();

Q_SIGNALS:
    void told(turnpike::console::Tone tone, const QString &text);

private:
    struct Guarded
    {
        QPointer<QObject> subject;
        QString call;
        std::function<bool()> condition;
        QString toolTip; // while it is there
    };
    void apply(const Guarded &guarded);

    ServerConnection &m_connection;
    std::vector<Guarded> m_guarded;
};

} // namespace turnpike::console
