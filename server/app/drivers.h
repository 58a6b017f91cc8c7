// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/panel.h"
#include "billing/paymentmethod.h"
#include "config/config.h"
#include "payments/paymentprovider.h"

#include <memory>
#include <vector>

namespace turnpike::app {

// Everything outside that is behind a driver: each panel and each payment provider that this version knows,
// configured or not; what Telegram itself sells by only where it is, since the bot is there in any case. The
// one place that names them. Made once; any thread may call what is in it.
struct Drivers
{
    // `client` outlives it.
    Drivers(const config::Config &config, http::HttpClient &client);

    // Where the customers' keys live: the configured panel; if there is none, the first, which says what it
    // lacks.
    const access::Panel &panel() const;

    std::vector<std::unique_ptr<access::Panel>> panels; // never empty
    std::vector<std::unique_ptr<payments::PaymentProvider>> providers;
};

// How customers may pay besides from the balance: the methods of the configured providers.
billing::PaymentMethods offeredMethods(const config::Config &config);

} // namespace turnpike::app
