// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/hotwork.h"

#include "access/keywaits.h"
#include "cli/commandcontext.h"
#include "consolecalls/customerreads.h"
#include "consolecalls/messagefilter.h"
#include "consolecalls/timelinereads.h"
#include "consolecalls/workercalls.h"
#include "control/auditlog.h"
#include "helpdesk/threads.h"
#include "inbox/deadletters.h"
#include "inbox/inboxlooks.h"
#include "inbox/inboxrepository.h"
#include "outbox/leaser.h"
#include "outbox/outboxrepository.h"
#include "workers/housekeepingworker.h"
#include "workers/itemloop.h"
#include "workers/iterationjournal.h"
#include "workers/registration.h"

#include <limits>

namespace turnpike::cli {

using namespace Qt::StringLiterals;

namespace {

using List = std::vector<HotWork>;
using db::Transaction;
using workers::kBatch;

const QString kOwner = u"db-check"_s;

void addWorkers(List &list, const app::Shop &shop)
{
    for (const workers::Registration &registered : workers::registrations()) {
        for (workers::HotQuery &query : registered.queries(shop.rules(), kOwner))
            list.push_back({query.name, std::move(query.run)});
    }
    list.push_back({"iteration: last number",
                    [](Transaction &tx) { workers::IterationJournal::lastNumber(tx, u"reminders"_s); }});
}

// Asked once or twice a second, whether there is anything to do or not.
void addLooks(List &list, const HotRows &rows)
{
    const auto add = [&list](const char *name, const db::BoundStatement &look) {
        list.push_back({name, [look](Transaction &tx) { tx.queryWith(look.sql, look.values); }});
    };
    add("look: inbox", inbox::repository::dueLook(rows.now));
    add("look: outbox", outbox::repository::dueLook(rows.now));
    add("look: what is pending", inbox::repository::pendingQuery());
    add("look: dead letters", inbox::repository::deadLettersQuery());
    add("look: newest update", inbox::repository::newestReceivedAtQuery());
    list.push_back({"look: new audit rows", [](Transaction &tx) {
                        control::auditlog::newestIds(tx, kBatch);
                        control::auditlog::idsAfter(tx, std::numeric_limits<qint64>::max() - 1, kBatch);
                    }});
}

void addQueues(List &list, const HotRows &rows)
{
    const auto mine = [rows] {
        inbox::PickedUpdate picked;
        picked.update.seq = rows.update;
        picked.update.attempt = 1;
        return picked;
    };
    const Timestamp until = rows.now + access::kRowLeaseMs;
    list.insert(
        list.end(),
        {{"inbox: heads", [](Transaction &tx) { inbox::repository::laneHeads(tx, {}, kBatch); }},
         {"inbox: pre-checkouts", [](Transaction &tx) { inbox::repository::checkoutHeads(tx, kBatch); }},
         {"inbox: pick", [rows](Transaction &tx) { inbox::repository::pick(tx, kOwner, {rows.update}); }},
         {"inbox: claim",
          [rows, mine](Transaction &tx) { inbox::repository::claim(tx, kOwner, mine(), rows.now); }},
         {"inbox: settle",
          [rows](Transaction &tx) {
              inbox::Settlement settlement;
              settlement.seq = rows.update;
              inbox::repository::settle(tx, kOwner, settlement, rows.now);
          }},
         {"outbox: heads",
          [](Transaction &tx) {
              using enum outbox::MessageClass;
              for (const auto kind : {Interactive, Transactional, Bulk})
                  outbox::repository::queueHeads(tx, kind, std::numeric_limits<qint64>::min(), kBatch);
          }},
         {"outbox: edits that go before",
          [rows](Transaction &tx) { outbox::repository::editsBehind(tx, {rows.message}); }},
         {"outbox: answers",
          [rows](Transaction &tx) { outbox::repository::dueAnswers(tx, rows.now, kBatch); }},
         {"outbox: lease",
          [=](Transaction &tx) { outbox::repository::lease(tx, kOwner, {rows.message}, rows.now, until); }},
         {"outbox: complete",
          [rows](Transaction &tx) {
              outbox::Completion sent;
              sent.id = rows.message;
              outbox::repository::complete(tx, kOwner, {sent}, rows.now);
          }},
         {"outbox: drop a chat", [rows](Transaction &tx) {
              outbox::repository::dropChat(tx, privateChat(rows.user), u"check"_s, rows.now);
          }}});
}

void addCustomer(List &list, const app::Shop &shop, const HotRows &rows)
{
    const TelegramId user = rows.user;
    const auto provider = billing::Provider::CryptoPay;
    list.insert(
        list.end(),
        {{"customer: user",
          [&shop, user](Transaction &tx) {
              shop.users.find(tx, user);
              shop.users.lock(tx, user);
              shop.users.setLanguage(tx, user, u"en"_s);
              shop.users.bumpStateSeq(tx, user);
          }},
         {"customer: by name", [&shop](Transaction &tx) { shop.users.findByUsername(tx, u"customer_1"_s); }},
         {"customer: by referral code",
          [&shop](Transaction &tx) { shop.users.findByReferralCode(tx, u"0123456789ab"_s); }},
         {"customer: subscription",
          [&shop, user](Transaction &tx) {
              shop.subscriptions.find(tx, user);
              shop.subscriptions.lock(tx, user);
          }},
         {"customer: purchases",
          [&shop, rows, provider](Transaction &tx) {
              shop.purchases.find(tx, rows.purchase);
              shop.purchases.lock(tx, rows.purchase);
              shop.purchases.openOf(tx, rows.user);
              shop.purchases.findByInvoice(tx, provider, rows.invoice);
          }},
         {"customer: payments",
          [&shop, rows, provider](Transaction &tx) {
              shop.payments.find(tx, provider, rows.invoice);
              shop.payments.isKnown(tx, provider, rows.invoice);
              shop.payments.historyOf(tx, rows.user, 20);
          }},
         {"customer: promo codes",
          [&shop, rows](Transaction &tx) {
              shop.promos.chosen(tx, rows.user);
              shop.promos.find(tx, u"SUMMER"_s);
          }},
         {"customer: gifts",
          [&shop, user](Transaction &tx) {
              shop.gifts.waitingOf(tx, user, 20);
              shop.gifts.find(tx, u"gift1"_s);
          }},
         {"customer: support",
          [user](Transaction &tx) {
              helpdesk::threads::find(tx, user);
              helpdesk::threads::unsettled(tx, user);
              helpdesk::threads::newest(tx, user, std::numeric_limits<int>::max(), 20);
              helpdesk::threads::userOfTopic(tx, 1);
              helpdesk::threads::userOfStaffMessage(tx, 1, 0);
          }},
         {"customer: erasure",
          [&shop, user](Transaction &tx) {
              shop.erasure.mustWait(tx, user);
              shop.erasure.erase(tx, user);
          }},
         {"customer: late link", [&shop](Transaction &tx) { shop.outbox.withdraw(tx, u"link_late:none"_s); }},
         {"customer: balance", [&shop, user](Transaction &tx) { shop.balance.history(tx, user, 20); }},
         {"customer: ledger", [&shop, user](Transaction &tx) { shop.balance.check(tx, user, kBatch); }}});
}

// What operators look up, on the places that are kept for them.
void addConsole(List &list, const app::Shop &shop, const HotRows &rows)
{
    for (const QString &text : {u"@customer_1"_s, QString::number(rows.user.value()), rows.invoice}) {
        list.push_back({"console: search", [text](Transaction &tx) {
                            protocol::CustomerQuery query;
                            query.text = text;
                            consolecalls::search(tx, query);
                        }});
    }
    list.push_back({"console: customer card", [&shop, user = rows.user.value()](Transaction &tx) {
                        consolecalls::card(tx, user, shop.catalog);
                    }});
    list.push_back({"console: timeline", [user = rows.user.value(), now = rows.now](Transaction &tx) {
                        protocol::TimelineQuery query;
                        query.telegramId = user;
                        consolecalls::timeline(tx, query, now);
                    }});
    list.push_back({"console: waiting for a key", [now = rows.now](Transaction &tx) {
                        namespace keywaits = access::keywaits;
                        keywaits::counts(tx, now - kDayMs, now);
                        keywaits::list(tx, now - kDayMs, now, kBatch);
                        keywaits::owedDays(tx, now - kDayMs, now, kBatch);
                    }});
}

// What the card and the timeline do not read.
void addPages(List &list, const app::Shop &shop)
{
    list.push_back(
        {"console: payments in review", [&shop](Transaction &tx) { shop.payments.inReview(tx, kBatch); }});
    list.push_back({"console: durations of a worker",
                    [](Transaction &tx) { consolecalls::recentDurations(tx, {u"reminders"_s}, kBatch); }});
}

// What failed, as operators look for it, and as an order for all that match goes on from one to the next: by
// one idea each of what matches, so no list, count or group may read what is well.
void addFailures(List &list, const HotRows &rows)
{
    namespace messagefilter = consolecalls::messagefilter;
    using State = protocol::MessageState;
    using Query = protocol::MessageQuery;
    const auto add = [&list](const char *name, const Query &query) {
        list.push_back({name, [query](Transaction &tx) {
                            const messagefilter::Range beyond{1, messagefilter::lastId(tx)};
                            messagefilter::newest(tx, "SELECT id", query, {}, kBatch);
                            messagefilter::ids(tx, query, beyond, kBatch);
                            messagefilter::count(tx, query, {});
                        }});
    };
    Query query;
    query.state = State::Pending;
    add("console: messages that wait", query);
    query.state = State::Failed;
    add("console: failed messages", query);
    query.state = State::Dropped;
    query.cause = u"unknown"_s;
    add("console: messages given up for a cause", query);
    Query ofChat;
    ofChat.chatId = rows.user.value();
    list.push_back({"console: messages of a chat", [ofChat](Transaction &tx) {
                        messagefilter::newest(tx, "SELECT id", ofChat, {}, kBatch);
                    }});
    list.push_back({"console: messages by cause", [](Transaction &tx) { messagefilter::groups(tx, {}); }});
    list.push_back({"console: dead letters", [](Transaction &tx) {
                        static SystemClock clock;
                        static NoKicks nobody;
                        const inbox::DeadLetters letters(clock, nobody);
                        inbox::LetterFilter beyond;
                        beyond.afterSeq = 1;
                        beyond.lastSeq = letters.lastSeq(tx);
                        letters.list(tx, kBatch);
                        letters.seqs(tx, kBatch, beyond);
                        letters.count(tx, {});
                        letters.groups(tx, kBatch, kBatch);
                    }});
}

} // namespace

std::vector<HotWork> hotWork(const app::Shop &shop, const HotRows &rows)
{
    List list;
    addWorkers(list, shop);
    addLooks(list, rows);
    addQueues(list, rows);
    addCustomer(list, shop, rows);
    addConsole(list, shop, rows);
    addPages(list, shop);
    addFailures(list, rows);
    for (size_t kind = 0; kind < workers::HousekeepingWorker::kindsOfRows(); ++kind) {
        list.push_back({"housekeeping: retention", [kind, now = rows.now](Transaction &tx) {
                            workers::HousekeepingWorker::removeOld(tx, kind, now);
                        }});
    }
    return list;
}

} // namespace turnpike::cli
