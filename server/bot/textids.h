// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

#include <array>
#include <string_view>

namespace turnpike::bot {

// The id of every text that people read, but for those of one conversation alone, which are in its own source
// (Registration::texts). The texts themselves stand in resources/translations, one Qt Linguist file a
// language, where an id is the <source>; a test holds the files complete.
inline constexpr auto kTextIds = std::to_array<const char *>({
    // clang-format off
    QT_TRANSLATE_NOOP("bot", "language.name"),
    QT_TRANSLATE_NOOP("bot", "language.choose"),
    QT_TRANSLATE_NOOP("bot", "language.chosen"),
    QT_TRANSLATE_NOOP("bot", "button.trial"),
    QT_TRANSLATE_NOOP("bot", "button.buy"),
    QT_TRANSLATE_NOOP("bot", "button.renew"),
    QT_TRANSLATE_NOOP("bot", "button.profile"),
    QT_TRANSLATE_NOOP("bot", "button.balance"),
    QT_TRANSLATE_NOOP("bot", "button.instructions"),
    QT_TRANSLATE_NOOP("bot", "button.key"),
    QT_TRANSLATE_NOOP("bot", "button.copy_key"),
    QT_TRANSLATE_NOOP("bot", "button.qr"),
    QT_TRANSLATE_NOOP("bot", "button.reissue"),
    QT_TRANSLATE_NOOP("bot", "button.reissue_now"),
    QT_TRANSLATE_NOOP("bot", "button.settings"),
    QT_TRANSLATE_NOOP("bot", "button.language"),
    QT_TRANSLATE_NOOP("bot", "button.back"),
    QT_TRANSLATE_NOOP("bot", "button.menu"),
    QT_TRANSLATE_NOOP("bot", "button.crypto"),
    QT_TRANSLATE_NOOP("bot", "button.stars"),
    QT_TRANSLATE_NOOP("bot", "button.card"),
    QT_TRANSLATE_NOOP("bot", "button.pay"),
    QT_TRANSLATE_NOOP("bot", "button.check"),
    QT_TRANSLATE_NOOP("bot", "button.pay_rest"),
    QT_TRANSLATE_NOOP("bot", "button.finish"),
    QT_TRANSLATE_NOOP("bot", "button.to_balance"),
    QT_TRANSLATE_NOOP("bot", "button.top_up"),
    QT_TRANSLATE_NOOP("bot", "button.another_way"),
    QT_TRANSLATE_NOOP("bot", "button.other_amount"),
    QT_TRANSLATE_NOOP("bot", "button.auto_renewal"),
    QT_TRANSLATE_NOOP("bot", "button.turn_on"),
    QT_TRANSLATE_NOOP("bot", "button.turn_off"),
    QT_TRANSLATE_NOOP("bot", "button.ios"),
    QT_TRANSLATE_NOOP("bot", "button.android"),
    QT_TRANSLATE_NOOP("bot", "button.windows"),
    QT_TRANSLATE_NOOP("bot", "button.macos"),
    QT_TRANSLATE_NOOP("bot", "tariff.basic"),
    QT_TRANSLATE_NOOP("bot", "tariff.plus"),
    QT_TRANSLATE_NOOP("bot", "tariff.trial"),
    QT_TRANSLATE_N_NOOP("bot", "period.days"),
    QT_TRANSLATE_N_NOOP("bot", "left.days"),
    QT_TRANSLATE_N_NOOP("bot", "left.hours"),
    QT_TRANSLATE_N_NOOP("bot", "left.minutes"),
    QT_TRANSLATE_NOOP("bot", "time.zone"),
    QT_TRANSLATE_NOOP("bot", "money.point"),
    QT_TRANSLATE_NOOP("bot", "menu.hello"),
    QT_TRANSLATE_NOOP("bot", "menu.hello_nameless"),
    QT_TRANSLATE_NOOP("bot", "menu.new"),
    QT_TRANSLATE_NOOP("bot", "menu.trial_hint"),
    QT_TRANSLATE_NOOP("bot", "menu.active"),
    QT_TRANSLATE_NOOP("bot", "menu.pending"),
    QT_TRANSLATE_NOOP("bot", "menu.expired"),
    QT_TRANSLATE_NOOP("bot", "menu.expired_sold_out"),
    QT_TRANSLATE_NOOP("bot", "menu.trial_ended"),
    QT_TRANSLATE_NOOP("bot", "menu.unknown_text"),
    QT_TRANSLATE_NOOP("bot", "menu.unknown_command"),
    QT_TRANSLATE_NOOP("bot", "trial.granted"),
    QT_TRANSLATE_NOOP("bot", "trial.used"),
    QT_TRANSLATE_NOOP("bot", "trial.has_access"),
    QT_TRANSLATE_NOOP("bot", "trial.off"),
    QT_TRANSLATE_NOOP("bot", "trial.too_often"),
    QT_TRANSLATE_NOOP("bot", "buy.tariffs"),
    QT_TRANSLATE_NOOP("bot", "buy.tariff_line"),
    QT_TRANSLATE_NOOP("bot", "buy.periods"),
    QT_TRANSLATE_NOOP("bot", "buy.period_line"),
    QT_TRANSLATE_NOOP("bot", "buy.methods"),
    QT_TRANSLATE_NOOP("bot", "buy.how"),
    QT_TRANSLATE_NOOP("bot", "buy.extends"),
    QT_TRANSLATE_NOOP("bot", "buy.converts"),
    QT_TRANSLATE_NOOP("bot", "buy.adds_trial"),
    QT_TRANSLATE_NOOP("bot", "buy.bought"),
    QT_TRANSLATE_NOOP("bot", "buy.bought_pending"),
    QT_TRANSLATE_NOOP("bot", "buy.renewed"),
    QT_TRANSLATE_NOOP("bot", "buy.short"),
    QT_TRANSLATE_NOOP("bot", "buy.nothing_to_renew"),
    QT_TRANSLATE_NOOP("bot", "pay.making"),
    QT_TRANSLATE_NOOP("bot", "pay.late"),
    QT_TRANSLATE_NOOP("bot", "pay.late_top_up"),
    QT_TRANSLATE_NOOP("bot", "pay.invoice"),
    QT_TRANSLATE_NOOP("bot", "pay.invoice_stars"),
    QT_TRANSLATE_NOOP("bot", "pay.invoice_card"),
    QT_TRANSLATE_NOOP("bot", "pay.open"),
    QT_TRANSLATE_NOOP("bot", "pay.what_subscription"),
    QT_TRANSLATE_NOOP("bot", "pay.what_top_up"),
    QT_TRANSLATE_NOOP("bot", "pay.what_gift"),
    QT_TRANSLATE_NOOP("bot", "pay.not_yet"),
    QT_TRANSLATE_NOOP("bot", "pay.no_link_yet"),
    QT_TRANSLATE_NOOP("bot", "pay.off"),
    QT_TRANSLATE_NOOP("bot", "pay.refused_now"),
    QT_TRANSLATE_NOOP("bot", "pay.refused_way"),
    QT_TRANSLATE_NOOP("bot", "pay.too_often"),
    QT_TRANSLATE_NOOP("bot", "pay.expired"),
    QT_TRANSLATE_NOOP("bot", "pay.cancelled"),
    QT_TRANSLATE_NOOP("bot", "pay.refunded"),
    QT_TRANSLATE_NOOP("bot", "pay.review"),
    QT_TRANSLATE_NOOP("bot", "pay.short"),
    QT_TRANSLATE_NOOP("bot", "pay.short_no_rest"),
    QT_TRANSLATE_NOOP("bot", "pay.short_taken"),
    QT_TRANSLATE_NOOP("bot", "pay.short_left"),
    QT_TRANSLATE_NOOP("bot", "pay.came"),
    QT_TRANSLATE_NOOP("bot", "pay.again"),
    QT_TRANSLATE_NOOP("bot", "pay.fulfilled"),
    QT_TRANSLATE_NOOP("bot", "pay.topped_up"),
    QT_TRANSLATE_NOOP("bot", "pay.unknown"),
    QT_TRANSLATE_NOOP("bot", "pay.refused"),
    QT_TRANSLATE_NOOP("bot", "pay.refused_busy"),
    QT_TRANSLATE_NOOP("bot", "pay.refused_old"),
    QT_TRANSLATE_NOOP("bot", "pay.unmatched"),
    QT_TRANSLATE_NOOP("bot", "balance.show"),
    QT_TRANSLATE_NOOP("bot", "balance.amounts"),
    QT_TRANSLATE_NOOP("bot", "balance.type_amount"),
    QT_TRANSLATE_NOOP("bot", "balance.bad_amount"),
    QT_TRANSLATE_NOOP("bot", "balance.methods"),
    QT_TRANSLATE_NOOP("bot", "profile.title"),
    QT_TRANSLATE_NOOP("bot", "profile.id"),
    QT_TRANSLATE_NOOP("bot", "profile.none"),
    QT_TRANSLATE_NOOP("bot", "profile.active"),
    QT_TRANSLATE_NOOP("bot", "profile.trial"),
    QT_TRANSLATE_NOOP("bot", "profile.pending"),
    QT_TRANSLATE_NOOP("bot", "profile.failed"),
    QT_TRANSLATE_NOOP("bot", "profile.expired"),
    QT_TRANSLATE_NOOP("bot", "profile.key"),
    QT_TRANSLATE_NOOP("bot", "profile.auto_on"),
    QT_TRANSLATE_NOOP("bot", "profile.auto_paused"),
    QT_TRANSLATE_NOOP("bot", "profile.auto_off"),
    QT_TRANSLATE_NOOP("bot", "profile.balance"),
    QT_TRANSLATE_NOOP("bot", "key.show"),
    QT_TRANSLATE_NOOP("bot", "key.show_long"),
    QT_TRANSLATE_NOOP("bot", "key.qr"),
    QT_TRANSLATE_NOOP("bot", "key.qr_too_long"),
    QT_TRANSLATE_NOOP("bot", "key.reissue"),
    QT_TRANSLATE_NOOP("bot", "key.reissued"),
    QT_TRANSLATE_NOOP("bot", "key.reissue_off"),
    QT_TRANSLATE_NOOP("bot", "key.too_often"),
    QT_TRANSLATE_NOOP("bot", "auto.on"),
    QT_TRANSLATE_NOOP("bot", "auto.on_paused"),
    QT_TRANSLATE_NOOP("bot", "auto.off"),
    QT_TRANSLATE_NOOP("bot", "auto.paused"),
    QT_TRANSLATE_NOOP("bot", "auto.short"),
    QT_TRANSLATE_NOOP("bot", "auto.none"),
    QT_TRANSLATE_NOOP("bot", "auto.turned_on"),
    QT_TRANSLATE_NOOP("bot", "auto.turned_on_paused"),
    QT_TRANSLATE_NOOP("bot", "auto.turned_off"),
    QT_TRANSLATE_NOOP("bot", "help.choose"),
    QT_TRANSLATE_NOOP("bot", "help.ios"),
    QT_TRANSLATE_NOOP("bot", "help.android"),
    QT_TRANSLATE_NOOP("bot", "help.windows"),
    QT_TRANSLATE_NOOP("bot", "help.macos"),
    QT_TRANSLATE_NOOP("bot", "help.copy_profile"),
    QT_TRANSLATE_NOOP("bot", "help.copy_below"),
    QT_TRANSLATE_NOOP("bot", "help.ios_apps"),
    QT_TRANSLATE_NOOP("bot", "help.android_apps"),
    QT_TRANSLATE_NOOP("bot", "help.windows_apps"),
    QT_TRANSLATE_NOOP("bot", "help.macos_apps"),
    QT_TRANSLATE_NOOP("bot", "help.key"),
    QT_TRANSLATE_NOOP("bot", "help.key_long"),
    QT_TRANSLATE_NOOP("bot", "help.trouble"),
    QT_TRANSLATE_NOOP("bot", "help.number"),
    QT_TRANSLATE_NOOP("bot", "help.contact"),
    QT_TRANSLATE_NOOP("bot", "help.words"),
    QT_TRANSLATE_NOOP("bot", "command.menu"),
    QT_TRANSLATE_NOOP("bot", "command.buy"),
    QT_TRANSLATE_NOOP("bot", "command.renew"),
    QT_TRANSLATE_NOOP("bot", "command.profile"),
    QT_TRANSLATE_NOOP("bot", "command.balance"),
    QT_TRANSLATE_NOOP("bot", "command.help"),
    QT_TRANSLATE_NOOP("bot", "command.support"),
    QT_TRANSLATE_NOOP("bot", "command.language"),
    QT_TRANSLATE_NOOP("bot", "bot.description"),
    QT_TRANSLATE_NOOP("bot", "bot.short_description"),
    QT_TRANSLATE_NOOP("bot", "press.stale"),
    QT_TRANSLATE_NOOP("bot", "press.price_changed"),
    QT_TRANSLATE_NOOP("bot", "limit.updates"),
    QT_TRANSLATE_NOOP("bot", "limit.maintenance"),
    QT_TRANSLATE_NOOP("bot", "notice.granted"),
    QT_TRANSLATE_NOOP("bot", "notice.granted_gift"),
    QT_TRANSLATE_NOOP("bot", "notice.key_follows"),
    QT_TRANSLATE_NOOP("bot", "notice.key"),
    QT_TRANSLATE_NOOP("bot", "notice.key_changed"),
    QT_TRANSLATE_NOOP("bot", "notice.delayed"),
    QT_TRANSLATE_NOOP("bot", "notice.expired"),
    QT_TRANSLATE_NOOP("bot", "notice.trial_ended"),
    QT_TRANSLATE_NOOP("bot", "notice.revoked"),
    QT_TRANSLATE_NOOP("bot", "notice.reminder"),
    QT_TRANSLATE_NOOP("bot", "notice.reminder_auto"),
    QT_TRANSLATE_NOOP("bot", "notice.reminder_short"),
    QT_TRANSLATE_NOOP("bot", "notice.reminder_paused"),
    QT_TRANSLATE_NOOP("bot", "notice.reminder_sold_out"),
    QT_TRANSLATE_NOOP("bot", "notice.reminder_manual"),
    QT_TRANSLATE_NOOP("bot", "notice.trial_start"),
    QT_TRANSLATE_NOOP("bot", "notice.trial_middle"),
    QT_TRANSLATE_NOOP("bot", "notice.trial_end"),
    QT_TRANSLATE_NOOP("bot", "notice.renewed"),
    QT_TRANSLATE_NOOP("bot", "notice.renewal_failed"),
    QT_TRANSLATE_NOOP("bot", "notice.renewal_top_up"),
    QT_TRANSLATE_NOOP("bot", "notice.topped_up"),
    QT_TRANSLATE_NOOP("bot", "notice.excess"),
    QT_TRANSLATE_NOOP("bot", "notice.review_credited"),
    QT_TRANSLATE_NOOP("bot", "notice.review_closed"),
    QT_TRANSLATE_NOOP("bot", "notice.review_closed_unknown"),
    QT_TRANSLATE_NOOP("bot", "notice.gift_ready"),
    QT_TRANSLATE_NOOP("bot", "notice.gift_claimed"),
    QT_TRANSLATE_NOOP("bot", "notice.gift_returned"),
    QT_TRANSLATE_NOOP("bot", "notice.referral"),
    QT_TRANSLATE_NOOP("bot", "notice.refunded"),
    // clang-format on
});

// The entry of `ids` that reads `id`.
template<size_t N>
consteval const char *knownTextId(const std::array<const char *, N> &ids, const char *id)
{
    for (const char *known : ids) {
        if (std::string_view(known) == id)
            return known;
    }
    throw "no such text id: add it to the list and to resources/translations";
}

// One id of kTextIds, or of a conversation's own list. Made from a literal only; an id that is not in the
// list does not compile.
class TextId
{
public:
    consteval TextId(const char *id) // NOLINT(google-explicit-constructor): written as a plain literal
        : m_id(knownTextId(kTextIds, id))
    {}
    template<size_t N>
    consteval TextId(const std::array<const char *, N> &own, const char *id)
        : m_id(knownTextId(own, id))
    {}

    const char *value() const { return m_id; }

private:
    const char *m_id;
};

} // namespace turnpike::bot
