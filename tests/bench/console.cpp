// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/clock.h"
#include "bed.h"
#include "protocol/calls.h"
#include "shopserver.h"
#include "support/consoleclient.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr int kReads = 7;
constexpr int kIterationRows = 100'000;
constexpr int kAuditRows = 1'000'000;
constexpr auto kConsolePatience = 3min;
constexpr char kBenchToken[] = "bench-bootstrap-token-0123456789-0123456789";

std::vector<double> numbersIn(const QJsonValue &array)
{
    std::vector<double> numbers;
    for (const QJsonValue number : array.toArray())
        numbers.push_back(number.toDouble());
    return numbers;
}

class Console : public Bench
{
public:
    QString name() const override { return u"console"_s; }
    QString what() const override { return u"a window on a busy shop, and pages of long histories"_s; }

    void run(const Tools &tools, const Form &, Report &report) override
    {
        ofWindow(tools, report);
        ofHistories(tools, report);
    }

private:
    void add(Report &report, const char *what, const char *unit, const std::vector<double> &runs,
             double bound) const
    {
        if (runs.empty())
            throw Broken(QString::fromLatin1(what) + u": nothing was measured"_s);
        report.add({name(),
                    QString::fromLatin1(what),
                    QString::fromLatin1(unit),
                    runs,
                    {},
                    {},
                    Target{Target::Sense::AtMost, Target::Of::Value, bound}});
    }

    void ofWindow(const Tools &tools, Report &report) const
    {
        if (!QFileInfo(tools.console).isExecutable())
            throw Broken(u"there is no program %1: it is built with the console"_s.arg(tools.console));
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        process.setProcessEnvironment(environment);
        process.start(tools.console, QStringList());
        chaos::until(u"the console has been measured"_s, kConsolePatience,
                     [&process] { return process.state() == QProcess::NotRunning; });
        const QJsonObject measured = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0 || measured.isEmpty())
            throw Broken(u"the console program: "_s +
                         QString::fromUtf8(process.readAllStandardError().right(500)).trimmed());
        add(report, "1000 events a second", "% of a core", numbersIn(measured.value(u"percent_of_a_core")),
            5);
        add(report, "from the window to live data", "ms", numbersIn(measured.value(u"live_ms")), 500);
        add(report, "the slowest change of page", "ms", numbersIn(measured.value(u"slowest_page_ms")), 50);
    }

    void ofHistories(const Tools &tools, Report &report) const
    {
        Bed bed(tools);
        bed.migrate();
        fill(bed);
        const StandIn standIn;
        ShopServer server(tools, standIn, bed.url(), bed.folder());
        server.set("CONSOLE_BOOTSTRAP_TOKEN", QString::fromLatin1(kBenchToken));
        server.start();
        test::ConsoleClient::Options options;
        options.token = kBenchToken;
        test::ConsoleClient client(server.port(), options);
        if (!client.hello())
            throw Broken(u"the server does not let a console in"_s);
        add(report, "first page of 100 000 iterations", "ms",
            read(client, protocol::call::kIterations, {{u"limit"_s, 100}}), 300);
        add(report, "a page half way through them", "ms",
            read(client, protocol::call::kIterations,
                 {{u"limit"_s, 100}, {u"before_id"_s, kIterationRows / 2}}),
            300);
        // As far back as it can be, so that all newer rows are passed over.
        add(report, "a word in 1 000 000 rows of the audit", "ms",
            read(client, protocol::call::kAudit, {{u"limit"_s, 100}, {u"text"_s, u"needle"_s}}), 300);
        add(report, "a subject in 1 000 000 rows of the audit", "ms",
            read(client, protocol::call::kAudit, {{u"limit"_s, 100}, {u"subject"_s, u"user:777777"_s}}), 300);
        server.stop();
    }

    static void fill(Bed &bed)
    {
        const QByteArray now = QByteArray::number(SystemClock().nowMs());
        bed.database().run(
            "INSERT INTO worker_iterations (worker, instance_id, iteration, correlation_id, trigger, "
            "started_at, ended_at, outcome) SELECT 'worker_' || i % 7, 'bench', i, 'bench-' || i, "
            "'timer', " +
            now + " - (" + QByteArray::number(kIterationRows) + " - i) * 5000, " + now +
            ", 'success' FROM generate_series(1::bigint, " + QByteArray::number(kIterationRows) + ") i");
        bed.database().run(
            "INSERT INTO audit_log (change_id, at, actor, role, action, subject, result) SELECT "
            "'bench-' || i, " +
            now + " - (" + QByteArray::number(kAuditRows) +
            " - i) * 1000, 'bench', 'system', CASE WHEN i <= 100 THEN 'needle' ELSE 'grant' END, "
            "'user:' || i, 'done' FROM generate_series(1::bigint, " +
            QByteArray::number(kAuditRows) + ") i");
        bed.database().run("VACUUM ANALYZE");
    }

    // In ms, each time until the whole answer is here. Throws Broken when it is a refusal.
    static std::vector<double> read(test::ConsoleClient &client, const char *call, const QJsonObject &args)
    {
        static int asked = 0; // an answer is told from others by its id
        std::vector<double> ms;
        for (int i = 0; i < kReads + 1; ++i) {
            chaos::live(200ms); // nobody clicks faster, and the server takes no more
            QElapsedTimer clock;
            clock.start();
            const protocol::Answer answer = client.call(u"read-%1"_s.arg(++asked), call, args);
            if (answer.error)
                throw Broken(QString::fromLatin1(call) + u": "_s + answer.error->message);
            if (i > 0) // the first prepares its statement
                ms.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        return ms;
    }
};

} // namespace

std::unique_ptr<Bench> makeConsole()
{
    return std::make_unique<Console>();
}

} // namespace turnpike::bench
