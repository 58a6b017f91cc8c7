#include "outbox/outbox.h"

#include "telemetry/log.h"

#include <QJsonDocument>

namespace turnpike::outbox {

namespace {

constexpr qint64 kInteractiveWindowMs = 2 * kMinuteMs;
constexpr qint64 kWindowMs = kDayMs;
// After the press: later the answer would be refused, or nobody waits for it.
constexpr qint64 kCallbackWindowMs = kMinuteMs;
constexpr qint64 kPreCheckoutWindowMs = 10 * kSecondMs;

constexpr char kAdd[] = R"(
INSERT INTO outbox (chat_id, class, method, payload, dedupe_key, not_before, expires_at, correlation_id, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (dedupe_key) DO NOTHING)";

std::optional<QString> nullWhenEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

qint64 windowOf(const Message &message)
{
    if (message.method == QLatin1String("answerPreCheckoutQuery"))
        return kPreCheckoutWindowMs;
    if (message.chat.value() == 0)
        return kCallbackWindowMs;
    return message.messageClass == MessageClass::Interactive ? kInteractiveWindowMs : kWindowMs;
}

} // namespace

const char *toString(MessageClass messageClass)
{
    switch (messageClass) {
    case MessageClass::Interactive:
        return "interactive";
    case MessageClass::Transactional:
        return "transactional";
    case MessageClass::Bulk:
        return "bulk";
    }
    return "unknown";
}

Outbox::Outbox(const Clock &clock, Kicker &kicker)
    : m_clock(clock)
    , m_kicker(kicker)
{}

bool Outbox::add(db::Transaction &tx, const Message &message) const
{
    const qint64 now = m_clock.nowMs();
    const qint64 notBefore = message.notBefore.value_or(now);
    const int added = tx.exec(kAdd, message.chat, static_cast<int>(message.messageClass), message.method,
                              QJsonDocument(message.payload).toJson(QJsonDocument::Compact),
                              nullWhenEmpty(message.dedupeKey), notBefore,
                              message.expiresAt.value_or(notBefore + windowOf(message)),
                              nullWhenEmpty(log::CorrelationScope::current()), now);
    if (added == 0)
        return false;
    tx.afterCommit([this] { m_kicker.kick(Work::Outbox); });
    return true;
}

} // namespace turnpike::outbox
