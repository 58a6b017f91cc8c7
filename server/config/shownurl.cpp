// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "config/shownurl.h"

#include "base/urltext.h"
#include "telemetry/log.h"

#include <QRegularExpression>
#include <QStringList>
#include <QUrl>
#include <QUrlQuery>

namespace turnpike::config {

using namespace Qt::StringLiterals;

namespace {

// Of libpq and of clients of Redis: what they say is no secret and helps to see what is in force.
bool isHarmless(const QString &parameter)
{
    static const QStringList names{
        u"sslmode"_s,         u"host"_s,       u"connect_timeout"_s, u"application_name"_s,
        u"channel_binding"_s, u"gssencmode"_s, u"family"_s,          u"ssl"_s};
    return names.contains(parameter);
}

bool isCalledLikeASecret(const QString &parameter)
{
    static const QRegularExpression secret(u"pass|pwd|secret|token|key|auth|sign"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    return parameter.contains(secret);
}

void addSecret(const QString &text)
{
    log::addSecret(text);
    log::addSecret(QUrl::fromPercentEncoding(text.toUtf8()));
}

// Read as text, too: what is no proper URL has a password all the same. Of one that is, whatever it may mean.
void addSecretsOf(const QString &text)
{
    const qsizetype begin = authorityOf(text);
    const QString login = text.mid(begin, text.lastIndexOf(u'@') - begin);
    if (text.lastIndexOf(u'@') > begin && login.contains(u':'))
        addSecret(login.mid(login.indexOf(u':') + 1));
    log::addSecret(QUrl(text, QUrl::TolerantMode).password(QUrl::FullyDecoded));
    static const QRegularExpression parameter(u"[?&]([^=&#]*)=([^&#]*)"_s);
    for (auto it = parameter.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        if (isCalledLikeASecret(QUrl::fromPercentEncoding(match.captured(1).toUtf8())))
            addSecret(match.captured(2));
    }
}

QString shownLogin(const QUrl &url)
{
    if (url.userInfo().isEmpty())
        return {};
    const bool isNameAlone = url.password().isEmpty();
    // Of others a name alone may be a token.
    if (isNameAlone && !url.scheme().startsWith(u"postgres"))
        return u"***@"_s;
    return url.userName(QUrl::FullyEncoded) + (isNameAlone ? u"@"_s : u":***@"_s);
}

QString shownParameters(const QUrl &url)
{
    static const QRegularExpression name(u"\\A[A-Za-z0-9_.-]{1,32}\\z"_s);
    QStringList shown;
    for (const auto &[key, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        const bool isName = name.match(key).hasMatch() && !value.isEmpty();
        shown += !isName ? u"***"_s : isHarmless(key) ? key + u'=' + value : key + u"=***"_s;
    }
    return shown.isEmpty() ? QString() : u"?"_s + shown.join(u'&');
}

} // namespace

QString shownUrl(const QString &text)
{
    if (text.isEmpty() || text.startsWith(u"sqlite:"))
        return text;
    addSecretsOf(text);
    const QUrl url(text, QUrl::StrictMode);
    const bool isWhole = authorityOf(text) > 0 && url.isValid() && !url.hasFragment() &&
                         !isCutByItsPassword(text) && (url.userInfo().isEmpty() || !url.host().isEmpty());
    if (!isWhole)
        return u"*** (%1 characters)"_s.arg(text.size());
    QUrl rest = url;
    rest.setUserInfo(QString());
    rest.setQuery(QString());
    QString shown = rest.toDisplayString();
    shown.insert(shown.indexOf(u"://") + 3, shownLogin(url));
    return shown + shownParameters(url);
}

} // namespace turnpike::config
