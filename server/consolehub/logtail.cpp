// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/logtail.h"

#include "protocol/causetext.h"
#include "protocol/version.h"

#include <QDateTime>
#include <QHash>
#include <QJsonDocument>

#include <algorithm>

namespace turnpike::consolehub {

using namespace Qt::StringLiterals;

using log::LogRing;
using log::Severity;
using protocol::LogLine;

namespace {

constexpr qsizetype kMostLogGroups = 200;

LogLine lineOf(const LogRing::Line &kept)
{
    QJsonObject event = QJsonDocument::fromJson(kept.json).object();
    const auto take = [&event](const char *key) { return event.take(QLatin1String(key)).toString(); };
    LogLine line;
    line.seq = kept.seq;
    line.at = QDateTime::fromString(take("time"), Qt::ISODateWithMs).toMSecsSinceEpoch();
    line.level = kept.severity;
    line.component = take("component");
    line.message = take("message");
    line.correlationId = take("correlation_id");
    event.remove(u"level"_s);
    event.remove(u"log_seq"_s); // of a line that was kept
    line.details = event;
    return line;
}

bool matches(const LogLine &line, const protocol::LogQuery &query)
{
    if (!line.component.startsWith(query.component))
        return false;
    if (line.at < query.from.value_or(line.at) || line.at > query.to.value_or(line.at))
        return false;
    if (!query.correlationId.isEmpty() && line.correlationId != query.correlationId)
        return false;
    if (!query.cause.isEmpty() && protocol::causeOfLine(line) != query.cause)
        return false;
    if (query.text.isEmpty() || line.message.contains(query.text, Qt::CaseInsensitive))
        return true;
    const QByteArray details = QJsonDocument(line.details).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(details).contains(query.text, Qt::CaseInsensitive);
}

std::vector<LogRing::Line> linesFor(const LogRing &ring, const log::LogArchive &archive,
                                    const protocol::LogQuery &query)
{
    return query.instanceId.isEmpty() ? ring.after(0) : archive.linesOf(query.instanceId);
}

} // namespace

Severity severityFrom(const protocol::Choice<Severity> &level)
{
    return level.known().value_or(Severity::Debug); // all
}

protocol::LogPage readLog(const LogRing &ring, const log::LogArchive &archive,
                          const protocol::LogQuery &query)
{
    const int limit = std::clamp(query.limit, 1, protocol::kMaxPage);
    const Severity least = severityFrom(query.level);
    protocol::LogPage page;
    const std::vector<LogRing::Line> lines = linesFor(ring, archive, query);
    for (auto kept = lines.rbegin(); kept != lines.rend(); ++kept) {
        if (kept->severity < least || (query.beforeSeq && kept->seq >= *query.beforeSeq))
            continue;
        const LogLine line = lineOf(*kept);
        if (!matches(line, query))
            continue;
        if (page.items.size() == limit) {
            page.hasMore = true;
            break;
        }
        page.items.append(line);
    }
    return page;
}

protocol::CauseGroups groupLog(const LogRing &ring, const log::LogArchive &archive,
                               const protocol::LogQuery &query)
{
    const Severity least = std::max(severityFrom(query.level), Severity::Warning);
    QHash<QString, protocol::CauseGroup> found; // by cause
    const std::vector<LogRing::Line> lines = linesFor(ring, archive, query);
    for (auto kept = lines.rbegin(); kept != lines.rend(); ++kept) {
        if (kept->severity < least)
            continue;
        const LogLine line = lineOf(*kept);
        if (!matches(line, query))
            continue;
        const QString cause = protocol::causeOfLine(line);
        protocol::CauseGroup &group = found[cause];
        if (group.count++ == 0) { // the newest comes first
            group.kind = line.component;
            group.cause = cause;
            group.lastAt = line.at;
            group.newest = line.seq;
            group.example = line.message;
        }
        group.firstAt = line.at;
    }
    protocol::CauseGroups groups{found.values(), found.size() <= kMostLogGroups};
    std::sort(groups.items.begin(), groups.items.end(), [](const auto &a, const auto &b) {
        return a.count != b.count ? a.count > b.count : a.newest > b.newest;
    });
    groups.items = groups.items.mid(0, kMostLogGroups);
    return groups;
}

protocol::LogProcessList logProcesses(const log::LogArchive &archive)
{
    protocol::LogProcessList list;
    for (const log::LogArchive::Process &process : archive.others())
        list.items.append({process.id, process.lastAt, process.bytes});
    return list;
}

LogTail::LogTail(const LogRing &ring)
    : m_ring(ring)
{}

LogTail::News LogTail::look()
{
    News news;
    const std::vector<LogRing::Line> lines = m_ring.after(m_seq, kMaxLines);
    if (lines.empty())
        return news;
    news.missed = lines.front().seq - m_seq - 1;
    m_seq = lines.back().seq;
    for (const LogRing::Line &line : lines)
        news.lines.push_back({line.severity, lineOf(line)});
    return news;
}

} // namespace turnpike::consolehub
