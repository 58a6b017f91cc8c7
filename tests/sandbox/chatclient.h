// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QSocketNotifier>
#include <QUrl>

#include <map>

namespace turnpike::sandbox {

// One person's chat with the bot in a terminal, over the control API of a running sandbox. Numbers press the
// buttons of the menu that changed last, `pay` pays the open invoice, other lines are sent as messages. On a
// terminal the screen is redrawn with every change; with piped input each change is printed, and the next
// line waits until the bot has answered the last one. Lives on the main thread.
class ChatClient : public QObject
{
    Q_OBJECT

public:
    // `name` is the user's @name; made when the sandbox does not have it yet.
    ChatClient(const QUrl &sandbox, const QString &name, const QString &language);

    // Until the input ends or `quit`. 0, or 1 when the sandbox is away.
    int run();

private:
    struct Shown
    {
        QJsonObject message;
        qint64 revision = 0;
    };

    bool enter();
    void readInput();
    void takeLine(const QByteArray &line);
    void obey(const QString &line);
    void press(const QJsonObject &message, int number);
    void pay();
    bool refresh();
    bool mayTakeNextLine();
    void sayWhatIsWrong(const QJsonObject &answer);

    const QJsonObject *menu() const;
    void draw();
    void print(const QJsonObject &message, bool isEdit) const;
    QString buttonLines(const QJsonObject &message, bool numbered) const;

    // The sandbox's answer; {"error": …} when it refuses. Nothing when it is away: `m_isAway` is set.
    QJsonObject ask(const QByteArray &method, const QString &path, const QJsonObject &body = {});

    QUrl m_sandbox;
    QString m_name;
    QString m_language;
    QNetworkAccessManager m_network;
    std::unique_ptr<QSocketNotifier> m_notifier;
    bool m_isTerminal;
    bool m_isAway = false;
    bool m_hasEnded = false; // the input
    bool m_quit = false;
    QByteArray m_input;
    QStringList m_lines;
    qint64 m_user = 0;
    qint64 m_revision = 0;
    std::map<qint64, Shown> m_messages;
    QStringList m_notes; // shown below the chat on a terminal
    QElapsedTimer m_sinceAction;
    QElapsedTimer m_sinceChange;
    bool m_awaitsAnswer = false;
};

} // namespace turnpike::sandbox
