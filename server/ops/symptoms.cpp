// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/symptoms.h"

#include <algorithm>

namespace turnpike::ops {

using namespace Qt::StringLiterals;

using protocol::ConsequenceKind;
using protocol::PartNames;
using protocol::Sentence;
using protocol::SentenceId;

namespace {

using Status = Finding::Status;

constexpr qint64 kManyCustomers = 3;
// Storing and answering are a matter of milliseconds.
constexpr qint64 kSlowMs = 2 * kSecondMs;
constexpr qint64 kLateAnswerMs = 5 * kSecondMs;
constexpr qint64 kVeryLateAnswerMs = 10 * kSecondMs;
constexpr qint64 kLateMessageMs = 15 * kSecondMs;
constexpr qint64 kLateKeyMs = 20 * kSecondMs;
constexpr qint64 kVeryLateKeyMs = kMinuteMs;
constexpr int kCallsToBelieve = 3;
constexpr qint64 kCountedLatelyMs = 15 * kSecondMs;
constexpr qint64 kSalesCountedLatelyMs = kMinuteMs;
// By chance such an hour has no sale once in 55 times, and once in 22 000.
constexpr double kSalesToWonder = 4;
constexpr double kSalesToBeSure = 10;

std::chrono::milliseconds inMs(qint64 ms)
{
    return std::chrono::milliseconds(ms);
}

qint64 countOf(const Picture &picture, const protocol::Number &number)
{
    const std::optional<qint64> &takenAt = picture.backlog.takenAt;
    const bool isOfNow = takenAt && picture.now - *takenAt <= kCountedLatelyMs;
    return isOfNow ? picture.backlog.numbers.count(number) : 0;
}

// What they feel, of so many, or of all where nobody knows how many.
Sentence feltBy(qint64 customers, SentenceId some, SentenceId all, const Sentence &why)
{
    return customers > 0 ? Sentence(some, customers, why) : Sentence(all, why);
}

// Work of a kind that takes longer than it should.
struct SlowWork
{
    qint64 count = 0;
    qint64 longestMs = 0;
    bool waitsForDatabase = false; // most of it
};

SlowWork slowWork(const Picture &picture, ActivityKind kind)
{
    SlowWork slow;
    qint64 waiting = 0;
    for (const ThreadActivity &activity : picture.activities) {
        const auto lasted =
            std::chrono::duration_cast<std::chrono::milliseconds>(picture.steadyNow - activity.since).count();
        if (activity.kind != kind || lasted < kSlowMs)
            continue;
        ++slow.count;
        slow.longestMs = std::max<qint64>(slow.longestMs, lasted);
        waiting += activity.waitsFor.isEmpty() ? 0 : 1; // neither kind waits for anything else
    }
    slow.waitsForDatabase = waiting * 2 > slow.count;
    return slow;
}

std::optional<Symptom> notStored(const Picture &picture)
{
    Symptom symptom{ConsequenceKind::NotStored, u"database"_s, Status::Fail, 0, {}, {}, {}};
    const Finding *database = picture.finding(symptom.cause);
    if (database && database->status == Status::Fail) {
        symptom.text = Sentence(SentenceId::NotStoredNow, database->note);
        return symptom;
    }
    const SlowWork slow = slowWork(picture, ActivityKind::Ingest);
    if (slow.count == 0)
        return std::nullopt;
    symptom.text =
        Sentence(SentenceId::NotStoredNow, Sentence(SentenceId::StoringTakesLong, inMs(slow.longestMs)));
    symptom.since = picture.now - slow.longestMs;
    return symptom;
}

std::optional<Symptom> messagesStay(const Picture &picture)
{
    const outbox::SenderStats &sender = picture.sender;
    const qint64 overdueMs = countOf(picture, protocol::numbers::kOutboxOldest);
    const auto pause = std::chrono::ceil<std::chrono::milliseconds>(sender.pausedUntil - picture.steadyNow);
    Symptom symptom{ConsequenceKind::NoAnswers,
                    u"telegram"_s,
                    Status::Warn,
                    countOf(picture, protocol::numbers::kChatsWaiting),
                    {},
                    {},
                    {}};
    bool isFailure = symptom.count > 0;
    Sentence why;
    if (sender.bar != outbox::Bar::None) {
        why = Sentence(sender.bar == outbox::Bar::Token ? SentenceId::BotTokenRefused
                                                        : SentenceId::TelegramAddressForeign);
        isFailure = true;
    } else if (sender.held) {
        why = Sentence(SentenceId::MessagesHeld);
    } else if (sender.unanswered) {
        why = Sentence(SentenceId::TelegramAnswersNothing);
    } else if (sender.pausedChats > 0 && pause.count() > 0) {
        symptom.count = std::max<qint64>(symptom.count, sender.pausedChats);
        symptom.until = picture.now + pause.count();
        why = Sentence(SentenceId::HeldBackByTelegram, sender.pausedChats, pause);
        isFailure = symptom.count >= kManyCustomers; // of one chat it is that chat's own pace
    } else if (symptom.count > 0 && overdueMs >= kLateMessageMs) {
        why = Sentence(SentenceId::MessagesOverdue, inMs(overdueMs));
        symptom.since = picture.now - overdueMs;
        isFailure = symptom.count >= kManyCustomers;
    } else {
        return std::nullopt;
    }
    symptom.status = isFailure ? Status::Fail : Status::Warn;
    symptom.text = feltBy(symptom.count, SentenceId::NoAnswersFor, SentenceId::NoAnswers, why);
    return symptom;
}

std::optional<Symptom> answersTakeLong(const Picture &picture)
{
    const SlowWork slow = slowWork(picture, ActivityKind::Handler);
    const qint64 customers = countOf(picture, protocol::numbers::kCustomersWaiting);
    const qint64 oldestMs = countOf(picture, protocol::numbers::kInboxOldest);
    if (slow.count == 0 && oldestMs < kLateAnswerMs)
        return std::nullopt;
    Symptom symptom{
        ConsequenceKind::NoAnswers, u"backlog"_s, Status::Warn, std::max(slow.count, customers), {}, {}, {}};
    const bool isVeryLate = slow.count > 0 || oldestMs >= kVeryLateAnswerMs;
    if ((symptom.count >= kManyCustomers && isVeryLate) ||
        protocol::numbers::kInboxOldest.level(static_cast<double>(oldestMs)) == protocol::NumberLevel::Fail)
        symptom.status = Status::Fail;
    const Sentence why =
        slow.count > 0
            ? Sentence(slow.waitsForDatabase ? SentenceId::HandlingWaits : SentenceId::HandlingTakesLong,
                       slow.count, inMs(slow.longestMs))
            : Sentence(SentenceId::UpdatesWait, countOf(picture, protocol::numbers::kInboxPending),
                       inMs(oldestMs));
    symptom.text = feltBy(symptom.count, SentenceId::NoAnswersFor, SentenceId::NoAnswers, why);
    symptom.since = picture.now - std::max(slow.longestMs, oldestMs);
    return symptom;
}

// Of what a dependency is to do for `waiting` customers.
std::optional<Symptom> dependencyFails(const Picture &picture, const FeltDependency &dependency,
                                       qint64 waiting, SentenceId some, SentenceId all)
{
    Symptom symptom{dependency.felt, dependency.name, Status::Warn, waiting, {}, {}, {}};
    const Finding *check = picture.finding(dependency.name);
    Sentence why;
    if (check && check->status != Status::Pass) {
        why = check->note;
        symptom.status = waiting > 0 ? Status::Fail : check->status;
    } else if (waiting > 0 && dependency.failed.calls > 0) {
        why = Sentence(SentenceId::LastCallsFailed, dependency.failed.calls);
        symptom.status = dependency.failed.calls >= kCallsToBelieve ? Status::Fail : Status::Warn;
        symptom.since = picture.now - (dependency.failed.lasted + dependency.failed.ago).count();
    } else {
        return std::nullopt;
    }
    symptom.text =
        feltBy(waiting, some, all, Sentence(SentenceId::CheckFails, PartNames{{dependency.name}}, why));
    return symptom;
}

std::optional<Symptom> keysStay(const Picture &picture, const FeltDependency &panel)
{
    const qint64 owed = countOf(picture, protocol::numbers::kKeysOwed);
    const qint64 oldestMs = countOf(picture, protocol::numbers::kKeysOwedOldest);
    std::optional<Symptom> symptom =
        dependencyFails(picture, panel, owed, SentenceId::NoKeysFor, SentenceId::NoKeys);
    if (!symptom && owed > 0 && oldestMs >= kLateKeyMs) {
        const bool isFailure = owed >= kManyCustomers && oldestMs >= kVeryLateKeyMs;
        symptom =
            Symptom{ConsequenceKind::NoKeys,
                    panel.name,
                    isFailure ? Status::Fail : Status::Warn,
                    owed,
                    Sentence(SentenceId::NoKeysFor, owed, Sentence(SentenceId::KeysTakeLong, inMs(oldestMs))),
                    picture.now - oldestMs,
                    {}};
    }
    return symptom;
}

std::optional<Symptom> nobodyBuys(const Picture &picture)
{
    const ShopNumbers &shop = picture.shop;
    const bool isOfNow = shop.takenAt && picture.now - *shop.takenAt <= kSalesCountedLatelyMs;
    if (!isOfNow || shop.salesLastHour > 0 || shop.lastHourLeast < 1 || shop.lastHourUsual < kSalesToWonder)
        return std::nullopt;
    return Symptom{ConsequenceKind::NoSales,
                   kSalesCause,
                   shop.lastHourUsual >= kSalesToBeSure ? Status::Fail : Status::Warn,
                   0,
                   Sentence(SentenceId::NoSales, static_cast<qint64>(shop.lastHourUsual)),
                   picture.now - kHourMs,
                   {}};
}

} // namespace

const Finding *Picture::finding(const QString &check) const
{
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [&check](const auto &entry) { return entry.first == check; });
    return found == findings.end() ? nullptr : &found->second;
}

std::vector<Symptom> symptomsOf(const Picture &picture)
{
    std::vector<Symptom> symptoms;
    const auto add = [&symptoms](std::optional<Symptom> symptom) {
        if (symptom)
            symptoms.push_back(std::move(*symptom));
    };
    const std::optional<Symptom> stored = notStored(picture);
    add(stored);
    add(messagesStay(picture));
    if (!stored) // handlers wait for the same database
        add(answersTakeLong(picture));
    for (const FeltDependency &dependency : picture.dependencies) {
        if (dependency.felt == ConsequenceKind::NoKeys)
            add(keysStay(picture, dependency));
        else
            add(dependencyFails(picture, dependency, countOf(picture, protocol::numbers::kInvoicesAwaited),
                                SentenceId::CannotPayFor, SentenceId::CannotPay));
    }
    add(nobodyBuys(picture));
    return symptoms;
}

} // namespace turnpike::ops
