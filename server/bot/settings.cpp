// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/settings.h"

#include "access/preferences.h"
#include "bot/registration.h"

namespace turnpike::bot::settings {

namespace {

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "settings.show"),
    QT_TRANSLATE_NOOP("bot", "settings.reminders"),
    QT_TRANSLATE_NOOP("bot", "settings.no_reminders"),
});

} // namespace

void open(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    const QString reminders = access::preferences::load(context.tx, context.user.id).reminders
                                  ? speech.html({kTexts, "settings.reminders"})
                                  : speech.html({kTexts, "settings.no_reminders"});
    context.reply.show(
        {speech.html({kTexts, "settings.show"}, {speech.plain("language.name")}) + u'\n' + reminders,
         keyboards::settings(speech)});
}

Registration registration()
{
    return {
        .actions = {{action::kSettings, open}},
        .commands = {{"settings", open}},
        .entrances = {{Entrance::Place::MainMenu, "button.settings", action::kSettings}},
        .texts = kTexts,
    };
}

} // namespace turnpike::bot::settings
