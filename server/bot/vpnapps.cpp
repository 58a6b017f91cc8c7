// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/vpnapps.h"

#include <algorithm>

namespace turnpike::bot {

namespace {

// What every browser and every app of Telegram opens; a key of a longer one is copied.
constexpr qsizetype kLongestLink = 2048;

constexpr unsigned kEverywhere = platform::kIos | platform::kAndroid | platform::kWindows | platform::kMacos;

constexpr Guide kGuides[] = {
    {"ios", platform::kIos, "help.ios", "help.ios_apps"},
    {"android", platform::kAndroid, "help.android", "help.android_apps"},
    {"windows", platform::kWindows, "help.windows", "help.windows_apps"},
    {"macos", platform::kMacos, "help.macos", "help.macos_apps"},
};

} // namespace

const std::vector<VpnApp> &vpnApps()
{
    static const std::vector<VpnApp> apps = {
        // remnawave/subscription-page, frontend/public/assets/app-config.json: behind it the address as it
        // is.
        {"happ", "Happ", "happ://add/", 0, kEverywhere},
        // Its makers publish no description. So it stands in the pages of those who sell by it, with one key
        // as with an address of many.
        {"v2raytun", "v2RayTun", "v2raytun://import/", 0,
         platform::kIos | platform::kAndroid | platform::kMacos},
        // As for Happ.
        {"streisand", "Streisand", "streisand://import/", 0, platform::kIos},
        // 2dust/v2rayNG, UrlSchemeActivity.kt: the parameter, which is decoded as such, is decoded once more.
        {"v2rayng", "v2rayNG", "v2rayng://install-config?url=", 2, platform::kAndroid},
        // hiddify/hiddify-app, wiki, URL-Scheme: "or single proxy link", as it is;
        // lib/utils/link_parsers.dart.
        {"hiddify", "Hiddify", "hiddify://import/", 0, kEverywhere},
    };
    return apps;
}

const Guide *guideFor(const QString &word)
{
    const auto *const found = std::find_if(std::begin(kGuides), std::end(kGuides), [&](const Guide &guide) {
        return word == QLatin1String(guide.word);
    });
    return found == std::end(kGuides) ? nullptr : found;
}

QString vpnAppLink(const QUrl &page, const QString &language, const VpnApp &app, const QString &key)
{
    if (page.isEmpty())
        return {};
    const QString link = page.toString(QUrl::FullyEncoded) + u'#' + language + u'/' + QLatin1String(app.id) +
                         u'/' + QString::fromLatin1(QUrl::toPercentEncoding(key));
    return link.size() <= kLongestLink ? link : QString();
}

} // namespace turnpike::bot
