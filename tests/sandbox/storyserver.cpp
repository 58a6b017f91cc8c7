// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "storyserver.h"

#include "sandbox.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTcpServer>

#include <QNetworkReply>

#include <csignal>
#include <sys/prctl.h>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kReadyTimeoutMs = 1000;
constexpr int kKillWaitMs = 5000;

// Runs in the child before exec: the server ends with us, and gets the signals that we handle ourselves.
void prepareChild()
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

} // namespace

quint16 freePort()
{
    QTcpServer probe;
    while (!probe.listen(QHostAddress::LocalHost,
                         static_cast<quint16>(QRandomGenerator::system()->bounded(10'000, 32'000)))) {
    }
    return probe.serverPort();
}

QProcessEnvironment serverEnvironment(const Sandbox &sandbox, quint16 port, const QString &databaseUrl,
                                      const QString &dataDir)
{
    static const QStringList kept = {u"PATH"_s,   u"HOME"_s,  u"LANG"_s,  u"LC_"_s,
                                     u"LD_"_s,    u"QT_"_s,   u"TZ"_s,    u"ASAN_"_s,
                                     u"UBSAN_"_s, u"LSAN_"_s, u"TSAN_"_s, u"TURNPIKE_"_s};
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    for (const QString &name : ours.keys()) {
        if (std::any_of(kept.begin(), kept.end(),
                        [&](const QString &prefix) { return name.startsWith(prefix); }))
            environment.insert(name, ours.value(name));
    }
    const auto set = [&environment](const char *name, const QString &value) {
        environment.insert(QString::fromLatin1(name), value);
    };
    set("APP_ENV", u"local"_s);
    set("BOT_TOKEN", QString::fromLatin1(sandbox.options().botToken));
    set("WEBHOOK_SECRET", u"story-webhook-secret"_s);
    set("WEBHOOK_URL", u"http://127.0.0.1:%1/telegram/webhook"_s.arg(port));
    set("TELEGRAM_API_URL", sandbox.telegramUrl());
    set("XRAY_API_URL", sandbox.vpnUrl());
    set("XRAY_API_KEY", QString::fromLatin1(sandbox.options().vpnApiKey));
    set("CRYPTOBOT_TOKEN", QString::fromLatin1(sandbox.options().cryptoPayToken));
    set("CRYPTOBOT_API_URL", sandbox.cryptoPayUrl());
    set("DATABASE_URL", databaseUrl);
    set("DATA_DIR", dataDir);
    set("PORT", QString::number(port));
    set("LISTEN_ADDRESS", u"127.0.0.1"_s);
    set("LOG_FORMAT", u"json"_s);
    return environment;
}

StoryServer::StoryServer(const QString &program, const QProcessEnvironment &environment, const QUrl &url,
                         const QString &logFile, QObject *parent)
    : QObject(parent)
    , m_url(url)
    , m_logFile(logFile)
{
    m_process.setProgram(program);
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(logFile, QIODevice::Append);
    m_process.setChildProcessModifier(prepareChild);
}

StoryServer::~StoryServer()
{
    kill();
}

void StoryServer::start()
{
    ++m_run;
    m_isReady = false;
    m_ableSince.reset();
    m_process.start(QIODevice::ReadOnly);
}

void StoryServer::kill()
{
    if (!isRunning())
        return;
    m_process.kill();
    m_process.waitForFinished(kKillWaitMs);
    m_isReady = false;
    m_ableSince.reset();
}

void StoryServer::terminate()
{
    sendSignal(SIGTERM);
    m_isReady = false;
    m_ableSince.reset();
}

void StoryServer::freeze()
{
    sendSignal(SIGSTOP);
    m_ableSince.reset();
}

void StoryServer::sendSignal(int signal)
{
    if (m_process.processId() > 0)
        ::kill(static_cast<pid_t>(m_process.processId()), signal);
    if (signal == SIGCONT && m_isReady)
        m_ableSince = QDateTime::currentMSecsSinceEpoch();
}

std::optional<int> StoryServer::exitCode() const
{
    if (isRunning() || m_process.exitStatus() != QProcess::NormalExit)
        return std::nullopt;
    return m_process.exitCode();
}

bool StoryServer::isReady()
{
    if (m_isReady || m_isAsking || !isRunning())
        return m_isReady;
    m_isAsking = true;
    QNetworkRequest request(m_url.resolved(QUrl(u"/readyz"_s)));
    request.setTransferTimeout(kReadyTimeoutMs);
    QNetworkReply *reply = m_network.get(request);
    connect(reply, &QNetworkReply::finished, this, [this, reply, run = m_run] {
        reply->deleteLater();
        m_isAsking = false;
        const bool ok = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200;
        m_isReady = ok && run == m_run && isRunning();
        if (m_isReady)
            m_ableSince = QDateTime::currentMSecsSinceEpoch();
    });
    return false;
}

std::optional<qint64> StoryServer::ableSince()
{
    isReady();
    return isRunning() ? m_ableSince : std::nullopt;
}

} // namespace turnpike::sandbox

#include "moc_storyserver.cpp"
