// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "config/config.h"

namespace turnpike::config {

namespace {

QString defaultOf(const Variable &variable)
{
    if (*variable.otherwise)
        return QString::fromUtf8(variable.otherwise);
    const QString fallback = QString::fromLatin1(variable.fallback);
    return fallback.isEmpty() || variable.kind == Variable::Kind::Number ? fallback : u'`' + fallback + u'`';
}

QString meaningOf(const Variable &variable)
{
    QString meaning = QString::fromUtf8(variable.help);
    if (variable.kind == Variable::Kind::Number)
        meaning += QStringLiteral("; %1 to %2 %3")
                       .arg(variable.min)
                       .arg(variable.max)
                       .arg(QLatin1String(variable.unit))
                       .trimmed();
    if (variable.kind == Variable::Kind::Secret || variable.kind == Variable::Kind::SecretUrl)
        meaning += QStringLiteral(" (secret)");
    return meaning;
}

} // namespace

QString describe(const LoadedConfig &loaded)
{
    QString out;
    for (const LoadedConfig::Entry &entry : loaded.entries) {
        const QString value = entry.value.isEmpty() ? QStringLiteral("(not set)") : entry.value;
        const QString note = entry.origin == u"default" ? QStringLiteral("  (default)") : QString();
        out += QStringLiteral("  %1 %2%3\n").arg(entry.name.leftJustified(28), value, note);
    }
    for (const QString &warning : loaded.warnings)
        out += QStringLiteral("warning: %1\n").arg(warning);
    for (const QString &mistake : loaded.mistakes)
        out += QStringLiteral("mistake: %1\n").arg(mistake);
    out += loaded.mistakes.isEmpty()
               ? QStringLiteral("Configuration is good.\n")
               : QStringLiteral("%1 to mend before the server can start.\n").arg(loaded.mistakes.size());
    return out;
}

QString reference()
{
    QString out = QStringLiteral("| name | default | meaning |\n| --- | --- | --- |\n");
    for (const Variable &variable : kVariables) {
        const QString fallback = defaultOf(variable);
        out += QStringLiteral("| `%1` |%2 | %3 |\n")
                   .arg(QString::fromUtf8(variable.name), fallback.isEmpty() ? fallback : u' ' + fallback,
                        meaningOf(variable));
    }
    return out;
}

} // namespace turnpike::config
