// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/profiles.h"

#include "connection/websocketdialer.h"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

const QString kArray = u"servers"_s;
const QString kLastUsed = u"lastServer"_s;
constexpr int kNameLength = 60;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Profiles)
};

} // namespace

QList<Profile> Profiles::all() const
{
    QSettings settings;
    QList<Profile> profiles;
    const int count = settings.beginReadArray(kArray);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        profiles.append({settings.value(u"name"_s).toString(), settings.value(u"url"_s).toUrl(),
                         settings.value(u"allowsPlainText"_s).toBool()});
    }
    settings.endArray();
    return profiles;
}

std::optional<Profile> Profiles::find(const QString &name) const
{
    const QList<Profile> profiles = all();
    const auto found = std::find_if(profiles.begin(), profiles.end(),
                                    [&](const Profile &profile) { return profile.name == name; });
    return found == profiles.end() ? std::nullopt : std::optional(*found);
}

void Profiles::save(const Profile &profile)
{
    QList<Profile> profiles = all();
    const auto found = std::find_if(profiles.begin(), profiles.end(),
                                    [&](const Profile &known) { return known.name == profile.name; });
    if (found == profiles.end())
        profiles.append(profile);
    else
        *found = profile;
    write(profiles);
}

void Profiles::remove(const QString &name)
{
    QList<Profile> profiles = all();
    profiles.removeIf([&](const Profile &profile) { return profile.name == name; });
    write(profiles);
}

void Profiles::write(const QList<Profile> &profiles)
{
    QSettings settings;
    settings.remove(kArray);
    settings.beginWriteArray(kArray);
    for (qsizetype i = 0; i < profiles.size(); ++i) {
        settings.setArrayIndex(static_cast<int>(i));
        settings.setValue(u"name"_s, profiles[i].name);
        settings.setValue(u"url"_s, profiles[i].url);
        settings.setValue(u"allowsPlainText"_s, profiles[i].allowsPlainText);
    }
    settings.endArray();
}

QString Profiles::lastUsed() const
{
    return QSettings().value(kLastUsed).toString();
}

void Profiles::setLastUsed(const QString &name)
{
    QSettings().setValue(kLastUsed, name);
}

QString Profiles::objectionTo(const Profile &profile)
{
    if (profile.name.trimmed().isEmpty())
        return Texts::tr("Give it a name, such as Production.");
    if (profile.name.size() > kNameLength)
        return Texts::tr("A name has %n character(s) at most.", nullptr, kNameLength);
    if (profile.url.host().isEmpty() || !profile.url.isValid())
        return Texts::tr("The address is the server's, such as wss://shop.example.com.");
    if (!profile.url.userInfo().isEmpty() || profile.url.hasQuery())
        return Texts::tr("The address holds no user and no token: the token has a field of its own.");
    if (!isSafe(Endpoint{profile.url, {}, profile.allowsPlainText}))
        return Texts::tr("The token would travel unencrypted: use wss://, or allow it below.");
    return {};
}

QUrl Profiles::urlFrom(const QString &typed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty() || text.contains(u"://"_s))
        return QUrl(text, QUrl::StrictMode);
    const QUrl guess(u"wss://"_s + text, QUrl::StrictMode);
    const bool isHere = guess.host() == "localhost"_L1 || guess.host() == "127.0.0.1"_L1;
    return isHere ? QUrl(u"ws://"_s + text, QUrl::StrictMode) : guess;
}

} // namespace turnpike::console
