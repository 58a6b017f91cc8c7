// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/incomingrows.h"

#include "base/errors.h"
#include "db/database.h"
#include "inbox/log.h"
#include "telemetry/log.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <bit>
#include <map>
#include <mutex>
#include <set>

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

QString bodyHash(const QByteArray &body)
{
    return QString::fromLatin1(QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex());
}

namespace repository {

namespace {

// Another replica may take the id between our look and our insert, but hardly so often.
constexpr int kMostTries = 5;

constexpr char kKnown[] = R"(
SELECT seq, update_id, body_hash, CASE WHEN body_hash IS NULL THEN body END FROM inbox WHERE update_id IN (%1))";

constexpr char kGiveUpId[] =
    "UPDATE inbox SET update_id = -seq, body_hash = ? WHERE seq = ? AND update_id = ?";

// An update that gave its id up can still be delivered once more.
constexpr char kGaveItsIdUp[] = "SELECT 1 FROM inbox WHERE update_id < 0 AND body_hash = ? LIMIT 1";

constexpr char kPutIn[] = "INSERT INTO inbox (update_id, kind, lane, body, received_at, status)"
                          " VALUES (?, 'rehearsal', 'rehearsal', ?, 0, 'done')";
constexpr char kTakeOut[] = "DELETE FROM inbox WHERE update_id = ?";

// The row that has an id.
struct Known
{
    qint64 seq = 0;
    std::optional<QString> hash; // empty: the version before wrote it
    QByteArray body;             // only without a hash; empty where it is kept no more
};

using Updates = std::vector<const IncomingUpdate *>;

// One text for each number of rows, prepared once for each connection: so the numbers are powers of two.
const QByteArray &insertOf(int rows)
{
    static std::mutex mutex;
    static std::map<int, QByteArray> texts;
    const std::lock_guard lock(mutex);
    QByteArray &text = texts[rows];
    if (text.isEmpty()) {
        text = "INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, body_hash) VALUES " +
               db::repeated("(?, ?, ?, ?, ?, ?, ?)", rows) +
               " ON CONFLICT (update_id) DO NOTHING RETURNING update_id";
    }
    return text;
}

void bind(std::vector<db::Value> &values, const IncomingUpdate &update)
{
    values.emplace_back(update.updateId);
    values.emplace_back(update.kind);
    values.emplace_back(update.user);
    values.emplace_back(update.lane);
    values.emplace_back(update.body);
    values.emplace_back(update.receivedAt);
    values.emplace_back(bodyHash(update.body));
}

// Inserts what stands in [begin, begin + rows) where its id is free; of equal ids the first.
db::BoundStatement insertion(const Updates &updates, size_t begin, size_t rows)
{
    std::vector<db::Value> values;
    values.reserve(rows * 7);
    for (size_t i = begin; i < begin + rows; ++i)
        bind(values, *updates[i]);
    return {insertOf(static_cast<int>(rows)), std::move(values)};
}

// By what that answers.
void noteInserted(const std::vector<db::Row> &answer, const Updates &updates, size_t begin, size_t rows,
                  std::vector<bool> &isNew)
{
    std::set<UpdateId> inserted;
    for (const db::Row &row : answer)
        inserted.insert(UpdateId(row.int64(0)));
    for (size_t i = begin; i < begin + rows; ++i)
        isNew[i] = inserted.erase(updates[i]->updateId) > 0;
}

void insertFree(db::Transaction &tx, const Updates &updates, size_t begin, size_t rows,
                std::vector<bool> &isNew)
{
    const db::BoundStatement statement = insertion(updates, begin, rows);
    noteInserted(tx.queryWith(statement.sql, statement.values), updates, begin, rows, isNew);
}

std::map<UpdateId, Known> knownRows(db::Transaction &tx, const std::vector<UpdateId> &ids)
{
    std::map<UpdateId, Known> known;
    if (ids.empty())
        return known;
    const size_t places = std::bit_ceil(ids.size());
    std::vector<db::Value> values;
    for (size_t i = 0; i < places; ++i)
        values.emplace_back(ids[std::min(i, ids.size() - 1)]);
    const QByteArray sql = QByteArray(kKnown).replace("%1", db::repeated("?", static_cast<int>(places)));
    for (const db::Row &row : tx.queryWith(sql, values))
        known[UpdateId(row.int64(1))] = {row.int64(0), row.optionalText(2), row.bytes(3)};
    return known;
}

bool isSame(const Known &known, const IncomingUpdate &update)
{
    if (known.hash)
        return *known.hash == bodyHash(update.body);
    return known.body.isEmpty() || known.body == update.body;
}

// The id is another row's. True when the update became a row of its own.
bool insertOverUsedId(db::Transaction &tx, const IncomingUpdate &update)
{
    for (int tries = 0; tries < kMostTries; ++tries) {
        const auto known = knownRows(tx, {update.updateId});
        if (const auto found = known.find(update.updateId); found != known.end()) {
            const Known &earlier = found->second;
            if (isSame(earlier, update) || tx.one(kGaveItsIdUp, bodyHash(update.body)))
                return false;
            tx.exec(kGiveUpId, earlier.hash.value_or(bodyHash(earlier.body)), earlier.seq, update.updateId);
            log::info(lcInbox(), "Telegram has used the id of an update again")
                .with("update_id", update.updateId)
                .with("earlier_seq", found->second.seq);
        }
        std::vector<bool> isNew(1);
        insertFree(tx, {&update}, 0, 1, isNew);
        if (isNew.front())
            return true;
    }
    throw Error(ErrorType::Infra, u"the id of an update is taken by others over and over"_s);
}

} // namespace

std::vector<bool> insertFree(db::Database &database, const Deadline &deadline, const Updates &updates)
{
    std::vector<db::BoundStatement> statements;
    for (size_t begin = 0; begin < updates.size();) {
        const size_t rows = std::bit_floor(updates.size() - begin);
        statements.push_back(insertion(updates, begin, rows));
        begin += rows;
    }
    const auto answers = database.writeInOneTrip(db::Demand::Ingest, "ingest", deadline, statements);
    std::vector<bool> isNew(updates.size());
    size_t begin = 0;
    for (const std::vector<db::Row> &answer : answers) {
        const size_t rows = std::bit_floor(updates.size() - begin);
        noteInserted(answer, updates, begin, rows, isNew);
        begin += rows;
    }
    return isNew;
}

std::vector<bool> insertNew(db::Transaction &tx, const Updates &updates)
{
    std::vector<bool> isNew(updates.size());
    for (size_t begin = 0; begin < updates.size();) {
        const size_t rows = std::bit_floor(updates.size() - begin);
        insertFree(tx, updates, begin, rows, isNew);
        begin += rows;
    }
    std::vector<UpdateId> taken;
    for (size_t i = 0; i < updates.size(); ++i) {
        if (!isNew[i])
            taken.push_back(updates[i]->updateId);
    }
    // Without a lock: a redelivery must not wait for the handler that is at work on its row.
    const auto known = knownRows(tx, taken);
    for (size_t i = 0; i < updates.size(); ++i) {
        if (isNew[i])
            continue;
        const auto found = known.find(updates[i]->updateId);
        if (found == known.end() || !isSame(found->second, *updates[i]))
            isNew[i] = insertOverUsedId(tx, *updates[i]);
    }
    return isNew;
}

void rehearse(db::Transaction &tx)
{
    // Far from the ids of Telegram and from those of rows that gave theirs up, and hardly that of another
    // replica at the same moment.
    const quint64 random = QRandomGenerator::global()->generate64() >> 3;
    const qint64 id = -static_cast<qint64>((quint64(1) << 61) + random);
    tx.exec(kPutIn, id, "{}"_ba);
    tx.exec(kTakeOut, id);
}

} // namespace repository

} // namespace turnpike::inbox
