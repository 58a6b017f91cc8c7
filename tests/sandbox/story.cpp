// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "story.h"

#include "base/errors.h"
#include "base/signals.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLookEveryMs = 20;
constexpr int kCommandMs = 20'000;
constexpr double kTimeScale = 10; // Telegram's retries come while somebody is watching
constexpr int kLogLines = 15;
// Of a provider of cards: the server warns of one for tests.
const QString kCardToken = u"390540012:LIVE:12345"_s;

// One turn of the event loop, in which the stand-ins do their work.
void letTimePass()
{
    QEventLoop turn;
    QTimer::singleShot(kLookEveryMs, &turn, &QEventLoop::quit);
    turn.exec();
}

} // namespace

Story::Story(const StoryOptions &options)
    : m_options(options)
{
    m_dataDir =
        options.dataDir.isEmpty() ? m_temporary.path() : QFileInfo(options.dataDir).absoluteFilePath();
    if (!QDir().mkpath(m_dataDir))
        throw Error(ErrorType::Infra, u"%1 cannot be made"_s.arg(m_dataDir));
    if (!QFileInfo(options.server).isExecutable())
        throw Error(ErrorType::Infra, u"there is no program %1"_s.arg(options.server));
    m_options.dataDir = m_dataDir;
    if (m_options.databaseUrl.isEmpty())
        m_options.databaseUrl = u"sqlite:"_s + QDir(m_dataDir).filePath(u"turnpike.db"_s);

    Options sandboxOptions;
    sandboxOptions.webhookTiming.scale = kTimeScale;
    sandboxOptions.limits = true; // only a server that was just restarted may meet a 429
    sandboxOptions.ledgerFile = QDir(m_dataDir).filePath(u"ledger.jsonl"_s);
    m_sandbox = std::make_unique<Sandbox>(sandboxOptions);
    m_sandbox->listen(QHostAddress::LocalHost, options.sandboxPort);

    const quint16 port = options.serverPort > 0 ? options.serverPort : freePort();
    m_environment = serverEnvironment(*m_sandbox, port, m_options.databaseUrl, m_dataDir);
    if (options.all)
        openStaffChat();
    if (options.failStep == u"start")
        m_environment.remove(u"WEBHOOK_SECRET"_s);
    m_server = std::make_unique<StoryServer>(QFileInfo(options.server).absoluteFilePath(), m_environment,
                                             QUrl(u"http://127.0.0.1:%1"_s.arg(port)),
                                             QDir(m_dataDir).filePath(u"server.log"_s));

    // A kept database must not know this customer from an earlier story.
    const qint64 id = 2'000'000'000 + QDateTime::currentMSecsSinceEpoch() / 100 % 1'000'000'000;
    m_customer = m_sandbox->telegram().putUser(id, u"Anna"_s, u"anna"_s, u"en"_s).id;
}

// What a shop has that offers everything.
void Story::openStaffChat()
{
    Group &staff = m_sandbox->telegram().addGroup(Group::Kind::Super, u"Staff"_s);
    staff.isForum = true;
    staff.bot = Group::Membership::Administrator;
    m_staffChat = staff.id;
    m_colleague = m_sandbox->telegram().putUser(0, u"Boris"_s, {}, u"en"_s).id;
    m_sandbox->telegram().group(m_staffChat)->members.insert(m_colleague);
    m_environment.insert(u"SUPPORT_CHAT_ID"_s, QString::number(m_staffChat));
    m_environment.insert(u"SUPPORT_CONTACT"_s, u"@story_support"_s);
    m_environment.insert(u"TELEGRAM_STARS"_s, u"true"_s);
    m_environment.insert(u"TG_PROVIDER_TOKEN"_s, kCardToken);
}

const std::vector<Story::Step> &Story::steps()
{
    static const std::vector<Step> all = {
        {u"start"_s, u"The server starts and sets its webhook"_s, 2, &Story::start},
        {u"language"_s, u"Anna meets the bot and chooses English"_s, 1, &Story::language},
        {u"trial"_s, u"She takes the trial and gets a key that works"_s, 1, &Story::trial},
        {u"choose"_s, u"She wants to stay: Basic for 30 days"_s, 2, &Story::choose},
        {u"kill"_s, u"The server is killed while she buys, and starts again"_s, 3, &Story::killed},
        {u"pay"_s, u"She pays the invoice; Crypto Pay says so twice"_s, 1, &Story::paid},
        {u"topup"_s, u"She tops up her balance"_s, 2, &Story::topUp},
        {u"renew"_s, u"She renews from her balance"_s, 1, &Story::renewed},
        {u"redelivery"_s, u"Telegram delivers that press once more"_s, 1, &Story::redelivered},
        {u"double-press"_s, u"She renews again, and her phone sends the press twice"_s, 1,
         &Story::doublePress},
        {u"restart"_s, u"The server is restarted while people are pressing"_s, 3, &Story::restarted},
        {u"end"_s, u"Ledger, VPN API, database and conversation agree"_s, 1, &Story::end},
    };
    return all;
}

QStringList Story::stepNames()
{
    QStringList names;
    for (const Step &step : steps())
        names.append(step.name);
    return names;
}

QStringList Story::killableSteps()
{
    QStringList names = stepNames();
    for (const char *own : {"start", "kill", "restart"}) // they start and end the server themselves
        names.removeOne(QString::fromLatin1(own));
    return names;
}

int Story::run()
{
    TerminationSignals signals;
    connect(&signals, &TerminationSignals::received, this, [this] {
        m_interrupted = true;
        QCoreApplication::quit();
    });
    m_tell.title(u"A customer's story"_s);
    m_tell.line(u"server %1, stand-ins %2, data %3"_s.arg(m_server->url().toString(),
                                                          m_sandbox->telegramUrl(), m_dataDir));
    QElapsedTimer whole;
    whole.start();
    int number = 0;
    for (const Step &step : steps()) {
        if (runStep(++number, step))
            continue;
        explain();
        m_tell.line(u"\nStep %1 of %2 (%3) did not hold."_s.arg(number).arg(steps().size()).arg(step.name));
        m_temporary.setAutoRemove(m_dataDir != m_temporary.path()); // kept for a look
        return 1;
    }
    if (m_options.all && !runTours()) {
        explain();
        m_temporary.setAutoRemove(m_dataDir != m_temporary.path());
        return 1;
    }
    m_tell.line(u"\nAll %1 steps held, in %2 s."_s.arg(steps().size())
                    .arg(static_cast<double>(whole.elapsed()) / 1000.0, 0, 'f', 1));
    if (!m_options.once && !m_interrupted)
        stayUp();
    m_server->terminate();
    QElapsedTimer ending;
    ending.start();
    while (m_server->isRunning() && ending.elapsed() < 12'000)
        letTimePass();
    return 0;
}

bool Story::runStep(int number, const Step &step)
{
    m_tell.beginStep(number, step.name, step.title);
    m_stepMs = qint64(m_options.stepSeconds) * step.deadlines * 1000;
    m_stepTimer.start();
    try {
        if (m_options.failStep == step.name)
            sabotage(step);
        armKills(step);
        (this->*step.live)();
        m_tell.endStep(true, {}, m_stepTimer.elapsed());
        return true;
    } catch (const Broken &broken) {
        m_tell.endStep(false, broken.why, m_stepTimer.elapsed());
    } catch (const Error &error) {
        m_tell.endStep(false, error.message(), m_stepTimer.elapsed());
    }
    return false;
}

// Another tour, such as that of an administrator, adds its steps to `wanted`.
bool Story::runTours()
{
    const TourHost host{
        *m_sandbox,
        database(),
        m_tell,
        [this](const QString &what, const std::function<bool()> &holds) { until(what, holds); },
        [](const QString &why) { throw Broken{why}; },
        m_staffChat,
        m_colleague};
    // Far from the customers of the story.
    CustomerTour english(host, u"en"_s, m_customer + 1000);
    CustomerTour russian(host, u"ru"_s, m_customer + 2000);
    std::vector<TourStep> wanted;
    for (CustomerTour *tour : {&english, &russian}) {
        for (TourStep &step : tour->steps())
            wanted.push_back(std::move(step));
    }

    int held = 0;
    for (const TourStep &step : wanted) {
        m_tell.beginStep(held + 1, step.name, step.title);
        m_stepMs = qint64(m_options.stepSeconds) * step.deadlines * 1000;
        m_stepTimer.start();
        try {
            step.live();
        } catch (const Broken &broken) {
            m_tell.endStep(false, broken.why, m_stepTimer.elapsed());
            return false;
        } catch (const Error &error) {
            m_tell.endStep(false, error.message(), m_stepTimer.elapsed());
            return false;
        }
        m_tell.endStep(true, {}, m_stepTimer.elapsed());
        ++held;
    }
    m_tell.line(u"\nAll %1 steps of the tours held."_s.arg(held));
    return true;
}

// A kill that comes after the end of its step strikes whatever comes then.
void Story::armKills(const Step &step)
{
    for (const auto &[name, afterMs] : m_options.kills) {
        if (name != step.name)
            continue;
        QTimer::singleShot(afterMs, Qt::PreciseTimer, this, [this] {
            m_tell.action(u"kill -9, and a start"_s);
            m_server->kill();
            m_server->start();
        });
    }
}

// Breaks the world so that the step cannot hold: the step itself must find out.
void Story::sabotage(const Step &step)
{
    if (step.name == u"start")
        return; // its environment lacks the secret
    if (step.name == u"end")
        m_sandbox->vpn().forgetAll();
    else
        m_server->freeze();
}

// What helps to see why a step did not hold.
void Story::explain()
{
    m_tell.line(u"\nWhat Anna sees:"_s);
    for (const auto &[id, message] : m_sandbox->telegram().chat(m_customer)) {
        if (message.fromBot && !message.isDeleted)
            m_tell.message(message);
    }
    m_tell.line(u"\nThe end of %1:"_s.arg(m_server->logFile()));
    QFile log(m_server->logFile());
    if (!log.open(QIODevice::ReadOnly))
        return;
    const QList<QByteArray> lines = log.readAll().trimmed().split('\n');
    for (qsizetype i = qMax<qsizetype>(0, lines.size() - kLogLines); i < lines.size(); ++i)
        m_tell.line(QString::fromUtf8(lines[i]));
}

// As whoever runs the shop would: a token for a person, by the server's own command.
QString Story::addOperator()
{
    QProcess command;
    command.setProcessEnvironment(m_environment);
    command.start(QFileInfo(m_options.server).absoluteFilePath(),
                  {u"operator"_s, u"add"_s, u"you"_s, u"--role"_s, u"admin"_s});
    if (!command.waitForFinished(kCommandMs) || command.exitCode() != 0)
        return {};
    const QList<QByteArray> words = command.readAllStandardOutput().simplified().split(' ');
    return QString::fromUtf8(words.last());
}

void Story::stayUp()
{
    m_tell.line(u"\nThe shop stays open. Talk to its bot from another terminal:\n\n"
                "    %1 chat --url %2 --user Bob\n\n"
                "Open the console of those on duty:\n\n"
                "    TURNPIKE_CONSOLE_TOKEN=%3 %4/turnpike-console --url ws://127.0.0.1:%5\n\n"
                "The server listens on %6; its log is %7.\nCtrl-C ends both."_s
                    .arg(QCoreApplication::applicationFilePath(), m_sandbox->telegramUrl(), addOperator(),
                         QCoreApplication::applicationDirPath())
                    .arg(m_server->url().port())
                    .arg(m_server->url().toString(), m_server->logFile()));
    QCoreApplication::exec();
}

void Story::until(const QString &what, const std::function<bool()> &holds)
{
    while (!holds()) {
        if (m_interrupted)
            throw Broken{u"interrupted"_s};
        if (m_stepTimer.elapsed() > m_stepMs)
            throw Broken{u"%1: not within %2 s"_s.arg(what).arg(m_stepMs / 1000)};
        letTimePass();
    }
}

void Story::must(bool holds, const QString &otherwise)
{
    if (!holds)
        throw Broken{otherwise};
}

void Story::write(const QString &text)
{
    m_tell.action(u"Anna writes %1"_s.arg(text));
    m_revision = m_sandbox->telegram().revision();
    m_sandbox->customers().sendText(m_customer, text);
}

void Story::press(const QString &button)
{
    m_tell.action(u"Anna presses [%1]"_s.arg(button));
    m_revision = m_sandbox->telegram().revision();
    ButtonChoice choice;
    choice.text = button;
    m_sandbox->customers().press(m_customer, choice);
}

const Message *Story::seen(const QStringList &texts, const QStringList &buttons) const
{
    for (const auto &[id, message] : m_sandbox->telegram().chat(m_customer)) {
        if (!message.fromBot || message.isDeleted || message.revision <= m_revision)
            continue;
        const QString text = message.body.value(u"text").toString(message.body.value(u"caption").toString());
        const QString shown = buttonsLine(message);
        const auto inText = [&text](const QString &part) { return text.contains(part); };
        const auto onButton = [&shown](const QString &part) { return shown.contains(part); };
        if (std::all_of(texts.begin(), texts.end(), inText) &&
            std::all_of(buttons.begin(), buttons.end(), onButton))
            return &message;
    }
    return nullptr;
}

const Message &Story::expect(const QStringList &texts, const QStringList &buttons)
{
    const Message *found = nullptr;
    const QString what = (texts + buttons).join(u" … "_s);
    until(u"the bot shows “%1”"_s.arg(what), [&] { return (found = seen(texts, buttons)) != nullptr; });
    m_tell.message(*found);
    return *found;
}

void Story::awaitReady()
{
    until(u"the server is ready"_s, [this] {
        must(m_server->isRunning(), u"the server ended by itself"_s);
        return m_server->isReady();
    });
}

void Story::awaitEnd(qint64 expiresAt)
{
    until(u"the VPN API knows the new end"_s, [&] {
        const auto subscription = database().subscription(m_customer);
        if (!subscription || subscription->vpnExpiresAt != subscription->expiresAt)
            return false;
        const auto key = m_sandbox->vpn().keys().find(subscription->uuid);
        return key != m_sandbox->vpn().keys().end() && key->second.expiryMs == subscription->expiresAt;
    });
    const qint64 end = database().subscription(m_customer)->expiresAt;
    must(end == expiresAt, u"the subscription ends at %1 and should end at %2"_s.arg(end).arg(expiresAt));
    m_tell.fact(u"ends %1 UTC, and the VPN API says the same"_s.arg(
        QDateTime::fromMSecsSinceEpoch(end).toUTC().toString(u"yyyy-MM-dd hh:mm:ss"_s)));
    m_expiresAt = end;
}

qint64 Story::payShownInvoice(int webhooks)
{
    const qint64 invoice = m_sandbox->invoiceShownTo(m_customer);
    must(invoice != 0, u"the chat shows no invoice"_s);
    m_tell.action(u"Anna pays invoice %1"_s.arg(invoice));
    m_revision = m_sandbox->telegram().revision();
    must(m_sandbox->cryptoPay().pay(invoice, webhooks), u"the invoice cannot be paid"_s);
    m_paidInvoices.append(invoice);
    return invoice;
}

StoryDatabase &Story::database()
{
    if (!m_database)
        m_database = std::make_unique<StoryDatabase>(m_options.databaseUrl);
    return *m_database;
}

} // namespace turnpike::sandbox

#include "moc_story.cpp"
