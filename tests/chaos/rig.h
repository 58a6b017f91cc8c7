// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "controls.h"
#include "crowd.h"
#include "patience.h"
#include "sandbox/storydatabase.h"
#include "sandbox/storyserver.h"
#include "services.h"
#include "shopdatabase.h"
#include "smalldisk.h"
#include "support/tcpgate.h"

#include <QTemporaryDir>

#include <memory>

namespace turnpike::chaos {

// The programs that a case runs.
struct Tools
{
    QString server;   // turnpike-server
    QString services; // scripts/lib/services
};

// How a case wants its world.
struct World
{
    int replicas = 1;
    double timeScale = 10; // Telegram's retries and lifetimes are divided by this
    bool isTimed = true;   // false: whether it is soon enough is not judged
    int maxConnections = 400;
    bool redis = false;
    bool gate = false;       // between the server and PostgreSQL
    bool smallDisks = false; // for PostgreSQL's data and for its log: file systems that can be filled
    int customers = 50;      // each writes less often than the shop's limit for one customer allows
    double offered = 20; // updates a second; with 30 messages a second Telegram's own limit would be reached
    // Each call of a message is to be an attempt in the database, and each key and invoice known there: for
    // cases in which neither the outside nor the server fails, so that no attempt is taken back.
    bool isHeldAgainstOutside = false;
    QString postgresSettings; // more of them, such as "-c fsync=off"
};

// How long, how hard, and on what.
struct Form
{
    bool isShort = false;
    int runs = 0; // 0: as the case thinks fit
    quint32 seed = 1;
    ShopDatabase database = ShopDatabase::Postgres;
    QStringList faults; // names of the catalogue that alone are played; empty: as the case thinks fit

    int runsOr(int inShort, int otherwise) const { return runs > 0 ? runs : isShort ? inShort : otherwise; }
};

// The whole shop with its world: PostgreSQL or a file of SQLite, stand-ins, one turnpike-server or several
// behind a gate, and a crowd of customers. Made for one case, ends with it. Lives on the main thread, whose
// event loop runs while it waits. Functions throw Broken.
class Rig
{
public:
    Rig(const Tools &tools, const World &world, const Form &form);
    ~Rig();

    // Starts every replica and waits until Telegram knows the webhook and a leader handles updates.
    void start();
    void startServer(int replica);
    void awaitReady(int replica = 0);
    // From the start of a server until it is ready, as it was undisturbed, on this machine as busy as it is.
    std::chrono::milliseconds startTime() const { return m_startTime; }
    // What /readyz of a server answers now, unlike isReady() of the server, which stays true; 0: nothing. The
    // event loop runs meanwhile.
    int readyStatus(int replica = 0);
    // All that a server has printed, over its restarts.
    QByteArray serverLog(int replica = 0);

    const World &world() const { return m_world; }
    const Form &form() const { return m_form; }
    QRandomGenerator &random() { return m_random; }
    Services &services() { return *m_services; }
    test::TcpGate &databaseGate() { return *m_databaseGate; }
    SmallDisk &dataDisk() { return *m_dataDisk; }
    SmallDisk &walDisk() { return *m_walDisk; }
    sandbox::Sandbox &sandbox() { return *m_sandbox; }
    Crowd &crowd() { return *m_crowd; }
    Controls &controls() { return *m_controls; }
    // The same shop, to which nothing is done. Its customers are away, unless a case lets them come; then it
    // also sees to it that they have gone and all is handled.
    Rig &twin() { return *m_twin; }
    void setTwin(Rig *twin) { m_twin = twin; }
    sandbox::StoryServer &server(int replica = 0) { return *m_servers[static_cast<size_t>(replica)]; }
    // The replica that leads, as the database says; -1: none.
    int leader();

    // As in DATABASE_URL, past any gate.
    QString databaseUrl() const;
    // Looks into the database; connects anew, and waits for it, when it is away.
    QList<QVariantList> rows(const QString &sql, const QVariantList &values = {});
    qint64 number(const QString &sql, const QVariantList &values = {});

    // Marks a moment from which on the shop can be expected to recover, after it could do nothing at all for
    // `away`; zero where it could, or where that shows in how long it takes to recover.
    void faultEnded(std::chrono::milliseconds away = {});
    const std::vector<qint64> &faultEnds() const { return m_faultEnds; } // ms since 1970
    std::chrono::milliseconds longestAway() const { return m_longestAway; }
    // Processes that were ended while messages may have been in flight.
    void crashed() { ++m_crashes; }
    int crashes() const { return m_crashes; }

    // Whatever was made is handled but for what is under way now.
    void awaitCaughtUp(std::chrono::milliseconds patience);
    // The crowd has gone, and everything that it led to has ended.
    void drain(std::chrono::milliseconds patience);

    // Kept for a look when the case failed.
    void keepFolder();
    QString folder() const { return m_folder.path(); }

private:
    void makeServers(const Tools &tools);
    QString whatIsOpen();

    World m_world;
    Form m_form;
    Rig *m_twin = nullptr;
    QRandomGenerator m_random;
    QTemporaryDir m_folder;
    std::unique_ptr<SmallDisk> m_dataDisk; // before what runs on them
    std::unique_ptr<SmallDisk> m_walDisk;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<sandbox::Sandbox> m_sandbox;
    std::unique_ptr<test::TcpGate> m_databaseGate;
    std::unique_ptr<test::TcpGate> m_edge; // before the replicas where there are several
    std::vector<std::unique_ptr<sandbox::StoryServer>> m_servers;
    std::unique_ptr<Crowd> m_crowd;
    std::unique_ptr<Controls> m_controls;
    std::unique_ptr<sandbox::StoryDatabase> m_database;
    std::vector<qint64> m_faultEnds;
    std::chrono::milliseconds m_longestAway{};
    std::chrono::milliseconds m_startTime{};
    int m_crashes = 0;
};

} // namespace turnpike::chaos
