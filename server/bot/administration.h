// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "db/transaction.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace turnpike::bot {

// What the shop's administrators see and do in Telegram: another door to what consoles read and change, by
// the same calls with the same rules. Each is part of the caller's transaction. Thread-safe.
class Administration
{
public:
    virtual ~Administration() = default;

    virtual bool isAdministrator(TelegramId user) const = 0;

    // How everything is, in one sentence of the language with this code.
    virtual QString health(const QString &language) const = 0;

    struct Sales
    {
        Kopecks today; // since midnight in Moscow
        Kopecks week;  // of the last 7 days, this moment included
        Kopecks month; // of the last 30
        qint64 customers = 0;
        qint64 buyers = 0; // of them, who has bought something
    };
    virtual Sales sales(db::Transaction &tx) const = 0;

    struct Answer
    {
        QJsonObject ok;                 // as consoles get it
        std::optional<QString> refusal; // why not, in the language that was asked for
        QString said{};                 // what becomes of it, likewise; empty: it is done
    };
    // A call that reads: one of "customers.search", "customers.card", "purchases.review", "broadcasts.list"
    // and "broadcasts.count".
    virtual Answer read(db::Transaction &tx, const char *call, const QJsonObject &args,
                        const QString &language) const = 0;

    struct Deed
    {
        QString id; // done once under this
        TelegramId by;
        const char *call = nullptr;
        QJsonObject args; // with the reason
    };
    // A call that changes. It is audited in the name of whoever asks for it, also when it is refused.
    virtual Answer change(db::Transaction &tx, const Deed &deed, const QString &language) const = 0;
};

} // namespace turnpike::bot
