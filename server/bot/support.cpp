// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/support.h"

#include "bot/instructions.h"
#include "bot/mainmenu.h"
#include "bot/registration.h"

namespace turnpike::bot::support {

using namespace Qt::StringLiterals;

namespace {

constexpr char kWrite[] = "desk";      // what is typed next goes to the staff
constexpr char kClose[] = "deskclose"; // by the customer

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "button.support_write"),
    QT_TRANSLATE_NOOP("bot", "button.support_close"),
    QT_TRANSLATE_NOOP("bot", "button.support_end"),
    QT_TRANSLATE_NOOP("bot", "support.ask"),
    QT_TRANSLATE_NOOP("bot", "support.passed"),
    QT_TRANSLATE_NOOP("bot", "support.too_often"),
    QT_TRANSLATE_NOOP("bot", "support.closed"),
    QT_TRANSLATE_NOOP("bot", "support.closed_by_staff"),
    QT_TRANSLATE_NOOP("bot", "support.answer"),
    QT_TRANSLATE_NOOP("bot", "support.customer_closed"),
    QT_TRANSLATE_NOOP("bot", "support.here"),
});

// The step of a conversation that waits for the first message.
const QString kWriting = u"support"_s;

Button pressOf(const Speech &speech, TextId label, const char *word)
{
    return {speech.plain(label), encodeCallback(word), QString()};
}

Keyboard whileAsking(const Speech &speech)
{
    return {{{pressOf(speech, "button.back", action::kMenu)}}};
}

// Under a message of its own, which stays.
Keyboard whileOpen(const Speech &speech)
{
    return {{{Button{speech.plain({kTexts, "button.support_close"}), encodeFreshCallback(kClose), QString()}},
             {Button{speech.plain("button.menu"), encodeFreshCallback(action::kMenu), QString()}}}};
}

Keyboard afterClosing(const Speech &speech)
{
    return {{{Button{speech.plain({kTexts, "button.support_write"}), encodeFreshCallback(kWrite), QString()}},
             {Button{speech.plain("button.menu"), encodeFreshCallback(action::kMenu), QString()}}}};
}

void ask(Context &context, const CallbackData &press)
{
    if (!context.services.hasHelpdesk()) {
        instructions::trouble(context, press);
        return;
    }
    context.waitFor(kWriting);
    const Speech &speech = context.speech();
    context.reply.show({speech.html({kTexts, "support.ask"}), whileAsking(speech)});
}

void typed(Context &context, const QString &, const QJsonObject &)
{
    // Once the thread is open nothing need wait.
    context.stopWaiting();
    pass(context);
}

void close(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    const helpdesk::Helpdesk *desk = context.services.helpdesk;
    if (context.services.hasHelpdesk() && desk->close(context.tx, context.user.id, u"customer"_s)) {
        const Speech &staffs = context.services.texts.speech(kDefaultLanguage);
        desk->note(context.tx, context.user.id, staffs.html({kTexts, "support.customer_closed"}));
    }
    context.reply.show({speech.html({kTexts, "support.closed"}), afterClosing(speech)});
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    return {whileAsking(speech), whileOpen(speech), afterClosing(speech)};
}

} // namespace

bool isOpen(const Services &services, db::Transaction &tx, TelegramId user)
{
    return services.hasHelpdesk() && services.helpdesk->isOpen(tx, user);
}

void pass(Context &context)
{
    const Speech &speech = context.speech();
    if (!context.message || !context.services.hasHelpdesk()) {
        context.reply.show(mainmenu::screen(context));
        return;
    }
    if (context.permits.support != TokenBuckets::Decision::Taken) {
        if (context.permits.support == TokenBuckets::Decision::EmptyFirst)
            context.reply.show({speech.html({kTexts, "support.too_often"}), {}});
        return;
    }
    const telegram::Message &message = *context.message;
    const QString body = message.text.isEmpty() ? message.caption : message.text;
    if (context.services.helpdesk->write(context.tx, context.user,
                                         {message.content, body, message.messageId}))
        context.reply.show({speech.html({kTexts, "support.passed"}), whileOpen(speech)});
}

QString howToReach(const Context &context)
{
    const Speech &speech = context.speech();
    const QString number = QString::number(context.user.id.value());
    const QString &contact = context.services.supportContact;
    if (context.services.hasHelpdesk())
        return speech.html({kTexts, "support.here"}, {number});
    return contact.isEmpty() ? speech.html("help.number", {number})
                             : speech.html("help.contact", {contact, number});
}

Keyboard withDesk(const Context &context, Keyboard keyboard)
{
    if (context.services.hasHelpdesk())
        keyboard.rows.insert(keyboard.rows.end() - 1,
                             {pressOf(context.speech(), {kTexts, "button.support_write"}, kWrite)});
    return keyboard;
}

QString answerHeading(const Speech &speech)
{
    return speech.html({kTexts, "support.answer"});
}

QJsonObject staffMarkup(const Texts &texts)
{
    const QString label = texts.speech(kDefaultLanguage).plain({kTexts, "button.support_end"});
    return Keyboard{{{Button{label, encodeCallback(kStaffClose), QString()}}}}.toJson();
}

Screen closed(const Speech &speech)
{
    return {speech.html({kTexts, "support.closed_by_staff"}), afterClosing(speech)};
}

Registration registration()
{
    return {
        .actions = {{kWrite, ask}, {kClose, close}},
        .typed = {{kWriting, typed}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::support
