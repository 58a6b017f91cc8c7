// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "config/environmentreader.h"

#include "config/shownurl.h"

#include <type_traits>

namespace turnpike::config {

using namespace Qt::StringLiterals;

namespace {

// Enough to recognise which secret it is, not enough to use it.
QString masked(const QString &secret)
{
    return secret.isEmpty() ? QString() : u"*** (%1 characters)"_s.arg(secret.size());
}

} // namespace

EnvironmentReader::EnvironmentReader(const QProcessEnvironment &environment, const QString &prefix,
                                     LoadedConfig &result)
    : m_environment(environment)
    , m_prefix(prefix)
    , m_result(result)
{}

std::optional<EnvironmentReader::Found> EnvironmentReader::find(const QString &name) const
{
    for (const QString &candidate : {m_prefix + QLatin1Char('_') + name, name}) {
        const QString value = m_environment.value(candidate).trimmed();
        if (!value.isEmpty())
            return Found{candidate, value};
    }
    return std::nullopt;
}

void EnvironmentReader::note(const QString &name, const QString &value, const QString &origin, Kind kind)
{
    m_result.entries.append({name, kind == Secret ? masked(value) : value, origin});
}

void EnvironmentReader::take(const Variable &variable, Config &config)
{
    using Value = Variable::Kind;
    const QString name = QString::fromLatin1(variable.name);
    const QString fallback = QString::fromLatin1(variable.fallback);
    if (*variable.panel) {
        PanelConfig &panel = config.panels[QString::fromLatin1(variable.panel)];
        if (variable.kind == Value::Url)
            panel.url = url(name, fallback);
        else
            panel.key = text(name, Secret, fallback);
        return;
    }
    const auto number = [&] {
        return integer(name, fallback.toInt(), variable.min, variable.max,
                       QString::fromLatin1(variable.unit));
    };
    const auto into = [&]([[maybe_unused]] auto member) {
        using Member = decltype(member);
        if constexpr (std::is_same_v<Member, QString Config::*>)
            config.*member = variable.kind == Value::UrlWithPassword
                                 ? urlWithPassword(name, fallback)
                                 : text(name, variable.kind == Value::Secret ? Secret : Plain, fallback);
        else if constexpr (std::is_same_v<Member, QUrl Config::*>)
            config.*member = variable.kind == Value::SecretUrl ? secretUrl(name) : url(name, fallback);
        else if constexpr (std::is_same_v<Member, bool Config::*>)
            config.*member = boolean(name, fallback == u"true");
        else if constexpr (std::is_same_v<Member, int Config::*>)
            config.*member = number();
        else if constexpr (std::is_same_v<Member, quint16 Config::*>)
            config.*member = static_cast<quint16>(number());
        else if constexpr (!std::is_same_v<Member, std::monostate>)
            config.*member = std::chrono::seconds(number());
    };
    std::visit(into, variable.member);
}

QString EnvironmentReader::text(const QString &name, Kind kind, const QString &fallback)
{
    const auto found = find(name);
    const QString value = found ? found->value : fallback;
    if (kind == Secret)
        log::addSecret(value);
    note(found ? found->name : name, value, found ? u"environment"_s : u"default"_s, kind);
    return value;
}

QString EnvironmentReader::urlWithPassword(const QString &name, const QString &fallback)
{
    const auto found = find(name);
    const QString value = found ? found->value : fallback;
    note(found ? found->name : name, shownUrl(value), found ? u"environment"_s : u"default"_s);
    return value;
}

QString EnvironmentReader::choice(const QString &name, const QStringList &choices)
{
    const QString value = text(name, Plain, choices.first());
    if (choices.contains(value))
        return value;
    mistake(u"%1 is \"%2\": set it to one of %3."_s.arg(name, value, choices.join(u", ")));
    return choices.first();
}

int EnvironmentReader::integer(const QString &name, int fallback, int min, int max, const QString &unit)
{
    const QString value = text(name, Plain, QString::number(fallback));
    bool ok = false;
    const int number = value.toInt(&ok);
    if (ok && number >= min && number <= max)
        return number;
    mistake(u"%1 is \"%2\": set it to a whole number from %3 to %4%5."_s.arg(name, value)
                .arg(min)
                .arg(max)
                .arg(unit.isEmpty() ? QString() : QLatin1Char(' ') + unit));
    return fallback;
}

std::optional<bool> EnvironmentReader::parseBoolean(const Found &found)
{
    const QString value = found.value.toLower();
    if (value == u"true" || value == u"1" || value == u"yes" || value == u"on")
        return true;
    if (value == u"false" || value == u"0" || value == u"no" || value == u"off")
        return false;
    mistake(u"%1 is \"%2\": set it to true or false."_s.arg(found.name, found.value));
    return std::nullopt;
}

std::optional<bool> EnvironmentReader::optionalBoolean(const QString &name)
{
    const auto found = find(name);
    if (!found)
        return std::nullopt;
    note(found->name, found->value, u"environment"_s);
    return parseBoolean(*found);
}

bool EnvironmentReader::boolean(const QString &name, bool fallback)
{
    if (!find(name)) {
        note(name, fallback ? u"true"_s : u"false"_s, u"default"_s);
        return fallback;
    }
    return optionalBoolean(name).value_or(fallback);
}

QUrl EnvironmentReader::url(const QString &name, const QString &fallback)
{
    const auto found = find(name);
    const QString value = found ? found->value : fallback;
    const QUrl url(value, QUrl::StrictMode);
    note(found ? found->name : name, shownUrl(value), found ? u"environment"_s : u"default"_s);
    if (value.isEmpty())
        return {};
    const bool isHttp = url.scheme() == u"http" || url.scheme() == u"https";
    if (url.isValid() && isHttp && !url.host().isEmpty())
        return url;
    mistake(u"%1 is not a URL: write it like https://host/path."_s.arg(name));
    return {};
}

QUrl EnvironmentReader::secretUrl(const QString &name)
{
    const auto found = find(name);
    if (!found) {
        note(name, {}, u"default"_s);
        return {};
    }
    const QUrl url(found->value, QUrl::StrictMode);
    const bool isHttp = url.scheme() == u"http" || url.scheme() == u"https";
    if (!url.isValid() || !isHttp || url.host().isEmpty()) {
        log::addSecret(found->value);
        note(found->name, found->value, u"environment"_s, Secret);
        mistake(u"%1 is not a URL: write it like https://host/path."_s.arg(name));
        return {};
    }
    log::addSecret(found->value);
    log::addSecret(url.toString());
    for (const QString &part : {url.path().mid(1), url.query(), url.userInfo()})
        log::addSecret(part);
    note(found->name, u"%1://%2/***"_s.arg(url.scheme(), url.host()), u"environment"_s);
    return url;
}

std::vector<AlertChat> EnvironmentReader::alertChats(const QString &name)
{
    std::vector<AlertChat> chats;
    const QString value = text(name, Plain);
    for (const QString &part : value.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QStringList numbers = part.trimmed().split(u':');
        bool isChat = false;
        bool isTopic = numbers.size() == 1;
        const qint64 chat = numbers.value(0).toLongLong(&isChat);
        const qint64 topic = isTopic ? 0 : numbers.value(1).toLongLong(&isTopic);
        if (isChat && chat != 0 && isTopic && topic >= 0 && numbers.size() <= 2) {
            chats.push_back({ChatId(chat), topic});
            continue;
        }
        mistake(u"%1 contains \"%2\": list numeric Telegram ids, separated by commas; a topic of a "
                "group is written -1001234567890:7."_s.arg(name, part.trimmed()));
    }
    return chats;
}

QString EnvironmentReader::spelling(const QString &name) const
{
    return !find(name) && find(name.toLower()) ? name.toLower() : name;
}

std::optional<QNetworkProxy> EnvironmentReader::proxy(const QString &name)
{
    const QString used = spelling(name);
    const QString url = urlWithPassword(used);
    if (url.isEmpty())
        return std::nullopt;
    const auto proxy = http::proxyFromUrl(url);
    if (!proxy)
        mistake(used + u" is no proxy that can be used: write it like "
                       "http://user:password@host:3128 or socks5://host:1080, and / @ : within a "
                       "password as %2F %40 %3A."_s);
    return proxy;
}

QStringList EnvironmentReader::hosts(const QString &name)
{
    return text(spelling(name), Plain).split(u',', Qt::SkipEmptyParts);
}

} // namespace turnpike::config
