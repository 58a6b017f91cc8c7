// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "updatebodies.h"

#include <array>

namespace turnpike::bench {

namespace {

struct DoingName
{
    Doing doing;
    const char *name;
};

constexpr std::array kDoings{DoingName{Doing::Messages, "messages"}, DoingName{Doing::Presses, "presses"},
                             DoingName{Doing::Mixed, "mixed"}};

constexpr std::array kCommands{"/start", "/menu", "/balance", "/profile"};
// Bot API, InlineKeyboardButton: what the shop's own buttons carry.
constexpr std::array kPresses{"1:menu", "1:buy", "1:balance", "1:profile"};

QByteArray personJson(qint64 user)
{
    const QByteArray id = QByteArray::number(user);
    return R"({"id":)" + id + R"(,"is_bot":false,"first_name":"Customer","username":"customer_)" + id +
           R"(","language_code":"en"})";
}

QByteArray chatJson(qint64 user)
{
    const QByteArray id = QByteArray::number(user);
    return R"({"id":)" + id + R"(,"first_name":"Customer","username":"customer_)" + id +
           R"(","type":"private"})";
}

QByteArray messageJson(qint64 user, qint64 number, qint64 date)
{
    const QByteArray command = kCommands[static_cast<size_t>(number) % kCommands.size()];
    return R"("message":{"message_id":)" + QByteArray::number(number + 1) + R"(,"from":)" + personJson(user) +
           R"(,"chat":)" + chatJson(user) + R"(,"date":)" + QByteArray::number(date) + R"(,"text":")" +
           command + R"(","entities":[{"offset":0,"length":)" + QByteArray::number(command.size()) +
           R"(,"type":"bot_command"}]})";
}

QByteArray pressJson(qint64 updateId, qint64 user, qint64 number, qint64 date)
{
    const QByteArray data = kPresses[static_cast<size_t>(number) % kPresses.size()];
    return R"("callback_query":{"id":")" + callbackId(updateId) + R"(","from":)" + personJson(user) +
           R"(,"message":{"message_id":7,"from":{"id":100200300,"is_bot":true,"first_name":"Shop",)"
           R"("username":"shop_bot"},"chat":)" +
           chatJson(user) + R"(,"date":)" + QByteArray::number(date - 60) +
           R"(,"text":"What would you like?"},"chat_instance":"-4611686018427387904","data":")" + data +
           R"("})";
}

} // namespace

const char *nameOf(Doing doing)
{
    for (const DoingName &one : kDoings) {
        if (one.doing == doing)
            return one.name;
    }
    return "";
}

std::optional<Doing> doingNamed(const QByteArray &name)
{
    for (const DoingName &one : kDoings) {
        if (name == one.name)
            return one.doing;
    }
    return std::nullopt;
}

QByteArray callbackId(qint64 updateId)
{
    return "press-" + QByteArray::number(updateId);
}

QByteArray updateBody(Doing doing, qint64 updateId, qint64 user, qint64 number, qint64 nowSeconds)
{
    const bool isPress = doing == Doing::Presses || (doing == Doing::Mixed && number % 2 == 1);
    // Of a mixture every kind comes: the half of `number` that says which of both is not asked twice.
    const qint64 kind = doing == Doing::Mixed ? number / 2 : number;
    return R"({"update_id":)" + QByteArray::number(updateId) + ',' +
           (isPress ? pressJson(updateId, user, kind, nowSeconds) : messageJson(user, kind, nowSeconds)) +
           '}';
}

} // namespace turnpike::bench
