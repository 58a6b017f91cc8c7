// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/metriclint.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>

namespace turnpike::test {

using namespace Qt::StringLiterals;

QString lintMetrics(const QByteArray &text)
{
    static const QRegularExpression name(u"^(turnpike|process)_[a-z0-9_]+$"_s);
    static const QRegularExpression sample(
        u"^([a-z0-9_]+)(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*\\})? (\\S+)$"_s);
    QHash<QString, QString> types;
    QSet<QString> series;
    QSet<QString> withHelp;
    for (const QString &line : QString::fromUtf8(text).split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList words = line.split(u' ');
        if (line.startsWith(u"# HELP ")) {
            withHelp.insert(words[2]);
        } else if (line.startsWith(u"# TYPE ")) {
            if (types.contains(words[2]))
                return u"type said twice: "_s + line;
            if (!name.match(words[2]).hasMatch() || !withHelp.contains(words[2]))
                return u"name or help: "_s + line;
            if ((words[3] == u"counter") != words[2].endsWith(u"_total"))
                return u"counters end in _total, and nothing else does: "_s + line;
            types.insert(words[2], words[3]);
        } else {
            const QRegularExpressionMatch match = sample.match(line);
            if (!match.hasMatch())
                return u"no sample: "_s + line;
            QString family = match.captured(1);
            if (!types.contains(family))
                family.remove(QRegularExpression(u"_(bucket|sum|count)$"_s));
            if (!types.contains(family))
                return u"no type: "_s + line;
            if (series.contains(match.captured(1) + match.captured(2)))
                return u"twice: "_s + line;
            series.insert(match.captured(1) + match.captured(2));
        }
    }
    return {};
}

} // namespace turnpike::test
