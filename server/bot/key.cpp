// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/key.h"

#include "bot/profile.h"
#include "bot/qrcode.h"
#include "bot/registration.h"

#include <QCryptographicHash>

namespace turnpike::bot::key {

using namespace Qt::StringLiterals;

namespace {

// Of the key that works now. Not a part of its uuid: that is a secret.
QString markOf(const access::Subscription &subscription)
{
    const QByteArray hash =
        QCryptographicHash::hash(subscription.uuid.toLatin1(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toHex().left(12));
}

Screen keyScreen(const Speech &speech, const QString &vpnKey, const QString &intro = {})
{
    const QString shown = keyboards::isCopied(vpnKey) ? speech.html("key.show", {vpnKey})
                                                      : speech.html("key.show_long", {vpnKey});
    return {intro.isEmpty() ? shown : intro + u"\n\n"_s + shown, keyboards::key(speech, vpnKey)};
}

// An answer is gone at a touch: the reason stands in the message, too.
void refuseToReplace(Context &context, const QString &vpnKey, const QString &why)
{
    context.reply.answer(why, true);
    context.reply.show(keyScreen(context.speech(), vpnKey, why.toHtmlEscaped()));
}

} // namespace

QString current(Context &context)
{
    const auto &subscription = context.subscription();
    return subscription && subscription->isRunning(context.now) && subscription->isActivated()
               ? subscription->vpnKey
               : QString();
}

void open(Context &context, const CallbackData &press)
{
    const QString vpnKey = current(context);
    if (vpnKey.isEmpty())
        profile::open(context, press);
    else
        context.reply.show(keyScreen(context.speech(), vpnKey));
}

void sendQrCode(Context &context, const CallbackData &press)
{
    const Speech &speech = context.speech();
    const QString vpnKey = current(context);
    if (vpnKey.isEmpty()) {
        profile::open(context, press);
        return;
    }
    const auto png = qrCodePng(vpnKey.toUtf8());
    if (!png) {
        context.reply.answer(speech.plain("key.qr_too_long"), true);
        return;
    }
    context.reply.sendPicture({*png, speech.html("key.qr"), keyboards::underNotice(speech)});
}

void reissue(Context &context, const CallbackData &press)
{
    const Speech &speech = context.speech();
    const QString vpnKey = current(context);
    if (vpnKey.isEmpty()) {
        profile::open(context, press);
        return;
    }
    // Without it the old key would be gone, and no new one come.
    if (!context.isOn(control::flag::kVpnProvisioning)) {
        refuseToReplace(context, vpnKey, speech.plain("key.reissue_off"));
        return;
    }
    const QString mark = markOf(*context.subscription());
    if (press.arg(0).isEmpty()) {
        context.reply.show({speech.html("key.reissue"), keyboards::confirmReissue(speech, mark)});
        return;
    }
    if (press.arg(0) != mark) {
        context.reply.show(keyScreen(speech, vpnKey));
        return;
    }
    if (!context.permits.reissue) {
        refuseToReplace(context, vpnKey, speech.plain("key.too_often"));
        return;
    }
    if (context.services.access.reissue(context.tx, context.user.id)) {
        context.reply.show({speech.html("key.reissued"), keyboards::toMenu(speech)});
        return;
    }
    context.forgetSubscription(); // it has ended between the look and the lock
    profile::open(context, press);
}

Registration registration()
{
    return {
        .actions = {{action::kKey, open}, {action::kQrCode, sendQrCode}, {action::kReissue, reissue}},
        .commands = {{"key", open}},
    };
}

} // namespace turnpike::bot::key
