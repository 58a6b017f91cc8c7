// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/vpnclient.h"
#include "base/errors.h"
#include "fuzz/targets.h"
#include "payments/cryptopayclient.h"
#include "telegram/botclient.h"

// What those who are asked answer.
namespace turnpike::fuzz {

using namespace Qt::StringLiterals;

namespace {

// The status in the first line, then lines of headers, an empty line, the body.
http::OutResponse answerOf(const QByteArray &bytes)
{
    http::OutResponse answer;
    qsizetype at = 0;
    const auto nextLine = [&] {
        const qsizetype end = bytes.indexOf('\n', at);
        const QByteArray line = bytes.mid(at, end < 0 ? -1 : end - at);
        at = end < 0 ? bytes.size() : end + 1;
        return line;
    };
    answer.status = nextLine().toInt();
    for (QByteArray line = nextLine(); !line.isEmpty(); line = nextLine()) {
        const qsizetype colon = line.indexOf(':');
        answer.headers.append({line.left(colon).toLower(), colon < 0 ? QByteArray() : line.mid(colon + 1)});
    }
    answer.body = bytes.mid(at);
    return answer;
}

} // namespace

void readTelegramAnswers(const QByteArray &bytes)
{
    using telegram::TelegramError;
    const telegram::CallResult result = telegram::BotClient::interpret(answerOf(bytes));
    const auto *error = std::get_if<TelegramError>(&result);
    insist(!error || error->kind != TelegramError::Kind::RateLimited || error->retryAfter.count() >= 1,
           "who is told to wait waits");
}

void readCryptoPayAnswers(const QByteArray &bytes)
{
    const http::OutResponse answer = answerOf(bytes);
    try {
        const QJsonObject result = payments::parseAnswer(answer, u"getInvoices"_s).toObject();
        const QJsonArray items = result.value("items"_L1).toArray();
        const payments::InvoiceList list = payments::parseInvoices(items);
        insist(list.size() == static_cast<size_t>(items.size()), "no invoice gets lost");
        (void)list.reachesBefore(0);
        const payments::Invoice invoice = payments::parseInvoice(result);
        insist(!invoice.amount || invoice.amount->value() > 0, "an amount is more than nothing");
    } catch (const Error &) {
        // as it says
    }
}

void readVpnAnswers(const QByteArray &bytes)
{
    using access::VpnClient;
    const http::OutResult answer = answerOf(bytes);
    access::VpnUser user;
    user.uuid = u"5a1d2c3b-0000-4000-8000-000000000001"_s;
    const access::VpnKeyResult result = VpnClient::interpretAddUser(user, answer);
    if (const auto *key = std::get_if<access::VpnKey>(&result))
        insist(!key->link.isEmpty() && key->uuid.compare(user.uuid, Qt::CaseInsensitive) == 0,
               "a key is the customer's own and can be used");
    (void)VpnClient::interpretDone(u"remove-user"_s, answer);
    (void)VpnClient::interpretList(answer);
}

} // namespace turnpike::fuzz
