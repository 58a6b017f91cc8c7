// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/callbackdata.h"

#include "base/errors.h"

#include <algorithm>

namespace turnpike::bot {

using namespace Qt::StringLiterals;

namespace {

QString encode(const QString &action, const QStringList &args)
{
    QString data = QLatin1String(kCallbackVersion) + u':' + action;
    for (const QString &arg : args)
        data += u':' + arg;
    if (data.toUtf8().size() > kCallbackDataBytes)
        throw DomainError(u"a button cannot carry %1 (over 64 bytes)"_s.arg(data));
    return data;
}

} // namespace

QString encodeCallback(const char *action, const QStringList &args)
{
    return encode(QLatin1String(action), args);
}

QString encodeFreshCallback(const char *action, const QStringList &args)
{
    return encode(u'+' + QLatin1String(action), args);
}

std::optional<CallbackData> decodeCallback(const QString &data)
{
    // A press can be forged by whoever writes a client of their own: nothing odd gets any further.
    const bool isPlain = std::all_of(data.begin(), data.end(), [](QChar c) {
        return (c.unicode() < 0x80 && c.isLetterOrNumber()) || QStringView(u":+_-").contains(c);
    });
    if (!isPlain)
        return std::nullopt;
    QStringList parts = data.split(u':');
    if (parts.size() < 2 || parts[0] != QLatin1String(kCallbackVersion) || parts[1].isEmpty())
        return std::nullopt;
    CallbackData decoded;
    decoded.opensNew = parts[1].startsWith(u'+');
    decoded.action = decoded.opensNew ? parts[1].mid(1) : parts[1];
    decoded.args = parts.mid(2);
    return decoded;
}

} // namespace turnpike::bot
