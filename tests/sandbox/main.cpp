// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "chatclient.h"
#include "faultcatalog.h"
#include "sandbox.h"
#include "story.h"
#include "tls.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

using namespace Qt::StringLiterals;

using namespace turnpike;

namespace {

sandbox::Options optionsOf(const QCommandLineParser &parser)
{
    sandbox::Options options;
    options.botToken = parser.value(u"bot-token"_s).toUtf8();
    options.botUsername = parser.value(u"bot-username"_s);
    options.vpnApiKey = parser.value(u"vpn-key"_s).toUtf8();
    options.cryptoPayToken = parser.value(u"crypto-token"_s).toUtf8();
    options.cryptoPayWebhook = QUrl(parser.value(u"crypto-webhook"_s));
    options.webhookTiming.scale = qMax(0.001, parser.value(u"time-scale"_s).toDouble());
    options.strictWebhook = parser.isSet(u"strict-webhook"_s);
    options.webhookCaFile = parser.value(u"webhook-ca"_s);
    options.limits = parser.isSet(u"limits"_s);
    options.firstUpdateId = parser.value(u"first-update-id"_s).toLongLong();
    options.ledgerFile = parser.value(u"ledger"_s);
    options.seed = parser.value(u"seed"_s).toUInt();
    return options;
}

// Beside the plain port, when asked for.
void listenTls(sandbox::Sandbox &sandbox, const QCommandLineParser &parser)
{
    if (!parser.isSet(u"tls-port"_s))
        return;
    const QString certificate = parser.value(u"tls-certificate"_s);
    const quint16 port = sandbox.listenTls(
        QHostAddress(parser.value(u"listen"_s)), static_cast<quint16>(parser.value(u"tls-port"_s).toUInt()),
        certificate.isEmpty() ? sandbox::selfSignedTls()
                              : sandbox::tlsFromFiles(certificate, parser.value(u"tls-key"_s)));
    std::printf("the same over TLS: port %d\n", port);
}

void switchOnFaults(sandbox::Sandbox &sandbox, const QCommandLineParser &parser)
{
    for (const QString &file : parser.values(u"faults"_s))
        sandbox.faults().addFile(file);
    if (!parser.isSet(u"fault-seed"_s))
        return;
    bool isNumber = false;
    const int seed = parser.value(u"fault-seed"_s).toInt(&isNumber);
    if (!isNumber)
        throw Error(ErrorType::Domain, u"--fault-seed is no number"_s);
    sandbox.faults().add({{u"schedule"_s, u"random"_s}, {u"seed"_s, seed}});
}

int serve(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Stand-ins for Telegram, the VPN API and Crypto Pay."_s);
    parser.addHelpOption();
    const sandbox::Options defaults;
    parser.addOptions({
        {u"port"_s, u"Port; 0 for a free one."_s, u"N"_s, u"8181"_s},
        {u"listen"_s, u"Address."_s, u"ADDRESS"_s, u"127.0.0.1"_s},
        {u"tls-port"_s, u"Also over TLS on this port; 0 for a free one."_s, u"N"_s},
        {u"tls-certificate"_s, u"PEM file; by default one for localhost that signs itself."_s, u"FILE"_s},
        {u"tls-key"_s, u"The certificate's key."_s, u"FILE"_s},
        {u"bot-token"_s, u"The bot's token."_s, u"TOKEN"_s, QString::fromLatin1(defaults.botToken)},
        {u"bot-username"_s, u"The bot's name."_s, u"NAME"_s, defaults.botUsername},
        {u"vpn-key"_s, u"X-API-Key of the VPN API."_s, u"KEY"_s, QString::fromLatin1(defaults.vpnApiKey)},
        {u"crypto-token"_s, u"Token of Crypto Pay."_s, u"TOKEN"_s,
         QString::fromLatin1(defaults.cryptoPayToken)},
        {u"crypto-webhook"_s, u"Where paid invoices are announced."_s, u"URL"_s},
        {u"time-scale"_s, u"Divides all delays and lifetimes of webhooks, and the time until a key works."_s,
         u"N"_s, u"1"_s},
        {u"strict-webhook"_s,
         u"Refuse a webhook as Telegram does: https, public addresses, ports 80, 88, 443, "
         "8443."_s},
        {u"webhook-ca"_s, u"Certificates (PEM) to trust webhooks by."_s, u"FILE"_s},
        {u"limits"_s, u"Telegram's limits on sending."_s},
        {u"first-update-id"_s, u"Instead of one made from the time."_s, u"N"_s, u"0"_s},
        {u"ledger"_s, u"Also write the ledger to this file, as JSON lines."_s, u"FILE"_s},
        {u"seed"_s, u"Of random faults and delays."_s, u"N"_s, u"1"_s},
        {u"faults"_s, u"Faults that are on from the start: JSON, see docs/sandbox.md. May be repeated."_s,
         u"FILE"_s},
        {u"fault-seed"_s, u"Random faults of the catalogue come and go; the same N, the same schedule."_s,
         u"N"_s},
    });
    parser.process(arguments);

    sandbox::Sandbox sandbox(optionsOf(parser));
    switchOnFaults(sandbox, parser);
    sandbox.listen(QHostAddress(parser.value(u"listen"_s)),
                   static_cast<quint16>(parser.value(u"port"_s).toUInt()));
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
        throw Error(ErrorType::Domain, u"\"%1\" is none of %2"_s.arg(step, steps.join(u", "_s)));
    }
}

sandbox::StoryOptions storyOptionsOf(const QCommandLineParser &parser)
{
    sandbox::StoryOptions options;
    options.server = parser.value(u"server"_s);
    options.dataDir = parser.value(u"data"_s);
    options.databaseUrl = parser.value(u"database-url"_s);
    options.once = parser.isSet(u"once"_s);
    options.all = parser.isSet(u"all"_s);
    options.failStep = parser.value(u"fail-step"_s);
    options.stepSeconds = qMax(1, parser.value(u"step-seconds"_s).toInt());
    options.killAfterMs = parser.value(u"kill-after-ms"_s).toInt();
    for (const QString &kill : parser.values(u"kill"_s))
        options.kills.append({kill.section(u':', 0, 0), kill.section(u':', 1).toInt()});
    options.sandboxPort = static_cast<quint16>(parser.value(u"port"_s).toUInt());
    options.serverPort = static_cast<quint16>(parser.value(u"server-port"_s).toUInt());
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
        u"Lets a customer live through the whole shop, over a server that is killed and "
        "restarted.\nSteps: %1."_s.arg(steps.join(u", "_s)));
    parser.addHelpOption();
    parser.addOptions({
        {u"server"_s, u"The turnpike-server to start."_s, u"PATH"_s},
        {u"data"_s, u"Folder for database and logs; by default a temporary one."_s, u"DIR"_s},
        {u"database-url"_s, u"As the server's DATABASE_URL; by default SQLite."_s, u"URL"_s},
        {u"once"_s, u"End after the story."_s},
        {u"all"_s, u"After the story: everything that the bot offers, in each language."_s},
        {u"fail-step"_s, u"Break the world before this step, which must then fail."_s, u"NAME"_s},
        {u"step-seconds"_s, u"Deadline of a step."_s, u"N"_s, u"10"_s},
        {u"kill-after-ms"_s, u"How long after the press that buys the server is killed."_s, u"N"_s, u"0"_s},
        {u"kill"_s, u"Kill the server once more, MS milliseconds after STEP has begun. May be repeated."_s,
         u"STEP:MS"_s},
        {u"port"_s, u"Of the stand-ins; 0 for a free one."_s, u"N"_s, u"0"_s},
        {u"server-port"_s, u"Of the server; 0 for a free one."_s, u"N"_s, u"0"_s},
    });
    parser.process(arguments);

    return sandbox::Story(storyOptionsOf(parser)).run();
}

int chat(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Talk to the bot of a running sandbox."_s);
    parser.addHelpOption();
    parser.addOptions({
        {u"url"_s, u"The sandbox."_s, u"URL"_s, u"http://127.0.0.1:8181"_s},
        {u"user"_s, u"Who you are."_s, u"NAME"_s, qEnvironmentVariable("USER", u"customer"_s)},
        {u"language"_s, u"Language of your Telegram app."_s, u"CODE"_s, u"en"_s},
    });
    parser.process(arguments);
    return sandbox::ChatClient(QUrl(parser.value(u"url"_s)), parser.value(u"user"_s),
                               parser.value(u"language"_s))
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
    QCoreApplication::setApplicationName(u"turnpike-sandbox"_s);
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
