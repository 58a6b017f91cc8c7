#include "support/metriclint.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>

namespace turnpike::test {

QString lintMetrics(const QByteArray &text)
{
    static const QRegularExpression name(QStringLiteral("^(turnpike|process)_[a-z0-9_]+$"));
    static const QRegularExpression sample(
        QStringLiteral("^([a-z0-9_]+)(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*\\})? (\\S+)$"));
    QHash<QString, QString> types;
    QSet<QString> series;
    QSet<QString> withHelp;
    for (const QString &line : QString::fromUtf8(text).split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList words = line.split(u' ');
        if (line.startsWith(u"# HELP ")) {
            withHelp.insert(words[2]);
        } else if (line.startsWith(u"# TYPE ")) {
            if (types.contains(words[2]))
                return QStringLiteral("type said twice: ") + line;
            if (!name.match(words[2]).hasMatch() || !withHelp.contains(words[2]))
                return QStringLiteral("name or help: ") + line;
            if ((words[3] == u"counter") != words[2].endsWith(u"_total"))
                return QStringLiteral("counters end in _total, and nothing else does: ") + line;
            types.insert(words[2], words[3]);
        } else {
            const QRegularExpressionMatch match = sample.match(line);
            if (!match.hasMatch())
                return QStringLiteral("no sample: ") + line;
            QString family = match.captured(1);
            if (!types.contains(family))
                family.remove(QRegularExpression(QStringLiteral("_(bucket|sum|count)$")));
            if (!types.contains(family))
                return QStringLiteral("no type: ") + line;
            if (series.contains(match.captured(1) + match.captured(2)))
                return QStringLiteral("twice: ") + line;
            series.insert(match.captured(1) + match.captured(2));
        }
    }
    return {};
}

} // namespace turnpike::test
