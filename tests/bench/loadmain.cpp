// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/descriptors.h"
#include "loaddriver.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonObject>

#include <cstdio>
#include <stdexcept>
#include <string>

using namespace Qt::StringLiterals;

using namespace turnpike::bench;

namespace {

void declareOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(u"Sends updates to a turnpike-server as Telegram does, "
                                     "and prints what came of it. For turnpike-bench."_s);
    parser.addHelpOption();
    for (const char *name : {"port", "connections", "ms", "updates", "per-second", "doing", "first-update",
                             "first-user", "users", "times"})
        parser.addOption({QString::fromLatin1(name), QString(), u"VALUE"_s, u"0"_s});
}

double numberOf(const QCommandLineParser &parser, const char *name)
{
    bool isNumber = false;
    const double number = parser.value(QString::fromLatin1(name)).toDouble(&isNumber);
    if (!isNumber || number < 0)
        throw std::runtime_error(std::string("--") + name + " wants a number");
    return number;
}

Sending sendingIn(const QCommandLineParser &parser)
{
    Sending sending;
    sending.port = static_cast<quint16>(numberOf(parser, "port"));
    sending.connections = static_cast<int>(numberOf(parser, "connections"));
    sending.time = std::chrono::milliseconds(static_cast<qint64>(numberOf(parser, "ms")));
    sending.updates = static_cast<qint64>(numberOf(parser, "updates"));
    sending.perSecond = numberOf(parser, "per-second");
    sending.firstUpdate = static_cast<qint64>(numberOf(parser, "first-update"));
    sending.firstUser = static_cast<qint64>(numberOf(parser, "first-user"));
    sending.users = static_cast<int>(numberOf(parser, "users"));
    const auto doing = doingNamed(parser.value(u"doing"_s).toLatin1());
    if (!doing)
        throw std::runtime_error("--doing wants messages, presses or mixed");
    sending.doing = *doing;
    if (sending.port == 0 || sending.connections < 1 || sending.users < 1 ||
        (sending.time.count() == 0 && sending.updates == 0))
        throw std::runtime_error("a port, connections, users and an end are wanted");
    return sending;
}

// A line for each update: its id, when it was due and when it was answered (µs since 1970), the status.
void writeTimes(const QString &path, const std::vector<Sent> &sent)
{
    QByteArray text;
    for (const Sent &one : sent)
        text += QByteArray::number(one.updateId) + ' ' + QByteArray::number(one.dueAt) + ' ' +
                QByteArray::number(one.answeredAt) + ' ' + QByteArray::number(one.status) + '\n';
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.flush())
        throw std::runtime_error("the times cannot be written");
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"turnpike-bench-load"_s);
    QCommandLineParser parser;
    declareOptions(parser);
    parser.process(app);
    turnpike::raiseDescriptorLimit();
    try {
        LoadDriver driver(sendingIn(parser));
        const std::vector<Sent> &sent = driver.run();
        writeTimes(parser.value(u"times"_s), sent);
        std::printf("%.6f\n", driver.seconds());
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "turnpike-bench-load: %s\n", error.what());
        return 1;
    }
}
