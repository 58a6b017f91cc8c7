#include "app/profiles.h"

#include "connection/websocketdialer.h"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>

namespace turnpike::console {

namespace {

const QString kArray = QStringLiteral("servers");
const QString kLastUsed = QStringLiteral("lastServer");
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
        profiles.append({settings.value(QStringLiteral("name")).toString(),
                         settings.value(QStringLiteral("url")).toUrl(),
                         settings.value(QStringLiteral("allowsPlainText")).toBool()});
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
        settings.setValue(QStringLiteral("name"), profiles[i].name);
        settings.setValue(QStringLiteral("url"), profiles[i].url);
        settings.setValue(QStringLiteral("allowsPlainText"), profiles[i].allowsPlainText);
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
        return Texts::tr("A name has %1 characters at most.").arg(kNameLength);
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
    if (text.isEmpty() || text.contains(QStringLiteral("://")))
        return QUrl(text, QUrl::StrictMode);
    const QUrl guess(QStringLiteral("wss://") + text, QUrl::StrictMode);
    const bool isHere =
        guess.host() == QLatin1String("localhost") || guess.host() == QLatin1String("127.0.0.1");
    return isHere ? QUrl(QStringLiteral("ws://") + text, QUrl::StrictMode) : guess;
}

} // namespace turnpike::console
