// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/money.h"

#include <cstdlib>

namespace turnpike::protocol {

using namespace Qt::StringLiterals;

QLocale englishLocale()
{
    return QLocale(QLocale::English, QLocale::UnitedStates);
}

QString moneyText(const Money &money, const QLocale &locale)
{
    const bool isRoubles = money.currency == "RUB"_L1;
    const bool hasParts = money.currency != "XTR"_L1; // Telegram Stars have none
    const qint64 size = std::abs(money.minorUnits);
    QString figure = locale.toString(hasParts ? size / 100 : size);
    if (hasParts && (!isRoubles || size % 100 != 0))
        figure += locale.decimalPoint() + u"%1"_s.arg(size % 100, 2, 10, QLatin1Char('0'));
    if (money.minorUnits < 0)
        figure.prepend(locale.negativeSign());
    return u"%1 %2"_s.arg(figure, isRoubles ? u"₽"_s : money.currency);
}

} // namespace turnpike::protocol
