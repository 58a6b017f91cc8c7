// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QDebug>
#include <QHash>
#include <QString>

#include <compare>

namespace turnpike {

// A whole number that means one thing only, so that a chat id cannot be passed for an update id.
template<class Tag>
class StrongId
{
public:
    constexpr StrongId() = default;
    constexpr explicit StrongId(qint64 value)
        : m_value(value)
    {}

    constexpr qint64 value() const { return m_value; }
    constexpr auto operator<=>(const StrongId &) const = default;

    friend size_t qHash(StrongId id, size_t seed = 0) { return ::qHash(id.m_value, seed); }
    friend QDebug operator<<(QDebug debug, StrongId id) { return debug << id.m_value; }

private:
    qint64 m_value = 0;
};

// A user of Telegram; also the id of the private chat with that user.
using TelegramId = StrongId<struct TelegramIdTag>;
// A chat of Telegram: equal to the user's id in a private chat, negative for groups.
using ChatId = StrongId<struct ChatIdTag>;
// The number Telegram gives an update: unique, but restarts at random, so it implies no order.
using UpdateId = StrongId<struct UpdateIdTag>;

inline ChatId privateChat(TelegramId user)
{
    return ChatId(user.value());
}

// Money in kopecks (1/100 rouble), as it stands in the database. Never a floating-point number.
class Kopecks
{
public:
    constexpr Kopecks() = default;
    constexpr explicit Kopecks(qint64 value)
        : m_value(value)
    {}
    static constexpr Kopecks roubles(qint64 value) { return Kopecks(value * 100); }

    constexpr qint64 value() const { return m_value; }
    constexpr auto operator<=>(const Kopecks &) const = default;

    constexpr Kopecks operator-() const { return Kopecks(-m_value); }
    constexpr Kopecks operator+(Kopecks other) const { return Kopecks(m_value + other.m_value); }
    constexpr Kopecks operator-(Kopecks other) const { return Kopecks(m_value - other.m_value); }
    constexpr Kopecks &operator+=(Kopecks other)
    {
        m_value += other.m_value;
        return *this;
    }

    friend QDebug operator<<(QDebug debug, Kopecks money) { return debug << money.m_value << "kopecks"; }

private:
    qint64 m_value = 0;
};

// The key of a purchase: "purchase_" and 16 hexadecimal digits.
class PurchaseId
{
public:
    PurchaseId() = default;
    explicit PurchaseId(QString value)
        : m_value(std::move(value))
    {}
    // A new random one.
    static PurchaseId generate();
    // Whether generate() could have made it: ids of other programs look different.
    bool isOurs() const;

    const QString &value() const { return m_value; }
    bool isEmpty() const { return m_value.isEmpty(); }
    bool operator==(const PurchaseId &) const = default;
    friend QDebug operator<<(QDebug debug, const PurchaseId &id) { return debug << id.m_value; }

private:
    QString m_value;
};

// `bytes` random bytes from the system's generator, as 2 × `bytes` hexadecimal digits.
QString randomHex(int bytes);

} // namespace turnpike
