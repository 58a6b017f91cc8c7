// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/shopchoices.h"

namespace turnpike::billing {

// Its word, as the columns hold it, is what checks, metrics and its breaker are called as well.
using protocol::kProviders;
using protocol::Provider;
using protocol::ProviderTraits;
using protocol::traitsOf;

} // namespace turnpike::billing
