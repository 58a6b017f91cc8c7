// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bed.h"
#include "shopserver.h"

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kStartRounds = 7;

double msOf(std::chrono::microseconds time)
{
    return static_cast<double>(time.count()) / 1000;
}

class Start : public Bench
{
public:
    QString name() const override { return u"start"_s; }
    QString what() const override { return u"from exec to 200 on /readyz"_s; }

    void run(const Tools &tools, const Form &form, Report &report) override
    {
        Bed bed(tools);
        const StandIn standIn;
        const QString sqlite = u"sqlite:"_s + bed.folder() + u"/turnpike.db"_s;
        std::vector<double> onSqlite;
        std::vector<double> onPostgres;
        // The first makes the schema, and is told apart.
        const double firstOnSqlite = startOnce(tools, standIn, sqlite, bed.folder());
        const double firstOnPostgres = startOnce(tools, standIn, bed.url(), bed.folder());
        for (int round = 0; round < form.rounds(kStartRounds, 3); ++round) {
            onSqlite.push_back(startOnce(tools, standIn, sqlite, bed.folder()));
            onPostgres.push_back(startOnce(tools, standIn, bed.url(), bed.folder()));
        }
        add(report, "on SQLite", onSqlite, Target{Target::Sense::AtMost, Target::Of::Value, 100});
        add(report, "on PostgreSQL", onPostgres, Target{Target::Sense::AtMost, Target::Of::Value, 250});
        add(report, "the first on SQLite, with the schema", {firstOnSqlite}, std::nullopt);
        add(report, "the first on PostgreSQL, with the schema", {firstOnPostgres}, std::nullopt);
    }

private:
    void add(Report &report, const char *what, const std::vector<double> &ms,
             const std::optional<Target> &target) const
    {
        report.add({name(), QString::fromLatin1(what), u"ms"_s, ms, {}, {}, target});
    }

    static double startOnce(const Tools &tools, const StandIn &standIn, const QString &databaseUrl,
                            const QString &folder)
    {
        ShopServer server(tools, standIn, databaseUrl, folder);
        const double ms = msOf(server.start());
        server.stop();
        return ms;
    }
};

} // namespace

std::unique_ptr<Bench> makeStart()
{
    return std::make_unique<Start>();
}

} // namespace turnpike::bench
