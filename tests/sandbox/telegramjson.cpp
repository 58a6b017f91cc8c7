// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegramjson.h"

#include <QJsonDocument>

namespace turnpike::sandbox {

QByteArray asciiJson(const QJsonObject &object)
{
    const QByteArray utf8 = QJsonDocument(object).toJson(QJsonDocument::Compact);
    const bool isAscii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return (c & 0x80) == 0; });
    if (isAscii)
        return utf8;
    QByteArray ascii;
    ascii.reserve(utf8.size() * 2);
    for (const QChar c : QString::fromUtf8(utf8)) {
        if (c.unicode() < 0x80) {
            ascii += c.toLatin1();
        } else {
            ascii += "\\u" + QByteArray::number(c.unicode(), 16).rightJustified(4, '0');
        }
    }
    return ascii;
}

} // namespace turnpike::sandbox
