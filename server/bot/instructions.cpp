// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/instructions.h"

#include "bot/registration.h"

#include <algorithm>

namespace turnpike::bot::instructions {

using namespace Qt::StringLiterals;

namespace {

std::optional<TextId> textFor(const QString &platform)
{
    if (platform == "ios"_L1)
        return TextId("help.ios");
    if (platform == "android"_L1)
        return TextId("help.android");
    if (platform == "windows"_L1)
        return TextId("help.windows");
    if (platform == "macos"_L1)
        return TextId("help.macos");
    return std::nullopt;
}

} // namespace

void open(Context &context, const CallbackData &press)
{
    const Speech &speech = context.speech();
    if (const auto text = textFor(press.arg(0)))
        context.reply.show({speech.html(*text), keyboards::platform(speech)});
    else
        context.reply.show({speech.html("help.choose"), keyboards::platforms(speech)});
}

void trouble(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    const QString number = QString::number(context.user.id.value());
    const QString &contact = context.services.supportContact;
    const QString whom = contact.isEmpty() ? speech.html("help.number", {number})
                                           : speech.html("help.contact", {contact, number});
    context.reply.show({speech.html("help.trouble") + u"\n\n"_s + whom, keyboards::afterPurchase(speech)});
}

bool isTrouble(const Texts &texts, const QString &text)
{
    const std::vector<Speech> &languages = texts.languages();
    return std::any_of(languages.begin(), languages.end(), [&](const Speech &speech) {
        const QStringList words = speech.plain("help.words").split(u',');
        return std::any_of(words.begin(), words.end(),
                           [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
    });
}

Registration registration()
{
    return {
        .actions = {{action::kInstructions, open}},
        // Telegram asks for /paysupport of whoever sells for Stars.
        .commands = {{"help", open}, {"support", trouble}, {"paysupport", trouble}},
        .entrances = {{Entrance::Place::MainMenu, "button.instructions", action::kInstructions}},
    };
}

} // namespace turnpike::bot::instructions
