// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

#include <QJsonObject>
#include <QUrlQuery>

#include <functional>

namespace turnpike::sandbox {

class Sandbox;

// The control API: what customers do, what breaks, and what has happened. JSON in and out; an order that
// cannot be done answers 409 with {"error": why}. Owned by Sandbox; lives on its thread.
//
// POST user, message, press, duplicate-press, block, checkout, pay, expire, foreign-invoice, cryptopay, vpn,
// faults, limits, vpn-reset; GET health, ledger, users, chat, vpn, invoices, cryptopay, checkouts, faults;
// DELETE faults.
// Of Telegram's side of the webhook (controlwebhook.cpp): POST update, redeliver, webhook-rules, names,
// restart-ids, hold-queue, release-queue, reorder-queue, mishaps, proxy; GET webhook, queues, mishaps; DELETE
// names, mishaps, proxy.
// Of chats (controlchats.cpp): POST group, membership, upgrade, delete-group, deactivate, meet, post, album,
// pin, topic, renew-subscription, subscription, bot-state, flood.
class Control
{
public:
    explicit Control(Sandbox *sandbox);

    http::Response answer(const http::Request &request);

private:
    using Handler = std::function<QJsonObject(const QJsonObject &body, const QUrlQuery &query)>;

    void addCustomers();
    void addPayments();
    void addGroups();
    void addChatEvents();
    void addBotStates();
    void addFaults();
    void addQueries();
    void addProviders();
    void addWebhook();
    void addDeliveries();
    // The answer of a call that made this update.
    static QJsonObject madeUpdate(qint64 updateId);
    QJsonObject pay(const QJsonObject &body);
    QJsonObject makeForeignInvoices(const QJsonObject &body);
    QJsonObject changeCryptoPay(const QJsonObject &body);
    QJsonObject changeVpn(const QJsonObject &body);
    QJsonObject chat(qint64 userId, qint64 since) const;

    Sandbox *m_sandbox;
    QHash<QByteArray, Handler> m_handlers; // by "METHOD name"
};

} // namespace turnpike::sandbox
