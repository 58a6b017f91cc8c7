// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "fault.h"

#include "faultreader.h"

#include <algorithm>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLongestMs = 24 * 60 * 60 * 1000;
constexpr double kLongestS = 24 * 60 * 60;

constexpr std::array<std::pair<const char *, FaultAction>, 6> kActions = {{
    {"none", FaultAction::None},
    {"status", FaultAction::Status},
    {"reset", FaultAction::Reset},
    {"silent", FaultAction::Silent},
    {"lost", FaultAction::Lost},
    {"garbage", FaultAction::Garbage},
}};
constexpr std::array<std::pair<const char *, FaultEffect>, 4> kEffects = {{
    {"none", FaultEffect::None},
    {"once", FaultEffect::Once},
    {"twice", FaultEffect::Twice},
    {"stale", FaultEffect::Stale},
}};
constexpr std::array<std::pair<const char *, ResetAt>, 2> kResets = {{
    {"request", ResetAt::Request},
    {"head", ResetAt::Head},
}};
constexpr std::array<std::pair<const char *, AnswerShape::Framing>, 3> kFramings = {{
    {"length", AnswerShape::Framing::Length},
    {"chunked", AnswerShape::Framing::Chunked},
    {"close", AnswerShape::Framing::UntilClose},
}};
constexpr std::array<std::pair<const char *, AnswerShape::CutBy>, 3> kCuts = {{
    {"close", AnswerShape::CutBy::Close},
    {"reset", AnswerShape::CutBy::Reset},
    {"silence", AnswerShape::CutBy::Silence},
}};
constexpr std::array kServices = {"telegram", "vpn", "cryptopay"};

constexpr std::array kKeys = {
    "fault",
    "name",
    "service",
    "method",
    "subject",
    "after",
    "from_s",
    "until_s",
    "schedule",
    "every_s",
    "rate",
    "next",
    "action",
    "reset_at",
    "effect",
    "latency_ms",
    "effect_after_ms",
    "answer_after_ms",
    "status",
    "retry_after",
    "description",
    "parameters",
    "headers",
    "body",
    "html",
    "framing",
    "gzip",
    "byte_by_byte",
    "byte_ms",
    "cut_after",
    "cut_by",
    "status_line",
    "closes",
};

// What nginx shows for an error of its own (ngx_http_special_response.c).
QByteArray proxyPageBody(int status)
{
    const QByteArray title = QByteArray::number(status) + ' ' + reasonOf(status);
    return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
           "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
}

Fault::Window windowFrom(const FaultReader &reader, const QJsonValue &given)
{
    const QJsonArray ends = given.toArray();
    const double from = ends.at(0).toDouble(-1);
    const double until = ends.at(1).toDouble(-1);
    if (ends.size() != 2 || from < 0 || until <= from || until > kLongestS)
        reader.fail("schedule", u"an array of [from, until] in seconds"_s);
    return {static_cast<qint64>(from * 1000), static_cast<qint64>(until * 1000)};
}

void readWhose(const FaultReader &reader, Fault &fault)
{
    fault.name = reader.has("name") ? reader.text("name") : reader.text("fault");
    fault.services = reader.names("service");
    for (const QString &service : std::as_const(fault.services)) {
        if (std::find(kServices.begin(), kServices.end(), service) == kServices.end())
            reader.fail("service", u"telegram, vpn, cryptopay, several of them, or *"_s);
    }
    fault.methods = reader.names("method");
    fault.subjects = reader.names("subject");
}

void readWhen(const FaultReader &reader, Fault &fault)
{
    fault.after = reader.whole("after", 0, 0, 1'000'000'000);
    fault.rate = reader.number("rate", 1.0, 0, 1);
    fault.next = reader.whole("next", -1, 1, 1'000'000'000);
    fault.everyMs = static_cast<qint64>(reader.number("every_s", 0, 0.001, kLongestS) * 1000);
    for (const QJsonValue &window : reader.array("schedule"))
        fault.windows.push_back(windowFrom(reader, window));
    const bool hasEnds = reader.has("from_s") || reader.has("until_s");
    if (hasEnds && !fault.windows.empty())
        reader.fail(u"a fault has a schedule, or from_s and until_s, and not both"_s);
    if (hasEnds) {
        const double from = reader.number("from_s", 0, 0, kLongestS);
        const double until = reader.number("until_s", -0.001, 0, kLongestS);
        if (reader.has("until_s") && until <= from)
            reader.fail("until_s", u"later than from_s"_s);
        fault.windows.push_back({static_cast<qint64>(from * 1000), static_cast<qint64>(until * 1000)});
    }
    if (fault.everyMs > 0 && fault.windows.empty())
        reader.fail(u"every_s says how often a schedule comes again, and there is none"_s);
}

void readAnswer(const FaultReader &reader, Fault &fault)
{
    if (reader.has("body") && reader.has("html"))
        reader.fail(u"an answer has a body or html, and not both"_s);
    const bool hasBody = reader.has("body") || reader.has("html");
    fault.status = reader.whole("status", hasBody ? 200 : 500, 200, 599);
    fault.retryAfter = reader.whole("retry_after", 0, 0, 14 * 24 * 60 * 60);
    fault.description = reader.text("description");
    fault.parameters = reader.object("parameters");
    const QJsonObject headers = reader.object("headers");
    for (auto it = headers.begin(); it != headers.end(); ++it) {
        if (!it.value().isString())
            reader.fail("headers", u"an object of texts"_s);
        fault.headers.append({it.key().toUtf8(), it.value().toString().toUtf8()});
    }
    if (reader.has("body")) {
        fault.body = reader.text("body").toUtf8();
        fault.contentType = fault.body->startsWith('{') ? "application/json" : "text/plain; charset=utf-8";
    } else if (reader.has("html")) {
        fault.body =
            reader.value("html").isBool() ? proxyPageBody(fault.status) : reader.text("html").toUtf8();
        fault.contentType = "text/html";
    }
}

void readShape(const FaultReader &reader, AnswerShape &shape)
{
    shape.framing = reader.choice("framing", kFramings, AnswerShape::Framing::Length);
    shape.gzip = reader.flag("gzip");
    shape.byteByByte = reader.flag("byte_by_byte");
    shape.byteMs = reader.whole("byte_ms", 0, 0, kLongestMs);
    shape.cutAfter = reader.whole("cut_after", -1, 0, 1'000'000'000);
    shape.cutBy = reader.choice("cut_by", kCuts, AnswerShape::CutBy::Close);
    shape.statusLine = reader.text("status_line").toUtf8();
    shape.closes = reader.flag("closes");
    if (reader.has("cut_by") && !reader.has("cut_after"))
        reader.fail(u"cut_by says how an answer ends after cut_after bytes, which are missing"_s);
    if (reader.has("byte_ms") && !shape.byteByByte)
        reader.fail(u"byte_ms stands between the bytes of byte_by_byte, which is missing"_s);
}

void readWhat(const FaultReader &reader, Fault &fault)
{
    readAnswer(reader, fault);
    readShape(reader, fault.shape);
    const bool isAnswer = reader.has("status") || fault.body || reader.has("description");
    fault.action = reader.choice("action", kActions, isAnswer ? FaultAction::Status : FaultAction::None);
    if (isAnswer && fault.action != FaultAction::Status)
        reader.fail("action", u"status, since an answer is given"_s);
    fault.resetAt = reader.choice("reset_at", kResets, ResetAt::Request);
    if (reader.has("reset_at") && fault.action != FaultAction::Reset)
        reader.fail(u"reset_at says when a reset comes, and the action is none"_s);
    if (reader.value("effect").isBool())
        fault.effect = reader.flag("effect") ? FaultEffect::Once : FaultEffect::None;
    else if (reader.has("effect"))
        fault.effect = reader.choice("effect", kEffects, FaultEffect::Once);
    fault.latencyMs = reader.whole("latency_ms", 0, 0, kLongestMs);
    fault.effectAfterMs = reader.optionalWhole("effect_after_ms", 0, kLongestMs);
    fault.answerAfterMs = reader.optionalWhole("answer_after_ms", 0, kLongestMs);
}

// Whether the service's own answer is wanted before, or without, what it is the answer to.
bool answersFirst(const Fault &fault)
{
    if (fault.action != FaultAction::None || !fault.effect)
        return fault.action == FaultAction::None && fault.answerAfterMs &&
               fault.effectAfterMs.value_or(0) > *fault.answerAfterMs;
    return *fault.effect == FaultEffect::None || *fault.effect == FaultEffect::Stale;
}

void check(const FaultReader &reader, const Fault &fault)
{
    const bool hasTime = fault.latencyMs > 0 || fault.effectAfterMs || fault.answerAfterMs;
    if (fault.action == FaultAction::None && !fault.effect && !hasTime && fault.shape == AnswerShape())
        reader.fail(u"a fault needs an action, a status, an effect, a time or a shape of the "
                    "answer, and has none"_s);
    if (answersFirst(fault) && fault.services != QStringList{u"vpn"_s})
        reader.fail(u"only the VPN API can answer before the effect, or without it, as if it "
                    "had been done: give service vpn, or a status, a body or an action"_s);
    const bool isLate =
        fault.effectAfterMs && fault.effect.value_or(effectUnlessGiven(fault.action)) == FaultEffect::None;
    if (isLate)
        reader.fail(u"effect_after_ms says when the effect comes, and there is none: give "
                    "effect once, twice or stale"_s);
    if (fault.happensBeforeTheBody() && (!fault.subjects.isEmpty() || fault.effect || hasTime))
        reader.fail(u"a reset at the head knows of no subject, effect or time"_s);
}

} // namespace

bool Fault::concerns(const QString &service, const QString &method) const
{
    return (services.isEmpty() || services.contains(service)) &&
           (methods.isEmpty() || methods.contains(method, Qt::CaseInsensitive));
}

bool Fault::isOpenAt(qint64 sinceOnMs) const
{
    if (windows.empty())
        return true;
    const qint64 at = everyMs > 0 ? sinceOnMs % everyMs : sinceOnMs;
    return std::any_of(windows.begin(), windows.end(), [at](const Window &window) {
        return at >= window.fromMs && (window.untilMs < 0 || at < window.untilMs);
    });
}

Fault faultFrom(const QJsonObject &given)
{
    const FaultReader reader(given, u"a fault"_s);
    reader.mustKnowAll(kKeys);
    Fault fault;
    readWhose(reader, fault);
    readWhen(reader, fault);
    readWhat(reader, fault);
    check(reader, fault);
    return fault;
}

QString toString(FaultAction action)
{
    for (const auto &[name, meaning] : kActions) {
        if (meaning == action)
            return QLatin1String(name);
    }
    return {};
}

FaultEffect effectUnlessGiven(FaultAction action)
{
    return action == FaultAction::None || action == FaultAction::Lost ? FaultEffect::Once : FaultEffect::None;
}

} // namespace turnpike::sandbox
