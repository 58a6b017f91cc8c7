// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "sandbox.h"
#include "storydatabase.h"
#include "storyserver.h"
#include "storyteller.h"
#include "tour.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <functional>

namespace turnpike::sandbox {

struct StoryOptions
{
    QString server;      // path of turnpike-server
    QString dataDir;     // empty: a temporary one, removed after a good end
    QString databaseUrl; // empty: SQLite in dataDir
    bool once = false;
    bool all = false;     // after the story: everything that the bot offers, in each language
    QString failStep;     // the step that is sabotaged, for the proof that a failure is seen
    int stepSeconds = 10; // the deadline of a step with one press or two; longer steps have a multiple
    int killAfterMs = 0;  // how long after the press that makes the invoice the server is killed
    QList<QPair<QString, int>> kills; // further ones: in this step, so many ms after its beginning
    quint16 sandboxPort = 0;
    quint16 serverPort = 0;
};

// A customer's life with the shop, from /start to the third renewal, over a server that is killed, restarted
// and told things twice. Sandbox in this process, server as a child. Looks from outside: the conversation,
// the VPN API's keys, the invoices; and into the server's database only to prove that something happened
// exactly once. Lives on the main thread.
class Story : public QObject
{
    Q_OBJECT

public:
    explicit Story(const StoryOptions &options);

    static QStringList stepNames();
    // Of those, the ones in which the server may be killed a further time.
    static QStringList killableSteps();
    // 0 when every step held, else 1; without `once` only after Ctrl-C. Throws Error when it cannot begin.
    int run();

private:
    struct Step
    {
        QString name;
        QString title;
        int deadlines; // times stepSeconds
        void (Story::*live)();
    };
    // What ends a step before its time.
    struct Broken
    {
        QString why;
    };

    static const std::vector<Step> &steps();
    bool runStep(int number, const Step &step);
    bool runTours();
    void openStaffChat();
    void armKills(const Step &step);
    void sabotage(const Step &step);
    void explain();
    void stayUp();
    QString addOperator();

    // The steps, in order.
    void start();
    void language();
    void trial();
    void choose();
    void killed();
    void paid();
    void topUp();
    void renewed();
    void redelivered();
    void doublePress();
    void restarted();
    void end();

    void checkUpdates();
    void checkKeys();
    void checkMoney();

    // Waits within the step's deadline; throws Broken naming `what` when it does not come true.
    void until(const QString &what, const std::function<bool()> &holds);
    static void must(bool holds, const QString &otherwise);
    void write(const QString &text);
    void press(const QString &button);
    // Waits for a bot's message, new or edited since the last write or press, that holds these texts and
    // buttons; shows it.
    const Message &expect(const QStringList &texts, const QStringList &buttons = {});
    const Message *seen(const QStringList &texts, const QStringList &buttons) const;
    void awaitReady();
    // The subscription, once it ends at `expiresAt` and the VPN API knows it.
    void awaitEnd(qint64 expiresAt);
    qint64 payShownInvoice(int webhooks);
    StoryDatabase &database();

    StoryOptions m_options;
    QTemporaryDir m_temporary;
    QString m_dataDir;
    Storyteller m_tell;
    std::unique_ptr<Sandbox> m_sandbox;
    std::unique_ptr<StoryServer> m_server;
    std::unique_ptr<StoryDatabase> m_database;
    QProcessEnvironment m_environment;
    QElapsedTimer m_stepTimer;
    qint64 m_stepMs = 0;
    bool m_interrupted = false;

    qint64 m_customer = 0;
    qint64 m_revision = 0; // of the world at the last write or press
    qint64 m_expiresAt = 0;
    QString m_uuid;
    QList<qint64> m_paidInvoices;
    qint64 m_staffChat = 0; // with `all`: the group of the shop's staff, and one of them
    qint64 m_colleague = 0;
};

} // namespace turnpike::sandbox
