// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/admin.h"
#include "bot/admindeeds.h"
#include "bot/registration.h"
#include "protocol/broadcasts.h"
#include "protocol/calls.h"

#include <algorithm>

namespace turnpike::bot::adminbroadcasts {

using namespace Qt::StringLiterals;

using protocol::BroadcastRow;
using protocol::BroadcastSegment;
using protocol::BroadcastStatus;

namespace {

namespace call = protocol::call;

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "admin.broadcasts"),
    QT_TRANSLATE_NOOP("bot", "admin.broadcasts_none"),
    QT_TRANSLATE_NOOP("bot", "admin.broadcast"),
    QT_TRANSLATE_NOOP("bot", "admin.broadcast_would_reach"),
    QT_TRANSLATE_NOOP("bot", "admin.broadcast_previewed"),
    QT_TRANSLATE_NOOP("bot", "admin.segment_ask"),
    QT_TRANSLATE_NOOP("bot", "admin.broadcast_ask"),
    QT_TRANSLATE_NOOP("bot", "admin.segment_all"),
    QT_TRANSLATE_NOOP("bot", "admin.segment_active"),
    QT_TRANSLATE_NOOP("bot", "admin.segment_expired"),
    QT_TRANSLATE_NOOP("bot", "admin.segment_trial_only"),
    QT_TRANSLATE_NOOP("bot", "admin.segment_never_bought"),
    QT_TRANSLATE_NOOP("bot", "admin.status_draft"),
    QT_TRANSLATE_NOOP("bot", "admin.status_scheduled"),
    QT_TRANSLATE_NOOP("bot", "admin.status_running"),
    QT_TRANSLATE_NOOP("bot", "admin.status_paused"),
    QT_TRANSLATE_NOOP("bot", "admin.status_stopped"),
    QT_TRANSLATE_NOOP("bot", "admin.status_done"),
    QT_TRANSLATE_NOOP("bot", "button.admin_write"),
    QT_TRANSLATE_NOOP("bot", "button.admin_preview"),
    QT_TRANSLATE_NOOP("bot", "button.admin_look_again"),
    QT_TRANSLATE_NOOP("bot", "button.admin_all_broadcasts"),
    QT_TRANSLATE_NOOP("bot", "button.admin_overview"),
});

constexpr char kWord[] = "admb"; // [what, of what]
const QString kLook = u"look"_s;
const QString kWrite = u"write"_s;
const QString kSegment = u"seg"_s; // also in the state of the conversation
const QString kPreview = u"preview"_s;

const QString kTypingText = u"admin_broadcast"_s;
const QString kAskedIn = u"message"_s; // the message that asks; absent where it was a new one

constexpr qsizetype kShown = 6;
constexpr qsizetype kShownTitle = 24;
constexpr qsizetype kLongestTitle = 60;

struct SegmentName
{
    BroadcastSegment segment;
    TextId name;
};

// Those that need no value: the others are for the console.
constexpr SegmentName kSegments[] = {
    {BroadcastSegment::All, {kTexts, "admin.segment_all"}},
    {BroadcastSegment::Active, {kTexts, "admin.segment_active"}},
    {BroadcastSegment::Expired, {kTexts, "admin.segment_expired"}},
    {BroadcastSegment::TrialOnly, {kTexts, "admin.segment_trial_only"}},
    {BroadcastSegment::NeverBought, {kTexts, "admin.segment_never_bought"}},
};

TextId nameOf(BroadcastStatus status)
{
    switch (status) {
    case BroadcastStatus::Draft:
        break;
    case BroadcastStatus::Scheduled:
        return TextId(kTexts, "admin.status_scheduled");
    case BroadcastStatus::Running:
        return TextId(kTexts, "admin.status_running");
    case BroadcastStatus::Paused:
        return TextId(kTexts, "admin.status_paused");
    case BroadcastStatus::Stopped:
        return TextId(kTexts, "admin.status_stopped");
    case BroadcastStatus::Done:
        return TextId(kTexts, "admin.status_done");
    }
    return TextId(kTexts, "admin.status_draft");
}

std::vector<Button> toAll(const Speech &speech)
{
    return {admin::button(speech.plain({kTexts, "button.admin_all_broadcasts"}), kWord, {})};
}

Keyboard segmentKeyboard(const Speech &speech)
{
    Keyboard keyboard;
    for (const SegmentName &each : kSegments)
        keyboard.rows.push_back({admin::button(speech.plain(each.name), kWord,
                                               {kSegment, QString::fromLatin1(toWord(each.segment))})});
    keyboard.rows.push_back(toAll(speech));
    return keyboard;
}

// What can be done with one that is so far.
Keyboard keyboardOf(const Speech &speech, const BroadcastRow &row)
{
    const QString id = QString::number(row.id);
    Keyboard keyboard;
    switch (row.status.known().value_or(BroadcastStatus::Done)) {
    case BroadcastStatus::Draft:
        keyboard.rows.push_back(
            {admin::button(speech.plain({kTexts, "button.admin_preview"}), kWord, {kPreview, id})});
        keyboard.rows.push_back(
            {admindeeds::button(speech, "bstart", id), admindeeds::button(speech, "bstop", id)});
        break;
    case BroadcastStatus::Scheduled:
    case BroadcastStatus::Running:
        keyboard.rows.push_back(
            {admindeeds::button(speech, "bpause", id), admindeeds::button(speech, "bstop", id)});
        break;
    case BroadcastStatus::Paused:
        keyboard.rows.push_back(
            {admindeeds::button(speech, "bresume", id), admindeeds::button(speech, "bstop", id)});
        break;
    case BroadcastStatus::Stopped:
    case BroadcastStatus::Done:
        break;
    }
    keyboard.rows.push_back(
        {admin::button(speech.plain({kTexts, "button.admin_look_again"}), kWord, {kLook, id})});
    keyboard.rows.push_back(toAll(speech));
    return keyboard;
}

QList<BroadcastRow> all(Context &context)
{
    const auto answer =
        context.services.administration->read(context.tx, call::kBroadcasts, {}, context.speech().code());
    return protocol::fromJson<protocol::BroadcastPage>(answer.ok).items;
}

void showAll(Context &context)
{
    const Speech &speech = context.speech();
    const QList<BroadcastRow> rows = all(context);
    Keyboard keyboard;
    keyboard.rows.push_back({admin::button(speech.plain({kTexts, "button.admin_write"}), kWord, {kWrite})});
    for (const BroadcastRow &row : rows.first(std::min(rows.size(), kShown))) {
        const QString label = u"%1. %2"_s.arg(QString::number(row.id), row.title.left(kShownTitle));
        keyboard.rows.push_back({admin::button(label, kWord, {kLook, QString::number(row.id)})});
    }
    keyboard.rows.push_back(
        {admin::button(speech.plain({kTexts, "button.admin_overview"}), "adm", {u"home"_s})});
    context.reply.show({rows.isEmpty() ? speech.html({kTexts, "admin.broadcasts_none"})
                                       : speech.html({kTexts, "admin.broadcasts"}),
                        keyboard});
}

// How far it is; of a draft whom it would reach, which is the dry run.
void show(Context &context, qint64 id, const QString &intro = {})
{
    const Speech &speech = context.speech();
    const QList<BroadcastRow> rows = all(context);
    const auto row =
        std::find_if(rows.begin(), rows.end(), [id](const BroadcastRow &each) { return each.id == id; });
    if (row == rows.end()) {
        showAll(context);
        return;
    }
    const BroadcastStatus status = row->status.known().value_or(BroadcastStatus::Done);
    QString text = intro.isEmpty() ? QString() : intro + u"\n\n"_s;
    text += speech.html({kTexts, "admin.broadcast"},
                        {row->title, speech.plain(nameOf(status)), QString::number(row->sent),
                         QString::number(row->total), QString::number(row->left),
                         QString::number(row->blocked), QString::number(row->failed)});
    if (status == BroadcastStatus::Draft) {
        const auto answer = context.services.administration->read(context.tx, call::kCountBroadcast,
                                                                  toJson(row->audience), speech.code());
        const auto count = protocol::fromJson<protocol::BroadcastCount>(answer.ok);
        text +=
            u'\n' + speech.html({kTexts, "admin.broadcast_would_reach"}, {QString::number(count.customers)});
    }
    context.reply.show({text, keyboardOf(speech, *row)});
}

void askForText(Context &context, const QString &segment)
{
    QJsonObject state{{kSegment, segment}};
    if (const auto message = context.reply.menuMessage())
        state[kAskedIn] = *message;
    context.waitFor(kTypingText, state);
    const Speech &speech = context.speech();
    context.reply.show({speech.html({kTexts, "admin.broadcast_ask"}), {{toAll(speech)}}});
}

// A draft, in the language of whoever writes it.
void typedText(Context &context, const QString &text, const QJsonObject &state)
{
    if (admin::turnAwayStranger(context))
        return;
    if (const QJsonValue message = state.value(kAskedIn); message.isDouble())
        context.reply.useMenuMessage(message.toInteger());
    context.stopWaiting();
    if (admin::turnAwayWhenOff(context))
        return;
    const Speech &speech = context.speech();
    protocol::BroadcastDraft draft;
    draft.title = text.trimmed().section(u'\n', 0, 0).left(kLongestTitle);
    draft.audience.segment = protocol::Choice<BroadcastSegment>(state.value(kSegment).toString());
    draft.content.texts = {protocol::BroadcastText{speech.code(), text.trimmed().toHtmlEscaped()}};
    draft.reason = u"written in Telegram"_s;
    const auto answer = context.services.administration->change(
        context.tx, {context.updateKey, context.user.id, call::kCreateBroadcast, toJson(draft)},
        speech.code());
    if (answer.refusal)
        context.reply.show({answer.refusal->toHtmlEscaped(), {{toAll(speech)}}});
    else
        show(context, protocol::fromJson<BroadcastRow>(answer.ok).id);
}

void preview(Context &context, qint64 id)
{
    const Speech &speech = context.speech();
    protocol::BroadcastOrder order;
    order.id = id;
    order.to = context.user.id.value();
    order.reason = u"previewed in Telegram"_s;
    const auto answer = context.services.administration->change(
        context.tx, {context.updateKey, context.user.id, call::kPreviewBroadcast, toJson(order)},
        speech.code());
    show(context, id,
         answer.refusal ? answer.refusal->toHtmlEscaped()
                        : speech.html({kTexts, "admin.broadcast_previewed"}));
}

void press(Context &context, const CallbackData &pressed)
{
    if (admin::turnAwayStranger(context))
        return;
    const QString what = pressed.arg(0);
    if (what == kLook) {
        show(context, pressed.arg(1).toLongLong());
        return;
    }
    const bool isChange = what == kWrite || what == kSegment || what == kPreview;
    if (isChange && admin::turnAwayWhenOff(context))
        return;
    if (what == kWrite) {
        const Speech &speech = context.speech();
        context.reply.show({speech.html({kTexts, "admin.segment_ask"}), segmentKeyboard(speech)});
    } else if (what == kSegment) {
        askForText(context, pressed.arg(1));
    } else if (what == kPreview) {
        preview(context, pressed.arg(1).toLongLong());
    } else {
        showAll(context);
    }
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    std::vector<Keyboard> keyboards{segmentKeyboard(speech)};
    for (const auto &status : protocol::kWordsOf<BroadcastStatus>) {
        BroadcastRow row;
        row.id = 99'999;
        row.status = status.value;
        keyboards.push_back(keyboardOf(speech, row));
    }
    return keyboards;
}

} // namespace

Registration registration()
{
    return {
        .actions = {{kWord, press}},
        .typed = {{kTypingText, typedText}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::adminbroadcasts
