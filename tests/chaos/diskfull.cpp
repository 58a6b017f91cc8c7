// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "administrator.h"
#include "cases.h"
#include "outage.h"

#include <QElapsedTimer>
#include <QFile>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// No room is left, first for PostgreSQL's data: it goes on and refuses whatever would make a table grow
// (53100). Then for its write-ahead log: it panics, for what cannot be logged must not be done
// (src/backend/access/transam/xlog.c, XLogWrite), and comes back once there is room and somebody starts it.
class DiskFull : public Case
{
public:
    QString name() const override { return u"disk-full"_s; }
    QString whyNotHere() const override { return SmallDisk::whyNot(); }
    QString deed(const Form &form) const override
    {
        return u"no room for PostgreSQL's data for %1 s, then none for its log, %2 times"_s
            .arg(full(form).count())
            .arg(runs(form));
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.smallDisks = true;
        if (!form.isShort) {
            // The log stays full until that has alerted, and Telegram gives a press up after 150 s of its
            // time: as in postgres-outage.
            world.timeScale = 1;
            world.customers = 100;
            world.offered = 10;
        }
        return world;
    }

    void strike(Rig &rig) override
    {
        Administrator(rig.databaseUrl())
            .exec(u"CREATE TABLE IF NOT EXISTS chaos_room (filler text NOT NULL)"_s);
        for (int i = 0; i < runs(rig.form()); ++i) {
            fillData(rig);
            recover(rig);
            fillLog(rig);
            recover(rig);
        }
    }

private:
    static constexpr auto kPatience = 30s;
    static int runs(const Form &form) { return form.runsOr(1, 3); }
    static std::chrono::seconds full(const Form &form) { return form.isShort ? 3s : 8s; }

    static void fillData(Rig &rig)
    {
        Administrator administrator(rig.databaseUrl());
        rig.dataDisk().fill();
        // A few pages may be free in a table: not any more.
        until(u"PostgreSQL says that the disk is full"_s, kPatience, [&] {
            rig.dataDisk().fill();
            return administrator.attempt(
                       u"INSERT INTO chaos_room SELECT string_agg(md5(random()::text), '') "
                       "FROM generate_series(1, 20000) AS number GROUP BY number % 200"_s) == u"53100";
        });
        live(full(rig.form()));
        awaitHonestReadiness(rig); // the inbox may have room left in its own pages for a while
        rig.dataDisk().makeRoom();
        rig.faultEnded();
    }

    // What is kept of old segments is used up first: a segment a call, faster than a checkpoint brings them
    // back.
    static void fillLog(Rig &rig)
    {
        const qsizetype before = postgresLog(rig).size();
        {
            Administrator administrator(rig.databaseUrl());
            // In its own words: an error of one statement is not what this is about.
            until(u"PostgreSQL panics"_s, kPatience, [&] {
                rig.walDisk().fill();
                useUpSegments(administrator);
                return postgresLog(rig).mid(before).contains("PANIC:");
            });
        }
        QElapsedTimer away;
        away.start();
        live(full(rig.form()));
        awaitNotReady(rig);
        if (!rig.form().isShort)
            awaitAlert(rig, "health:database");
        rig.walDisk().makeRoom();
        until(u"PostgreSQL is back"_s, kPatience, [&] { return isBack(rig); });
        rig.faultEnded(std::chrono::milliseconds(away.elapsed()));
    }

    static constexpr int kSegmentsAtOnce = 20;
    static void useUpSegments(Administrator &administrator)
    {
        for (int i = 0; i < kSegmentsAtOnce; ++i) {
            if (!administrator
                     .attempt(u"SELECT pg_logical_emit_message(false, 'chaos', 'x'), pg_switch_wal()"_s)
                     .isEmpty())
                return;
        }
    }

    // All that PostgreSQL has said of itself, over its restarts.
    static QByteArray postgresLog(Rig &rig)
    {
        QFile file(rig.dataDisk().folder() + u"/log"_s);
        if (!file.open(QIODevice::ReadOnly))
            throw Broken(u"%1: %2"_s.arg(file.fileName(), file.errorString()));
        return file.readAll();
    }

    static void recover(Rig &rig)
    {
        awaitReadyAgain(rig);
        rig.awaitCaughtUp(5min);
        requireNoAttemptCounted(rig);
    }

    // It may have ended, or be about to: it cannot begin again without its log.
    static bool isBack(Rig &rig)
    {
        try {
            rig.services().start(Services::Kind::Postgres);
            Administrator(rig.databaseUrl()).exec(u"SELECT 1"_s);
            return true;
        } catch (const Broken &) {
            return false;
        }
    }
};

} // namespace

std::unique_ptr<Case> makeDiskFull()
{
    return std::make_unique<DiskFull>();
}

} // namespace turnpike::chaos
