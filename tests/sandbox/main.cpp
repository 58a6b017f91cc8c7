#include "base/errors.h"
#include "chatclient.h"
#include "faultcatalog.h"
#include "sandbox.h"
#include "story.h"
#include "tls.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

using namespace turnpike;

namespace {

sandbox::Options optionsOf(const QCommandLineParser &parser)
{
    sandbox::Options options;
    options.botToken = parser.value(QStringLiteral("bot-token")).toUtf8();
    options.botUsername = parser.value(QStringLiteral("bot-username"));
    options.vpnApiKey = parser.value(QStringLiteral("vpn-key")).toUtf8();
    options.cryptoPayToken = parser.value(QStringLiteral("crypto-token")).toUtf8();
    options.cryptoPayWebhook = QUrl(parser.value(QStringLiteral("crypto-webhook")));
    options.webhookTiming.scale = qMax(0.001, parser.value(QStringLiteral("time-scale")).toDouble());
    options.strictWebhook = parser.isSet(QStringLiteral("strict-webhook"));
    options.webhookCaFile = parser.value(QStringLiteral("webhook-ca"));
    options.limits = parser.isSet(QStringLiteral("limits"));
    options.firstUpdateId = parser.value(QStringLiteral("first-update-id")).toLongLong();
    options.ledgerFile = parser.value(QStringLiteral("ledger"));
    options.seed = parser.value(QStringLiteral("seed")).toUInt();
    return options;
}

// Beside the plain port, when asked for.
void listenTls(sandbox::Sandbox &sandbox, const QCommandLineParser &parser)
{
    if (!parser.isSet(QStringLiteral("tls-port")))
        return;
    const QString certificate = parser.value(QStringLiteral("tls-certificate"));
    const quint16 port = sandbox.listenTls(
        QHostAddress(parser.value(QStringLiteral("listen"))),
        static_cast<quint16>(parser.value(QStringLiteral("tls-port")).toUInt()),
        certificate.isEmpty() ? sandbox::selfSignedTls()
                              : sandbox::tlsFromFiles(certificate, parser.value(QStringLiteral("tls-key"))));
    std::printf("the same over TLS: port %d\n", port);
}

void switchOnFaults(sandbox::Sandbox &sandbox, const QCommandLineParser &parser)
{
    for (const QString &file : parser.values(QStringLiteral("faults")))
        sandbox.faults().addFile(file);
    if (!parser.isSet(QStringLiteral("fault-seed")))
        return;
    bool isNumber = false;
    const int seed = parser.value(QStringLiteral("fault-seed")).toInt(&isNumber);
    if (!isNumber)
        throw Error(ErrorType::Domain, QStringLiteral("--fault-seed is no number"));
    sandbox.faults().add(
        {{QStringLiteral("schedule"), QStringLiteral("random")}, {QStringLiteral("seed"), seed}});
}

int serve(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Stand-ins for Telegram, the VPN API and Crypto Pay."));
    parser.addHelpOption();
    const sandbox::Options defaults;
    parser.addOptions({
        {QStringLiteral("port"), QStringLiteral("Port; 0 for a free one."), QStringLiteral("N"),
         QStringLiteral("8181")},
        {QStringLiteral("listen"), QStringLiteral("Address."), QStringLiteral("ADDRESS"),
         QStringLiteral("127.0.0.1")},
        {QStringLiteral("tls-port"), QStringLiteral("Also over TLS on this port; 0 for a free one."),
         QStringLiteral("N")},
        {QStringLiteral("tls-certificate"),
         QStringLiteral("PEM file; by default one for localhost that signs itself."), QStringLiteral("FILE")},
        {QStringLiteral("tls-key"), QStringLiteral("The certificate's key."), QStringLiteral("FILE")},
        {QStringLiteral("bot-token"), QStringLiteral("The bot's token."), QStringLiteral("TOKEN"),
         QString::fromLatin1(defaults.botToken)},
        {QStringLiteral("bot-username"), QStringLiteral("The bot's name."), QStringLiteral("NAME"),
         defaults.botUsername},
        {QStringLiteral("vpn-key"), QStringLiteral("X-API-Key of the VPN API."), QStringLiteral("KEY"),
         QString::fromLatin1(defaults.vpnApiKey)},
        {QStringLiteral("crypto-token"), QStringLiteral("Token of Crypto Pay."), QStringLiteral("TOKEN"),
         QString::fromLatin1(defaults.cryptoPayToken)},
        {QStringLiteral("crypto-webhook"), QStringLiteral("Where paid invoices are announced."),
         QStringLiteral("URL")},
        {QStringLiteral("time-scale"),
         QStringLiteral("Divides all delays and lifetimes of webhooks, and the time until a key works."),
         QStringLiteral("N"), QStringLiteral("1")},
        {QStringLiteral("strict-webhook"),
         QStringLiteral("Refuse a webhook as Telegram does: https, public addresses, ports 80, 88, 443, "
                        "8443.")},
        {QStringLiteral("webhook-ca"), QStringLiteral("Certificates (PEM) to trust webhooks by."),
         QStringLiteral("FILE")},
        {QStringLiteral("limits"), QStringLiteral("Telegram's limits on sending.")},
        {QStringLiteral("first-update-id"), QStringLiteral("Instead of one made from the time."),
         QStringLiteral("N"), QStringLiteral("0")},
        {QStringLiteral("ledger"), QStringLiteral("Also write the ledger to this file, as JSON lines."),
         QStringLiteral("FILE")},
        {QStringLiteral("seed"), QStringLiteral("Of random faults and delays."), QStringLiteral("N"),
         QStringLiteral("1")},
        {QStringLiteral("faults"),
         QStringLiteral("Faults that are on from the start: JSON, see docs/sandbox.md. May be repeated."),
         QStringLiteral("FILE")},
        {QStringLiteral("fault-seed"),
         QStringLiteral("Random faults of the catalogue come and go; the same N, the same schedule."),
         QStringLiteral("N")},
    });
    parser.process(arguments);

    sandbox::Sandbox sandbox(optionsOf(parser));
    switchOnFaults(sandbox, parser);
    sandbox.listen(QHostAddress(parser.value(QStringLiteral("listen"))),
                   static_cast<quint16>(parser.value(QStringLiteral("port")).toUInt()));
    std::printf("TELEGRAM_API_URL=%s\nXRAY_API_URL=%s\nCRYPTOBOT_API_URL=%s\ncontrol: %s/control/\n",
                qPrintable(sandbox.telegramUrl()), qPrintable(sandbox.vpnUrl()),
                qPrintable(sandbox.cryptoPayUrl()), qPrintable(sandbox.telegramUrl()));
    listenTls(sandbox, parser);
    std::fflush(stdout);
    return QCoreApplication::exec();
}

void mustBeOneOf(const QStringList &steps, const QString &step)
{
    if (!steps.contains(step)) {
        throw Error(ErrorType::Domain,
                    QStringLiteral("\"%1\" is none of %2").arg(step, steps.join(QStringLiteral(", "))));
    }
}

sandbox::StoryOptions storyOptionsOf(const QCommandLineParser &parser)
{
    sandbox::StoryOptions options;
    options.server = parser.value(QStringLiteral("server"));
    options.dataDir = parser.value(QStringLiteral("data"));
    options.databaseUrl = parser.value(QStringLiteral("database-url"));
    options.once = parser.isSet(QStringLiteral("once"));
    options.failStep = parser.value(QStringLiteral("fail-step"));
    options.stepSeconds = qMax(1, parser.value(QStringLiteral("step-seconds")).toInt());
    options.killAfterMs = parser.value(QStringLiteral("kill-after-ms")).toInt();
    for (const QString &kill : parser.values(QStringLiteral("kill")))
        options.kills.append({kill.section(u':', 0, 0), kill.section(u':', 1).toInt()});
    options.sandboxPort = static_cast<quint16>(parser.value(QStringLiteral("port")).toUInt());
    options.serverPort = static_cast<quint16>(parser.value(QStringLiteral("server-port")).toUInt());
    const QStringList steps = sandbox::Story::stepNames();
    mustBeOneOf(steps, options.failStep.isEmpty() ? steps.first() : options.failStep);
    for (const auto &kill : std::as_const(options.kills))
        mustBeOneOf(sandbox::Story::killableSteps(), kill.first);
    return options;
}

int story(const QStringList &arguments)
{
    const QStringList steps = sandbox::Story::stepNames();
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Lets a customer live through the whole shop, over a server that is killed and "
                       "restarted.\nSteps: %1.")
            .arg(steps.join(QStringLiteral(", "))));
    parser.addHelpOption();
    parser.addOptions({
        {QStringLiteral("server"), QStringLiteral("The turnpike-server to start."), QStringLiteral("PATH")},
        {QStringLiteral("data"), QStringLiteral("Folder for database and logs; by default a temporary one."),
         QStringLiteral("DIR")},
        {QStringLiteral("database-url"), QStringLiteral("As the server's DATABASE_URL; by default SQLite."),
         QStringLiteral("URL")},
        {QStringLiteral("once"), QStringLiteral("End after the story.")},
        {QStringLiteral("fail-step"),
         QStringLiteral("Break the world before this step, which must then fail."), QStringLiteral("NAME")},
        {QStringLiteral("step-seconds"), QStringLiteral("Deadline of a step."), QStringLiteral("N"),
         QStringLiteral("10")},
        {QStringLiteral("kill-after-ms"),
         QStringLiteral("How long after the press that buys the server is killed."), QStringLiteral("N"),
         QStringLiteral("0")},
        {QStringLiteral("kill"),
         QStringLiteral("Kill the server once more, MS milliseconds after STEP has begun. May be repeated."),
         QStringLiteral("STEP:MS")},
        {QStringLiteral("port"), QStringLiteral("Of the stand-ins; 0 for a free one."), QStringLiteral("N"),
         QStringLiteral("0")},
        {QStringLiteral("server-port"), QStringLiteral("Of the server; 0 for a free one."),
         QStringLiteral("N"), QStringLiteral("0")},
    });
    parser.process(arguments);

    return sandbox::Story(storyOptionsOf(parser)).run();
}

int chat(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Talk to the bot of a running sandbox."));
    parser.addHelpOption();
    parser.addOptions({
        {QStringLiteral("url"), QStringLiteral("The sandbox."), QStringLiteral("URL"),
         QStringLiteral("http://127.0.0.1:8181")},
        {QStringLiteral("user"), QStringLiteral("Who you are."), QStringLiteral("NAME"),
         qEnvironmentVariable("USER", QStringLiteral("customer"))},
        {QStringLiteral("language"), QStringLiteral("Language of your Telegram app."), QStringLiteral("CODE"),
         QStringLiteral("en")},
    });
    parser.process(arguments);
    return sandbox::ChatClient(QUrl(parser.value(QStringLiteral("url"))),
                               parser.value(QStringLiteral("user")), parser.value(QStringLiteral("language")))
        .run();
}

int usage()
{
    std::fputs("usage: turnpike-sandbox serve [options]                stand-ins behind one port\n"
               "       turnpike-sandbox chat [options]                 talk to the bot\n"
               "       turnpike-sandbox story --server PATH [options]  a customer's story\n"
               "       turnpike-sandbox faults                         the faults that have a name\n"
               "Each but the last has --help.\n",
               stderr);
    return 2;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("turnpike-sandbox"));
    QStringList arguments = QCoreApplication::arguments();
    const QString command = arguments.value(1);
    if (arguments.size() > 1)
        arguments.removeAt(1);
    try {
        if (command == u"serve")
            return serve(arguments);
        if (command == u"story")
            return story(arguments);
        if (command == u"chat")
            return chat(arguments);
        if (command == u"faults") {
            std::fputs(qPrintable(sandbox::catalogText()), stdout);
            return 0;
        }
        return usage();
    } catch (const Error &error) {
        std::fprintf(stderr, "turnpike-sandbox: %s\n", qPrintable(error.message()));
        return 1;
    }
}
