// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "config/config.h"

namespace turnpike::config {

// Reads single values from the environment, checks them, and collects entries and mistakes as it goes.
class EnvironmentReader
{
public:
    enum Kind { Plain, Secret };

    EnvironmentReader(const QProcessEnvironment &environment, const QString &prefix, LoadedConfig &result);

    // Reads it as its row says, where that says what it goes to.
    void take(const Variable &variable, Config &config);

    // `fallback` is used, and shown as default, when the name is absent or empty.
    QString text(const QString &name, Kind kind, const QString &fallback = {});
    // A URL of another scheme, such as postgresql://: shown as shownUrl() says.
    QString urlWithPassword(const QString &name, const QString &fallback = {});
    // One of `choices`; the first is the default.
    QString choice(const QString &name, const QStringList &choices);
    int integer(const QString &name, int fallback, int min, int max, const QString &unit);
    bool boolean(const QString &name, bool fallback);
    // http or https with a host; anything else is a mistake and gives an empty URL.
    QUrl url(const QString &name, const QString &fallback = {});
    // The same for an address whose path is itself a secret: only scheme and host are shown.
    QUrl secretUrl(const QString &name);
    std::vector<AlertChat> alertChats(const QString &name);
    // As other programs read it: in lower case, too. Empty if it is not set, or is not a proxy.
    std::optional<QNetworkProxy> proxy(const QString &name);
    QStringList hosts(const QString &name);
    std::optional<bool> optionalBoolean(const QString &name);

    void mistake(const QString &text) { m_result.mistakes += text; }
    void warn(const QString &text) { m_result.warnings += text; }
    // The variable itself, for those that the platform sets (never prefixed).
    QString platform(const QString &name) const { return m_environment.value(name); }

private:
    struct Found
    {
        QString name;
        QString value;
    };
    std::optional<Found> find(const QString &name) const;
    QString spelling(const QString &name) const;
    void note(const QString &name, const QString &value, const QString &origin, Kind kind = Plain);
    std::optional<bool> parseBoolean(const Found &found);

    const QProcessEnvironment &m_environment;
    QString m_prefix;
    LoadedConfig &m_result;
};

} // namespace turnpike::config
