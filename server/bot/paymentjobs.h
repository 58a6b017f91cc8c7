// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/services.h"
#include "inbox/updatehandler.h"
#include "protocol/timestamp.h"
#include "telegram/update.h"

namespace turnpike::bot {

// Money that Telegram says has come or gone back. Passes every limit, block and flag; what cannot be matched
// is kept in the audit and alerts, and nothing is granted.
class PaymentJob : public inbox::UpdateHandler::Job
{
public:
    PaymentJob(const Services &services, telegram::Update update, Timestamp receivedAt);

    void run(db::Transaction &tx) override;

private:
    void finalize(db::Transaction &tx, const telegram::SuccessfulPayment &payment);
    void refund(db::Transaction &tx, const telegram::SuccessfulPayment &payment);
    void keepUnmatched(db::Transaction &tx, const char *what, const telegram::SuccessfulPayment &payment);

    const Services &m_services;
    const telegram::Update m_update;
    const Timestamp m_receivedAt;
};

// "May this be paid?" Reads the purchase and writes nothing but the answer.
class PreCheckoutJob : public inbox::UpdateHandler::Job
{
public:
    PreCheckoutJob(const Services &services, telegram::PreCheckoutQuery query, Timestamp receivedAt);

    void run(db::Transaction &tx) override;
    // No answer was found in time: the customer is asked to try again.
    void refuse(db::Transaction &tx);

private:
    bool isPayable(const std::optional<billing::Purchase> &purchase) const;
    bool isTooOld(const std::optional<billing::Purchase> &purchase) const;
    void answer(db::Transaction &tx, bool ok, const QString &why);
    const Speech &speech(db::Transaction &tx) const;

    const Services &m_services;
    const telegram::PreCheckoutQuery m_query;
    const Timestamp m_receivedAt;
};

} // namespace turnpike::bot
