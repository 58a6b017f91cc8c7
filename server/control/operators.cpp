// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "control/operators.h"

#include "telemetry/log.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <array>

namespace turnpike::control {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kInForce = R"(
    SELECT name, role, token_hash, expires_at FROM operators
    WHERE revoked_at IS NULL AND expires_at > ? ORDER BY name LIMIT 1000)";

constexpr const char *kStampOfAll = R"(
    SELECT CAST(count(*) AS text) || ' ' || CAST(coalesce(sum(created_at), 0) AS text) || ' ' ||
           CAST(coalesce(sum(expires_at), 0) AS text) || ' ' || CAST(coalesce(sum(revoked_at), 0) AS text) ||
           ' ' || CAST(coalesce(sum(CASE role WHEN 'admin' THEN 3 WHEN 'operator' THEN 2 ELSE 1 END), 0) AS text)
    FROM operators)";

constexpr const char *kAllOperators = R"(
    SELECT name, role, created_at, expires_at, revoked_at, last_used_at FROM operators
    ORDER BY name LIMIT 1000)";

// Whoever had the name before and is revoked or over makes way.
constexpr const char *kAdd = R"(
    INSERT INTO operators (name, role, token_hash, created_at, expires_at)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET role = excluded.role, token_hash = excluded.token_hash,
        created_at = excluded.created_at, expires_at = excluded.expires_at, revoked_at = NULL,
        last_used_at = NULL
    WHERE operators.revoked_at IS NOT NULL OR operators.expires_at <= excluded.created_at)";

constexpr const char *kRevoke = R"(
    UPDATE operators SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL AND expires_at > ?
    RETURNING token_hash)";

constexpr const char *kUsed = "UPDATE operators SET last_used_at = ? WHERE token_hash = ?";

bool isName(const QString &name)
{
    static const QRegularExpression shape(u"\\A[A-Za-z0-9][A-Za-z0-9._-]{0,39}\\z"_s);
    return shape.match(name).hasMatch() && name != QLatin1String(Operators::kBootstrapName);
}

// Looks at every byte, whatever it finds.
bool isSame(const QByteArray &a, const QByteArray &b)
{
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return difference == 0;
}

QString newToken()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    const QByteArray bytes(reinterpret_cast<const char *>(random.data()), sizeof random);
    const QString token = u"tpc_"_s + QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding |
                                                                         QByteArray::OmitTrailingEquals));
    log::addSecret(token);
    return token;
}

} // namespace

Operators::Operators(const Clock &clock, const QString &bootstrapToken)
    : m_clock(clock)
    , m_bootstrapDigest(bootstrapToken.isEmpty() ? QByteArray() : digestOf(bootstrapToken.toUtf8()))
{}

QByteArray Operators::digestOf(const QByteArray &token)
{
    return QCryptographicHash::hash(token, QCryptographicHash::Sha256).toHex();
}

std::optional<Operators::Access> Operators::access(const QByteArray &digest) const
{
    std::optional<Access> found;
    if (!m_bootstrapDigest.isEmpty() && isSame(digest, m_bootstrapDigest))
        found = Access{QString::fromLatin1(kBootstrapName), protocol::Role::Admin, 0};
    const std::lock_guard lock(m_mutex);
    for (auto it = m_picture.cbegin(); it != m_picture.cend(); ++it) {
        if (isSame(digest, it.key()))
            found = it.value();
    }
    if (found && found->expiresAt != 0 && found->expiresAt <= m_clock.nowMs())
        return std::nullopt;
    return found;
}

void Operators::noteUse(const QByteArray &digest)
{
    const std::lock_guard lock(m_mutex);
    m_used.insert(digest);
}

bool Operators::hasUses() const
{
    const std::lock_guard lock(m_mutex);
    return !m_used.isEmpty();
}

void Operators::writeUses(db::Transaction &tx)
{
    QSet<QByteArray> used;
    {
        const std::lock_guard lock(m_mutex);
        used = m_used;
    }
    for (const QByteArray &digest : std::as_const(used))
        tx.exec(kUsed, m_clock.nowMs(), QString::fromLatin1(digest));
    tx.afterCommit([this, used] {
        const std::lock_guard lock(m_mutex);
        m_used.subtract(used);
    });
}

void Operators::refresh(db::Transaction &tx)
{
    QHash<QByteArray, Access> picture;
    for (const db::Row &row : tx.query(kInForce, m_clock.nowMs())) {
        const auto role = protocol::fromWord<protocol::Role>(row.text(1));
        picture.insert(row.text(2).toLatin1(),
                       {row.text(0), role.value_or(protocol::Role::Viewer), row.int64(3)});
    }
    tx.afterCommit([this, picture = std::move(picture)]() mutable { publish(std::move(picture)); });
}

const char *Operators::stampQuery()
{
    return kStampOfAll;
}

void Operators::publish(QHash<QByteArray, Access> picture)
{
    {
        const std::lock_guard lock(m_mutex);
        picture.removeIf([this](const auto &entry) { return m_revoked.contains(entry.key()); });
        m_picture = std::move(picture);
    }
    if (m_listener)
        m_listener();
}

Operators::AddOutcome Operators::add(db::Transaction &tx, const protocol::OperatorOrder &order,
                                     protocol::NewToken &fresh)
{
    if (!isName(order.name))
        return AddOutcome::BadName;
    if (order.days < 1 || order.days > kMaxDays)
        return AddOutcome::BadDays;
    const Timestamp now = m_clock.nowMs();
    fresh = {order.name, newToken(), now + order.days * kDayMs};
    const QByteArray digest = digestOf(fresh.token.toUtf8());
    if (tx.exec(kAdd, order.name, protocol::toWord(order.role), QString::fromLatin1(digest), now,
                fresh.expiresAt) == 0)
        return AddOutcome::IsThere;
    tx.afterCommit([this, digest, access = Access{order.name, order.role, fresh.expiresAt}] {
        const std::lock_guard lock(m_mutex);
        m_picture.insert(digest, access);
    });
    return AddOutcome::Added;
}

QString Operators::explain(AddOutcome outcome)
{
    switch (outcome) {
    case AddOutcome::Added:
        break;
    case AddOutcome::IsThere:
        return u"Somebody of this name has a token that is still good: revoke it first."_s;
    case AddOutcome::BadName:
        return u"A name has 1 to 40 characters of A-Z a-z 0-9 . _ -, and is not \"%1\"."_s.arg(
            QLatin1String(kBootstrapName));
    case AddOutcome::BadDays:
        return u"A token is good for 1 to %1 days."_s.arg(kMaxDays);
    }
    return u"Added."_s;
}

bool Operators::revoke(db::Transaction &tx, const QString &name)
{
    const Timestamp now = m_clock.nowMs();
    const auto row = tx.one(kRevoke, now, name, now);
    if (!row)
        return false;
    tx.afterCommit([this, digest = row->text(0).toLatin1()] {
        {
            const std::lock_guard lock(m_mutex);
            m_revoked.insert(digest);
            m_picture.remove(digest);
        }
        if (m_listener)
            m_listener();
    });
    return true;
}

std::vector<protocol::OperatorRow> Operators::all(db::Transaction &tx) const
{
    std::vector<protocol::OperatorRow> rows;
    for (const db::Row &row : tx.query(kAllOperators)) {
        const auto role = protocol::fromWord<protocol::Role>(row.text(1));
        rows.push_back({row.text(0), role.value_or(protocol::Role::Viewer), row.int64(2), row.int64(3),
                        row.optionalInt64(4), row.optionalInt64(5)});
    }
    return rows;
}

} // namespace turnpike::control
