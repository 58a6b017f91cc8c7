// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/tokenstore.h"
#include "support/testmain.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace tst_tokenstore {

using namespace turnpike::console;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kToken("tpc_a-token-that-nobody-is-to-read");
const QString kProfile = u"production"_s;
const QString kService = u"turnpike-tests"_s;

// A session bus that starts nothing by itself: a keyring that has gone stays away.
const QString kBus =
    u"<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN'"
    " 'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>"
    "<busconfig><type>session</type><listen>unix:dir=%1</listen><policy context='default'>"
    "<allow send_destination='*'/><allow receive_sender='*'/><allow own='*'/></policy></busconfig>"_s;

// What a store says of a profile: its token and its note.
std::pair<QByteArray, QString> read(TokenStore &store)
{
    std::optional<std::pair<QByteArray, QString>> found;
    QObject context;
    store.read(kProfile, &context,
               [&](const QByteArray &token, const QString &note) { found.emplace(token, note); });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(found, TokenStore::kPatienceMs + 10'000); }();
    return found.value_or(std::pair<QByteArray, QString>());
}

QString write(TokenStore &store)
{
    std::optional<QString> note;
    QObject context;
    store.write(kProfile, kToken, &context, [&](const QString &said) { note = said; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(note, TokenStore::kPatienceMs + 10'000); }();
    return note.value_or(u"no answer"_s);
}

} // namespace

// Tokens in a real keychain: a keyring on a session bus, both this test's own.
class TestTokenStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_home.isValid());
        for (const char *name : {"HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
            qputenv(name, m_home.path().toLocal8Bit());
        QFile config(m_home.filePath(u"bus.conf"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(kBus.arg(m_home.path()).toUtf8());
        config.close();
        m_bus.start(u"dbus-daemon"_s,
                    {u"--config-file=%1"_s.arg(config.fileName()), u"--nofork"_s, u"--print-address=1"_s});
        QTRY_VERIFY_WITH_TIMEOUT(m_bus.canReadLine(), 20'000);
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
        m_keyring.start(u"gnome-keyring-daemon"_s,
                        {u"--unlock"_s, u"--components=secrets"_s, u"--foreground"_s});
        QVERIFY(m_keyring.waitForStarted(20'000));
        m_keyring.write("the password of whoever is on duty");
        m_keyring.closeWriteChannel();
        QTRY_VERIFY_WITH_TIMEOUT(
            QDBusConnection::sessionBus().interface()->isServiceRegistered(u"org.freedesktop.secrets"_s),
            20'000);
    }

    void cleanupTestCase()
    {
        for (QProcess *process : {&m_keyring, &m_bus}) {
            process->terminate();
            if (!process->waitForFinished(5'000)) {
                process->kill();
                process->waitForFinished(5'000);
            }
        }
    }

    void aTokenIsThereInTheNextSessionAndInNoFileInPlainText()
    {
        TokenStore store(kService);
        QCOMPARE(write(store), QString());
        TokenStore next(kService);
        const auto [token, note] = read(next);
        QCOMPARE(token, kToken);
        QCOMPARE(note, QString());
        int files = 0;
        QDirIterator all(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            QFile file(all.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            ++files;
            QVERIFY2(!file.readAll().contains(kToken), qPrintable(file.fileName()));
        }
        QVERIFY(files > 0); // the keyring's own
    }

    void whatIsForThisSessionOnlyIsGoneInTheNext()
    {
        TokenStore store(kService);
        QCOMPARE(write(store), QString());
        store.keepForSession(kProfile, "another");
        QCOMPARE(read(store).first, QByteArray("another"));
        QTRY_VERIFY_WITH_TIMEOUT(isForgotten(), 20'000);
    }

    void aTokenIsForgotten()
    {
        TokenStore store(kService);
        QCOMPARE(write(store), QString());
        store.forget(kProfile);
        QTRY_VERIFY_WITH_TIMEOUT(isForgotten(), 20'000);
    }

    void aKeychainThatHasGoneIsNamedAndTheSessionGoesOn()
    {
        m_keyring.kill();
        QVERIFY(m_keyring.waitForFinished(20'000));
        TokenStore store(kService);
        QVERIFY(!write(store).isEmpty());
        QCOMPARE(read(store).first, kToken);
        TokenStore next(kService);
        const auto [token, note] = read(next);
        QVERIFY(token.isEmpty());
        QVERIFY(!note.isEmpty());
    }

private:
    // Whoever comes next finds nothing, and nothing is wrong with that.
    static bool isForgotten()
    {
        TokenStore next(kService);
        return read(next) == std::pair<QByteArray, QString>();
    }

    QTemporaryDir m_home;
    QProcess m_bus;
    QProcess m_keyring;
};

const turnpike::test::RegisteredTest<TestTokenStore> kTestTokenStore;

} // namespace tst_tokenstore

#include "tst_tokenstore.moc"
