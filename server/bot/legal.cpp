// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/registration.h"
#include "bot/support.h"

// What a shop owes its customers in writing. Telegram asks for /paysupport of whoever sells for Stars, and
// for terms (core.telegram.org/bots/payments-stars, “Live checklist”).
namespace turnpike::bot::legal {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "legal.terms"),
    QT_TRANSLATE_NOOP("bot", "legal.privacy"),
    QT_TRANSLATE_NOOP("bot", "legal.payments"),
    QT_TRANSLATE_NOOP("bot", "legal.contact"),
    QT_TRANSLATE_NOOP("bot", "legal.contact_here"),
    QT_TRANSLATE_NOOP("bot", "legal.contact_none"),
});

QString contactLine(const Context &context)
{
    const Speech &speech = context.speech();
    const QString number = QString::number(context.user.id.value());
    if (!context.services.supportContact.isEmpty())
        return speech.html({kTexts, "legal.contact"}, {context.services.supportContact, number});
    return context.services.hasHelpdesk() ? speech.html({kTexts, "legal.contact_here"}, {number})
                                          : speech.html({kTexts, "legal.contact_none"}, {number});
}

void show(Context &context, TextId text)
{
    const Speech &speech = context.speech();
    context.reply.show({speech.html(text) + u"\n\n"_s + contactLine(context),
                        support::withDesk(context, keyboards::toMenu(speech))});
}

void terms(Context &context, const CallbackData &)
{
    show(context, {kTexts, "legal.terms"});
}

void privacy(Context &context, const CallbackData &)
{
    show(context, {kTexts, "legal.privacy"});
}

void payments(Context &context, const CallbackData &)
{
    show(context, {kTexts, "legal.payments"});
}

} // namespace

Registration registration()
{
    return {
        .commands = {{"terms", terms}, {"privacy", privacy}, {"paysupport", payments}},
        .texts = kTexts,
    };
}

} // namespace turnpike::bot::legal
