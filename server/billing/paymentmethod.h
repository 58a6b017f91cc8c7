// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/purchase.h"

#include <algorithm>
#include <vector>

namespace turnpike::billing {

// A way to pay that is set up here, and the kinds of purchase that it may pay for. A value.
struct PaymentMethod
{
    Provider provider;
    std::vector<PurchaseKind> kinds;

    bool sells(PurchaseKind kind) const { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }
};

// All of them, in the order of the menus. The balance, which is always available, is not among them.
using PaymentMethods = std::vector<PaymentMethod>;

// Those that a purchase of this kind may be paid with.
inline std::vector<Provider> sellersOf(const PaymentMethods &methods, PurchaseKind kind)
{
    std::vector<Provider> sellers;
    for (const PaymentMethod &method : methods) {
        if (method.sells(kind))
            sellers.push_back(method.provider);
    }
    return sellers;
}

// The same, followed by the balance if that may pay for it: a top-up cannot be paid from the balance.
inline std::vector<Provider> payersOf(const PaymentMethods &methods, PurchaseKind kind)
{
    std::vector<Provider> payers = sellersOf(methods, kind);
    if (kind != PurchaseKind::BalanceTopup)
        payers.push_back(Provider::Balance);
    return payers;
}

// Whether anything but the balance pays for purchases of this kind.
inline bool isSold(const PaymentMethods &methods, PurchaseKind kind)
{
    return !sellersOf(methods, kind).empty();
}

} // namespace turnpike::billing
