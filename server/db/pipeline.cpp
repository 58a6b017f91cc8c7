// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/pipeline.h"

#include "db/libpqresult.h"
#include "db/pgvalues.h"

#include <algorithm>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kCommit = "COMMIT";
constexpr auto kNoSuchStatement = "26000";
// So much of a statement says which one it was.
constexpr qsizetype kTold = 80;

DatabaseError afterFailure()
{
    return {DatabaseError::Kind::Other, "25P02", u"a statement before this one has failed: rolled back"_s};
}

// A migration has changed the columns of the answer, or somebody has thrown the statement away.
bool isOutOfDate(const DatabaseError &error)
{
    return error.sqlState() == "0A000" || error.sqlState() == kNoSuchStatement;
}

bool succeeded(ExecStatusType status)
{
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

// The connection is in pipeline mode for as long as it lives.
class PipelineMode
{
public:
    explicit PipelineMode(PGconn *connection)
        : m_connection(connection)
    {
        if (PQenterPipelineMode(connection) == 0)
            throw libpq::lostConnection(connection);
    }
    // Where that fails answers are missing: the connection is of no more use, as every later call will find.
    ~PipelineMode() { PQexitPipelineMode(m_connection); }
    PipelineMode(const PipelineMode &) = delete;
    PipelineMode &operator=(const PipelineMode &) = delete;

private:
    PGconn *const m_connection;
};

} // namespace

struct Pipeline::Prepared
{
    QByteArray sql;  // as the repositories have it
    QByteArray name; // on the server
    bool isOnServer = false;
    bool isDescribed = false;
    int format = 0; // of the columns, once described
};

// What one answer is the answer to.
struct Pipeline::Step
{
    enum class What { Command, Prepare, Describe, Run, Free };
    What what = What::Command;
    QByteArray sql;
    Item *item = nullptr;
    PreparedPtr statement;
    bool isDone = false;
};

Pipeline::Pipeline(const Dialect &dialect, pg_conn *connection, Progress progress)
    : m_dialect(dialect)
    , m_connection(connection)
    , m_progress(std::move(progress))
{}

void Pipeline::begin()
{
    m_isInTransaction = true;
    m_hasFailed = false;
}

std::shared_ptr<Outcome> Pipeline::add(const QByteArray &sql, const std::vector<Value> &values, Wants wants,
                                       size_t limit)
{
    auto outcome = std::make_shared<Outcome>();
    m_waiting.push_back({sql, values, wants, limit, false, outcome});
    return outcome;
}

QByteArray Pipeline::newest() const
{
    return m_waiting.empty() ? QByteArray() : m_waiting.back().sql;
}

void Pipeline::drop()
{
    m_waiting.clear();
    m_isInTransaction = false;
    m_hasFailed = false;
}

void Pipeline::settle(const std::vector<QByteArray> &preamble)
{
    run(preamble, false);
}

void Pipeline::commit(const std::vector<QByteArray> &preamble)
{
    run(preamble, true);
    m_isInTransaction = false;
}

void Pipeline::run(const std::vector<QByteArray> &preamble, bool commits)
{
    Items items = std::exchange(m_waiting, {});
    // Whatever the server would say: it may not even have begun a transaction.
    if (m_hasFailed)
        throw afterFailure();
    const auto command = [](const QByteArray &sql) {
        return Item{sql, {}, Wants::Count, 0, true, std::make_shared<Outcome>()};
    };
    for (auto sql = preamble.rbegin(); sql != preamble.rend(); ++sql)
        items.push_front(command(*sql));
    if (commits)
        items.push_back(command(kCommit));
    try {
        for (auto next = items.begin(); next != items.end();)
            next = trip(next, items.end());
    } catch (...) {
        m_hasFailed = m_isInTransaction;
        throw;
    }
}

// As many of them as can be sent together; the first that is left.
Pipeline::Items::iterator Pipeline::trip(Items::iterator first, Items::iterator last)
{
    const PipelineMode mode(m_connection);
    std::vector<Step> steps;
    const auto next = sendAll(first, last, steps);
    // Sends what is not on its way yet. That libpq blocks here does no harm: while it cannot send it reads.
    check(PQpipelineSync(m_connection));
    const auto failure = readAll(steps);
    for (const Step &step : steps) {
        if (step.isDone)
            continue;
        if (step.what == Step::What::Prepare)
            forget(step.sql);
        else if (step.what == Step::What::Free)
            m_unneeded.push_back(step.sql);
    }
    if (failure)
        throw *failure;
    return next;
}

Pipeline::Items::iterator Pipeline::sendAll(Items::iterator first, Items::iterator last,
                                            std::vector<Step> &steps)
{
    using What = Step::What;
    auto item = first;
    for (; item != last; ++item) {
        if (item->isCommand) {
            sendCommand(item->sql);
            steps.push_back({What::Command, item->sql, &*item, nullptr});
            continue;
        }
        bool isNew = false;
        const PreparedPtr statement = prepared(item->sql, &isNew);
        // Before the new one: together they might be more than are to be kept.
        for (const QByteArray &name : std::exchange(m_unneeded, {})) {
            sendCommand("DEALLOCATE " + name);
            steps.push_back({What::Free, name, nullptr, nullptr});
        }
        if (isNew) {
            const QByteArray text = libpq::numbered(m_dialect.expand(item->sql));
            check(PQsendPrepare(m_connection, statement->name.constData(), text.constData(), 0, nullptr));
            steps.push_back({What::Prepare, item->sql, nullptr, statement});
        }
        // Once in the life of a connection: what its columns are says how they are to come.
        if (item->wants == Wants::Rows && !statement->isDescribed) {
            check(PQsendDescribePrepared(m_connection, statement->name.constData()));
            steps.push_back({What::Describe, item->sql, nullptr, statement});
            break;
        }
        const PgParameters parameters(item->values);
        check(PQsendQueryPrepared(m_connection, statement->name.constData(), parameters.count(),
                                  parameters.values(), parameters.lengths(), parameters.formats(),
                                  statement->format));
        steps.push_back({What::Run, item->sql, &*item, statement});
    }
    return item;
}

void Pipeline::sendCommand(const QByteArray &sql)
{
    check(PQsendQueryParams(m_connection, sql.constData(), 0, nullptr, nullptr, nullptr, nullptr, 0));
}

// Why libpq could not send: the connection, as a rule. In any case it is of no more use, with half of a
// pipeline on its way.
void Pipeline::check(int sent) const
{
    if (sent == 0)
        throw libpq::lostConnection(m_connection);
}

std::optional<DatabaseError> Pipeline::readAll(std::vector<Step> &steps)
{
    const auto isTold = [](const Step &step) {
        return step.what == Step::What::Run || (step.what == Step::What::Command && step.sql == kCommit);
    };
    const auto tell = [this](const Step &step) { m_progress(step.sql, step.what == Step::What::Command); };
    // PostgreSQL keeps its answers back until the end of the pipeline or until there are many: it is at the
    // first that most of the time is spent.
    const auto first = std::find_if(steps.begin(), steps.end(), isTold);
    const Step *const told = first == steps.end() ? nullptr : &*first;
    if (told)
        tell(*told);
    std::optional<DatabaseError> failure;
    for (Step &step : steps) {
        if (!failure && &step != told && isTold(step))
            tell(step);
        const libpq::Result result(PQgetResult(m_connection));
        const ExecStatusType status = PQresultStatus(result.get());
        std::optional<DatabaseError> error;
        if (succeeded(status)) {
            error = take(step, result.get());
            step.isDone = true;
        } else if (status != PGRES_PIPELINE_ABORTED) {
            error = failed(step, result.get(), &step == &steps.back());
            step.isDone = step.what == Step::What::Free; // is not tried again
        }
        if (error && !failure)
            failure = std::move(error);
        // Behind each answer stands nothing.
        while (PQstatus(m_connection) == CONNECTION_OK && libpq::Result(PQgetResult(m_connection))) {
        }
        if (PQstatus(m_connection) != CONNECTION_OK)
            break;
    }
    const libpq::Result end(PQgetResult(m_connection));
    const bool isLost = PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC;
    // What the server said before it left tells more.
    if (isLost && (!failure || failure->kind() != DatabaseError::Kind::Connection))
        failure = libpq::lostConnection(m_connection);
    return failure;
}

// An answer without fault; COMMIT may have one all the same.
std::optional<DatabaseError> Pipeline::take(const Step &step, pg_result *result)
{
    switch (step.what) {
    case Step::What::Command:
        // COMMIT of a transaction in which a statement failed succeeds, as a rollback.
        if (step.sql == kCommit && qstrcmp(PQcmdStatus(result), kCommit) != 0)
            return DatabaseError(DatabaseError::Kind::Other, "25P02",
                                 u"commit after a failed statement: rolled back"_s);
        break;
    case Step::What::Prepare:
        step.statement->isOnServer = true;
        break;
    case Step::What::Describe:
        step.statement->format = wantedFormat(result);
        step.statement->isDescribed = true;
        break;
    case Step::What::Run:
        step.item->outcome->changed = QByteArray(PQcmdTuples(result)).toInt();
        if (step.item->wants != Wants::Count)
            step.item->outcome->rows = rowsOf(result, step.item->limit);
        step.item->outcome->isKnown = true;
        break;
    case Step::What::Free:
        break;
    }
    return std::nullopt;
}

DatabaseError Pipeline::failed(const Step &step, const pg_result *result, bool isLast)
{
    DatabaseError error = libpq::errorOf(m_connection, result);
    if (step.statement && isOutOfDate(error)) {
        step.statement->isOnServer = step.statement->isOnServer && error.sqlState() != kNoSuchStatement;
        forget(step.sql);
    }
    if (isLast || error.kind() == DatabaseError::Kind::Connection)
        return error;
    // Whoever is told has asked for something else.
    const QString sql = QString::fromUtf8(step.sql).simplified().left(kTold);
    return {error.kind(), error.sqlState(), u"%1, of \"%2\""_s.arg(error.message(), sql)};
}

Pipeline::PreparedPtr Pipeline::prepared(const QByteArray &sql, bool *isNew)
{
    const std::string key = sql.toStdString();
    if (const auto found = m_bySql.find(key); found != m_bySql.end()) {
        m_prepared.splice(m_prepared.begin(), m_prepared, found->second);
        return m_prepared.front();
    }
    if (m_prepared.size() >= kMaxStatements)
        forget(m_prepared.back()->sql);
    auto statement = std::make_shared<Prepared>();
    statement->sql = sql;
    statement->name = "turnpike_" + QByteArray::number(++m_names);
    m_prepared.push_front(statement);
    m_bySql.emplace(key, m_prepared.begin());
    *isNew = true;
    return statement;
}

void Pipeline::forget(const QByteArray &sql)
{
    const auto found = m_bySql.find(sql.toStdString());
    if (found == m_bySql.end())
        return;
    if ((*found->second)->isOnServer)
        m_unneeded.push_back((*found->second)->name);
    m_prepared.erase(found->second);
    m_bySql.erase(found);
}

} // namespace turnpike::db
