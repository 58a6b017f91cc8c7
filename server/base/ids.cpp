// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/ids.h"

#include <QRandomGenerator>

#include <algorithm>

namespace turnpike {

using namespace Qt::StringLiterals;

namespace {

const QString kPrefix = u"purchase_"_s;
constexpr int kRandomBytes = 8;

} // namespace

QString randomHex(int bytes)
{
    QByteArray random(bytes, Qt::Uninitialized);
    for (char &byte : random)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return QString::fromLatin1(random.toHex());
}

PurchaseId PurchaseId::generate()
{
    return PurchaseId(kPrefix + randomHex(kRandomBytes));
}

bool PurchaseId::isOurs() const
{
    const auto isHex = [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); };
    return m_value.startsWith(kPrefix) && m_value.size() == kPrefix.size() + 2 * kRandomBytes &&
           std::all_of(m_value.cbegin() + kPrefix.size(), m_value.cend(), isHex);
}

} // namespace turnpike
