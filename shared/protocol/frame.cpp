// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/frame.h"

#include "protocol/jsoncodec.h"

#include <QJsonDocument>

#include <algorithm>

namespace turnpike::protocol {

using namespace Qt::StringLiterals;

TURNPIKE_CODEC(Call)
TURNPIKE_CODEC(CallError)
TURNPIKE_CODEC(Event)

namespace {

constexpr int kMaxDepth = 32;
constexpr qsizetype kMaxIdLength = 64;

// QJsonDocument descends by recursion, so depth is bounded before it looks.
bool isShallow(const QByteArray &json)
{
    int depth = 0;
    bool isInString = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (isInString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                isInString = false;
        } else if (c == '"') {
            isInString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kMaxDepth)
                return false;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return true;
}

std::optional<QJsonObject> parse(const QByteArray &frame)
{
    if (!isShallow(frame))
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(frame);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

bool isId(const QString &id)
{
    const auto isAllowed = [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'.');
    };
    return !id.isEmpty() && id.size() <= kMaxIdLength && std::all_of(id.begin(), id.end(), isAllowed);
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

QByteArray encode(const Call &call)
{
    return compact(toJson(call));
}

QByteArray encode(const Answer &answer)
{
    QJsonObject object{{u"id"_s, answer.id}};
    if (answer.error)
        object.insert(u"error"_s, toJson(*answer.error));
    else
        object.insert(u"ok"_s, answer.ok);
    return compact(object);
}

QByteArray encode(const Event &event)
{
    return compact(toJson(event));
}

QByteArray encode(const HelloFrame &hello)
{
    return compact({{u"hello"_s, hello.hello}});
}

std::optional<Call> decodeCall(const QByteArray &frame, QString *why)
{
    const auto object = parse(frame);
    if (!object) {
        *why = u"A frame must be one JSON object, nested at most %1 deep."_s.arg(kMaxDepth);
        return std::nullopt;
    }
    const Call call = fromJson<Call>(*object);
    if (!isId(call.id)) {
        *why = u"A call needs an id of 1 to %1 characters of A-Z a-z 0-9 _ - ."_s.arg(kMaxIdLength);
        return std::nullopt;
    }
    if (call.call.isEmpty()) {
        *why = u"A call needs the name of what is asked for."_s;
        return std::nullopt;
    }
    return call;
}

std::optional<ServerFrame> decodeServerFrame(const QByteArray &frame)
{
    const auto object = parse(frame);
    if (!object)
        return std::nullopt;
    if (object->contains(u"hello"_s))
        return HelloFrame{object->value(u"hello"_s).toObject()};
    if (object->contains(u"event"_s))
        return fromJson<Event>(*object);
    if (!object->contains(u"id"_s))
        return std::nullopt;
    Answer answer;
    answer.id = object->value(u"id"_s).toString();
    answer.ok = object->value(u"ok"_s).toObject();
    if (object->contains(u"error"_s))
        answer.error = fromJson<CallError>(object->value(u"error"_s).toObject());
    return answer;
}

} // namespace turnpike::protocol
