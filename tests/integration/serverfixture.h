// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "sandbox/sandbox.h"
#include "sandbox/storyserver.h"
#include "support/testdatabase.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <QTest>

#include <algorithm>

namespace turnpike::test {

// What the first console of a fixture comes with, once its door is open.
inline const QByteArray kBootstrap = "bootstrap-token-0123456789-0123456789"_ba;

// The real turnpike-server as a child process, against a sandbox in this one, on a database of its own. Lives
// on the test's thread, which runs the event loop while it waits (QTRY_…).
class ServerFixture
{
public:
    using Kind = db::DatabaseUrl::Kind;

    explicit ServerFixture(Kind kind, sandbox::Options options = quick())
        : m_database(kind, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty)
        , m_sandbox(options)
        , m_port(sandbox::freePort())
    {
        m_sandbox.listen(QHostAddress::LocalHost, 0);
        m_customer = m_sandbox.telegram().putUser(0, u"Ada"_s, u"ada"_s, u"en"_s).id;
        m_environment = sandbox::serverEnvironment(m_sandbox, m_port, databaseUrl(), m_folder.path());
        set("WEBHOOK_SECRET", u"fixture-webhook-secret"_s);
    }

    // Before start().
    void set(const char *name, const QString &value)
    {
        m_environment.insert(QString::fromLatin1(name), value);
    }

    // Consoles get in with kBootstrap. Before start().
    void openDoor() { set("CONSOLE_BOOTSTRAP_TOKEN", QString::fromLatin1(kBootstrap)); }

    void start()
    {
        m_server = std::make_unique<sandbox::StoryServer>(program(), m_environment, url(u"/"_s), logFile());
        m_server->start();
    }
    void startReady()
    {
        if (QTest::currentTestFailed())
            return;
        start();
        QTRY_VERIFY2_WITH_TIMEOUT(m_server->isReady(), log().constData(), 30'000);
        QTRY_VERIFY2_WITH_TIMEOUT(!m_sandbox.sender().settings().url.isEmpty(), log().constData(), 30'000);
    }

    sandbox::StoryServer &server() { return *m_server; }
    sandbox::Sandbox &sandbox() { return m_sandbox; }
    TestDatabase &database() { return m_database; }
    qint64 customer() const { return m_customer; }
    quint16 port() const { return m_port; }
    QUrl url(const QString &path) const { return QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_port).arg(path)); }
    const QProcessEnvironment &environment() const { return m_environment; }

    // Everything the server has printed so far.
    QByteArray log() const
    {
        QFile file(logFile());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no log");
    }

    // When the server last logged a line with all these fields, by its own word (ms UTC); 0: never. So a time
    // is measured to the moment of its end, and not to that in which a busy test saw it.
    qint64 loggedAt(const QJsonObject &fields) const
    {
        const QStringList names = fields.keys();
        const QList<QByteArray> lines = log().split('\n');
        for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
            const QJsonObject entry = QJsonDocument::fromJson(*line).object();
            const bool isIt =
                !entry.isEmpty() && std::all_of(names.begin(), names.end(), [&](const QString &name) {
                    return entry.value(name) == fields.value(name);
                });
            const QString time = entry.value("time"_L1).toString();
            if (isIt)
                return QDateTime::fromString(time, Qt::ISODateWithMs).toMSecsSinceEpoch();
        }
        return 0;
    }

    void say(const QString &text) { m_sandbox.customers().sendText(m_customer, text); }
    // Presses the button once the bot's latest messages have it.
    void press(const QString &button)
    {
        if (QTest::currentTestFailed())
            return;
        bool isPressed = false; // once: Qt's macro asks again when it has seen a success
        const auto tryPress = [&] {
            try {
                if (!isPressed)
                    m_sandbox.customers().press(m_customer, {button, {}, {}, {}, 0});
                isPressed = true;
            } catch (const Error &) {
                // not shown yet
            }
            return isPressed;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(tryPress(), qPrintable(button), 30'000);
    }
    // From the first word to a key, by way of the trial; false when there is none within a minute.
    [[nodiscard]] bool takeTrial()
    {
        say(u"/start"_s);
        press(u"English"_s);
        press(u"Trial"_s);
        return !QTest::currentTestFailed() && QTest::qWaitFor([this] { return sees(u"vless://"_s); }, 60'000);
    }
    // Whether any message of the bot to the customer contains this text now.
    bool sees(const QString &text)
    {
        for (const auto &[id, message] : m_sandbox.telegram().chat(m_customer)) {
            if (message.fromBot && message.body.value(u"text").toString().contains(text))
                return true;
        }
        return false;
    }

    static QString program() { return qEnvironmentVariable("TURNPIKE_BIN_DIR") + u"/turnpike-server"_s; }
    static sandbox::Options quick()
    {
        sandbox::Options options;
        options.webhookTiming.scale = 20;
        return options;
    }

private:
    QString databaseUrl() const
    {
        const db::DatabaseUrl &url = m_database.url();
        return url.kind() == Kind::Sqlite ? u"sqlite:"_s + url.database() : url.display();
    }
    QString logFile() const { return m_folder.filePath(u"server.log"_s); }

    QTemporaryDir m_folder;
    TestDatabase m_database;
    sandbox::Sandbox m_sandbox;
    quint16 m_port;
    qint64 m_customer = 0;
    QProcessEnvironment m_environment;
    std::unique_ptr<sandbox::StoryServer> m_server;
};

} // namespace turnpike::test
