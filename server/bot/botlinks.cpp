// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/botlinks.h"

#include <QUrl>

namespace turnpike::bot::botlinks {

using namespace Qt::StringLiterals;

namespace {

const QString kChatUrlKey = u"bot_chat_url"_s;

constexpr const char *kLoadChatUrl = "SELECT value FROM settings WHERE key = ?";
constexpr const char *kSaveChatUrl = R"(
    INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at)";

} // namespace

void remember(db::Transaction &tx, const QString &chatUrl, Timestamp now)
{
    tx.exec(kSaveChatUrl, kChatUrlKey, chatUrl, now);
}

QString to(db::Transaction &tx, const QString &payload)
{
    const auto row = tx.one(kLoadChatUrl, kChatUrlKey);
    return row ? row->text(0) + u"?start="_s + payload : u"/start "_s + payload;
}

QString sharing(const QString &link, const QString &text)
{
    if (!link.startsWith("https://"_L1))
        return {};
    return u"https://t.me/share/url?url="_s + QString::fromLatin1(QUrl::toPercentEncoding(link)) +
           u"&text="_s + QString::fromLatin1(QUrl::toPercentEncoding(text));
}

} // namespace turnpike::bot::botlinks
