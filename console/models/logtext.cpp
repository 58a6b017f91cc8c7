// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/logtext.h"

#include "models/wording.h"
#include "protocol/causetext.h"

#include <QDateTime>
#include <QJsonDocument>

namespace turnpike::console::logtext {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

struct LogText
{
    Q_DECLARE_TR_FUNCTIONS(LogText)
};

QString json(const QJsonObject &object, QJsonDocument::JsonFormat format)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(format));
}

QString valueText(const QJsonValue &value)
{
    if (value.isObject())
        return json(value.toObject(), QJsonDocument::Compact);
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    if (value.isNull())
        return u"null"_s;
    const QString text = value.toVariant().toString().simplified();
    return text.isEmpty() || text.contains(u' ') ? u"\"%1\""_s.arg(text) : text;
}

// What is not known is below all, as on the server.
LogLevel rank(const Choice<LogLevel> &level)
{
    return level.known().value_or(LogLevel::Debug);
}

} // namespace

QString details(const LogLine &line)
{
    QStringList parts;
    QString thread; // every line has one, and hardly anybody asks for it: at the end
    for (auto it = line.details.begin(); it != line.details.end(); ++it) {
        const QString part = u"%1=%2"_s.arg(it.key(), valueText(it.value()));
        if (it.key() == "thread"_L1)
            thread = part;
        else
            parts.append(part);
    }
    if (!thread.isEmpty())
        parts.append(thread);
    return parts.join(u' ');
}

QString inFull(const LogLine &line)
{
    const QString local = QDateTime::fromMSecsSinceEpoch(line.at).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
    const QStringList head{wording::word(line.level), line.component,
                           u"%1 (%2)"_s.arg(local, wording::utc(line.at))};
    QStringList lines{line.message, head.join(u"  ·  "_s)};
    if (!line.correlationId.isEmpty())
        lines.append(LogText::tr("Correlation id %1").arg(line.correlationId));
    if (!line.details.isEmpty())
        lines.append(json(line.details, QJsonDocument::Indented));
    return lines.join(u'\n');
}

QString fileLine(const LogLine &line)
{
    const QString at =
        QDateTime::fromMSecsSinceEpoch(line.at).toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzzZ"_s);
    QStringList parts{at, line.level.word().toUpper(), line.component, line.message.simplified(),
                      details(line)};
    if (!line.correlationId.isEmpty())
        parts.append(u"correlation_id=%1"_s.arg(line.correlationId));
    parts.removeAll(QString());
    return parts.join(u' ');
}

bool matches(const LogLine &line, const LogQuery &query)
{
    if (rank(line.level) < rank(query.level) || !line.component.startsWith(query.component))
        return false;
    if (line.at < query.from.value_or(line.at) || line.at > query.to.value_or(line.at))
        return false;
    if (!query.correlationId.isEmpty() && line.correlationId != query.correlationId)
        return false;
    if (!query.cause.isEmpty() && causeOfLine(line) != query.cause)
        return false;
    if (query.text.isEmpty() || line.message.contains(query.text, Qt::CaseInsensitive))
        return true;
    return json(line.details, QJsonDocument::Compact).contains(query.text, Qt::CaseInsensitive) ||
           details(line).contains(query.text, Qt::CaseInsensitive);
}

} // namespace turnpike::console::logtext
