// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "config/config.h"

namespace turnpike::config {

using namespace Qt::StringLiterals;

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
        meaning += u"; %1 to %2 %3"_s.arg(variable.min)
                       .arg(variable.max)
                       .arg(QLatin1String(variable.unit))
                       .trimmed();
    if (variable.kind == Variable::Kind::Secret || variable.kind == Variable::Kind::SecretUrl)
        meaning += u" (secret)"_s;
    return meaning;
}

} // namespace

QString describe(const LoadedConfig &loaded)
{
    QString out;
    for (const LoadedConfig::Entry &entry : loaded.entries) {
        const QString value = entry.value.isEmpty() ? u"(not set)"_s : entry.value;
        const QString note = entry.origin == u"default" ? u"  (default)"_s : QString();
        out += u"  %1 %2%3\n"_s.arg(entry.name.leftJustified(28), value, note);
    }
    for (const QString &warning : loaded.warnings)
        out += u"warning: %1\n"_s.arg(warning);
    for (const QString &mistake : loaded.mistakes)
        out += u"mistake: %1\n"_s.arg(mistake);
    out += loaded.mistakes.isEmpty()
               ? u"Configuration is good.\n"_s
               : u"%1 to mend before the server can start.\n"_s.arg(loaded.mistakes.size());
    return out;
}

QString reference()
{
    QString out = u"| name | default | meaning |\n| --- | --- | --- |\n"_s;
    for (const Variable &variable : kVariables) {
        const QString fallback = defaultOf(variable);
        out += u"| `%1` |%2 | %3 |\n"_s.arg(QString::fromUtf8(variable.name),
                                            fallback.isEmpty() ? fallback : u' ' + fallback,
                                            meaningOf(variable));
    }
    return out;
}

} // namespace turnpike::config
