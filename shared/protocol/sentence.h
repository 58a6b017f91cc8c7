// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/money.h"
#include "protocol/sentenceid.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <concepts>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <variant>

// Sentences for people. What the server says is an id of the catalogue and values, up to the last step: logs,
// rows, alerts and older consoles get it in English, and a console says it in the language of its machine.
// All of it is thread-safe.
namespace turnpike::protocol {

// A line of the catalogue.
struct SentenceText
{
    SentenceId id;
    const char *word;             // on the wire and in rows
    const char *english;          // UTF-8, with %1, %2… for the values
    const char *one = nullptr;    // the English for 1 of what is counted
    int counted = 0;              // the place whose number chooses the plural form; 0: there is but one form
    std::chrono::seconds unit{1}; // in which durations are told
    int detail = 0;               // the place of somebody else's words, after ": " or in brackets; 0: none
};

// In the order of SentenceId.
std::span<const SentenceText> allSentences();
const SentenceText &textOf(SentenceId id);
// Nothing for a word that is not ours.
std::optional<SentenceId> sentenceNamed(const QString &word);

// What sentences are rendered with.
struct Language
{
    // The words for an English template, in the form for `count`; -1: it has but one form.
    std::function<QString(const char *english, int count)> words;
    // The name of a part of the house for people.
    std::function<QString(const QString &part)> part;
    // How it writes money.
    QLocale locale = englishLocale();
};

class Sentence;

// PartNames of the house by their names in the protocol, such as "vpn_api": languages have names of their
// own.
struct PartNames
{
    QStringList names;
};

// What stands in a place of a sentence.
class SentenceValue
{
public:
    SentenceValue(const QString &text);
    template<std::integral Integer>
    SentenceValue(Integer number)
        : m_value(std::in_place_type<qint64>, static_cast<qint64>(number))
    {}
    // Told in the unit of the sentence, without what is left over.
    template<class Rep, class Period>
    SentenceValue(std::chrono::duration<Rep, Period> duration)
        : m_value(std::in_place_type<std::chrono::milliseconds>,
                  std::chrono::duration_cast<std::chrono::milliseconds>(duration))
    {}
    SentenceValue(const PartNames &parts);
    SentenceValue(const Money &money);
    SentenceValue(const Sentence &sentence);

    QJsonValue json() const;
    // Nothing for what is no value.
    static std::optional<SentenceValue> fromJson(const QJsonValue &json);

    // `language` may be null: English.
    QString rendered(const Language *language, std::chrono::seconds unit) const;
    // The number that chooses a plural form; 0 for what is no number.
    qint64 count(std::chrono::seconds unit) const;
    SentenceValue mapped(const std::function<QString(const QString &)> &change) const;
    // Of a sentence, brief; anything else as it is.
    SentenceValue brief() const;

private:
    std::variant<QString, qint64, std::chrono::milliseconds, PartNames, Money,
                 std::shared_ptr<const Sentence>>
        m_value;
};

// A sentence with its values, or a text that no catalogue has, such as what somebody else said: that one is
// the same in every language, and has no JSON.
class Sentence
{
public:
    Sentence() = default; // empty
    Sentence(const QString &text)
        : m_english(text)
    {}
    // As many values as the sentence has places.
    template<std::convertible_to<SentenceValue>... Values>
    Sentence(SentenceId id, const Values &...values)
        : Sentence(id, QList<SentenceValue>{SentenceValue(values)...})
    {}
    Sentence(SentenceId id, QList<SentenceValue> values);

    // Nothing for a text.
    std::optional<SentenceId> id() const { return m_id; }
    bool isEmpty() const { return m_english.isEmpty(); }
    const QString &english() const { return m_english; }
    QString in(const Language &language) const;

    // With every text among its values changed: for secrets that must not leave the house.
    Sentence mapped(const std::function<QString(const QString &)> &change) const;
    // Without what a driver, a provider or another program said, here and in the sentences within: for a
    // headline. The whole stays where details are asked for.
    Sentence brief() const;

    // {"id": "…", "values": […]}. Values are texts, numbers, {"ms": n}, {"parts": […]}, {"minor": n,
    // "currency": "…"}, or a sentence, which has its English as "text". Empty for a text.
    QJsonObject json() const;
    // Of an id that is not ours, or with values that do not fit: its "text", which only a sentence within
    // another has. Otherwise empty.
    static Sentence fromJson(const QJsonObject &json);

    // A row holds the text and the JSON, and a program of the version before writes the text alone: the JSON
    // counts where it reads as the text does.
    static Sentence stored(const QString &text, const QString &json);
    // For the column; nothing for a text, nor where the text is longer than its column keeps of it.
    std::optional<QString> storedJson(qsizetype longest = std::numeric_limits<qsizetype>::max()) const;

    // A goodbye has no room for more than its text: the sentence without values that reads so in English,
    // or else the text.
    static Sentence thatReads(const QString &text);

    friend bool operator==(const Sentence &one, const Sentence &other)
    {
        return one.m_id == other.m_id && one.m_english == other.m_english;
    }

private:
    QString rendered(const Language *language) const;

    std::optional<SentenceId> m_id;
    QList<SentenceValue> m_values;
    QString m_english;
};

// For members of messages, see jsoncodec.h: absent for a text, which the message has in another member.
QJsonValue toValue(const Sentence &sentence);
void take(const QJsonValue &json, Sentence &sentence);

} // namespace turnpike::protocol
