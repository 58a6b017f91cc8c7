// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/leader.h"
#include "app/shop.h"
#include "config/config.h"
#include "ops/dependencies.h"
#include "protocol/literals.h"

namespace turnpike::app {

// Those that have neither a breaker nor a check: their callers report what goes wrong.
inline const QString kAlertWebhook = u"alert_webhook"_s;
inline const QString kHeartbeat = u"heartbeat"_s;

// All that this program calls outside. What is passed must outlive the list.
ops::Dependencies dependenciesOf(const config::Config &config, Shop &shop, const Leader &leader);

} // namespace turnpike::app
