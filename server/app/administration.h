// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/alertvoice.h"
#include "app/shoprules.h"
#include "bot/administration.h"
#include "bot/texts.h"
#include "config/config.h"
#include "consolecalls/broadcastcalls.h"
#include "consolecalls/customeractions.h"
#include "protocol/gauges.h"

#include <mutex>

namespace turnpike::app {

// The people among those who are told of alerts (ADMIN_TELEGRAM_IDS): they run the shop in Telegram.
QList<qint64> shopAdministrators(const config::Config &config);

// What broadcasts are written with.
consolecalls::BroadcastRules broadcastRules(const config::Config &config, const bot::Texts &texts,
                                            const billing::Catalog &catalog,
                                            const broadcasts::Broadcasts &broadcasts);

// The door of the shop's administrators to the actions of consoles. Thread-safe.
class Administration : public bot::Administration
{
public:
    // All must outlive it.
    struct Parts
    {
        const config::Config &config; // read once
        const Clock &clock;
        ShopBooks &books;
        const ShopRules &rules;
        access::CustomerNotices &notices;
        const bot::Texts &texts;
        const broadcasts::Broadcasts &broadcasts;
    };
    explicit Administration(const Parts &parts);

    // What says how everything is. Until it is set nothing is known.
    void setHealth(std::function<protocol::Headline()> look);

    bool isAdministrator(TelegramId user) const override;
    QString health(const QString &language) const override;
    Sales sales(db::Transaction &tx) const override;
    Answer read(db::Transaction &tx, const char *call, const QJsonObject &args,
                const QString &language) const override;
    Answer change(db::Transaction &tx, const Deed &deed, const QString &language) const override;

private:
    QJsonObject answerOf(db::Transaction &tx, const QString &name, const QJsonObject &args) const;

    const Clock &m_clock;
    const control::Audit &m_audit;
    const billing::Catalog &m_catalog;
    const QList<qint64> m_administrators;
    const consolecalls::CustomerActions m_customers;
    const consolecalls::BroadcastRules m_broadcasts;
    consolehub::Actions m_actions;
    const AlertVoice m_voice;
    mutable std::mutex m_mutex;
    std::function<protocol::Headline()> m_look; // guarded by m_mutex
};

} // namespace turnpike::app
