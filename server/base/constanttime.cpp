// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/constanttime.h"

#include <QCryptographicHash>

namespace turnpike {

bool equalsInConstantTime(QByteArrayView given, QByteArrayView expected)
{
    const auto digest = [](QByteArrayView bytes) {
        return QCryptographicHash::hash(bytes.toByteArray(), QCryptographicHash::Sha256);
    };
    const QByteArray a = digest(given);
    const QByteArray b = digest(expected);
    unsigned difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return difference == 0;
}

} // namespace turnpike
