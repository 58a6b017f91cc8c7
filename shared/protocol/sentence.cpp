// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/sentence.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>
#include <utility>

namespace turnpike::protocol {

using namespace Qt::StringLiterals;

namespace {

int placesOf(const SentenceText &text)
{
    int most = 0;
    for (const char *c = text.english; *c != '\0'; ++c) {
        if (*c == '%' && c[1] >= '1' && c[1] <= '9')
            most = std::max(most, c[1] - '0');
    }
    return most;
}

// All at once: what one value says is no place for another.
QString withValues(const QString &words, const QStringList &values)
{
    QString filled;
    filled.reserve(words.size() + 32);
    for (qsizetype i = 0; i < words.size(); ++i) {
        const int place = words[i] == u'%' && i + 1 < words.size() ? words[i + 1].digitValue() : -1;
        if (place >= 1 && place <= values.size()) {
            filled += values[place - 1];
            ++i;
        } else {
            filled += words[i];
        }
    }
    return filled;
}

QString englishFor(const SentenceText &text, qint64 count)
{
    return QString::fromUtf8(count == 1 && text.one ? text.one : text.english);
}

QString wordsFor(const SentenceText &text, const Language *language, qint64 count)
{
    if (!language || !language->words)
        return englishFor(text, count);
    if (text.counted == 0)
        return language->words(text.english, -1);
    const QString words = language->words(
        text.english, static_cast<int>(std::clamp<qint64>(count, 0, std::numeric_limits<int>::max())));
    // Where a language does not have it, it is English.
    return words == QString::fromUtf8(text.english) ? englishFor(text, count) : words;
}

// A detail that is left out takes the colon or the brackets along.
QString withoutDetail(QString words, int place)
{
    return words.remove(u": %%1"_s.arg(place)).remove(u" (%%1)"_s.arg(place));
}

} // namespace

// --- values

SentenceValue::SentenceValue(const QString &text)
    : m_value(std::in_place_type<QString>, text)
{}

SentenceValue::SentenceValue(const PartNames &parts)
    : m_value(std::in_place_type<PartNames>, parts)
{}

SentenceValue::SentenceValue(const Money &money)
    : m_value(std::in_place_type<Money>, money)
{}

SentenceValue::SentenceValue(const Sentence &sentence)
    : m_value(std::in_place_type<std::shared_ptr<const Sentence>>, std::make_shared<const Sentence>(sentence))
{}

QJsonValue SentenceValue::json() const
{
    if (const auto *text = std::get_if<QString>(&m_value))
        return *text;
    if (const auto *number = std::get_if<qint64>(&m_value))
        return *number;
    if (const auto *duration = std::get_if<std::chrono::milliseconds>(&m_value))
        return QJsonObject{{u"ms"_s, static_cast<qint64>(duration->count())}};
    if (const auto *parts = std::get_if<PartNames>(&m_value))
        return QJsonObject{{u"parts"_s, QJsonArray::fromStringList(parts->names)}};
    if (const auto *money = std::get_if<Money>(&m_value))
        return QJsonObject{{u"minor"_s, money->minorUnits}, {u"currency"_s, money->currency}};
    const Sentence &sentence = *std::get<std::shared_ptr<const Sentence>>(m_value);
    QJsonObject object = sentence.json();
    if (object.isEmpty())
        return sentence.english();
    object.insert(u"text"_s, sentence.english());
    return object;
}

std::optional<SentenceValue> SentenceValue::fromJson(const QJsonValue &json)
{
    if (json.isString())
        return SentenceValue(json.toString());
    if (json.isDouble())
        return SentenceValue(json.toInteger());
    const QJsonObject object = json.toObject();
    if (object.contains(u"ms"_s))
        return SentenceValue(std::chrono::milliseconds(object.value(u"ms"_s).toInteger()));
    if (object.contains(u"parts"_s)) {
        PartNames parts;
        const QJsonArray names = object.value(u"parts"_s).toArray();
        for (const auto &name : names)
            parts.names.append(name.toString());
        return SentenceValue(parts);
    }
    if (object.contains(u"minor"_s))
        return SentenceValue(
            Money{object.value(u"minor"_s).toInteger(), object.value(u"currency"_s).toString()});
    if (object.contains(u"id"_s))
        return SentenceValue(Sentence::fromJson(object));
    return std::nullopt;
}

QString SentenceValue::rendered(const Language *language, std::chrono::seconds unit) const
{
    if (const auto *text = std::get_if<QString>(&m_value))
        return *text;
    if (const auto *parts = std::get_if<PartNames>(&m_value)) {
        QStringList names = parts->names;
        if (language && language->part)
            std::transform(names.begin(), names.end(), names.begin(), language->part);
        return names.join(u", "_s);
    }
    if (const auto *money = std::get_if<Money>(&m_value))
        return language ? moneyText(*money, language->locale) : moneyText(*money);
    if (const auto *sentence = std::get_if<std::shared_ptr<const Sentence>>(&m_value))
        return language ? (*sentence)->in(*language) : (*sentence)->english();
    return QString::number(count(unit));
}

qint64 SentenceValue::count(std::chrono::seconds unit) const
{
    if (const auto *number = std::get_if<qint64>(&m_value))
        return *number;
    if (const auto *duration = std::get_if<std::chrono::milliseconds>(&m_value))
        return static_cast<qint64>(*duration / unit);
    return 0;
}

SentenceValue SentenceValue::mapped(const std::function<QString(const QString &)> &change) const
{
    if (const auto *text = std::get_if<QString>(&m_value))
        return SentenceValue(change(*text));
    if (const auto *sentence = std::get_if<std::shared_ptr<const Sentence>>(&m_value))
        return SentenceValue((*sentence)->mapped(change));
    return *this;
}

SentenceValue SentenceValue::brief() const
{
    const auto *sentence = std::get_if<std::shared_ptr<const Sentence>>(&m_value);
    return sentence ? SentenceValue((*sentence)->brief()) : *this;
}

// --- sentences

Sentence::Sentence(SentenceId id, QList<SentenceValue> values)
    : m_id(id)
    , m_values(std::move(values))
{
    Q_ASSERT(m_values.size() == placesOf(textOf(id)));
    m_english = rendered(nullptr);
}

QString Sentence::rendered(const Language *language) const
{
    const SentenceText &text = textOf(*m_id);
    QStringList values;
    for (const SentenceValue &value : m_values)
        values.append(value.rendered(language, text.unit));
    const qint64 count = text.counted > 0 ? m_values.at(text.counted - 1).count(text.unit) : -1;
    QString words = wordsFor(text, language, count);
    if (text.detail > 0 && values.at(text.detail - 1).isEmpty())
        words = withoutDetail(std::move(words), text.detail);
    return withValues(words, values);
}

QString Sentence::in(const Language &language) const
{
    return m_id ? rendered(&language) : m_english;
}

Sentence Sentence::mapped(const std::function<QString(const QString &)> &change) const
{
    if (!m_id)
        return Sentence(change(m_english));
    QList<SentenceValue> values;
    for (const SentenceValue &value : m_values)
        values.append(value.mapped(change));
    return Sentence(*m_id, std::move(values));
}

Sentence Sentence::brief() const
{
    if (!m_id)
        return *this;
    QList<SentenceValue> values;
    for (const SentenceValue &value : m_values)
        values.append(value.brief());
    const int detail = textOf(*m_id).detail;
    if (detail > 0)
        values[detail - 1] = SentenceValue(QString());
    return Sentence(*m_id, std::move(values));
}

QJsonObject Sentence::json() const
{
    if (!m_id)
        return {};
    QJsonArray values;
    for (const SentenceValue &value : m_values)
        values.append(value.json());
    return {{u"id"_s, QLatin1String(textOf(*m_id).word)}, {u"values"_s, values}};
}

Sentence Sentence::fromJson(const QJsonObject &json)
{
    const QString text = json.value(u"text"_s).toString();
    const auto id = sentenceNamed(json.value(u"id"_s).toString());
    if (!id)
        return Sentence(text);
    QList<SentenceValue> values;
    const QJsonArray array = json.value(u"values"_s).toArray();
    for (const auto &each : array) {
        const std::optional<SentenceValue> value = SentenceValue::fromJson(each);
        if (!value)
            return Sentence(text);
        values.append(*value);
    }
    return values.size() == placesOf(textOf(*id)) ? Sentence(*id, std::move(values)) : Sentence(text);
}

Sentence Sentence::stored(const QString &text, const QString &json)
{
    if (!json.isEmpty()) {
        const Sentence sentence = fromJson(QJsonDocument::fromJson(json.toUtf8()).object());
        if (sentence.english() == text)
            return sentence;
    }
    return Sentence(text);
}

std::optional<QString> Sentence::storedJson(qsizetype longest) const
{
    if (!m_id || m_english.size() > longest)
        return std::nullopt;
    return QString::fromUtf8(QJsonDocument(json()).toJson(QJsonDocument::Compact));
}

Sentence Sentence::thatReads(const QString &text)
{
    for (const SentenceText &each : allSentences()) {
        if (placesOf(each) == 0 && text == QString::fromUtf8(each.english))
            return Sentence(each.id, QList<SentenceValue>());
    }
    return Sentence(text);
}

// --- members

QJsonValue toValue(const Sentence &sentence)
{
    return sentence.id() ? QJsonValue(sentence.json()) : QJsonValue(QJsonValue::Undefined);
}

void take(const QJsonValue &json, Sentence &sentence)
{
    sentence = Sentence::fromJson(json.toObject());
}

} // namespace turnpike::protocol
