#include "bot/autorenewal.h"

#include "bot/topup.h"

namespace turnpike::bot::autorenewal {

void open(Context &context, const CallbackData &)
{
    const Speech &speech = context.speech();
    if (!context.offer().autoRenewal) {
        context.reply.show({speech.html("auto.none"), keyboards::toMenu(speech)});
        return;
    }
    const auto period = context.renewalPeriod();
    const auto &subscription = context.subscription();
    const QString what = speech.plain("pay.what_subscription",
                                      {speech.tariff(subscription->tariff), speech.days(period->days)});
    const QString price = speech.money(period->price);
    const QString balance = speech.money(context.user.balance);
    QString text = subscription->autoRenew ? speech.html("auto.on", {what, price, balance})
                                           : speech.html("auto.off", {what, price, balance});
    if (!context.isOn(control::flag::kAutoRenewal))
        text += QStringLiteral("\n\n") + speech.html("auto.paused");
    context.reply.show(
        {text, keyboards::autoRenewal(speech, subscription->autoRenew, topup::isOffered(context))});
}

void set(Context &context, const CallbackData &press)
{
    if (context.offer().autoRenewal) {
        const bool on = press.arg(0) == QLatin1String("on");
        context.services.access.subscriptions().setAutoRenew(context.tx, context.user.id, on);
        context.forgetSubscription();
        context.reply.answer(on ? context.speech().plain("auto.turned_on")
                                : context.speech().plain("auto.turned_off"));
    }
    open(context, press);
}

} // namespace turnpike::bot::autorenewal
