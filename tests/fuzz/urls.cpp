// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "config/config.h"
#include "config/hosts.h"
#include "config/shownurl.h"
#include "db/databaseurl.h"
#include "fuzz/targets.h"
#include "http/proxyrules.h"
#include "state/redisurl.h"

#include <QProcessEnvironment>
#include <QUrl>

#include <array>

// What somebody who sets this up may have mistyped, and the password that must not be shown for it.
namespace turnpike::fuzz {

using namespace Qt::StringLiterals;

namespace {

const QString kPassword = u"canary-secret"_s;

constexpr std::array kSchemes{"postgresql://", "postgres://", "redis://",  "rediss://",
                              "http://",       "https://",    "socks5://", ""};
constexpr std::array kVariables{"DATABASE_URL",     "REDIS_URL",   "HTTPS_PROXY",  "TELEGRAM_PROXY",
                                "TELEGRAM_API_URL", "WEBHOOK_URL", "XRAY_API_URL", "CRYPTOBOT_API_URL"};

// What is wrong with it; empty: nothing.
template<class Parse>
QString objectionOf(Parse &&parse)
{
    try {
        parse();
    } catch (const ConfigError &error) {
        return error.message();
    }
    return {};
}

QString objectionsTo(const QString &url)
{
    QString all = objectionOf([&] { (void)db::DatabaseUrl::parse(url).display(); });
    all += objectionOf([&] { (void)state::RedisUrl::parse(url).display(); });
    return all;
}

QString reportOf(const char *variable, const QString &url)
{
    QProcessEnvironment environment;
    environment.insert(u"BOT_TOKEN"_s, u"1:token"_s);
    environment.insert(u"WEBHOOK_SECRET"_s, QString(32, u'w'));
    environment.insert(QString::fromLatin1(variable), url);
    return config::describe(config::loadConfig(environment));
}

// Whoever wrote the password a second time, however spelt, wants it shown.
bool repeatsPassword(const QString &text)
{
    const QString spelt = QUrl::fromPercentEncoding(text.toUtf8());
    return spelt.normalized(QString::NormalizationForm_KC).contains(u"canary", Qt::CaseInsensitive);
}

} // namespace

// The first two bytes choose a scheme and a variable, what follows stands behind the password.
void readUrls(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    (void)objectionsTo(text);
    (void)config::shownUrl(text);
    (void)config::isPrivateHost(text);
    (void)http::proxyFromUrl(text);
    if (bytes.size() < 2)
        return;
    const auto scheme = kSchemes[static_cast<uchar>(bytes[0]) % kSchemes.size()];
    const auto variable = kVariables[static_cast<uchar>(bytes[1]) % kVariables.size()];
    const QString rest = QString::fromUtf8(bytes.sliced(2));
    if (repeatsPassword(rest))
        return;
    const QString url = QLatin1String(scheme) + u"shop:"_s + kPassword + u'@' + rest;
    insist(!config::shownUrl(url).contains(kPassword), "a URL is shown without its password");
    insist(!objectionsTo(url).contains(kPassword), "what is wrong is said without the password");
    insist(!reportOf(variable, url).contains(kPassword), "the report is without the password");
}

} // namespace turnpike::fuzz
