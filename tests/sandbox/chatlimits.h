#pragma once

#include <QElapsedTimer>
#include <QHash>

namespace turnpike::sandbox {

// Telegram's limits on sending: one message a second per chat with a small burst, thirty a second over all.
// Off until switched on. Owned by BotApi.
class ChatLimits
{
public:
    ChatLimits();

    void setEnabled(bool enabled);
    bool isEnabled() const { return m_enabled; }

    // Seconds to wait that a 429 would name, 0 when the message may go.
    int take(qint64 chatId);

private:
    struct Bucket
    {
        double tokens = 0;
        qint64 filledAtMs = 0;
    };

    static double refill(Bucket &bucket, double perSecond, double capacity, qint64 nowMs);

    bool m_enabled = false;
    QElapsedTimer m_clock;
    Bucket m_overall;
    QHash<qint64, Bucket> m_chats;
};

} // namespace turnpike::sandbox
