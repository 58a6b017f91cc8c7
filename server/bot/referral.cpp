// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/botlinks.h"
#include "bot/mainmenu.h"
#include "bot/registration.h"
#include "db/storable.h"

// Inviting friends: the link, who came by it, and what that brought.
namespace turnpike::bot::referral {

using namespace Qt::StringLiterals;

namespace {

constexpr char kInvite[] = "invite"; // the link, and what came of it

constexpr auto kTexts = std::to_array<const char *>({
    QT_TRANSLATE_NOOP("bot", "button.invite"),
    QT_TRANSLATE_NOOP("bot", "button.share_link"),
    QT_TRANSLATE_NOOP("bot", "referral.show"),
    QT_TRANSLATE_NOOP("bot", "referral.paused"),
    QT_TRANSLATE_NOOP("bot", "referral.next"),
    QT_TRANSLATE_NOOP("bot", "referral.sums"),
    QT_TRANSLATE_NOOP("bot", "referral.nobody_yet"),
    QT_TRANSLATE_NOOP("bot", "referral.friends"),
    QT_TRANSLATE_NOOP("bot", "referral.friend"),
    QT_TRANSLATE_NOOP("bot", "referral.friend_brought"),
    QT_TRANSLATE_NOOP("bot", "referral.nameless"),
    QT_TRANSLATE_NOOP("bot", "referral.share"),
    QT_TRANSLATE_NOOP("bot", "referral.came"),
    QT_TRANSLATE_NOOP("bot", "referral.own"),
});

constexpr int kFriendsShown = 10;
constexpr qsizetype kNameCharacters = 40;

QString nameOf(const Speech &speech, const QString &firstName)
{
    return firstName.isEmpty() ? speech.plain({kTexts, "referral.nameless"})
                               : firstName.left(kNameCharacters);
}

// Who came, newest first, and what each of them brought.
QString friendLines(Context &context)
{
    const Speech &speech = context.speech();
    QStringList lines{speech.html({kTexts, "referral.friends"})};
    for (const billing::Friend &invited :
         context.services.referrals.friendsOf(context.tx, context.user.id, kFriendsShown)) {
        const QString name = nameOf(speech, invited.firstName);
        const QString since = speech.time(invited.since);
        lines << (invited.brought > Kopecks() ? speech.html({kTexts, "referral.friend_brought"},
                                                            {name, since, speech.money(invited.brought)})
                                              : speech.html({kTexts, "referral.friend"}, {name, since}));
    }
    return lines.join(u'\n');
}

Keyboard underLink(const Speech &speech, const QString &link)
{
    Keyboard keyboard = keyboards::toMenu(speech);
    const QString sharing = botlinks::sharing(link, speech.plain({kTexts, "referral.share"}));
    if (!sharing.isEmpty()) {
        keyboard.rows.insert(keyboard.rows.begin(),
                             {Button{speech.plain({kTexts, "button.share_link"}), QString(), sharing}});
    }
    return keyboard;
}

void open(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    const billing::Referrals &referrals = context.services.referrals;
    const TelegramId user = context.user.id;
    const qint64 paid = referrals.friendsWhoPaid(context.tx, user);
    const qint64 came = context.services.access.users().invitedCount(context.tx, user);
    const QString link = botlinks::to(context.tx, u"ref_"_s + context.user.referralCode);
    QStringList parts{
        speech.html({kTexts, "referral.show"}, {QString::number(billing::rewardPercent(paid)), link})};
    if (!context.isOn(control::flag::kReferralRewards)) {
        parts << speech.html({kTexts, "referral.paused"});
    } else if (const auto next = billing::nextRewardLevel(paid)) {
        parts << speech.html({kTexts, "referral.next"},
                             {QString::number(next->friends), QString::number(next->percent)});
    }
    if (came == 0) {
        parts << speech.html({kTexts, "referral.nobody_yet"});
    } else {
        parts << speech.html({kTexts, "referral.sums"}, {QString::number(came), QString::number(paid),
                                                         speech.money(referrals.earned(context.tx, user))})
              << friendLines(context);
    }
    context.reply.show({parts.join(u"\n\n"_s), underLink(speech, link)});
}

// By the code in the link; links of older shops carry the inviter's id.
std::optional<access::User> inviterOf(Context &context, const QString &code)
{
    const access::Users &users = context.services.access.users();
    if (auto inviter = users.findByReferralCode(context.tx, db::storable(code).toLower()))
        return inviter;
    bool isNumber = false;
    const qint64 id = code.toLongLong(&isNumber);
    return isNumber && id > 0 ? users.find(context.tx, TelegramId(id)) : std::nullopt;
}

// Whoever has paid before was not brought by anybody.
Screen opened(Context &context, const QString &code)
{
    const Speech &speech = context.speech();
    const auto inviter = inviterOf(context, code);
    if (!inviter)
        return mainmenu::screen(context);
    if (inviter->id == context.user.id)
        return mainmenu::screen(context, speech.html({kTexts, "referral.own"}));
    const bool isNew = context.services.payments.historyOf(context.tx, context.user.id, 1).empty();
    using Outcome = access::Users::ReferrerOutcome;
    if (isNew && !context.user.referrer &&
        context.services.access.users().setReferrer(context.tx, context.user.id, inviter->id) == Outcome::Set)
        context.user.referrer = inviter->id;
    if (context.user.referrer != inviter->id)
        return mainmenu::screen(context);
    return mainmenu::screen(context,
                            speech.html({kTexts, "referral.came"}, {nameOf(speech, inviter->firstName)}));
}

std::vector<Keyboard> keyboardsOf(const Speech &speech)
{
    return {underLink(speech, u"https://t.me/shop_bot?start=ref_0123456789ab"_s),
            underLink(speech, u"/start ref_0123456789ab"_s)};
}

} // namespace

Registration registration()
{
    return {
        .actions = {{kInvite, open}},
        .commands = {{"invite", open}},
        // “refd_” is what a shop before this one wrote.
        .links = {{"ref_", opened}, {"refd_", opened}},
        .entrances = {{Entrance::Place::MainMenu, TextId(kTexts, "button.invite"), kInvite}},
        .texts = kTexts,
        .keyboards = keyboardsOf,
    };
}

} // namespace turnpike::bot::referral
