// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/openpage.h"

#include "base/errors.h"
#include "bot/vpnapps.h"
#include "resources/resources.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::app {

using namespace Qt::StringLiterals;

namespace {

// The place of the apps in the page.
constexpr char kAppsPlace[] = "const apps = {};";

QByteArray appsAsJson()
{
    QJsonObject apps;
    for (const bot::VpnApp &app : bot::vpnApps()) {
        apps.insert(QLatin1String(app.id), QJsonObject{{u"name"_s, QLatin1String(app.name)},
                                                       {u"prefix"_s, QLatin1String(app.prefix)},
                                                       {u"encodings"_s, app.encodings}});
    }
    return QJsonDocument(apps).toJson(QJsonDocument::Compact);
}

QByteArray builtInPage()
{
    initResources();
    QFile file(u":/open.html"_s);
    QByteArray page = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    if (page.count(kAppsPlace) != 1)
        throw ConfigError(u"the built-in page open.html has no place for the apps"_s);
    return page.replace(kAppsPlace, "const apps = " + appsAsJson() + ';');
}

// The source of the page's one element of this name, as Content-Security-Policy Level 3 names it.
QByteArray sourceOf(const QByteArray &page, const QByteArray &element)
{
    const QByteArray opening = '<' + element + '>';
    const qsizetype begin = page.indexOf(opening) + opening.size();
    const qsizetype end = page.indexOf("</" + element + '>', begin);
    if (begin < opening.size() || end < 0)
        throw ConfigError(u"the built-in page open.html has no <%1>"_s.arg(QString::fromLatin1(element)));
    const QByteArray content = page.mid(begin, end - begin);
    return "'sha256-" + QCryptographicHash::hash(content, QCryptographicHash::Sha256).toBase64() + '\'';
}

http::Response responseOf(const QByteArray &page)
{
    http::Response response;
    response.body = page;
    response.contentType = "text/html; charset=utf-8"_ba;
    response.headers = {
        {"Content-Security-Policy", "default-src 'none'; script-src " + sourceOf(page, "script") +
                                        "; style-src " + sourceOf(page, "style") +
                                        "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cache-Control", "no-store"},
        {"X-Robots-Tag", "noindex"},
    };
    return response;
}

} // namespace

OpenPage::OpenPage()
    : m_response(responseOf(builtInPage()))
{}

void OpenPage::attach(http::HttpFrontend &frontend) const
{
    frontend.route(
        "GET", kPath.toLatin1(),
        [response = m_response](const http::Request &, const http::Reply &reply) { reply.send(response); });
}

QUrl OpenPage::urlOf(const config::Config &config)
{
    const QString host = config.webhookUrl.host();
    if (!host.contains(u'.'))
        return {};
    QUrl url;
    url.setScheme(config.webhookUrl.scheme());
    url.setHost(host);
    url.setPort(config.webhookUrl.port());
    url.setPath(kPath);
    return url;
}

} // namespace turnpike::app
