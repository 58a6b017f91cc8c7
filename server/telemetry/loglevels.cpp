// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telemetry/loglevels.h"

#include <QLoggingCategory>
#include <QRegularExpression>
#include <QStringList>

namespace turnpike::log {

using namespace Qt::StringLiterals;

namespace {

const QStringList &levels()
{
    static const QStringList all{u"debug"_s, u"info"_s, u"warning"_s};
    return all;
}

// Whether everything that `inner` names is named by `outer`.
bool covers(const QString &outer, const QString &inner)
{
    return outer == inner || (outer.endsWith(u'*') && inner.startsWith(outer.chopped(1)));
}

} // namespace

bool LogLevels::set(const QString &component, const QString &level)
{
    static const QRegularExpression shape(u"\\Aturnpike(\\.[a-z0-9_]{1,40}){0,5}(\\.\\*)?\\z"_s);
    const qsizetype from = levels().indexOf(level);
    if (from < 0 || !shape.match(component).hasMatch())
        return false;
    QString lines;
    for (qsizetype i = 0; i < levels().size(); ++i)
        lines += u"%1.%2=%3\n"_s.arg(component, levels()[i], i >= from ? u"true"_s : u"false"_s);
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_rules, [&](const auto &rule) { return covers(component, rule.first); });
    m_rules.emplace_back(component, lines);
    QString all;
    for (const auto &[name, rule] : m_rules)
        all += rule;
    QLoggingCategory::setFilterRules(all);
    return true;
}

} // namespace turnpike::log
