<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU" sourcelanguage="en_US">
<context>
    <name>ChartPlot</name>
    <message>
        <source>start</source>
        <translation>запуск</translation>
    </message>
    <message>
        <source>end</source>
        <translation>выход</translation>
    </message>
    <message>
        <source>leader</source>
        <translation>лидер</translation>
    </message>
    <message>
        <source>flag</source>
        <translation>флаг</translation>
    </message>
    <message>
        <source>breaker</source>
        <translation>вызовы</translation>
    </message>
    <message>
        <source>database</source>
        <translation>база данных</translation>
    </message>
    <message>
        <source>alert</source>
        <translation>оповещение</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>оператор</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>paused until %1</source>
        <translation>на паузе до %1</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>на паузе</translation>
    </message>
    <message numerus="yes">
        <source>running, %n item(s)</source>
        <translation>
            <numerusform>выполняется, %n элемент</numerusform>
            <numerusform>выполняется, %n элемента</numerusform>
            <numerusform>выполняется, %n элементов</numerusform>
        </translation>
    </message>
    <message>
        <source>Paused by %1 %2: %3</source>
        <translation>Поставлен на паузу (%1, %2): %3</translation>
    </message>
    <message>
        <source>Its feature flag is off: %1</source>
        <translation>Его флаг выключен: %1</translation>
    </message>
    <message>
        <source>No instance leads: nobody runs it.</source>
        <translation>Лидера нет: запускать воркер некому.</translation>
    </message>
    <message>
        <source>It waits for: %1</source>
        <translation>Ждёт: %1</translation>
    </message>
    <message>
        <source>running for %1</source>
        <translation>идёт %1</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Воркер</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Расписание</translation>
    </message>
    <message>
        <source>Next run</source>
        <translation>Следующий</translation>
    </message>
    <message>
        <source>Last outcome</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Завершён</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Элементов</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Durations</source>
        <translation>Длительности</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Начало</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Длилось</translation>
    </message>
    <message>
        <source>, more</source>
        <translation>, есть ещё</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>Повод</translation>
    </message>
    <message>
        <source>Kind of error</source>
        <translation>Вид ошибки</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Instance</source>
        <translation>Экземпляр</translation>
    </message>
    <message>
        <source>Correlation id</source>
        <translation>ID корреляции</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>Флаг</translation>
    </message>
    <message>
        <source>on</source>
        <translation>включён</translation>
    </message>
    <message>
        <source>off</source>
        <translation>выключен</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Что делает</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>Кто менял</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Изменён</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Кто</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Роль</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Действие</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Объект</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Было</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Стало</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Результат</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Важность</translation>
    </message>
    <message>
        <source>over</source>
        <translation>закончилось</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Что</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Началось</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>В последний раз</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Сколько раз</translation>
    </message>
    <message>
        <source>Handled</source>
        <translation>Обработано</translation>
    </message>
    <message>
        <source>muted until %1</source>
        <translation>заглушено до %1</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>в работе у %1</translation>
    </message>
    <message>
        <source> (this one)</source>
        <translation> (этот)</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>завершён</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Версия</translation>
    </message>
    <message>
        <source>Last exit</source>
        <translation>Прошлый выход</translation>
    </message>
    <message>
        <source>It left a dump: see the menu.</source>
        <translation>Остался дамп: он в меню.</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Держит уже</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Для чего</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>Кто держит</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Запрос</translation>
    </message>
    <message>
        <source>between statements</source>
        <translation>между запросами</translation>
    </message>
    <message>
        <source>Runs for</source>
        <translation>Идёт</translation>
    </message>
    <message>
        <source>Thread</source>
        <translation>Поток</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Ждёт</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Уровень</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>Компонент</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Подробности</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>отказано</translation>
    </message>
</context>
<context>
    <name>ConnectFailure</name>
    <message>
        <source>No server has this name.</source>
        <translation>Сервера с таким именем нет.</translation>
    </message>
    <message>
        <source>Nothing listens at this address.</source>
        <translation>По этому адресу нет сервера.</translation>
    </message>
    <message>
        <source>There is no way to this address.</source>
        <translation>Этот адрес недоступен из сети.</translation>
    </message>
    <message>
        <source>The server does not answer.</source>
        <translation>Сервер не отвечает.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate cannot be trusted.</source>
        <translation>Сертификату сервера нельзя доверять.</translation>
    </message>
    <message>
        <source>The server does not know this token (401).</source>
        <translation>Сервер не знает этого токена (401).</translation>
    </message>
    <message>
        <source>The server does not let this console in (403).</source>
        <translation>Сервер не пускает эту консоль (403).</translation>
    </message>
    <message>
        <source>There is no console at this address (404).</source>
        <translation>По этому адресу нет консоли (404).</translation>
    </message>
    <message>
        <source>Too many attempts, or too many consoles (429).</source>
        <translation>Слишком много попыток или консолей (429).</translation>
    </message>
    <message>
        <source>The platform answers, the server behind it does not (502, 503 or 504).</source>
        <translation>Платформа отвечает, а сервер за ней — нет (502, 503 или 504).</translation>
    </message>
    <message>
        <source>What answers here is not a Turnpike server.</source>
        <translation>Здесь отвечает не сервер Turnpike.</translation>
    </message>
    <message>
        <source>Console and server are of different versions.</source>
        <translation>Версии консоли и сервера не совпадают.</translation>
    </message>
    <message>
        <source>This address would send the token unencrypted.</source>
        <translation>По этому адресу токен ушёл бы незашифрованным.</translation>
    </message>
    <message>
        <source>The server is being restarted.</source>
        <translation>Сервер перезапускается.</translation>
    </message>
    <message>
        <source>The server ended the connection: it was asked too much or read too slowly.</source>
        <translation>Сервер закрыл соединение: запросов было слишком много или ответы читались слишком медленно.</translation>
    </message>
    <message>
        <source>The connection broke.</source>
        <translation>Соединение прервалось.</translation>
    </message>
    <message>
        <source>Check the profile&apos;s address, and whether this machine is online.</source>
        <translation>Проверьте адрес в профиле и есть ли сеть на этой машине.</translation>
    </message>
    <message>
        <source>Check address and port, and whether the server runs.</source>
        <translation>Проверьте адрес и порт и работает ли сервер.</translation>
    </message>
    <message>
        <source>Check the network; a firewall may drop the connection.</source>
        <translation>Проверьте сеть: соединение может отбрасывать межсетевой экран.</translation>
    </message>
    <message>
        <source>Check the address and this machine&apos;s clock; do not enter a token elsewhere.</source>
        <translation>Проверьте адрес и часы этой машины; не вводите токен нигде больше.</translation>
    </message>
    <message>
        <source>Ask an administrator for a new token: turnpike-server operator add NAME --role ROLE.</source>
        <translation>Попросите у администратора новый токен: turnpike-server operator add NAME --role ROLE.</translation>
    </message>
    <message>
        <source>Ask whoever runs the server, or the proxy before it.</source>
        <translation>Спросите тех, кто отвечает за сервер или за прокси перед ним.</translation>
    </message>
    <message>
        <source>Check the profile&apos;s address.</source>
        <translation>Проверьте адрес в профиле.</translation>
    </message>
    <message>
        <source>Check the token, and close consoles that nobody needs; it is tried again in a while.</source>
        <translation>Проверьте токен и закройте лишние консоли; через некоторое время попытка повторится.</translation>
    </message>
    <message>
        <source>It is starting, or down: look at the platform&apos;s page of this service.</source>
        <translation>Он запускается или не работает: посмотрите страницу этого сервиса на платформе.</translation>
    </message>
    <message>
        <source>Install the console that came with this server.</source>
        <translation>Установите консоль той же версии, что и сервер.</translation>
    </message>
    <message>
        <source>Use wss://, or allow an unencrypted connection in the profile.</source>
        <translation>Укажите wss:// или разрешите в профиле нешифрованное соединение.</translation>
    </message>
    <message>
        <source>The console connects again by itself.</source>
        <translation>Консоль подключится снова сама.</translation>
    </message>
</context>
<context>
    <name>DatabaseColumns</name>
    <message>
        <source>a prepared transaction</source>
        <translation>подготовленная транзакция</translation>
    </message>
    <message>
        <source>%1 (this instance)</source>
        <translation>%1 (этот экземпляр)</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>Держит</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Сеанс</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Blocked by</source>
        <translation>Ждёт сеанс</translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation>Транзакция</translation>
    </message>
    <message>
        <source>Statement for</source>
        <translation>Запрос идёт</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Ждёт</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Кто</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>Wants</source>
        <translation>Блокировка</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Текст запроса</translation>
    </message>
    <message>
        <source>In all</source>
        <translation>Всего</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Раз</translation>
    </message>
    <message>
        <source>On average</source>
        <translation>В среднем</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Самый долгий</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Таблица</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>очередь</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Размер</translation>
    </message>
    <message>
        <source>Indexes</source>
        <translation>Индексы</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Строки</translation>
    </message>
    <message>
        <source>Dead rows</source>
        <translation>Мёртвые строки</translation>
    </message>
    <message>
        <source>Dead</source>
        <translation>Доля мёртвых</translation>
    </message>
    <message>
        <source>Vacuum does not keep up: look for a long transaction.</source>
        <translation>VACUUM не успевает: поищите долгую транзакцию.</translation>
    </message>
    <message>
        <source>Vacuumed</source>
        <translation>VACUUM</translation>
    </message>
    <message>
        <source>Analyzed</source>
        <translation>ANALYZE</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>English</source>
        <extracomment>The name of this language in itself, such as Deutsch.</extracomment>
        <translation>Русский</translation>
    </message>
</context>
<context>
    <name>LogText</name>
    <message>
        <source>Correlation id %1</source>
        <translation>ID корреляции %1</translation>
    </message>
</context>
<context>
    <name>Options</name>
    <message>
        <source>--appearance is light, dark or system, not %1.</source>
        <translation>--appearance — это light, dark или system, а не %1.</translation>
    </message>
    <message>
        <source>--size is WIDTHxHEIGHT in pixels, such as 1280x800, not %1.</source>
        <translation>--size — это ШИРИНАxВЫСОТА в пикселях, например 1280x800, а не %1.</translation>
    </message>
    <message>
        <source>The operations console of Turnpike.</source>
        <translation>Консоль эксплуатации Turnpike.</translation>
    </message>
    <message>
        <source>Connects to the server of this name.</source>
        <translation>Подключается к серверу с этим именем.</translation>
    </message>
    <message>
        <source>Connects to this server, with the token in TURNPIKE_CONSOLE_TOKEN.</source>
        <translation>Подключается к этому серверу с токеном из TURNPIKE_CONSOLE_TOKEN.</translation>
    </message>
    <message>
        <source>Opens this page, such as workers.</source>
        <translation>Открывает эту страницу, например workers.</translation>
    </message>
    <message>
        <source>Shows this on the page.</source>
        <translation>Показывает это на странице.</translation>
    </message>
    <message>
        <source>light, dark or system.</source>
        <translation>light, dark или system.</translation>
    </message>
    <message>
        <source>A language by its code, such as en.</source>
        <translation>Язык по его коду, например ru.</translation>
    </message>
    <message>
        <source>Lists the pages, as --page takes them, and ends.</source>
        <translation>Перечисляет страницы так, как их принимает --page, и завершает работу.</translation>
    </message>
    <message>
        <source>Takes a picture of the page once it shows live data, and ends.</source>
        <translation>Делает снимок страницы, когда на ней живые данные, и завершается.</translation>
    </message>
    <message>
        <source>Of the window, in pixels.</source>
        <translation>Размер окна в пикселях.</translation>
    </message>
    <message>
        <source>What is %1 for? See --help.</source>
        <translation>Непонятно, что такое %1. См. --help.</translation>
    </message>
    <message>
        <source>--url is wss://HOST/console, or ws:// for this machine, not %1.</source>
        <translation>--url — это wss://HOST/console или ws:// для этой машины, а не %1.</translation>
    </message>
</context>
<context>
    <name>OverviewTiles</name>
    <message>
        <source>this server does not tell</source>
        <translation>этот сервер не сообщает</translation>
    </message>
    <message>
        <source>the oldest for %1</source>
        <translation>дольше всего: %1</translation>
    </message>
    <message>
        <source>everybody who paid has a key</source>
        <translation>у всех, кто заплатил, есть ключ</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n не удалась</numerusform>
            <numerusform>%n не удались</numerusform>
            <numerusform>%n не удались</numerusform>
        </translation>
    </message>
    <message>
        <source>no history yet</source>
        <translation>истории ещё нет</translation>
    </message>
    <message>
        <source>usually %1 in such an hour</source>
        <translation>обычно в такой час: %1</translation>
    </message>
    <message>
        <source>far below the usual %1</source>
        <translation>намного меньше обычного: %1</translation>
    </message>
    <message>
        <source>Purchases fulfilled in this hour so far, and on average in this hour of the last seven days: %1</source>
        <translation>Покупки, исполненные в этом часу, и в среднем за этот же час последних семи дней: %1</translation>
    </message>
    <message>
        <source>none waits for a person</source>
        <translation>ни один не ждёт человека</translation>
    </message>
    <message>
        <source>a person has to decide</source>
        <translation>нужно решение человека</translation>
    </message>
    <message>
        <source>Last request: %1
Last update with our secret: %2
Last acknowledged: %3
Wrong secret: %4, malformed: %5, turned away: %6</source>
        <translation>Последний запрос: %1
Последнее обновление с нашим секретом: %2
Последнее подтверждённое: %3
С чужим секретом: %4, испорченных: %5, отклонено: %6</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>ещё не было</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>ждут: %1</translation>
    </message>
    <message>
        <source>nothing left to handle</source>
        <translation>всё обработано</translation>
    </message>
    <message>
        <source>handled in %1</source>
        <translation>обработка %1</translation>
    </message>
    <message>
        <source>Handled: %1 (p99 %2), failed: %3, timed out: %4, redelivered: %5</source>
        <translation>Обработано: %1 (p99 %2), ошибок: %3, тайм-аутов: %4, доставлено повторно: %5</translation>
    </message>
    <message>
        <source>no update was given up</source>
        <translation>все обновления обработаны</translation>
    </message>
    <message>
        <source>updates that could not be handled</source>
        <translation>обновления, которые не удалось обработать</translation>
    </message>
    <message>
        <source>%1 queued</source>
        <translation>в очереди: %1</translation>
    </message>
    <message>
        <source>%1 sent</source>
        <translation>отправляется %1</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>не отправлено: %1</translation>
    </message>
    <message>
        <source>the oldest is due for %1</source>
        <translation>старейшее просрочено на %1</translation>
    </message>
    <message>
        <source>held, %1 queued</source>
        <translation>остановлено, в очереди: %1</translation>
    </message>
    <message>
        <source>nothing is sent until it is released</source>
        <translation>ничего не уходит, пока отправку не возобновят</translation>
    </message>
    <message>
        <source>Telegram does not know the bot&apos;s token</source>
        <translation>Telegram не знает токена бота</translation>
    </message>
    <message>
        <source>Sent: %1, refused: %2, dropped: %3, slowed down by Telegram: %4</source>
        <translation>Отправлено: %1, отклонено: %2, отброшено: %3, замедлено Telegram: %4</translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation>ещё не спрашивали</translation>
    </message>
    <message>
        <source>what Telegram knows of our webhook</source>
        <translation>что Telegram знает о нашем вебхуке</translation>
    </message>
    <message>
        <source>%1 pending</source>
        <translation>ожидают: %1</translation>
    </message>
    <message>
        <source>Telegram reports no error</source>
        <translation>Telegram не сообщает об ошибках</translation>
    </message>
    <message numerus="yes">
        <source>failed %n time(s) in a row</source>
        <translation>
            <numerusform>%n неудачный запуск подряд</numerusform>
            <numerusform>%n неудачных запуска подряд</numerusform>
            <numerusform>%n неудачных запусков подряд</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 work</source>
        <translation>работают %1 из %2</translation>
    </message>
    <message numerus="yes">
        <source>%n stuck</source>
        <translation>
            <numerusform>%n завис</numerusform>
            <numerusform>%n зависли</numerusform>
            <numerusform>%n зависли</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failing</source>
        <translation>
            <numerusform>%n со сбоем</numerusform>
            <numerusform>%n со сбоями</numerusform>
            <numerusform>%n со сбоями</numerusform>
        </translation>
    </message>
    <message>
        <source>nobody leads</source>
        <translation>лидера нет</translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n на паузе</numerusform>
            <numerusform>%n на паузе</numerusform>
            <numerusform>%n на паузе</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n switched off</source>
        <translation>
            <numerusform>%n выключен</numerusform>
            <numerusform>%n выключено</numerusform>
            <numerusform>%n выключено</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n выполняется</numerusform>
            <numerusform>%n выполняются</numerusform>
            <numerusform>%n выполняются</numerusform>
        </translation>
    </message>
    <message>
        <source>all wait for their next run</source>
        <translation>все ждут следующего запуска</translation>
    </message>
    <message>
        <source>no workers known</source>
        <translation>о воркерах ничего не известно</translation>
    </message>
    <message>
        <source>Paid without a key</source>
        <translation>Оплачено, ключа нет</translation>
    </message>
    <message>
        <source>Sales this hour</source>
        <translation>Продажи за этот час</translation>
    </message>
    <message>
        <source>Revenue today</source>
        <translation>Выручка сегодня</translation>
    </message>
    <message>
        <source>Payments in review</source>
        <translation>Платежи на проверке</translation>
    </message>
    <message>
        <source>Last update</source>
        <translation>Последнее обновление</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>Входящие</translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>Необработанные</translation>
    </message>
    <message>
        <source>Outbox</source>
        <translation>Исходящие</translation>
    </message>
    <message>
        <source>Telegram webhook</source>
        <translation>Вебхук Telegram</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Воркеры</translation>
    </message>
    <message numerus="yes">
        <source>%n under way</source>
        <translation>
            <numerusform>%n в работе</numerusform>
            <numerusform>%n в работе</numerusform>
            <numerusform>%n в работе</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n active subscription(s)</source>
        <translation>
            <numerusform>%n активная подписка</numerusform>
            <numerusform>%n активные подписки</numerusform>
            <numerusform>%n активных подписок</numerusform>
        </translation>
    </message>
    <message>
        <source>Customers so far: %1</source>
        <translation>Всего клиентов: %1</translation>
    </message>
    <message>
        <source>last request %1</source>
        <translation>последний запрос %1</translation>
    </message>
    <message>
        <source>%1 a minute</source>
        <translation>%1 в минуту</translation>
    </message>
    <message>
        <source>silence</source>
        <translation>тишина</translation>
    </message>
    <message numerus="yes">
        <source>Telegram lets %n chat(s) wait until %1</source>
        <translation>
            <numerusform>Telegram заставляет ждать %n чат до %1</numerusform>
            <numerusform>Telegram заставляет ждать %n чата до %1</numerusform>
            <numerusform>Telegram заставляет ждать %n чатов до %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Customers who paid and have no key yet; after ten minutes it is an alert.
Activations that failed: %1, under way: %2</source>
        <translation>Клиенты, которые оплатили и ещё без ключа; через десять минут об этом приходит оповещение.
Активаций не удалось: %1, в работе: %2</translation>
    </message>
    <message>
        <source>Messages refused</source>
        <translation>Отказы сообщениям</translation>
    </message>
    <message>
        <source>none came to nothing</source>
        <translation>все сообщения приняты</translation>
    </message>
    <message>
        <source>Telegram did not take them</source>
        <translation>Telegram их не принял</translation>
    </message>
    <message numerus="yes">
        <source>%n in trouble</source>
        <translation>
            <numerusform>%n с трудностями</numerusform>
            <numerusform>%n с трудностями</numerusform>
            <numerusform>%n с трудностями</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Profiles</name>
    <message>
        <source>Give it a name, such as Production.</source>
        <translation>Дайте ему имя, например «Боевой».</translation>
    </message>
    <message numerus="yes">
        <source>A name has %n character(s) at most.</source>
        <translation>
            <numerusform>В имени не больше %n знака.</numerusform>
            <numerusform>В имени не больше %n знаков.</numerusform>
            <numerusform>В имени не больше %n знаков.</numerusform>
        </translation>
    </message>
    <message>
        <source>The address is the server&apos;s, such as wss://shop.example.com.</source>
        <translation>Нужен адрес сервера, например wss://shop.example.com.</translation>
    </message>
    <message>
        <source>The address holds no user and no token: the token has a field of its own.</source>
        <translation>В адресе не должно быть ни пользователя, ни токена: для токена есть своё поле.</translation>
    </message>
    <message>
        <source>The token would travel unencrypted: use wss://, or allow it below.</source>
        <translation>Токен ушёл бы незашифрованным: укажите wss:// или разрешите это ниже.</translation>
    </message>
</context>
<context>
    <name>Server</name>
    <message>
        <source>the database cannot be reached: %1</source>
        <translation>база данных недоступна: %1</translation>
    </message>
    <message>
        <source>%1 is not there any more: it is waited for. Mount its volume or put it back.</source>
        <translation>%1 больше нет на месте: сервер ждёт этот файл. Смонтируйте его том или верните файл.</translation>
    </message>
    <message>
        <source>The server waits for its database since it was started: %1</source>
        <translation>Сервер запущен и всё ещё ждёт свою базу: %1</translation>
    </message>
    <message>
        <source>%1 was replaced while it was in use: nothing is stored in it until the server has started anew, which it does by itself where something restarts it.</source>
        <translation>%1 заменили, пока он был открыт: в него ничего не записывается, пока сервер не запустится заново; где его перезапускает платформа, это произойдёт само.</translation>
    </message>
    <message>
        <source>the database takes no writes: %1</source>
        <translation>в базу данных нельзя записать: %1</translation>
    </message>
    <message>
        <source>updates cannot be stored: %1</source>
        <translation>обновления нельзя сохранить: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 connections are open and no more can be had: %2</source>
        <translation>
            <numerusform>открыто %1 соединение, а новых получить нельзя: %2</numerusform>
            <numerusform>открыто %1 соединения, а новых получить нельзя: %2</numerusform>
            <numerusform>открыто %1 соединений, а новых получить нельзя: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>PostgreSQL has %1 switched off: a crash of its machine may take with it what was confirmed, or leave it broken</source>
        <translation>В PostgreSQL отключено: %1. Если его машина упадёт, подтверждённые данные могут пропасть, а база — повредиться</translation>
    </message>
    <message numerus="yes">
        <source>%1 wait for a connection, used: %2 of %3</source>
        <translation>
            <numerusform>%1 поток ждёт соединения, занято %2 из %3</numerusform>
            <numerusform>%1 потока ждут соединения, занято %2 из %3</numerusform>
            <numerusform>%1 потоков ждут соединения, занято %2 из %3</numerusform>
        </translation>
    </message>
    <message>
        <source>being tried again</source>
        <translation>проверяется снова</translation>
    </message>
    <message>
        <source>calls fail; the next try is in %1 s</source>
        <translation>вызовы не удаются; следующая попытка через %1 с</translation>
    </message>
    <message numerus="yes">
        <source>it answers nobody: the last %1 calls, over %2 s, were in vain</source>
        <translation>
            <numerusform>не отвечает никому: последний %1 вызов (за %2 с) остался без ответа</numerusform>
            <numerusform>не отвечает никому: последние %1 вызова (за %2 с) остались без ответа</numerusform>
            <numerusform>не отвечает никому: последние %1 вызовов (за %2 с) остались без ответа</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>it serves nobody: the last %1 calls, over %2 s, failed</source>
        <translation>
            <numerusform>никого не обслуживает: последний %1 вызов (за %2 с) не удался</numerusform>
            <numerusform>никого не обслуживает: последние %1 вызова (за %2 с) не удались</numerusform>
            <numerusform>никого не обслуживает: последние %1 вызовов (за %2 с) не удались</numerusform>
        </translation>
    </message>
    <message>
        <source>away, conversation states stay in the process: %1</source>
        <translation>нет связи, состояния диалогов хранятся в памяти процесса: %1</translation>
    </message>
    <message>
        <source>takes nothing, conversation states stay in the process: %1</source>
        <translation>не принимает записей, состояния диалогов хранятся в памяти процесса: %1</translation>
    </message>
    <message>
        <source>not counted lately</source>
        <translation>давно не было подсчёта</translation>
    </message>
    <message numerus="yes">
        <source>%1 updates wait, the oldest for %2 s</source>
        <translation>
            <numerusform>%1 обновление ждёт обработки, самое старое уже %2 с</numerusform>
            <numerusform>%1 обновления ждут обработки, самое старое уже %2 с</numerusform>
            <numerusform>%1 обновлений ждут обработки, самое старое уже %2 с</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 customers have paid and have no key</source>
        <translation>
            <numerusform>%1 клиент заплатил и не получил ключ</numerusform>
            <numerusform>%1 клиента заплатили и не получили ключ</numerusform>
            <numerusform>%1 клиентов заплатили и не получили ключ</numerusform>
        </translation>
    </message>
    <message>
        <source>dead letters: %1, payments in review: %2</source>
        <translation>необработанных обновлений: %1, платежей на проверке: %2</translation>
    </message>
    <message>
        <source>memory at %1 % of its limit</source>
        <translation>память: занято %1 % предела</translation>
    </message>
    <message>
        <source>%1 of %2 file descriptors are open</source>
        <translation>открыто файловых дескрипторов: %1 из %2</translation>
    </message>
    <message>
        <source>%1 is stuck</source>
        <translation>%1 завис</translation>
    </message>
    <message numerus="yes">
        <source>%1 has failed %2 times in a row</source>
        <translation>
            <numerusform>%1: %2 неудачный запуск подряд</numerusform>
            <numerusform>%1: %2 неудачных запуска подряд</numerusform>
            <numerusform>%1: %2 неудачных запусков подряд</numerusform>
        </translation>
    </message>
    <message>
        <source>CRYPTOBOT_TOKEN is refused (401): nobody can pay with crypto</source>
        <translation>Crypto Pay не принимает CRYPTOBOT_TOKEN (401): оплатить криптовалютой нельзя</translation>
    </message>
    <message>
        <source>invoices are refused, nobody can pay with crypto: %1</source>
        <translation>счета не выставляются, оплатить криптовалютой нельзя: %1</translation>
    </message>
    <message>
        <source>invoices cannot be made, nobody can pay with crypto: %1</source>
        <translation>счета не создаются, оплатить криптовалютой нельзя: %1</translation>
    </message>
    <message>
        <source>%1 is refused, nobody can pay this way: %2</source>
        <translation>%1: отказано, оплатить так нельзя: %2</translation>
    </message>
    <message>
        <source>%1 makes no invoices, nobody can pay this way: %2</source>
        <translation>%1: счета не создаются, оплатить так нельзя: %2</translation>
    </message>
    <message>
        <source>a message about a key or a payment was refused, and its customer waits: %1</source>
        <translation>сообщение о ключе или платеже отклонено, и клиент его ждёт: %1</translation>
    </message>
    <message>
        <source>Telegram has answered no call for %1 s, and messages wait: %2</source>
        <translation>Telegram не отвечает уже %1 с, сообщения ждут: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 refuses an invoice of %2 kopecks (%3): its customer was told</source>
        <translation>
            <numerusform>%1 не выставляет счёт на %2 копейку (%3): клиенту об этом сказано</numerusform>
            <numerusform>%1 не выставляет счёт на %2 копейки (%3): клиенту об этом сказано</numerusform>
            <numerusform>%1 не выставляет счёт на %2 копеек (%3): клиенту об этом сказано</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 tells of invoice %2 in words that this version does not know</source>
        <translation>%1 сообщает о счёте %2 то, чего эта версия не понимает</translation>
    </message>
    <message>
        <source>Payments of another program share the app of %1: they are counted and left alone</source>
        <translation>В том же приложении %1 есть платежи другой программы: они подсчитаны, трогать их никто не будет</translation>
    </message>
    <message>
        <source>the bot&apos;s token is refused</source>
        <translation>Telegram не принимает токен бота</translation>
    </message>
    <message>
        <source>this instance leads</source>
        <translation>этот экземпляр — лидер</translation>
    </message>
    <message>
        <source>this instance stands by</source>
        <translation>этот экземпляр в резерве</translation>
    </message>
    <message>
        <source>updates are handled without waiting for the disk (HANDLER_COMMITS=async)</source>
        <translation>обновления обрабатываются, не дожидаясь записи на диск (HANDLER_COMMITS=async)</translation>
    </message>
    <message>
        <source>every commit waits for the disk (HANDLER_COMMITS=sync)</source>
        <translation>каждая фиксация дожидается записи на диск (HANDLER_COMMITS=sync)</translation>
    </message>
    <message>
        <source>heard %1 s ago</source>
        <translation>последний запрос %1 с назад</translation>
    </message>
    <message>
        <source>not heard yet</source>
        <translation>запросов ещё не было</translation>
    </message>
    <message>
        <source>not configured</source>
        <translation>не настроено</translation>
    </message>
    <message>
        <source>alerts do not come through by %1: %2</source>
        <translation>оповещения не доходят через %1: %2</translation>
    </message>
    <message>
        <source>CONSOLE_BOOTSTRAP_TOKEN is set: add an operator, then unset it</source>
        <translation>задан CONSOLE_BOOTSTRAP_TOKEN: добавьте оператора и уберите его</translation>
    </message>
    <message>
        <source>replicas: %1; connections that they may want: %2, and PostgreSQL gives %3: raise its max_connections or lower DB_POOL_MAX_SIZE to %4</source>
        <translation>реплик: %1, им может понадобиться соединений: %2, а PostgreSQL даёт %3: увеличьте его max_connections или уменьшите DB_POOL_MAX_SIZE до %4</translation>
    </message>
    <message numerus="yes">
        <source>%1 customers have paid and have had no key for 10 minutes or more</source>
        <translation>
            <numerusform>%1 клиент заплатил и не получает ключ 10 минут и дольше</numerusform>
            <numerusform>%1 клиента заплатили и не получают ключ 10 минут и дольше</numerusform>
            <numerusform>%1 клиентов заплатили и не получают ключ 10 минут и дольше</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 payments are otherwise in the books than with their provider</source>
        <translation>
            <numerusform>%1 платёж в учёте не такой, как у платёжной системы</numerusform>
            <numerusform>%1 платежа в учёте не такие, как у платёжной системы</numerusform>
            <numerusform>%1 платежей в учёте не такие, как у платёжной системы</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 payments wait for a person to decide</source>
        <translation>
            <numerusform>%1 платёж ждёт решения человека</numerusform>
            <numerusform>%1 платежа ждут решения человека</numerusform>
            <numerusform>%1 платежей ждут решения человека</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Access of user %1 could not be activated in %2 attempts: %3</source>
        <translation>
            <numerusform>Доступ пользователя %1 не удалось включить за %2 попытку: %3</numerusform>
            <numerusform>Доступ пользователя %1 не удалось включить за %2 попытки: %3</numerusform>
            <numerusform>Доступ пользователя %1 не удалось включить за %2 попыток: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A key that nobody should have any more could not be taken away in %1 attempts: %2</source>
        <translation>
            <numerusform>Ключ, которого больше ни у кого быть не должно, не удалось отозвать за %1 попытку: %2</numerusform>
            <numerusform>Ключ, которого больше ни у кого быть не должно, не удалось отозвать за %1 попытки: %2</numerusform>
            <numerusform>Ключ, которого больше ни у кого быть не должно, не удалось отозвать за %1 попыток: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>The VPN API did not know keys of customers (%1), which are set again, and still knew some that were removed (%2), which are taken away again</source>
        <translation>VPN API не знал части ключей клиентов (%1), они задаются заново, и всё ещё знал удалённые ключи (%2), они удаляются снова</translation>
    </message>
    <message>
        <source>A server (%1) ended without a word: killed, or crashed</source>
        <translation>Сервер (%1) исчез без предупреждения: его убили, или он упал</translation>
    </message>
    <message>
        <source>Telegram reports a refund of a payment that is not in the books</source>
        <translation>Telegram сообщает о возврате платежа, которого нет в учёте</translation>
    </message>
    <message>
        <source>%1 does not give payment %2 back: %3</source>
        <translation>%1 не возвращает платёж %2: %3</translation>
    </message>
    <message>
        <source>Payment %2 is in the books, and %1 has none such in its own list</source>
        <translation>Платёж %2 есть в учёте, а в списке %1 его нет</translation>
    </message>
    <message>
        <source>Payment %2 is %3 in the books, and %4 in the own list of %1</source>
        <translation>Платёж %2: в учёте %3, а в списке %1 — %4</translation>
    </message>
    <message>
        <source>Payment %2 is refunded in the books, and %1 has not given it back</source>
        <translation>Платёж %2 в учёте возвращён, а %1 его не возвращал</translation>
    </message>
    <message>
        <source>Payment %2 stood in the own list of %1 and was not in the books: it is booked now</source>
        <translation>Платёж %2 был в списке %1, а в учёте его не было; теперь он учтён</translation>
    </message>
    <message>
        <source>%1 has given payment %2 back, and nobody here asked it to: what was given for it is taken back</source>
        <translation>%1: платёж %2 возвращён, хотя отсюда об этом не просили; выданное за него отозвано</translation>
    </message>
    <message>
        <source>Payment %1 of %2 is for no purchase of ours: %3</source>
        <translation>Платёж %1 (%2) не относится ни к одной нашей покупке: %3</translation>
    </message>
    <message>
        <source>Payment %1 for %2 of user %3 needs a look: %4</source>
        <translation>Платёж %1 за %2 от пользователя %3 требует внимания: %4</translation>
    </message>
    <message>
        <source>Redis is away, conversation states stay in the process: %1</source>
        <translation>Нет связи с Redis, состояния диалогов хранятся в памяти процесса: %1</translation>
    </message>
    <message>
        <source>Redis takes nothing, conversation states stay in the process: %1</source>
        <translation>Redis не принимает записей, состояния диалогов хранятся в памяти процесса: %1</translation>
    </message>
    <message>
        <source>Worker %1 hangs: its iteration did not return after its deadline</source>
        <translation>Воркер %1 завис: его прогон не закончился в срок</translation>
    </message>
    <message numerus="yes">
        <source>Worker %1 failed %2 times in a row: %3</source>
        <translation>
            <numerusform>Воркер %1: %2 неудачный запуск подряд: %3</numerusform>
            <numerusform>Воркер %1: %2 неудачных запуска подряд: %3</numerusform>
            <numerusform>Воркер %1: %2 неудачных запусков подряд: %3</numerusform>
        </translation>
    </message>
    <message>
        <source>The balance of customer %1 is not the sum of its ledger</source>
        <translation>Баланс клиента %1 не равен сумме его операций</translation>
    </message>
    <message>
        <source>The VPN API refuses our key (401): nobody gets access until XRAY_API_KEY is right</source>
        <translation>VPN API не принимает наш ключ (401): никто не получит доступа, пока XRAY_API_KEY не исправлен</translation>
    </message>
    <message>
        <source>Memory is at %1 % of its limit: the platform will end the process soon</source>
        <translation>Память: занято %1 % предела, платформа скоро завершит процесс</translation>
    </message>
    <message>
        <source>Memory is at %1 % of its limit</source>
        <translation>Память: занято %1 % предела</translation>
    </message>
    <message>
        <source>Memory grows by %1 % of its limit in six hours and would reach it within a day</source>
        <translation>Память растёт на %1 % предела за шесть часов и за сутки дойдёт до него</translation>
    </message>
    <message>
        <source>Telegram does not know the bot&apos;s token (%1): nothing is sent until it does</source>
        <translation>Telegram не знает токена бота (%1): пока это так, ничего не отправляется</translation>
    </message>
    <message numerus="yes">
        <source>No update for %1 minutes, and %2</source>
        <translation>
            <numerusform>Обновлений нет уже %1 минуту, и %2</numerusform>
            <numerusform>Обновлений нет уже %1 минуты, и %2</numerusform>
            <numerusform>Обновлений нет уже %1 минут, и %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Telegram&apos;s webhook pointed elsewhere</source>
        <translation>вебхук Telegram указывал в другое место</translation>
    </message>
    <message numerus="yes">
        <source>%1 wait at Telegram (its last error: %2)</source>
        <translation>
            <numerusform>%1 обновление ждёт в Telegram (последняя ошибка Telegram: %2)</numerusform>
            <numerusform>%1 обновления ждут в Telegram (последняя ошибка Telegram: %2)</numerusform>
            <numerusform>%1 обновлений ждут в Telegram (последняя ошибка Telegram: %2)</numerusform>
        </translation>
    </message>
    <message>
        <source>Telegram could not deliver: %1</source>
        <translation>Telegram не смог доставить: %1</translation>
    </message>
    <message>
        <source>WEBHOOK_URL is not set: Telegram sends no updates here</source>
        <translation>WEBHOOK_URL не задан: Telegram ничего сюда не присылает</translation>
    </message>
    <message>
        <source>Telegram is out of reach: %1</source>
        <translation>Telegram недоступен: %1</translation>
    </message>
    <message>
        <source>Telegram does not take the webhook for now: %1. It is tried again; updates wait at Telegram meanwhile</source>
        <translation>Telegram пока не принимает вебхук: %1. Попытки продолжаются; обновления тем временем ждут в Telegram</translation>
    </message>
    <message>
        <source>TELEGRAM_API_URL leads to no Bot API server that serves this bot: %1</source>
        <translation>По адресу TELEGRAM_API_URL нет сервера Bot API, который обслуживает этого бота: %1</translation>
    </message>
    <message>
        <source>the address of the Bot API is somebody else&apos;s: nothing can be sent</source>
        <translation>по адресу Bot API отвечает кто-то другой: ничего нельзя отправить</translation>
    </message>
    <message>
        <source>Alerts do not reach the Telegram chat %1: %2</source>
        <translation>Оповещения не доходят до чата Telegram %1: %2</translation>
    </message>
    <message>
        <source>The group %1 has become %2: write that into ADMIN_TELEGRAM_IDS</source>
        <translation>Группа %1 стала %2: впишите это в ADMIN_TELEGRAM_IDS</translation>
    </message>
    <message>
        <source>Alerts do not come through by this way: %1 (%2)</source>
        <translation>Оповещения не доходят этим способом: %1 (%2)</translation>
    </message>
    <message>
        <source>The webhook of this bot points to %1 and is left alone; start with --take-over to have its updates here</source>
        <translation>Вебхук этого бота указывает на %1, мы его не меняем; чтобы обновления приходили сюда, запустите сервер с --take-over</translation>
    </message>
    <message numerus="yes">
        <source>The webhook was set %1 times within the hour and differs again (%2): another service seems to own this bot. It points to %3</source>
        <translation>
            <numerusform>За час понадобилось %1 изменение вебхука, и он снова другой (%2): похоже, этим ботом пользуется ещё один сервис. Вебхук указывает на %3</numerusform>
            <numerusform>За час понадобилось %1 изменения вебхука, и он снова другой (%2): похоже, этим ботом пользуется ещё один сервис. Вебхук указывает на %3</numerusform>
            <numerusform>За час понадобилось %1 изменений вебхука, и он снова другой (%2): похоже, этим ботом пользуется ещё один сервис. Вебхук указывает на %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Telegram took our webhook, yet it points to %1: another service uses the same BOT_TOKEN. Stop that service, or give this one a bot of its own</source>
        <translation>Telegram принял наш вебхук, но он указывает на %1: другой сервис использует тот же BOT_TOKEN. Остановите тот сервис или дайте этому своего бота</translation>
    </message>
    <message>
        <source>The webhook is set, but Telegram keeps other values: %1</source>
        <translation>Вебхук поставлен, но Telegram хранит другие значения: %1</translation>
    </message>
    <message>
        <source>Telegram does not know this BOT_TOKEN</source>
        <translation>Telegram не знает такого BOT_TOKEN</translation>
    </message>
    <message>
        <source>Telegram refuses the webhook: %1. Check WEBHOOK_URL (https, a public name, port 443, 80, 88 or 8443) and WEBHOOK_SECRET</source>
        <translation>Telegram не принимает вебхук: %1. Проверьте WEBHOOK_URL (https, публичное имя, порт 443, 80, 88 или 8443) и WEBHOOK_SECRET</translation>
    </message>
    <message>
        <source>paid again: the purchase is %1</source>
        <translation>оплачено ещё раз: состояние покупки — %1</translation>
    </message>
    <message>
        <source>paid in %1 instead of %2</source>
        <translation>оплачено в %1 вместо %2</translation>
    </message>
    <message>
        <source>whoever bought it had their data erased: nobody would get it</source>
        <translation>клиент стёр свои данные: покупку никто не получит</translation>
    </message>
    <message>
        <source>paid in %1, for which it was not sold</source>
        <translation>оплачено в %1, а за эту валюту покупка не продавалась</translation>
    </message>
    <message>
        <source>paid %1 of %2 %3</source>
        <translation>оплачено %1 из %2 %3</translation>
    </message>
    <message>
        <source>XRAY_API_URL is not configured</source>
        <translation>XRAY_API_URL не задан</translation>
    </message>
    <message>
        <source>CRYPTOBOT_TOKEN is not configured</source>
        <translation>CRYPTOBOT_TOKEN не задан</translation>
    </message>
    <message>
        <source>flag %1 is off</source>
        <translation>флаг %1 выключен</translation>
    </message>
    <message>
        <source>paused by %1: %2</source>
        <translation>на паузе, поставил(а) %1: %2</translation>
    </message>
    <message>
        <source>did not return after its deadline</source>
        <translation>не закончился в срок</translation>
    </message>
    <message>
        <source>a balance is not the sum of its ledger</source>
        <translation>баланс не равен сумме операций</translation>
    </message>
    <message numerus="yes">
        <source>update %1 (%2) is a dead letter after %3 attempts: %4</source>
        <translation>
            <numerusform>обновление %1 (%2) не удалось обработать за %3 попытку: %4</numerusform>
            <numerusform>обновление %1 (%2) не удалось обработать за %3 попытки: %4</numerusform>
            <numerusform>обновление %1 (%2) не удалось обработать за %3 попыток: %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>update %1 (%2) has failed %3 times and is tried again: %4</source>
        <translation>
            <numerusform>обновление %1 (%2) не удалось обработать за %3 попытку, попытки продолжаются: %4</numerusform>
            <numerusform>обновление %1 (%2) не удалось обработать за %3 попытки, попытки продолжаются: %4</numerusform>
            <numerusform>обновление %1 (%2) не удалось обработать за %3 попыток, попытки продолжаются: %4</numerusform>
        </translation>
    </message>
    <message>
        <source>update %1 (%2): %3</source>
        <translation>обновление %1 (%2): %3</translation>
    </message>
    <message numerus="yes">
        <source>the process died while it handled this update alone, %1 times</source>
        <translation>
            <numerusform>процесс падает, когда обрабатывает одно это обновление: уже %1 падение</numerusform>
            <numerusform>процесс падает, когда обрабатывает одно это обновление: уже %1 падения</numerusform>
            <numerusform>процесс падает, когда обрабатывает одно это обновление: уже %1 падений</numerusform>
        </translation>
    </message>
    <message>
        <source>payments are switched off</source>
        <translation>платежи выключены</translation>
    </message>
    <message>
        <source>stopped between items</source>
        <translation>остановлен между элементами</translation>
    </message>
    <message>
        <source>%1 on by %2</source>
        <translation>%1 вкл., кто: %2</translation>
    </message>
    <message>
        <source>%1 off by %2</source>
        <translation>%1 выкл., кто: %2</translation>
    </message>
    <message>
        <source>the lease had ended by itself</source>
        <translation>соединение уже было возвращено</translation>
    </message>
    <message>
        <source>refused: no other instance stands by</source>
        <translation>отказано: другого экземпляра в резерве нет</translation>
    </message>
    <message>
        <source>refused: this instance leads no more</source>
        <translation>отказано: этот экземпляр больше не лидер</translation>
    </message>
    <message>
        <source>expired: nobody took it in time</source>
        <translation>срок истёк: никто не взялся вовремя</translation>
    </message>
    <message>
        <source>there is no breaker for %1</source>
        <translation>вызовы %1 не останавливаются</translation>
    </message>
    <message>
        <source>no such component or level</source>
        <translation>нет такого компонента или уровня</translation>
    </message>
    <message>
        <source>this version does not know the order</source>
        <translation>эта версия не знает такой команды</translation>
    </message>
    <message>
        <source>there are more than could be noted at once: order it again for the others</source>
        <translation>их больше, чем удалось отметить за раз: повторите для остальных</translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation>не удалось: %1</translation>
    </message>
    <message>
        <source>%1 (%2) starts</source>
        <translation>%1 (%2) запускается</translation>
    </message>
    <message>
        <source>%1 ends: %2</source>
        <translation>%1 завершается: %2</translation>
    </message>
    <message>
        <source>%1 leads</source>
        <translation>лидер — %1</translation>
    </message>
    <message>
        <source>There is no alert %1.</source>
        <translation>Оповещения %1 нет.</translation>
    </message>
    <message>
        <source>There is no customer %1.</source>
        <translation>Клиента %1 нет.</translation>
    </message>
    <message>
        <source>There is no tariff %1.</source>
        <translation>Тарифа %1 нет.</translation>
    </message>
    <message>
        <source>There is no flag %1.</source>
        <translation>Флага %1 нет.</translation>
    </message>
    <message>
        <source>There is no worker %1: there are %2.</source>
        <translation>Воркера %1 нет, есть: %2.</translation>
    </message>
    <message>
        <source>There is no broadcast %1.</source>
        <translation>Рассылки %1 нет.</translation>
    </message>
    <message>
        <source>Broadcast %1 has come to where this cannot be done: look at it again.</source>
        <translation>Рассылка %1 уже на другом этапе, сейчас этого не сделать: посмотрите на неё снова.</translation>
    </message>
    <message>
        <source>Say whom it is for: one of the segments, with its tariff, language or days.</source>
        <translation>Укажите, для кого она: один из сегментов с его тарифом, языком или числом дней.</translation>
    </message>
    <message numerus="yes">
        <source>Give it %1 buttons at most, each with a name and either an address (https://…) or a tariff that is sold.</source>
        <translation>
            <numerusform>Предел — %1 кнопка, у каждой название и либо адрес (https://…), либо тариф из продажи.</numerusform>
            <numerusform>Предел — %1 кнопки, у каждой название и либо адрес (https://…), либо тариф из продажи.</numerusform>
            <numerusform>Предел — %1 кнопок, у каждой название и либо адрес (https://…), либо тариф из продажи.</numerusform>
        </translation>
    </message>
    <message>
        <source>Start at a moment to come, within 90 days.</source>
        <translation>Начните в момент, который ещё не наступил, в пределах 90 дней.</translation>
    </message>
    <message>
        <source>A preview goes to a shop administrator: %1 is not in ADMIN_TELEGRAM_IDS.</source>
        <translation>Предпросмотр получает администратор магазина: %1 нет в ADMIN_TELEGRAM_IDS.</translation>
    </message>
    <message>
        <source>There is no access to revoke.</source>
        <translation>Нет доступа, который можно отозвать.</translation>
    </message>
    <message>
        <source>No access is running: grant some.</source>
        <translation>Доступ не действует: выдайте его.</translation>
    </message>
    <message>
        <source>A trial is not extended: grant a tariff, and what is left of it is added.</source>
        <translation>Пробный период не продлевают: выдайте тариф, и остаток прибавится к нему.</translation>
    </message>
    <message>
        <source>No activation waits or has failed.</source>
        <translation>Нет активации, которая ждёт или не удалась.</translation>
    </message>
    <message>
        <source>No instance %1 is running.</source>
        <translation>Экземпляр %1 не работает.</translation>
    </message>
    <message>
        <source>The instance %1 left no dump.</source>
        <translation>Экземпляр %1 не оставил дампа.</translation>
    </message>
    <message numerus="yes">
        <source>Give %1 days at most, and 1 at least.</source>
        <translation>
            <numerusform>Укажите хотя бы один день; предел — %1 день.</numerusform>
            <numerusform>Укажите хотя бы один день; предел — %1 дня.</numerusform>
            <numerusform>Укажите хотя бы один день; предел — %1 дней.</numerusform>
        </translation>
    </message>
    <message>
        <source>Give an amount other than 0, up to a million roubles.</source>
        <translation>Укажите сумму, отличную от 0, не больше миллиона рублей.</translation>
    </message>
    <message>
        <source>The balance is smaller than that: it never goes below 0.</source>
        <translation>На балансе меньше: он не бывает отрицательным.</translation>
    </message>
    <message>
        <source>Payment %1 waits for no decision (any more).</source>
        <translation>Платёж %1 (уже) не ждёт решения.</translation>
    </message>
    <message>
        <source>Nobody knows whose payment this is, or what it is worth in roubles: correct the customer&apos;s balance by hand, and leave this one in the books.</source>
        <translation>Неизвестно, чей это платёж или сколько это в рублях: поправьте баланс клиента вручную, а этот платёж оставьте в учёте.</translation>
    </message>
    <message>
        <source>There is no payment %1.</source>
        <translation>Платежа %1 нет.</translation>
    </message>
    <message>
        <source>Payment %1 is in the books as refunded already.</source>
        <translation>Платёж %1 уже отмечен как возвращённый.</translation>
    </message>
    <message>
        <source>The refund of payment %1 is under way already.</source>
        <translation>Возврат платежа %1 уже идёт.</translation>
    </message>
    <message>
        <source>%1 is asked to give payment %2 back. What was given for it is taken back once the money has gone.</source>
        <translation>%1: запрошен возврат платежа %2. Выданное за него будет отозвано, когда деньги уйдут.</translation>
    </message>
    <message>
        <source>The refund of payment %1 waits for another administrator, who has a day to approve it in the console: Customers, Refunds to approve.</source>
        <translation>Возврат платежа %1 ждёт другого администратора: в течение суток его нужно одобрить в консоли, «Клиенты», «Возвраты на одобрение».</translation>
    </message>
    <message>
        <source>Payment %1 is in the books as refunded, and what was given for it is taken back.</source>
        <translation>Платёж %1 учтён как возвращённый, а выданное за него отозвано.</translation>
    </message>
    <message>
        <source>Mute until a moment to come, within 30 days.</source>
        <translation>Заглушить можно до момента в ближайшие 30 дней.</translation>
    </message>
    <message>
        <source>Pause until a moment to come, within 90 days.</source>
        <translation>Поставить на паузу можно до момента в ближайшие 90 дней.</translation>
    </message>
    <message>
        <source>Ask for a stretch of at most eight days.</source>
        <translation>Запросите отрезок не длиннее восьми дней.</translation>
    </message>
    <message>
        <source>Somebody changed %1 meanwhile: look, then try again.</source>
        <translation>Тем временем кто-то изменил %1: посмотрите и попробуйте снова.</translation>
    </message>
    <message>
        <source>%1 was never changed: there is nothing to go back to.</source>
        <translation>%1 не меняли: возвращаться не к чему.</translation>
    </message>
    <message>
        <source>Message %1 was tried again before.</source>
        <translation>Сообщение %1 уже отправляли повторно.</translation>
    </message>
    <message>
        <source>%1 is no dead letter any more.</source>
        <translation>Обновление %1 больше не числится необработанным.</translation>
    </message>
    <message>
        <source>Nothing was begun under the id %1, or it is long over.</source>
        <translation>Под номером %1 ничего не запускали, или всё давно закончилось.</translation>
    </message>
    <message>
        <source>There is no session %1 any more.</source>
        <translation>Сеанса %1 больше нет.</translation>
    </message>
    <message>
        <source>Session %1 serves the console itself: it is left alone.</source>
        <translation>Сеанс %1 обслуживает саму консоль: его не трогают.</translation>
    </message>
    <message>
        <source>Session %1 keeps the lead: let the leader step down.</source>
        <translation>Сеанс %1 удерживает лидерство: пусть лидер сложит его сам.</translation>
    </message>
    <message>
        <source>Session %1 belongs to %2: to end it, our role needs pg_signal_backend (for one of a superuser, it has to be one).</source>
        <translation>Сеанс %1 принадлежит %2: чтобы завершить его, нашей роли нужна pg_signal_backend (а для сеанса суперпользователя она сама должна быть суперпользователем).</translation>
    </message>
    <message>
        <source>SQLite has no sessions.</source>
        <translation>В SQLite нет сеансов.</translation>
    </message>
    <message numerus="yes">
        <source>Name %1 customers at most, and 1 at least.</source>
        <translation>
            <numerusform>Укажите хотя бы одного клиента; предел — %1 клиент.</numerusform>
            <numerusform>Укажите хотя бы одного клиента; предел — %1 клиента.</numerusform>
            <numerusform>Укажите хотя бы одного клиента; предел — %1 клиентов.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Name %1 messages at most, and 1 at least.</source>
        <translation>
            <numerusform>Укажите хотя бы одно сообщение; предел — %1 сообщение.</numerusform>
            <numerusform>Укажите хотя бы одно сообщение; предел — %1 сообщения.</numerusform>
            <numerusform>Укажите хотя бы одно сообщение; предел — %1 сообщений.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Name %1 updates at most, and 1 at least.</source>
        <translation>
            <numerusform>Укажите хотя бы одно обновление; предел — %1 обновление.</numerusform>
            <numerusform>Укажите хотя бы одно обновление; предел — %1 обновления.</numerusform>
            <numerusform>Укажите хотя бы одно обновление; предел — %1 обновлений.</numerusform>
        </translation>
    </message>
    <message>
        <source>Give a reason: it is kept.</source>
        <translation>Укажите причину: она сохраняется.</translation>
    </message>
    <message numerus="yes">
        <source>Give a reason of %1 to %2 characters: it is kept.</source>
        <translation>
            <numerusform>Укажите причину, она сохраняется. Не короче %1, предел — %2 символ.</numerusform>
            <numerusform>Укажите причину, она сохраняется. Не короче %1, предел — %2 символа.</numerusform>
            <numerusform>Укажите причину, она сохраняется. Не короче %1, предел — %2 символов.</numerusform>
        </translation>
    </message>
    <message>
        <source>This id belongs to another change: use a new one.</source>
        <translation>Этот номер принадлежит другому изменению: возьмите новый.</translation>
    </message>
    <message>
        <source>Your role is %1: this takes %2.</source>
        <translation>Ваша роль — %1, а нужна %2.</translation>
    </message>
    <message>
        <source>This token was revoked or is over: nothing was done.</source>
        <translation>Токен отозван или истёк: ничего не сделано.</translation>
    </message>
    <message>
        <source>This server does not know the call %1.</source>
        <translation>Этот сервер не знает запроса %1.</translation>
    </message>
    <message>
        <source>It took too long. Look whether it happened before you try again.</source>
        <translation>Ответа ждали слишком долго. Прежде чем повторять, проверьте, не выполнено ли действие.</translation>
    </message>
    <message>
        <source>The server is ending (%1): connect again.</source>
        <translation>Сервер завершает работу (%1): подключитесь снова.</translation>
    </message>
    <message>
        <source>The database took too long: nothing was changed.</source>
        <translation>База данных не успела ответить: ничего не изменено.</translation>
    </message>
    <message>
        <source>The database does not answer: nothing was changed. Try again.</source>
        <translation>База данных не отвечает: ничего не изменено. Попробуйте снова.</translation>
    </message>
    <message>
        <source>The server failed at this: see its log.</source>
        <translation>На сервере произошла ошибка: смотрите его журнал.</translation>
    </message>
    <message>
        <source>That token is in the environment: unset CONSOLE_BOOTSTRAP_TOKEN and start the server again.</source>
        <translation>Этот токен задан в окружении: уберите CONSOLE_BOOTSTRAP_TOKEN и перезапустите сервер.</translation>
    </message>
    <message>
        <source>Nobody of this name has a token that is still good.</source>
        <translation>Ни у кого с этим именем нет действующего токена.</translation>
    </message>
    <message>
        <source>More calls than the server takes: ask less often.</source>
        <translation>Запросов больше, чем принимает сервер: обращайтесь реже.</translation>
    </message>
    <message>
        <source>Too many calls at once: ask again in a moment.</source>
        <translation>Слишком много запросов сразу: повторите чуть позже.</translation>
    </message>
    <message>
        <source>The server is ending: connect again in a moment.</source>
        <translation>Сервер завершает работу: подключитесь чуть позже.</translation>
    </message>
    <message>
        <source>This token was revoked or is over: ask for a new one.</source>
        <translation>Токен отозван или истёк: попросите новый.</translation>
    </message>
    <message>
        <source>You have read too little for too long: connect again.</source>
        <translation>Консоль слишком долго почти ничего не читала: подключитесь снова.</translation>
    </message>
    <message>
        <source>You did not read fast enough to hear everything: connect again.</source>
        <translation>Консоль читала слишком медленно и пропустила часть данных: подключитесь снова.</translation>
    </message>
    <message>
        <source>You ask and do not read the answers.</source>
        <translation>Консоль шлёт запросы и не читает ответов.</translation>
    </message>
    <message>
        <source>You make the server talk and do not read.</source>
        <translation>Консоль запрашивает данные и не читает их.</translation>
    </message>
    <message>
        <source>Consoles read too slowly, and this one slowest: connect again.</source>
        <translation>Консоли читают слишком медленно, а эта — медленнее всех: подключитесь снова.</translation>
    </message>
    <message>
        <source>More pings and pieces of messages than the server takes: send fewer.</source>
        <translation>Пингов и частей сообщений больше, чем сервер принимает: шлите реже.</translation>
    </message>
    <message>
        <source>New payments. Off: no new invoices, pre-checkouts are declined. What was paid is always finalized.</source>
        <translation>Новые платежи. Выключено: новых счетов нет, предварительные запросы отклоняются. Оплаченное всегда доводится до конца.</translation>
    </message>
    <message>
        <source>Activation of VPN access. Off: activations wait as pending and waiting is not paid for. Removals go on.</source>
        <translation>Включение доступа к VPN. Выключено: активации ждут, и ожидание не оплачивается. Удаления продолжаются.</translation>
    </message>
    <message>
        <source>Renewal from the balance. Off: no renewals; the worker stops between two subscriptions.</source>
        <translation>Продление с баланса. Выключено: продлений нет; воркер останавливается между двумя подписками.</translation>
    </message>
    <message>
        <source>All background workers. Off: they skip their iterations; the alert about paid access without a key stays.</source>
        <translation>Все фоновые воркеры. Выключено: они пропускают прогоны; оповещение об оплаченном доступе без ключа остаётся.</translation>
    </message>
    <message>
        <source>Reminders before access ends. Off: none are sent. Expiry goes on.</source>
        <translation>Напоминания о конце доступа. Выключено: не отправляются. Доступ по-прежнему заканчивается в срок.</translation>
    </message>
    <message>
        <source>New trials. Off: no trial is offered or granted. Running trials go on and end.</source>
        <translation>Новые пробные периоды. Выключено: не предлагаются и не выдаются. Начатые идут и кончаются.</translation>
    </message>
    <message>
        <source>Rewards for invited friends. Off: purchases give no reward.</source>
        <translation>Награды за приглашённых друзей. Выключено: покупки не дают награды.</translation>
    </message>
    <message>
        <source>What administrators of the shop do in Telegram. Off: they see how it goes and change nothing there. The console stays.</source>
        <translation>Что администраторы магазина делают в Telegram. Выключено: они видят, как идут дела, и ничего там не меняют. Консоль остаётся.</translation>
    </message>
    <message>
        <source>Maintenance. On: customers get one polite notice. Payments, refunds and workers go on.</source>
        <translation>Технические работы. Включено: клиенты получают одно вежливое сообщение. Платежи, возвраты и воркеры продолжаются.</translation>
    </message>
    <message>
        <source>the Bot API answers no call</source>
        <translation>Bot API не отвечает ни на один вызов</translation>
    </message>
    <message>
        <source>a message about a key or a payment was sent twice and Telegram never answered: look whether it arrived, and send it again if not</source>
        <translation>сообщение о ключе или платеже отправлено дважды, и Telegram так и не ответил: проверьте, дошло ли оно, и если нет, отправьте ещё раз</translation>
    </message>
    <message>
        <source>a message about a key or a payment could not be sent before it expired, and its customer waits: send it again</source>
        <translation>сообщение о ключе или платеже не удалось отправить вовремя, и клиент его ждёт: отправьте его ещё раз</translation>
    </message>
    <message>
        <source>it takes calls and says nothing</source>
        <translation>принимает вызовы, но не отвечает</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1; %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>how much of %1 %2 was paid cannot be read</source>
        <translation>не удаётся прочесть, сколько из %1 %2 оплачено</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>Всё в порядке</translation>
    </message>
    <message>
        <source>Degraded: %1: %2</source>
        <translation>Есть проблема: %1: %2</translation>
    </message>
    <message>
        <source>Failing: %1: %2</source>
        <translation>Сбой: %1: %2</translation>
    </message>
    <message>
        <source>%1; also %2</source>
        <translation>%1; а также %2</translation>
    </message>
    <message>
        <source>nothing that customers send can be stored: %1</source>
        <translation>сообщения клиентов нельзя сохранить: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 customers get no answers: %2</source>
        <translation>
            <numerusform>%1 клиент не получает ответа: %2</numerusform>
            <numerusform>%1 клиента не получают ответа: %2</numerusform>
            <numerusform>%1 клиентов не получают ответа: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>customers get no answers: %1</source>
        <translation>клиенты не получают ответов: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 customers have no key: %2</source>
        <translation>
            <numerusform>%1 клиент не получил ключ: %2</numerusform>
            <numerusform>%1 клиента не получили ключ: %2</numerusform>
            <numerusform>%1 клиентов не получили ключ: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>customers get no keys: %1</source>
        <translation>клиенты не получают ключей: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 customers cannot pay: %2</source>
        <translation>
            <numerusform>%1 клиент не может заплатить: %2</numerusform>
            <numerusform>%1 клиента не могут заплатить: %2</numerusform>
            <numerusform>%1 клиентов не могут заплатить: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>customers cannot pay: %1</source>
        <translation>клиенты не могут заплатить: %1</translation>
    </message>
    <message>
        <source>no sale within the last hour, in which there are usually %1: look whether customers can buy</source>
        <translation>за последний час ни одной продажи, обычно их %1: проверьте, могут ли клиенты купить</translation>
    </message>
    <message>
        <source>Telegram refuses messages for now (429): chats %1, the last of them for %2 s</source>
        <translation>Telegram пока не принимает сообщения (429): чатов %1, последний из них ещё %2 с</translation>
    </message>
    <message>
        <source>an operator holds the messages back</source>
        <translation>отправку остановил оператор</translation>
    </message>
    <message>
        <source>messages leave late, the oldest by %1 s</source>
        <translation>сообщения уходят с опозданием, самое старое на %1 с</translation>
    </message>
    <message>
        <source>answers wait for the database: %1, the longest for %2 s</source>
        <translation>ответов ждут базу данных: %1, дольше всех %2 с</translation>
    </message>
    <message>
        <source>answers take long: %1, the longest for %2 s</source>
        <translation>ответов готовится долго: %1, дольше всех %2 с</translation>
    </message>
    <message>
        <source>the database has been storing for %1 s</source>
        <translation>база данных сохраняет уже %1 с</translation>
    </message>
    <message>
        <source>the longest wait is %1 s</source>
        <translation>дольше всех ждут %1 с</translation>
    </message>
    <message numerus="yes">
        <source>the last %1 calls failed</source>
        <translation>
            <numerusform>последний %1 вызов не удался</numerusform>
            <numerusform>последние %1 вызова не удались</numerusform>
            <numerusform>последние %1 вызовов не удались</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (well again for %2 s)</source>
        <translation>%1 (снова в порядке уже %2 с)</translation>
    </message>
    <message>
        <source>Over after %1 s: %2</source>
        <translation>Закончилось через %1 с: %2</translation>
    </message>
    <message>
        <source>Over after %1 min: %2</source>
        <translation>Закончилось через %1 мин: %2</translation>
    </message>
    <message>
        <source>%1 refuses an invoice of %2 (%3): its customer was told</source>
        <translation>%1 не выставляет счёт на %2 (%3): клиенту об этом сказано</translation>
    </message>
    <message>
        <source>how much of %1 was paid cannot be read</source>
        <translation>не удаётся прочесть, сколько из %1 оплачено</translation>
    </message>
    <message>
        <source>paid %1 of %2</source>
        <translation>оплачено %1 из %2</translation>
    </message>
    <message>
        <source>%1: calls fail and are not made</source>
        <translation>%1: вызовы не удаются и приостановлены</translation>
    </message>
    <message>
        <source>%1: calls are made again</source>
        <translation>%1: вызовы снова выполняются</translation>
    </message>
    <message>
        <source>the database is away</source>
        <translation>база данных недоступна</translation>
    </message>
    <message>
        <source>the database is back</source>
        <translation>база данных снова доступна</translation>
    </message>
    <message>
        <source>over: %1</source>
        <translation>закончилось: %1</translation>
    </message>
    <message>
        <source>%1 did %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 did %2 (%3)</source>
        <translation>%1: %2 (%3)</translation>
    </message>
    <message>
        <source>What customers write does not reach the staff&apos;s chat %1: %2</source>
        <translation>Сообщения клиентов не доходят до чата поддержки %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>Write an answer of %1 letters at most.</source>
        <translation>
            <numerusform>Напишите ответ. Предел — %1 знак.</numerusform>
            <numerusform>Напишите ответ. Предел — %1 знака.</numerusform>
            <numerusform>Напишите ответ. Предел — %1 знаков.</numerusform>
        </translation>
    </message>
    <message>
        <source>Customer %1 has never written to support.</source>
        <translation>Клиент %1 никогда не писал в поддержку.</translation>
    </message>
    <message>
        <source>Customer %1 has no open request: somebody was faster.</source>
        <translation>У клиента %1 нет открытого обращения: кто-то успел раньше.</translation>
    </message>
    <message>
        <source>Customer %1 has no closed request: somebody was faster.</source>
        <translation>У клиента %1 нет закрытого обращения: кто-то успел раньше.</translation>
    </message>
    <message>
        <source>Give a code of 3 to 32 signs: A to Z, digits, - and _.</source>
        <translation>Укажите код из 3–32 знаков: A–Z, цифры, - и _.</translation>
    </message>
    <message>
        <source>Give 1 to 100 percent, up to a million roubles, or up to 3650 days.</source>
        <translation>Укажите от 1 до 100 процентов, до миллиона рублей или до 3650 дней.</translation>
    </message>
    <message>
        <source>Let it be used once at least, by each and in all.</source>
        <translation>Код должен подойти хотя бы один раз: и каждому, и всего.</translation>
    </message>
    <message>
        <source>Let it end at a moment to come.</source>
        <translation>Укажите срок в будущем.</translation>
    </message>
    <message>
        <source>There is no promo code %1.</source>
        <translation>Промокода %1 нет.</translation>
    </message>
    <message>
        <source>The code %1 is there already: give another one.</source>
        <translation>Код %1 уже есть: укажите другой.</translation>
    </message>
    <message>
        <source>The code %1 has been ended before.</source>
        <translation>Код %1 уже отключён.</translation>
    </message>
    <message numerus="yes">
        <source>Ask for a stretch of at most %1 days.</source>
        <translation>
            <numerusform>Укажите период. Предел — %1 день.</numerusform>
            <numerusform>Укажите период. Предел — %1 дня.</numerusform>
            <numerusform>Укажите период. Предел — %1 дней.</numerusform>
        </translation>
    </message>
    <message>
        <source>You asked for this refund yourself: another administrator has to decide.</source>
        <translation>Этот возврат запросили вы: решить должен другой администратор.</translation>
    </message>
    <message>
        <source>Nobody decided on the refund of payment %1 within a day: have it asked for again.</source>
        <translation>За сутки никто не решил о возврате платежа %1: его нужно запросить снова.</translation>
    </message>
    <message>
        <source>No refund of payment %1 waits for approval (any more).</source>
        <translation>Возврат платежа %1 не ждёт (больше не ждёт) одобрения.</translation>
    </message>
    <message numerus="yes">
        <source>Give it a title of at most %1 characters.</source>
        <translation>
            <numerusform>Дайте ей название, предел — %1 символ.</numerusform>
            <numerusform>Дайте ей название, предел — %1 символа.</numerusform>
            <numerusform>Дайте ей название, предел — %1 символов.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write a text of at most %1 characters for each of its languages, once.</source>
        <translation>
            <numerusform>Напишите по одному тексту на каждый её язык, предел — %1 символ.</numerusform>
            <numerusform>Напишите по одному тексту на каждый её язык, предел — %1 символа.</numerusform>
            <numerusform>Напишите по одному тексту на каждый её язык, предел — %1 символов.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 does not give money back when it is asked: give it back there, then say here that it is done.</source>
        <translation>%1 не возвращает деньги по запросу: верните их там, потом скажите здесь, что это сделано.</translation>
    </message>
    <message>
        <source>nothing is due yet: %1 waiting, the next is tried in %2 s</source>
        <translation>срок ещё не наступил: ждут %1, следующая попытка через %2 с</translation>
    </message>
</context>
<context>
    <name>ServerLanguage</name>
    <message>
        <source>en</source>
        <extracomment>Code of the language whose runbook is shown, of those in docs/runbook.*.md; en: the server&apos;s.</extracomment>
        <translation>ru</translation>
    </message>
</context>
<context>
    <name>ShopColumns</name>
    <message>
        <source>Given up</source>
        <translation>Отложено</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Клиент</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Попыток</translation>
    </message>
    <message>
        <source>Crashes</source>
        <translation>Падений</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Последняя ошибка</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Получено</translation>
    </message>
    <message>
        <source>Update id</source>
        <translation>ID обновления</translation>
    </message>
    <message>
        <source>Lane</source>
        <translation>Очередь</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Ждут</translation>
    </message>
    <message>
        <source>First of them</source>
        <translation>Первое из них</translation>
    </message>
    <message>
        <source>Next attempt</source>
        <translation>Следующая попытка</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Создано</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Класс</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Чат</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Метод</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Not before</source>
        <translation>Не раньше</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Конец</translation>
    </message>
    <message>
        <source>Telegram id</source>
        <translation>ID в Telegram</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Доступ</translation>
    </message>
    <message>
        <source>Tariff</source>
        <translation>Тариф</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>До</translation>
    </message>
    <message>
        <source>Found by</source>
        <translation>Совпадение</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Начата</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Что</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Дни</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Цена</translation>
    </message>
    <message>
        <source>Paid by</source>
        <translation>Чем оплачена</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>Fulfilled</source>
        <translation>Исполнена</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Примечание</translation>
    </message>
    <message>
        <source>Purchase</source>
        <translation>Покупка</translation>
    </message>
    <message>
        <source>Invoice</source>
        <translation>Счёт</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Оплачено</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Сумма</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Способ</translation>
    </message>
    <message>
        <source>Payment id</source>
        <translation>ID платежа</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Основание</translation>
    </message>
    <message>
        <source>Handled</source>
        <translation>Обработано</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Ждёт</translation>
    </message>
    <message>
        <source>Key came</source>
        <translation>Ключ получен</translation>
    </message>
    <message>
        <source>Days given</source>
        <translation>Дни начислены</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Подробности</translation>
    </message>
    <message>
        <source>Error or note</source>
        <translation>Ошибка или примечание</translation>
    </message>
    <message>
        <source>Correlation id</source>
        <translation>ID корреляции</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Роль</translation>
    </message>
    <message>
        <source>revoked</source>
        <translation>отозван</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>истёк</translation>
    </message>
    <message>
        <source>good</source>
        <translation>действует</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Создан</translation>
    </message>
    <message>
        <source>Good until</source>
        <translation>Действует до</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Последний вход</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Кто</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Написана</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Название</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Для кого</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>Дошла</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из %2</translation>
    </message>
    <message>
        <source>To come</source>
        <translation>Осталось</translation>
    </message>
    <message>
        <source>Done in</source>
        <translation>Закончится через</translation>
    </message>
    <message>
        <source>Blocked us</source>
        <translation>Заблокировали нас</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Не удалось</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Не отправлено</translation>
    </message>
    <message>
        <source>To begin</source>
        <translation>Начнётся</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Языки</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>Сколько</translation>
    </message>
    <message>
        <source>Of what</source>
        <translation>Чего</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Первый раз</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Последний раз</translation>
    </message>
    <message>
        <source>The last one's error</source>
        <translation>Последняя ошибка</translation>
    </message>
    <message>
        <source>We: %1</source>
        <translation>Мы: %1</translation>
    </message>
    <message>
        <source>Last message</source>
        <translation>Последнее сообщение</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Сообщений</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>С</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Закрыто</translation>
    </message>
    <message>
        <source>Closed by</source>
        <translation>Кем закрыто</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>Gives</source>
        <translation>Что даёт</translation>
    </message>
    <message>
        <source>How much</source>
        <translation>Сколько</translation>
    </message>
    <message>
        <source>any</source>
        <translation>любой</translation>
    </message>
    <message>
        <source>For whom</source>
        <translation>Для кого</translation>
    </message>
    <message>
        <source>new customers</source>
        <translation>новые клиенты</translation>
    </message>
    <message>
        <source>everybody</source>
        <translation>все</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Использован</translation>
    </message>
    <message>
        <source>By one customer</source>
        <translation>Одним клиентом</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>Действует с</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Действует до</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Кем создан</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Использование</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>День</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Продажи</translation>
    </message>
    <message>
        <source>Revenue</source>
        <translation>Выручка</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Запрошен</translation>
    </message>
    <message>
        <source>Who asked</source>
        <translation>Кто запросил</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Почему</translation>
    </message>
    <message>
        <source>To be decided until</source>
        <translation>Решить до</translation>
    </message>
</context>
<context>
    <name>SystemTiles</name>
    <message>
        <source>breaker is trying again</source>
        <translation>вызовы пробуют снова</translation>
    </message>
    <message>
        <source>breaker %1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source> since %1</source>
        <translation> с %1</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>не используется</translation>
    </message>
    <message>
        <source>it is not configured</source>
        <translation>не настроен</translation>
    </message>
    <message>
        <source>works</source>
        <translation>работает</translation>
    </message>
    <message numerus="yes">
        <source>It was opened %n time(s) since the process began.</source>
        <translation>
            <numerusform>С запуска процесса вызовы останавливались %n раз.</numerusform>
            <numerusform>С запуска процесса вызовы останавливались %n раза.</numerusform>
            <numerusform>С запуска процесса вызовы останавливались %n раз.</numerusform>
        </translation>
    </message>
    <message>
        <source>fails</source>
        <translation>сбой</translation>
    </message>
    <message>
        <source>on trial</source>
        <translation>проверка</translation>
    </message>
    <message>
        <source>degraded</source>
        <translation>с перебоями</translation>
    </message>
    <message>
        <source>away</source>
        <translation>нет связи</translation>
    </message>
    <message>
        <source>Connections opened: %1, given up as broken: %2</source>
        <translation>Соединений открыто: %1, закрыто неисправных: %2</translation>
    </message>
    <message>
        <source>%1 of %2 used</source>
        <translation>занято %1 из %2</translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for a connection</source>
        <translation>
            <numerusform>%n ждёт соединения</numerusform>
            <numerusform>%n ждут соединения</numerusform>
            <numerusform>%n ждут соединения</numerusform>
        </translation>
    </message>
    <message>
        <source>nobody waits · p95 %1</source>
        <translation>никто не ждёт · p95 %1</translation>
    </message>
    <message numerus="yes">
        <source> · %n timeout(s)</source>
        <translation>
            <numerusform> · %n тайм-аут</numerusform>
            <numerusform> · %n тайм-аута</numerusform>
            <numerusform> · %n тайм-аутов</numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting for a connection: p50 %1, p95 %2, p99 %3</source>
        <translation>Ожидание соединения: p50 %1, p95 %2, p99 %3</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>готов</translation>
    </message>
    <message>
        <source>updates are taken</source>
        <translation>обновления принимаются</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>не готов</translation>
    </message>
    <message>
        <source>this instance takes no updates: Telegram will try again</source>
        <translation>этот экземпляр не берёт обновления: Telegram повторит</translation>
    </message>
    <message>
        <source>nobody stands by</source>
        <translation>без резерва</translation>
    </message>
    <message numerus="yes">
        <source>%n stand(s) by</source>
        <translation>
            <numerusform>%n в резерве</numerusform>
            <numerusform>%n в резерве</numerusform>
            <numerusform>%n в резерве</numerusform>
        </translation>
    </message>
    <message>
        <source>this instance</source>
        <translation>этот экземпляр</translation>
    </message>
    <message>
        <source>nobody leads</source>
        <translation>лидера нет</translation>
    </message>
    <message>
        <source>no worker runs, nothing is sent</source>
        <translation>воркеры стоят, ничего не отправляется</translation>
    </message>
    <message>
        <source>no limit is known</source>
        <translation>предел неизвестен</translation>
    </message>
    <message>
        <source>%1 % of %2</source>
        <translation>%1 % из %2</translation>
    </message>
    <message>
        <source>Open file descriptors; HTTP clients connected: %1, consoles: %2</source>
        <translation>Открытые файловые дескрипторы; подключено HTTP-клиентов: %1, консолей: %2</translation>
    </message>
    <message numerus="yes">
        <source>CPU %1 · %n thread(s)</source>
        <translation>
            <numerusform>ЦП %1 · %n поток</numerusform>
            <numerusform>ЦП %1 · %n потока</numerusform>
            <numerusform>ЦП %1 · %n потоков</numerusform>
        </translation>
    </message>
    <message>
        <source>How late the main thread of the server came to its work, at worst in the last seconds</source>
        <translation>Насколько главный поток сервера опаздывал к своей работе: худшее за последние секунды</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>База данных</translation>
    </message>
    <message>
        <source>Connection pool</source>
        <translation>Пул соединений</translation>
    </message>
    <message>
        <source>Readiness</source>
        <translation>Готовность</translation>
    </message>
    <message>
        <source>Leader</source>
        <translation>Лидер</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Память</translation>
    </message>
    <message>
        <source>File descriptors</source>
        <translation>Дескрипторы файлов</translation>
    </message>
    <message>
        <source>Event-loop lag</source>
        <translation>Задержка цикла</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>подключены</translation>
    </message>
    <message>
        <source>a lease takes %1</source>
        <translation>соединение занимают на %1</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>OK</source>
        <translation>в порядке</translation>
    </message>
    <message>
        <source>degraded</source>
        <translation>с перебоями</translation>
    </message>
    <message>
        <source>failing</source>
        <translation>сбой</translation>
    </message>
    <message>
        <source>running</source>
        <translation>выполняется</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>ждёт</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>на паузе</translation>
    </message>
    <message>
        <source>flag off</source>
        <translation>флаг выключен</translation>
    </message>
    <message>
        <source>stuck</source>
        <translation>завис</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>остановлен</translation>
    </message>
    <message>
        <source>success</source>
        <translation>успех</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>не удалось</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>пропущено</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>тайм-аут</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>отменено</translation>
    </message>
    <message>
        <source>timer</source>
        <translation>по таймеру</translation>
    </message>
    <message>
        <source>kicked</source>
        <translation>по сигналу</translation>
    </message>
    <message>
        <source>work due</source>
        <translation>есть работа</translation>
    </message>
    <message>
        <source>console</source>
        <translation>консоль</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>командная строка</translation>
    </message>
    <message>
        <source>infrastructure</source>
        <translation>инфраструктура</translation>
    </message>
    <message>
        <source>outside service</source>
        <translation>внешний сервис</translation>
    </message>
    <message>
        <source>rule of the shop</source>
        <translation>правило магазина</translation>
    </message>
    <message>
        <source>unexpected</source>
        <translation>неожиданная</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>вызовы идут</translation>
    </message>
    <message>
        <source>open</source>
        <translation>вызовы остановлены</translation>
    </message>
    <message>
        <source>trying</source>
        <translation>пробный вызов</translation>
    </message>
    <message>
        <source>info</source>
        <translation>инфо</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>внимание</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>критично</translation>
    </message>
    <message>
        <source>error</source>
        <translation>ошибка</translation>
    </message>
    <message>
        <source>debug</source>
        <translation>отладка</translation>
    </message>
    <message>
        <source>leader</source>
        <translation>лидер</translation>
    </message>
    <message>
        <source>standby</source>
        <translation>резерв</translation>
    </message>
    <message>
        <source>ingest only</source>
        <translation>только приём</translation>
    </message>
    <message>
        <source>interactive</source>
        <translation>интерактивные</translation>
    </message>
    <message>
        <source>transactional</source>
        <translation>транзакционные</translation>
    </message>
    <message>
        <source>bulk</source>
        <translation>массовые</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>ожидает</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>отправлено</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>отброшено</translation>
    </message>
    <message>
        <source>active</source>
        <translation>действует</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>срок истёк</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>done</source>
        <translation>готово</translation>
    </message>
    <message>
        <source>dead letter</source>
        <translation>не обработано</translation>
    </message>
    <message>
        <source>granted</source>
        <translation>выдано</translation>
    </message>
    <message>
        <source>fulfilled</source>
        <translation>исполнено</translation>
    </message>
    <message>
        <source>in review</source>
        <translation>на проверке</translation>
    </message>
    <message>
        <source>refunded</source>
        <translation>возвращено</translation>
    </message>
    <message>
        <source>closed, not granted</source>
        <translation>закрыто без выдачи</translation>
    </message>
    <message>
        <source>business</source>
        <translation>бизнес</translation>
    </message>
    <message>
        <source>operations</source>
        <translation>эксплуатация</translation>
    </message>
    <message>
        <source>viewer</source>
        <translation>наблюдатель</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>оператор</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>администратор</translation>
    </message>
    <message>
        <source>handler</source>
        <translation>обработчик</translation>
    </message>
    <message>
        <source>worker</source>
        <translation>воркер</translation>
    </message>
    <message>
        <source>ingest</source>
        <translation>приём</translation>
    </message>
    <message>
        <source>sender</source>
        <translation>отправка</translation>
    </message>
    <message>
        <source>controls</source>
        <translation>управление</translation>
    </message>
    <message>
        <source>trial</source>
        <translation>пробный период</translation>
    </message>
    <message>
        <source>purchase</source>
        <translation>покупка</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>База данных</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>Telegram</source>
        <translation>Telegram</translation>
    </message>
    <message>
        <source>VPN API</source>
        <translation>VPN API</translation>
    </message>
    <message>
        <source>Crypto Pay</source>
        <translation>Crypto Pay</translation>
    </message>
    <message>
        <source>Leader</source>
        <translation>Лидер</translation>
    </message>
    <message>
        <source>Connection pool</source>
        <translation>Пул соединений</translation>
    </message>
    <message>
        <source>Cards through Telegram</source>
        <translation>Карты через Telegram</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>Входящие</translation>
    </message>
    <message>
        <source>Outbox</source>
        <translation>Исходящие</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Воркеры</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 мс</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 с</translation>
    </message>
    <message>
        <source>min</source>
        <translation>мин</translation>
    </message>
    <message>
        <source>s</source>
        <translation>с</translation>
    </message>
    <message>
        <source>h</source>
        <translation>ч</translation>
    </message>
    <message>
        <source>d</source>
        <translation>д</translation>
    </message>
    <message>
        <source>every %1</source>
        <translation>раз в %1</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/с</translation>
    </message>
    <message>
        <source>now</source>
        <translation>сейчас</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>через %1</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1 назад</translation>
    </message>
    <message>
        <source>created</source>
        <translation>создано</translation>
    </message>
    <message>
        <source>awaiting payment</source>
        <translation>ждёт оплаты</translation>
    </message>
    <message>
        <source>subscription</source>
        <translation>подписка</translation>
    </message>
    <message>
        <source>top-up</source>
        <translation>пополнение</translation>
    </message>
    <message>
        <source>gift</source>
        <translation>подарок</translation>
    </message>
    <message>
        <source>gift returned</source>
        <translation>возврат подарка</translation>
    </message>
    <message>
        <source>renewal</source>
        <translation>продление</translation>
    </message>
    <message>
        <source>referral</source>
        <translation>реферал</translation>
    </message>
    <message>
        <source>refund</source>
        <translation>возврат</translation>
    </message>
    <message>
        <source>card</source>
        <translation>карта</translation>
    </message>
    <message>
        <source>balance</source>
        <translation>баланс</translation>
    </message>
    <message>
        <source>Telegram Stars</source>
        <translation>Telegram Stars</translation>
    </message>
    <message>
        <source>invoice</source>
        <translation>счёт</translation>
    </message>
    <message>
        <source>payment</source>
        <translation>платёж</translation>
    </message>
    <message>
        <source>name</source>
        <translation>имя</translation>
    </message>
    <message>
        <source>Backlog</source>
        <translation>Очередь</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Процесс</translation>
    </message>
    <message>
        <source>Connections of PostgreSQL</source>
        <translation>Соединения PostgreSQL</translation>
    </message>
    <message>
        <source>Durability of PostgreSQL</source>
        <translation>Надёжность записи PostgreSQL</translation>
    </message>
    <message>
        <source>Telegram webhook</source>
        <translation>Вебхук Telegram</translation>
    </message>
    <message>
        <source>Bootstrap token</source>
        <translation>Начальный токен</translation>
    </message>
    <message>
        <source>Delivery of alerts</source>
        <translation>Доставка оповещений</translation>
    </message>
    <message>
        <source>start</source>
        <translation>запуск</translation>
    </message>
    <message>
        <source>clean</source>
        <translation>без ошибок</translation>
    </message>
    <message>
        <source>crash</source>
        <translation>падение</translation>
    </message>
    <message>
        <source>update</source>
        <translation>обновление</translation>
    </message>
    <message>
        <source>support</source>
        <translation>поддержка</translation>
    </message>
    <message>
        <source>to the staff</source>
        <translation>в поддержку</translation>
    </message>
    <message>
        <source>answer of the staff</source>
        <translation>ответ поддержки</translation>
    </message>
    <message>
        <source>message</source>
        <translation>сообщение</translation>
    </message>
    <message>
        <source>action</source>
        <translation>действие</translation>
    </message>
    <message>
        <source>key</source>
        <translation>ключ</translation>
    </message>
    <message>
        <source>no key yet</source>
        <translation>ключа ещё нет</translation>
    </message>
    <message>
        <source>the key came</source>
        <translation>ключ выдан</translation>
    </message>
    <message>
        <source>the key came after a wait</source>
        <translation>ключ выдан после ожидания</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>отказано</translation>
    </message>
    <message>
        <source>waits for a lock</source>
        <translation>ждёт блокировки</translation>
    </message>
    <message>
        <source>idle in a transaction</source>
        <translation>простаивает в транзакции</translation>
    </message>
    <message>
        <source>idle in a failed transaction</source>
        <translation>простаивает в сорванной транзакции</translation>
    </message>
    <message>
        <source>between transactions</source>
        <translation>между транзакциями</translation>
    </message>
    <message>
        <source>not shown to us</source>
        <translation>нам не видно</translation>
    </message>
    <message>
        <source>all customers</source>
        <translation>все клиенты</translation>
    </message>
    <message>
        <source>tried, never bought</source>
        <translation>пробовали, но не покупали</translation>
    </message>
    <message>
        <source>never bought</source>
        <translation>никогда не покупали</translation>
    </message>
    <message>
        <source>tariff</source>
        <translation>тариф</translation>
    </message>
    <message>
        <source>language</source>
        <translation>язык</translation>
    </message>
    <message>
        <source>inactive for days:</source>
        <translation>не писали дней:</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>черновик</translation>
    </message>
    <message>
        <source>scheduled</source>
        <translation>назначена</translation>
    </message>
    <message>
        <source>waits for us</source>
        <translation>ждёт нас</translation>
    </message>
    <message>
        <source>waits for the customer</source>
        <translation>ждёт клиента</translation>
    </message>
    <message>
        <source>request closed</source>
        <translation>обращение закрыто</translation>
    </message>
    <message>
        <source>percent off</source>
        <translation>скидка в процентах</translation>
    </message>
    <message>
        <source>roubles off</source>
        <translation>скидка в рублях</translation>
    </message>
    <message>
        <source>days on top</source>
        <translation>дни сверху</translation>
    </message>
    <message>
        <source>not valid yet</source>
        <translation>ещё не действует</translation>
    </message>
    <message>
        <source>used up</source>
        <translation>исчерпан</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>отключён</translation>
    </message>
    <message>
        <source>reserved</source>
        <translation>занято</translation>
    </message>
    <message>
        <source>used</source>
        <translation>использовано</translation>
    </message>
    <message>
        <source>given back</source>
        <translation>возвращено в остаток</translation>
    </message>
    <message>
        <source>way to pay</source>
        <translation>способ оплаты</translation>
    </message>
    <message>
        <source>promo code</source>
        <translation>промокод</translation>
    </message>
    <message>
        <source>how they came</source>
        <translation>откуда пришли</translation>
    </message>
    <message>
        <source>invited by a friend</source>
        <translation>по приглашению</translation>
    </message>
    <message>
        <source>by themselves</source>
        <translation>сами</translation>
    </message>
</context>
<context>
    <name>turnpike::console::AlertsDock</name>
    <message>
        <source>Acknowledged by %1 %2%3</source>
        <translation>В работе у %1, %2%3</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Оповещения</translation>
    </message>
    <message>
        <source>Also those that are &amp;over</source>
        <translation>Показать и пр&amp;ошедшие</translation>
    </message>
    <message>
        <source>&amp;Acknowledge</source>
        <translation>&amp;Принять в работу</translation>
    </message>
    <message>
        <source>&amp;Mute…</source>
        <translation>&amp;Заглушить…</translation>
    </message>
    <message>
        <source>No alerts.</source>
        <translation>Оповещений нет.</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Что делать</translation>
    </message>
    <message>
        <source>Choose an alert to see what to do.</source>
        <translation>Выберите оповещение, чтобы увидеть, что делать.</translation>
    </message>
    <message>
        <source>It does not notify anybody until then; it stays in the list.</source>
        <translation>До тех пор оно никого не беспокоит, но остаётся в списке.</translation>
    </message>
    <message>
        <source>Alerts (%1)</source>
        <translation>Оповещения (%1)</translation>
    </message>
    <message>
        <source>No open alerts.</source>
        <translation>Открытых оповещений нет.</translation>
    </message>
    <message>
        <source>The others see that you are at it, and nobody is told of it again until it is over.</source>
        <translation>Остальные увидят, что вы этим заняты, и о нём больше не напомнят, пока оно не закончится.</translation>
    </message>
    <message>
        <source>&amp;Show who waits for a key</source>
        <translation>&amp;Показать, кто ждёт ключ</translation>
    </message>
    <message>
        <source>&amp;Decide on payments</source>
        <translation>&amp;Решить по платежам</translation>
    </message>
    <message>
        <source>&amp;Show dead letters</source>
        <translation>&amp;Показать необработанные обновления</translation>
    </message>
    <message>
        <source>&amp;Show messages</source>
        <translation>&amp;Показать сообщения</translation>
    </message>
    <message>
        <source>&amp;Show workers</source>
        <translation>&amp;Показать воркеры</translation>
    </message>
    <message>
        <source>&amp;Show the database</source>
        <translation>&amp;Показать базу данных</translation>
    </message>
    <message>
        <source>&amp;Show the overview</source>
        <translation>&amp;Показать обзор</translation>
    </message>
    <message>
        <source>Acknowledged.</source>
        <translation>Принято в работу.</translation>
    </message>
    <message>
        <source>for an hour</source>
        <translation>на час</translation>
    </message>
    <message>
        <source>for 4 hours</source>
        <translation>на 4 часа</translation>
    </message>
    <message>
        <source>for a day</source>
        <translation>на сутки</translation>
    </message>
    <message>
        <source>for a week</source>
        <translation>на неделю</translation>
    </message>
    <message>
        <source>&amp;Mute it</source>
        <translation>&amp;Заглушить</translation>
    </message>
    <message>
        <source>Mute an alert</source>
        <translation>Заглушить оповещение</translation>
    </message>
    <message>
        <source>%1

Nobody is notified of it until then; it stays in the list.</source>
        <translation>%1

До тех пор оно никого не беспокоит, но остаётся в списке.</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Заглушить</translation>
    </message>
    <message>
        <source>Muted.</source>
        <translation>Заглушено.</translation>
    </message>
    <message>
        <source>&amp;What changed before?</source>
        <translation>&amp;Что менялось до этого?</translation>
    </message>
    <message>
        <source>Deploys, flags, breakers and what operators did, of the 15 minutes before it began</source>
        <translation>Запуски, флаги, остановки вызовов и действия операторов за 15 минут до начала</translation>
    </message>
</context>
<context>
    <name>turnpike::console::AuditDetail</name>
    <message>
        <source>The row in full</source>
        <translation>Запись целиком</translation>
    </message>
    <message>
        <source>Choose a row to see it in full.</source>
        <translation>Выберите запись, чтобы увидеть её целиком.</translation>
    </message>
    <message>
        <source>%1, as %2</source>
        <translation>%1, роль: %2</translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <translation>%1, с адреса %2</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Кто</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Результат</translation>
    </message>
    <message>
        <source>As it was before</source>
        <translation>Как было раньше</translation>
    </message>
    <message>
        <source>What it changed</source>
        <translation>Что изменилось</translation>
    </message>
    <message>
        <source>Change id</source>
        <translation>ID изменения</translation>
    </message>
</context>
<context>
    <name>turnpike::console::AuditFilterBar</name>
    <message>
        <source>Who</source>
        <translation>Кто</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>Кто угодно</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Объект</translation>
    </message>
    <message>
        <source>Any subject</source>
        <translation>Любой объект</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Search anywhere</source>
        <translation>Поиск везде</translation>
    </message>
    <message>
        <source>The whole name of an operator</source>
        <translation>Имя оператора целиком</translation>
    </message>
    <message>
        <source>The subject, or how it begins: flag:, user:42, worker:</source>
        <translation>Объект или его начало: flag:, user:42, worker:</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Действие</translation>
    </message>
    <message>
        <source>Any action</source>
        <translation>Любое действие</translation>
    </message>
    <message>
        <source>The action, or how its name begins: customers.</source>
        <translation>Действие или начало его имени: customers.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::AuditPage</name>
    <message>
        <source>Audit</source>
        <translation>Аудит</translation>
    </message>
    <message>
        <source>&amp;Older rows</source>
        <translation>Более &amp;ранние</translation>
    </message>
    <message>
        <source>Nothing that matches is in the audit.</source>
        <translation>Ничего подходящего в аудите нет.</translation>
    </message>
    <message>
        <source>Reads the next rows; scrolling to the end does so, too</source>
        <translation>Читает следующие записи; прокрутка до конца делает то же</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n запись</numerusform>
            <numerusform>%n записи</numerusform>
            <numerusform>%n записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s); narrow the filter to see older ones, or export them</source>
        <translation>
            <numerusform>%n запись; чтобы увидеть более ранние, сузьте фильтр или выгрузите их</numerusform>
            <numerusform>%n записи; чтобы увидеть более ранние, сузьте фильтр или выгрузите их</numerusform>
            <numerusform>%n записей; чтобы увидеть более ранние, сузьте фильтр или выгрузите их</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s), and older ones</source>
        <translation>
            <numerusform>%n запись и более ранние</numerusform>
            <numerusform>%n записи и более ранние</numerusform>
            <numerusform>%n записей и более ранние</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop the e&amp;xport</source>
        <translation>Прервать вы&amp;грузку</translation>
    </message>
    <message>
        <source>E&amp;xport CSV…</source>
        <translation>Вы&amp;грузить CSV…</translation>
    </message>
    <message>
        <source>Nothing is written then</source>
        <translation>Тогда ничего не будет записано</translation>
    </message>
    <message>
        <source>Writes all rows that the filter takes, %1 at most</source>
        <translation>Пишет в файл все записи, которые пропускает фильтр, не больше %1</translation>
    </message>
    <message>
        <source>Filtered: %1</source>
        <translation>Отфильтровано: %1</translation>
    </message>
</context>
<context>
    <name>turnpike::console::BalanceForm</name>
    <message>
        <source>&amp;Change, negative takes away:</source>
        <translation>&amp;Изменение, с минусом — списание:</translation>
    </message>
    <message>
        <source>The balance never goes below 0.</source>
        <translation>Баланс не бывает меньше 0.</translation>
    </message>
    <message>
        <source>%1 afterwards</source>
        <translation>после этого: %1</translation>
    </message>
</context>
<context>
    <name>turnpike::console::BroadcastForm</name>
    <message>
        <source>for you: customers do not see it</source>
        <translation>для вас: клиенты его не видят</translation>
    </message>
    <message>
        <source>one a line: name | https://… or a tariff</source>
        <translation>по одной в строке: название | https://… или тариф</translation>
    </message>
    <message>
        <source>file_id of Telegram, if there is to be one</source>
        <translation>file_id в Telegram, если она нужна</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>T&amp;itle:</source>
        <translation>&amp;Название:</translation>
    </message>
    <message>
        <source>F&amp;or:</source>
        <translation>&amp;Для кого:</translation>
    </message>
    <message>
        <source>&amp;Which:</source>
        <translation>&amp;Какой:</translation>
    </message>
    <message>
        <source>&amp;Text:</source>
        <translation>&amp;Текст:</translation>
    </message>
    <message>
        <source>&amp;Buttons:</source>
        <translation>К&amp;нопки:</translation>
    </message>
    <message>
        <source>&amp;Picture:</source>
        <translation>Кар&amp;тинка:</translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) now</source>
        <translation>
            <numerusform>%n клиент сейчас</numerusform>
            <numerusform>%n клиента сейчас</numerusform>
            <numerusform>%n клиентов сейчас</numerusform>
        </translation>
    </message>
    <message>
        <source>With Telegram&apos;s HTML tags for bold, italics and links. Whoever speaks none of the languages that are written in reads the first of them.</source>
        <translation>С HTML-тегами Telegram для жирного, курсива и ссылок. Кто не говорит ни на одном из языков, на которых написано, читает первый из них.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::BroadcastsPage</name>
    <message>
        <source>&amp;To:</source>
        <translation>К&amp;ому:</translation>
    </message>
    <message>
        <source>&amp;Later:</source>
        <translation>&amp;Позже:</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>Рассылки</translation>
    </message>
    <message>
        <source>&amp;Write…</source>
        <translation>&amp;Написать…</translation>
    </message>
    <message>
        <source>Pre&amp;view…</source>
        <translation>&amp;Предпросмотр…</translation>
    </message>
    <message>
        <source>&amp;Start…</source>
        <translation>Н&amp;ачать…</translation>
    </message>
    <message>
        <source>&amp;Pause…</source>
        <translation>Пау&amp;за…</translation>
    </message>
    <message>
        <source>&amp;Resume…</source>
        <translation>П&amp;родолжить…</translation>
    </message>
    <message>
        <source>St&amp;op…</source>
        <translation>&amp;Остановить…</translation>
    </message>
    <message>
        <source>Nothing was said to many customers at once yet.</source>
        <translation>Рассылок ещё не было.</translation>
    </message>
    <message>
        <source>They are sent after everything else, so that no customer waits for an answer because of them.</source>
        <translation>Они уходят после всего остального, поэтому из-за них никто из клиентов не ждёт ответа.</translation>
    </message>
    <message>
        <source>Sends it to one of you, in each of its languages</source>
        <translation>Отправляет её одному из вас, на каждом её языке</translation>
    </message>
    <message>
        <source>What is not sent yet is not sent any more</source>
        <translation>Что ещё не отправлено, уже не уйдёт</translation>
    </message>
    <message>
        <source>Pause the broadcast</source>
        <translation>Поставить рассылку на паузу</translation>
    </message>
    <message>
        <source>Nobody else is told until it is resumed. Then it goes on where it was.</source>
        <translation>Пока её не продолжат, никто больше её не получит. Потом она пойдёт с того же места.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Resume the broadcast</source>
        <translation>Продолжить рассылку</translation>
    </message>
    <message>
        <source>It goes on where it was; nobody is told twice.</source>
        <translation>Она пойдёт с того же места; дважды её никто не получит.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Stop the broadcast</source>
        <translation>Остановить рассылку</translation>
    </message>
    <message>
        <source>Whoever was not told yet is not told any more. It cannot be resumed.</source>
        <translation>Кто её ещё не получил, уже не получит. Продолжить её нельзя.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>Write a broadcast</source>
        <translation>Написать рассылку</translation>
    </message>
    <message>
        <source>It is kept as a draft. Send it to yourself first, then start it.</source>
        <translation>Она сохранится как черновик. Сначала отправьте её себе, потом начните.</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>The draft is there.</source>
        <translation>Черновик сохранён.</translation>
    </message>
    <message>
        <source>Preview the broadcast</source>
        <translation>Предпросмотр рассылки</translation>
    </message>
    <message>
        <source>It is sent to this administrator of the shop, in each of its languages, and to nobody else.</source>
        <translation>Её получит этот администратор магазина, на каждом её языке, и никто больше.</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>The preview is on its way.</source>
        <translation>Предпросмотр отправлен.</translation>
    </message>
    <message>
        <source>Start the broadcast</source>
        <translation>Начать рассылку</translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) are told, as they are counted now.</source>
        <translation>
            <numerusform>Её получит %n клиент — столько их сейчас.</numerusform>
            <numerusform>Её получат %n клиента — столько их сейчас.</numerusform>
            <numerusform>Её получат %n клиентов — столько их сейчас.</numerusform>
        </translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Начать</translation>
    </message>
</context>
<context>
    <name>turnpike::console::ChangeDesk</name>
    <message>
        <source>Your role may not do this.</source>
        <translation>Вашей роли это не разрешено.</translation>
    </message>
    <message>
        <source>There is no connection: nothing can be changed.</source>
        <translation>Соединения нет: изменить ничего нельзя.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::ChangeDialog</name>
    <message>
        <source>&amp;Reason (kept in the audit):</source>
        <translation>&amp;Причина (останется в аудите):</translation>
    </message>
    <message>
        <source>why, for whoever reads it later</source>
        <translation>зачем — для тех, кто прочтёт потом</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>%1: done.</source>
        <translation>%1: готово.</translation>
    </message>
    <message>
        <source>Give a reason first, of three letters at least.</source>
        <translation>Сначала укажите причину, не короче трёх букв.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::CustomerCardView</name>
    <message>
        <source>, no key yet</source>
        <translation>, ключа ещё нет</translation>
    </message>
    <message>
        <source>, tried again %1</source>
        <translation>, новая попытка %1</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>Доступ</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>До</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Ключ</translation>
    </message>
    <message>
        <source>VPN API knows</source>
        <translation>По данным VPN API</translation>
    </message>
    <message>
        <source>Renewal</source>
        <translation>Продление</translation>
    </message>
    <message>
        <source>by itself, from the balance</source>
        <translation>автоматически, с баланса</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>вручную</translation>
    </message>
    <message>
        <source>%1, as its ledger says</source>
        <translation>%1, сходится с журналом</translation>
    </message>
    <message>
        <source>%1, BUT ITS LEDGER SAYS %2</source>
        <translation>%1, А ПО ЖУРНАЛУ %2</translation>
    </message>
    <message>
        <source>blocked by us</source>
        <translation>заблокирован нами</translation>
    </message>
    <message>
        <source>has blocked the bot</source>
        <translation>заблокировал бота</translation>
    </message>
    <message>
        <source>in order</source>
        <translation>в порядке</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Баланс</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>Пробный период</translation>
    </message>
    <message>
        <source>used %1</source>
        <translation>использован %1</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>не использован</translation>
    </message>
    <message>
        <source>Customer since</source>
        <translation>Клиент с</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Последняя активность</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Клиент</translation>
    </message>
    <message>
        <source>&amp;Actions</source>
        <translation>&amp;Действия</translation>
    </message>
    <message>
        <source>What the customer has</source>
        <translation>Что есть у клиента</translation>
    </message>
    <message>
        <source>Purchases</source>
        <translation>Покупки</translation>
    </message>
    <message>
        <source>Nothing was bought.</source>
        <translation>Покупок нет.</translation>
    </message>
    <message>
        <source>Payments</source>
        <translation>Платежи</translation>
    </message>
    <message>
        <source>Nothing was paid.</source>
        <translation>Платежей нет.</translation>
    </message>
    <message>
        <source>The balance never moved.</source>
        <translation>Движений по балансу не было.</translation>
    </message>
    <message>
        <source>Last updates</source>
        <translation>Последние обновления</translation>
    </message>
    <message>
        <source>Nothing was heard lately.</source>
        <translation>В последнее время ничего не приходило.</translation>
    </message>
    <message>
        <source>Last messages</source>
        <translation>Последние сообщения</translation>
    </message>
    <message>
        <source>Nothing was said lately.</source>
        <translation>В последнее время ничего не отправлялось.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Чтение…</translation>
    </message>
    <message>
        <source>&amp;Grant access…</source>
        <translation>&amp;Выдать доступ…</translation>
    </message>
    <message>
        <source>&amp;Extend…</source>
        <translation>&amp;Продлить…</translation>
    </message>
    <message>
        <source>&amp;Retry activation…</source>
        <translation>Повторить &amp;активацию…</translation>
    </message>
    <message>
        <source>Retry the activation</source>
        <translation>Повторить активацию</translation>
    </message>
    <message>
        <source>The VPN API is asked for the key at once, with all attempts before it.</source>
        <translation>Ключ будет запрошен у VPN API сразу, со всеми попытками заново.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Re&amp;issue the key…</source>
        <translation>Перевыпустить &amp;ключ…</translation>
    </message>
    <message>
        <source>Reissue the key</source>
        <translation>Перевыпустить ключ</translation>
    </message>
    <message>
        <source>The old key stops working, and the customer gets a new one by a message.</source>
        <translation>Старый ключ перестанет работать, новый придёт клиенту в сообщении.</translation>
    </message>
    <message>
        <source>Reissue</source>
        <translation>Перевыпустить</translation>
    </message>
    <message>
        <source>Re&amp;voke access…</source>
        <translation>&amp;Отозвать доступ…</translation>
    </message>
    <message>
        <source>Revoke the access</source>
        <translation>Отозвать доступ</translation>
    </message>
    <message>
        <source>Access ends now instead of %1, and the key is taken away. What was paid stays paid.</source>
        <translation>Доступ закончится сейчас, а не %1, и ключ будет отобран. Деньги не возвращаются.</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Отозвать</translation>
    </message>
    <message>
        <source>&amp;Block or unblock…</source>
        <translation>За&amp;блокировать или разблокировать…</translation>
    </message>
    <message>
        <source>Adjust the b&amp;alance…</source>
        <translation>Изменить бала&amp;нс…</translation>
    </message>
    <message>
        <source>Give the chosen &amp;payment back…</source>
        <translation>Вернуть выбранный пла&amp;тёж…</translation>
    </message>
    <message>
        <source>All their &amp;messages</source>
        <translation>Все &amp;сообщения клиента</translation>
    </message>
    <message>
        <source>Grant access</source>
        <translation>Выдать доступ</translation>
    </message>
    <message>
        <source>Days are added to what is left (until %1). The customer is told, and pays nothing.</source>
        <translation>Дни прибавятся к тому, что осталось (до %1). Клиент узнает об этом и ничего не платит.</translation>
    </message>
    <message>
        <source>Access begins now. The customer is told, gets a key, and pays nothing.</source>
        <translation>Доступ начнётся сейчас. Клиент узнает об этом, получит ключ и ничего не платит.</translation>
    </message>
    <message>
        <source>Grant</source>
        <translation>Выдать</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>до %1</translation>
    </message>
    <message>
        <source>Extend the access</source>
        <translation>Продлить доступ</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>Продлить</translation>
    </message>
    <message>
        <source>Block the customer</source>
        <translation>Заблокировать клиента</translation>
    </message>
    <message>
        <source>Unblock the customer</source>
        <translation>Разблокировать клиента</translation>
    </message>
    <message>
        <source>The bot answers them no longer. Access that was paid for goes on.</source>
        <translation>Бот больше не будет ему отвечать. Оплаченный доступ продолжит действовать.</translation>
    </message>
    <message>
        <source>The bot answers them again.</source>
        <translation>Бот снова будет ему отвечать.</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Заблокировать</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>Разблокировать</translation>
    </message>
    <message>
        <source>Adjust the balance</source>
        <translation>Изменить баланс</translation>
    </message>
    <message>
        <source>A movement is added to the ledger of the balance (%1 now).</source>
        <translation>В журнал баланса добавится операция (сейчас на балансе %1).</translation>
    </message>
    <message>
        <source>Adjust</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Search in these lists</source>
        <translation>Поиск в этих списках</translation>
    </message>
    <message>
        <source>In these lists</source>
        <translation>В этих списках</translation>
    </message>
</context>
<context>
    <name>turnpike::console::CustomersPage</name>
    <message>
        <source>Customers</source>
        <translation>Клиенты</translation>
    </message>
    <message>
        <source>Telegram id, @name, purchase, invoice, payment or uuid, then Enter</source>
        <translation>ID в Telegram, @имя, покупка, счёт, платёж или uuid и Enter</translation>
    </message>
    <message>
        <source>Search customers</source>
        <translation>Поиск клиентов</translation>
    </message>
    <message>
        <source>Customers that were found</source>
        <translation>Найденные клиенты</translation>
    </message>
    <message>
        <source>Search for a customer.</source>
        <translation>Найдите клиента.</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Поиск</translation>
    </message>
    <message>
        <source>Payments in review</source>
        <translation>Платежи на проверке</translation>
    </message>
    <message>
        <source>Nobody is found by “%1”.</source>
        <translation>По запросу «%1» никто не найден.</translation>
    </message>
    <message>
        <source>The first %1; a longer text finds fewer.</source>
        <translation>Первые %1; запрос подлиннее найдёт меньше.</translation>
    </message>
    <message>
        <source>Payments in review (%1)</source>
        <translation>Платежи на проверке (%1)</translation>
    </message>
    <message>
        <source>Refunds to approve</source>
        <translation>Возвраты на одобрение</translation>
    </message>
</context>
<context>
    <name>turnpike::console::DatabasePage</name>
    <message>
        <source>Database</source>
        <translation>База данных</translation>
    </message>
</context>
<context>
    <name>turnpike::console::DaysForm</name>
    <message>
        <source>&amp;Days:</source>
        <translation>&amp;Дней:</translation>
    </message>
</context>
<context>
    <name>turnpike::console::DumpDialog</name>
    <message>
        <source>Dump of %1</source>
        <translation>Дамп %1</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
</context>
<context>
    <name>turnpike::console::EnvironmentBand</name>
    <message>
        <source>PRODUCTION</source>
        <translation>БОЕВОЙ</translation>
    </message>
    <message>
        <source>STAGING</source>
        <translation>ТЕСТОВЫЙ</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Повторить сейчас</translation>
    </message>
    <message>
        <source>, shown as of %1</source>
        <translation>, данные на %1</translation>
    </message>
    <message>
        <source>Connecting…%1</source>
        <translation>Подключение…%1</translation>
    </message>
    <message>
        <source>● Live</source>
        <translation>● На связи</translation>
    </message>
    <message>
        <source>Nothing heard since %1</source>
        <translation>Нет данных с %1</translation>
    </message>
    <message>
        <source>Reconnecting in %1 s%2</source>
        <translation>Переподключение через %1 с%2</translation>
    </message>
    <message>
        <source>Not authorised%1</source>
        <translation>Нет доступа%1</translation>
    </message>
    <message>
        <source>Another version%1</source>
        <translation>Другая версия%1</translation>
    </message>
    <message>
        <source>Not encrypted: not connected</source>
        <translation>Без шифрования: не подключено</translation>
    </message>
    <message>
        <source>Nothing known yet</source>
        <translation>Пока ничего не известно</translation>
    </message>
    <message>
        <source>Last known: %1</source>
        <translation>Последнее известное состояние: %1</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>с %1</translation>
    </message>
</context>
<context>
    <name>turnpike::console::FlagsPage</name>
    <message>
        <source>Feature flags</source>
        <translation>Флаги функций</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Вернуть как было…</translation>
    </message>
    <message>
        <source>Search flags</source>
        <translation>Поиск флагов</translation>
    </message>
    <message>
        <source>History of the flag</source>
        <translation>История флага</translation>
    </message>
    <message>
        <source>It was never changed.</source>
        <translation>Его никогда не меняли.</translation>
    </message>
    <message>
        <source>Gives it the value it had before its last change</source>
        <translation>Возвращает значение, которое было до последнего изменения</translation>
    </message>
    <message>
        <source>Flag %1</source>
        <translation>Флаг %1</translation>
    </message>
    <message>
        <source>Choose a flag to see its history.</source>
        <translation>Выберите флаг, чтобы увидеть его историю.</translation>
    </message>
    <message>
        <source>Switch off…</source>
        <translation>Выключить…</translation>
    </message>
    <message>
        <source>Switch on…</source>
        <translation>Включить…</translation>
    </message>
    <message>
        <source>Switch %1 on</source>
        <translation>Включить %1</translation>
    </message>
    <message>
        <source>Switch %1 off</source>
        <translation>Выключить %1</translation>
    </message>
    <message>
        <source>%1

It takes effect on every instance within a second.</source>
        <translation>%1

Подействует на каждом экземпляре в течение секунды.</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>Включить</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>Выключить</translation>
    </message>
    <message>
        <source>%1 is on.</source>
        <translation>Флаг %1 включён.</translation>
    </message>
    <message>
        <source>%1 is off.</source>
        <translation>Флаг %1 выключен.</translation>
    </message>
    <message>
        <source>Roll back %1</source>
        <translation>Вернуть %1 как было</translation>
    </message>
    <message>
        <source>It gets the value it had before its last change (%1, %2: %3), on every instance within a second.</source>
        <translation>Флаг получит значение, которое было до последнего изменения (%1, %2: %3), на каждом экземпляре в течение секунды.</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>%1 is as it was before.</source>
        <translation>Флаг %1 снова как прежде.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::GrantForm</name>
    <message>
        <source>&amp;Tariff:</source>
        <translation>Та&amp;риф:</translation>
    </message>
    <message>
        <source>&amp;Days:</source>
        <translation>&amp;Дней:</translation>
    </message>
</context>
<context>
    <name>turnpike::console::InstancesPanel</name>
    <message>
        <source>Show the dump…</source>
        <translation>Показать дамп…</translation>
    </message>
    <message>
        <source>Instances</source>
        <translation>Экземпляры</translation>
    </message>
    <message>
        <source>No instance is known yet.</source>
        <translation>Экземпляры пока неизвестны.</translation>
    </message>
    <message>
        <source>What the process left when it ended: what each thread did</source>
        <translation>Что оставил процесс, завершаясь: чем был занят каждый поток</translation>
    </message>
    <message>
        <source>Its log</source>
        <translation>Его журнал</translation>
    </message>
    <message>
        <source>What the process logged last, as far as the connected one still has it</source>
        <translation>Последнее, что записал в журнал этот процесс, если оно сохранилось у подключённого</translation>
    </message>
</context>
<context>
    <name>turnpike::console::IterationHistory</name>
    <message>
        <source>%1, iteration %2 on %3</source>
        <translation>%1, прогон %2 на %3</translation>
    </message>
    <message>
        <source>Started %1, by %2</source>
        <translation>Начат %1, повод: %2</translation>
    </message>
    <message>
        <source>Correlation id %1</source>
        <translation>ID корреляции %1</translation>
    </message>
    <message>
        <source>Ended %1: %2</source>
        <translation>Закончен %1: %2</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>Прогоны</translation>
    </message>
    <message>
        <source>Of a&amp;ll workers</source>
        <translation>Вс&amp;ех воркеров</translation>
    </message>
    <message>
        <source>&amp;Its log lines</source>
        <translation>Строки &amp;журнала</translation>
    </message>
    <message>
        <source>every outcome</source>
        <translation>любой итог</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>No iteration of this kind is known.</source>
        <translation>Таких прогонов нет.</translation>
    </message>
    <message>
        <source>The iteration in full</source>
        <translation>Прогон целиком</translation>
    </message>
    <message>
        <source>Choose an iteration to see it in full.</source>
        <translation>Выберите прогон, чтобы увидеть его целиком.</translation>
    </message>
    <message>
        <source>Shows the log by its correlation id</source>
        <translation>Показывает журнал по его ID корреляции</translation>
    </message>
    <message>
        <source>Durations</source>
        <translation>Длительность</translation>
    </message>
    <message>
        <source>took</source>
        <translation>заняло</translation>
    </message>
    <message>
        <source>No iteration has ended.</source>
        <translation>Ни один прогон ещё не закончился.</translation>
    </message>
    <message>
        <source>timeout</source>
        <translation>тайм-аут</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Error or correlation id</source>
        <translation>Ошибка или ID корреляции</translation>
    </message>
    <message>
        <source>By &amp;cause</source>
        <translation>По при&amp;чинам</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Воркер</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Those that did not end well and match the filter; again: every iteration</source>
        <translation>Те, что закончились плохо и подходят под фильтр; ещё раз: все прогоны</translation>
    </message>
</context>
<context>
    <name>turnpike::console::JumpDialog</name>
    <message>
        <source>Jump to</source>
        <translation>Перейти к</translation>
    </message>
    <message>
        <source>A page, worker, flag, customer or correlation id</source>
        <translation>Страница, воркер, флаг, клиент или ID корреляции</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>Куда</translation>
    </message>
    <message>
        <source>Search customers for “%1”</source>
        <translation>Искать «%1» среди клиентов</translation>
    </message>
    <message>
        <source>Logs with correlation id “%1”</source>
        <translation>Журнал с ID корреляции «%1»</translation>
    </message>
</context>
<context>
    <name>turnpike::console::LogCauses</name>
    <message>
        <source>Warnings and errors by component and text</source>
        <translation>Предупреждения и ошибки по компонентам и текстам</translation>
    </message>
    <message>
        <source>No warning or error that matches is kept.</source>
        <translation>Подходящих предупреждений и ошибок среди сохранённых нет.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::LogFilterBar</name>
    <message>
        <source>Level</source>
        <translation>Уровень</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Всё</translation>
    </message>
    <message>
        <source>Info and above</source>
        <translation>Инфо и выше</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Предупреждения и ошибки</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Debug lines are written only by components whose level says so.</source>
        <translation>Отладочные строки пишут только компоненты, уровень которых это разрешает.</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>Компонент</translation>
    </message>
    <message>
        <source>Any component</source>
        <translation>Компонент</translation>
    </message>
    <message>
        <source>A component, or how its name begins</source>
        <translation>Компонент или начало его имени</translation>
    </message>
    <message>
        <source>Correlation id</source>
        <translation>ID корреляции</translation>
    </message>
    <message>
        <source>Any correlation id</source>
        <translation>ID корреляции</translation>
    </message>
    <message>
        <source>The id that all lines of one update, iteration or request carry</source>
        <translation>ID, общий для всех строк одного обновления, прогона или запроса</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Search in messages and details</source>
        <translation>Сообщение, подробности</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Причина</translation>
    </message>
</context>
<context>
    <name>turnpike::console::LogView</name>
    <message>
        <source>&amp;Follow</source>
        <translation>&amp;Следить</translation>
    </message>
    <message>
        <source>&amp;Older lines</source>
        <translation>Более &amp;ранние</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>Goes to the newest line and stays with it (End)</source>
        <translation>Переходит к самой новой строке и остаётся с ней (End)</translation>
    </message>
    <message>
        <source>Reads what the server still has from before; it keeps the last lines only</source>
        <translation>Читает более ранние строки с сервера; он хранит только последние</translation>
    </message>
    <message>
        <source>Follow the newest</source>
        <translation>Следить за новыми</translation>
    </message>
    <message>
        <source>Nothing was logged yet.</source>
        <translation>Записей пока нет.</translation>
    </message>
    <message>
        <source>No line that is here or that the server still has matches.</source>
        <translation>Ни одна строка здесь и на сервере не подходит.</translation>
    </message>
    <message>
        <source>Following</source>
        <translation>Слежение за новыми</translation>
    </message>
    <message>
        <source>Paused; End follows again</source>
        <translation>Пауза; End — следить дальше</translation>
    </message>
    <message numerus="yes">
        <source>Paused, %n new line(s); End follows again</source>
        <translation>
            <numerusform>Пауза, %n новая строка; End — следить дальше</numerusform>
            <numerusform>Пауза, %n новые строки; End — следить дальше</numerusform>
            <numerusform>Пауза, %n новых строк; End — следить дальше</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln строка</numerusform>
            <numerusform>%Ln строки</numerusform>
            <numerusform>%Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln line(s)</source>
        <translation>
            <numerusform>%1 из %Ln строки</numerusform>
            <numerusform>%1 из %Ln строк</numerusform>
            <numerusform>%1 из %Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>чтение…</translation>
    </message>
    <message>
        <source>&amp;Read them</source>
        <translation>&amp;Прочитать</translation>
    </message>
    <message>
        <source>The server still has the last lines</source>
        <translation>Последние строки на сервере ещё есть</translation>
    </message>
    <message>
        <source>%1 left out, too many at once</source>
        <translation>пропущено: %1, слишком много сразу</translation>
    </message>
</context>
<context>
    <name>turnpike::console::LogsDock</name>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
</context>
<context>
    <name>turnpike::console::LogsPage</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 is all of them</source>
        <translation>%1 — это все</translation>
    </message>
    <message>
        <source>&amp;Instance</source>
        <translation>&amp;Экземпляр</translation>
    </message>
    <message>
        <source>&amp;Component</source>
        <translation>&amp;Компонент</translation>
    </message>
    <message>
        <source>Logs from this &amp;level on</source>
        <translation>Писать с этого &amp;уровня</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>Only this &amp;id</source>
        <translation>&amp;Только этот ID</translation>
    </message>
    <message>
        <source>&amp;Copy line</source>
        <translation>Коп&amp;ировать строку</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>Со&amp;хранить…</translation>
    </message>
    <message>
        <source>&amp;Level…</source>
        <translation>&amp;Уровень…</translation>
    </message>
    <message>
        <source>The line in full</source>
        <translation>Строка целиком</translation>
    </message>
    <message>
        <source>Choose a line to see it in full.</source>
        <translation>Выберите строку, чтобы увидеть её целиком.</translation>
    </message>
    <message>
        <source>Shows only the lines with the correlation id of this one</source>
        <translation>Показывает только строки с тем же ID корреляции</translation>
    </message>
    <message>
        <source>Saves the lines that are shown</source>
        <translation>Сохраняет показанные строки</translation>
    </message>
    <message>
        <source>Changes what is logged of a component, until the instance is restarted</source>
        <translation>Меняет, что пишет компонент, до перезапуска экземпляра</translation>
    </message>
    <message>
        <source>The level was not changed: %1.</source>
        <translation>Уровень не изменён: %1.</translation>
    </message>
    <message>
        <source>Only this correlation id</source>
        <translation>Только этот ID корреляции</translation>
    </message>
    <message>
        <source>Only this component</source>
        <translation>Только этот компонент</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Все строки</translation>
    </message>
    <message>
        <source>Save the lines that are shown</source>
        <translation>Сохранить показанные строки</translation>
    </message>
    <message>
        <source>Text (*.log)</source>
        <translation>Текст (*.log)</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>Строки JSON (*.jsonl)</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) saved in %1.</source>
        <translation>
            <numerusform>%n строка сохранена в %1.</numerusform>
            <numerusform>%n строки сохранено в %1.</numerusform>
            <numerusform>%n строк сохранено в %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was not written: %2.</source>
        <translation>%1 не записан: %2.</translation>
    </message>
    <message>
        <source>Change what is logged</source>
        <translation>Изменить, что пишется в журнал</translation>
    </message>
    <message>
        <source>The instance logs of this component from the level on, at once, until it is restarted. Debug lines are many: set it back when you have seen enough.</source>
        <translation>Экземпляр сразу начнёт писать об этом компоненте с указанного уровня и будет до перезапуска. Отладочных строк много: верните уровень, когда увидите достаточно.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>The level is on its way to the instance.</source>
        <translation>Уровень передаётся экземпляру.</translation>
    </message>
    <message>
        <source>Whose log</source>
        <translation>Чей журнал</translation>
    </message>
    <message>
        <source>The connected process</source>
        <translation>Подключённый процесс</translation>
    </message>
    <message>
        <source>%1, until %2</source>
        <translation>%1, до %2</translation>
    </message>
    <message>
        <source>By ca&amp;use</source>
        <translation>По при&amp;чинам</translation>
    </message>
    <message>
        <source>Warnings and errors by component and text; again: every line</source>
        <translation>Предупреждения и ошибки по компонентам и текстам; ещё раз: все строки</translation>
    </message>
</context>
<context>
    <name>turnpike::console::MainWindow</name>
    <message>
        <source>Pages</source>
        <translation>Страницы</translation>
    </message>
    <message>
        <source>Ctrl+%1</source>
        <translation>Ctrl+%1</translation>
    </message>
    <message>
        <source>Shows the alerts (Ctrl+L)</source>
        <translation>Показывает оповещения (Ctrl+L)</translation>
    </message>
    <message>
        <source>No open alerts</source>
        <translation>Открытых оповещений нет</translation>
    </message>
    <message numerus="yes">
        <source>%n open alert(s)</source>
        <translation>
            <numerusform>%n открытое оповещение</numerusform>
            <numerusform>%n открытых оповещения</numerusform>
            <numerusform>%n открытых оповещений</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Console</source>
        <translation>&amp;Консоль</translation>
    </message>
    <message>
        <source>&amp;Servers…</source>
        <translation>&amp;Серверы…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>В&amp;ыход</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Вид</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>&amp;Обновить</translation>
    </message>
    <message>
        <source>&amp;Search on this page</source>
        <translation>&amp;Поиск на этой странице</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>Оформ&amp;ление</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Язык</translation>
    </message>
    <message>
        <source>Reset &amp;layout</source>
        <translation>Сбросить &amp;расположение</translation>
    </message>
    <message>
        <source>As the &amp;desktop</source>
        <translation>Как в &amp;системе</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>С&amp;ветлое</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Тёмное</translation>
    </message>
    <message>
        <source>The language changes with the next start of the console.</source>
        <translation>Язык сменится при следующем запуске консоли.</translation>
    </message>
    <message>
        <source>There is no page %1.</source>
        <translation>Страницы %1 нет.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>server %1</source>
        <translation>сервер %1</translation>
    </message>
    <message>
        <source>instance %1</source>
        <translation>экземпляр %1</translation>
    </message>
    <message>
        <source>this clock is off by %1</source>
        <translation>часы этой машины расходятся с сервером на %1</translation>
    </message>
    <message>
        <source>The layout is as it was at first; columns are so after the next start.</source>
        <translation>Расположение снова как вначале; столбцы — после следующего запуска.</translation>
    </message>
    <message>
        <source>Alerts: %1</source>
        <translation>Оповещения: %1</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Справка</translation>
    </message>
    <message>
        <source>&amp;Shortcuts…</source>
        <translation>&amp;Сочетания клавиш…</translation>
    </message>
    <message>
        <source>View %1</source>
        <translation>Вид «%1»</translation>
    </message>
    <message>
        <source>Enter another &amp;token…</source>
        <translation>Ввести другой &amp;токен…</translation>
    </message>
</context>
<context>
    <name>turnpike::console::MessageBar</name>
    <message>
        <source>Close the message</source>
        <translation>Закрыть сообщение</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
</context>
<context>
    <name>turnpike::console::MessagesPage</name>
    <message>
        <source>What it says, in full</source>
        <translation>Весь его текст</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Сообщения</translation>
    </message>
    <message>
        <source>Send &amp;again…</source>
        <translation>Отправить &amp;ещё раз…</translation>
    </message>
    <message>
        <source>&amp;Drop…</source>
        <translation>От&amp;бросить…</translation>
    </message>
    <message>
        <source>&amp;Hold all…</source>
        <translation>Ост&amp;ановить отправку…</translation>
    </message>
    <message>
        <source>Re&amp;lease…</source>
        <translation>Возоб&amp;новить отправку…</translation>
    </message>
    <message>
        <source>Messages by state and class</source>
        <translation>Сообщения по состоянию и классу</translation>
    </message>
    <message>
        <source>every state</source>
        <translation>любое состояние</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>every class</source>
        <translation>любой класс</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Класс</translation>
    </message>
    <message>
        <source>Chat id</source>
        <translation>ID чата</translation>
    </message>
    <message>
        <source>No message of this kind.</source>
        <translation>Таких сообщений нет.</translation>
    </message>
    <message>
        <source>Nothing is sent to anybody until it is released</source>
        <translation>Никому ничего не уходит, пока отправку не возобновят</translation>
    </message>
    <message>
        <source>Telegram does not know the bot&apos;s token: nothing can be sent.</source>
        <translation>Telegram не знает токена бота: отправить ничего нельзя.</translation>
    </message>
    <message>
        <source>Held back by an operator: nothing is sent until it is released.</source>
        <translation>Остановлено оператором: ничего не уходит, пока отправку не возобновят.</translation>
    </message>
    <message>
        <source>Waiting: %1, the oldest overdue for %2; going out: %3, on their way: %4, unsent: %5. Since its start: sent %6, answers “too many” (429): %7.</source>
        <translation>Ждут: %1, просрочка старейшего: %2; уходит: %3, в пути: %4, не отправлено: %5. С запуска: отправлено %6, ответов «слишком часто» (429): %7.</translation>
    </message>
    <message numerus="yes">
        <source>Send %n message(s) again</source>
        <translation>
            <numerusform>Отправить ещё раз %n сообщение</numerusform>
            <numerusform>Отправить ещё раз %n сообщения</numerusform>
            <numerusform>Отправить ещё раз %n сообщений</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n message(s)</source>
        <translation>
            <numerusform>Отбросить %n сообщение</numerusform>
            <numerusform>Отбросить %n сообщения</numerusform>
            <numerusform>Отбросить %n сообщений</numerusform>
        </translation>
    </message>
    <message>
        <source>Those that failed or were dropped are sent again, within Telegram&apos;s limits.</source>
        <translation>Неотправленные и отброшенные уйдут снова, в пределах ограничений Telegram.</translation>
    </message>
    <message>
        <source>Those that wait are not sent. Customers do not learn what they say.</source>
        <translation>Ожидающие не уйдут. Клиенты не узнают, что в них было.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>Отбросить</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) will be sent again.</source>
        <translation>
            <numerusform>%n сообщение будет отправлено снова.</numerusform>
            <numerusform>%n сообщения будут отправлены снова.</numerusform>
            <numerusform>%n сообщений будут отправлены снова.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) dropped.</source>
        <translation>
            <numerusform>%n сообщение отброшено.</numerusform>
            <numerusform>%n сообщения отброшено.</numerusform>
            <numerusform>%n сообщений отброшено.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For %n it was too late, or there was nothing to do.</source>
        <translation>
            <numerusform>Для %n было поздно или делать было нечего.</numerusform>
            <numerusform>Для %n было поздно или делать было нечего.</numerusform>
            <numerusform>Для %n было поздно или делать было нечего.</numerusform>
        </translation>
    </message>
    <message>
        <source>Hold all messages back</source>
        <translation>Остановить отправку всех сообщений</translation>
    </message>
    <message>
        <source>Release the messages</source>
        <translation>Возобновить отправку сообщений</translation>
    </message>
    <message>
        <source>Nothing is sent to any customer until somebody releases it. Buttons stay unanswered; messages wait, and those that are over by then are dropped.</source>
        <translation>Ни одному клиенту ничего не уйдёт, пока отправку не возобновят. Кнопки останутся без ответа; сообщения подождут, а устаревшие к тому времени будут отброшены.</translation>
    </message>
    <message>
        <source>What waits is sent, within Telegram&apos;s limits.</source>
        <translation>Ожидающее уйдёт, в пределах ограничений Telegram.</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Возобновить</translation>
    </message>
    <message>
        <source>The leader is told to hold all messages back.</source>
        <translation>Лидеру передано: остановить отправку.</translation>
    </message>
    <message>
        <source>The leader is told to go on.</source>
        <translation>Лидеру передано: возобновить отправку.</translation>
    </message>
    <message numerus="yes">
        <source>Telegram lets %n chat(s) wait (429), the last until %1; %2 may leave a second.</source>
        <translation>
            <numerusform>Telegram заставляет ждать %n чат (429), последний до %1; в секунду уходит до %2.</numerusform>
            <numerusform>Telegram заставляет ждать %n чата (429), последний до %1; в секунду уходит до %2.</numerusform>
            <numerusform>Telegram заставляет ждать %n чатов (429), последний до %1; в секунду уходит до %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Method, error or correlation id</source>
        <translation>Метод, ошибка, ID корреляции</translation>
    </message>
    <message>
        <source>No message matches the filter.</source>
        <translation>Под фильтр не подходит ни одно сообщение.</translation>
    </message>
    <message>
        <source>Send all a&amp;gain…</source>
        <translation>Отправить вс&amp;е снова…</translation>
    </message>
    <message>
        <source>Dr&amp;op all…</source>
        <translation>Отбросить вс&amp;ё…</translation>
    </message>
    <message>
        <source>By cause</source>
        <translation>По причинам</translation>
    </message>
    <message>
        <source>No message matches any more.</source>
        <translation>Подходящих сообщений больше нет.</translation>
    </message>
    <message numerus="yes">
        <source>Send all %n message(s) that match again</source>
        <translation>
            <numerusform>Отправить снова все подходящие сообщения: %n</numerusform>
            <numerusform>Отправить снова все подходящие сообщения: %n</numerusform>
            <numerusform>Отправить снова все подходящие сообщения: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop all %n message(s) that match</source>
        <translation>
            <numerusform>Отбросить все подходящие сообщения: %n</numerusform>
            <numerusform>Отбросить все подходящие сообщения: %n</numerusform>
            <numerusform>Отбросить все подходящие сообщения: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>They are sent again, within Telegram's limits. It goes on without this console, and can be stopped; what fails from now on is left alone.</source>
        <translation>Они будут отправлены снова, в пределах ограничений Telegram. Работа идёт и без этой консоли, её можно остановить; то, что не удастся с этой минуты, не затрагивается.</translation>
    </message>
    <message>
        <source>They are not sent: customers do not learn what they say. It goes on without this console, and can be stopped; what comes from now on is left alone.</source>
        <translation>Они не будут отправлены: клиенты не узнают того, что в них сказано. Работа идёт и без этой консоли, её можно остановить; то, что появится с этой минуты, не затрагивается.</translation>
    </message>
    <message>
        <source>The server has begun.</source>
        <translation>Сервер начал.</translation>
    </message>
    <message>
        <source>Message id</source>
        <translation>ID сообщения</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Метод</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Sends all again that match the filter, however many: those that failed, or those of one cause</source>
        <translation>Отправляет снова всё, что подходит под фильтр, сколько бы ни было: не отправленное или всё с одной причиной</translation>
    </message>
    <message>
        <source>Drops all that wait and match the filter, however many</source>
        <translation>Отбрасывает всё ожидающее, что подходит под фильтр, сколько бы ни было</translation>
    </message>
</context>
<context>
    <name>turnpike::console::OperatorsPage</name>
    <message>
        <source>a person, such as anna</source>
        <translation>человек, например anna</translation>
    </message>
    <message>
        <source>viewer: sees everything, changes nothing</source>
        <translation>наблюдатель: видит всё, не меняет ничего</translation>
    </message>
    <message>
        <source>operator: flags, workers, dead letters, alerts, customers</source>
        <translation>оператор: флаги, воркеры, обновления, оповещения, клиенты</translation>
    </message>
    <message>
        <source>admin: also operators and balances</source>
        <translation>администратор: ещё и операторы, и балансы</translation>
    </message>
    <message>
        <source> days</source>
        <translation> дней</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Имя:</translation>
    </message>
    <message>
        <source>R&amp;ole:</source>
        <translation>&amp;Роль:</translation>
    </message>
    <message>
        <source>&amp;Good for:</source>
        <translation>&amp;Срок:</translation>
    </message>
    <message>
        <source>Operators</source>
        <translation>Операторы</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>&amp;Добавить…</translation>
    </message>
    <message>
        <source>Re&amp;voke…</source>
        <translation>Отозв&amp;ать…</translation>
    </message>
    <message>
        <source>Their token is good no longer, and their consoles are cut off at once</source>
        <translation>Токен перестаёт действовать, консоли этого человека сразу отключаются</translation>
    </message>
    <message>
        <source>Who may use the console. What they change is on the page Audit.</source>
        <translation>Кому можно пользоваться консолью. Что они меняли — на странице «Аудит».</translation>
    </message>
    <message>
        <source>Only administrators see who may use the console.</source>
        <translation>Кому можно пользоваться консолью, видят только администраторы.</translation>
    </message>
    <message>
        <source>There are no operators yet: only the bootstrap token gets in.</source>
        <translation>Операторов пока нет: войти можно только с начальным токеном.</translation>
    </message>
    <message>
        <source>Add an operator</source>
        <translation>Добавить оператора</translation>
    </message>
    <message>
        <source>A token is made and shown to you once. Hand it over on a way that nobody else reads.</source>
        <translation>Токен будет создан и показан вам один раз. Передайте его так, чтобы его никто больше не прочёл.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>The operator is there.</source>
        <translation>Оператор добавлен.</translation>
    </message>
    <message>
        <source>The token of %1</source>
        <translation>Токен: %1</translation>
    </message>
    <message>
        <source>It is told this once and kept nowhere; it is good until %1. Whoever has it can do what %2 can.</source>
        <translation>Токен показан один раз и нигде не хранится; действует до %1. Тот, у кого он есть, может всё, что может %2.</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Копировать</translation>
    </message>
    <message>
        <source>Revoke %1</source>
        <translation>Отозвать доступ: %1</translation>
    </message>
    <message>
        <source>The token of %1 is good no longer, and their consoles are cut off at once. It cannot be taken back: they need a new token.</source>
        <translation>Токен %1 перестанет действовать, консоли этого человека сразу отключатся. Отменить это нельзя: понадобится новый токен.</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Отозвать</translation>
    </message>
    <message>
        <source>%1 is revoked.</source>
        <translation>Доступ отозван: %1.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::OverviewActions</name>
    <message>
        <source>Retry failed activations…</source>
        <translation>Повторить неудачные активации…</translation>
    </message>
    <message>
        <source>Leader steps down…</source>
        <translation>Сменить лидера…</translation>
    </message>
    <message>
        <source>Reset a breaker</source>
        <translation>Возобновить вызовы</translation>
    </message>
    <message>
        <source>While the outbox is held, nothing is sent to Telegram</source>
        <translation>Пока отправка остановлена, в Telegram ничего не уходит</translation>
    </message>
    <message>
        <source>Customers who paid and whose key could not be made: tries each again at once</source>
        <translation>Клиенты, которые заплатили, а ключ создать не удалось: сразу пробует для каждого снова</translation>
    </message>
    <message>
        <source>Another instance takes over the workers and the sending</source>
        <translation>Воркеры и отправку возьмёт на себя другой экземпляр</translation>
    </message>
    <message>
        <source>Calls to a service that failed are made again at once</source>
        <translation>К сервису, который сбоил, сразу снова пойдут вызовы</translation>
    </message>
    <message>
        <source>%1…</source>
        <translation>%1…</translation>
    </message>
    <message>
        <source>Release the outbox…</source>
        <translation>Возобновить отправку…</translation>
    </message>
    <message>
        <source>Hold the outbox…</source>
        <translation>Остановить отправку…</translation>
    </message>
    <message>
        <source>Release the outbox</source>
        <translation>Возобновить отправку</translation>
    </message>
    <message numerus="yes">
        <source>Sending goes on: %n message(s) are queued and go out as fast as Telegram allows.</source>
        <translation>
            <numerusform>Отправка продолжится: %n сообщение в очереди уйдёт так скоро, как позволит Telegram.</numerusform>
            <numerusform>Отправка продолжится: %n сообщения в очереди уйдут так скоро, как позволит Telegram.</numerusform>
            <numerusform>Отправка продолжится: %n сообщений в очереди уйдут так скоро, как позволит Telegram.</numerusform>
        </translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Возобновить</translation>
    </message>
    <message>
        <source>The leader was asked to release the outbox.</source>
        <translation>Лидеру передано: возобновить отправку.</translation>
    </message>
    <message>
        <source>Hold the outbox</source>
        <translation>Остановить отправку</translation>
    </message>
    <message>
        <source>Nothing is sent to customers until the outbox is released, whoever leads: no keys, no answers, no reminders. Messages are kept and go out afterwards.</source>
        <translation>Клиентам ничего не уйдёт, пока отправку не возобновят, кто бы ни был лидером: ни ключей, ни ответов, ни напоминаний. Сообщения сохранятся и уйдут потом.</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>The leader was asked to hold the outbox.</source>
        <translation>Лидеру передано: остановить отправку.</translation>
    </message>
    <message>
        <source>Retry failed activations</source>
        <translation>Повторить неудачные активации</translation>
    </message>
    <message numerus="yes">
        <source>%n activation(s) that failed are tried again at once, for customers who have paid.</source>
        <translation>
            <numerusform>%n неудачная активация сразу повторится для клиента, который заплатил.</numerusform>
            <numerusform>%n неудачные активации сразу повторятся для клиентов, которые заплатили.</numerusform>
            <numerusform>%n неудачных активаций сразу повторятся для клиентов, которые заплатили.</numerusform>
        </translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Failed activations are due again.</source>
        <translation>Неудачные активации снова в очереди.</translation>
    </message>
    <message numerus="yes">
        <source>%n activation(s) are tried again now.</source>
        <translation>
            <numerusform>%n активация повторяется сейчас.</numerusform>
            <numerusform>%n активации повторяются сейчас.</numerusform>
            <numerusform>%n активаций повторяются сейчас.</numerusform>
        </translation>
    </message>
    <message>
        <source>Leader steps down</source>
        <translation>Сменить лидера</translation>
    </message>
    <message>
        <source>The leader ends its workers in order and gives up leading; an instance that stands by takes over, within seconds. Where nobody stands by it is refused.</source>
        <translation>Лидер по порядку завершит воркеры и уступит место; через несколько секунд его займёт экземпляр из резерва. Если резерва нет, в смене будет отказано.</translation>
    </message>
    <message>
        <source>Step down</source>
        <translation>Сменить</translation>
    </message>
    <message>
        <source>The leader was asked to step down.</source>
        <translation>Лидеру передано: уступить место.</translation>
    </message>
    <message>
        <source>Reset the breaker of %1</source>
        <translation>Возобновить вызовы: %1</translation>
    </message>
    <message>
        <source>Calls to %1 are made again at once, by the instance this console is connected to. If they fail again, the breaker opens again.</source>
        <translation>Экземпляр, к которому подключена консоль, сразу снова начнёт вызывать %1. Если вызовы снова не удадутся, он опять их остановит.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Возобновить</translation>
    </message>
    <message>
        <source>The instance was asked to reset the breaker.</source>
        <translation>Экземпляру передано: возобновить вызовы.</translation>
    </message>
    <message>
        <source>The outbox is held.</source>
        <translation>Отправка остановлена.</translation>
    </message>
    <message>
        <source>The outbox is released.</source>
        <translation>Отправка возобновлена.</translation>
    </message>
    <message>
        <source>The leader steps down.</source>
        <translation>Лидер уступает место.</translation>
    </message>
    <message>
        <source>The breaker is reset.</source>
        <translation>Вызовы возобновлены.</translation>
    </message>
    <message>
        <source>%1, asked by %2, did not happen: %3</source>
        <translation>Не выполнено: %1 (просил %2): %3</translation>
    </message>
</context>
<context>
    <name>turnpike::console::OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation>Обзор</translation>
    </message>
    <message>
        <source>Press to see why.</source>
        <translation>Нажмите, чтобы увидеть почему.</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Обновления</translation>
    </message>
    <message>
        <source>a minute</source>
        <translation>в минуту</translation>
    </message>
    <message>
        <source>waiting in the inbox</source>
        <translation>ждут во входящих</translation>
    </message>
    <message>
        <source>Times to acknowledge and to handle</source>
        <translation>Время подтверждения и обработки</translation>
    </message>
    <message>
        <source>acknowledge p50</source>
        <translation>подтверждение p50</translation>
    </message>
    <message>
        <source>acknowledge p99</source>
        <translation>подтверждение p99</translation>
    </message>
    <message>
        <source>handle p50</source>
        <translation>обработка p50</translation>
    </message>
    <message>
        <source>handle p99</source>
        <translation>обработка p99</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Продажи</translation>
    </message>
    <message>
        <source>this hour</source>
        <translation>за этот час</translation>
    </message>
    <message>
        <source>paid without a key</source>
        <translation>оплачено, ключа нет</translation>
    </message>
    <message>
        <source>Connection pool</source>
        <translation>Пул соединений</translation>
    </message>
    <message>
        <source>used</source>
        <translation>занято</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>ждут</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>предел</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Память</translation>
    </message>
    <message>
        <source>resident</source>
        <translation>резидентная</translation>
    </message>
    <message>
        <source>Event-loop lag</source>
        <translation>Задержка цикла событий</translation>
    </message>
    <message>
        <source>worst</source>
        <translation>худшая</translation>
    </message>
</context>
<context>
    <name>turnpike::console::PoolPage</name>
    <message>
        <source>p50 %1 · p99 %2</source>
        <translation>p50 %1 · p99 %2</translation>
    </message>
    <message>
        <source>Connection pool</source>
        <translation>Пул соединений</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Соединения</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Ждут</translation>
    </message>
    <message>
        <source>Wait for a connection, p95</source>
        <translation>Ожидание соединения, p95</translation>
    </message>
    <message>
        <source>Timeouts</source>
        <translation>Тайм-ауты</translation>
    </message>
    <message>
        <source>Use of a connection, p95</source>
        <translation>Работа с соединением, p95</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Cancel its statement…</source>
        <translation>Отменить запрос…</translation>
    </message>
    <message>
        <source>used</source>
        <translation>занято</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>свободно</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>ждут</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>предел</translation>
    </message>
    <message>
        <source>Wait for a connection</source>
        <translation>Ожидание соединения</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Connection leases that are out</source>
        <translation>Занятые соединения</translation>
    </message>
    <message>
        <source>Nobody holds a connection right now.</source>
        <translation>Сейчас соединений никто не держит.</translation>
    </message>
    <message>
        <source>Copies who holds the connection and what runs on it</source>
        <translation>Копирует, кто держит соединение и что на нём выполняется</translation>
    </message>
    <message>
        <source>The statement ends with an error; what holds the connection goes on from there</source>
        <translation>Запрос закончится ошибкой; держатель соединения продолжит с этого места</translation>
    </message>
    <message>
        <source>%1 (%2), held for %3: %4</source>
        <translation>%1 (%2), держит %3: %4</translation>
    </message>
    <message>
        <source>between statements</source>
        <translation>между запросами</translation>
    </message>
    <message>
        <source>Threads that wait for a connection</source>
        <translation>Потоки, которые ждут соединения</translation>
    </message>
    <message>
        <source>Nobody waits.</source>
        <translation>Никто не ждёт.</translation>
    </message>
    <message>
        <source>%1 of %2 used</source>
        <translation>занято %1 из %2</translation>
    </message>
    <message>
        <source>%1 idle · %2 opened so far</source>
        <translation>свободно %1 · открыто всего %2</translation>
    </message>
    <message>
        <source>the database is away: %1</source>
        <translation>база данных недоступна: %1</translation>
    </message>
    <message>
        <source>threads wait for a connection</source>
        <translation>потоки ждут соединения</translation>
    </message>
    <message>
        <source>nobody waits</source>
        <translation>никто не ждёт</translation>
    </message>
    <message>
        <source>of %1 acquired, since the process began</source>
        <translation>из %1 полученных с запуска процесса</translation>
    </message>
    <message>
        <source>Who waited longer than allowed, or was turned away because too many waited.
Given up as broken: %1, closed when idle: %2</source>
        <translation>Кто ждал дольше дозволенного или получил отказ, потому что ждало слишком много.
Брошено как неисправные: %1, закрыто без дела: %2</translation>
    </message>
    <message>
        <source>Leases out: %1</source>
        <translation>Занято соединений: %1</translation>
    </message>
    <message>
        <source>Waiting: %1</source>
        <translation>Ждут: %1</translation>
    </message>
    <message>
        <source>Cancel a statement of %1</source>
        <translation>Отменить запрос: %1</translation>
    </message>
    <message>
        <source>The database ends what runs on this connection for %1:

%2

Its work fails, is rolled back and is tried again as its kind of work is. If another statement runs by then, that one is cancelled.</source>
        <translation>База данных прервёт то, что идёт на этом соединении уже %1:

%2

Работа не удастся, откатится и повторится так, как принято для её вида. Если к тому времени пойдёт другой запрос, отменён будет он.</translation>
    </message>
    <message>
        <source>Cancel the statement</source>
        <translation>Отменить запрос</translation>
    </message>
    <message>
        <source>The instance was asked to cancel the statement.</source>
        <translation>Экземпляру передано: отменить запрос.</translation>
    </message>
    <message>
        <source>The statement was cancelled.</source>
        <translation>Запрос отменён.</translation>
    </message>
    <message>
        <source>The statement was not cancelled: %1</source>
        <translation>Запрос не отменён: %1</translation>
    </message>
</context>
<context>
    <name>turnpike::console::ReviewView</name>
    <message>
        <source>Payments in review</source>
        <translation>Платежи на проверке</translation>
    </message>
    <message>
        <source>&amp;Grant…</source>
        <translation>Вы&amp;дать…</translation>
    </message>
    <message>
        <source>C&amp;lose without granting…</source>
        <translation>Закрыть &amp;без выдачи…</translation>
    </message>
    <message>
        <source>Show the c&amp;ustomer</source>
        <translation>Показать к&amp;лиента</translation>
    </message>
    <message>
        <source>No payment waits for a decision.</source>
        <translation>Ни один платёж не ждёт решения.</translation>
    </message>
    <message>
        <source>Money came that the shop could not grant by itself: too little, twice, or too late. The note says why.</source>
        <translation>Пришли деньги, за которые магазин сам ничего выдать не смог: мало, дважды или поздно. Почему — в примечании.</translation>
    </message>
    <message>
        <source>Grant what %1 paid for</source>
        <translation>Выдать оплаченное клиентом %1</translation>
    </message>
    <message>
        <source>Close the payment of %1</source>
        <translation>Закрыть платёж клиента %1</translation>
    </message>
    <message>
        <source>%1 came: %2. The customer gets what the purchase says, once, or its worth on the balance where that was given already, and is told so.</source>
        <translation>Пришло %1: %2. Клиент один раз получит то, что указано в покупке, а если оно уже выдано, то эту сумму на баланс, и узнает об этом.</translation>
    </message>
    <message>
        <source>%1 came: %2. Nothing is given for it; the payment stays in the books and leaves this list. Money is not sent back by this.</source>
        <translation>Пришло %1: %2. За это ничего не будет выдано; платёж останется в учёте и уйдёт из этого списка. Деньги этим не возвращаются.</translation>
    </message>
    <message>
        <source>Grant</source>
        <translation>Выдать</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
</context>
<context>
    <name>turnpike::console::Screenshot</name>
    <message>
        <source>The server sent no picture in time.</source>
        <translation>Сервер вовремя не прислал данных.</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>%1 не удаётся записать.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::SeriesBoard</name>
    <message>
        <source>1 h</source>
        <translation>1 ч</translation>
    </message>
    <message>
        <source>The last hour</source>
        <translation>Последний час</translation>
    </message>
    <message>
        <source>6 h</source>
        <translation>6 ч</translation>
    </message>
    <message>
        <source>The last six hours</source>
        <translation>Последние шесть часов</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 ч</translation>
    </message>
    <message>
        <source>The last day</source>
        <translation>Последние сутки</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 д</translation>
    </message>
    <message>
        <source>The last seven days</source>
        <translation>Последние семь дней</translation>
    </message>
    <message>
        <source>Nothing known yet</source>
        <translation>Пока ничего не известно</translation>
    </message>
    <message>
        <source>Nothing is known of this time</source>
        <translation>Об этом времени ничего не известно</translation>
    </message>
    <message>
        <source>Being read…</source>
        <translation>Чтение…</translation>
    </message>
    <message>
        <source>Cannot be read: %1</source>
        <translation>Не удаётся прочитать: %1</translation>
    </message>
    <message>
        <source>a point every %1</source>
        <translation>точка раз в %1</translation>
    </message>
</context>
<context>
    <name>turnpike::console::ServerConnection</name>
    <message>
        <source>The server speaks version %1, this console %2.</source>
        <translation>Версия протокола у сервера — %1, у этой консоли — %2.</translation>
    </message>
    <message>
        <source>The connection broke. Whether it happened is not known: try again, it happens once.</source>
        <translation>Соединение прервалось. Неизвестно, выполнено ли действие: повторите, оно выполнится один раз.</translation>
    </message>
    <message>
        <source>There is no connection: nothing was asked.</source>
        <translation>Соединения нет: запрос не отправлен.</translation>
    </message>
    <message>
        <source>This is more than the server takes at once.</source>
        <translation>Это больше, чем сервер принимает за раз.</translation>
    </message>
    <message>
        <source>No answer in time. Whether it happened is not known: try again, it happens once.</source>
        <translation>Ответ не пришёл вовремя. Неизвестно, выполнено ли действие: повторите, оно выполнится один раз.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::ServerDialog</name>
    <message>
        <source>&amp;Remember the token in the keychain of the desktop</source>
        <translation>&amp;Помнить токен в хранилище ключей системы</translation>
    </message>
    <message>
        <source>Allow an &amp;unencrypted connection beyond this network</source>
        <translation>Разрешить &amp;нешифрованное соединение за пределами этой сети</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>Подкл&amp;ючиться</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>&amp;Удалить</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>Серверы</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>Боевой</translation>
    </message>
    <message>
        <source>Otherwise it is kept until the console ends, and never in a file.</source>
        <translation>Иначе он хранится до выхода из консоли и никогда — в файле.</translation>
    </message>
    <message>
        <source>Who listens on the way could take the token. Only for tests.</source>
        <translation>Токен может перехватить любой на пути. Только для испытаний.</translation>
    </message>
    <message>
        <source>A token comes from whoever runs the server: “turnpike-server operator add NAME --role operator” prints one, once. Where there is no shell, the first one is the value of the server&apos;s variable CONSOLE_BOOTSTRAP_TOKEN, and with it one adds operators on the page Operators.</source>
        <translation>Токен выдают те, кто отвечает за сервер: «turnpike-server operator add NAME --role operator» печатает его один раз. Где нет командной строки, первый токен — значение переменной сервера CONSOLE_BOOTSTRAP_TOKEN; с ним добавляют операторов на странице «Операторы».</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Имя:</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>&amp;Адрес:</translation>
    </message>
    <message>
        <source>&amp;Token:</source>
        <translation>&amp;Токен:</translation>
    </message>
    <message>
        <source>New server</source>
        <translation>Новый сервер</translation>
    </message>
    <message>
        <source>paste it here</source>
        <translation>вставьте сюда</translation>
    </message>
    <message>
        <source>the one that is kept</source>
        <translation>сохранённый</translation>
    </message>
    <message>
        <source>A new server needs a token.</source>
        <translation>Новому серверу нужен токен.</translation>
    </message>
    <message>
        <source>The keychain is asked for the token…</source>
        <translation>Токен запрашивается у хранилища ключей…</translation>
    </message>
    <message>
        <source>No token is kept: paste it here.</source>
        <translation>Токен не сохранён: вставьте его сюда.</translation>
    </message>
    <message>
        <source>Paste the token here.</source>
        <translation>Вставьте токен сюда.</translation>
    </message>
    <message>
        <source>The token is kept for this session only.</source>
        <translation>Токен хранится только в этом сеансе.</translation>
    </message>
    <message>
        <source>%1 and its token are forgotten.</source>
        <translation>Сервер «%1» и его токен забыты.</translation>
    </message>
    <message>
        <source>The server needs another token.</source>
        <translation>Серверу нужен другой токен.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::Session</name>
    <message>
        <source>There is no server %1 here yet.</source>
        <translation>Сервера «%1» здесь ещё нет.</translation>
    </message>
    <message>
        <source>No token is kept: paste it here.</source>
        <translation>Токен не сохранён: вставьте его сюда.</translation>
    </message>
    <message>
        <source>Which server? Give --url or --profile.</source>
        <translation>Какой сервер? Укажите --url или --profile.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::SessionsView</name>
    <message>
        <source>Missing: %1.</source>
        <translation>Не хватает: %1.</translation>
    </message>
    <message>
        <source>Our role lacks pg_read_all_stats: what sessions of other roles run, and for how long, is not shown to it; who waits for whom is.</source>
        <translation>У нашей роли нет pg_read_all_stats: ей не видно, что и как долго выполняют сеансы других ролей; кто кого ждёт, видно.</translation>
    </message>
    <message>
        <source>Our role lacks pg_signal_backend: it can neither cancel nor end what other roles do.</source>
        <translation>У нашей роли нет pg_signal_backend: она не может ни отменить запросы других ролей, ни завершить их сеансы.</translation>
    </message>
    <message>
        <source>pg_stat_statements is not there: these are the statements of the connected instance alone, since it began.</source>
        <translation>pg_stat_statements недоступно: здесь запросы только подключённого экземпляра с момента его запуска.</translation>
    </message>
    <message>
        <source>The database did not answer: these are the statements of the connected instance alone, since it began.</source>
        <translation>База данных не ответила: здесь запросы только подключённого экземпляра с момента его запуска.</translation>
    </message>
    <message>
        <source>Locks and transactions</source>
        <translation>Блокировки и транзакции</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>&amp;Cancel its statement…</source>
        <translation>О&amp;тменить запрос…</translation>
    </message>
    <message>
        <source>&amp;End the session…</source>
        <translation>&amp;Завершить сеанс…</translation>
    </message>
    <message>
        <source>Sessions that wait, block, or keep a transaction open</source>
        <translation>Сеансы, которые ждут, держат других или не закрывают транзакцию</translation>
    </message>
    <message>
        <source>Nobody waits for a lock, and no transaction is open for more than a second.</source>
        <translation>Никто не ждёт блокировки, и ни одна транзакция не открыта дольше секунды.</translation>
    </message>
    <message>
        <source>Who writes</source>
        <translation>Кто пишет</translation>
    </message>
    <message>
        <source>The statement in full</source>
        <translation>Запрос целиком</translation>
    </message>
    <message>
        <source>Copies whose session it is and what it runs</source>
        <translation>Копирует, чей это сеанс и что он выполняет</translation>
    </message>
    <message>
        <source>The statement ends with an error; the session goes on from there</source>
        <translation>Запрос прервётся с ошибкой; сеанс продолжит работу</translation>
    </message>
    <message>
        <source>The session is cut off, and its transaction is rolled back</source>
        <translation>Сеанс обрывается, его транзакция откатывается</translation>
    </message>
    <message>
        <source>Who writes, as of %1</source>
        <translation>Кто пишет, на %1</translation>
    </message>
    <message>
        <source>Nobody waits for a lock</source>
        <translation>Никто не ждёт блокировки</translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) wait for a lock</source>
        <translation>
            <numerusform>%n сеанс ждёт блокировку</numerusform>
            <numerusform>%n сеанса ждут блокировку</numerusform>
            <numerusform>%n сеансов ждут блокировку</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (the first ones are shown), as of %2</source>
        <translation>%1 (показаны первые), на %2</translation>
    </message>
    <message>
        <source>%1, as of %2</source>
        <translation>%1, на %2</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>никто</translation>
    </message>
    <message>
        <source>%1 (%2), for %3; waiting: %4</source>
        <translation>%1 (%2), уже %3; ждут: %4</translation>
    </message>
    <message>
        <source>Writes now</source>
        <translation>Сейчас пишет</translation>
    </message>
    <message>
        <source>Times so far</source>
        <translation>Всего записей</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Занято</translation>
    </message>
    <message>
        <source>%1 of %2 (%3 %)</source>
        <translation>%1 из %2 (%3 %)</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Самая долгая</translation>
    </message>
    <message>
        <source>%1, session %2</source>
        <translation>%1, сеанс %2</translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) wait for it.</source>
        <translation>
            <numerusform>Его ждёт %n сеанс.</numerusform>
            <numerusform>Его ждут %n сеанса.</numerusform>
            <numerusform>Его ждут %n сеансов.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody waits for it.</source>
        <translation>Его никто не ждёт.</translation>
    </message>
    <message>
        <source>End a session of %1</source>
        <translation>Завершить сеанс: %1</translation>
    </message>
    <message>
        <source>Cancel a statement of %1</source>
        <translation>Отменить запрос: %1</translation>
    </message>
    <message>
        <source>PostgreSQL cuts the session off and rolls its transaction back. %1

%2

Whoever had it gets an error; connections of the shop are opened again by themselves.</source>
        <translation>PostgreSQL оборвёт сеанс и откатит его транзакцию. %1

%2

Тот, чей это сеанс, получит ошибку; соединения магазина откроются снова сами.</translation>
    </message>
    <message>
        <source>PostgreSQL ends what the session runs. %1

%2

Whoever runs it gets an error. If another statement runs by then, that one is cancelled.</source>
        <translation>PostgreSQL прервёт то, что выполняет сеанс. %1

%2

Тот, кто выполняет запрос, получит ошибку. Если к тому времени будет идти другой запрос, отменится он.</translation>
    </message>
    <message>
        <source>End the session</source>
        <translation>Завершить сеанс</translation>
    </message>
    <message>
        <source>Cancel the statement</source>
        <translation>Отменить запрос</translation>
    </message>
    <message>
        <source>The session was told to end.</source>
        <translation>PostgreSQL передано: завершить сеанс.</translation>
    </message>
    <message>
        <source>The statement was told to end.</source>
        <translation>PostgreSQL передано: прервать запрос.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::SizesView</name>
    <message>
        <source>Sizes</source>
        <translation>Размеры</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Таблицы</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Sizes are as of the last vacuum or analyze: to measure them anew would wait where a table is locked.</source>
        <translation>Размеры на момент последнего VACUUM или ANALYZE: новому измерению пришлось бы ждать там, где таблица заблокирована.</translation>
    </message>
    <message>
        <source>The database has %1, as of %2</source>
        <translation>База данных занимает %1, на %2</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Its size</source>
        <translation>Его размер</translation>
    </message>
    <message>
        <source>Write-ahead log</source>
        <translation>Журнал записи (WAL)</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Страницы</translation>
    </message>
    <message>
        <source>%1 of %2 each</source>
        <translation>%1, каждая по %2</translation>
    </message>
    <message>
        <source>Free pages</source>
        <translation>Свободные страницы</translation>
    </message>
    <message>
        <source>%1, used again before the file grows</source>
        <translation>%1, заполнятся раньше, чем файл вырастет</translation>
    </message>
</context>
<context>
    <name>turnpike::console::StatementsView</name>
    <message>
        <source>Statements</source>
        <translation>Запросы</translation>
    </message>
    <message>
        <source>Statements that took the most time</source>
        <translation>Запросы, занявшие больше всего времени</translation>
    </message>
    <message>
        <source>No statement was counted yet.</source>
        <translation>Пока не учтено ни одного запроса.</translation>
    </message>
    <message>
        <source>The statement in full</source>
        <translation>Запрос целиком</translation>
    </message>
    <message>
        <source>What took the most time of PostgreSQL, as of %1</source>
        <translation>На что PostgreSQL потратил больше всего времени, на %1</translation>
    </message>
    <message>
        <source>What took the most time of the connected instance, as of %1</source>
        <translation>На что подключённый экземпляр потратил больше всего времени, на %1</translation>
    </message>
</context>
<context>
    <name>turnpike::console::Table</name>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>Выгрузить в CSV…</translation>
    </message>
    <message>
        <source>Export as CSV</source>
        <translation>Выгрузка в CSV</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Значения через запятую (*.csv)</translation>
    </message>
    <message numerus="yes">
        <source>Exporting: %n row(s) so far…</source>
        <translation>
            <numerusform>Выгрузка: пока %n строка…</numerusform>
            <numerusform>Выгрузка: пока %n строки…</numerusform>
            <numerusform>Выгрузка: пока %n строк…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are in %1.</source>
        <translation>
            <numerusform>%n строка записана в %1.</numerusform>
            <numerusform>%n строки записаны в %1.</numerusform>
            <numerusform>%n строк записано в %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 There are more: narrow the filter for the rest.</source>
        <translation>%1 Есть и другие: сузьте фильтр, чтобы выгрузить остальные.</translation>
    </message>
    <message>
        <source>%1 was not written: not all rows came, or the filter was changed.</source>
        <translation>%1 не записан: пришли не все строки, или фильтр изменили.</translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>%1 не записан: %2</translation>
    </message>
    <message>
        <source>Show what the cell is about</source>
        <translation>Показать то, о чём эта ячейка</translation>
    </message>
    <message>
        <source>The export was stopped; nothing was written.</source>
        <translation>Выгрузка прервана; ничего не записано.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::TimelineView</name>
    <message>
        <source>Timeline</source>
        <translation>Хронология</translation>
    </message>
    <message>
        <source>Nothing is known to have happened.</source>
        <translation>Событий пока нет.</translation>
    </message>
    <message>
        <source>Enter or a double click shows the log lines, where they are known.</source>
        <translation>Enter или двойной щелчок открывает строки журнала, если они известны.</translation>
    </message>
    <message>
        <source>Show it in its &amp;list</source>
        <translation>Показать в &amp;списке</translation>
    </message>
</context>
<context>
    <name>turnpike::console::TokenStore</name>
    <message>
        <source>The keychain of the desktop says nothing.</source>
        <translation>Хранилище ключей системы не отвечает.</translation>
    </message>
    <message>
        <source>The keychain of the desktop cannot be used: %1</source>
        <translation>Хранилище ключей системы недоступно: %1</translation>
    </message>
</context>
<context>
    <name>turnpike::console::Tray</name>
    <message>
        <source>no live connection</source>
        <translation>нет живого соединения</translation>
    </message>
    <message>
        <source>%1: alert</source>
        <translation>%1: оповещение</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n alert(s)</source>
        <translation>
            <numerusform>%1: %n оповещение</numerusform>
            <numerusform>%1: %n оповещения</numerusform>
            <numerusform>%1: %n оповещений</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::UpdatesPage</name>
    <message>
        <source>Updates</source>
        <translation>Обновления</translation>
    </message>
    <message>
        <source>&amp;Retry…</source>
        <translation>Пов&amp;торить…</translation>
    </message>
    <message>
        <source>&amp;Discard…</source>
        <translation>От&amp;бросить…</translation>
    </message>
    <message>
        <source>Rates and times</source>
        <translation>Частота и время</translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>Необработанные обновления</translation>
    </message>
    <message>
        <source>No dead letters: every update was handled.</source>
        <translation>Необработанных обновлений нет.</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>Очереди клиентов</translation>
    </message>
    <message>
        <source>Nobody waits.</source>
        <translation>Никто не ждёт.</translation>
    </message>
    <message>
        <source>The update as it came</source>
        <translation>Обновление, как оно пришло</translation>
    </message>
    <message>
        <source>Choose a dead letter to see the update as it came.</source>
        <translation>Выберите обновление, чтобы увидеть, каким оно пришло.</translation>
    </message>
    <message>
        <source>Handles the chosen ones again</source>
        <translation>Обрабатывает выбранные снова</translation>
    </message>
    <message>
        <source>Gives the chosen ones up for good</source>
        <translation>Отбрасывает выбранные навсегда</translation>
    </message>
    <message>
        <source>Customers whose updates wait or are handled, the longest first</source>
        <translation>Клиенты, чьи обновления ждут или обрабатываются, сначала самые давние</translation>
    </message>
    <message>
        <source>%1 a minute come, %2 handled; waiting: %3, the oldest for %4; at work: %5</source>
        <translation>приходит %1 в минуту, обрабатывается %2; ждут: %3, дольше всего %4; в работе: %5</translation>
    </message>
    <message>
        <source>handled: %1, failed attempts: %2, timeouts: %3, came again and were recognised: %4, checkouts refused: %5, too late: %6</source>
        <translation>обработано: %1, неудачных попыток: %2, тайм-аутов: %3, узнано повторных: %4, отказано в оплате: %5, с опозданием: %6</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Сейчас</translation>
    </message>
    <message>
        <source>Acknowledged in</source>
        <translation>Подтверждение</translation>
    </message>
    <message>
        <source>Handled in</source>
        <translation>Обработка</translation>
    </message>
    <message>
        <source>Since its start</source>
        <translation>С запуска</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>Виды</translation>
    </message>
    <message numerus="yes">
        <source>Retry %n dead letter(s)</source>
        <translation>
            <numerusform>Повторить %n необработанное обновление</numerusform>
            <numerusform>Повторить %n необработанных обновления</numerusform>
            <numerusform>Повторить %n необработанных обновлений</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %n dead letter(s)</source>
        <translation>
            <numerusform>Отбросить %n необработанное обновление</numerusform>
            <numerusform>Отбросить %n необработанных обновления</numerusform>
            <numerusform>Отбросить %n необработанных обновлений</numerusform>
        </translation>
    </message>
    <message>
        <source>Each is handled again in the lane of its customer, with all its attempts before it. What an update did once is not done twice.</source>
        <translation>Каждое снова обработается в очереди своего клиента, счёт попыток начнётся заново. То, что уже сделано, не повторится.</translation>
    </message>
    <message>
        <source>They are given up for good: what the customers wanted is not done. Their rows stay until they are cleared by age.</source>
        <translation>Они отбрасываются навсегда: то, чего хотели клиенты, сделано не будет. Записи останутся, пока не удалятся по возрасту.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Отбросить</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) will be handled again.</source>
        <translation>
            <numerusform>%n обновление будет обработано снова.</numerusform>
            <numerusform>%n обновления будут обработаны снова.</numerusform>
            <numerusform>%n обновлений будут обработаны снова.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) discarded.</source>
        <translation>
            <numerusform>%n обновление отброшено.</numerusform>
            <numerusform>%n обновления отброшено.</numerusform>
            <numerusform>%n обновлений отброшено.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n was/were no dead letter(s) any more.</source>
        <translation>
            <numerusform>%n обновление уже не числилось необработанным.</numerusform>
            <numerusform>%n обновления уже не числились необработанными.</numerusform>
            <numerusform>%n обновлений уже не числились необработанными.</numerusform>
        </translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Kind, customer or error</source>
        <translation>Вид, клиент или ошибка</translation>
    </message>
    <message>
        <source>No dead letter matches the filter.</source>
        <translation>Под фильтр не подходит ни одно необработанное обновление.</translation>
    </message>
    <message>
        <source>Retry &amp;all…</source>
        <translation>Повторить вс&amp;е…</translation>
    </message>
    <message>
        <source>Discard a&amp;ll…</source>
        <translation>Отбросить вс&amp;ё…</translation>
    </message>
    <message>
        <source>By cause</source>
        <translation>По причинам</translation>
    </message>
    <message>
        <source>No dead letter matches any more.</source>
        <translation>Подходящих необработанных обновлений больше нет.</translation>
    </message>
    <message numerus="yes">
        <source>Retry all %n dead letter(s) that match</source>
        <translation>
            <numerusform>Повторить все подходящие необработанные обновления: %n</numerusform>
            <numerusform>Повторить все подходящие необработанные обновления: %n</numerusform>
            <numerusform>Повторить все подходящие необработанные обновления: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard all %n dead letter(s) that match</source>
        <translation>
            <numerusform>Отбросить все подходящие необработанные обновления: %n</numerusform>
            <numerusform>Отбросить все подходящие необработанные обновления: %n</numerusform>
            <numerusform>Отбросить все подходящие необработанные обновления: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Each is handled again in the lane of its customer, with all its attempts before it. What an update did once is not done twice. It goes on without this console, and can be stopped; what dies from now on is left alone.</source>
        <translation>Каждое будет обработано снова в очереди своего клиента, со всеми попытками впереди. Сделанное однажды не делается дважды. Работа идёт и без этой консоли, её можно остановить; то, что не удастся обработать с этой минуты, не затрагивается.</translation>
    </message>
    <message>
        <source>They are given up for good: what the customers wanted is not done. It goes on without this console, and can be stopped; what dies from now on is left alone.</source>
        <translation>От них отказываются насовсем: то, чего хотели клиенты, сделано не будет. Работа идёт и без этой консоли, её можно остановить; то, что не удастся обработать с этой минуты, не затрагивается.</translation>
    </message>
    <message>
        <source>The server has begun.</source>
        <translation>Сервер начал.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Handles all again that match the filter, however many</source>
        <translation>Обрабатывает снова всё, что подходит под фильтр, сколько бы ни было</translation>
    </message>
    <message>
        <source>Gives all up for good that match the filter, however many</source>
        <translation>Насовсем отбрасывает всё, что подходит под фильтр, сколько бы ни было</translation>
    </message>
</context>
<context>
    <name>turnpike::console::VerdictPanel</name>
    <message>
        <source>since %1</source>
        <translation>с %1</translation>
    </message>
    <message>
        <source>%1, since %2 (%3)</source>
        <translation>%1, с %2 (%3)</translation>
    </message>
    <message>
        <source>, until %1</source>
        <translation>, до %1</translation>
    </message>
    <message>
        <source>Nothing known yet</source>
        <translation>Пока ничего не известно</translation>
    </message>
    <message>
        <source>The server has not been reached.</source>
        <translation>Связи с сервером ещё не было.</translation>
    </message>
    <message>
        <source>Last known: %1</source>
        <translation>Последнее известное состояние: %1</translation>
    </message>
    <message>
        <source>Nothing has been heard since %1. What is shown is of that time.</source>
        <translation>С %1 данных не поступало. Показано состояние на тот момент.</translation>
    </message>
    <message>
        <source>Since %1, %2</source>
        <translation>С %1, %2</translation>
    </message>
    <message>
        <source>Also %1</source>
        <translation>Ещё %1</translation>
    </message>
    <message>
        <source>Every check of the server passes.</source>
        <translation>Все проверки сервера пройдены.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::WaitingPage</name>
    <message>
        <source>Waiting for a key</source>
        <translation>Ждут ключа</translation>
    </message>
    <message>
        <source>Show the c&amp;ustomer</source>
        <translation>Показать к&amp;лиента</translation>
    </message>
    <message>
        <source>&amp;Retry the chosen…</source>
        <translation>&amp;Повторить для выбранных…</translation>
    </message>
    <message>
        <source>Retry &amp;all…</source>
        <translation>Повторить для &amp;всех…</translation>
    </message>
    <message>
        <source>&amp;Give days…</source>
        <translation>&amp;Начислить дни…</translation>
    </message>
    <message>
        <source>Who waits now</source>
        <translation>Кто ждёт сейчас</translation>
    </message>
    <message>
        <source>And who waited in the last hour</source>
        <translation>И кто ждал за последний час</translation>
    </message>
    <message>
        <source>And who waited in the last 6 hours</source>
        <translation>И кто ждал за последние 6 часов</translation>
    </message>
    <message>
        <source>And who waited in the last 24 hours</source>
        <translation>И кто ждал за последние сутки</translation>
    </message>
    <message>
        <source>And who waited in the last 7 days</source>
        <translation>И кто ждал за последние 7 дней</translation>
    </message>
    <message>
        <source>Whom the list shows</source>
        <translation>Кого показывает список</translation>
    </message>
    <message>
        <source>Customers who wait for a key</source>
        <translation>Клиенты, которые ждут ключа</translation>
    </message>
    <message>
        <source>Everybody who paid has a key.</source>
        <translation>У всех, кто оплатил, есть ключ.</translation>
    </message>
    <message>
        <source>Asks the VPN API for their keys at once</source>
        <translation>Сразу запрашивает их ключи у VPN API</translation>
    </message>
    <message>
        <source>Asks the VPN API at once for the keys of all who wait</source>
        <translation>Сразу запрашивает у VPN API ключи для всех, кто ждёт</translation>
    </message>
    <message>
        <source>Gives days to all who have waited for a minute or more</source>
        <translation>Начисляет дни всем, кто ждал минуту и дольше</translation>
    </message>
    <message>
        <source>Nobody who paid waits for a key.</source>
        <translation>Никто из оплативших не ждёт ключа.</translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) who paid wait(s) for a key, the longest for %1.</source>
        <translation>
            <numerusform>%n оплативший клиент ждёт ключа, дольше всего: %1.</numerusform>
            <numerusform>%n оплативших клиента ждут ключа, дольше всего: %1.</numerusform>
            <numerusform>%n оплативших клиентов ждут ключа, дольше всего: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %1 whose wait began first are shown, %n more are not.</source>
        <translation>
            <numerusform>Показаны первые %1 по началу ожидания, ещё %n не показан.</numerusform>
            <numerusform>Показаны первые %1 по началу ожидания, ещё %n не показаны.</numerusform>
            <numerusform>Показаны первые %1 по началу ожидания, ещё %n не показано.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n activation(s)</source>
        <translation>
            <numerusform>Повторить %n активацию</numerusform>
            <numerusform>Повторить %n активации</numerusform>
            <numerusform>Повторить %n активаций</numerusform>
        </translation>
    </message>
    <message>
        <source>The VPN API is asked for their keys as soon as it can be called, those that were given up on too, with all attempts before them. While its breaker is open nothing is called: it is reset on the overview.</source>
        <translation>Ключи будут запрошены у VPN API, как только к нему можно будет обратиться, в том числе те, которые больше не запрашивались; счёт попыток для них начнётся заново. Пока вызовы VPN API остановлены, запросов нет; возобновить вызовы можно на странице «Обзор».</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message numerus="yes">
        <source>%n activation(s) due now.</source>
        <translation>
            <numerusform>%n активация поставлена в очередь.</numerusform>
            <numerusform>%n активации поставлены в очередь.</numerusform>
            <numerusform>%n активаций поставлено в очередь.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had nothing to wait for any more.</source>
        <translation>
            <numerusform>%n клиент уже ничего не ждёт.</numerusform>
            <numerusform>%n клиента уже ничего не ждут.</numerusform>
            <numerusform>%n клиентов уже ничего не ждут.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>for %n customer(s)</source>
        <translation>
            <numerusform>для %n клиента</numerusform>
            <numerusform>для %n клиентов</numerusform>
            <numerusform>для %n клиентов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Give days to %n customer(s) who waited</source>
        <translation>
            <numerusform>Начислить дни %n клиенту, который ждал</numerusform>
            <numerusform>Начислить дни %n клиентам, которые ждали</numerusform>
            <numerusform>Начислить дни %n клиентам, которые ждали</numerusform>
        </translation>
    </message>
    <message>
        <source>All whom the list counts and who have waited for a minute or more get days at the end of their access, once for this wait, and are told so. They pay nothing; what a renewal buys stays as it is.</source>
        <translation>Все из списка, кто ждал минуту и дольше, получат дни в конце срока доступа, один раз за это ожидание, и сообщение об этом. Они ничего не платят; условия продления не меняются.</translation>
    </message>
    <message>
        <source>Give</source>
        <translation>Начислить</translation>
    </message>
    <message>
        <source>Days are given.</source>
        <translation>Дни начисляются.</translation>
    </message>
    <message>
        <source>Days were given: %1, to come: %2.</source>
        <translation>Дни начислены: %1, осталось: %2.</translation>
    </message>
    <message numerus="yes">
        <source>Days were given to %n customer(s).</source>
        <translation>
            <numerusform>Дни начислены %n клиенту.</numerusform>
            <numerusform>Дни начислены %n клиентам.</numerusform>
            <numerusform>Дни начислены %n клиентам.</numerusform>
        </translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Customer, tariff or error</source>
        <translation>Клиент, тариф, ошибка</translation>
    </message>
    <message>
        <source>Nobody in the list matches the filter.</source>
        <translation>Под фильтр не подходит никто из списка.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::WorkersPage</name>
    <message>
        <source>for 15 minutes</source>
        <translation>на 15 минут</translation>
    </message>
    <message>
        <source>for an hour</source>
        <translation>на час</translation>
    </message>
    <message>
        <source>for 8 hours</source>
        <translation>на 8 часов</translation>
    </message>
    <message>
        <source>until a moment</source>
        <translation>до указанного времени</translation>
    </message>
    <message>
        <source>until somebody resumes it</source>
        <translation>пока кто-нибудь не возобновит</translation>
    </message>
    <message>
        <source>&amp;Pause it</source>
        <translation>П&amp;ауза</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Воркеры</translation>
    </message>
    <message>
        <source>&amp;Run now…</source>
        <translation>Зап&amp;устить сейчас…</translation>
    </message>
    <message>
        <source>&amp;Pause…</source>
        <translation>П&amp;ауза…</translation>
    </message>
    <message>
        <source>Re&amp;sume…</source>
        <translation>Возоб&amp;новить…</translation>
    </message>
    <message>
        <source>Set all &amp;keys again…</source>
        <translation>Задать все &amp;ключи заново…</translation>
    </message>
    <message>
        <source>For a VPN host that was restored from an old copy</source>
        <translation>Для хоста VPN, восстановленного из старой копии</translation>
    </message>
    <message>
        <source>No worker is known yet.</source>
        <translation>Воркеры пока неизвестны.</translation>
    </message>
    <message>
        <source>An iteration as by its timer, now</source>
        <translation>Прогон, как по таймеру, но сейчас</translation>
    </message>
    <message>
        <source>Worker %1</source>
        <translation>Воркер %1</translation>
    </message>
    <message>
        <source>%1: the leader is told.</source>
        <translation>%1: передано лидеру.</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Запустить %1</translation>
    </message>
    <message>
        <source>Its feature flag is off: the iteration will say that it was skipped.</source>
        <translation>Его флаг выключен: прогон скажет, что пропущен.</translation>
    </message>
    <message>
        <source>The leader begins an iteration within a second, on the same path as its timer does.</source>
        <translation>Лидер начнёт прогон в течение секунды, тем же путём, что и по таймеру.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Запустить</translation>
    </message>
    <message>
        <source>Resume %1</source>
        <translation>Возобновить %1</translation>
    </message>
    <message>
        <source>Paused by %1 (%2). It runs by its schedule again.</source>
        <translation>На паузу поставил %1 (%2). Воркер снова пойдёт по расписанию.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Возобновить</translation>
    </message>
    <message>
        <source>Pause %1</source>
        <translation>Поставить %1 на паузу</translation>
    </message>
    <message>
        <source>No iteration of it begins while it is paused; one that runs ends between two items. What it has to do waits, and nothing of it is lost.</source>
        <translation>На паузе новые прогоны не начинаются; идущий закончится между двумя элементами. Работа подождёт, и ничего не потеряется.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Set all keys again</source>
        <translation>Задать все ключи заново</translation>
    </message>
    <message>
        <source>The VPN API is told again until when each key is good, 20 a second, whoever waits for a key first. For a host that was restored from an old copy: its list does not tell of old ends.</source>
        <translation>VPN API снова узнает, до какого времени действует каждый ключ: по 20 в секунду, сначала тем, кто ждёт ключ. Для хоста, восстановленного из старой копии: старых сроков по его списку не видно.</translation>
    </message>
    <message>
        <source>Set again</source>
        <translation>Задать заново</translation>
    </message>
    <message>
        <source>All keys are due and are set again now, 20 a second.</source>
        <translation>Все ключи поставлены в очередь и задаются заново, по 20 в секунду.</translation>
    </message>
    <message>
        <source>Not all keys are set again: %1</source>
        <translation>Заново заданы не все ключи: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) wait(s) for a key, the next of them until %1.</source>
        <translation>
            <numerusform>%n клиент ждёт ключ, ближайшая попытка в %1.</numerusform>
            <numerusform>%n клиента ждут ключ, ближайшая попытка в %1.</numerusform>
            <numerusform>%n клиентов ждут ключ, ближайшая попытка в %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>An iteration takes those only whose time has come.</source>
        <translation>Прогон берёт только тех, чьё время наступило.</translation>
    </message>
    <message>
        <source>The breaker of the VPN API is open: until it tries again nobody is served. It is reset on the overview.</source>
        <translation>Вызовы VPN API остановлены: до следующей попытки никто не получит ключ. Возобновить их можно на обзоре.</translation>
    </message>
    <message>
        <source>Go &amp;ahead with all of them at once</source>
        <translation>&amp;Заняться всеми сразу</translation>
    </message>
    <message numerus="yes">
        <source>%n activation(s) due now.</source>
        <translation>
            <numerusform>%n активация поставлена в очередь.</numerusform>
            <numerusform>%n активации поставлены в очередь.</numerusform>
            <numerusform>%n активаций поставлено в очередь.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Freshness</name>
    <message>
        <source>as of %1</source>
        <translation>на %1</translation>
    </message>
    <message>
        <source>not known since %1</source>
        <translation>неизвестно с %1</translation>
    </message>
    <message>
        <source>nothing is known of it yet</source>
        <translation>пока ничего не известно</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>неизвестно</translation>
    </message>
    <message>
        <source>not since %1</source>
        <translation>с %1 неизвестно</translation>
    </message>
    <message>
        <source>now</source>
        <translation>сейчас</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>Opens the updates</source>
        <translation>Открывает обновления</translation>
    </message>
    <message>
        <source>Opens the messages</source>
        <translation>Открывает сообщения</translation>
    </message>
    <message>
        <source>Opens the customers</source>
        <translation>Открывает клиентов</translation>
    </message>
    <message>
        <source>Opens who waits for a key</source>
        <translation>Показывает, кто ждёт ключ</translation>
    </message>
    <message>
        <source>Opens the workers</source>
        <translation>Открывает воркеры</translation>
    </message>
    <message>
        <source>Opens the database</source>
        <translation>Открывает базу данных</translation>
    </message>
    <message>
        <source>Opens the connection pool</source>
        <translation>Открывает пул соединений</translation>
    </message>
    <message>
        <source>Opens the logs</source>
        <translation>Открывает журнал</translation>
    </message>
</context>
<context>
    <name>turnpike::console::ChangesBefore</name>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Что</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>Подробнее</translation>
    </message>
    <message>
        <source>What changed before %1</source>
        <translation>Что менялось до %1</translation>
    </message>
    <message>
        <source>Being read…</source>
        <translation>Чтение…</translation>
    </message>
    <message>
        <source>Nothing was changed, and nothing broke, in the 15 minutes before.</source>
        <translation>За 15 минут до этого ничего не меняли и ничего не ломалось.</translation>
    </message>
    <message>
        <source>Cannot be read: %1</source>
        <translation>Не удаётся прочитать: %1</translation>
    </message>
    <message>
        <source>From %1 to %2: what was changed and what broke, the newest first.</source>
        <translation>С %1 до %2: что изменили и что сломалось, сначала новое.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::ChartWidget</name>
    <message>
        <source>A click on the chart, or Enter, shows what changed before that moment.</source>
        <translation>Щелчок по графику или Enter показывает, что менялось до этого момента.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::Tile</name>
    <message>
        <source>since %1 (%2)</source>
        <translation>с %1 (%2)</translation>
    </message>
</context>
<context>
    <name>turnpike::console::FilterBar</name>
    <message>
        <source>Clear the filter</source>
        <translation>Сбросить фильтр</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>За всё время</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>За час</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>За 24 часа</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>За 7 дней</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>За 30 дней</translation>
    </message>
    <message>
        <source>Between…</source>
        <translation>Между…</translation>
    </message>
    <message>
        <source>From</source>
        <translation>С</translation>
    </message>
    <message>
        <source>To</source>
        <translation>По</translation>
    </message>
    <message>
        <source>%1 and more</source>
        <translation>%1 и ещё</translation>
    </message>
    <message>
        <source>%1 in all</source>
        <translation>всего %1</translation>
    </message>
    <message>
        <source>%1 of %2, filtered</source>
        <translation>%1 из %2 по фильтру</translation>
    </message>
    <message>
        <source>%1 and more, filtered</source>
        <translation>%1 и ещё, по фильтру</translation>
    </message>
    <message>
        <source>%1, filtered</source>
        <translation>%1 по фильтру</translation>
    </message>
</context>
<context>
    <name>turnpike::console::GoMenu</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Назад</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>&amp;Вперёд</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Переход</translation>
    </message>
    <message>
        <source>&amp;Jump to…</source>
        <translation>&amp;Перейти к…</translation>
    </message>
</context>
<context>
    <name>turnpike::console::KeptLogView</name>
    <message>
        <source>Log of an earlier process</source>
        <translation>Журнал прежнего процесса</translation>
    </message>
    <message>
        <source>No line of this process that matches is kept.</source>
        <translation>Подходящих строк этого процесса не сохранилось.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::LivePause</name>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n новая</numerusform>
            <numerusform>%n новые</numerusform>
            <numerusform>%n новых</numerusform>
        </translation>
    </message>
    <message>
        <source>New rows come at the top. Press it to hold them back.</source>
        <translation>Новые строки появляются сверху. Нажмите, чтобы их придержать.</translation>
    </message>
    <message>
        <source>H&amp;old rows</source>
        <translation>При&amp;держать</translation>
    </message>
    <message>
        <source>R&amp;ows held</source>
        <translation>При&amp;держано</translation>
    </message>
    <message>
        <source>New rows wait while the list is held, scrolled, or several rows are chosen. Press it to let them in.</source>
        <translation>Новые строки ждут, пока список придержан или прокручен либо выбрано несколько строк. Нажмите, чтобы их показать.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::ShortcutsDialog</name>
    <message>
        <source>Every filter</source>
        <translation>Все фильтры</translation>
    </message>
    <message>
        <source>Every table</source>
        <translation>Все таблицы</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Везде</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Сочетания клавиш</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Что</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Клавиши</translation>
    </message>
</context>
<context>
    <name>turnpike::console::ViewsMenu</name>
    <message>
        <source>&amp;Saved views</source>
        <translation>Со&amp;хранённые виды</translation>
    </message>
    <message>
        <source>&amp;Save this view…</source>
        <translation>&amp;Сохранить этот вид…</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>Сохранить этот вид</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Переименовать</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Удалить</translation>
    </message>
    <message>
        <source>Rename a view</source>
        <translation>Переименовать вид</translation>
    </message>
    <message>
        <source>Name of the view:</source>
        <translation>Название вида:</translation>
    </message>
    <message>
        <source>The view %1 is saved.</source>
        <translation>Вид «%1» сохранён.</translation>
    </message>
    <message>
        <source>%1 keeps its name: another view has that one, or it is none.</source>
        <translation>Вид «%1» не переименован: такое название уже занято или не годится.</translation>
    </message>
    <message>
        <source>The view %1 is deleted.</source>
        <translation>Вид «%1» удалён.</translation>
    </message>
    <message numerus="yes">
        <source>The view was not saved: a name has %n letter(s) at most, and of views there may be %1. Delete one that nobody needs.</source>
        <translation>
            <numerusform>Вид не сохранён: в названии может быть не больше %n буквы, а видов — не больше %1. Удалите ненужный.</numerusform>
            <numerusform>Вид не сохранён: в названии может быть не больше %n букв, а видов — не больше %1. Удалите ненужный.</numerusform>
            <numerusform>Вид не сохранён: в названии может быть не больше %n букв, а видов — не больше %1. Удалите ненужный.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::BulkBar</name>
    <message>
        <source>Dead letters retried: %1 of %2</source>
        <translation>Необработанных обновлений повторено: %1 из %2</translation>
    </message>
    <message>
        <source>Dead letters discarded: %1 of %2</source>
        <translation>Необработанных обновлений отброшено: %1 из %2</translation>
    </message>
    <message>
        <source>Messages sent again: %1 of %2</source>
        <translation>Сообщений отправлено снова: %1 из %2</translation>
    </message>
    <message>
        <source>Messages dropped: %1 of %2</source>
        <translation>Сообщений отброшено: %1 из %2</translation>
    </message>
    <message numerus="yes">
        <source>%n could not</source>
        <translation>
            <numerusform>%n не удалось</numerusform>
            <numerusform>%n не удалось</numerusform>
            <numerusform>%n не удалось</numerusform>
        </translation>
    </message>
    <message>
        <source>Orders for many rows</source>
        <translation>Действия сразу со многими строками</translation>
    </message>
    <message>
        <source>S&amp;top…</source>
        <translation>О&amp;становить…</translation>
    </message>
    <message>
        <source>How much is done</source>
        <translation>Сколько сделано</translation>
    </message>
    <message>
        <source>The rest is left as it is; what is done stays done</source>
        <translation>Остальное останется как есть; сделанное не отменяется</translation>
    </message>
    <message>
        <source>Stopped by %1; the rest is as it was.</source>
        <translation>Остановил(а) %1; остальное осталось как было.</translation>
    </message>
    <message numerus="yes">
        <source>With %n somebody else had dealt.</source>
        <translation>
            <numerusform>С %n уже разобрался кто-то другой.</numerusform>
            <numerusform>С %n уже разобрался кто-то другой.</numerusform>
            <numerusform>С %n уже разобрался кто-то другой.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop what goes on</source>
        <translation>Остановить начатое</translation>
    </message>
    <message>
        <source>The batch under way is finished. The rest is left as it is; what is done stays done.</source>
        <translation>Начатая порция будет закончена. Остальное останется как есть; сделанное не отменяется.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>It is stopped.</source>
        <translation>Остановлено.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::CausesView</name>
    <message>
        <source>By cause</source>
        <translation>По причинам</translation>
    </message>
    <message>
        <source>There are more than are counted here.</source>
        <translation>Их больше, чем посчитано здесь.</translation>
    </message>
    <message>
        <source>Failures by cause</source>
        <translation>Сбои по причинам</translation>
    </message>
    <message>
        <source>Nothing has failed.</source>
        <translation>Сбоев нет.</translation>
    </message>
    <message>
        <source>Enter or a double click lists exactly those.</source>
        <translation>Enter или двойной щелчок покажет в списке именно их.</translation>
    </message>
    <message>
        <source>No failure matches the filter.</source>
        <translation>Ни один сбой не подходит под фильтр.</translation>
    </message>
</context>
<context>
    <name>Subjects</name>
    <message>
        <source>Show customer %1</source>
        <translation>Показать клиента %1</translation>
    </message>
    <message>
        <source>Show update %1</source>
        <translation>Показать обновление %1</translation>
    </message>
    <message>
        <source>Show message %1</source>
        <translation>Показать сообщение %1</translation>
    </message>
    <message>
        <source>Show purchase %1</source>
        <translation>Показать покупку %1</translation>
    </message>
    <message>
        <source>Show payment %1</source>
        <translation>Показать платёж %1</translation>
    </message>
    <message>
        <source>Show the log lines of %1</source>
        <translation>Показать строки журнала: %1</translation>
    </message>
    <message>
        <source>Show worker %1</source>
        <translation>Показать воркер %1</translation>
    </message>
    <message>
        <source>Show instance %1</source>
        <translation>Показать экземпляр %1</translation>
    </message>
    <message>
        <source>Show broadcast %1</source>
        <translation>Показать рассылку %1</translation>
    </message>
    <message>
        <source>Show flag %1</source>
        <translation>Показать флаг %1</translation>
    </message>
    <message>
        <source>Show who waits for a key</source>
        <translation>Показать, кто ждёт ключа</translation>
    </message>
</context>
<context>
    <name>turnpike::console::SupportPage</name>
    <message>
        <source>Support</source>
        <translation>Поддержка</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>every request</source>
        <translation>все обращения</translation>
    </message>
    <message>
        <source>open</source>
        <translation>открытые</translation>
    </message>
    <message>
        <source>waits for us</source>
        <translation>ждёт нас</translation>
    </message>
    <message>
        <source>waits for the customer</source>
        <translation>ждёт клиента</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>закрытые</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Customer or last message</source>
        <translation>Клиент или последнее сообщение</translation>
    </message>
    <message>
        <source>&amp;Earlier messages</source>
        <translation>&amp;Более ранние</translation>
    </message>
    <message>
        <source>Show the c&amp;ustomer</source>
        <translation>Показать &amp;клиента</translation>
    </message>
    <message>
        <source>&amp;Answer…</source>
        <translation>&amp;Ответить…</translation>
    </message>
    <message>
        <source>C&amp;lose…</source>
        <translation>&amp;Закрыть…</translation>
    </message>
    <message>
        <source>&amp;Open again…</source>
        <translation>Открыть с&amp;нова…</translation>
    </message>
    <message>
        <source>Requests to support</source>
        <translation>Обращения в поддержку</translation>
    </message>
    <message>
        <source>Nobody has written to support.</source>
        <translation>В поддержку никто не писал.</translation>
    </message>
    <message>
        <source>What was written</source>
        <translation>Переписка</translation>
    </message>
    <message>
        <source>Your answer</source>
        <translation>Ваш ответ</translation>
    </message>
    <message>
        <source>Your answer, as the customer reads it</source>
        <translation>Ваш ответ, как его прочтёт клиент</translation>
    </message>
    <message>
        <source>The customer is told, and what they write then goes to the bot again</source>
        <translation>Клиент узнает об этом, и дальше его сообщения снова читает бот</translation>
    </message>
    <message>
        <source>It waits for us again; the customer is not told</source>
        <translation>Оно снова ждёт нас; клиенту не сообщается</translation>
    </message>
    <message>
        <source>No request matches the filter.</source>
        <translation>Под фильтр не подходит ни одно обращение.</translation>
    </message>
    <message>
        <source>%1 (staff)</source>
        <translation>%1 (поддержка)</translation>
    </message>
    <message>
        <source>Choose a request to see what was written.</source>
        <translation>Выберите обращение, чтобы увидеть переписку.</translation>
    </message>
    <message>
        <source>closed by %1, %2</source>
        <translation>закрыто: %1, %2</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>с %1</translation>
    </message>
    <message>
        <source>Answer %1</source>
        <translation>Ответить: %1</translation>
    </message>
    <message>
        <source>The customer gets this from the bot, and the staff&apos;s chat shows it:</source>
        <translation>Это получит клиент от бота, и это увидят в чате поддержки:</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>answer to a question</source>
        <translation>ответ на вопрос</translation>
    </message>
    <message>
        <source>The answer is on its way.</source>
        <translation>Ответ отправляется.</translation>
    </message>
    <message>
        <source>Close the request of %1</source>
        <translation>Закрыть обращение: %1</translation>
    </message>
    <message>
        <source>The customer is told that support has closed the request. What they write then is no letter to us, until they ask for support again.</source>
        <translation>Клиент узнает, что поддержка закрыла обращение. Что он напишет потом, до нас не дойдёт, пока он снова не обратится в поддержку.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>The request is closed.</source>
        <translation>Обращение закрыто.</translation>
    </message>
    <message>
        <source>Open the request of %1 again</source>
        <translation>Снова открыть обращение: %1</translation>
    </message>
    <message>
        <source>It waits for us again, and what the customer writes goes to support. They are not told.</source>
        <translation>Оно снова ждёт нас, и сообщения клиента идут в поддержку. Ему об этом не сообщается.</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Открыть снова</translation>
    </message>
    <message>
        <source>The request is open again.</source>
        <translation>Обращение снова открыто.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::PromoForm</name>
    <message>
        <source>for &amp;new customers only</source>
        <translation>только для &amp;новых клиентов</translation>
    </message>
    <message>
        <source>A to Z, digits, - and _</source>
        <translation>A–Z, цифры, - и _</translation>
    </message>
    <message>
        <source>any</source>
        <translation>любой</translation>
    </message>
    <message>
        <source>any number</source>
        <translation>без ограничения</translation>
    </message>
    <message>
        <source>until it is ended</source>
        <translation>пока не отключат</translation>
    </message>
    <message>
        <source> days</source>
        <translation> дней</translation>
    </message>
    <message>
        <source>&amp;Code:</source>
        <translation>&amp;Код:</translation>
    </message>
    <message>
        <source>&amp;Gives:</source>
        <translation>&amp;Что даёт:</translation>
    </message>
    <message>
        <source>How &amp;much:</source>
        <translation>&amp;Сколько:</translation>
    </message>
    <message>
        <source>&amp;Tariff:</source>
        <translation>&amp;Тариф:</translation>
    </message>
    <message>
        <source>Uses by &amp;one customer:</source>
        <translation>Раз на &amp;одного клиента:</translation>
    </message>
    <message>
        <source>Uses in &amp;all:</source>
        <translation>&amp;Всего раз:</translation>
    </message>
    <message>
        <source>Good &amp;for:</source>
        <translation>&amp;Действует:</translation>
    </message>
</context>
<context>
    <name>turnpike::console::PromosPage</name>
    <message>
        <source>Promo codes</source>
        <translation>Промокоды</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>every code</source>
        <translation>все коды</translation>
    </message>
    <message>
        <source>can be used now</source>
        <translation>действуют сейчас</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>&amp;Make a code…</source>
        <translation>&amp;Создать код…</translation>
    </message>
    <message>
        <source>&amp;End…</source>
        <translation>&amp;Отключить…</translation>
    </message>
    <message>
        <source>There are no promo codes.</source>
        <translation>Промокодов нет.</translation>
    </message>
    <message>
        <source>Purchases that took the code</source>
        <translation>Покупки с этим кодом</translation>
    </message>
    <message>
        <source>Nobody has used it.</source>
        <translation>Им никто не воспользовался.</translation>
    </message>
    <message>
        <source>Nobody can use it from then on; what it was reserved for stays as it is</source>
        <translation>Больше им никто не воспользуется; что уже занято, остаётся как есть</translation>
    </message>
    <message>
        <source>No code matches the filter.</source>
        <translation>Под фильтр не подходит ни один код.</translation>
    </message>
    <message>
        <source>Choose a code to see which purchases took it.</source>
        <translation>Выберите код, чтобы увидеть покупки с ним.</translation>
    </message>
    <message>
        <source>Purchases that took %1:</source>
        <translation>Покупки с кодом %1:</translation>
    </message>
    <message>
        <source>Make a promo code</source>
        <translation>Создать промокод</translation>
    </message>
    <message>
        <source>From now on customers can enter it, or come by a link with it. What it gives cannot be changed: end it and make another one.</source>
        <translation>С этого момента клиенты могут ввести его или прийти по ссылке с ним. Изменить его нельзя: отключите этот и создайте другой.</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>Создать</translation>
    </message>
    <message>
        <source>The code is there.</source>
        <translation>Код создан.</translation>
    </message>
    <message>
        <source>End %1</source>
        <translation>Отключить %1</translation>
    </message>
    <message>
        <source>Nobody can use it from now on. Purchases that took it keep what it gave them.</source>
        <translation>Больше им никто не воспользуется. У покупок с ним останется то, что он дал.</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Отключить</translation>
    </message>
    <message>
        <source>%1 is ended.</source>
        <translation>%1: код отключён.</translation>
    </message>
</context>
<context>
    <name>turnpike::console::SalesPage</name>
    <message>
        <source>Sales</source>
        <translation>Продажи</translation>
    </message>
    <message>
        <source>Revenue a day, in roubles</source>
        <translation>Выручка за день, в рублях</translation>
    </message>
    <message>
        <source>revenue</source>
        <translation>выручка</translation>
    </message>
    <message>
        <source>Nothing was sold.</source>
        <translation>Ничего не продано.</translation>
    </message>
    <message>
        <source>Revenue by day</source>
        <translation>Выручка по дням</translation>
    </message>
    <message>
        <source>Revenue by what it came from</source>
        <translation>Выручка по источникам</translation>
    </message>
    <message>
        <source>%1 to %2: revenue %3, sales %4; given back %5 (%6). Trials %7, became customers %8 (%9).</source>
        <translation>С %1 по %2: выручка %3, продаж %4; возвращено %5 (%6). Пробных периодов %7, купили %8 (%9).</translation>
    </message>
    <message>
        <source>Subscriptions: bought for the first time %1, bought again %2, renewed by themselves %3, ended and not renewed %4 (%5 of what was due).</source>
        <translation>Подписки: куплены впервые %1, куплены снова %2, продлены сами %3, кончились без продления %4 (%5 от тех, кому пора).</translation>
    </message>
</context>
<context>
    <name>turnpike::console::RefundsView</name>
    <message>
        <source>Refunds to approve</source>
        <translation>Возвраты на одобрение</translation>
    </message>
    <message>
        <source>&amp;Approve…</source>
        <translation>&amp;Одобрить…</translation>
    </message>
    <message>
        <source>&amp;Decline…</source>
        <translation>О&amp;тклонить…</translation>
    </message>
    <message>
        <source>Show the c&amp;ustomer</source>
        <translation>Показать &amp;клиента</translation>
    </message>
    <message>
        <source>No refund waits for approval.</source>
        <translation>Ни один возврат не ждёт одобрения.</translation>
    </message>
    <message>
        <source>Large refunds need another administrator than who asked. Those that nobody decides in a day have to be asked for again.</source>
        <translation>Крупный возврат одобряет другой администратор, не тот, кто запросил. Если за сутки никто не решил, его нужно запросить снова.</translation>
    </message>
    <message>
        <source>Approve the refund to %1</source>
        <translation>Одобрить возврат: %1</translation>
    </message>
    <message>
        <source>Decline the refund to %1</source>
        <translation>Отклонить возврат: %1</translation>
    </message>
    <message>
        <source>%1 go back to the customer, and what was given for it is taken back. %2 asked for it: %3</source>
        <translation>%1 вернутся клиенту, а выданное за них будет отозвано. Запрос от %2: %3</translation>
    </message>
    <message>
        <source>%1 stay with the shop. %2 asked for it: %3</source>
        <translation>%1 останутся в магазине. Запрос от %2: %3</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Одобрить</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Отклонить</translation>
    </message>
    <message>
        <source>Payment %1 was given back</source>
        <translation>Платёж %1 возвращён вручную</translation>
    </message>
    <message>
        <source>Give payment %1 back</source>
        <translation>Вернуть платёж %1</translation>
    </message>
    <message>
        <source>Given back by hand already: %1. What was given for it is taken back, and the customer is told.</source>
        <translation>Уже возвращено вручную: %1. Выданное за это будет отозвано, клиент об этом узнает.</translation>
    </message>
    <message>
        <source>To go back to the customer: %1. What was given for it is taken back. A large sum has to be approved by another administrator first.</source>
        <translation>К возврату клиенту: %1. Выданное за это будет отозвано. Крупную сумму сначала должен одобрить другой администратор.</translation>
    </message>
    <message>
        <source>Take it into the books</source>
        <translation>Учесть</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Вернуть</translation>
    </message>
</context>
</TS>
