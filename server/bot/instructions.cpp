// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/instructions.h"

#include "bot/key.h"
#include "bot/registration.h"
#include "bot/support.h"
#include "bot/vpnapps.h"

#include <algorithm>

namespace turnpike::bot::instructions {

using namespace Qt::StringLiterals;

namespace {

// The ways to open an app with the key there.
std::vector<Button> appButtons(const Context &context, unsigned platform, const QString &vpnKey)
{
    std::vector<Button> buttons;
    for (const VpnApp &app : vpnApps()) {
        const QString link =
            (app.platforms & platform) == 0
                ? QString()
                : vpnAppLink(context.services.openPage, context.speech().code(), app, vpnKey);
        if (!link.isEmpty())
            buttons.push_back({QString::fromLatin1(app.name), QString(), link});
    }
    return buttons;
}

void show(Context &context, const Guide &guide)
{
    const Speech &speech = context.speech();
    const QString vpnKey = key::current(context);
    if (vpnKey.isEmpty()) {
        context.reply.show(
            {speech.html(guide.byHand, {speech.plain("help.copy_profile")}), keyboards::platform(speech)});
        return;
    }
    const std::vector<Button> apps = appButtons(context, guide.platform, vpnKey);
    const QString steps = apps.empty() ? speech.html(guide.byHand, {speech.plain("help.copy_below")})
                                       : speech.html(guide.byLink);
    const QString copied = keyboards::isCopied(vpnKey) ? speech.html("help.key", {vpnKey})
                                                       : speech.html("help.key_long", {vpnKey});
    context.reply.show({steps + u"\n\n"_s + copied, keyboards::platform(speech, apps, vpnKey)});
}

} // namespace

void open(Context &context, const CallbackData &press)
{
    if (const Guide *guide = guideFor(press.arg(0)))
        show(context, *guide);
    else
        context.reply.show({context.speech().html("help.choose"), keyboards::platforms(context.speech())});
}

void trouble(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    context.reply.show({speech.html("help.trouble") + u"\n\n"_s + support::howToReach(context),
                        support::withDesk(context, keyboards::afterPurchase(speech))});
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
        .commands = {{"help", open}, {"support", trouble}},
        .entrances = {{Entrance::Place::MainMenu, "button.instructions", action::kInstructions}},
    };
}

} // namespace turnpike::bot::instructions
