// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/drivers.h"

#include "access/xraypanel.h"
#include "payments/cryptopay.h"
#include "payments/telegramcard.h"
#include "payments/telegramstars.h"

#include <algorithm>

namespace turnpike::app {

namespace {

access::XrayPanel::Settings xraySettings(const config::Config &config)
{
    const config::PanelConfig panel = config.panels.value(config::PanelConfig::kXray);
    return {panel.url, panel.key};
}

payments::CryptoPay::Settings cryptoPaySettings(const config::Config &config)
{
    return {config.cryptobotApiUrl, config.cryptobotToken, config.cryptobotAssets};
}

payments::TelegramInvoices::Settings telegramSettings(const config::Config &config)
{
    return {config.telegramApiUrl, config.botToken};
}

payments::TelegramCard::Settings cardSettings(const config::Config &config)
{
    return {telegramSettings(config), config.tgProviderToken, {config.cardVatCode, config.cardTaxSystem}};
}

} // namespace

Drivers::Drivers(const config::Config &config, http::HttpClient &client)
{
    panels.push_back(std::make_unique<access::XrayPanel>(client, xraySettings(config)));
    providers.push_back(std::make_unique<payments::CryptoPay>(client, cryptoPaySettings(config)));
    if (config.sellsForStars)
        providers.push_back(std::make_unique<payments::TelegramStars>(client, telegramSettings(config)));
    if (!config.tgProviderToken.isEmpty())
        providers.push_back(std::make_unique<payments::TelegramCard>(client, cardSettings(config)));
}

const access::Panel &Drivers::panel() const
{
    const auto configured =
        std::find_if(panels.begin(), panels.end(), [](const auto &panel) { return !panel->missing(); });
    return configured == panels.end() ? *panels.front() : **configured;
}

billing::PaymentMethods offeredMethods(const config::Config &config)
{
    billing::PaymentMethods methods;
    if (!config.cryptobotToken.isEmpty())
        methods.push_back(payments::CryptoPay::method());
    if (config.sellsForStars)
        methods.push_back(payments::TelegramStars::method());
    if (!config.tgProviderToken.isEmpty())
        methods.push_back(payments::TelegramCard::method());
    return methods;
}

} // namespace turnpike::app
