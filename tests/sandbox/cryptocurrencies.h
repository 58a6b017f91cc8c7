// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonArray>
#include <QLatin1String>
#include <QStringList>

#include <optional>
#include <vector>

namespace turnpike::sandbox {

// A currency that Crypto Pay knows.
struct CryptoCurrency
{
    QLatin1String code;
    QLatin1String name;
    bool isFiat = false;
    bool isStablecoin = false;
    int decimals = 8;
    bool isPayable = true; // false: an asset that can only be swapped into
    double dollars =
        1; // what one is worth: a plausible figure that never moves, so that tests can count on it
};

// All of them, in the order of the documentation: first the assets, then the fiat currencies.
const std::vector<CryptoCurrency> &cryptoCurrencies();
// Null when there is none of that code.
const CryptoCurrency *findCurrency(const QString &code);
// What invoices can be made out in and paid with, and what swap_to may name.
QStringList payableAssets();
QStringList swapTargets();
// As getCurrencies and getExchangeRates tell them.
QJsonArray currenciesJson();
QJsonArray exchangeRatesJson();

// Decimals of amounts and rates.
inline constexpr int kFigures = 8;

// Crypto Pay writes figures without trailing zeros: "149", "1.8625".
QString plainFigure(double value, int decimals);
// An amount as a request may give it, a text or a number, in that form. Nothing when it is none, or not
// greater than zero.
std::optional<QString> plainAmount(const QJsonValue &value);

} // namespace turnpike::sandbox
