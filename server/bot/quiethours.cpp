// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/preferences.h"
#include "bot/registration.h"
#include "bot/settings.h"

#include <algorithm>
#include <array>

// Whether reminders come, and at which hours they do not.
namespace turnpike::bot::quiethours {

using namespace Qt::StringLiterals;

using access::Preferences;
using access::QuietHours;

namespace {

constexpr char kReminders[] = "reminders"; // [on | off]: whether they come
constexpr char kQuiet[] = "quiet";         // [off | <from>, <until>]: hours of the day
constexpr char kZone[] = "zone";           // [<minutes east of UTC>]

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "button.reminders"),
    QT_TRANSLATE_NOOP("bot", "button.quiet"),
    QT_TRANSLATE_NOOP("bot", "button.quiet_none"),
    QT_TRANSLATE_NOOP("bot", "button.zone"),
    QT_TRANSLATE_NOOP("bot", "reminders.show_on"),
    QT_TRANSLATE_NOOP("bot", "reminders.show_off"),
    QT_TRANSLATE_NOOP("bot", "quiet.show"),
    QT_TRANSLATE_NOOP("bot", "quiet.show_none"),
    QT_TRANSLATE_NOOP("bot", "quiet.zones"),
});

// What people choose among.
constexpr std::array kOffered{QuietHours{22, 8}, QuietHours{23, 7}, QuietHours{23, 9}, QuietHours{0, 10}};
// From Kaliningrad to Kamchatka, where most who read this are, and the west of it.
constexpr int kFirstZone = 0;
constexpr int kLastZone = 12 * 60;
constexpr int kZoneStep = 60;

QString hoursOf(const QuietHours &quiet)
{
    return u"%1:00–%2:00"_s.arg(quiet.from).arg(quiet.until);
}

QString zoneOf(int minutes)
{
    return u"UTC+%1"_s.arg(minutes / kZoneStep);
}

Button pressOf(const QString &label, const char *word, const QStringList &args = {})
{
    return {label, encodeCallback(word, args), QString()};
}

Keyboard switchOf(const Speech &speech, bool isOn)
{
    return {{{isOn ? pressOf(speech.plain("button.turn_off"), kReminders, {u"off"_s})
                   : pressOf(speech.plain("button.turn_on"), kReminders, {u"on"_s})},
             {pressOf(speech.plain("button.back"), action::kSettings)}}};
}

Keyboard hours(const Speech &speech)
{
    Keyboard keyboard;
    for (size_t i = 0; i < kOffered.size(); ++i) {
        if (i % 2 == 0)
            keyboard.rows.emplace_back();
        const QuietHours &offered = kOffered.at(i);
        keyboard.rows.back().push_back(pressOf(
            hoursOf(offered), kQuiet, {QString::number(offered.from), QString::number(offered.until)}));
    }
    keyboard.rows.push_back({pressOf(speech.plain({kTexts, "button.quiet_none"}), kQuiet, {u"off"_s})});
    keyboard.rows.push_back({pressOf(speech.plain({kTexts, "button.zone"}), kZone)});
    keyboard.rows.push_back({pressOf(speech.plain("button.back"), action::kSettings)});
    return keyboard;
}

Keyboard zones(const Speech &speech)
{
    Keyboard keyboard;
    int placed = 0;
    for (int minutes = kFirstZone; minutes <= kLastZone; minutes += kZoneStep) {
        if (placed++ % 3 == 0)
            keyboard.rows.emplace_back();
        keyboard.rows.back().push_back(pressOf(zoneOf(minutes), kZone, {QString::number(minutes)}));
    }
    keyboard.rows.push_back({pressOf(speech.plain("button.back"), kQuiet)});
    return keyboard;
}

void switchReminders(Context &context, const CallbackData &press)
{
    const Speech &speech = context.speech();
    Preferences wanted = access::preferences::load(context.tx, context.user.id);
    if (press.arg(0) == "on"_L1 || press.arg(0) == "off"_L1) {
        wanted.reminders = press.arg(0) == "on"_L1;
        access::preferences::store(context.tx, context.user.id, wanted);
    }
    context.reply.show({wanted.reminders ? speech.html({kTexts, "reminders.show_on"})
                                         : speech.html({kTexts, "reminders.show_off"}),
                        switchOf(speech, wanted.reminders)});
}

void showQuiet(Context &context, const Preferences &wanted)
{
    const Speech &speech = context.speech();
    const QString zone = zoneOf(wanted.zoneMinutes);
    context.reply.show({wanted.quiet ? speech.html({kTexts, "quiet.show"}, {hoursOf(*wanted.quiet), zone})
                                     : speech.html({kTexts, "quiet.show_none"}, {zone}),
                        hours(speech)});
}

// A press may be forged: hours that nobody offered change nothing.
void chooseQuiet(Context &context, const CallbackData &press)
{
    Preferences wanted = access::preferences::load(context.tx, context.user.id);
    const auto chosen = std::find_if(kOffered.begin(), kOffered.end(), [&](const QuietHours &offered) {
        return press.arg(0) == QString::number(offered.from) &&
               press.arg(1) == QString::number(offered.until);
    });
    if (chosen != kOffered.end())
        wanted.quiet = *chosen;
    else if (press.arg(0) == "off"_L1)
        wanted.quiet.reset();
    if (!press.args.isEmpty())
        access::preferences::store(context.tx, context.user.id, wanted);
    showQuiet(context, wanted);
}

void chooseZone(Context &context, const CallbackData &press)
{
    if (press.args.isEmpty()) {
        context.reply.show({context.speech().html({kTexts, "quiet.zones"}), zones(context.speech())});
        return;
    }
    Preferences wanted = access::preferences::load(context.tx, context.user.id);
    bool isNumber = false;
    const int minutes = press.arg(0).toInt(&isNumber);
    if (isNumber && minutes >= kFirstZone && minutes <= kLastZone && minutes % kZoneStep == 0) {
        wanted.zoneMinutes = minutes;
        access::preferences::store(context.tx, context.user.id, wanted);
    }
    showQuiet(context, wanted);
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    return {switchOf(speech, true), switchOf(speech, false), hours(speech), zones(speech)};
}

} // namespace

Registration registration()
{
    return {
        .actions = {{kReminders, switchReminders}, {kQuiet, chooseQuiet}, {kZone, chooseZone}},
        .entrances = {{Entrance::Place::Settings, TextId(kTexts, "button.reminders"), kReminders},
                      {Entrance::Place::Settings, TextId(kTexts, "button.quiet"), kQuiet}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::quiethours
