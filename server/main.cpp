// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/application.h"
#include "base/descriptors.h"
#include "base/errors.h"
#include "base/heap.h"
#include "base/signals.h"
#include "base/thread.h"
#include "cli/commands.h"
#include "config/config.h"
#include "telemetry/crash.h"
#include "telemetry/log.h"

#include <QCoreApplication>
#include <QScopeGuard>

#include <cstdio>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

using namespace turnpike;

namespace {

Q_LOGGING_CATEGORY(lcMain, "turnpike.main")

// An exception that reaches the event loop is a bug: say what it was before the process dies.
class ServerCore : public QCoreApplication
{
public:
    using QCoreApplication::QCoreApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        try {
            return QCoreApplication::notify(receiver, event);
        } catch (const std::exception &error) {
            log::error(lcMain(), "an exception reached the event loop").with(error);
            log::flush();
            std::terminate();
        }
    }
};

int serve(const app::ServeOptions &options)
{
    const config::LoadedConfig loaded = config::loadConfig(QProcessEnvironment::systemEnvironment());
    if (!loaded.mistakes.isEmpty()) {
        fputs(log::redact(config::describe(loaded)).toUtf8().constData(), stderr);
        return 1;
    }
    log::start({loaded.config.logFormat, {}});
    for (const QString &warning : loaded.warnings)
        log::warning(lcMain(), "configuration").with("warning", warning);
    const qint64 descriptors = raiseDescriptorLimit();
    log::debug(lcMain(), "descriptors").with("limit", descriptors);
    TerminationSignals signals;
    const auto archived = qScopeGuard([] { log::keepNoMore(); });
    try {
        app::Application application(loaded.config, options);
        QObject::connect(&signals, &TerminationSignals::received, &application, [&](int signal) {
            log::info(lcMain(), "asked to end").with("signal", signal);
            application.shutDown();
        });
        return QCoreApplication::exec();
    } catch (const Error &error) {
        log::error(lcMain(), "cannot start").with(error);
        fprintf(stderr, "turnpike-server: %s\n", log::redact(error.message()).toUtf8().constData());
        return 1;
    }
}

} // namespace

int main(int argc, char **argv)
{
    ::umask(077); // what this program writes is its owner's alone
    boundHeap();
    installCrashHandlers();
    setCurrentThreadName("main");
    QCoreApplication::setApplicationName(u"turnpike-server"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(TURNPIKE_VERSION));
    const ServerCore core(argc, argv);

    QStringList arguments = QCoreApplication::arguments().mid(1);
    app::ServeOptions options;
    options.takeOver = arguments.removeAll(u"--take-over"_s) > 0;
    if (arguments.isEmpty() || arguments == QStringList{u"serve"_s})
        return serve(options);
    return cli::runCommand(arguments);
}
