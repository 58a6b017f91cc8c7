// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/textids.h"

#include <QString>
#include <QUrl>

#include <vector>

namespace turnpike::bot {

// Apps that take a key by a link of a scheme of their own. Telegram takes no such link in a button, so that
// the button leads to a page of ours (app::OpenPage), which leads on.
struct VpnApp
{
    const char *id; // in links that stand in chats: keeps its meaning
    const char *name;
    const char *prefix; // of its own link; the key follows
    int encodings;      // how often the key is percent-encoded there
    unsigned platforms; // of platform::
};

namespace platform {
inline constexpr unsigned kIos = 1;
inline constexpr unsigned kAndroid = 2;
inline constexpr unsigned kWindows = 4;
inline constexpr unsigned kMacos = 8;
} // namespace platform

// What a customer's device is, and how one connects there.
struct Guide
{
    const char *word; // in the data of buttons
    unsigned platform;
    TextId byHand; // with a place for where the key is to be copied from
    TextId byLink; // by buttons that open an app with the key
};

// All of them, the one to be tried first at the top.
const std::vector<VpnApp> &vpnApps();
// nullptr for a word that is none.
const Guide *guideFor(const QString &word);

// The address of a button that opens `app` with `key`: `page` with language, app and key behind the '#',
// which no browser sends to a server. Empty without a page, and where it would be longer than 2048
// characters.
QString vpnAppLink(const QUrl &page, const QString &language, const VpnApp &app, const QString &key);

} // namespace turnpike::bot
