<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>bot</name>
    <message>
        <source>language.name</source>
        <translation>English</translation>
    </message>
    <message>
        <source>language.choose</source>
        <translation>Please choose your language.</translation>
    </message>
    <message>
        <source>language.chosen</source>
        <translation>Done, we speak English now.</translation>
    </message>
    <message>
        <source>button.trial</source>
        <translation>Trial</translation>
    </message>
    <message>
        <source>button.buy</source>
        <translation>Buy</translation>
    </message>
    <message>
        <source>button.renew</source>
        <translation>Renew</translation>
    </message>
    <message>
        <source>button.profile</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>button.balance</source>
        <translation>Balance</translation>
    </message>
    <message>
        <source>button.instructions</source>
        <translation>Instructions</translation>
    </message>
    <message>
        <source>button.key</source>
        <translation>My key</translation>
    </message>
    <message>
        <source>button.copy_key</source>
        <translation>Copy key</translation>
    </message>
    <message>
        <source>button.qr</source>
        <translation>QR code</translation>
    </message>
    <message>
        <source>button.reissue</source>
        <translation>Replace key</translation>
    </message>
    <message>
        <source>button.reissue_now</source>
        <translation>Yes, replace it</translation>
    </message>
    <message>
        <source>button.settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>button.language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>button.back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>button.menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>button.crypto</source>
        <translation>Crypto</translation>
    </message>
    <message>
        <source>button.stars</source>
        <translation>Telegram Stars</translation>
    </message>
    <message>
        <source>button.card</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>button.pay</source>
        <translation>Pay</translation>
    </message>
    <message>
        <source>button.check</source>
        <translation>Check payment</translation>
    </message>
    <message>
        <source>button.pay_rest</source>
        <translation>Pay %1</translation>
    </message>
    <message>
        <source>button.finish</source>
        <translation>Buy %1</translation>
    </message>
    <message>
        <source>button.to_balance</source>
        <translation>To my balance</translation>
    </message>
    <message>
        <source>button.top_up</source>
        <translation>Top up</translation>
    </message>
    <message>
        <source>button.another_way</source>
        <translation>Another way</translation>
    </message>
    <message>
        <source>button.other_amount</source>
        <translation>Other amount</translation>
    </message>
    <message>
        <source>button.auto_renewal</source>
        <translation>Auto-renewal</translation>
    </message>
    <message>
        <source>button.turn_on</source>
        <translation>Turn on</translation>
    </message>
    <message>
        <source>button.turn_off</source>
        <translation>Turn off</translation>
    </message>
    <message>
        <source>button.ios</source>
        <translation>iOS</translation>
    </message>
    <message>
        <source>button.android</source>
        <translation>Android</translation>
    </message>
    <message>
        <source>button.windows</source>
        <translation>Windows</translation>
    </message>
    <message>
        <source>button.macos</source>
        <translation>macOS</translation>
    </message>
    <message>
        <source>tariff.basic</source>
        <translation>Basic</translation>
    </message>
    <message>
        <source>tariff.plus</source>
        <translation>Plus</translation>
    </message>
    <message>
        <source>tariff.trial</source>
        <translation>Trial</translation>
    </message>
    <message numerus="yes">
        <source>period.days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>left.days</source>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>left.hours</source>
        <translation>
            <numerusform>%n hour left</numerusform>
            <numerusform>%n hours left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>left.minutes</source>
        <translation>
            <numerusform>%n minute left</numerusform>
            <numerusform>%n minutes left</numerusform>
        </translation>
    </message>
    <message>
        <source>time.zone</source>
        <translation>MSK</translation>
    </message>
    <message>
        <source>money.point</source>
        <translation>.</translation>
    </message>
    <message>
        <source>menu.hello</source>
        <translation>Hi, %1!</translation>
    </message>
    <message>
        <source>menu.hello_nameless</source>
        <translation>Hi!</translation>
    </message>
    <message>
        <source>menu.new</source>
        <translation>This is Turnpike: a fast VPN with one key for your device. What would you like to do?</translation>
    </message>
    <message>
        <source>menu.trial_hint</source>
        <translation>The first days are free: press “Trial” and your key arrives right here.</translation>
    </message>
    <message>
        <source>menu.active</source>
        <translation>Your subscription: &lt;b&gt;%1&lt;/b&gt;, until %2 (%3).</translation>
    </message>
    <message>
        <source>menu.pending</source>
        <translation>Your subscription: &lt;b&gt;%1&lt;/b&gt;. The key is being prepared and will arrive here.</translation>
    </message>
    <message>
        <source>menu.expired</source>
        <translation>Your subscription ended on %1. Press “Renew” to be back online.</translation>
    </message>
    <message>
        <source>menu.expired_sold_out</source>
        <translation>Your subscription ended on %1, and its tariff is no longer sold. Press “Buy” to choose another one.</translation>
    </message>
    <message>
        <source>menu.trial_ended</source>
        <translation>Your trial ended on %1. If you liked it, press “Buy”.</translation>
    </message>
    <message>
        <source>menu.unknown_text</source>
        <translation>I did not understand that, but the buttons below do everything.</translation>
    </message>
    <message>
        <source>menu.unknown_command</source>
        <translation>There is no such command. Everything is in the menu:</translation>
    </message>
    <message>
        <source>trial.granted</source>
        <translation>Your trial has started: &lt;b&gt;%1&lt;/b&gt; for free.

The key is being made and will arrive here in a moment. Meanwhile, see the instructions for your device.</translation>
    </message>
    <message>
        <source>trial.used</source>
        <translation>You have had your trial already: it comes once per person. A subscription starts at %1.</translation>
    </message>
    <message>
        <source>trial.has_access</source>
        <translation>You have a subscription already, so there is no need for a trial.</translation>
    </message>
    <message>
        <source>trial.off</source>
        <translation>Trials are paused at the moment. Please try again later.</translation>
    </message>
    <message>
        <source>trial.too_often</source>
        <translation>That was quick. Please try again in an hour.</translation>
    </message>
    <message>
        <source>buy.tariffs</source>
        <translation>Choose a tariff:</translation>
    </message>
    <message>
        <source>buy.tariff_line</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;: from %2 for %3</translation>
    </message>
    <message>
        <source>buy.periods</source>
        <translation>Tariff &lt;b&gt;%1&lt;/b&gt;. For how long?</translation>
    </message>
    <message>
        <source>buy.period_line</source>
        <translation>%1: &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>buy.methods</source>
        <translation>&lt;b&gt;%1, %2&lt;/b&gt;
Price: &lt;b&gt;%3&lt;/b&gt;
Your balance: %4</translation>
    </message>
    <message>
        <source>buy.how</source>
        <translation>How would you like to pay?</translation>
    </message>
    <message>
        <source>buy.extends</source>
        <translation>The days are added to your current subscription.</translation>
    </message>
    <message>
        <source>buy.converts</source>
        <translation>The time left on your current tariff is not lost: it is converted by price and added.</translation>
    </message>
    <message>
        <source>buy.adds_trial</source>
        <translation>The time left on your trial will be added.</translation>
    </message>
    <message>
        <source>buy.bought</source>
        <translation>Paid: &lt;b&gt;%1, %2&lt;/b&gt;. Thank you!

Your subscription is valid until %3.</translation>
    </message>
    <message>
        <source>buy.bought_pending</source>
        <translation>Paid: &lt;b&gt;%1, %2&lt;/b&gt;. Thank you!

Your key is being made and will arrive here in a moment.</translation>
    </message>
    <message>
        <source>buy.renewed</source>
        <translation>Paid: &lt;b&gt;%1, %2&lt;/b&gt;. Thank you!

Your subscription is valid until %3. Your key stays the same.</translation>
    </message>
    <message>
        <source>buy.short</source>
        <translation>Your balance is %1: &lt;b&gt;%2&lt;/b&gt; short for this purchase.

Pay what is missing, and the purchase completes by itself.</translation>
    </message>
    <message>
        <source>buy.nothing_to_renew</source>
        <translation>There is nothing to renew yet: choose a tariff first.</translation>
    </message>
    <message>
        <source>pay.making</source>
        <translation>Making your invoice for &lt;b&gt;%1&lt;/b&gt;…

The payment link will appear here in a few seconds.</translation>
    </message>
    <message>
        <source>pay.late</source>
        <translation>The payment link is taking longer than usual. Nothing was charged. Once it is ready we show it here.

You need not wait: there is another way to pay for this purchase.</translation>
    </message>
    <message>
        <source>pay.late_top_up</source>
        <translation>The payment link is taking longer than usual. Nothing was charged. Once it is ready we show it here; you can also come back to it later.</translation>
    </message>
    <message>
        <source>pay.invoice</source>
        <translation>Invoice for &lt;b&gt;%1&lt;/b&gt;: %2.

Press “Pay” and choose any coin you like. The invoice is valid until %3. Once paid, everything happens by itself.</translation>
    </message>
    <message>
        <source>pay.invoice_stars</source>
        <translation>Invoice for &lt;b&gt;%1&lt;/b&gt;: %2.

Press “Pay”: Telegram takes the Stars from your balance, and offers to buy what you lack. The invoice is valid until %3. Once paid, everything happens by itself.</translation>
    </message>
    <message>
        <source>pay.invoice_card</source>
        <translation>Invoice for &lt;b&gt;%1&lt;/b&gt;: %2.

Press “Pay” and enter your card: only the payment provider sees it, we do not. The invoice is valid until %3. Once paid, everything happens by itself.</translation>
    </message>
    <message>
        <source>pay.open</source>
        <translation>You have an invoice for this purchase already. There is no need for a second one: pay this one.</translation>
    </message>
    <message>
        <source>pay.what_subscription</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>pay.what_top_up</source>
        <translation>balance top-up</translation>
    </message>
    <message>
        <source>pay.what_gift</source>
        <translation>gift (%1, %2)</translation>
    </message>
    <message>
        <source>pay.not_yet</source>
        <translation>No payment has arrived yet. It can take a minute; we will tell you.</translation>
    </message>
    <message>
        <source>pay.no_link_yet</source>
        <translation>The invoice is still being made. One moment…</translation>
    </message>
    <message>
        <source>pay.off</source>
        <translation>New payments are paused for a short while. Nothing was charged; please try again later.</translation>
    </message>
    <message>
        <source>pay.refused_now</source>
        <translation>Paying with crypto is not possible right now. Nothing was charged. Choose another way to pay, or try again later.</translation>
    </message>
    <message>
        <source>pay.refused_way</source>
        <translation>Paying with %1 is not possible right now. Nothing was charged. Choose another way to pay, or try again later.</translation>
    </message>
    <message>
        <source>pay.too_often</source>
        <translation>Too many payments at once. Please try again in 15 seconds.</translation>
    </message>
    <message>
        <source>pay.expired</source>
        <translation>This offer has expired; nothing was charged. Please choose again from the menu.</translation>
    </message>
    <message>
        <source>pay.cancelled</source>
        <translation>This purchase was cancelled.</translation>
    </message>
    <message>
        <source>pay.refunded</source>
        <translation>This purchase was refunded.</translation>
    </message>
    <message>
        <source>pay.review</source>
        <translation>Your payment has arrived and is being checked by a person. We will write to you here.</translation>
    </message>
    <message>
        <source>pay.short</source>
        <translation>&lt;b&gt;%2&lt;/b&gt; of %3 has arrived for “%1”: &lt;b&gt;%4&lt;/b&gt; is missing.

Pay what is missing, and the purchase completes by itself. Or take what has arrived to your balance. If you choose neither, a person looks at the payment and we write to you here.</translation>
    </message>
    <message>
        <source>pay.short_no_rest</source>
        <translation>&lt;b&gt;%2&lt;/b&gt; of %3 has arrived for “%1”: &lt;b&gt;%4&lt;/b&gt; is missing.

Take what has arrived to your balance. If you do not, a person looks at the payment and we write to you here.</translation>
    </message>
    <message>
        <source>pay.short_taken</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; is on your balance now. Your balance: &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>pay.short_left</source>
        <translation>&lt;b&gt;%2&lt;/b&gt; is missing for “%1”. Pay it, and the purchase completes by itself.</translation>
    </message>
    <message>
        <source>pay.came</source>
        <translation>A payment for this invoice has arrived; the message below says more. Do not pay this invoice again.</translation>
    </message>
    <message>
        <source>pay.again</source>
        <translation>One more payment has arrived for “%1”: &lt;b&gt;%2&lt;/b&gt;. The first one was accepted already; a person looks at this one and we write to you here. Your money is not lost.</translation>
    </message>
    <message>
        <source>pay.fulfilled</source>
        <translation>This purchase is paid.</translation>
    </message>
    <message>
        <source>pay.topped_up</source>
        <translation>This top-up is paid: the money is on your balance.</translation>
    </message>
    <message>
        <source>pay.unknown</source>
        <translation>This purchase is unknown. Please start again from the menu.</translation>
    </message>
    <message>
        <source>pay.refused</source>
        <translation>This purchase can no longer be paid. Please choose again in the bot.</translation>
    </message>
    <message>
        <source>pay.refused_busy</source>
        <translation>The shop is busy. Nothing was charged; please try again in a minute.</translation>
    </message>
    <message>
        <source>pay.refused_old</source>
        <translation>This invoice is more than 30 days old and can no longer be paid. Nothing was charged; please choose again in the bot.</translation>
    </message>
    <message>
        <source>pay.unmatched</source>
        <translation>Your payment of %1 has arrived, but we could not match it to a purchase. A person is looking at it and will write to you; your money is not lost.</translation>
    </message>
    <message>
        <source>balance.show</source>
        <translation>Your balance: &lt;b&gt;%1&lt;/b&gt;

Use it for purchases, renewals and auto-renewal.</translation>
    </message>
    <message>
        <source>balance.amounts</source>
        <translation>How much would you like to add? Choose, or type an amount from %1 to %2.</translation>
    </message>
    <message>
        <source>balance.type_amount</source>
        <translation>Type the amount in roubles, from %1 to %2. For example: 250</translation>
    </message>
    <message>
        <source>balance.bad_amount</source>
        <translation>“%3” is not an amount I can take. Send a number from %1 to %2, for example: 250</translation>
    </message>
    <message>
        <source>balance.methods</source>
        <translation>Balance top-up: &lt;b&gt;%1&lt;/b&gt;

How would you like to pay?</translation>
    </message>
    <message>
        <source>profile.title</source>
        <translation>&lt;b&gt;Profile&lt;/b&gt;</translation>
    </message>
    <message>
        <source>profile.id</source>
        <translation>Your number: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>profile.none</source>
        <translation>Subscription: none yet</translation>
    </message>
    <message>
        <source>profile.active</source>
        <translation>Subscription: &lt;b&gt;%1&lt;/b&gt;, active
Until: %2 (%3)</translation>
    </message>
    <message>
        <source>profile.trial</source>
        <translation>Subscription: &lt;b&gt;%1&lt;/b&gt;
Until: %2 (%3)</translation>
    </message>
    <message>
        <source>profile.pending</source>
        <translation>Subscription: &lt;b&gt;%1&lt;/b&gt;, the key is being made. The days start to count when it is ready.</translation>
    </message>
    <message>
        <source>profile.failed</source>
        <translation>Subscription: &lt;b&gt;%1&lt;/b&gt;. There was a hitch with your key; we know and are on it. Waiting is not paid for.</translation>
    </message>
    <message>
        <source>profile.expired</source>
        <translation>Subscription: &lt;b&gt;%1&lt;/b&gt;, ended %2</translation>
    </message>
    <message>
        <source>profile.key</source>
        <translation>Your key (tap to copy):
&lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>profile.auto_on</source>
        <translation>Auto-renewal: on</translation>
    </message>
    <message>
        <source>profile.auto_paused</source>
        <translation>Auto-renewal: on, but paused for everyone at the moment</translation>
    </message>
    <message>
        <source>profile.auto_off</source>
        <translation>Auto-renewal: off</translation>
    </message>
    <message>
        <source>profile.balance</source>
        <translation>Balance: %1</translation>
    </message>
    <message>
        <source>key.show</source>
        <translation>&lt;b&gt;Your key&lt;/b&gt;

&lt;code&gt;%1&lt;/code&gt;

To connect, choose your device. The key is yours alone: please do not pass it on.</translation>
    </message>
    <message>
        <source>key.show_long</source>
        <translation>&lt;b&gt;Your key&lt;/b&gt;

&lt;pre&gt;%1&lt;/pre&gt;

Tap the key to copy it. To connect, choose your device. The key is yours alone: please do not pass it on.</translation>
    </message>
    <message>
        <source>key.qr</source>
        <translation>This QR code is your key. Scan it in the VPN app on your other device. Like the key, it is yours alone.</translation>
    </message>
    <message>
        <source>key.qr_too_long</source>
        <translation>This key is too long for a QR code. Please copy it.</translation>
    </message>
    <message>
        <source>key.reissue</source>
        <translation>&lt;b&gt;Replace your key?&lt;/b&gt;

The old key will stop working on all your devices. The new one will arrive here in a moment, and you will need to add it in the app again. The days you have left stay yours.</translation>
    </message>
    <message>
        <source>key.reissued</source>
        <translation>We are switching your old key off. The new one will arrive here in a moment.</translation>
    </message>
    <message>
        <source>key.reissue_off</source>
        <translation>Keys cannot be replaced right now. Yours keeps working. Please try again later.</translation>
    </message>
    <message>
        <source>key.too_often</source>
        <translation>You have replaced your key several times already. Please try again in two minutes.</translation>
    </message>
    <message>
        <source>auto.on</source>
        <translation>Auto-renewal is &lt;b&gt;on&lt;/b&gt;.

Shortly before the end, “%1” for %2 is paid from your balance (now %3).</translation>
    </message>
    <message>
        <source>auto.on_paused</source>
        <translation>Auto-renewal is &lt;b&gt;on&lt;/b&gt; for you, but paused for everyone at the moment: nothing is renewed by itself. We will remind you before the end, so that you can renew yourself.

Once it runs again, “%1” for %2 is paid from your balance (now %3).</translation>
    </message>
    <message>
        <source>auto.off</source>
        <translation>Auto-renewal is &lt;b&gt;off&lt;/b&gt;.

When on, “%1” for %2 is paid from your balance (now %3) shortly before the end, and you stay online.</translation>
    </message>
    <message>
        <source>auto.paused</source>
        <translation>At the moment automatic renewals are paused for everyone. We will remind you before the end, so that you can renew yourself.</translation>
    </message>
    <message>
        <source>auto.short</source>
        <translation>At the moment &lt;b&gt;%1&lt;/b&gt; is missing on your balance: without it nothing is renewed.</translation>
    </message>
    <message>
        <source>auto.none</source>
        <translation>Auto-renewal is for paid subscriptions.</translation>
    </message>
    <message>
        <source>auto.turned_on</source>
        <translation>Auto-renewal is on</translation>
    </message>
    <message>
        <source>auto.turned_on_paused</source>
        <translation>Noted. Auto-renewal is paused for everyone at the moment and works once it is resumed.</translation>
    </message>
    <message>
        <source>auto.turned_off</source>
        <translation>Auto-renewal is off</translation>
    </message>
    <message>
        <source>help.choose</source>
        <translation>Which device do you want to connect?</translation>
    </message>
    <message>
        <source>help.ios</source>
        <translation>&lt;b&gt;iOS&lt;/b&gt;

1. Install &lt;b&gt;Streisand&lt;/b&gt; or &lt;b&gt;V2Box&lt;/b&gt; from the App Store.
2. Copy your key: %1.
3. Open the app, press +, choose “Add from clipboard”.
4. Press connect and allow the VPN profile.</translation>
    </message>
    <message>
        <source>help.android</source>
        <translation>&lt;b&gt;Android&lt;/b&gt;

1. Install &lt;b&gt;v2rayNG&lt;/b&gt; or &lt;b&gt;Hiddify&lt;/b&gt; from Google Play.
2. Copy your key: %1.
3. Open the app, press +, choose “Import from clipboard”.
4. Press the round connect button and allow the VPN.</translation>
    </message>
    <message>
        <source>help.windows</source>
        <translation>&lt;b&gt;Windows&lt;/b&gt;

1. Install &lt;b&gt;Hiddify&lt;/b&gt; (hiddify.com) or &lt;b&gt;v2rayN&lt;/b&gt; (from its GitHub releases).
2. Copy your key: %1.
3. In the program press +, choose “Add from clipboard” (v2rayN: Ctrl+V).
4. Press connect (v2rayN: switch the system proxy on).</translation>
    </message>
    <message>
        <source>help.macos</source>
        <translation>&lt;b&gt;macOS&lt;/b&gt;

1. Install &lt;b&gt;V2Box&lt;/b&gt; from the App Store or &lt;b&gt;Hiddify&lt;/b&gt; (hiddify.com).
2. Copy your key: %1.
3. Open the app, press +, choose “Add from clipboard”.
4. Press connect and allow the VPN configuration.</translation>
    </message>
    <message>
        <source>help.copy_profile</source>
        <translation>open your profile and tap the key</translation>
    </message>
    <message>
        <source>help.copy_below</source>
        <translation>tap it below</translation>
    </message>
    <message>
        <source>help.ios_apps</source>
        <translation>&lt;b&gt;iOS&lt;/b&gt;

1. Install one of these apps from the App Store: &lt;b&gt;Happ&lt;/b&gt;, &lt;b&gt;v2RayTun&lt;/b&gt;, &lt;b&gt;Streisand&lt;/b&gt; or &lt;b&gt;Hiddify&lt;/b&gt;.
2. Press its button below: the app opens and adds your key by itself.
3. Press connect in the app and allow the VPN profile.

Nothing opens? Copy the key and choose “Add from clipboard” in the app.</translation>
    </message>
    <message>
        <source>help.android_apps</source>
        <translation>&lt;b&gt;Android&lt;/b&gt;

1. Install one of these apps from Google Play: &lt;b&gt;Happ&lt;/b&gt;, &lt;b&gt;v2RayTun&lt;/b&gt;, &lt;b&gt;v2rayNG&lt;/b&gt; or &lt;b&gt;Hiddify&lt;/b&gt;.
2. Press its button below: the app opens and adds your key by itself.
3. Press connect in the app and allow the VPN.

Nothing opens? Copy the key and choose “Import from clipboard” in the app.</translation>
    </message>
    <message>
        <source>help.windows_apps</source>
        <translation>&lt;b&gt;Windows&lt;/b&gt;

1. Install &lt;b&gt;Happ&lt;/b&gt; (happ.su) or &lt;b&gt;Hiddify&lt;/b&gt; (hiddify.com).
2. Press its button below: the program opens and adds your key by itself.
3. Press connect in the program.

Nothing opens? Copy the key and choose “Add from clipboard” in the program.</translation>
    </message>
    <message>
        <source>help.macos_apps</source>
        <translation>&lt;b&gt;macOS&lt;/b&gt;

1. Install &lt;b&gt;Happ&lt;/b&gt; or &lt;b&gt;v2RayTun&lt;/b&gt; from the App Store, or &lt;b&gt;Hiddify&lt;/b&gt; (hiddify.com).
2. Press its button below: the app opens and adds your key by itself.
3. Press connect in the app and allow the VPN configuration.

Nothing opens? Copy the key and choose “Add from clipboard” in the app.</translation>
    </message>
    <message>
        <source>help.key</source>
        <translation>Your key:
&lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>help.key_long</source>
        <translation>Your key:
&lt;pre&gt;%1&lt;/pre&gt;</translation>
    </message>
    <message>
        <source>help.trouble</source>
        <translation>&lt;b&gt;Is something not working?&lt;/b&gt;

1. See in your Profile whether the subscription is valid.
2. Copy the key from there again and put it in place of the old one in the app.
3. Switch the connection off and on, and try another network.

If it is about a payment, press “Check payment” under its invoice: what was paid is in our books.</translation>
    </message>
    <message>
        <source>help.number</source>
        <translation>This shop has not said whom to write to. Your number here, should you get through to it: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>help.contact</source>
        <translation>Did that not help? Write to us: %1
Your number, so that we find you: &lt;code&gt;%2&lt;/code&gt;</translation>
    </message>
    <message>
        <source>help.words</source>
        <translation>not working,doesn't work,does not work,support,help me</translation>
    </message>
    <message>
        <source>settings.show</source>
        <translation>&lt;b&gt;Settings&lt;/b&gt;

Language: %1</translation>
    </message>
    <message>
        <source>command.menu</source>
        <translation>Main menu</translation>
    </message>
    <message>
        <source>command.buy</source>
        <translation>Buy a subscription</translation>
    </message>
    <message>
        <source>command.renew</source>
        <translation>Renew your subscription</translation>
    </message>
    <message>
        <source>command.profile</source>
        <translation>Your profile and key</translation>
    </message>
    <message>
        <source>command.balance</source>
        <translation>Your balance</translation>
    </message>
    <message>
        <source>command.help</source>
        <translation>How to connect</translation>
    </message>
    <message>
        <source>command.support</source>
        <translation>If something is not working</translation>
    </message>
    <message>
        <source>command.language</source>
        <translation>Choose a language</translation>
    </message>
    <message>
        <source>bot.description</source>
        <translation>A fast VPN with one key for your device. Press Start: here are the tariffs, your key and how to connect.</translation>
    </message>
    <message>
        <source>bot.short_description</source>
        <translation>A fast VPN: the key arrives in this chat</translation>
    </message>
    <message>
        <source>press.stale</source>
        <translation>This button is from an older menu. Here is the current one.</translation>
    </message>
    <message>
        <source>press.price_changed</source>
        <translation>Prices have changed since. Please choose again.</translation>
    </message>
    <message>
        <source>limit.updates</source>
        <translation>You are faster than I am. Please wait two seconds and try again.</translation>
    </message>
    <message>
        <source>limit.maintenance</source>
        <translation>We are doing maintenance and will be back shortly. VPN keys keep working, and payments already made will arrive.</translation>
    </message>
    <message>
        <source>notice.granted</source>
        <translation>A gift from us: &lt;b&gt;%1&lt;/b&gt; until %2.</translation>
    </message>
    <message>
        <source>notice.granted_gift</source>
        <translation>Your gift is open: &lt;b&gt;%1&lt;/b&gt; until %2.</translation>
    </message>
    <message>
        <source>notice.key_follows</source>
        <translation>Your key is being made and will arrive here in a moment.</translation>
    </message>
    <message>
        <source>notice.key</source>
        <translation>Your key is ready. Tap it to copy:

&lt;code&gt;%1&lt;/code&gt;

Tariff: %2, valid until %3. “Instructions” shows how to connect.</translation>
    </message>
    <message>
        <source>notice.key_changed</source>
        <translation>You have a new key; the old one no longer works. Tap it to copy:

&lt;code&gt;%1&lt;/code&gt;

Tariff: %2, valid until %3.</translation>
    </message>
    <message>
        <source>notice.delayed</source>
        <translation>Your key takes a little longer than usual. Nothing is lost: it will arrive here by itself, and the days only start to count then.</translation>
    </message>
    <message>
        <source>notice.expired</source>
        <translation>Your subscription &lt;b&gt;%1&lt;/b&gt; has ended. Renew it in three presses to be back online.</translation>
    </message>
    <message>
        <source>notice.trial_ended</source>
        <translation>Your trial has ended. If you liked it, a subscription takes five presses.</translation>
    </message>
    <message>
        <source>notice.revoked</source>
        <translation>Your subscription was ended by the shop. If that surprises you, send /support.</translation>
    </message>
    <message>
        <source>notice.reminder</source>
        <translation>Your subscription &lt;b&gt;%1&lt;/b&gt; ends on %2 (%3).</translation>
    </message>
    <message>
        <source>notice.reminder_auto</source>
        <translation>Auto-renewal is on: shortly before the end &lt;b&gt;%1&lt;/b&gt; is paid from your balance (now %2).</translation>
    </message>
    <message>
        <source>notice.reminder_short</source>
        <translation>Auto-renewal is on, but &lt;b&gt;%1&lt;/b&gt; is missing on your balance to pay %2.</translation>
    </message>
    <message>
        <source>notice.reminder_paused</source>
        <translation>Auto-renewal is paused for everyone at the moment: nothing is renewed by itself.</translation>
    </message>
    <message>
        <source>notice.reminder_sold_out</source>
        <translation>This tariff is no longer sold and cannot be renewed: choose another one.</translation>
    </message>
    <message>
        <source>notice.reminder_manual</source>
        <translation>Renew now, and the days are simply added.</translation>
    </message>
    <message>
        <source>notice.trial_start</source>
        <translation>How is the VPN doing? If you are not connected yet, “Instructions” takes a minute.</translation>
    </message>
    <message>
        <source>notice.trial_middle</source>
        <translation>Your trial runs until %1 (%2). Buy now, and what is left is added.</translation>
    </message>
    <message>
        <source>notice.trial_end</source>
        <translation>Your trial ends on %1 (%2). To stay online, choose a subscription.</translation>
    </message>
    <message>
        <source>notice.renewed</source>
        <translation>Renewed from your balance: &lt;b&gt;%1, %2&lt;/b&gt; for %3. Valid until %4.

Left on your balance: %5</translation>
    </message>
    <message>
        <source>notice.renewal_failed</source>
        <translation>Your subscription &lt;b&gt;%1&lt;/b&gt; ends on %2, and your balance is &lt;b&gt;%3&lt;/b&gt; short for the renewal (%4).</translation>
    </message>
    <message>
        <source>notice.renewal_top_up</source>
        <translation>Top up, and it is renewed by itself.</translation>
    </message>
    <message>
        <source>notice.topped_up</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; has arrived. Your balance: &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>notice.excess</source>
        <translation>You paid more than the price: the difference of &lt;b&gt;%1&lt;/b&gt; is on your balance. Your balance: &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>notice.review_credited</source>
        <translation>We have checked your payment: &lt;b&gt;%1&lt;/b&gt; is on your balance. Your balance: &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>notice.review_closed</source>
        <translation>We have checked your payment of &lt;b&gt;%1&lt;/b&gt;: nothing is given for it, and it was not added to your balance.</translation>
    </message>
    <message>
        <source>notice.review_closed_unknown</source>
        <translation>We have checked your payment: nothing is given for it, and it was not added to your balance.</translation>
    </message>
    <message>
        <source>notice.gift_ready</source>
        <translation>Your gift is ready: &lt;b&gt;%1, %2&lt;/b&gt;.

Send this link to whoever it is for (tap to copy): &lt;code&gt;%3&lt;/code&gt;

It goes to the first one who accepts it. If nobody does within 90 days, the money returns to your balance.</translation>
    </message>
    <message>
        <source>notice.referral</source>
        <translation>A friend of yours has bought a subscription: &lt;b&gt;%1&lt;/b&gt; for you. Your balance: &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>notice.refunded</source>
        <translation>Your payment was refunded, and what it had paid for was withdrawn.</translation>
    </message>
    <message>
        <source>button.promo</source>
        <translation>Promo code</translation>
    </message>
    <message>
        <source>promo.ask</source>
        <translation>Send your promo code as a message.</translation>
    </message>
    <message>
        <source>promo.accepted</source>
        <translation>Promo code &lt;b&gt;%1&lt;/b&gt; accepted: %2.</translation>
    </message>
    <message>
        <source>promo.for_tariff</source>
        <translation>It counts when you choose the %1 tariff.</translation>
    </message>
    <message>
        <source>promo.next_purchase</source>
        <translation>It counts with your next purchase.</translation>
    </message>
    <message>
        <source>promo.gives_percent</source>
        <translation>%1% off</translation>
    </message>
    <message>
        <source>promo.gives_money</source>
        <translation>%1 off</translation>
    </message>
    <message>
        <source>promo.gives_days</source>
        <translation>%1 extra</translation>
    </message>
    <message>
        <source>promo.line</source>
        <translation>Promo code &lt;b&gt;%1&lt;/b&gt;: %2</translation>
    </message>
    <message>
        <source>promo.line_instead</source>
        <translation>Promo code &lt;b&gt;%1&lt;/b&gt;: %2 (%3 without it)</translation>
    </message>
    <message>
        <source>promo.refused</source>
        <translation>Promo code &lt;b&gt;%1&lt;/b&gt; did not work. %2</translation>
    </message>
    <message>
        <source>promo.why_unknown</source>
        <translation>There is no such code: please check it for a typo.</translation>
    </message>
    <message>
        <source>promo.why_inactive</source>
        <translation>It is no longer valid.</translation>
    </message>
    <message>
        <source>promo.why_not_yet</source>
        <translation>It is not valid yet.</translation>
    </message>
    <message>
        <source>promo.why_over</source>
        <translation>It has expired.</translation>
    </message>
    <message>
        <source>promo.why_used_up</source>
        <translation>It has been used as often as it could be.</translation>
    </message>
    <message>
        <source>promo.why_used_before</source>
        <translation>You have used it already, or have an unpaid invoice with it.</translation>
    </message>
    <message>
        <source>promo.why_new_only</source>
        <translation>It is for a first purchase only.</translation>
    </message>
    <message>
        <source>promo.why_other_tariff</source>
        <translation>It is for another tariff.</translation>
    </message>
    <message>
        <source>button.invite</source>
        <translation>Invite a friend</translation>
    </message>
    <message>
        <source>button.share_link</source>
        <translation>Send the link</translation>
    </message>
    <message>
        <source>referral.show</source>
        <translation>Invite a friend by your link, and &lt;b&gt;%1%&lt;/b&gt; of whatever they buy goes to your balance.

Your link (tap to copy): &lt;code&gt;%2&lt;/code&gt;</translation>
    </message>
    <message>
        <source>referral.paused</source>
        <translation>Rewards are paused at the moment, but the link works: your friends will stay yours.</translation>
    </message>
    <message>
        <source>referral.next</source>
        <translation>Once friend number %1 has paid, it is %2%.</translation>
    </message>
    <message>
        <source>referral.sums</source>
        <translation>Came by your link: &lt;b&gt;%1&lt;/b&gt;
Of them have paid: &lt;b&gt;%2&lt;/b&gt;
It brought you: &lt;b&gt;%3&lt;/b&gt;</translation>
    </message>
    <message>
        <source>referral.nobody_yet</source>
        <translation>Nobody has come by your link yet.</translation>
    </message>
    <message>
        <source>referral.friends</source>
        <translation>The latest who came:</translation>
    </message>
    <message>
        <source>referral.friend</source>
        <translation>%1, %2: nothing bought yet</translation>
    </message>
    <message>
        <source>referral.friend_brought</source>
        <translation>%1, %2: &lt;b&gt;+%3&lt;/b&gt;</translation>
    </message>
    <message>
        <source>referral.nameless</source>
        <translation>no name</translation>
    </message>
    <message>
        <source>referral.share</source>
        <translation>I use this VPN and can recommend it. Here is the link.</translation>
    </message>
    <message>
        <source>referral.came</source>
        <translation>You were invited by &lt;b&gt;%1&lt;/b&gt;. Welcome!</translation>
    </message>
    <message>
        <source>referral.own</source>
        <translation>This is your own link: send it to your friends.</translation>
    </message>
    <message>
        <source>notice.gift_claimed</source>
        <translation>Your gift was accepted: &lt;b&gt;%1, %2&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>notice.gift_returned</source>
        <translation>Nobody accepted your gift (&lt;b&gt;%1, %2&lt;/b&gt;) within 90 days. &lt;b&gt;%3&lt;/b&gt; went back to your balance, which is now &lt;b&gt;%4&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>button.gift</source>
        <translation>Give as a gift</translation>
    </message>
    <message>
        <source>button.gift_send</source>
        <translation>Send the gift</translation>
    </message>
    <message>
        <source>button.gift_accept</source>
        <translation>Accept the gift</translation>
    </message>
    <message>
        <source>button.gift_keep</source>
        <translation>Keep it myself</translation>
    </message>
    <message>
        <source>gift.tariffs</source>
        <translation>What would you like to give? Once it is paid you get a link that you can send to anybody.</translation>
    </message>
    <message>
        <source>gift.waiting</source>
        <translation>Your gifts that nobody has accepted yet:</translation>
    </message>
    <message>
        <source>gift.waiting_line</source>
        <translation>&lt;b&gt;%1, %2&lt;/b&gt;, until %3: &lt;code&gt;%4&lt;/code&gt;</translation>
    </message>
    <message>
        <source>gift.methods</source>
        <translation>Gift: &lt;b&gt;%1, %2&lt;/b&gt;
Price: &lt;b&gt;%3&lt;/b&gt;
Your balance: %4</translation>
    </message>
    <message>
        <source>gift.share</source>
        <translation>This is a gift for you: open the link and accept it.</translation>
    </message>
    <message>
        <source>gift.offer</source>
        <translation>A gift for you: &lt;b&gt;%1, %2&lt;/b&gt;! You can accept it until %3.</translation>
    </message>
    <message>
        <source>gift.own</source>
        <translation>This is your gift: &lt;b&gt;%1, %2&lt;/b&gt;. Send its link to whoever it is for. Until %3 you may keep it yourself, too.</translation>
    </message>
    <message>
        <source>gift.unknown</source>
        <translation>There is no such gift. Please check that the link was copied as a whole.</translation>
    </message>
    <message>
        <source>gift.taken</source>
        <translation>This gift has been accepted already.</translation>
    </message>
    <message>
        <source>gift.over</source>
        <translation>This gift has expired; its price goes back to whoever bought it.</translation>
    </message>
    <message>
        <source>button.support_write</source>
        <translation>Write to support</translation>
    </message>
    <message>
        <source>button.support_close</source>
        <translation>Close the request</translation>
    </message>
    <message>
        <source>button.support_end</source>
        <translation>Close the request</translation>
    </message>
    <message>
        <source>support.ask</source>
        <translation>&lt;b&gt;What is it about?&lt;/b&gt;

Write it here, in one message or in several; pictures go along too. People read it, and the answer comes to this chat.</translation>
    </message>
    <message>
        <source>support.passed</source>
        <translation>Passed on to support. Whatever else you write here goes there as well, until the request is closed.</translation>
    </message>
    <message>
        <source>support.too_often</source>
        <translation>That is a lot of messages at once, and this one was not passed on. Please wait a minute before you write the next.</translation>
    </message>
    <message>
        <source>support.closed</source>
        <translation>The request is closed. If something else comes up, write to support again.</translation>
    </message>
    <message>
        <source>support.closed_by_staff</source>
        <translation>Support has closed your request. If it is not settled, write again: it goes on where it stopped.</translation>
    </message>
    <message>
        <source>support.answer</source>
        <translation>💬 &lt;b&gt;Support&lt;/b&gt;</translation>
    </message>
    <message>
        <source>support.customer_closed</source>
        <translation>The customer has closed the request.</translation>
    </message>
    <message>
        <source>support.here</source>
        <translation>Did that not help? Press “Write to support”: people answer in this chat.
Your number, so that we find you: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>support.was_closed</source>
        <translation>Closed by %1, and the customer was told.</translation>
    </message>
    <message>
        <source>notice.support_lost</source>
        <translation>Your message did not reach support: it is out of reach at the moment. Please try again later.</translation>
    </message>
    <message>
        <source>notice.support_lost_contact</source>
        <translation>Your message did not reach support: it is out of reach at the moment. Please write to us here: %1</translation>
    </message>
    <message>
        <source>notice.answer_unreachable</source>
        <translation>This answer did not reach customer &lt;code&gt;%1&lt;/code&gt;: they have blocked the bot or deleted their account.</translation>
    </message>
    <message>
        <source>notice.answer_lost</source>
        <translation>This answer did not reach customer &lt;code&gt;%1&lt;/code&gt;: Telegram did not take it. A message of this kind may not be copied; try it as text.</translation>
    </message>
    <message>
        <source>command.terms</source>
        <translation>Terms of use</translation>
    </message>
    <message>
        <source>command.privacy</source>
        <translation>What we know about you</translation>
    </message>
    <message>
        <source>command.paysupport</source>
        <translation>Help with payments</translation>
    </message>
    <message>
        <source>legal.terms</source>
        <translation>&lt;b&gt;Terms&lt;/b&gt;

1. You buy access to a VPN for the time that is shown before you pay, at the price that is shown there. It begins when your key is ready: waiting for it is not counted.
2. The key is for you. Whoever resells it, sends spam, attacks others or breaks the law with it loses it without compensation.
3. A payment that brought nothing, or that was made twice, is given back or put on your balance. For anything else write to us within 14 days: what has not been used is given back in the way it was paid.
4. Money on the balance pays for what is sold here, and does not expire.
5. Works on the service may interrupt it. If you were without it because of us for more than a day, you get the time back.
6. Telegram is neither the seller nor a party to this.</translation>
    </message>
    <message>
        <source>legal.privacy</source>
        <translation>&lt;b&gt;Your data&lt;/b&gt;

What is kept: your number in Telegram, your name and @name there, the language, what you write to this bot and to support, your purchases, payments and balance, and your key.

What is not kept: which sites you visit through the VPN, and the numbers of bank cards: the payment services have those.

Why: to sell and deliver what you buy, to answer you, and because books must be kept. None of it is sold or given to others, except to those who carry out the payment and the connection.

How long: messages for days or weeks, books for as long as the law demands. You can have your personal data erased at any time: /settings, “Erase my data”.</translation>
    </message>
    <message>
        <source>legal.payments</source>
        <translation>&lt;b&gt;Help with payments&lt;/b&gt;

Did you pay and get nothing? Press “Check payment” under the invoice: what was paid is in our books, and is granted even when it comes late. Your payments and what was given back stand in /settings, “History of payments”.

Stars that we give back return to your balance of Stars in Telegram. Telegram itself cannot help with purchases in this bot: write to us.</translation>
    </message>
    <message>
        <source>legal.contact</source>
        <translation>Contact: %1
Your number, so that we find you: &lt;code&gt;%2&lt;/code&gt;</translation>
    </message>
    <message>
        <source>legal.contact_here</source>
        <translation>Contact: “Write to support” below, or /support.
Your number: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>legal.contact_none</source>
        <translation>The shop has not said whom to write to.
Your number: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>settings.reminders</source>
        <translation>Reminders: on</translation>
    </message>
    <message>
        <source>settings.no_reminders</source>
        <translation>Reminders: off</translation>
    </message>
    <message>
        <source>button.reminders</source>
        <translation>Reminders</translation>
    </message>
    <message>
        <source>button.quiet</source>
        <translation>Quiet hours</translation>
    </message>
    <message>
        <source>button.quiet_none</source>
        <translation>No quiet hours</translation>
    </message>
    <message>
        <source>button.zone</source>
        <translation>Time zone</translation>
    </message>
    <message>
        <source>reminders.show_on</source>
        <translation>&lt;b&gt;Reminders are on.&lt;/b&gt;

Before your access ends you hear of it: three days, one day and three hours before. News about keys and money comes in any case.</translation>
    </message>
    <message>
        <source>reminders.show_off</source>
        <translation>&lt;b&gt;Reminders are off.&lt;/b&gt;

Nobody tells you before your access ends. News about keys and money comes all the same.</translation>
    </message>
    <message>
        <source>quiet.show</source>
        <translation>&lt;b&gt;Quiet hours: %1, %2&lt;/b&gt;

Reminders that are due then come when they are over. If access ends before that, they come without a sound.</translation>
    </message>
    <message>
        <source>quiet.show_none</source>
        <translation>&lt;b&gt;No quiet hours&lt;/b&gt;

Reminders come when they are due. Choose hours in which they wait; your clock: %1.</translation>
    </message>
    <message>
        <source>quiet.zones</source>
        <translation>Which time zone are you in? Moscow is UTC+3.</translation>
    </message>
    <message>
        <source>button.history</source>
        <translation>History of payments</translation>
    </message>
    <message>
        <source>button.history_older</source>
        <translation>Older</translation>
    </message>
    <message>
        <source>button.history_newer</source>
        <translation>Newer</translation>
    </message>
    <message>
        <source>history.title</source>
        <translation>&lt;b&gt;History of payments&lt;/b&gt;</translation>
    </message>
    <message>
        <source>history.none</source>
        <translation>No payments yet.</translation>
    </message>
    <message>
        <source>history.line</source>
        <translation>%1: %2, %3 (%4)</translation>
    </message>
    <message>
        <source>history.line_refunded</source>
        <translation>%1: %2, %3 (%4), &lt;b&gt;given back&lt;/b&gt;</translation>
    </message>
    <message>
        <source>history.line_review</source>
        <translation>%1: %2, %3 (%4), being looked at</translation>
    </message>
    <message>
        <source>history.unknown</source>
        <translation>not known</translation>
    </message>
    <message>
        <source>button.erase</source>
        <translation>Erase my data</translation>
    </message>
    <message>
        <source>button.erase_now</source>
        <translation>Yes, erase it for good</translation>
    </message>
    <message>
        <source>erase.ask</source>
        <translation>&lt;b&gt;Erase your personal data?&lt;/b&gt;

Erased: your name and @name, the language and all settings, what you have written to the bot and to support and what you were answered, your key.

Kept, without anything that leads to you: purchases, payments and what went over the balance, because books must be kept; and that you have had a trial here. What was passed on to the chat of the staff stays there until it is deleted by hand, as does this chat on your phone.

It cannot be taken back.</translation>
    </message>
    <message>
        <source>erase.ask_balance</source>
        <translation>&lt;b&gt;The %1 on your balance will be lost.&lt;/b&gt;</translation>
    </message>
    <message>
        <source>erase.ask_access</source>
        <translation>&lt;b&gt;Your key stops working at once&lt;/b&gt;, though it is paid until %1.</translation>
    </message>
    <message>
        <source>erase.invoice_open</source>
        <translation>An invoice of yours can still be paid, and what it pays for would reach nobody. Please pay it first, or wait half an hour until it is over.</translation>
    </message>
    <message>
        <source>erase.done</source>
        <translation>Done: we do not know you any more. Should you come back, /start begins anew.</translation>
    </message>
    <message>
        <source>admin.dashboard</source>
        <translation>&lt;b&gt;The shop&lt;/b&gt;
%1

Revenue today: %2
last 7 days: %3
last 30 days: %4

Customers: %5, of them buyers: %6 (%7%)</translation>
    </message>
    <message>
        <source>admin.health_unknown</source>
        <translation>How the server is, is not known yet.</translation>
    </message>
    <message>
        <source>admin.off</source>
        <translation>Actions of administrators are switched off here (flag admin_actions). The console is still there.</translation>
    </message>
    <message>
        <source>admin.find</source>
        <translation>Send a Telegram id, a @name, or the id of a purchase or payment.</translation>
    </message>
    <message>
        <source>admin.found_none</source>
        <translation>Nobody is found by “%1”. Send something else.</translation>
    </message>
    <message>
        <source>admin.found_many</source>
        <translation>Several are found. Which one?</translation>
    </message>
    <message>
        <source>admin.card</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; (&lt;code&gt;%2&lt;/code&gt;)
Access: %3
Balance: %4</translation>
    </message>
    <message>
        <source>admin.access_none</source>
        <translation>none</translation>
    </message>
    <message>
        <source>admin.access_active</source>
        <translation>%1 until %2</translation>
    </message>
    <message>
        <source>admin.access_over</source>
        <translation>%1, ended %2</translation>
    </message>
    <message>
        <source>admin.no_key</source>
        <translation>The key has not come yet.</translation>
    </message>
    <message>
        <source>admin.is_blocked</source>
        <translation>Blocked.</translation>
    </message>
    <message>
        <source>admin.is_unreachable</source>
        <translation>Messages do not reach them: they have blocked the bot.</translation>
    </message>
    <message>
        <source>admin.payment</source>
        <translation>&lt;b&gt;No. %1&lt;/b&gt;: %2 from &lt;code&gt;%3&lt;/code&gt;
%4</translation>
    </message>
    <message>
        <source>admin.reviews_none</source>
        <translation>No payment waits for a decision.</translation>
    </message>
    <message>
        <source>admin.reviews</source>
        <translation>Payments that wait for a decision: %1.</translation>
    </message>
    <message>
        <source>button.admin_find</source>
        <translation>Find a customer</translation>
    </message>
    <message>
        <source>button.admin_reviews</source>
        <translation>Payments in review</translation>
    </message>
    <message>
        <source>button.admin_broadcasts</source>
        <translation>Broadcasts</translation>
    </message>
    <message>
        <source>button.admin_refresh</source>
        <translation>Refresh</translation>
    </message>
    <message>
        <source>button.admin_back</source>
        <translation>To the overview</translation>
    </message>
    <message>
        <source>admin.ask_reason</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
Send the reason: it is kept.</translation>
    </message>
    <message>
        <source>admin.ask_days</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
Send days and the reason, such as: 30 for the outage</translation>
    </message>
    <message>
        <source>admin.ask_tariff</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
Send a tariff (%2), days and the reason, such as: basic 30 for the outage</translation>
    </message>
    <message>
        <source>admin.ask_money</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
Send roubles and the reason, such as: 150 for the outage, or: -150 a mistake</translation>
    </message>
    <message>
        <source>admin.not_understood</source>
        <translation>That is not how it reads.</translation>
    </message>
    <message>
        <source>admin.done</source>
        <translation>%1: done.</translation>
    </message>
    <message>
        <source>admin.accepted</source>
        <translation>%1: accepted.
%2</translation>
    </message>
    <message>
        <source>admin.not_done</source>
        <translation>%1: not done.
%2</translation>
    </message>
    <message>
        <source>button.admin_grant</source>
        <translation>Grant access</translation>
    </message>
    <message>
        <source>button.admin_extend</source>
        <translation>Extend</translation>
    </message>
    <message>
        <source>button.admin_revoke</source>
        <translation>Revoke</translation>
    </message>
    <message>
        <source>button.admin_reissue</source>
        <translation>New key</translation>
    </message>
    <message>
        <source>button.admin_balance</source>
        <translation>Change the balance</translation>
    </message>
    <message>
        <source>button.admin_block</source>
        <translation>Block</translation>
    </message>
    <message>
        <source>button.admin_unblock</source>
        <translation>Unblock</translation>
    </message>
    <message>
        <source>button.admin_retry</source>
        <translation>Retry the activation</translation>
    </message>
    <message>
        <source>button.admin_retry_all</source>
        <translation>Retry all activations</translation>
    </message>
    <message>
        <source>button.admin_allow</source>
        <translation>Grant no. %1</translation>
    </message>
    <message>
        <source>button.admin_leave</source>
        <translation>Close no. %1</translation>
    </message>
    <message>
        <source>button.admin_refund</source>
        <translation>Refund no. %1</translation>
    </message>
    <message>
        <source>button.admin_refunded</source>
        <translation>No. %1 was given back</translation>
    </message>
    <message>
        <source>button.admin_maintenance_on</source>
        <translation>Maintenance on</translation>
    </message>
    <message>
        <source>button.admin_maintenance_off</source>
        <translation>Maintenance off</translation>
    </message>
    <message>
        <source>button.admin_customer</source>
        <translation>The customer</translation>
    </message>
    <message>
        <source>button.admin_to_reviews</source>
        <translation>Payments in review</translation>
    </message>
    <message>
        <source>button.admin_home</source>
        <translation>To the overview</translation>
    </message>
    <message>
        <source>admin.broadcasts</source>
        <translation>Messages to many customers at once. They go out after everything else.</translation>
    </message>
    <message>
        <source>admin.broadcasts_none</source>
        <translation>Nothing was said to many customers at once yet.</translation>
    </message>
    <message>
        <source>admin.broadcast</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
%2
Reached: %3 of %4, to come: %5
Blocked us: %6, failed: %7</translation>
    </message>
    <message>
        <source>admin.broadcast_would_reach</source>
        <translation>It would reach now: %1.</translation>
    </message>
    <message>
        <source>admin.broadcast_previewed</source>
        <translation>The preview is on its way.</translation>
    </message>
    <message>
        <source>admin.segment_ask</source>
        <translation>Whom is it for? Tariffs, languages, a time and pictures are chosen in the console.</translation>
    </message>
    <message>
        <source>admin.broadcast_ask</source>
        <translation>Send the text. It is kept as a draft, in your language.</translation>
    </message>
    <message>
        <source>admin.segment_all</source>
        <translation>All customers</translation>
    </message>
    <message>
        <source>admin.segment_active</source>
        <translation>With access</translation>
    </message>
    <message>
        <source>admin.segment_expired</source>
        <translation>Whose access ended</translation>
    </message>
    <message>
        <source>admin.segment_trial_only</source>
        <translation>Tried, never bought</translation>
    </message>
    <message>
        <source>admin.segment_never_bought</source>
        <translation>Never bought</translation>
    </message>
    <message>
        <source>admin.status_draft</source>
        <translation>draft</translation>
    </message>
    <message>
        <source>admin.status_scheduled</source>
        <translation>about to begin</translation>
    </message>
    <message>
        <source>admin.status_running</source>
        <translation>going out</translation>
    </message>
    <message>
        <source>admin.status_paused</source>
        <translation>paused</translation>
    </message>
    <message>
        <source>admin.status_stopped</source>
        <translation>stopped</translation>
    </message>
    <message>
        <source>admin.status_done</source>
        <translation>done</translation>
    </message>
    <message>
        <source>button.admin_write</source>
        <translation>Write one</translation>
    </message>
    <message>
        <source>button.admin_preview</source>
        <translation>Send it to me</translation>
    </message>
    <message>
        <source>button.admin_look_again</source>
        <translation>Refresh</translation>
    </message>
    <message>
        <source>button.admin_all_broadcasts</source>
        <translation>All broadcasts</translation>
    </message>
    <message>
        <source>button.admin_overview</source>
        <translation>To the overview</translation>
    </message>
    <message>
        <source>button.admin_start</source>
        <translation>Start no. %1</translation>
    </message>
    <message>
        <source>button.admin_pause</source>
        <translation>Pause no. %1</translation>
    </message>
    <message>
        <source>button.admin_resume</source>
        <translation>Resume no. %1</translation>
    </message>
    <message>
        <source>button.admin_stop</source>
        <translation>Stop no. %1</translation>
    </message>
    <message>
        <source>button.admin_to_broadcast</source>
        <translation>The broadcast</translation>
    </message>
</context>
</TS>
