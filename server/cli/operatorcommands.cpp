// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/operatorcommands.h"

#include "control/operators.h"

#include <QDateTime>

#include <cstdio>

namespace turnpike::cli {

using namespace Qt::StringLiterals;

using control::Operators;

namespace {

const QLatin1String kReason("from the command line");

// The order that the words say; nothing when they say none.
std::optional<protocol::OperatorOrder> orderOf(const QStringList &arguments)
{
    protocol::OperatorOrder order;
    bool hasRole = false;
    order.name = arguments.value(1);
    for (qsizetype i = 2; i + 1 < arguments.size(); i += 2) {
        const QString &value = arguments[i + 1];
        bool isGood = false;
        if (arguments[i] == u"--role") {
            const auto role = protocol::fromWord<protocol::Role>(value);
            order.role = role.value_or(protocol::Role::Viewer);
            hasRole = isGood = role.has_value();
        } else if (arguments[i] == u"--days") {
            order.days = value.toInt(&isGood);
        }
        if (!isGood)
            return std::nullopt;
    }
    return hasRole && arguments.size() % 2 == 0 ? std::optional(order) : std::nullopt;
}

QString day(Timestamp at)
{
    return QDateTime::fromMSecsSinceEpoch(at).toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

void audit(CommandContext &context, db::Transaction &tx, const QString &action, const QString &name,
           const std::optional<QString> &after)
{
    context.shop.audit.record(tx, {commandActor(), action, u"operator:"_s + name, std::nullopt, after,
                                   QString(kReason), u"done"_s, u"cli_"_s + randomHex(8)});
}

int add(CommandContext &context, const protocol::OperatorOrder &order)
{
    Operators operators(context.clock);
    protocol::NewToken fresh;
    using Outcome = Operators::AddOutcome;
    const Outcome outcome = context.database.write(
        db::Demand::Operations, "operator add", context.deadline, [&](db::Transaction &tx) {
            const Outcome added = operators.add(tx, order, fresh);
            if (added == Outcome::Added)
                audit(context, tx, u"operators.add"_s, order.name,
                      u"%1, %2 days"_s.arg(QLatin1String(toWord(order.role))).arg(order.days));
            return added;
        });
    if (outcome != Outcome::Added) {
        printError(Operators::explain(outcome));
        return kFailed;
    }
    print(u"%1 is %2 until %3. The token, shown only once, works within a second:\n"_s.arg(
        order.name, QLatin1String(toWord(order.role)), day(fresh.expiresAt)));
    puts(fresh.token.toLatin1().constData()); // past the redaction: whoever asked is to have it
    return kDone;
}

int revoke(CommandContext &context, const QString &name)
{
    Operators operators(context.clock);
    const bool isRevoked = context.database.write(
        db::Demand::Operations, "operator revoke", context.deadline, [&](db::Transaction &tx) {
            const bool done = operators.revoke(tx, name);
            if (done)
                audit(context, tx, u"operators.revoke"_s, name, std::nullopt);
            return done;
        });
    if (!isRevoked) {
        printError(u"There is no operator %1 with a valid token."_s.arg(name));
        return kFailed;
    }
    print(u"%1 is revoked: connected consoles are closed within a second.\n"_s.arg(name));
    return kDone;
}

int list(CommandContext &context)
{
    const Operators operators(context.clock);
    const auto rows = context.database.read(db::Demand::Operations, "operator list", context.deadline,
                                            [&](db::Transaction &tx) { return operators.all(tx); });
    for (const protocol::OperatorRow &row : rows) {
        const QString state = row.revokedAt ? u"revoked %1"_s.arg(day(*row.revokedAt))
                              : row.expiresAt <= context.clock.nowMs()
                                  ? u"expired on %1"_s.arg(day(row.expiresAt))
                                  : u"until %1"_s.arg(day(row.expiresAt));
        const QString used = row.lastUsedAt ? u"last used %1"_s.arg(day(*row.lastUsedAt)) : u"never used"_s;
        print(u"%1 %2 %3, %4\n"_s.arg(row.name.leftJustified(20),
                                      QString::fromLatin1(toWord(row.role)).leftJustified(8), state, used));
    }
    return kDone;
}

} // namespace

bool isOperatorCommand(const QStringList &arguments)
{
    const QString verb = arguments.value(0);
    return (verb == u"list" && arguments.size() == 1) || (verb == u"revoke" && arguments.size() == 2) ||
           (verb == u"add" && orderOf(arguments));
}

int runOperatorCommand(CommandContext &context, const QStringList &arguments)
{
    if (arguments.first() == u"list")
        return list(context);
    return arguments.first() == u"revoke" ? revoke(context, arguments[1]) : add(context, *orderOf(arguments));
}

} // namespace turnpike::cli
