// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/choice.h"
#include "protocol/role.h"
#include "protocol/sentence.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

// Messages and their JSON from one description: a message is a struct of values with
//
//     template<class F>
//     static void fields(F &&field)
//     {
//         field("worker", &Iteration::worker);
//         …
//     }
//
// toJson writes every field, with absent optionals left out. fromJson takes what is there and of the right
// type; what is missing or odd keeps its default, what is unknown is ignored: that is how versions live
// together. Members that hold one of a few words are a Choice of their enum (choice.h), or the enum itself
// where another word makes no sense. What is said to people is a text in English, for consoles of before, and
// the Sentence that it is. Both are made once for each message of the protocol, in *codec.cpp: to carry them
// out where they are called costs minutes of compiling. Who has a message of its own includes jsoncodec.h.
namespace turnpike::protocol {

template<class T>
concept Message = requires
{
    T::fields([](const char *, auto) {});
};

template<Message T>
QJsonObject toJson(const T &message);
template<Message T>
T fromJson(const QJsonObject &object);

} // namespace turnpike::protocol
