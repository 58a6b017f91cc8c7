// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/language.h"

#include "bot/mainmenu.h"
#include "bot/registration.h"

namespace turnpike::bot::language {

namespace {

// What a link leads to; nothing for one that no conversation knows.
std::optional<Screen> linked(Context &context, const QString &link)
{
    for (const Registration &registered : registrations()) {
        for (const Link &known : registered.links) {
            const QLatin1String prefix(known.prefix);
            if (link.size() > prefix.size() && link.startsWith(prefix))
                return known.open(context, link.mid(prefix.size()));
        }
    }
    return std::nullopt;
}

} // namespace

void start(Context &context, const QString &telegramLanguage, const QString &link)
{
    const bool isFirst = context.user.language.isEmpty();
    auto screen = linked(context, link);
    if (isFirst && telegramLanguage.isEmpty() && !screen) {
        choose(context, {});
        return;
    }
    keepGuess(context);
    const bool isLinked = screen.has_value();
    if (!screen)
        screen = mainmenu::screen(context);
    if (isFirst) {
        screen->keyboard.rows.push_back(
            keyboards::languages(context.services.texts, isLinked ? link : QString()));
    }
    context.reply.show(*screen);
}

void keepGuess(Context &context)
{
    if (!context.user.language.isEmpty())
        return;
    context.user.language = context.speech().code();
    context.services.access.users().setLanguage(context.tx, context.user.id, context.user.language);
}

void choose(Context &context, const CallbackData &)
{
    // Asked in every language: nobody has to understand the others.
    QStringList lines;
    for (const Speech &speech : context.services.texts.languages())
        lines.append(speech.html("language.choose"));
    context.reply.show({lines.join(u'\n'), keyboards::language(context.services.texts)});
}

void set(Context &context, const CallbackData &press)
{
    const QString code = press.arg(0);
    if (!context.services.texts.knows(code)) {
        context.reply.answer(context.speech().plain("press.stale"), true);
        choose(context, press);
        return;
    }
    context.services.access.users().setLanguage(context.tx, context.user.id, code);
    context.speak(context.services.texts.speech(code));
    context.reply.answer(context.speech().plain("language.chosen"));
    const auto screen = linked(context, press.arg(1));
    context.reply.show(screen ? *screen : mainmenu::screen(context));
}

Registration registration()
{
    return {
        .actions = {{action::kLanguage, choose}, {action::kSetLanguage, set}},
        .commands = {{"language", choose}},
        .entrances = {{Entrance::Place::Settings, "button.language", action::kLanguage}},
    };
}

} // namespace turnpike::bot::language
