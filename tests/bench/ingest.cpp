// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "barehttp.h"
#include "bed.h"
#include "figures.h"
#include "load.h"
#include "pgbench.h"
#include "shopserver.h"

#include <algorithm>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRounds = 3;
constexpr int kIngestCustomers = 10'000; // so many that nobody is told to write more slowly
constexpr double kAcknowledgeMs = 5;
constexpr int kRowsAStatement = 16;

constexpr char kBareTable[] =
    "CREATE TABLE bare (update_id bigint PRIMARY KEY, kind text NOT NULL, user_id bigint, "
    "lane text NOT NULL, body bytea NOT NULL, received_at bigint NOT NULL, body_hash text)";

// As the columns stand in the statement of the server. Each client counts in hundred millions of its own, as
// each connection of the load does.
constexpr char kOneRow[] = "(:client_id * 100000000 + :n, 'message', :client_id * 500 + :n % 500 + 1, "
                           "'user:' || CAST(:client_id * 500 + :n % 500 + 1 AS text), :body, 1800000000000, "
                           ":hash)";

QByteArray insertInto(const QByteArray &table, int rows)
{
    QByteArray text =
        "INSERT INTO " + table + " (update_id, kind, user_id, lane, body, received_at, body_hash) VALUES ";
    for (int i = 0; i < rows; ++i) {
        // Of several rows each has a number of its own.
        QByteArray row(kOneRow);
        if (rows > 1)
            row.replace("100000000 + :n,",
                        "100000000 + :n * " + QByteArray::number(rows) + " + " + QByteArray::number(i) + ',');
        text += (i > 0 ? ", " : "") + row;
    }
    // One of PostgreSQL's own placeholders needs its type where several rows are given.
    text.replace(":body", "CAST(:body AS bytea)").replace(":hash", "CAST(:hash AS text)");
    return text + " ON CONFLICT (update_id) DO NOTHING;";
}

class Ingest : public Bench
{
public:
    QString name() const override { return u"ingest"_s; }
    QString what() const override
    {
        return u"durable acknowledgements over HTTP, beside pgbench into the same table"_s;
    }

    void run(const Tools &tools, const Form &form, Report &report) override
    {
        Bed bed(tools);
        bed.migrate();
        bed.database().run(kBareTable);
        bed.addCustomers(1, kIngestCustomers);
        const StandIn standIn;
        Measured measured;
        for (int round = 0; round < form.rounds(kRounds); ++round) {
            ofDatabase(bed, form, measured);
            ofServer(tools, bed, standIn, form, measured);
            if (!form.isGuard)
                ofBareHttp(tools, bed, form, measured);
        }
        tell(measured, report);
    }

private:
    struct Measured
    {
        std::vector<double> table, bare, tableP99, oneOfMany, fourOfMany;
        std::vector<double> at20, at40, at20P99, at40P99, whileHandling, http;
    };

    static int seconds(const Form &form) { return form.seconds(6, 2); }

    static PgBenchResult insertAlone(Bed &bed, const QByteArray &table, int clients, int rows, int forSeconds)
    {
        bed.database().run("TRUNCATE " + table);
        bed.clearQueues();
        PgBenchOrder order;
        order.clients = clients;
        order.seconds = forSeconds;
        order.scripts = {insertInto(table, rows)};
        const QByteArray body = updateBody(Doing::Messages, 1, 1'000'000'000, 0, 1'800'000'000);
        order.variables = {{u"body"_s, u"\\x"_s + QString::fromLatin1(body.toHex())},
                           {u"hash"_s, QString(64, u'a')}};
        const PgBenchResult result = pgbench(bed, order);
        const qint64 stored = bed.database().number("SELECT count(*) FROM " + table);
        if (stored != result.transactions * rows)
            throw Broken(
                u"pgbench says %1 rows, and %2 are there"_s.arg(result.transactions * rows).arg(stored));
        return result;
    }

    static void ofDatabase(Bed &bed, const Form &form, Measured &measured)
    {
        const PgBenchResult table = insertAlone(bed, "inbox", 20, 1, seconds(form));
        measured.table.push_back(table.perSecond);
        measured.tableP99.push_back(table.p99Ms);
        if (form.isGuard)
            return;
        measured.bare.push_back(insertAlone(bed, "bare", 20, 1, seconds(form)).perSecond);
        const auto ofMany = [&bed, &form](int clients) {
            return insertAlone(bed, "inbox", clients, kRowsAStatement, seconds(form) / 2).perSecond *
                   kRowsAStatement;
        };
        measured.oneOfMany.push_back(ofMany(1));
        measured.fourOfMany.push_back(ofMany(4));
    }

    static Loaded acknowledge(const Tools &tools, Bed &bed, const ShopServer &server, const Form &form,
                              int connections)
    {
        Sending sending;
        sending.port = server.port();
        sending.connections = connections;
        sending.time = std::chrono::seconds(seconds(form));
        sending.doing = Doing::Mixed;
        sending.users = kIngestCustomers;
        // Beyond all that came before: an update is told from another by its id.
        sending.firstUpdate = 1 + bed.database().number("SELECT coalesce(max(update_id), 0) FROM inbox");
        const Loaded loaded = load(tools, bed.folder(), sending);
        const qint64 stored = bed.database().number("SELECT count(*) FROM inbox WHERE update_id >= " +
                                                    QByteArray::number(sending.firstUpdate));
        if (stored < loaded.acknowledged || loaded.refused > 0)
            throw Broken(
                u"%1 updates were acknowledged, %2 refused, and %3 are there"_s.arg(loaded.acknowledged)
                    .arg(loaded.refused)
                    .arg(stored));
        return loaded;
    }

    static void ofServer(const Tools &tools, Bed &bed, const StandIn &standIn, const Form &form,
                         Measured &measured)
    {
        bed.clearQueues();
        ShopServer stores(tools, standIn, bed.url(), bed.folder(), ShopServer::Role::IngestOnly);
        stores.start();
        const Loaded at20 = acknowledge(tools, bed, stores, form, 20);
        measured.at20.push_back(at20.perSecond());
        measured.at20P99.push_back(at20.latencyMs(0.99));
        const Loaded at40 = acknowledge(tools, bed, stores, form, 40);
        measured.at40.push_back(at40.perSecond());
        measured.at40P99.push_back(at40.latencyMs(0.99));
        stores.stop();
        if (form.isGuard)
            return;
        bed.clearQueues();
        ShopServer handles(tools, standIn, bed.url(), bed.folder());
        handles.start();
        measured.whileHandling.push_back(acknowledge(tools, bed, handles, form, 20).perSecond());
        handles.stop();
    }

    static void ofBareHttp(const Tools &tools, Bed &bed, const Form &form, Measured &measured)
    {
        const BareHttp server;
        Sending sending;
        sending.port = server.port();
        sending.time = std::chrono::seconds(seconds(form) / 2);
        measured.http.push_back(load(tools, bed.folder(), sending).perSecond());
    }

    void tell(const Measured &measured, Report &report) const
    {
        using enum Target::Sense;
        using enum Target::Of;
        const QString perSecond = u"updates/s"_s;
        const QString toTable = u"pgbench -c 20 into the same table"_s;
        const QString toBare = u"pgbench -c 20 into a table with a primary key alone"_s;
        const QString at20 = u"20 connections"_s;
        const QString at40 = u"40 connections"_s;
        report.add(
            {name(), at20, perSecond, measured.at20, toTable, measured.table, Target{AtLeast, Ratio, 1.5}});
        report.add(
            {name(), at40, perSecond, measured.at40, toTable, measured.table, Target{AtLeast, Ratio, 2}});
        // Where the machine is slower than that, what the database alone takes says how slow it is.
        const double bound = std::max(kAcknowledgeMs, 2 * median(measured.tableP99));
        report.add({name(), u"99 of 100, 20 connections"_s, u"ms"_s, measured.at20P99, toTable,
                    measured.tableP99, Target{AtMost, Value, bound}});
        report.add({name(), u"99 of 100, 40 connections"_s, u"ms"_s, measured.at40P99, toTable,
                    measured.tableP99, std::nullopt});
        if (measured.bare.empty())
            return;
        report.add(
            {name(), at20, perSecond, measured.at20, toBare, measured.bare, Target{AtLeast, Ratio, 1.1}});
        report.add(
            {name(), at40, perSecond, measured.at40, toBare, measured.bare, Target{AtLeast, Ratio, 1.4}});
        report.add({name(), u"20 connections, while it handles"_s, perSecond, measured.whileHandling,
                    u"INGEST_ONLY"_s, measured.at20, Target{AtLeast, Ratio, 0.6}});
        report.add({name(), at20, perSecond, measured.at20, u"16 rows a statement, 1 connection"_s,
                    measured.oneOfMany, std::nullopt});
        report.add({name(), at40, perSecond, measured.at40, u"16 rows a statement, 4 connections"_s,
                    measured.fourOfMany, std::nullopt});
        report.add({name(), at20, perSecond, measured.at20, u"a bare QHttpServer that stores nothing"_s,
                    measured.http, std::nullopt});
    }
};

} // namespace

std::unique_ptr<Bench> makeIngest()
{
    return std::make_unique<Ingest>();
}

} // namespace turnpike::bench
