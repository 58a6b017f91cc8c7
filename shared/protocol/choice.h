// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/tone.h"

#include <QDebug>
#include <QString>

#include <array>
#include <optional>

// Choices among a few words. Each is an enum class with one table beside it, which says how every enumerator
// is written on the wire (and in the database, where it stands there too) and how it is to be taken:
//
//     enum class BreakerPhase { Closed, Open };
//     constexpr auto wordsOf(BreakerPhase)
//     {
//         return std::array{Word{BreakerPhase::Closed, "closed", Tone::Good},
//                           Word{BreakerPhase::Open, "open", Tone::Bad}};
//     }
//
// Everything else follows from it: toWord, fromWord, toneOf, and the JSON of members. All of it is
// thread-safe. A word once used is never changed: programs of other versions, and rows, say it.
namespace turnpike::protocol {

// One line of such a table.
template<class E>
struct Word
{
    E value;
    const char *word; // Latin-1
    Tone tone = Tone::None;
};
template<class E>
Word(E, const char *) -> Word<E>;
template<class E>
Word(E, const char *, Tone) -> Word<E>;

// An enum with a table.
template<class E>
concept Choosable = requires(E value)
{
    wordsOf(value);
};

// The table, to go through all enumerators in their order.
template<Choosable E>
inline constexpr auto kWordsOf = wordsOf(E{});

// Empty for a value that is no enumerator.
template<Choosable E>
constexpr const char *toWord(E value)
{
    for (const Word<E> &each : kWordsOf<E>) {
        if (each.value == value)
            return each.word;
    }
    return "";
}

// Nothing for a word that the table does not have.
template<Choosable E>
std::optional<E> fromWord(const QString &word)
{
    for (const Word<E> &each : kWordsOf<E>) {
        if (word == QLatin1String(each.word))
            return each.value;
    }
    return std::nullopt;
}

template<Choosable E>
constexpr Tone toneOf(E value)
{
    for (const Word<E> &each : kWordsOf<E>) {
        if (each.value == value)
            return each.tone;
    }
    return Tone::None;
}

// A member of a message that holds one of the words of E, or none (an empty word: nothing was said). A peer
// of a newer version may say a word that is not in our table: it is kept as it came, shown as it is, Muted,
// equal to no enumerator, and said again unchanged.
template<Choosable E>
class Choice
{
public:
    Choice() = default;
    Choice(E value)
        : m_value(value)
    {}
    // Of any word, as a message, a column or a list of filters has it.
    explicit Choice(const QString &word)
        : m_value(fromWord<E>(word))
        , m_unknown(m_value ? QString() : word)
    {}

    // As it is written on the wire.
    QString word() const { return m_value ? QString::fromLatin1(toWord(*m_value)) : m_unknown; }
    // Nothing where no word was said, or one that we do not know.
    std::optional<E> known() const { return m_value; }
    bool isEmpty() const { return !m_value && m_unknown.isEmpty(); }

    friend bool operator==(const Choice &one, const Choice &other)
    {
        return one.m_value == other.m_value && one.m_unknown == other.m_unknown;
    }
    friend QDebug operator<<(QDebug debug, const Choice &choice) { return debug << choice.word(); }

private:
    std::optional<E> m_value; // set before the other
    QString m_unknown;        // the word, where it is none of ours
};

template<Choosable E>
Tone toneOf(const Choice<E> &choice)
{
    if (const std::optional<E> value = choice.known())
        return toneOf(*value);
    return choice.isEmpty() ? Tone::None : Tone::Muted;
}

} // namespace turnpike::protocol
