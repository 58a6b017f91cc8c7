#include "chatlimits.h"

#include <cmath>

namespace turnpike::sandbox {

namespace {

// The half token above the burst forgives the jitter of a network; a sender that keeps the limits exactly
// must never be refused.
constexpr double kChatPerSecond = 1;
constexpr double kChatBurst = 3.5;
constexpr double kOverallPerSecond = 30;
constexpr double kOverallBurst = 33;

} // namespace

ChatLimits::ChatLimits()
{
    m_clock.start();
}

void ChatLimits::setEnabled(bool enabled)
{
    m_enabled = enabled;
    m_chats.clear();
    m_overall = {kOverallBurst, m_clock.elapsed()};
}

double ChatLimits::refill(Bucket &bucket, double perSecond, double capacity, qint64 nowMs)
{
    bucket.tokens =
        qMin(capacity, bucket.tokens + static_cast<double>(nowMs - bucket.filledAtMs) / 1000.0 * perSecond);
    bucket.filledAtMs = nowMs;
    return bucket.tokens;
}

int ChatLimits::take(qint64 chatId)
{
    if (!m_enabled)
        return 0;
    const qint64 now = m_clock.elapsed();
    auto chat = m_chats.find(chatId);
    if (chat == m_chats.end())
        chat = m_chats.insert(chatId, {kChatBurst, now});
    const double inChat = refill(*chat, kChatPerSecond, kChatBurst, now);
    const double overall = refill(m_overall, kOverallPerSecond, kOverallBurst, now);
    if (inChat < 1)
        return qMax(1, static_cast<int>(std::ceil((1 - inChat) / kChatPerSecond)));
    if (overall < 1)
        return 1;
    chat->tokens -= 1;
    m_overall.tokens -= 1;
    return 0;
}

} // namespace turnpike::sandbox
