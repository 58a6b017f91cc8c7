// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "checker.h"

#include "access/users.h"
#include "sandbox/telegramjson.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QSet>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kCheckoutLifetimeMs = 10'000; // Bot API, answerPreCheckoutQuery

QStringList textsOf(const QVariantList &row)
{
    QStringList texts;
    for (const QVariant &value : row)
        texts.append(value.toString());
    return texts;
}

} // namespace

Checker::Checker(Rig *rig)
    : m_rig(rig)
    , m_isHeldAgainstOutside(rig->world().isHeldAgainstOutside)
{}

Findings Checker::check()
{
    checkUpdates();
    checkAnswers();
    checkOrder();
    checkPayments();
    checkBalances();
    checkAccess();
    checkKeys();
    checkMessages();
    checkSeen();
    checkFile();
    return m_findings;
}

void Checker::none(Kind kind, const QString &what, const QString &sql)
{
    for (const QVariantList &row : m_rig->rows(sql))
        m_findings.add(kind, what + u": "_s + textsOf(row).join(u", "_s));
}

QHash<QByteArray, Checker::Stored> Checker::storedUpdates()
{
    QHash<QByteArray, Stored> stored;
    for (const QVariantList &row : m_rig->rows(u"SELECT body_hash, status, seq FROM inbox"_s))
        stored.insert(row[0].toByteArray(), {row[1].toString(), row[2].toLongLong()});
    return stored;
}

QByteArray Checker::hashOf(const QJsonObject &entry)
{
    const qint64 order = entry.value(u"order").toInteger();
    if (entry.contains(u"same_as")) {
        m_hashes[order] = m_hashes.value(entry.value(u"same_as").toInteger());
    } else {
        sandbox::Update update;
        update.id = entry.value(u"update_id").toInteger();
        update.content = '"' + entry.value(u"update_kind").toString().toUtf8() +
                         "\":" + sandbox::asciiJson(entry.value(u"content").toObject());
        m_hashes[order] = QCryptographicHash::hash(update.body(), QCryptographicHash::Sha256).toHex();
    }
    return m_hashes.value(order);
}

void Checker::checkUpdates()
{
    const QHash<QByteArray, Stored> inbox = storedUpdates();
    QSet<qint64> acknowledged; // by order
    const sandbox::Ledger &ledger = m_rig->sandbox().ledger();
    for (const QJsonObject &entry : ledger.entries(u"delivery"_s)) {
        const int status = entry.value(u"status").toInt();
        if (status >= 200 && status < 300)
            acknowledged.insert(entry.value(u"order").toInteger());
    }
    for (const QJsonObject &entry : ledger.entries(u"update"_s)) {
        const qint64 id = entry.value(u"update_id").toInteger();
        const QByteArray hash = hashOf(entry);
        const QString kind = entry.value(u"update_kind").toString();
        ++m_findings.updates;
        m_findings.presses += kind == u"callback_query" ? 1 : 0;
        m_findings.checkouts += kind == u"pre_checkout_query" ? 1 : 0;
        if (!acknowledged.contains(entry.value(u"order").toInteger()))
            m_findings.add(Kind::Lost, u"%1 %2 was never acknowledged"_s.arg(kind).arg(id));
        else if (!inbox.contains(hash))
            m_findings.add(Kind::Lost, u"%1 %2 was acknowledged and is not stored"_s.arg(kind).arg(id));
        else if (inbox.value(hash).status == u"pending")
            m_findings.add(Kind::Lost, u"%1 %2 is stored and was not handled"_s.arg(kind).arg(id));
    }
    for (const QJsonObject &entry : ledger.entries(u"dropped"_s)) {
        m_findings.add(Kind::Lost, u"Telegram gave up on %1 %2"_s.arg(entry.value(u"update_kind").toString())
                                       .arg(entry.value(u"update_id").toInteger()));
    }
    m_findings.deadLetters =
        static_cast<int>(m_rig->number(u"SELECT count(*) FROM inbox WHERE status = 'dead'"_s));
}

// Pre-checkouts that say of themselves that nobody waited for them any more, and that it was so.
QSet<qint64> Checker::lateCheckouts()
{
    QSet<qint64> late;
    for (const QVariantList &row :
         m_rig->rows(u"SELECT seq FROM inbox WHERE kind = 'pre_checkout_query' AND status = 'done' "
                     "AND last_error LIKE 'answered too late%' AND handled_at - received_at >= ?"_s,
                     {kCheckoutLifetimeMs}))
        late.insert(row[0].toLongLong());
    return late;
}

void Checker::checkAnswers()
{
    none(Kind::Duplicate, u"an update wrote the same message twice"_s, uR"(
        SELECT correlation_id, method, count(*) FROM outbox WHERE correlation_id LIKE 'update-%'
        GROUP BY correlation_id, method, payload HAVING count(*) > 1)"_s);
    QHash<QString, int> answers; // by query id
    for (const QVariantList &row :
         m_rig->rows(u"SELECT payload FROM outbox WHERE method IN ('answerCallbackQuery', "
                     "'answerPreCheckoutQuery')"_s)) {
        const QJsonObject payload = QJsonDocument::fromJson(row[0].toByteArray()).object();
        ++answers[payload.value(u"callback_query_id").toString() +
                  payload.value(u"pre_checkout_query_id").toString()];
    }
    const QHash<QByteArray, Stored> inbox = storedUpdates();
    const QSet<qint64> late = lateCheckouts();
    for (const QJsonObject &entry : m_rig->sandbox().ledger().entries(u"update"_s)) {
        const QByteArray hash = hashOf(entry);
        const QString kind = entry.value(u"update_kind").toString();
        const bool isAnswered = kind == u"callback_query" || kind == u"pre_checkout_query";
        if (!isAnswered || entry.value(u"again").toBool())
            continue;
        const int count = answers.value(entry.value(u"content").toObject().value(u"id").toString());
        const QString what =
            u"%1 %2 has %3 answers"_s.arg(kind).arg(entry.value(u"update_id").toInteger()).arg(count);
        if (count == 0 && late.contains(inbox.value(hash).seq))
            ++m_findings.late;
        else if (count != 1)
            m_findings.add(count == 0 ? Kind::Lost : Kind::Duplicate, what);
    }
}

void Checker::checkOrder()
{
    none(Kind::Wrong, u"handled before an earlier one of its lane"_s, uR"(
        SELECT lane, seq, handled_at, before FROM (
            SELECT lane, seq, handled_at, max(handled_at) OVER (PARTITION BY lane ORDER BY seq
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM inbox WHERE status = 'done') AS lanes
        WHERE before > handled_at)"_s);
    // What Telegram delivered one after another is stored in that order, redeliveries apart.
    const QHash<QByteArray, Stored> inbox = storedUpdates();
    QHash<QString, qint64> latest;
    for (const QJsonObject &entry : m_rig->sandbox().ledger().entries(u"update"_s)) {
        const qint64 seq = inbox.value(hashOf(entry)).seq;
        qint64 &before = latest[entry.value(u"queue").toString()];
        if (!entry.value(u"again").toBool() && seq != 0 && std::exchange(before, seq) > seq)
            m_findings.add(Kind::Wrong, u"stored before an earlier one of its queue: update %1"_s.arg(
                                            entry.value(u"update_id").toInteger()));
    }
}

void Checker::checkKeys()
{
    const auto &keys = m_rig->sandbox().vpn().keys();
    QSet<QString> issued;
    for (const QVariantList &row :
         m_rig->rows(u"SELECT uuid, vpn_key, vpn_expires_at, telegram_id FROM subscriptions "
                     "WHERE uuid IS NOT NULL"_s)) {
        const QString uuid = row[0].toString();
        issued.insert(uuid);
        const auto known = keys.find(uuid);
        if (known == keys.end())
            m_findings.add(Kind::Lost, u"the VPN API does not know key %1"_s.arg(uuid));
        else if (known->second.link != row[1].toString() || known->second.expiryMs != row[2].toLongLong() ||
                 known->second.telegramId != row[3].toLongLong())
            m_findings.add(Kind::Wrong, u"the VPN API knows something else of key %1"_s.arg(uuid));
    }
    for (const auto &[uuid, key] : keys) {
        if (!issued.contains(uuid))
            m_findings.add(Kind::Wrong, u"the VPN API knows key %1, which nobody has"_s.arg(uuid));
    }
}

void Checker::checkMessages()
{
    const auto keyOf = [](const QString &method, const QJsonObject &payload) {
        return method.toLower().toUtf8() + ' ' + QJsonDocument(payload).toJson(QJsonDocument::Compact);
    };
    QHash<QByteArray, int> sent; // as the outbox says
    QHash<QByteArray, int> all;
    for (const QVariantList &row :
         m_rig->rows(u"SELECT id, method, payload, status, coalesce(last_error, '') FROM outbox"_s)) {
        const QByteArray key =
            keyOf(row[1].toString(), QJsonDocument::fromJson(row[2].toByteArray()).object());
        const QString status = row[3].toString();
        ++m_findings.messages;
        ++all[key];
        if (status == u"sent")
            ++sent[key];
        else if (row[4].toString().isEmpty())
            m_findings.add(Kind::Lost,
                           u"message %1 is %2 and does not say why"_s.arg(row[0].toString(), status));
        else
            ++m_findings.unsent;
    }
    QHash<QByteArray, int> arrived; // as Telegram says; an edit that changes nothing has arrived before
    for (const QJsonObject &entry : m_rig->sandbox().ledger().entries(u"call"_s)) {
        if (entry.value(u"ok").toBool() || entry.value(u"error").toString().contains(u"not modified"))
            ++arrived[keyOf(entry.value(u"method").toString(), entry.value(u"params").toObject())];
    }
    for (const QJsonObject &entry : m_rig->sandbox().ledger().entries(u"fault"_s)) {
        const bool isLost = entry.value(u"outcome_unknown").toBool();
        m_findings.lostAnswers += isLost && entry.value(u"service").toString() == u"telegram" ? 1 : 0;
    }
    for (auto it = sent.cbegin(); it != sent.cend(); ++it) {
        if (arrived.value(it.key()) < it.value())
            m_findings.add(Kind::Lost, u"Telegram has not seen %1"_s.arg(QString::fromUtf8(it.key())));
    }
    // What was written to those who had their data erased has left the outbox, and the same may be written
    // again.
    QSet<QString> erased;
    for (const QVariantList &row : m_rig->rows(u"SELECT person FROM erased_people"_s))
        erased.insert(row[0].toString());
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        const QByteArray payload = it.key().mid(it.key().indexOf(' ') + 1);
        const TelegramId chat(QJsonDocument::fromJson(payload)["chat_id"_L1].toInteger());
        if (!erased.contains(access::erasedPerson(chat)))
            m_findings.repeatedMessages += std::max(0, arrived.value(it.key()) - it.value());
    }
}

void Checker::checkFile()
{
    if (m_rig->form().database != ShopDatabase::Sqlite)
        return;
    for (const QVariantList &row : m_rig->rows(u"PRAGMA integrity_check"_s)) {
        if (row[0].toString() != u"ok")
            m_findings.add(Kind::Wrong, u"the file is not sound: "_s + row[0].toString());
    }
    none(Kind::Wrong, u"the file has a row that belongs to nobody"_s, u"PRAGMA foreign_key_check"_s);
}

} // namespace turnpike::chaos
