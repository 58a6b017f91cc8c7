// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "unsentmessages.h"

#include "apierror.h"

#include <algorithm>

namespace turnpike::sandbox {

namespace {

constexpr int kMaxWaitSeconds = 8;
constexpr size_t kMaxUnsent = 310;
constexpr int kRefusalMs = 3000;
constexpr int kRefusalRetryAfter = 60;

} // namespace

UnsentMessages::UnsentMessages(ChatLimits *limits)
    : m_limits(limits)
{
    m_clock.start();
}

void UnsentMessages::waitOrGiveUp(BotCall &call, int seconds)
{
    call.waitedSeconds += seconds;
    if (call.waitedSeconds > kMaxWaitSeconds)
        tooManyRequests(seconds);
    throw WaitInside{seconds * 1000};
}

void UnsentMessages::refuseWhenFull(BotCall &call, qint64 chatId)
{
    if (call.isRefused)
        tooManyRequests(kRefusalRetryAfter);
    const auto line = m_lines.constFind(chatId);
    if (call.waitsInChat != 0 || line == m_lines.constEnd() || line->calls.size() < kMaxUnsent)
        return;
    call.isRefused = true;
    throw WaitInside{kRefusalMs};
}

void UnsentMessages::pass(BotCall &call, qint64 chatId, const QString &method)
{
    if (!m_limits->mayRefuse() && m_lines.isEmpty())
        return;
    refuseWhenFull(call, chatId);
    Line &line = m_lines[chatId];
    if (call.waitsInChat == 0) {
        line.calls.push_back(&call);
        call.waitsInChat = chatId;
    }
    const auto place = std::find(line.calls.begin(), line.calls.end(), &call) - line.calls.begin();
    const qint64 now = m_clock.elapsed();
    if (place > 0) // those before it go first; this wait is none of Telegram's
        throw WaitInside{static_cast<int>(qMax<qint64>(0, line.dueMs - now) + place)};
    const int wait = m_limits->take(chatId, method);
    if (wait == 0)
        return;
    line.dueMs = now + wait * 1000LL;
    waitOrGiveUp(call, wait);
}

void UnsentMessages::passOther(BotCall &call, const QString &method)
{
    if (!m_limits->mayRefuse())
        return;
    if (const int wait = m_limits->floodOf(0, method))
        waitOrGiveUp(call, wait);
}

void UnsentMessages::leave(BotCall &call)
{
    const auto line = m_lines.find(call.waitsInChat);
    if (call.waitsInChat == 0 || line == m_lines.end())
        return;
    std::erase(line->calls, &call);
    if (line->calls.empty())
        m_lines.erase(line);
    call.waitsInChat = 0;
}

} // namespace turnpike::sandbox
