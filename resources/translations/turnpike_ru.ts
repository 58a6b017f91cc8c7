<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name>bot</name>
    <message>
        <source>language.name</source>
        <translation>Русский</translation>
    </message>
    <message>
        <source>language.choose</source>
        <translation>Выберите, пожалуйста, язык.</translation>
    </message>
    <message>
        <source>language.chosen</source>
        <translation>Готово, теперь говорим по-русски.</translation>
    </message>
    <message>
        <source>button.trial</source>
        <translation>Пробный период</translation>
    </message>
    <message>
        <source>button.buy</source>
        <translation>Купить</translation>
    </message>
    <message>
        <source>button.renew</source>
        <translation>Продлить</translation>
    </message>
    <message>
        <source>button.profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>button.balance</source>
        <translation>Баланс</translation>
    </message>
    <message>
        <source>button.instructions</source>
        <translation>Инструкции</translation>
    </message>
    <message>
        <source>button.key</source>
        <translation>Мой ключ</translation>
    </message>
    <message>
        <source>button.copy_key</source>
        <translation>Скопировать ключ</translation>
    </message>
    <message>
        <source>button.qr</source>
        <translation>QR-код</translation>
    </message>
    <message>
        <source>button.reissue</source>
        <translation>Заменить ключ</translation>
    </message>
    <message>
        <source>button.reissue_now</source>
        <translation>Да, заменить</translation>
    </message>
    <message>
        <source>button.settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>button.language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>button.back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>button.menu</source>
        <translation>Меню</translation>
    </message>
    <message>
        <source>button.crypto</source>
        <translation>Криптовалюта</translation>
    </message>
    <message>
        <source>button.stars</source>
        <translation>Telegram Stars</translation>
    </message>
    <message>
        <source>button.card</source>
        <translation>Банковская карта</translation>
    </message>
    <message>
        <source>button.pay</source>
        <translation>Оплатить</translation>
    </message>
    <message>
        <source>button.check</source>
        <translation>Проверить оплату</translation>
    </message>
    <message>
        <source>button.pay_rest</source>
        <translation>Доплатить %1</translation>
    </message>
    <message>
        <source>button.finish</source>
        <translation>Купить: %1</translation>
    </message>
    <message>
        <source>button.to_balance</source>
        <translation>Зачислить на баланс</translation>
    </message>
    <message>
        <source>button.top_up</source>
        <translation>Пополнить</translation>
    </message>
    <message>
        <source>button.another_way</source>
        <translation>Другой способ</translation>
    </message>
    <message>
        <source>button.other_amount</source>
        <translation>Другая сумма</translation>
    </message>
    <message>
        <source>button.auto_renewal</source>
        <translation>Автопродление</translation>
    </message>
    <message>
        <source>button.turn_on</source>
        <translation>Включить</translation>
    </message>
    <message>
        <source>button.turn_off</source>
        <translation>Выключить</translation>
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
        <translation>Базовый</translation>
    </message>
    <message>
        <source>tariff.plus</source>
        <translation>Плюс</translation>
    </message>
    <message>
        <source>tariff.trial</source>
        <translation>Пробный период</translation>
    </message>
    <message numerus="yes">
        <source>period.days</source>
        <translation>
            <numerusform>%n день</numerusform>
            <numerusform>%n дня</numerusform>
            <numerusform>%n дней</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>left.days</source>
        <translation>
            <numerusform>остался %n день</numerusform>
            <numerusform>осталось %n дня</numerusform>
            <numerusform>осталось %n дней</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>left.hours</source>
        <translation>
            <numerusform>остался %n час</numerusform>
            <numerusform>осталось %n часа</numerusform>
            <numerusform>осталось %n часов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>left.minutes</source>
        <translation>
            <numerusform>осталась %n минута</numerusform>
            <numerusform>осталось %n минуты</numerusform>
            <numerusform>осталось %n минут</numerusform>
        </translation>
    </message>
    <message>
        <source>time.zone</source>
        <translation>МСК</translation>
    </message>
    <message>
        <source>money.point</source>
        <translation>,</translation>
    </message>
    <message>
        <source>menu.hello</source>
        <translation>Здравствуйте, %1!</translation>
    </message>
    <message>
        <source>menu.hello_nameless</source>
        <translation>Здравствуйте!</translation>
    </message>
    <message>
        <source>menu.new</source>
        <translation>Это Turnpike — быстрый VPN с одним ключом для вашего устройства. С чего начнём?</translation>
    </message>
    <message>
        <source>menu.trial_hint</source>
        <translation>Первые дни бесплатно: нажмите «Пробный период», и ключ придёт прямо сюда.</translation>
    </message>
    <message>
        <source>menu.active</source>
        <translation>Ваша подписка: &lt;b&gt;%1&lt;/b&gt;, до %2 (%3).</translation>
    </message>
    <message>
        <source>menu.pending</source>
        <translation>Ваша подписка: &lt;b&gt;%1&lt;/b&gt;. Ключ готовится и придёт сюда.</translation>
    </message>
    <message>
        <source>menu.expired</source>
        <translation>Ваша подписка закончилась %1. Нажмите «Продлить», чтобы снова быть на связи.</translation>
    </message>
    <message>
        <source>menu.expired_sold_out</source>
        <translation>Ваша подписка закончилась %1, и этот тариф больше не продаётся. Нажмите «Купить», чтобы выбрать другой.</translation>
    </message>
    <message>
        <source>menu.trial_ended</source>
        <translation>Пробный период закончился %1. Если вам понравилось, нажмите «Купить».</translation>
    </message>
    <message>
        <source>menu.unknown_text</source>
        <translation>Я не понял сообщение, но кнопки ниже умеют всё.</translation>
    </message>
    <message>
        <source>menu.unknown_command</source>
        <translation>Такой команды нет. Всё есть в меню:</translation>
    </message>
    <message>
        <source>trial.granted</source>
        <translation>Пробный период начался: &lt;b&gt;%1&lt;/b&gt; бесплатно.

Ключ уже готовится и придёт сюда через несколько секунд. А пока загляните в инструкцию для вашего устройства.</translation>
    </message>
    <message>
        <source>trial.used</source>
        <translation>Пробный период у вас уже был: он даётся один раз. Подписка — от %1.</translation>
    </message>
    <message>
        <source>trial.has_access</source>
        <translation>У вас уже есть подписка, пробный период не нужен.</translation>
    </message>
    <message>
        <source>trial.off</source>
        <translation>Пробные периоды сейчас приостановлены. Попробуйте, пожалуйста, позже.</translation>
    </message>
    <message>
        <source>trial.too_often</source>
        <translation>Слишком часто. Попробуйте, пожалуйста, через час.</translation>
    </message>
    <message>
        <source>buy.tariffs</source>
        <translation>Выберите тариф:</translation>
    </message>
    <message>
        <source>buy.tariff_line</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;: от %2 за %3</translation>
    </message>
    <message>
        <source>buy.periods</source>
        <translation>Тариф &lt;b&gt;%1&lt;/b&gt;. На какой срок?</translation>
    </message>
    <message>
        <source>buy.period_line</source>
        <translation>%1: &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>buy.methods</source>
        <translation>&lt;b&gt;%1, %2&lt;/b&gt;
Цена: &lt;b&gt;%3&lt;/b&gt;
Ваш баланс: %4</translation>
    </message>
    <message>
        <source>buy.how</source>
        <translation>Как вам удобнее оплатить?</translation>
    </message>
    <message>
        <source>buy.extends</source>
        <translation>Дни прибавятся к текущей подписке.</translation>
    </message>
    <message>
        <source>buy.converts</source>
        <translation>Оставшееся время текущего тарифа не пропадёт: мы пересчитаем его по цене и добавим.</translation>
    </message>
    <message>
        <source>buy.adds_trial</source>
        <translation>Остаток пробного периода прибавится.</translation>
    </message>
    <message>
        <source>buy.bought</source>
        <translation>Оплачено: &lt;b&gt;%1, %2&lt;/b&gt;. Спасибо!

Подписка действует до %3.</translation>
    </message>
    <message>
        <source>buy.bought_pending</source>
        <translation>Оплачено: &lt;b&gt;%1, %2&lt;/b&gt;. Спасибо!

Ключ уже готовится и придёт сюда через несколько секунд.</translation>
    </message>
    <message>
        <source>buy.renewed</source>
        <translation>Оплачено: &lt;b&gt;%1, %2&lt;/b&gt;. Спасибо!

Подписка действует до %3. Ключ остаётся прежним.</translation>
    </message>
    <message>
        <source>buy.short</source>
        <translation>На балансе %1, не хватает &lt;b&gt;%2&lt;/b&gt;.

Доплатите, и покупка завершится сама.</translation>
    </message>
    <message>
        <source>buy.nothing_to_renew</source>
        <translation>Продлевать пока нечего: сначала выберите тариф.</translation>
    </message>
    <message>
        <source>pay.making</source>
        <translation>Готовим счёт на &lt;b&gt;%1&lt;/b&gt;…

Ссылка на оплату появится здесь через несколько секунд.</translation>
    </message>
    <message>
        <source>pay.late</source>
        <translation>Ссылка на оплату задерживается. Деньги не списаны. Как только она будет готова, мы покажем её здесь.

Ждать не обязательно: покупку можно оплатить другим способом.</translation>
    </message>
    <message>
        <source>pay.late_top_up</source>
        <translation>Ссылка на оплату задерживается. Деньги не списаны. Как только она будет готова, мы покажем её здесь; можно и вернуться к пополнению позже.</translation>
    </message>
    <message>
        <source>pay.invoice</source>
        <translation>Счёт на &lt;b&gt;%1&lt;/b&gt;: %2.

Нажмите «Оплатить» и выберите любую монету. Счёт действует до %3. После оплаты всё произойдёт само.</translation>
    </message>
    <message>
        <source>pay.invoice_stars</source>
        <translation>Счёт на &lt;b&gt;%1&lt;/b&gt;: %2.

Нажмите «Оплатить»: Telegram спишет звёзды, а если их не хватает, предложит купить недостающие. Счёт действует до %3. После оплаты всё произойдёт само.</translation>
    </message>
    <message>
        <source>pay.invoice_card</source>
        <translation>Счёт на &lt;b&gt;%1&lt;/b&gt;: %2.

Нажмите «Оплатить» и введите данные карты: их видит только платёжная система, не мы. Счёт действует до %3. После оплаты всё произойдёт само.</translation>
    </message>
    <message>
        <source>pay.open</source>
        <translation>Для этой покупки у вас уже есть счёт. Второй не нужен: заплатите по этому.</translation>
    </message>
    <message>
        <source>pay.what_subscription</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>pay.what_top_up</source>
        <translation>пополнение баланса</translation>
    </message>
    <message>
        <source>pay.what_gift</source>
        <translation>подарок (%1, %2)</translation>
    </message>
    <message>
        <source>pay.not_yet</source>
        <translation>Оплата пока не пришла. Это может занять минуту, мы сообщим.</translation>
    </message>
    <message>
        <source>pay.no_link_yet</source>
        <translation>Счёт ещё готовится. Одну минуту…</translation>
    </message>
    <message>
        <source>pay.off</source>
        <translation>Новые платежи ненадолго приостановлены. Деньги не списаны; попробуйте, пожалуйста, позже.</translation>
    </message>
    <message>
        <source>pay.refused_now</source>
        <translation>Сейчас оплатить криптовалютой не получится. Деньги не списаны. Выберите другой способ оплаты или попробуйте позже.</translation>
    </message>
    <message>
        <source>pay.refused_way</source>
        <translation>Сейчас оплатить так не получится: %1. Деньги не списаны. Выберите другой способ оплаты или попробуйте позже.</translation>
    </message>
    <message>
        <source>pay.too_often</source>
        <translation>Слишком много платежей подряд. Попробуйте, пожалуйста, через 15 секунд.</translation>
    </message>
    <message>
        <source>pay.expired</source>
        <translation>Срок этого предложения истёк, деньги не списаны. Выберите, пожалуйста, ещё раз в меню.</translation>
    </message>
    <message>
        <source>pay.cancelled</source>
        <translation>Эта покупка отменена.</translation>
    </message>
    <message>
        <source>pay.refunded</source>
        <translation>Деньги за эту покупку возвращены.</translation>
    </message>
    <message>
        <source>pay.review</source>
        <translation>Ваш платёж пришёл, его проверяет человек. Мы напишем сюда.</translation>
    </message>
    <message>
        <source>pay.short</source>
        <translation>За «%1» пришло &lt;b&gt;%2&lt;/b&gt; из %3: не хватает &lt;b&gt;%4&lt;/b&gt;.

Доплатите недостающее, и покупка завершится сама. Или зачислите то, что пришло, на баланс. Если ничего не выбрать, платёж посмотрит человек, и мы напишем сюда.</translation>
    </message>
    <message>
        <source>pay.short_no_rest</source>
        <translation>За «%1» пришло &lt;b&gt;%2&lt;/b&gt; из %3: не хватает &lt;b&gt;%4&lt;/b&gt;.

Зачислите то, что пришло, на баланс. Если этого не сделать, платёж посмотрит человек, и мы напишем сюда.</translation>
    </message>
    <message>
        <source>pay.short_taken</source>
        <translation>На баланс зачислено &lt;b&gt;%1&lt;/b&gt;. Теперь на нём &lt;b&gt;%2&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>pay.short_left</source>
        <translation>До покупки «%1» не хватает &lt;b&gt;%2&lt;/b&gt;. Доплатите, и она завершится сама.</translation>
    </message>
    <message>
        <source>pay.came</source>
        <translation>По этому счёту пришёл платёж, подробности — в сообщении ниже. Платить по нему ещё раз не нужно.</translation>
    </message>
    <message>
        <source>pay.again</source>
        <translation>За «%1» пришёл ещё один платёж: &lt;b&gt;%2&lt;/b&gt;. Первый мы уже приняли, а этот посмотрит человек, и мы напишем сюда. Деньги не пропадут.</translation>
    </message>
    <message>
        <source>pay.fulfilled</source>
        <translation>Эта покупка оплачена.</translation>
    </message>
    <message>
        <source>pay.topped_up</source>
        <translation>Это пополнение оплачено: деньги на вашем балансе.</translation>
    </message>
    <message>
        <source>pay.unknown</source>
        <translation>Такой покупки нет. Начните, пожалуйста, из меню.</translation>
    </message>
    <message>
        <source>pay.refused</source>
        <translation>Эту покупку уже нельзя оплатить. Выберите, пожалуйста, заново в боте.</translation>
    </message>
    <message>
        <source>pay.refused_busy</source>
        <translation>Магазин сейчас занят. Деньги не списаны; попробуйте, пожалуйста, через минуту.</translation>
    </message>
    <message>
        <source>pay.refused_old</source>
        <translation>Этому счёту больше 30 дней, его уже нельзя оплатить. Деньги не списаны; выберите, пожалуйста, заново в боте.</translation>
    </message>
    <message>
        <source>pay.unmatched</source>
        <translation>Ваш платёж (%1) пришёл, но мы не нашли для него покупку. Его проверит человек и напишет вам; деньги не пропадут.</translation>
    </message>
    <message>
        <source>balance.show</source>
        <translation>Ваш баланс: &lt;b&gt;%1&lt;/b&gt;

С него можно оплачивать покупки и продления, в том числе автоматические.</translation>
    </message>
    <message>
        <source>balance.amounts</source>
        <translation>На какую сумму пополнить? Выберите или напишите свою, от %1 до %2.</translation>
    </message>
    <message>
        <source>balance.type_amount</source>
        <translation>Напишите сумму в рублях, от %1 до %2. Например: 250</translation>
    </message>
    <message>
        <source>balance.bad_amount</source>
        <translation>«%3» не похоже на подходящую сумму. Пришлите число от %1 до %2, например: 250</translation>
    </message>
    <message>
        <source>balance.methods</source>
        <translation>Пополнение баланса: &lt;b&gt;%1&lt;/b&gt;

Как вам удобнее оплатить?</translation>
    </message>
    <message>
        <source>profile.title</source>
        <translation>&lt;b&gt;Профиль&lt;/b&gt;</translation>
    </message>
    <message>
        <source>profile.id</source>
        <translation>Ваш номер: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>profile.none</source>
        <translation>Подписка: пока нет</translation>
    </message>
    <message>
        <source>profile.active</source>
        <translation>Подписка: &lt;b&gt;%1&lt;/b&gt;, активна
До: %2 (%3)</translation>
    </message>
    <message>
        <source>profile.trial</source>
        <translation>Подписка: &lt;b&gt;%1&lt;/b&gt;
До: %2 (%3)</translation>
    </message>
    <message>
        <source>profile.pending</source>
        <translation>Подписка: &lt;b&gt;%1&lt;/b&gt;, ключ готовится. Отсчёт дней начнётся, когда он будет готов.</translation>
    </message>
    <message>
        <source>profile.failed</source>
        <translation>Подписка: &lt;b&gt;%1&lt;/b&gt;. С ключом вышла заминка, мы уже разбираемся. Ожидание не оплачивается.</translation>
    </message>
    <message>
        <source>profile.expired</source>
        <translation>Подписка: &lt;b&gt;%1&lt;/b&gt;, закончилась %2</translation>
    </message>
    <message>
        <source>profile.key</source>
        <translation>Ваш ключ (нажмите, чтобы скопировать):
&lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>profile.auto_on</source>
        <translation>Автопродление: включено</translation>
    </message>
    <message>
        <source>profile.auto_paused</source>
        <translation>Автопродление: включено, но сейчас приостановлено для всех</translation>
    </message>
    <message>
        <source>profile.auto_off</source>
        <translation>Автопродление: выключено</translation>
    </message>
    <message>
        <source>profile.balance</source>
        <translation>Баланс: %1</translation>
    </message>
    <message>
        <source>key.show</source>
        <translation>&lt;b&gt;Ваш ключ&lt;/b&gt;

&lt;code&gt;%1&lt;/code&gt;

Чтобы подключиться, выберите своё устройство. Ключ только для вас, никому его не передавайте.</translation>
    </message>
    <message>
        <source>key.show_long</source>
        <translation>&lt;b&gt;Ваш ключ&lt;/b&gt;

&lt;pre&gt;%1&lt;/pre&gt;

Чтобы скопировать ключ, нажмите на него. Чтобы подключиться, выберите своё устройство. Ключ только для вас, никому его не передавайте.</translation>
    </message>
    <message>
        <source>key.qr</source>
        <translation>Это ваш ключ в виде QR-кода. Отсканируйте его приложением VPN на другом устройстве. Как и ключ, он только для вас.</translation>
    </message>
    <message>
        <source>key.qr_too_long</source>
        <translation>Этот ключ не помещается в QR-код. Скопируйте его, пожалуйста.</translation>
    </message>
    <message>
        <source>key.reissue</source>
        <translation>&lt;b&gt;Заменить ключ?&lt;/b&gt;

Старый ключ перестанет работать на всех ваших устройствах. Новый придёт сюда через несколько секунд, его нужно будет заново добавить в приложение. Оставшиеся дни сохранятся.</translation>
    </message>
    <message>
        <source>key.reissued</source>
        <translation>Старый ключ отключаем. Новый придёт сюда через несколько секунд.</translation>
    </message>
    <message>
        <source>key.reissue_off</source>
        <translation>Сейчас заменить ключ нельзя. Ваш ключ продолжает работать. Попробуйте, пожалуйста, позже.</translation>
    </message>
    <message>
        <source>key.too_often</source>
        <translation>Вы уже несколько раз заменили ключ. Попробуйте, пожалуйста, через две минуты.</translation>
    </message>
    <message>
        <source>auto.on</source>
        <translation>Автопродление &lt;b&gt;включено&lt;/b&gt;.

Незадолго до конца срока подписка «%1» за %2 будет оплачена с баланса (сейчас %3).</translation>
    </message>
    <message>
        <source>auto.on_paused</source>
        <translation>Автопродление у вас &lt;b&gt;включено&lt;/b&gt;, но сейчас оно приостановлено для всех: само ничего не продлится. Перед концом срока мы напомним, чтобы вы могли продлить сами.

Когда оно снова заработает, подписка «%1» за %2 будет оплачиваться с баланса (сейчас %3).</translation>
    </message>
    <message>
        <source>auto.off</source>
        <translation>Автопродление &lt;b&gt;выключено&lt;/b&gt;.

Если включить, незадолго до конца срока подписка «%1» за %2 будет оплачена с баланса (сейчас %3), и связь не прервётся.</translation>
    </message>
    <message>
        <source>auto.paused</source>
        <translation>Сейчас автоматические продления приостановлены для всех. Перед концом срока мы напомним, чтобы вы могли продлить сами.</translation>
    </message>
    <message>
        <source>auto.short</source>
        <translation>Сейчас на балансе не хватает &lt;b&gt;%1&lt;/b&gt;: без них подписка не продлится.</translation>
    </message>
    <message>
        <source>auto.none</source>
        <translation>Автопродление доступно для платной подписки. Сначала купите её, а потом включите здесь.</translation>
    </message>
    <message>
        <source>auto.turned_on</source>
        <translation>Автопродление включено</translation>
    </message>
    <message>
        <source>auto.turned_on_paused</source>
        <translation>Запомнили. Сейчас автопродление приостановлено для всех и заработает, когда его снова включат.</translation>
    </message>
    <message>
        <source>auto.turned_off</source>
        <translation>Автопродление выключено</translation>
    </message>
    <message>
        <source>help.choose</source>
        <translation>На каком устройстве хотите подключиться?</translation>
    </message>
    <message>
        <source>help.ios</source>
        <translation>&lt;b&gt;iOS&lt;/b&gt;

1. Установите &lt;b&gt;Streisand&lt;/b&gt; или &lt;b&gt;V2Box&lt;/b&gt; из App Store.
2. Скопируйте ключ: %1.
3. Откройте приложение, нажмите + и выберите «Добавить из буфера».
4. Нажмите «Подключить» и разрешите профиль VPN.</translation>
    </message>
    <message>
        <source>help.android</source>
        <translation>&lt;b&gt;Android&lt;/b&gt;

1. Установите &lt;b&gt;v2rayNG&lt;/b&gt; или &lt;b&gt;Hiddify&lt;/b&gt; из Google Play.
2. Скопируйте ключ: %1.
3. Откройте приложение, нажмите + и выберите «Импорт из буфера обмена».
4. Нажмите круглую кнопку подключения и разрешите VPN.</translation>
    </message>
    <message>
        <source>help.windows</source>
        <translation>&lt;b&gt;Windows&lt;/b&gt;

1. Установите &lt;b&gt;Hiddify&lt;/b&gt; (hiddify.com) или &lt;b&gt;v2rayN&lt;/b&gt; (со страницы выпусков на GitHub).
2. Скопируйте ключ: %1.
3. В программе нажмите + и выберите «Добавить из буфера» (в v2rayN: Ctrl+V).
4. Нажмите «Подключить» (в v2rayN: включите системный прокси).</translation>
    </message>
    <message>
        <source>help.macos</source>
        <translation>&lt;b&gt;macOS&lt;/b&gt;

1. Установите &lt;b&gt;V2Box&lt;/b&gt; из App Store или &lt;b&gt;Hiddify&lt;/b&gt; (hiddify.com).
2. Скопируйте ключ: %1.
3. Откройте приложение, нажмите + и выберите «Добавить из буфера».
4. Нажмите «Подключить» и разрешите конфигурацию VPN.</translation>
    </message>
    <message>
        <source>help.copy_profile</source>
        <translation>откройте «Профиль» и нажмите на ключ</translation>
    </message>
    <message>
        <source>help.copy_below</source>
        <translation>нажмите на него ниже</translation>
    </message>
    <message>
        <source>help.ios_apps</source>
        <translation>&lt;b&gt;iOS&lt;/b&gt;

1. Установите из App Store одно из приложений: &lt;b&gt;Happ&lt;/b&gt;, &lt;b&gt;v2RayTun&lt;/b&gt;, &lt;b&gt;Streisand&lt;/b&gt; или &lt;b&gt;Hiddify&lt;/b&gt;.
2. Нажмите ниже кнопку с его названием: приложение откроется и само добавит ключ.
3. Нажмите в приложении кнопку подключения и разрешите профиль VPN.

Ничего не открылось? Скопируйте ключ и выберите в приложении «Добавить из буфера».</translation>
    </message>
    <message>
        <source>help.android_apps</source>
        <translation>&lt;b&gt;Android&lt;/b&gt;

1. Установите из Google Play одно из приложений: &lt;b&gt;Happ&lt;/b&gt;, &lt;b&gt;v2RayTun&lt;/b&gt;, &lt;b&gt;v2rayNG&lt;/b&gt; или &lt;b&gt;Hiddify&lt;/b&gt;.
2. Нажмите ниже кнопку с его названием: приложение откроется и само добавит ключ.
3. Нажмите в приложении кнопку подключения и разрешите VPN.

Ничего не открылось? Скопируйте ключ и выберите в приложении «Импорт из буфера обмена».</translation>
    </message>
    <message>
        <source>help.windows_apps</source>
        <translation>&lt;b&gt;Windows&lt;/b&gt;

1. Установите &lt;b&gt;Happ&lt;/b&gt; (happ.su) или &lt;b&gt;Hiddify&lt;/b&gt; (hiddify.com).
2. Нажмите ниже кнопку с названием программы: она откроется и сама добавит ключ.
3. Нажмите в программе кнопку подключения.

Ничего не открылось? Скопируйте ключ и выберите в программе «Добавить из буфера».</translation>
    </message>
    <message>
        <source>help.macos_apps</source>
        <translation>&lt;b&gt;macOS&lt;/b&gt;

1. Установите &lt;b&gt;Happ&lt;/b&gt; или &lt;b&gt;v2RayTun&lt;/b&gt; из App Store либо &lt;b&gt;Hiddify&lt;/b&gt; (hiddify.com).
2. Нажмите ниже кнопку с названием приложения: оно откроется и само добавит ключ.
3. Нажмите в приложении кнопку подключения и разрешите конфигурацию VPN.

Ничего не открылось? Скопируйте ключ и выберите в приложении «Добавить из буфера».</translation>
    </message>
    <message>
        <source>help.key</source>
        <translation>Ваш ключ:
&lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>help.key_long</source>
        <translation>Ваш ключ:
&lt;pre&gt;%1&lt;/pre&gt;</translation>
    </message>
    <message>
        <source>help.trouble</source>
        <translation>&lt;b&gt;Что-то не работает?&lt;/b&gt;

1. Посмотрите в «Профиле», действует ли подписка.
2. Скопируйте ключ оттуда ещё раз и замените им прежний в приложении.
3. Выключите и снова включите подключение, попробуйте другую сеть.

Если дело в оплате, нажмите «Проверить оплату» под счётом: что оплачено, то учтено.</translation>
    </message>
    <message>
        <source>help.number</source>
        <translation>Магазин не указал, куда писать. Ваш номер в нём, если свяжетесь с магазином: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>help.contact</source>
        <translation>Не помогло? Напишите нам: %1
Ваш номер, чтобы мы вас нашли: &lt;code&gt;%2&lt;/code&gt;</translation>
    </message>
    <message>
        <source>help.words</source>
        <translation>не работает,не подключается,не открывается,поддержк,помогите,помощь</translation>
    </message>
    <message>
        <source>settings.show</source>
        <translation>&lt;b&gt;Настройки&lt;/b&gt;

Язык: %1</translation>
    </message>
    <message>
        <source>command.menu</source>
        <translation>Главное меню</translation>
    </message>
    <message>
        <source>command.buy</source>
        <translation>Купить подписку</translation>
    </message>
    <message>
        <source>command.renew</source>
        <translation>Продлить подписку</translation>
    </message>
    <message>
        <source>command.profile</source>
        <translation>Профиль и ключ</translation>
    </message>
    <message>
        <source>command.balance</source>
        <translation>Баланс</translation>
    </message>
    <message>
        <source>command.help</source>
        <translation>Как подключиться</translation>
    </message>
    <message>
        <source>command.support</source>
        <translation>Если что-то не работает</translation>
    </message>
    <message>
        <source>command.language</source>
        <translation>Выбрать язык</translation>
    </message>
    <message>
        <source>bot.description</source>
        <translation>Быстрый VPN с одним ключом для вашего устройства. Нажмите «Старт»: покажем тарифы, пришлём ключ и поможем подключиться.</translation>
    </message>
    <message>
        <source>bot.short_description</source>
        <translation>Быстрый VPN: ключ приходит прямо в чат</translation>
    </message>
    <message>
        <source>press.stale</source>
        <translation>Эта кнопка из старого меню. Вот текущее.</translation>
    </message>
    <message>
        <source>press.price_changed</source>
        <translation>Цены с тех пор изменились. Выберите, пожалуйста, ещё раз.</translation>
    </message>
    <message>
        <source>limit.updates</source>
        <translation>Вы быстрее меня. Подождите, пожалуйста, пару секунд и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>limit.maintenance</source>
        <translation>Идут технические работы, скоро вернёмся. Ключи VPN работают, уже сделанные платежи дойдут.</translation>
    </message>
    <message>
        <source>notice.granted</source>
        <translation>Подарок от нас: &lt;b&gt;%1&lt;/b&gt; до %2.</translation>
    </message>
    <message>
        <source>notice.granted_gift</source>
        <translation>Ваш подарок открыт: &lt;b&gt;%1&lt;/b&gt; до %2.</translation>
    </message>
    <message>
        <source>notice.key_follows</source>
        <translation>Ключ уже готовится и придёт сюда через несколько секунд.</translation>
    </message>
    <message>
        <source>notice.key</source>
        <translation>Ваш ключ готов. Нажмите, чтобы скопировать:

&lt;code&gt;%1&lt;/code&gt;

Тариф: %2, действует до %3. Как подключиться — в «Инструкциях».</translation>
    </message>
    <message>
        <source>notice.key_changed</source>
        <translation>У вас новый ключ, старый больше не работает. Нажмите, чтобы скопировать:

&lt;code&gt;%1&lt;/code&gt;

Тариф: %2, действует до %3.</translation>
    </message>
    <message>
        <source>notice.delayed</source>
        <translation>Ключ готовится чуть дольше обычного. Ничего не потеряно: он придёт сюда сам, и отсчёт дней начнётся только тогда.</translation>
    </message>
    <message>
        <source>notice.expired</source>
        <translation>Подписка &lt;b&gt;%1&lt;/b&gt; закончилась. Продлите её в три нажатия, чтобы снова быть на связи.</translation>
    </message>
    <message>
        <source>notice.trial_ended</source>
        <translation>Пробный период закончился. Если вам понравилось, подписка — это пять нажатий.</translation>
    </message>
    <message>
        <source>notice.revoked</source>
        <translation>Магазин завершил вашу подписку. Если это неожиданно, отправьте /support.</translation>
    </message>
    <message>
        <source>notice.reminder</source>
        <translation>Подписка &lt;b&gt;%1&lt;/b&gt; закончится %2 (%3).</translation>
    </message>
    <message>
        <source>notice.reminder_auto</source>
        <translation>Автопродление включено: незадолго до конца срока мы спишем с баланса &lt;b&gt;%1&lt;/b&gt; (сейчас на нём %2).</translation>
    </message>
    <message>
        <source>notice.reminder_short</source>
        <translation>Автопродление включено, но на балансе не хватает &lt;b&gt;%1&lt;/b&gt;, чтобы заплатить %2.</translation>
    </message>
    <message>
        <source>notice.reminder_paused</source>
        <translation>Автопродление сейчас приостановлено для всех: само ничего не продлится.</translation>
    </message>
    <message>
        <source>notice.reminder_sold_out</source>
        <translation>Этот тариф больше не продаётся, продлить его нельзя: выберите другой.</translation>
    </message>
    <message>
        <source>notice.reminder_manual</source>
        <translation>Продлите сейчас, и дни просто прибавятся.</translation>
    </message>
    <message>
        <source>notice.trial_start</source>
        <translation>Как вам VPN? Если ещё не подключились, загляните в «Инструкции», это минута.</translation>
    </message>
    <message>
        <source>notice.trial_middle</source>
        <translation>Пробный период действует до %1 (%2). Купите сейчас, и остаток прибавится.</translation>
    </message>
    <message>
        <source>notice.trial_end</source>
        <translation>Пробный период закончится %1 (%2). Чтобы остаться на связи, выберите подписку.</translation>
    </message>
    <message>
        <source>notice.renewed</source>
        <translation>Продлено с баланса: &lt;b&gt;%1, %2&lt;/b&gt; за %3. Действует до %4.

Осталось на балансе: %5</translation>
    </message>
    <message>
        <source>notice.renewal_failed</source>
        <translation>Подписка &lt;b&gt;%1&lt;/b&gt; закончится %2, а для продления (%4) на балансе не хватает &lt;b&gt;%3&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>notice.renewal_top_up</source>
        <translation>Пополните баланс, и она продлится сама.</translation>
    </message>
    <message>
        <source>notice.topped_up</source>
        <translation>Пополнение на &lt;b&gt;%1&lt;/b&gt; зачислено. Ваш баланс: &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>notice.excess</source>
        <translation>Вы заплатили больше цены: разница &lt;b&gt;%1&lt;/b&gt; зачислена на баланс. Теперь на нём &lt;b&gt;%2&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>notice.review_credited</source>
        <translation>Мы проверили ваш платёж: &lt;b&gt;%1&lt;/b&gt; зачислено на баланс. Теперь на нём &lt;b&gt;%2&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>notice.review_closed</source>
        <translation>Мы проверили ваш платёж на &lt;b&gt;%1&lt;/b&gt;: по нему ничего не выдано, и на баланс он не зачислен.</translation>
    </message>
    <message>
        <source>notice.review_closed_unknown</source>
        <translation>Мы проверили ваш платёж: по нему ничего не выдано, и на баланс он не зачислен.</translation>
    </message>
    <message>
        <source>notice.gift_ready</source>
        <translation>Ваш подарок готов: &lt;b&gt;%1, %2&lt;/b&gt;.

Отправьте эту ссылку тому, кому он предназначен (нажмите, чтобы скопировать): &lt;code&gt;%3&lt;/code&gt;

Подарок получит тот, кто примет его первым. Если за 90 дней его никто не примет, деньги вернутся вам на баланс.</translation>
    </message>
    <message>
        <source>notice.referral</source>
        <translation>Ваш друг купил подписку: &lt;b&gt;%1&lt;/b&gt; вам на баланс. Теперь на нём &lt;b&gt;%2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>notice.refunded</source>
        <translation>Деньги возвращены, а то, что было ими оплачено, отменено.</translation>
    </message>
    <message>
        <source>button.promo</source>
        <translation>Промокод</translation>
    </message>
    <message>
        <source>promo.ask</source>
        <translation>Отправьте промокод сообщением.</translation>
    </message>
    <message>
        <source>promo.accepted</source>
        <translation>Промокод &lt;b&gt;%1&lt;/b&gt; принят: %2.</translation>
    </message>
    <message>
        <source>promo.for_tariff</source>
        <translation>Он сработает, когда вы выберете тариф «%1».</translation>
    </message>
    <message>
        <source>promo.next_purchase</source>
        <translation>Он сработает при следующей покупке.</translation>
    </message>
    <message>
        <source>promo.gives_percent</source>
        <translation>скидка %1 %</translation>
    </message>
    <message>
        <source>promo.gives_money</source>
        <translation>скидка %1</translation>
    </message>
    <message>
        <source>promo.gives_days</source>
        <translation>%1 в подарок</translation>
    </message>
    <message>
        <source>promo.line</source>
        <translation>Промокод &lt;b&gt;%1&lt;/b&gt;: %2</translation>
    </message>
    <message>
        <source>promo.line_instead</source>
        <translation>Промокод &lt;b&gt;%1&lt;/b&gt;: %2 (без него %3)</translation>
    </message>
    <message>
        <source>promo.refused</source>
        <translation>Промокод &lt;b&gt;%1&lt;/b&gt; не сработал. %2</translation>
    </message>
    <message>
        <source>promo.why_unknown</source>
        <translation>Такого промокода нет: проверьте, пожалуйста, нет ли в нём опечатки.</translation>
    </message>
    <message>
        <source>promo.why_inactive</source>
        <translation>Он больше не действует.</translation>
    </message>
    <message>
        <source>promo.why_not_yet</source>
        <translation>Он ещё не начал действовать.</translation>
    </message>
    <message>
        <source>promo.why_over</source>
        <translation>Срок его действия истёк.</translation>
    </message>
    <message>
        <source>promo.why_used_up</source>
        <translation>Его уже использовали столько раз, сколько было можно.</translation>
    </message>
    <message>
        <source>promo.why_used_before</source>
        <translation>Вы им уже воспользовались, или по нему у вас есть неоплаченный счёт.</translation>
    </message>
    <message>
        <source>promo.why_new_only</source>
        <translation>Он только для первой покупки.</translation>
    </message>
    <message>
        <source>promo.why_other_tariff</source>
        <translation>Он для другого тарифа.</translation>
    </message>
    <message>
        <source>button.invite</source>
        <translation>Пригласить друга</translation>
    </message>
    <message>
        <source>button.share_link</source>
        <translation>Отправить ссылку</translation>
    </message>
    <message>
        <source>referral.show</source>
        <translation>Пригласите друга по своей ссылке, и с каждой его покупки вам на баланс придёт &lt;b&gt;%1 %&lt;/b&gt;.

Ваша ссылка (нажмите, чтобы скопировать): &lt;code&gt;%2&lt;/code&gt;</translation>
    </message>
    <message>
        <source>referral.paused</source>
        <translation>Сейчас начисления приостановлены, но ссылка работает: друзья за вами останутся.</translation>
    </message>
    <message>
        <source>referral.next</source>
        <translation>Когда хотя бы раз заплатит %1-й друг, будет %2 %.</translation>
    </message>
    <message>
        <source>referral.sums</source>
        <translation>Пришли по ссылке: &lt;b&gt;%1&lt;/b&gt;
Из них купили: &lt;b&gt;%2&lt;/b&gt;
Вам начислено: &lt;b&gt;%3&lt;/b&gt;</translation>
    </message>
    <message>
        <source>referral.nobody_yet</source>
        <translation>По вашей ссылке пока никто не пришёл.</translation>
    </message>
    <message>
        <source>referral.friends</source>
        <translation>Кто пришёл последним:</translation>
    </message>
    <message>
        <source>referral.friend</source>
        <translation>%1, %2: пока без покупок</translation>
    </message>
    <message>
        <source>referral.friend_brought</source>
        <translation>%1, %2: &lt;b&gt;+%3&lt;/b&gt;</translation>
    </message>
    <message>
        <source>referral.nameless</source>
        <translation>без имени</translation>
    </message>
    <message>
        <source>referral.share</source>
        <translation>Пользуюсь этим VPN и советую. Вот ссылка.</translation>
    </message>
    <message>
        <source>referral.came</source>
        <translation>Вы пришли по приглашению: &lt;b&gt;%1&lt;/b&gt;. Добро пожаловать!</translation>
    </message>
    <message>
        <source>referral.own</source>
        <translation>Это ваша собственная ссылка: отправьте её друзьям.</translation>
    </message>
    <message>
        <source>notice.gift_claimed</source>
        <translation>Ваш подарок приняли: &lt;b&gt;%1, %2&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>notice.gift_returned</source>
        <translation>Ваш подарок (&lt;b&gt;%1, %2&lt;/b&gt;) за 90 дней никто не принял. На баланс вернулось &lt;b&gt;%3&lt;/b&gt;, теперь на нём &lt;b&gt;%4&lt;/b&gt;.</translation>
    </message>
    <message>
        <source>button.gift</source>
        <translation>Подарить</translation>
    </message>
    <message>
        <source>button.gift_send</source>
        <translation>Отправить подарок</translation>
    </message>
    <message>
        <source>button.gift_accept</source>
        <translation>Принять подарок</translation>
    </message>
    <message>
        <source>button.gift_keep</source>
        <translation>Оставить себе</translation>
    </message>
    <message>
        <source>gift.tariffs</source>
        <translation>Что подарить? После оплаты вы получите ссылку, которую можно отправить кому угодно.</translation>
    </message>
    <message>
        <source>gift.waiting</source>
        <translation>Ваши подарки, которые ещё никто не принял:</translation>
    </message>
    <message>
        <source>gift.waiting_line</source>
        <translation>&lt;b&gt;%1, %2&lt;/b&gt;, до %3: &lt;code&gt;%4&lt;/code&gt;</translation>
    </message>
    <message>
        <source>gift.methods</source>
        <translation>Подарок: &lt;b&gt;%1, %2&lt;/b&gt;
Цена: &lt;b&gt;%3&lt;/b&gt;
Ваш баланс: %4</translation>
    </message>
    <message>
        <source>gift.share</source>
        <translation>Дарю тебе VPN: открой ссылку и прими подарок.</translation>
    </message>
    <message>
        <source>gift.offer</source>
        <translation>Вам подарок: &lt;b&gt;%1, %2&lt;/b&gt;! Его можно принять до %3.</translation>
    </message>
    <message>
        <source>gift.own</source>
        <translation>Это ваш подарок: &lt;b&gt;%1, %2&lt;/b&gt;. Отправьте ссылку на него тому, кому он предназначен. До %3 его можно и оставить себе.</translation>
    </message>
    <message>
        <source>gift.unknown</source>
        <translation>Такого подарка нет. Проверьте, пожалуйста, целиком ли скопирована ссылка.</translation>
    </message>
    <message>
        <source>gift.taken</source>
        <translation>Этот подарок уже приняли.</translation>
    </message>
    <message>
        <source>gift.over</source>
        <translation>Срок этого подарка истёк, деньги за него возвращаются тому, кто его купил.</translation>
    </message>
    <message>
        <source>button.support_write</source>
        <translation>Написать в поддержку</translation>
    </message>
    <message>
        <source>button.support_close</source>
        <translation>Закрыть обращение</translation>
    </message>
    <message>
        <source>button.support_end</source>
        <translation>Закрыть обращение</translation>
    </message>
    <message>
        <source>support.ask</source>
        <translation>&lt;b&gt;Что случилось?&lt;/b&gt;

Напишите здесь, одним сообщением или несколькими, можно с картинками. Их прочитают люди, а ответ придёт в этот чат.</translation>
    </message>
    <message>
        <source>support.passed</source>
        <translation>Передали в поддержку. Всё, что вы напишете здесь дальше, тоже уйдёт туда, пока обращение не закрыто.</translation>
    </message>
    <message>
        <source>support.too_often</source>
        <translation>Слишком много сообщений подряд, это мы не передали. Подождите, пожалуйста, минуту перед следующим.</translation>
    </message>
    <message>
        <source>support.closed</source>
        <translation>Обращение закрыто. Если появится ещё вопрос, напишите в поддержку снова.</translation>
    </message>
    <message>
        <source>support.closed_by_staff</source>
        <translation>Поддержка закрыла ваше обращение. Если вопрос не решён, напишите ещё раз: продолжим с того же места.</translation>
    </message>
    <message>
        <source>support.answer</source>
        <translation>💬 &lt;b&gt;Поддержка&lt;/b&gt;</translation>
    </message>
    <message>
        <source>support.customer_closed</source>
        <translation>Клиент закрыл обращение.</translation>
    </message>
    <message>
        <source>support.here</source>
        <translation>Не помогло? Нажмите «Написать в поддержку»: вам ответят в этом чате.
Ваш номер, чтобы мы вас нашли: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>support.was_closed</source>
        <translation>Обращение закрыто (%1), клиенту об этом сказано.</translation>
    </message>
    <message>
        <source>notice.support_lost</source>
        <translation>Ваше сообщение не дошло до поддержки: сейчас с ней нет связи. Попробуйте, пожалуйста, позже.</translation>
    </message>
    <message>
        <source>notice.support_lost_contact</source>
        <translation>Ваше сообщение не дошло до поддержки: сейчас с ней нет связи. Напишите нам, пожалуйста, сюда: %1</translation>
    </message>
    <message>
        <source>notice.answer_unreachable</source>
        <translation>Этот ответ не дошёл до клиента &lt;code&gt;%1&lt;/code&gt;: он заблокировал бота или удалил аккаунт.</translation>
    </message>
    <message>
        <source>notice.answer_lost</source>
        <translation>Этот ответ не дошёл до клиента &lt;code&gt;%1&lt;/code&gt;: Telegram его не принял. Возможно, такое сообщение нельзя скопировать — отправьте текстом.</translation>
    </message>
    <message>
        <source>command.terms</source>
        <translation>Условия использования</translation>
    </message>
    <message>
        <source>command.privacy</source>
        <translation>Что мы знаем о вас</translation>
    </message>
    <message>
        <source>command.paysupport</source>
        <translation>Вопросы об оплате</translation>
    </message>
    <message>
        <source>legal.terms</source>
        <translation>&lt;b&gt;Условия&lt;/b&gt;

1. Вы покупаете доступ к VPN на срок и по цене, которые показаны перед оплатой. Срок начинается, когда готов ключ: ожидание в него не входит.
2. Ключ только для вас. Кто его перепродаёт, рассылает спам, атакует других или нарушает с ним закон, лишается его без возмещения.
3. Платёж, за который ничего не выдано или который прошёл дважды, мы вернём или зачислим на баланс. По другим причинам напишите нам в течение 14 дней: неиспользованное вернём тем же способом, каким было оплачено.
4. Деньгами на балансе можно оплатить всё, что здесь продаётся; срока у них нет.
5. Из-за работ на серверах возможны перерывы. Если вы по нашей вине были без доступа больше суток, мы вернём это время.
6. Telegram не продавец и не сторона этих условий.</translation>
    </message>
    <message>
        <source>legal.privacy</source>
        <translation>&lt;b&gt;Ваши данные&lt;/b&gt;

Что мы храним: ваш номер в Telegram, имя и @имя, язык, то, что вы пишете боту и в поддержку, ваши покупки, платежи и баланс, ваш ключ.

Чего мы не храним: какие сайты вы открываете через VPN и номера банковских карт — они есть только у платёжных сервисов.

Зачем: чтобы продать и выдать купленное, ответить вам и вести учёт. Мы ничего не продаём и не передаём никому, кроме тех, кто проводит оплату и обеспечивает подключение.

Как долго: сообщения — дни или недели, учёт — столько, сколько требует закон. Личные данные можно удалить в любой момент: /settings, «Удалить мои данные».</translation>
    </message>
    <message>
        <source>legal.payments</source>
        <translation>&lt;b&gt;Вопросы об оплате&lt;/b&gt;

Оплатили, а ничего не пришло? Нажмите «Проверить оплату» под счётом: что оплачено, то учтено и будет выдано, даже если деньги придут позже. Ваши платежи и возвраты — в /settings, «История платежей».

Возвращённые звёзды приходят на ваш баланс звёзд в Telegram. Сам Telegram с покупками в этом боте не поможет: напишите нам.</translation>
    </message>
    <message>
        <source>legal.contact</source>
        <translation>Связь с нами: %1
Ваш номер, чтобы мы вас нашли: &lt;code&gt;%2&lt;/code&gt;</translation>
    </message>
    <message>
        <source>legal.contact_here</source>
        <translation>Связь с нами: «Написать в поддержку» ниже или /support.
Ваш номер: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>legal.contact_none</source>
        <translation>Магазин не указал, куда писать.
Ваш номер: &lt;code&gt;%1&lt;/code&gt;</translation>
    </message>
    <message>
        <source>settings.reminders</source>
        <translation>Напоминания: включены</translation>
    </message>
    <message>
        <source>settings.no_reminders</source>
        <translation>Напоминания: выключены</translation>
    </message>
    <message>
        <source>button.reminders</source>
        <translation>Напоминания</translation>
    </message>
    <message>
        <source>button.quiet</source>
        <translation>Тихие часы</translation>
    </message>
    <message>
        <source>button.quiet_none</source>
        <translation>Без тихих часов</translation>
    </message>
    <message>
        <source>button.zone</source>
        <translation>Часовой пояс</translation>
    </message>
    <message>
        <source>reminders.show_on</source>
        <translation>&lt;b&gt;Напоминания включены.&lt;/b&gt;

Мы предупредим об окончании доступа: за три дня, за сутки и за три часа. О ключах и деньгах мы сообщаем в любом случае.</translation>
    </message>
    <message>
        <source>reminders.show_off</source>
        <translation>&lt;b&gt;Напоминания выключены.&lt;/b&gt;

Об окончании доступа мы не предупредим. О ключах и деньгах сообщим всё равно.</translation>
    </message>
    <message>
        <source>quiet.show</source>
        <translation>&lt;b&gt;Тихие часы: %1, %2&lt;/b&gt;

Напоминания, которые придутся на это время, подождут. Если доступ кончится раньше, они придут без звука.</translation>
    </message>
    <message>
        <source>quiet.show_none</source>
        <translation>&lt;b&gt;Тихих часов нет&lt;/b&gt;

Напоминания приходят в любое время. Выберите часы, когда им лучше подождать; ваши часы: %1.</translation>
    </message>
    <message>
        <source>quiet.zones</source>
        <translation>В каком вы часовом поясе? В Москве UTC+3.</translation>
    </message>
    <message>
        <source>button.history</source>
        <translation>История платежей</translation>
    </message>
    <message>
        <source>button.history_older</source>
        <translation>Раньше</translation>
    </message>
    <message>
        <source>button.history_newer</source>
        <translation>Позже</translation>
    </message>
    <message>
        <source>history.title</source>
        <translation>&lt;b&gt;История платежей&lt;/b&gt;</translation>
    </message>
    <message>
        <source>history.none</source>
        <translation>Платежей ещё не было.</translation>
    </message>
    <message>
        <source>history.line</source>
        <translation>%1: %2, %3 (%4)</translation>
    </message>
    <message>
        <source>history.line_refunded</source>
        <translation>%1: %2, %3 (%4), &lt;b&gt;возвращён&lt;/b&gt;</translation>
    </message>
    <message>
        <source>history.line_review</source>
        <translation>%1: %2, %3 (%4), на проверке</translation>
    </message>
    <message>
        <source>history.unknown</source>
        <translation>неизвестно</translation>
    </message>
    <message>
        <source>button.erase</source>
        <translation>Удалить мои данные</translation>
    </message>
    <message>
        <source>button.erase_now</source>
        <translation>Да, удалить навсегда</translation>
    </message>
    <message>
        <source>erase.ask</source>
        <translation>&lt;b&gt;Удалить ваши личные данные?&lt;/b&gt;

Будут удалены: имя и @имя, язык и все настройки, то, что вы писали боту и в поддержку и что вам отвечали, ваш ключ.

Останутся без всякой связи с вами: покупки, платежи и движения по балансу, потому что учёт вести обязательно, и отметка, что пробный период здесь уже был. То, что ушло в чат поддержки, останется там, пока его не удалят вручную, как и эта переписка в вашем телефоне.

Отменить это нельзя.</translation>
    </message>
    <message>
        <source>erase.ask_balance</source>
        <translation>&lt;b&gt;Деньги на балансе (%1) пропадут.&lt;/b&gt;</translation>
    </message>
    <message>
        <source>erase.ask_access</source>
        <translation>&lt;b&gt;Ключ перестанет работать сразу&lt;/b&gt;, хотя оплачен до %1.</translation>
    </message>
    <message>
        <source>erase.invoice_open</source>
        <translation>Один из ваших счетов ещё можно оплатить, и оплаченное никому не достанется. Оплатите его или подождите полчаса, пока он не закроется.</translation>
    </message>
    <message>
        <source>erase.done</source>
        <translation>Готово: мы вас больше не знаем. Если вернётесь, начните с /start.</translation>
    </message>
    <message>
        <source>admin.dashboard</source>
        <translation>&lt;b&gt;Магазин&lt;/b&gt;
%1

Выручка сегодня: %2
за 7 дней: %3
за 30 дней: %4

Клиентов: %5, из них покупали: %6 (%7%)</translation>
    </message>
    <message>
        <source>admin.health_unknown</source>
        <translation>Как дела у сервера, пока неизвестно.</translation>
    </message>
    <message>
        <source>admin.off</source>
        <translation>Действия администраторов здесь выключены (флаг admin_actions). Консоль по-прежнему работает.</translation>
    </message>
    <message>
        <source>admin.find</source>
        <translation>Отправьте Telegram ID, @имя либо ID покупки или платежа.</translation>
    </message>
    <message>
        <source>admin.found_none</source>
        <translation>По запросу «%1» никто не найден. Отправьте что-нибудь другое.</translation>
    </message>
    <message>
        <source>admin.found_many</source>
        <translation>Нашлось несколько. Кто из них?</translation>
    </message>
    <message>
        <source>admin.card</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; (&lt;code&gt;%2&lt;/code&gt;)
Доступ: %3
Баланс: %4</translation>
    </message>
    <message>
        <source>admin.access_none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>admin.access_active</source>
        <translation>%1 до %2</translation>
    </message>
    <message>
        <source>admin.access_over</source>
        <translation>%1, закончился %2</translation>
    </message>
    <message>
        <source>admin.no_key</source>
        <translation>Ключа пока нет.</translation>
    </message>
    <message>
        <source>admin.is_blocked</source>
        <translation>Заблокирован.</translation>
    </message>
    <message>
        <source>admin.is_unreachable</source>
        <translation>Сообщения не доходят: бот заблокирован.</translation>
    </message>
    <message>
        <source>admin.payment</source>
        <translation>&lt;b&gt;№ %1&lt;/b&gt;: %2 от &lt;code&gt;%3&lt;/code&gt;
%4</translation>
    </message>
    <message>
        <source>admin.reviews_none</source>
        <translation>Платежей, ждущих решения, нет.</translation>
    </message>
    <message>
        <source>admin.reviews</source>
        <translation>Платежей ждёт решения: %1.</translation>
    </message>
    <message>
        <source>button.admin_find</source>
        <translation>Найти клиента</translation>
    </message>
    <message>
        <source>button.admin_reviews</source>
        <translation>Платежи на проверке</translation>
    </message>
    <message>
        <source>button.admin_broadcasts</source>
        <translation>Рассылки</translation>
    </message>
    <message>
        <source>button.admin_refresh</source>
        <translation>Обновить</translation>
    </message>
    <message>
        <source>button.admin_back</source>
        <translation>К сводке</translation>
    </message>
    <message>
        <source>admin.ask_reason</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
Отправьте причину: она сохранится.</translation>
    </message>
    <message>
        <source>admin.ask_days</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
Отправьте число дней и причину, например: 30 за сбой</translation>
    </message>
    <message>
        <source>admin.ask_tariff</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
Отправьте тариф (%2), число дней и причину, например: basic 30 за сбой</translation>
    </message>
    <message>
        <source>admin.ask_money</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
Отправьте рубли и причину, например: 150 за сбой или: -150 ошибка</translation>
    </message>
    <message>
        <source>admin.not_understood</source>
        <translation>Так не получится.</translation>
    </message>
    <message>
        <source>admin.done</source>
        <translation>%1: сделано.</translation>
    </message>
    <message>
        <source>admin.accepted</source>
        <translation>%1: принято.
%2</translation>
    </message>
    <message>
        <source>admin.not_done</source>
        <translation>%1: не сделано.
%2</translation>
    </message>
    <message>
        <source>button.admin_grant</source>
        <translation>Выдать доступ</translation>
    </message>
    <message>
        <source>button.admin_extend</source>
        <translation>Продлить</translation>
    </message>
    <message>
        <source>button.admin_revoke</source>
        <translation>Отозвать</translation>
    </message>
    <message>
        <source>button.admin_reissue</source>
        <translation>Новый ключ</translation>
    </message>
    <message>
        <source>button.admin_balance</source>
        <translation>Изменить баланс</translation>
    </message>
    <message>
        <source>button.admin_block</source>
        <translation>Заблокировать</translation>
    </message>
    <message>
        <source>button.admin_unblock</source>
        <translation>Разблокировать</translation>
    </message>
    <message>
        <source>button.admin_retry</source>
        <translation>Повторить активацию</translation>
    </message>
    <message>
        <source>button.admin_retry_all</source>
        <translation>Повторить все активации</translation>
    </message>
    <message>
        <source>button.admin_allow</source>
        <translation>Выдать по № %1</translation>
    </message>
    <message>
        <source>button.admin_leave</source>
        <translation>Закрыть № %1</translation>
    </message>
    <message>
        <source>button.admin_refund</source>
        <translation>Вернуть № %1</translation>
    </message>
    <message>
        <source>button.admin_refunded</source>
        <translation>№ %1 уже возвращён</translation>
    </message>
    <message>
        <source>button.admin_maintenance_on</source>
        <translation>Включить обслуживание</translation>
    </message>
    <message>
        <source>button.admin_maintenance_off</source>
        <translation>Выключить обслуживание</translation>
    </message>
    <message>
        <source>button.admin_customer</source>
        <translation>Клиент</translation>
    </message>
    <message>
        <source>button.admin_to_reviews</source>
        <translation>Платежи на проверке</translation>
    </message>
    <message>
        <source>button.admin_home</source>
        <translation>К сводке</translation>
    </message>
    <message>
        <source>admin.broadcasts</source>
        <translation>Сообщения сразу многим клиентам. Они уходят после всего остального.</translation>
    </message>
    <message>
        <source>admin.broadcasts_none</source>
        <translation>Рассылок ещё не было.</translation>
    </message>
    <message>
        <source>admin.broadcast</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;
%2
Дошло: %3 из %4, осталось: %5
Заблокировали нас: %6, не удалось: %7</translation>
    </message>
    <message>
        <source>admin.broadcast_would_reach</source>
        <translation>Сейчас её получили бы: %1.</translation>
    </message>
    <message>
        <source>admin.broadcast_previewed</source>
        <translation>Предпросмотр отправлен.</translation>
    </message>
    <message>
        <source>admin.segment_ask</source>
        <translation>Для кого она? Тарифы, языки, время и картинки выбираются в консоли.</translation>
    </message>
    <message>
        <source>admin.broadcast_ask</source>
        <translation>Отправьте текст. Он сохранится как черновик, на вашем языке.</translation>
    </message>
    <message>
        <source>admin.segment_all</source>
        <translation>Все клиенты</translation>
    </message>
    <message>
        <source>admin.segment_active</source>
        <translation>С доступом</translation>
    </message>
    <message>
        <source>admin.segment_expired</source>
        <translation>С закончившимся доступом</translation>
    </message>
    <message>
        <source>admin.segment_trial_only</source>
        <translation>Пробовали, но не покупали</translation>
    </message>
    <message>
        <source>admin.segment_never_bought</source>
        <translation>Никогда не покупали</translation>
    </message>
    <message>
        <source>admin.status_draft</source>
        <translation>черновик</translation>
    </message>
    <message>
        <source>admin.status_scheduled</source>
        <translation>вот-вот начнётся</translation>
    </message>
    <message>
        <source>admin.status_running</source>
        <translation>идёт</translation>
    </message>
    <message>
        <source>admin.status_paused</source>
        <translation>на паузе</translation>
    </message>
    <message>
        <source>admin.status_stopped</source>
        <translation>остановлена</translation>
    </message>
    <message>
        <source>admin.status_done</source>
        <translation>закончена</translation>
    </message>
    <message>
        <source>button.admin_write</source>
        <translation>Написать</translation>
    </message>
    <message>
        <source>button.admin_preview</source>
        <translation>Отправить мне</translation>
    </message>
    <message>
        <source>button.admin_look_again</source>
        <translation>Обновить</translation>
    </message>
    <message>
        <source>button.admin_all_broadcasts</source>
        <translation>Все рассылки</translation>
    </message>
    <message>
        <source>button.admin_overview</source>
        <translation>К сводке</translation>
    </message>
    <message>
        <source>button.admin_start</source>
        <translation>Начать № %1</translation>
    </message>
    <message>
        <source>button.admin_pause</source>
        <translation>Пауза № %1</translation>
    </message>
    <message>
        <source>button.admin_resume</source>
        <translation>Продолжить № %1</translation>
    </message>
    <message>
        <source>button.admin_stop</source>
        <translation>Остановить № %1</translation>
    </message>
    <message>
        <source>button.admin_to_broadcast</source>
        <translation>Рассылка</translation>
    </message>
</context>
</TS>
