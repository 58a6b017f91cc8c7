// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/columnkinds.h"

#include <QLocale>

// Columns of what goes on in the database.
namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

struct DatabaseColumns
{
    Q_DECLARE_TR_FUNCTIONS(DatabaseColumns)
};

constexpr qint64 kLongTransaction = 5'000, kVeryLongTransaction = 60'000; // ms
// Below so many dead rows nothing is wrong, however many of all they are.
constexpr qint64 kManyDeadRows = 10'000;

QString lasting(std::optional<qint64> ms)
{
    return ms ? wording::duration(*ms) : u"–"_s;
}

Column<SessionState> durationColumn(const QString &title, std::optional<qint64> SessionState::*member)
{
    Column<SessionState> column{title, [member](const SessionState &row) { return lasting(row.*member); }};
    column.number([member](const SessionState &row) { return (row.*member).value_or(-1); });
    return column;
}

Tone toneOfTransaction(const SessionState &row)
{
    const qint64 ms = row.transactionMs.value_or(0);
    if (ms < kLongTransaction)
        return Tone::None;
    return ms < kVeryLongTransaction ? Tone::Warning : Tone::Bad;
}

QString blockersOf(const SessionState &row)
{
    QStringList pids;
    for (const qint64 pid : row.blockedBy)
        pids.append(pid == 0 ? DatabaseColumns::tr("a prepared transaction") : QString::number(pid));
    return pids.isEmpty() ? u"–"_s : pids.join(u", "_s);
}

QString whoIs(const SessionState &row)
{
    if (!row.holder.isEmpty())
        return DatabaseColumns::tr("%1 (this instance)").arg(row.holder);
    return row.user.isEmpty() ? row.program : u"%1 · %2"_s.arg(row.user, row.program);
}

// Of all rows, in percent.
double deadShare(const TableState &row)
{
    const double all = static_cast<double>(row.rows) + static_cast<double>(row.deadRows);
    return all > 0 ? 100 * static_cast<double>(row.deadRows) / all : 0;
}

Tone toneOfDead(const TableState &row)
{
    if (row.deadRows < kManyDeadRows || deadShare(row) < 20)
        return Tone::None;
    return deadShare(row) < 50 ? Tone::Warning : Tone::Bad;
}

Column<TableState> sizeColumn(const QString &title, qint64 TableState::*member)
{
    Column<TableState> column{title, [member](const TableState &row) {
                                  return row.*member > 0 ? wording::bytes(row.*member) : u"–"_s;
                              }};
    column.number([member](const TableState &row) { return row.*member; });
    return column;
}

Column<StatementState> timeColumn(const QString &title, double StatementState::*member)
{
    Column<StatementState> column{
        title, [member](const StatementState &row) { return wording::measured(row.*member); }};
    column.number([member](const StatementState &row) { return row.*member; });
    return column;
}

} // namespace

std::vector<Column<SessionState>> sessionColumns()
{
    using C = Column<SessionState>;
    return {
        C{DatabaseColumns::tr("Blocks"),
          [](const SessionState &row) { return row.blocks > 0 ? wording::number(row.blocks) : u"–"_s; }}
            .number([](const SessionState &row) { return row.blocks; })
            .toned([](const SessionState &row) {
                if (row.blocks == 0)
                    return Tone::None;
                return row.blockedBy.isEmpty() ? Tone::Bad : Tone::Warning;
            }),
        idColumn(DatabaseColumns::tr("Session"), &SessionState::pid),
        wordColumn(DatabaseColumns::tr("State"), &SessionState::status),
        C{DatabaseColumns::tr("Blocked by"), blockersOf},
        C{DatabaseColumns::tr("Transaction"),
          [](const SessionState &row) { return lasting(row.transactionMs); }}
            .number([](const SessionState &row) { return row.transactionMs.value_or(-1); })
            .toned(toneOfTransaction),
        durationColumn(DatabaseColumns::tr("Statement for"), &SessionState::statementMs),
        durationColumn(DatabaseColumns::tr("Waits"), &SessionState::waitMs),
        C{DatabaseColumns::tr("Who"), whoIs}.withTip(
            [](const SessionState &row) { return u"%1 · %2"_s.arg(row.user, row.program); }),
        C{DatabaseColumns::tr("Address"),
          [](const SessionState &row) { return row.address.isEmpty() ? u"–"_s : row.address; }},
        textColumn(DatabaseColumns::tr("Wants"), &SessionState::wants),
        textColumn(DatabaseColumns::tr("Statement"), &SessionState::statement),
    };
}

std::vector<Column<StatementState>> statementColumns()
{
    return {
        timeColumn(DatabaseColumns::tr("In all"), &StatementState::totalMs),
        numberColumn(DatabaseColumns::tr("Times"), &StatementState::count),
        timeColumn(DatabaseColumns::tr("On average"), &StatementState::meanMs),
        timeColumn(DatabaseColumns::tr("At most"), &StatementState::maxMs),
        textColumn(DatabaseColumns::tr("Statement"), &StatementState::statement),
    };
}

std::vector<Column<TableState>> tableColumns()
{
    using C = Column<TableState>;
    return {
        textColumn(DatabaseColumns::tr("Table"), &TableState::name),
        C{DatabaseColumns::tr("Kind"),
          [](const TableState &row) { return row.isQueue ? DatabaseColumns::tr("queue") : u"–"_s; }},
        sizeColumn(DatabaseColumns::tr("Size"), &TableState::bytes),
        sizeColumn(DatabaseColumns::tr("Indexes"), &TableState::indexBytes),
        numberColumn(DatabaseColumns::tr("Rows"), &TableState::rows),
        numberColumn(DatabaseColumns::tr("Dead rows"), &TableState::deadRows),
        C{DatabaseColumns::tr("Dead"),
          [](const TableState &row) { return u"%1 %"_s.arg(QLocale().toString(deadShare(row), 'f', 0)); }}
            .number([](const TableState &row) { return deadShare(row); })
            .toned(toneOfDead)
            .withTip([](const TableState &row) {
                return toneOfDead(row) == Tone::None
                           ? QString()
                           : DatabaseColumns::tr("Vacuum does not keep up: look for a long transaction.");
            }),
        momentColumn<TableState>(DatabaseColumns::tr("Vacuumed"), &TableState::vacuumedAt),
        momentColumn<TableState>(DatabaseColumns::tr("Analyzed"), &TableState::analyzedAt),
    };
}

} // namespace turnpike::console
