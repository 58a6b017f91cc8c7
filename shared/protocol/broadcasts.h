// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

// Messages from the shop to many customers at once.
namespace turnpike::protocol {

// What a customer of one language reads.
struct BroadcastText
{
    QString language; // its code
    QString html;     // with the tags that Telegram knows

    template<class F>
    static void fields(F &&field)
    {
        field("language", &BroadcastText::language);
        field("html", &BroadcastText::html);
    }
};

// A button under it: opens an address, or the periods of a tariff. One of both.
struct BroadcastButton
{
    QString label;
    QString url;
    QString tariff;

    template<class F>
    static void fields(F &&field)
    {
        field("label", &BroadcastButton::label);
        field("url", &BroadcastButton::url);
        field("tariff", &BroadcastButton::tariff);
    }
};

// What is said. The first text is for whoever speaks none of the languages.
struct BroadcastContent
{
    QList<BroadcastText> texts;
    QList<BroadcastButton> buttons;
    QString picture; // file_id of Telegram; empty: none

    template<class F>
    static void fields(F &&field)
    {
        field("texts", &BroadcastContent::texts);
        field("buttons", &BroadcastContent::buttons);
        field("picture", &BroadcastContent::picture);
    }
};

// Whom it is for. Also the arguments of "broadcasts.count".
struct BroadcastAudience
{
    Choice<BroadcastSegment> segment = BroadcastSegment::All;
    QString value; // a tariff, a language, or how many days; empty for the other segments

    template<class F>
    static void fields(F &&field)
    {
        field("segment", &BroadcastAudience::segment);
        field("value", &BroadcastAudience::value);
    }
};

// Answer of "broadcasts.count": whom it would reach now.
struct BroadcastCount
{
    qint64 customers = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("customers", &BroadcastCount::customers);
    }
};

// Arguments of "broadcasts.create".
struct BroadcastDraft
{
    QString title; // for those who send it
    BroadcastAudience audience;
    BroadcastContent content;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("title", &BroadcastDraft::title);
        field("audience", &BroadcastDraft::audience);
        field("content", &BroadcastDraft::content);
        field("reason", &BroadcastDraft::reason);
    }
};

// Arguments of "broadcasts.preview" (to: whose chat), "broadcasts.start" (startsAt), "broadcasts.pause",
// "broadcasts.resume" and "broadcasts.stop".
struct BroadcastOrder
{
    qint64 id = 0;
    qint64 to = 0;                     // a shop administrator
    std::optional<Timestamp> startsAt; // ms UTC; absent: now
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("id", &BroadcastOrder::id);
        field("to", &BroadcastOrder::to);
        field("starts_at", &BroadcastOrder::startsAt);
        field("reason", &BroadcastOrder::reason);
    }
};

// One of them, and how far it is. Answer of every call that changes one.
struct BroadcastRow
{
    qint64 id = 0;
    QString title;
    BroadcastAudience audience;
    Choice<BroadcastStatus> status;
    QString text; // how the first one begins
    QStringList languages;
    QString createdBy;
    Timestamp createdAt = 0;
    std::optional<Timestamp> startsAt;
    std::optional<Timestamp> startedAt;
    std::optional<Timestamp> finishedAt;
    qint64 total = 0;   // customers when it began
    qint64 pending = 0; // messages that wait to be sent
    qint64 sent = 0;
    qint64 blocked = 0; // whose chat cannot be reached
    qint64 failed = 0;
    qint64 dropped = 0;           // too late, or stopped
    qint64 left = 0;              // of total, how many are still to be told
    std::optional<qint64> leftMs; // until its end at the pace of the last minute; absent: not known

    template<class F>
    static void fields(F &&field)
    {
        field("id", &BroadcastRow::id);
        field("title", &BroadcastRow::title);
        field("audience", &BroadcastRow::audience);
        field("status", &BroadcastRow::status);
        field("text", &BroadcastRow::text);
        field("languages", &BroadcastRow::languages);
        field("created_by", &BroadcastRow::createdBy);
        field("created_at", &BroadcastRow::createdAt);
        field("starts_at", &BroadcastRow::startsAt);
        field("started_at", &BroadcastRow::startedAt);
        field("finished_at", &BroadcastRow::finishedAt);
        field("total", &BroadcastRow::total);
        field("pending", &BroadcastRow::pending);
        field("sent", &BroadcastRow::sent);
        field("blocked", &BroadcastRow::blocked);
        field("failed", &BroadcastRow::failed);
        field("dropped", &BroadcastRow::dropped);
        field("left", &BroadcastRow::left);
        field("left_ms", &BroadcastRow::leftMs);
    }
};

// Answer of "broadcasts.list": the newest first. With what its form offers: the languages of the bot, the
// tariffs that are sold, and whom a preview may be sent to.
struct BroadcastPage
{
    QList<BroadcastRow> items;
    QStringList languages;
    QStringList tariffs;
    QList<qint64> administrators;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &BroadcastPage::items);
        field("languages", &BroadcastPage::languages);
        field("tariffs", &BroadcastPage::tariffs);
        field("administrators", &BroadcastPage::administrators);
    }
};

} // namespace turnpike::protocol
