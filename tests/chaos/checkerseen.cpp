// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "checker.h"

#include <QJsonDocument>

// What the checker says of that which somebody outside has seen.

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

QByteArray calledAs(const QString &method, const QJsonObject &payload)
{
    return method.toLower().toUtf8() + ' ' + QJsonDocument(payload).toJson(QJsonDocument::Compact);
}

} // namespace

// Whose messages are not kept, because they have asked for that.
QSet<qint64> Checker::customersErased()
{
    QSet<qint64> erased;
    for (const QJsonObject &entry : m_rig->sandbox().ledger().entries(u"update"_s)) {
        const QJsonObject content = entry.value(u"content").toObject();
        if (content.value(u"data").toString().split(u':').value(1).startsWith(u"erased"))
            erased.insert(content.value(u"from").toObject().value(u"id").toInteger());
    }
    return erased;
}

QSet<QString> Checker::textsIn(const QString &sql)
{
    QSet<QString> texts;
    for (const QVariantList &row : m_rig->rows(sql))
        texts.insert(row[0].toString());
    return texts;
}

void Checker::checkSeen()
{
    if (!m_isHeldAgainstOutside)
        return;
    checkMessagesSeen();
    const QSet<QString> uuids = textsIn(uR"(
        SELECT lower(uuid) FROM subscriptions WHERE uuid IS NOT NULL UNION SELECT lower(uuid) FROM vpn_removals
        UNION SELECT lower(uuid) FROM vpn_removed)"_s);
    QSet<QString> seen;
    for (const QJsonObject &entry : m_rig->sandbox().ledger().entries(u"vpn"_s)) {
        const QString uuid = entry.value(u"uuid").toString().toLower();
        if (!uuid.isEmpty() && !uuids.contains(uuid) && !seen.contains(uuid))
            m_findings.add(Kind::Lost, u"the VPN API was told of key %1, which nobody knows"_s.arg(uuid));
        seen.insert(uuid);
    }
    const QSet<QString> purchases =
        textsIn(u"SELECT purchase_id FROM purchases WHERE invoice_asked_at IS NOT NULL"_s);
    for (const QJsonValue &invoice : m_rig->sandbox().cryptoPay().invoicesJson()) {
        const QString purchase = invoice.toObject().value(u"payload").toString();
        if (!purchases.contains(purchase))
            m_findings.add(Kind::Lost,
                           u"an invoice was made for %1, which nobody has asked for"_s.arg(purchase));
    }
}

// Each arrival is an attempt of a message's row. One that is in no row, or came more often than was tried, is
// what the database has lost and done again.
void Checker::checkMessagesSeen()
{
    QHash<QByteArray, int> attempts;
    QSet<QString> methods;
    for (const QVariantList &row : m_rig->rows(u"SELECT method, payload, attempts FROM outbox"_s)) {
        const QString method = row[0].toString();
        methods.insert(method.toLower());
        attempts[calledAs(method, QJsonDocument::fromJson(row[1].toByteArray()).object())] += row[2].toInt();
    }
    const QSet<qint64> erased = customersErased();
    QHash<QByteArray, int> arrived;
    for (const QJsonObject &entry : m_rig->sandbox().ledger().entries(u"call"_s)) {
        const QString method = entry.value(u"method").toString();
        const QJsonObject params = entry.value(u"params").toObject();
        const bool isKept = !erased.contains(params.value(u"chat_id").toInteger());
        if (entry.value(u"ok").toBool() && isKept && methods.contains(method.toLower()))
            ++arrived[calledAs(method, params)];
    }
    for (auto it = arrived.cbegin(); it != arrived.cend(); ++it) {
        const int tried = attempts.value(it.key());
        if (it.value() > tried)
            m_findings.add(Kind::Lost, u"Telegram got %1 times what was tried %2 times: %3"_s.arg(it.value())
                                           .arg(tried)
                                           .arg(QString::fromUtf8(it.key())));
    }
}

} // namespace turnpike::chaos
