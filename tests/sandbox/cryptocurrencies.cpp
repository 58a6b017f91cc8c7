// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cryptocurrencies.h"

#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRateDecimals = 8;

QString withoutTrailingZeros(QString figure)
{
    if (!figure.contains(u'.'))
        return figure;
    while (figure.endsWith(u'0'))
        figure.chop(1);
    if (figure.endsWith(u'.'))
        figure.chop(1);
    return figure;
}

CryptoCurrency asset(const char *code, const char *name, double dollars, int decimals)
{
    const QLatin1String id(code);
    const bool isStable = id == "USDT"_L1 || id == "USDC"_L1;
    return {id, QLatin1String(name), false, isStable, decimals, id != "SOL"_L1, dollars};
}

CryptoCurrency fiat(const char *code, const char *name, double perDollar)
{
    return {QLatin1String(code), QLatin1String(name), true, false, 8, false, 1 / perDollar};
}

} // namespace

// The assets of createInvoice in the documentation (help.send.tg, "Crypto Pay API" 1.5.2). The documentation
// lists twenty fiat currencies; the API takes KGS and TJS as well (aiosend, enums/fiat.py). SOL stands in the
// list of swap_to alone. The testnet's JET is left out: nothing real is paid with it.
const std::vector<CryptoCurrency> &cryptoCurrencies()
{
    static const std::vector<CryptoCurrency> all = {
        asset("USDT", "Tether", 1, 18),
        asset("TON", "Toncoin", 3.2, 9),
        asset("BTC", "Bitcoin", 100'000, 8),
        asset("ETH", "Ethereum", 3'500, 18),
        asset("LTC", "Litecoin", 90, 8),
        asset("BNB", "Binance Coin", 650, 18),
        asset("TRX", "Tron", 0.25, 6),
        asset("USDC", "USD Coin", 1, 18),
        asset("SOL", "Solana", 180, 9),
        fiat("USD", "United States dollar", 1),
        fiat("EUR", "Euro", 0.92),
        fiat("RUB", "Russian ruble", 80),
        fiat("BYN", "Belarusian ruble", 3.3),
        fiat("UAH", "Ukrainian hryvnia", 41),
        fiat("GBP", "Pound sterling", 0.78),
        fiat("CNY", "Renminbi", 7.2),
        fiat("KZT", "Kazakhstani tenge", 480),
        fiat("UZS", "Uzbekistani sum", 12'700),
        fiat("GEL", "Georgian lari", 2.7),
        fiat("TRY", "Turkish lira", 34),
        fiat("AMD", "Armenian dram", 390),
        fiat("THB", "Thai baht", 34),
        fiat("INR", "Indian rupee", 84),
        fiat("BRL", "Brazilian real", 5.7),
        fiat("IDR", "Indonesian rupiah", 15'800),
        fiat("AZN", "Azerbaijani manat", 1.7),
        fiat("AED", "United Arab Emirates dirham", 3.67),
        fiat("PLN", "Polish zloty", 4),
        fiat("ILS", "Israeli new shekel", 3.7),
        fiat("KGS", "Kyrgyzstani som", 86),
        fiat("TJS", "Tajikistani somoni", 10.7),
    };
    return all;
}

const CryptoCurrency *findCurrency(const QString &code)
{
    const auto &all = cryptoCurrencies();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const CryptoCurrency &currency) { return currency.code == code; });
    return found == all.end() ? nullptr : &*found;
}

QStringList payableAssets()
{
    QStringList codes;
    for (const CryptoCurrency &currency : cryptoCurrencies()) {
        if (currency.isPayable)
            codes.append(currency.code);
    }
    return codes;
}

QStringList swapTargets()
{
    return {u"USDT"_s, u"TON"_s, u"TRX"_s, u"ETH"_s, u"SOL"_s, u"BTC"_s, u"LTC"_s};
}

QJsonArray currenciesJson()
{
    QJsonArray all;
    for (const CryptoCurrency &currency : cryptoCurrencies()) {
        all.append(QJsonObject{{u"is_blockchain"_s, !currency.isFiat && !currency.isStablecoin},
                               {u"is_stablecoin"_s, currency.isStablecoin},
                               {u"is_fiat"_s, currency.isFiat},
                               {u"name"_s, currency.name},
                               {u"code"_s, currency.code},
                               {u"decimals"_s, currency.decimals}});
    }
    return all;
}

QJsonArray exchangeRatesJson()
{
    QJsonArray all;
    for (const QString &source : payableAssets()) {
        for (const CryptoCurrency &target : cryptoCurrencies()) {
            if (!target.isFiat)
                continue;
            const double rate = findCurrency(source)->dollars / target.dollars;
            all.append(QJsonObject{{u"is_valid"_s, true},
                                   {u"is_crypto"_s, true},
                                   {u"is_fiat"_s, false},
                                   {u"source"_s, source},
                                   {u"target"_s, target.code},
                                   {u"rate"_s, plainFigure(rate, kRateDecimals)}});
        }
    }
    return all;
}

QString plainFigure(double value, int decimals)
{
    return withoutTrailingZeros(QString::number(value, 'f', decimals));
}

std::optional<QString> plainAmount(const QJsonValue &value)
{
    static const QRegularExpression shape(u"^0*([0-9]{1,15}(?:\\.[0-9]{1,18})?)$"_s);
    const QString text = value.isDouble()
                             ? QString::number(value.toDouble(), 'f', QLocale::FloatingPointShortest)
                             : value.toString();
    const QRegularExpressionMatch match = shape.match(text);
    if (!match.hasMatch() || match.captured(1).toDouble() <= 0)
        return std::nullopt;
    return withoutTrailingZeros(match.captured(1));
}

} // namespace turnpike::sandbox
