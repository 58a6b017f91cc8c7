// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "faultcatalog.h"

#include "base/errors.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr FaultPlace kStandIns = FaultPlace::StandIns;
constexpr FaultPlace kNetwork = FaultPlace::Network;
constexpr bool kOn = true;
constexpr bool kOff = false;

constexpr std::array kCatalog = {
    // Telegram
    CatalogFault{"telegram-flood", kStandIns, kOn, "too many messages at once: 429 for a second",
                 "Bot API server, Query.cpp, set_retry_after_error; HttpConnection.cpp, Retry-After",
                 R"({"service":"telegram","status":429,"retry_after":1,"rate":0.3})"},
    CatalogFault{"telegram-flood-waited-out", kStandIns, kOn,
                 "a flood wait of some seconds, which the server sits out and answers late as success",
                 "tdlib/td, NetQueryCreator.cpp: waits up to 8 s are no error",
                 R"({"service":"telegram","effect_after_ms":6000,"rate":0.1})"},
    CatalogFault{"telegram-slow-answer", kStandIns, kOn,
                 "the message is there at once, the answer 12 s later",
                 "field report: sendMessage takes effect, its answer comes after the read time-out",
                 R"({"service":"telegram","answer_after_ms":12000,"rate":0.05})"},
    CatalogFault{"telegram-lost-answer", kStandIns, kOn, "the message is there, the answer is lost",
                 "field report: sendMessage takes effect, its answer never comes",
                 R"({"service":"telegram","action":"lost","rate":0.2})"},
    CatalogFault{"telegram-reset", kStandIns, kOn, "the connection is cut, nothing was done",
                 "a front-end server of Telegram that is taken out",
                 R"({"service":"telegram","action":"reset","rate":0.2})"},
    CatalogFault{"telegram-reset-unread", kStandIns, kOn, "the connection is cut while the request is sent",
                 "a kept connection that the other side closes just now",
                 R"({"service":"telegram","action":"reset","reset_at":"head","rate":0.2})"},
    CatalogFault{"telegram-silent", kStandIns, kOn, "no answer, nothing was done",
                 "a network that swallows packets",
                 R"({"service":"telegram","action":"silent","rate":0.05})"},
    CatalogFault{"telegram-bad-gateway", kStandIns, kOn, "502 as a page of nginx",
                 "nginx before api.telegram.org while the server behind it restarts",
                 R"({"service":"telegram","status":502,"html":true,"rate":0.3})"},
    CatalogFault{
        "telegram-restart", kStandIns, kOn, "500 of a server that is about to end",
        "Bot API server, Client.cpp: Internal Server Error: restart",
        R"({"service":"telegram","status":500,"description":"Internal Server Error: restart","rate":0.3})"},
    CatalogFault{"telegram-cut-head", kStandIns, kOn, "done, and the answer ends in its head",
                 "a proxy that restarts", R"({"service":"telegram","cut_after":40,"rate":0.1})"},
    CatalogFault{"telegram-cut-body", kStandIns, kOn, "done, and the answer ends in its body, by a reset",
                 "a proxy that restarts",
                 R"({"service":"telegram","cut_after":200,"cut_by":"reset","rate":0.1})"},
    CatalogFault{"telegram-chunked", kStandIns, kOn, "answers come in chunks", "a proxy in between",
                 R"({"service":"telegram","framing":"chunked","rate":0.5})"},
    CatalogFault{"telegram-close-delimited", kStandIns, kOn, "answers end with the connection",
                 "a proxy that speaks HTTP/1.0", R"({"service":"telegram","framing":"close","rate":0.5})"},
    CatalogFault{"telegram-byte-by-byte", kStandIns, kOn, "answers come byte by byte",
                 "a slow line, every segmentation that TCP allows",
                 R"({"service":"telegram","byte_by_byte":true,"rate":0.3})"},
    CatalogFault{
        "telegram-closes", kStandIns, kOn, "the connection ends after an answer that said keep-alive",
        "nginx, keepalive_requests and reloads", R"({"service":"telegram","closes":true,"rate":0.5})"},
    CatalogFault{"telegram-gzip", kStandIns, kOn, "answers are compressed, asked or not",
                 "field report: a proxy that compresses", R"({"service":"telegram","gzip":true,"rate":0.5})"},
    CatalogFault{"telegram-garbage", kStandIns, kOn, "200 with bytes that mean nothing, nothing done",
                 "a broken proxy", R"({"service":"telegram","action":"garbage","rate":0.2})"},
    CatalogFault{
        "telegram-portal", kStandIns, kOn, "200 with a page that wants a log-in",
        "a provider's portal in between",
        R"({"service":"telegram","status":200,"html":"<html><body>Please log in</body></html>","rate":0.2})"},
    CatalogFault{
        "telegram-redirect", kStandIns, kOn, "302 to somewhere else", "a provider's block page",
        R"({"service":"telegram","status":302,"html":true,"headers":{"Location":"http://127.0.0.1:9/"},"rate":0.2})"},
    CatalogFault{"telegram-flood-long", kStandIns, kOn, "one call must wait for a minute",
                 "Bot API server, Client.cpp: over 310 unsent messages in a chat: retry after 60",
                 R"({"service":"telegram","method":"sendMessage","status":429,"retry_after":60,"next":1})"},
    CatalogFault{
        "telegram-blocked", kStandIns, kOn, "one customer has blocked the bot, for one message",
        "Bot API server, Client.cpp: Forbidden: bot was blocked by the user",
        R"({"service":"telegram","method":"sendMessage","status":403,"description":"Forbidden: bot was blocked by the user","next":1})"},
    CatalogFault{
        "telegram-migrated", kStandIns, kOn, "a group has become another one",
        "Bot API server, Client.cpp: migrate_to_chat_id",
        R"({"service":"telegram","method":"sendMessage","status":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890},"next":1})"},
    CatalogFault{
        "telegram-unauthorized", kStandIns, kOn, "401 for a moment",
        "Bot API server, ClientManager.cpp: Unauthorized: invalid token specified",
        R"({"service":"telegram","status":401,"description":"Unauthorized: invalid token specified","rate":0.2})"},
    CatalogFault{
        "telegram-misdirected", kStandIns, kOn, "421 for a moment",
        "Bot API server, ClientManager.cpp: Misdirected Request: unallowed token specified",
        R"({"service":"telegram","status":421,"description":"Misdirected Request: unallowed token specified","rate":0.2})"},
    CatalogFault{"telegram-logged-out", kStandIns, kOn, "the bot moves to another server",
                 "Bot API server, Client.cpp: Logged out",
                 R"({"service":"telegram","status":400,"description":"Logged out","rate":0.2})"},

    // the VPN API
    CatalogFault{"vpn-down", kStandIns, kOn, "the API's process is not there", "a host that is restarted",
                 R"({"service":"vpn","action":"reset"})"},
    CatalogFault{"vpn-slow", kStandIns, kOn, "every call takes 1.5 s", "a small host under load",
                 R"({"service":"vpn","latency_ms":1500})"},
    CatalogFault{"vpn-lost-answer", kStandIns, kOn, "done, the answer is lost",
                 "field report: add-user, answer lost", R"({"service":"vpn","action":"lost","rate":0.5})"},
    CatalogFault{"vpn-garbage", kStandIns, kOn, "200 with bytes that mean nothing", "a broken proxy",
                 R"({"service":"vpn","action":"garbage","rate":0.5})"},
    CatalogFault{"vpn-internal-error", kStandIns, kOn, "500 internal_error",
                 "the audited VPN API: its answer to any exception",
                 R"({"service":"vpn","status":500,"body":"{\"detail\":\"internal_error\"}","rate":0.5})"},
    CatalogFault{
        "vpn-gateway-timeout", kStandIns, kOn, "504 of a proxy, and done 3 s later",
        "nginx, proxy_read_timeout: the request goes on behind it",
        R"({"service":"vpn","status":504,"html":true,"effect":"once","effect_after_ms":3000,"rate":0.5})"},
    CatalogFault{
        "vpn-core-restart", kStandIns, kOff, "answered at once, in force 3 s later",
        "the audited VPN API: the core restarts after the file is written",
        R"({"service":"vpn","method":["add-user","update-user","remove-user"],"answer_after_ms":0,"effect_after_ms":3000,"rate":0.5})",
        "puts answered calls in another order, which the API does not and no caller can know"},
    CatalogFault{
        "vpn-late", kStandIns, kOn, "no answer in time, in force after 12 s",
        "field report: add-user times out at 10 s and takes effect later",
        R"({"service":"vpn","method":["add-user","update-user","remove-user"],"effect_after_ms":12000,"rate":0.5})"},
    CatalogFault{
        "vpn-stale", kStandIns, kOn, "no answer, in force after a newer call for the same key",
        "field report: a late add-user after a renewal or a removal",
        R"({"service":"vpn","method":["add-user","remove-user"],"action":"silent","effect":"stale","rate":0.5})"},
    CatalogFault{"vpn-twice", kStandIns, kOn, "every call is done twice",
                 "a proxy that sends a request again", R"({"service":"vpn","effect":"twice","rate":0.5})"},
    CatalogFault{"vpn-created", kStandIns, kOn, "201 in place of 200", "field report: add-user answers 201",
                 R"({"service":"vpn","method":"add-user","status_line":"HTTP/1.1 201 Created","rate":0.5})"},
    CatalogFault{
        "vpn-known-already", kStandIns, kOn, "done, and 409 says so",
        "field report: add-user, answer lost, the repeat says 409",
        R"({"service":"vpn","method":"add-user","status":409,"effect":"once","description":"User already exists","rate":0.5})"},
    CatalogFault{"vpn-proxy-404", kStandIns, kOn, "404 as a page of nginx", "a proxy whose route is gone",
                 R"({"service":"vpn","status":404,"html":true,"rate":0.5})"},
    CatalogFault{"vpn-too-many", kStandIns, kOn, "429 of a proxy", "nginx, limit_req",
                 R"({"service":"vpn","status":429,"html":true,"headers":{"Retry-After":"1"},"rate":0.5})"},
    CatalogFault{"vpn-page", kStandIns, kOn, "200 with a page", "field report: garbage 200s",
                 R"({"service":"vpn","status":200,"html":"<html><body>It works!</body></html>","rate":0.5})"},
    CatalogFault{
        "vpn-redirect", kStandIns, kOn, "301 to https", "a proxy that was told to use TLS",
        R"({"service":"vpn","status":301,"html":true,"headers":{"Location":"https://127.0.0.1:9/"},"rate":0.5})"},
    CatalogFault{"vpn-wrong-key", kStandIns, kOn, "401 for a moment",
                 "the audited VPN API: Invalid or missing API key",
                 R"({"service":"vpn","status":401,"description":"Invalid or missing API key","rate":0.5})"},
    CatalogFault{"vpn-gzip", kStandIns, kOn, "answers are compressed, asked or not",
                 "field report: a proxy that compresses", R"({"service":"vpn","gzip":true,"rate":0.5})"},
    CatalogFault{"vpn-chunked", kStandIns, kOn, "answers in chunks, byte by byte", "a proxy on a slow line",
                 R"({"service":"vpn","framing":"chunked","byte_by_byte":true,"rate":0.5})"},
    CatalogFault{"vpn-cut", kStandIns, kOn, "done, and the answer ends in its body", "a proxy that restarts",
                 R"({"service":"vpn","cut_after":150,"rate":0.5})"},

    // Crypto Pay
    CatalogFault{"cryptopay-lost-invoice", kStandIns, kOn, "an invoice is made, the answer is lost",
                 "Crypto Pay has no idempotency key",
                 R"({"service":"cryptopay","method":"createInvoice","action":"lost","rate":0.5})"},
    CatalogFault{"cryptopay-late-invoice", kStandIns, kOn,
                 "no answer in time, the invoice is there after 12 s",
                 "field report: an invoice appears after an unanswered call",
                 R"({"service":"cryptopay","method":"createInvoice","effect_after_ms":12000,"rate":0.5})"},
    CatalogFault{"cryptopay-twice", kStandIns, kOn, "two invoices for one call",
                 "a proxy that sends a request again",
                 R"({"service":"cryptopay","method":"createInvoice","effect":"twice","rate":0.5})"},
    CatalogFault{"cryptopay-app-error", kStandIns, kOn, "500 APP_ERROR",
                 "Crypto Pay: its answer to what it did not expect",
                 R"({"service":"cryptopay","status":500,"description":"APP_ERROR","rate":0.5})"},
    CatalogFault{
        "cryptopay-method-disabled", kStandIns, kOn, "403 METHOD_DISABLED",
        "Crypto Pay: a method that the app's owner switched off",
        R"({"service":"cryptopay","method":"createInvoice","status":403,"description":"METHOD_DISABLED","rate":0.5})"},
    CatalogFault{"cryptopay-unauthorized", kStandIns, kOn, "401 UNAUTHORIZED for a moment",
                 "field report: createInvoice answers 401",
                 R"({"service":"cryptopay","status":401,"description":"UNAUTHORIZED","rate":0.5})"},
    CatalogFault{
        "cryptopay-cloudflare-limit", kStandIns, kOn, "429, error code: 1015", "Cloudflare, rate limiting",
        R"({"service":"cryptopay","status":429,"body":"error code: 1015","headers":{"Retry-After":"1"},"rate":0.5})"},
    CatalogFault{
        "cryptopay-cloudflare-challenge", kStandIns, kOn, "403 with a page", "Cloudflare, a challenge",
        R"({"service":"cryptopay","status":403,"html":"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>","headers":{"Server":"cloudflare"},"rate":0.5})"},
    CatalogFault{
        "cryptopay-cloudflare-down", kStandIns, kOn, "521 with a page",
        "Cloudflare, the server behind it is down",
        R"({"service":"cryptopay","status":521,"html":true,"headers":{"Server":"cloudflare"},"rate":0.5})"},
    CatalogFault{"cryptopay-garbage", kStandIns, kOn, "200 with bytes that mean nothing", "a broken proxy",
                 R"({"service":"cryptopay","action":"garbage","rate":0.5})"},
    CatalogFault{"cryptopay-gzip", kStandIns, kOn, "answers are compressed, asked or not", "Cloudflare",
                 R"({"service":"cryptopay","gzip":true,"framing":"chunked","rate":0.5})"},
    CatalogFault{"cryptopay-cut", kStandIns, kOn, "done, and the answer ends in its body",
                 "a proxy that restarts", R"({"service":"cryptopay","cut_after":250,"rate":0.5})"},

    // the network to the database
    CatalogFault{"network-delay", kNetwork, kOn, "every byte up to 40 ms later",
                 "a database in another region", R"({"network":"delay","most":40})"},
    CatalogFault{"network-slices", kNetwork, kOn, "packets of some bytes",
                 "every segmentation that TCP allows", R"({"network":"slices","most":20})"},
    CatalogFault{"network-silence", kNetwork, kOn, "bytes are acknowledged and go nowhere",
                 "a router that lost its state", R"({"network":"silence"})"},
    CatalogFault{"network-reset", kNetwork, kOn, "all connections are reset", "a failover",
                 R"({"network":"reset"})"},
    CatalogFault{"network-cut", kNetwork, kOn, "each connection ends after so many bytes of answers",
                 "a proxy that restarts", R"({"network":"cut","most":600})"},
    CatalogFault{"network-refuse", kNetwork, kOn, "no new connections, the old ones cut",
                 "a database that restarts", R"({"network":"refuse"})"},
};

} // namespace

QJsonObject CatalogFault::json() const
{
    QJsonObject object = QJsonDocument::fromJson(fault).object();
    object.insert(u"name", QLatin1String(name));
    return object;
}

std::vector<const CatalogFault *> catalogFaults(FaultPlace place)
{
    std::vector<const CatalogFault *> found;
    for (const CatalogFault &fault : kCatalog) {
        if (fault.place == place)
            found.push_back(&fault);
    }
    return found;
}

const CatalogFault &catalogFault(const QString &name, FaultPlace place)
{
    QStringList known;
    for (const CatalogFault &fault : kCatalog) {
        if (fault.place != place)
            continue;
        if (name == QLatin1String(fault.name))
            return fault;
        known.append(QLatin1String(fault.name));
    }
    throw Error(ErrorType::Domain,
                u"there is no fault \"%1\"; there are %2"_s.arg(name, known.join(u", "_s)));
}

QStringList drawNames(QRandomGenerator &random, QStringList names, int count)
{
    QStringList drawn;
    for (int i = 0; i < count && !names.isEmpty(); ++i)
        drawn.append(names.takeAt(random.bounded(names.size())));
    return drawn;
}

QString catalogText()
{
    QString text;
    for (const CatalogFault &fault : kCatalog) {
        text += u"%1%2\n    %3\n    as: %4\n    %5\n"_s.arg(
            QLatin1String(fault.name),
            fault.isOn ? QString() : u"  (off: %1)"_s.arg(QLatin1String(fault.offSince)),
            QLatin1String(fault.imitates), QLatin1String(fault.source), QLatin1String(fault.fault));
    }
    return text;
}

} // namespace turnpike::sandbox
