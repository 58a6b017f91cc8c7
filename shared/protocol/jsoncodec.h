// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"

#include <QJsonValue>

#include <type_traits>

// How toJson and fromJson are carried out, for those who make them for a message: see json.h.
namespace turnpike::protocol {

// --- one value

inline QJsonValue toValue(bool value)
{
    return value;
}
inline QJsonValue toValue(int value)
{
    return value;
}
inline QJsonValue toValue(qint64 value)
{
    return value;
}
inline QJsonValue toValue(double value)
{
    return value;
}
inline QJsonValue toValue(const QString &value)
{
    return value;
}
inline QJsonValue toValue(const QJsonObject &value)
{
    return value;
}
inline QJsonValue toValue(const QJsonArray &value)
{
    return value;
}
// A choice that is always one of those we know, such as the role of a caller.
template<Choosable E>
QJsonValue toValue(E value)
{
    return QLatin1String(toWord(value));
}
template<Choosable E>
QJsonValue toValue(const Choice<E> &choice)
{
    return choice.word();
}

inline void take(const QJsonValue &json, bool &value)
{
    value = json.toBool(value);
}
inline void take(const QJsonValue &json, int &value)
{
    value = json.toInt(value);
}
inline void take(const QJsonValue &json, qint64 &value)
{
    value = json.toInteger(value);
}
inline void take(const QJsonValue &json, double &value)
{
    value = json.toDouble(value);
}
inline void take(const QJsonValue &json, QString &value)
{
    value = json.toString(value);
}
inline void take(const QJsonValue &json, QJsonObject &value)
{
    value = json.toObject(value);
}
inline void take(const QJsonValue &json, QJsonArray &value)
{
    value = json.toArray(value);
}
// An unknown word is odd here: the value keeps its default.
template<Choosable E>
void take(const QJsonValue &json, E &value)
{
    value = fromWord<E>(json.toString()).value_or(value);
}
template<Choosable E>
void take(const QJsonValue &json, Choice<E> &choice)
{
    if (json.isString())
        choice = Choice<E>(json.toString());
}

template<Message T>
QJsonValue toValue(const T &message)
{
    return toJson(message);
}
template<Message T>
void take(const QJsonValue &json, T &message)
{
    message = fromJson<T>(json.toObject());
}

template<class T>
QJsonValue toValue(const QList<T> &list)
{
    QJsonArray array;
    for (const T &item : list)
        array.append(toValue(item));
    return array;
}
template<class T>
void take(const QJsonValue &json, QList<T> &list)
{
    list.clear();
    const QJsonArray array = json.toArray();
    for (const auto &item : array) {
        T value{};
        take(item, value);
        list.append(std::move(value));
    }
}

// --- a message

namespace detail {

template<class T>
struct IsOptional : std::false_type
{};
template<class T>
struct IsOptional<std::optional<T>> : std::true_type
{};

template<class Value>
void put(QJsonObject &object, const char *key, const Value &value)
{
    if constexpr (IsOptional<Value>::value) {
        if (value)
            object.insert(QLatin1String(key), toValue(*value));
    } else {
        object.insert(QLatin1String(key), toValue(value));
    }
}

template<class Value>
void get(const QJsonObject &object, const char *key, Value &value)
{
    const QJsonValue json = object.value(QLatin1String(key));
    if (json.isUndefined() || json.isNull())
        return;
    if constexpr (IsOptional<Value>::value) {
        typename Value::value_type inner{};
        take(json, inner);
        value = std::move(inner);
    } else {
        take(json, value);
    }
}

} // namespace detail

template<Message T>
QJsonObject toJson(const T &message)
{
    QJsonObject object;
    T::fields([&](const char *key, auto member) { detail::put(object, key, message.*member); });
    return object;
}

template<Message T>
T fromJson(const QJsonObject &object)
{
    T message{};
    T::fields([&](const char *key, auto member) { detail::get(object, key, message.*member); });
    return message;
}

} // namespace turnpike::protocol

// Makes both for one message, in a source of the namespace turnpike::protocol.
#define TURNPIKE_CODEC(T)                                                                                    \
    template QJsonObject toJson<T>(const T &);                                                               \
    template T fromJson<T>(const QJsonObject &);
