// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "handling.h"
#include "pgbench.h"

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHandleRounds = 3;
constexpr int kHandleCustomers = 1'000;
constexpr int kClients = 20;
constexpr int kCustomersOfAClient = kHandleCustomers / kClients;

// The handler's own statements (inbox/inboxrepository.cpp, access/users.cpp, outbox/outbox.cpp), with
// synchronous commits and nothing between them. Each client has customers of its own, whose updates it claims
// in their order.
constexpr char kBeginHandling[] =
    "BEGIN;\n"
    "UPDATE inbox SET status = 'done', handled_at = 1800000000000, picked_by = NULL, picked_alone = 0, "
    "last_error = NULL, body = CASE WHEN body_hash IS NOT NULL THEN ''::bytea ELSE body END "
    "WHERE seq = :client_id * {each} + :n AND status = 'pending' AND picked_by = 'bench' AND attempts = 1 "
    "AND NOT EXISTS (SELECT 1 FROM inbox earlier WHERE earlier.lane = inbox.lane "
    "AND earlier.status = 'pending' AND earlier.seq < inbox.seq);\n"
    "UPDATE users SET username = 'customer', first_name = 'Customer', last_seen_at = 1800000000000, "
    "is_reachable = 1 WHERE telegram_id = :client_id * {of} + :n % {of} + 1 "
    "RETURNING telegram_id, username, first_name, language, balance_kopecks, referral_code, referrer_id;\n";
constexpr char kSay[] =
    "INSERT INTO outbox (chat_id, class, method, payload, dedupe_key, not_before, expires_at, "
    "correlation_id, created_at, keep_for_return) VALUES (:client_id * {of} + :n % {of} + 1, 0, "
    "'sendMessage', :payload, NULL, 1800000000000, 1800000120000, 'update-1', 1800000000000, 0) ON CONFLICT "
    "(dedupe_key) DO NOTHING;\n";
constexpr char kAnswer[] =
    "INSERT INTO outbox (chat_id, class, method, payload, dedupe_key, not_before, expires_at, "
    "correlation_id, created_at, keep_for_return) VALUES (0, 0, 'answerCallbackQuery', '{}'::bytea, NULL, "
    "1800000000000, 1800000060000, 'update-1', 1800000000000, 0) ON CONFLICT (dedupe_key) DO NOTHING;\n";
constexpr char kEndHandling[] = "COMMIT;";

class Handle : public Bench
{
public:
    QString name() const override { return u"handle"_s; }
    QString what() const override
    {
        return u"updates from POST to commit, beside pgbench with the handler's statements"_s;
    }

    void run(const Tools &tools, const Form &form, Report &report) override
    {
        Bed bed(tools, QString::fromLatin1(kCommitTimes));
        bed.migrate();
        const StandIn standIn;
        std::vector<double> handled;
        std::vector<double> statements;
        std::vector<double> within;
        for (int round = 0; round < form.rounds(kHandleRounds); ++round) {
            bed.database().run("TRUNCATE users CASCADE");
            bed.addCustomers(1, kHandleCustomers);
            statements.push_back(ofStatements(bed, form));
            bed.clearQueues();
            ShopServer server(tools, standIn, bed.url(), bed.folder());
            server.start();
            warmUp(tools, bed, server);
            handled.push_back(handledPerSecond(tools, bed, server, updates(form)));
            if (!form.isGuard)
                within.push_back(handledWithinMs(tools, bed, server, paced(handled.back() / 2), 0.99));
            server.stop();
        }
        report.add({name(), u"mixed kinds, 1000 customers"_s, u"updates/s"_s, handled,
                    u"pgbench -c 20 with the handler's statements"_s, statements,
                    Target{Target::Sense::AtLeast, Target::Of::Ratio, 1}});
        if (!within.empty())
            report.add({name(),
                        u"99 of 100, at half of that"_s,
                        u"ms"_s,
                        within,
                        {},
                        {},
                        Target{Target::Sense::AtMost, Target::Of::Value, 50}});
    }

private:
    // So few for each customer that none is told to write more slowly.
    static int count(const Form &form) { return form.isGuard ? 2'000 : 8'000; }

    static Sending updates(const Form &form)
    {
        Sending sending;
        sending.updates = count(form);
        sending.users = kHandleCustomers;
        return sending;
    }
    static Sending paced(double perSecond)
    {
        Sending sending;
        sending.time = std::chrono::seconds(10);
        sending.perSecond = perSecond;
        sending.connections = 40;
        sending.users = kHandleCustomers;
        return sending;
    }
    // Until the leader leads, and connections and statements are there.
    static void warmUp(const Tools &tools, Bed &bed, const ShopServer &server)
    {
        Sending sending;
        sending.updates = 400;
        sending.users = kHandleCustomers;
        handledPerSecond(tools, bed, server, sending);
    }

    static double ofStatements(Bed &bed, const Form &form)
    {
        const int each = count(form) / kClients;
        bed.clearQueues();
        // In the order of `seq`: client by client, each as often round its customers as there are updates.
        bed.database().run("INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, status, "
                           "attempts, picked_by, "
                           "body_hash) SELECT i, 'message', u, 'user:' || u, decode(repeat('7b', 400), "
                           "'hex'), 1, 'pending', 1, "
                           "'bench', repeat('a', 64) FROM (SELECT i, (i - 1) / " +
                           QByteArray::number(each) + " * " + QByteArray::number(kCustomersOfAClient) +
                           " + ((i - 1) % " + QByteArray::number(each) + " + 1) % " +
                           QByteArray::number(kCustomersOfAClient) + " + 1 AS u FROM generate_series(1, " +
                           QByteArray::number(each * kClients) + ") i) AS made");
        bed.database().run("VACUUM ANALYZE inbox");
        bed.database().run("CHECKPOINT");
        PgBenchOrder order;
        order.clients = kClients;
        order.transactionsEach = each;
        for (QByteArray script : {QByteArray(kBeginHandling) + kSay + kEndHandling,
                                  QByteArray(kBeginHandling) + kSay + kAnswer + kEndHandling}) {
            // As numbers: of two placeholders PostgreSQL would not know the types.
            script.replace("{each}", QByteArray::number(each));
            script.replace("{of}", QByteArray::number(kCustomersOfAClient));
            order.scripts.push_back(script);
        }
        order.variables = {{u"payload"_s, u"\\x"_s + QString::fromLatin1(QByteArray(400, '{').toHex())}};
        const PgBenchResult result = pgbench(bed, order);
        const qint64 done = bed.database().number("SELECT count(*) FROM inbox WHERE status = 'done'");
        if (done != result.transactions)
            throw Broken(u"pgbench made %1 transactions, and %2 updates are done"_s.arg(result.transactions)
                             .arg(done));
        return result.perSecond;
    }
};

} // namespace

std::unique_ptr<Bench> makeHandle()
{
    return std::make_unique<Handle>();
}

} // namespace turnpike::bench
