// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/alertcalls.h"

#include "protocol/calls.h"
#include "protocol/runbook.h"
#include "resources/resources.h"

#include <QFile>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLongestMuteMs = 30 * 24 * kHourMs;

QHash<QString, QString> runbook()
{
    initResources();
    QFile file(u":/runbook.md"_s);
    return file.open(QIODevice::ReadOnly) ? runbookSections(file.readAll()) : QHash<QString, QString>();
}

} // namespace

AlertFeed::AlertFeed(ops::AlertBook &book, const Clock &clock, Publish publish)
    : m_book(book)
    , m_clock(clock)
    , m_publish(std::move(publish))
    , m_runbook(runbook())
{}

void AlertFeed::addCalls(CallTable &calls, const Changes &changes)
{
    for (const char *name : {call::kAcknowledgeAlert, call::kMuteAlert})
        calls.add(name, [this, &changes](const CallRequest &request, const Deadline &deadline) {
            return change(request, changes, deadline);
        });
}

QJsonObject AlertFeed::change(const CallRequest &request, const Changes &changes,
                              const Deadline &deadline) const
{
    const auto order = request.as<AlertOrder>();
    const QString subject = u"alert:"_s + order.key;
    const bool isMute = request.call == QLatin1String(call::kMuteAlert);
    return changes.run(request, subject, order.note, deadline, [&](db::Transaction &tx) {
        const Timestamp now = m_clock.nowMs();
        if (isMute && (!order.until || *order.until <= now || *order.until > now + kLongestMuteMs))
            throw CallRefused(ErrorCode::BadRequest, Sentence(SentenceId::MuteWithin));
        const bool isDone =
            isMute ? m_book.mute(tx, order.key, *order.until)
                   : m_book.acknowledge(tx, order.key, request.caller.name, order.note.trimmed());
        if (!isDone)
            throw CallRefused(ErrorCode::NotFound, {SentenceId::NoAlert, order.key});
        const QString after = isMute ? u"muted until %1"_s.arg(*order.until) : u"acknowledged"_s;
        return Changes::Effect{subject, std::nullopt, after, toJson(stateOf(*m_book.find(tx, order.key))),
                               std::nullopt};
    });
}

void AlertFeed::update()
{
    QHash<QString, QJsonObject> now;
    for (const ops::AlertEntry &entry : m_book.entries()) {
        const QJsonObject state = toJson(stateOf(entry));
        now.insert(entry.alert.key, state);
        if (m_told.value(entry.alert.key) != state)
            m_publish(event::kAlert, entry.alert.key, state);
    }
    m_told = now;
}

QList<AlertState> AlertFeed::states() const
{
    QList<AlertState> states;
    for (const ops::AlertEntry &entry : m_book.entries())
        states.append(stateOf(entry));
    return states;
}

AlertState AlertFeed::stateOf(const ops::AlertEntry &entry) const
{
    AlertState state;
    state.key = entry.alert.key;
    state.severity = entry.alert.severity;
    state.text = entry.alert.text.english();
    state.sentence = entry.alert.text;
    state.runbook = entry.alert.runbook;
    state.runbookText = m_runbook.value(entry.alert.runbook);
    state.firstAt = entry.firstAt;
    state.lastAt = entry.lastAt;
    state.count = entry.count;
    state.isOver = m_book.isOver(entry);
    state.acknowledgedBy = entry.acknowledgedBy;
    state.note = entry.note;
    state.acknowledgedAt = entry.acknowledgedAt;
    state.mutedUntil = entry.mutedUntil;
    state.instanceId = entry.instanceId;
    return state;
}

} // namespace turnpike::consolecalls
