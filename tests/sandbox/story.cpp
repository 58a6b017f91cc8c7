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

namespace {

constexpr int kLookEveryMs = 20;
constexpr int kCommandMs = 20'000;
constexpr double kTimeScale = 10; // Telegram's retries come while somebody is watching
constexpr int kLogLines = 15;

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
        throw Error(ErrorType::Infra, QStringLiteral("%1 cannot be made").arg(m_dataDir));
    if (!QFileInfo(options.server).isExecutable())
        throw Error(ErrorType::Infra, QStringLiteral("there is no program %1").arg(options.server));
    m_options.dataDir = m_dataDir;
    if (m_options.databaseUrl.isEmpty())
        m_options.databaseUrl =
            QStringLiteral("sqlite:") + QDir(m_dataDir).filePath(QStringLiteral("turnpike.db"));

    Options sandboxOptions;
    sandboxOptions.webhookTiming.scale = kTimeScale;
    sandboxOptions.limits = true; // only a server that was just restarted may meet a 429
    sandboxOptions.ledgerFile = QDir(m_dataDir).filePath(QStringLiteral("ledger.jsonl"));
    m_sandbox = std::make_unique<Sandbox>(sandboxOptions);
    m_sandbox->listen(QHostAddress::LocalHost, options.sandboxPort);

    const quint16 port = options.serverPort > 0 ? options.serverPort : freePort();
    m_environment = serverEnvironment(*m_sandbox, port, m_options.databaseUrl, m_dataDir);
    if (options.failStep == u"start")
        m_environment.remove(QStringLiteral("WEBHOOK_SECRET"));
    m_server = std::make_unique<StoryServer>(QFileInfo(options.server).absoluteFilePath(), m_environment,
                                             QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port)),
                                             QDir(m_dataDir).filePath(QStringLiteral("server.log")));

    // A kept database must not know this customer from an earlier story.
    const qint64 id = 2'000'000'000 + QDateTime::currentMSecsSinceEpoch() / 100 % 1'000'000'000;
    m_customer = m_sandbox->telegram()
                     .putUser(id, QStringLiteral("Anna"), QStringLiteral("anna"), QStringLiteral("en"))
                     .id;
}

const std::vector<Story::Step> &Story::steps()
{
    static const std::vector<Step> all = {
        {QStringLiteral("start"), QStringLiteral("The server starts and sets its webhook"), 2, &Story::start},
        {QStringLiteral("language"), QStringLiteral("Anna meets the bot and chooses English"), 1,
         &Story::language},
        {QStringLiteral("trial"), QStringLiteral("She takes the trial and gets a key that works"), 1,
         &Story::trial},
        {QStringLiteral("choose"), QStringLiteral("She wants to stay: Basic for 30 days"), 2, &Story::choose},
        {QStringLiteral("kill"), QStringLiteral("The server is killed while she buys, and starts again"), 3,
         &Story::killed},
        {QStringLiteral("pay"), QStringLiteral("She pays the invoice; Crypto Pay says so twice"), 1,
         &Story::paid},
        {QStringLiteral("topup"), QStringLiteral("She tops up her balance"), 2, &Story::topUp},
        {QStringLiteral("renew"), QStringLiteral("She renews from her balance"), 1, &Story::renewed},
        {QStringLiteral("redelivery"), QStringLiteral("Telegram delivers that press once more"), 1,
         &Story::redelivered},
        {QStringLiteral("double-press"),
         QStringLiteral("She renews again, and her phone sends the press twice"), 1, &Story::doublePress},
        {QStringLiteral("restart"), QStringLiteral("The server is restarted while people are pressing"), 3,
         &Story::restarted},
        {QStringLiteral("end"), QStringLiteral("Ledger, VPN API, database and conversation agree"), 1,
         &Story::end},
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
    m_tell.title(QStringLiteral("A customer's story"));
    m_tell.line(QStringLiteral("server %1, stand-ins %2, data %3")
                    .arg(m_server->url().toString(), m_sandbox->telegramUrl(), m_dataDir));
    QElapsedTimer whole;
    whole.start();
    int number = 0;
    for (const Step &step : steps()) {
        if (runStep(++number, step))
            continue;
        explain();
        m_tell.line(QStringLiteral("\nStep %1 of %2 (%3) did not hold.")
                        .arg(number)
                        .arg(steps().size())
                        .arg(step.name));
        m_temporary.setAutoRemove(m_dataDir != m_temporary.path()); // kept for a look
        return 1;
    }
    m_tell.line(QStringLiteral("\nAll %1 steps held, in %2 s.")
                    .arg(steps().size())
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

// A kill that comes after the end of its step strikes whatever comes then.
void Story::armKills(const Step &step)
{
    for (const auto &[name, afterMs] : m_options.kills) {
        if (name != step.name)
            continue;
        QTimer::singleShot(afterMs, Qt::PreciseTimer, this, [this] {
            m_tell.action(QStringLiteral("kill -9, and a start"));
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
    m_tell.line(QStringLiteral("\nWhat Anna sees:"));
    for (const auto &[id, message] : m_sandbox->telegram().chat(m_customer)) {
        if (message.fromBot && !message.isDeleted)
            m_tell.message(message);
    }
    m_tell.line(QStringLiteral("\nThe end of %1:").arg(m_server->logFile()));
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
                  {QStringLiteral("operator"), QStringLiteral("add"), QStringLiteral("you"),
                   QStringLiteral("--role"), QStringLiteral("admin")});
    if (!command.waitForFinished(kCommandMs) || command.exitCode() != 0)
        return {};
    const QList<QByteArray> words = command.readAllStandardOutput().simplified().split(' ');
    return QString::fromUtf8(words.last());
}

void Story::stayUp()
{
    m_tell.line(QStringLiteral("\nThe shop stays open. Talk to its bot from another terminal:\n\n"
                               "    %1 chat --url %2 --user Bob\n\n"
                               "Open the console of those on duty:\n\n"
                               "    TURNPIKE_CONSOLE_TOKEN=%3 %4/turnpike-console --url ws://127.0.0.1:%5\n\n"
                               "The server listens on %6; its log is %7.\nCtrl-C ends both.")
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
            throw Broken{QStringLiteral("interrupted")};
        if (m_stepTimer.elapsed() > m_stepMs)
            throw Broken{QStringLiteral("%1: not within %2 s").arg(what).arg(m_stepMs / 1000)};
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
    m_tell.action(QStringLiteral("Anna writes %1").arg(text));
    m_revision = m_sandbox->telegram().revision();
    m_sandbox->customers().sendText(m_customer, text);
}

void Story::press(const QString &button)
{
    m_tell.action(QStringLiteral("Anna presses [%1]").arg(button));
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
    const QString what = (texts + buttons).join(QStringLiteral(" … "));
    until(QStringLiteral("the bot shows “%1”").arg(what),
          [&] { return (found = seen(texts, buttons)) != nullptr; });
    m_tell.message(*found);
    return *found;
}

void Story::awaitReady()
{
    until(QStringLiteral("the server is ready"), [this] {
        must(m_server->isRunning(), QStringLiteral("the server ended by itself"));
        return m_server->isReady();
    });
}

void Story::awaitEnd(qint64 expiresAt)
{
    until(QStringLiteral("the VPN API knows the new end"), [&] {
        const auto subscription = database().subscription(m_customer);
        if (!subscription || subscription->vpnExpiresAt != subscription->expiresAt)
            return false;
        const auto key = m_sandbox->vpn().keys().find(subscription->uuid);
        return key != m_sandbox->vpn().keys().end() && key->second.expiryMs == subscription->expiresAt;
    });
    const qint64 end = database().subscription(m_customer)->expiresAt;
    must(end == expiresAt,
         QStringLiteral("the subscription ends at %1 and should end at %2").arg(end).arg(expiresAt));
    m_tell.fact(QStringLiteral("ends %1 UTC, and the VPN API says the same")
                    .arg(QDateTime::fromMSecsSinceEpoch(end).toUTC().toString(
                        QStringLiteral("yyyy-MM-dd hh:mm:ss"))));
    m_expiresAt = end;
}

qint64 Story::payShownInvoice(int webhooks)
{
    const qint64 invoice = m_sandbox->invoiceShownTo(m_customer);
    must(invoice != 0, QStringLiteral("the chat shows no invoice"));
    m_tell.action(QStringLiteral("Anna pays invoice %1").arg(invoice));
    m_revision = m_sandbox->telegram().revision();
    must(m_sandbox->cryptoPay().pay(invoice, webhooks), QStringLiteral("the invoice cannot be paid"));
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
