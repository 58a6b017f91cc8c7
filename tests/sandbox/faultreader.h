// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/errors.h"
#include "protocol/literals.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <array>
#include <optional>
#include <utility>

namespace turnpike::sandbox {

// Takes members out of a JSON object one by one, each checked; whoever wrote it is told what is wrong and
// what is allowed. For the length of one reading.
class FaultReader
{
public:
    // `what` the object is, for the texts of errors: "a fault".
    FaultReader(const QJsonObject &given, const QString &what);

    bool has(const char *key) const { return m_given.contains(QLatin1String(key)); }
    QJsonValue value(const char *key) const { return m_given.value(QLatin1String(key)); }

    // Throw Error. Without the member: the fallback.
    int whole(const char *key, int fallback, int least, int most) const;
    std::optional<int> optionalWhole(const char *key, int least, int most) const;
    double number(const char *key, double fallback, double least, double most) const;
    bool flag(const char *key) const;
    QString text(const char *key) const;
    QJsonObject object(const char *key) const;
    QJsonArray array(const char *key) const;
    // One or several texts or whole numbers; "*" and nothing: an empty list.
    QStringList names(const char *key) const;
    template<class Choice, size_t Count>
    Choice choice(const char *key, const std::array<std::pair<const char *, Choice>, Count> &table,
                  Choice fallback) const;
    // Nothing may be there but these.
    template<size_t Count>
    void mustKnowAll(const std::array<const char *, Count> &keys) const;

    [[noreturn]] void fail(const QString &why) const;
    [[noreturn]] void fail(const char *key, const QString &mustBe) const;

private:
    QJsonObject m_given;
    QString m_what;
};

template<class Choice, size_t Count>
Choice FaultReader::choice(const char *key, const std::array<std::pair<const char *, Choice>, Count> &table,
                           Choice fallback) const
{
    if (!has(key))
        return fallback;
    QStringList all;
    for (const auto &[name, meaning] : table) {
        if (value(key).toString() == QLatin1String(name))
            return meaning;
        all.append(QLatin1String(name));
    }
    fail(key, u"one of "_s + all.join(u", "_s));
}

template<size_t Count>
void FaultReader::mustKnowAll(const std::array<const char *, Count> &keys) const
{
    QStringList known;
    for (const char *key : keys)
        known.append(QLatin1String(key));
    for (const QString &key : m_given.keys()) {
        if (!known.contains(key)) {
            fail(u"\"%1\" is no part of %2; there are %3"_s.arg(key, m_what, known.join(u", "_s)));
        }
    }
}

} // namespace turnpike::sandbox
