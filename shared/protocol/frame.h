// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/timestamp.h"

#include <QByteArray>

#include <variant>

namespace turnpike::protocol {

// A console asks: {"id": "…", "call": "flags.set", "args": {…}}. The id of a change is its idempotency key:
// the same id again gives the same answer and has no second effect. 1 to 64 characters of A-Z a-z 0-9 _ - .
struct Call
{
    QString id;
    QString call;
    QJsonObject args;

    template<class F>
    static void fields(F &&field)
    {
        field("id", &Call::id);
        field("call", &Call::call);
        field("args", &Call::args);
    }
};

// Why a call was not carried out, for programs.
enum class ErrorCode {
    BadRequest,   // the arguments are not what the call takes
    UnknownCall,  // another version, or a typing error
    Forbidden,    // the role does not allow it
    NotFound,     // no such row
    Conflict,     // somebody was faster: look, then try again
    Refused,      // a rule of the shop is against it
    Unavailable,  // the database is away: nothing was changed
    Timeout,      // over the deadline: whether it happened is not known
    TooMany,      // slow down
    Internal,     // a fault of the server, logged there
    Disconnected, // of the console itself: no connection
};
constexpr auto wordsOf(ErrorCode)
{
    return std::array{
        Word{ErrorCode::BadRequest, "bad_request"},   Word{ErrorCode::UnknownCall, "unknown_call"},
        Word{ErrorCode::Forbidden, "forbidden"},      Word{ErrorCode::NotFound, "not_found"},
        Word{ErrorCode::Conflict, "conflict"},        Word{ErrorCode::Refused, "refused"},
        Word{ErrorCode::Unavailable, "unavailable"},  Word{ErrorCode::Timeout, "timeout"},
        Word{ErrorCode::TooMany, "too_many_calls"},   Word{ErrorCode::Internal, "internal"},
        Word{ErrorCode::Disconnected, "disconnected"}};
}

// The same for people: `message` says what to do.
struct CallError
{
    Choice<ErrorCode> code;
    QString message;
    Sentence sentence = {}; // that `message` is in English

    static CallError of(ErrorCode code, const Sentence &sentence)
    {
        return {code, sentence.english(), sentence};
    }

    template<class F>
    static void fields(F &&field)
    {
        field("code", &CallError::code);
        field("message", &CallError::message);
        field("sentence", &CallError::sentence);
    }
};

// The server answers a call: {"id": "…", "ok": {…}} or {"id": "…", "error": {…}}.
struct Answer
{
    QString id;
    QJsonObject ok;
    std::optional<CallError> error;
};

// The server tells: {"event": "worker.iteration", "seq": n, "at": ms UTC, "data": {…}}. `seq` grows by one
// with every event of this epoch that a resume can replay; gauges carry the number of the last such event.
struct Event
{
    QString event;
    qint64 seq = 0;
    Timestamp at = 0; // ms UTC, the server's clock
    QJsonObject data;

    template<class F>
    static void fields(F &&field)
    {
        field("event", &Event::event);
        field("seq", &Event::seq);
        field("at", &Event::at);
        field("data", &Event::data);
    }
};

// The first frame of the server: {"hello": {…}}; see messages.h.
struct HelloFrame
{
    QJsonObject hello;
};

using ServerFrame = std::variant<HelloFrame, Answer, Event>;

QByteArray encode(const Call &call);
QByteArray encode(const Answer &answer);
QByteArray encode(const Event &event);
QByteArray encode(const HelloFrame &hello);

// A frame of a console; nothing, with `*why` for its people, when it is none: no JSON object, nested deeper
// than 32, no usable id or no call.
std::optional<Call> decodeCall(const QByteArray &frame, QString *why);
// A frame of a server; nothing when it is none.
std::optional<ServerFrame> decodeServerFrame(const QByteArray &frame);

} // namespace turnpike::protocol
