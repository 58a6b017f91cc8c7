<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>Columns</name>
    <message numerus="yes">
        <source>running, %n item(s)</source>
        <translation>
            <numerusform>running, %n item</numerusform>
            <numerusform>running, %n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverviewTiles</name>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stuck</source>
        <translation>
            <numerusform>%n stuck</numerusform>
            <numerusform>%n stuck</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failing</source>
        <translation>
            <numerusform>%n failing</numerusform>
            <numerusform>%n failing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n paused</numerusform>
            <numerusform>%n paused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n switched off</source>
        <translation>
            <numerusform>%n switched off</numerusform>
            <numerusform>%n switched off</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n under way</source>
        <translation>
            <numerusform>%n under way</numerusform>
            <numerusform>%n under way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n active subscription(s)</source>
        <translation>
            <numerusform>%n active subscription</numerusform>
            <numerusform>%n active subscriptions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Telegram lets %n chat(s) wait until %1</source>
        <translation>
            <numerusform>Telegram lets %n chat wait until %1</numerusform>
            <numerusform>Telegram lets %n chats wait until %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>failed %n time(s) in a row</source>
        <translation>
            <numerusform>failed %n time in a row</numerusform>
            <numerusform>failed %n times in a row</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in trouble</source>
        <translation>
            <numerusform>%n in trouble</numerusform>
            <numerusform>%n in trouble</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Server</name>
    <message numerus="yes">
        <source>%1 updates wait, the oldest for %2 s</source>
        <translation>
            <numerusform>%1 update waits, the oldest for %2 s</numerusform>
            <numerusform>%1 updates wait, the oldest for %2 s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 customers have paid and have no key</source>
        <translation>
            <numerusform>%1 customer has paid and has no key</numerusform>
            <numerusform>%1 customers have paid and have no key</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 customers have paid and have had no key for 10 minutes or more</source>
        <translation>
            <numerusform>%1 customer has paid and has had no key for 10 minutes or more</numerusform>
            <numerusform>%1 customers have paid and have had no key for 10 minutes or more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 payments are otherwise in the books than with their provider</source>
        <translation>
            <numerusform>%1 payment is otherwise in the books than with its provider</numerusform>
            <numerusform>%1 payments are otherwise in the books than with their provider</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 payments wait for a person to decide</source>
        <translation>
            <numerusform>%1 payment waits for a person to decide</numerusform>
            <numerusform>%1 payments wait for a person to decide</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 customers get no answers: %2</source>
        <translation>
            <numerusform>%1 customer gets no answers: %2</numerusform>
            <numerusform>%1 customers get no answers: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 customers have no key: %2</source>
        <translation>
            <numerusform>%1 customer has no key: %2</numerusform>
            <numerusform>%1 customers have no key: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 customers cannot pay: %2</source>
        <translation>
            <numerusform>%1 customer cannot pay: %2</numerusform>
            <numerusform>%1 customers cannot pay: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 connections are open and no more can be had: %2</source>
        <translation>
            <numerusform>%1 connection is open and no more can be had: %2</numerusform>
            <numerusform>%1 connections are open and no more can be had: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 wait for a connection, used: %2 of %3</source>
        <translation>
            <numerusform>%1 waits for a connection, used: %2 of %3</numerusform>
            <numerusform>%1 wait for a connection, used: %2 of %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>it answers nobody: the last %1 calls, over %2 s, were in vain</source>
        <translation>
            <numerusform>it answers nobody: the last %1 call, over %2 s, was in vain</numerusform>
            <numerusform>it answers nobody: the last %1 calls, over %2 s, were in vain</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>it serves nobody: the last %1 calls, over %2 s, failed</source>
        <translation>
            <numerusform>it serves nobody: the last %1 call, over %2 s, failed</numerusform>
            <numerusform>it serves nobody: the last %1 calls, over %2 s, failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 has failed %2 times in a row</source>
        <translation>
            <numerusform>%1 has failed %2 time in a row</numerusform>
            <numerusform>%1 has failed %2 times in a row</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Access of user %1 could not be activated in %2 attempts: %3</source>
        <translation>
            <numerusform>Access of user %1 could not be activated in %2 attempt: %3</numerusform>
            <numerusform>Access of user %1 could not be activated in %2 attempts: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A key that nobody should have any more could not be taken away in %1 attempts: %2</source>
        <translation>
            <numerusform>A key that nobody should have any more could not be taken away in %1 attempt: %2</numerusform>
            <numerusform>A key that nobody should have any more could not be taken away in %1 attempts: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Worker %1 failed %2 times in a row: %3</source>
        <translation>
            <numerusform>Worker %1 failed %2 time in a row: %3</numerusform>
            <numerusform>Worker %1 failed %2 times in a row: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No update for %1 minutes, and %2</source>
        <translation>
            <numerusform>No update for %1 minute, and %2</numerusform>
            <numerusform>No update for %1 minutes, and %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 wait at Telegram (its last error: %2)</source>
        <translation>
            <numerusform>%1 waits at Telegram (its last error: %2)</numerusform>
            <numerusform>%1 wait at Telegram (its last error: %2)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The webhook was set %1 times within the hour and differs again (%2): another service seems to own this bot. It points to %3</source>
        <translation>
            <numerusform>The webhook was set %1 time within the hour and differs again (%2): another service seems to own this bot. It points to %3</numerusform>
            <numerusform>The webhook was set %1 times within the hour and differs again (%2): another service seems to own this bot. It points to %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>update %1 (%2) is a dead letter after %3 attempts: %4</source>
        <translation>
            <numerusform>update %1 (%2) is a dead letter after %3 attempt: %4</numerusform>
            <numerusform>update %1 (%2) is a dead letter after %3 attempts: %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>update %1 (%2) has failed %3 times and is tried again: %4</source>
        <translation>
            <numerusform>update %1 (%2) has failed %3 time and is tried again: %4</numerusform>
            <numerusform>update %1 (%2) has failed %3 times and is tried again: %4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the process died while it handled this update alone, %1 times</source>
        <translation>
            <numerusform>the process died while it handled this update alone, %1 time</numerusform>
            <numerusform>the process died while it handled this update alone, %1 times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Give %1 days at most, and 1 at least.</source>
        <translation>
            <numerusform>Give %1 day.</numerusform>
            <numerusform>Give %1 days at most, and 1 at least.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Name %1 customers at most, and 1 at least.</source>
        <translation>
            <numerusform>Name %1 customer.</numerusform>
            <numerusform>Name %1 customers at most, and 1 at least.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Name %1 messages at most, and 1 at least.</source>
        <translation>
            <numerusform>Name %1 message.</numerusform>
            <numerusform>Name %1 messages at most, and 1 at least.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Name %1 updates at most, and 1 at least.</source>
        <translation>
            <numerusform>Name %1 update.</numerusform>
            <numerusform>Name %1 updates at most, and 1 at least.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Give a reason of %1 to %2 characters: it is kept.</source>
        <translation>
            <numerusform>Give a reason of %1 to %2 character: it is kept.</numerusform>
            <numerusform>Give a reason of %1 to %2 characters: it is kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Give it a title of at most %1 characters.</source>
        <translation>
            <numerusform>Give it a title of %1 character.</numerusform>
            <numerusform>Give it a title of at most %1 characters.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write a text of at most %1 characters for each of its languages, once.</source>
        <translation>
            <numerusform>Write a text of %1 character for each of its languages, once.</numerusform>
            <numerusform>Write a text of at most %1 characters for each of its languages, once.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Give it %1 buttons at most, each with a name and either an address (https://…) or a tariff that is sold.</source>
        <translation>
            <numerusform>Give it %1 button at most, with a name and either an address (https://…) or a tariff that is sold.</numerusform>
            <numerusform>Give it %1 buttons at most, each with a name and either an address (https://…) or a tariff that is sold.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the last %1 calls failed</source>
        <translation>
            <numerusform>the last %1 call failed</numerusform>
            <numerusform>the last %1 calls failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 refuses an invoice of %2 kopecks (%3): its customer was told</source>
        <translation>
            <numerusform>%1 refuses an invoice of %2 kopeck (%3): its customer was told</numerusform>
            <numerusform>%1 refuses an invoice of %2 kopecks (%3): its customer was told</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write an answer of %1 letters at most.</source>
        <translation>
            <numerusform>Write an answer of %1 letter at most.</numerusform>
            <numerusform>Write an answer of %1 letters at most.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask for a stretch of at most %1 days.</source>
        <translation>
            <numerusform>Ask for a stretch of at most %1 day.</numerusform>
            <numerusform>Ask for a stretch of at most %1 days.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SystemTiles</name>
    <message numerus="yes">
        <source>It was opened %n time(s) since the process began.</source>
        <translation>
            <numerusform>It was opened %n time since the process began.</numerusform>
            <numerusform>It was opened %n times since the process began.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for a connection</source>
        <translation>
            <numerusform>%n waits for a connection</numerusform>
            <numerusform>%n wait for a connection</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n timeout(s)</source>
        <translation>
            <numerusform> · %n timeout</numerusform>
            <numerusform> · %n timeouts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stand(s) by</source>
        <translation>
            <numerusform>%n stands by</numerusform>
            <numerusform>%n stand by</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>CPU %1 · %n thread(s)</source>
        <translation>
            <numerusform>CPU %1 · %n thread</numerusform>
            <numerusform>CPU %1 · %n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::AuditPage</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s); narrow the filter to see older ones, or export them</source>
        <translation>
            <numerusform>%n row; narrow the filter to see older ones, or export them</numerusform>
            <numerusform>%n rows; narrow the filter to see older ones, or export them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s), and older ones</source>
        <translation>
            <numerusform>%n row, and older ones</numerusform>
            <numerusform>%n rows, and older ones</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::LivePause</name>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::LogView</name>
    <message numerus="yes">
        <source>Paused, %n new line(s); End follows again</source>
        <translation>
            <numerusform>Paused, %n new line; End follows again</numerusform>
            <numerusform>Paused, %n new lines; End follows again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln line</numerusform>
            <numerusform>%Ln lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln line(s)</source>
        <translation>
            <numerusform>%1 of %Ln line</numerusform>
            <numerusform>%1 of %Ln lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::LogsPage</name>
    <message numerus="yes">
        <source>%n line(s) saved in %1.</source>
        <translation>
            <numerusform>%n line saved in %1.</numerusform>
            <numerusform>%n lines saved in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::MainWindow</name>
    <message numerus="yes">
        <source>%n open alert(s)</source>
        <translation>
            <numerusform>%n open alert</numerusform>
            <numerusform>%n open alerts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::MessagesPage</name>
    <message numerus="yes">
        <source>Send %n message(s) again</source>
        <translation>
            <numerusform>Send %n message again</numerusform>
            <numerusform>Send %n messages again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n message(s)</source>
        <translation>
            <numerusform>Drop %n message</numerusform>
            <numerusform>Drop %n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) will be sent again.</source>
        <translation>
            <numerusform>%n message will be sent again.</numerusform>
            <numerusform>%n messages will be sent again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) dropped.</source>
        <translation>
            <numerusform>%n message dropped.</numerusform>
            <numerusform>%n messages dropped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For %n it was too late, or there was nothing to do.</source>
        <translation>
            <numerusform>For %n it was too late, or there was nothing to do.</numerusform>
            <numerusform>For %n it was too late, or there was nothing to do.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Telegram lets %n chat(s) wait (429), the last until %1; %2 may leave a second.</source>
        <translation>
            <numerusform>Telegram lets %n chat wait (429), the last until %1; %2 may leave a second.</numerusform>
            <numerusform>Telegram lets %n chats wait (429), the last until %1; %2 may leave a second.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send all %n message(s) that match again</source>
        <translation>
            <numerusform>Send the %n message that matches again</numerusform>
            <numerusform>Send all %n messages that match again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop all %n message(s) that match</source>
        <translation>
            <numerusform>Drop the %n message that matches</numerusform>
            <numerusform>Drop all %n messages that match</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::OverviewActions</name>
    <message numerus="yes">
        <source>Sending goes on: %n message(s) are queued and go out as fast as Telegram allows.</source>
        <translation>
            <numerusform>Sending goes on: %n message is queued and goes out as fast as Telegram allows.</numerusform>
            <numerusform>Sending goes on: %n messages are queued and go out as fast as Telegram allows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n activation(s) that failed are tried again at once, for customers who have paid.</source>
        <translation>
            <numerusform>%n activation that failed is tried again at once, for a customer who has paid.</numerusform>
            <numerusform>%n activations that failed are tried again at once, for customers who have paid.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n activation(s) are tried again now.</source>
        <translation>
            <numerusform>%n activation is tried again now.</numerusform>
            <numerusform>%n activations are tried again now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::SessionsView</name>
    <message numerus="yes">
        <source>%n session(s) wait for a lock</source>
        <translation>
            <numerusform>%n session waits for a lock</numerusform>
            <numerusform>%n sessions wait for a lock</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) wait for it.</source>
        <translation>
            <numerusform>%n session waits for it.</numerusform>
            <numerusform>%n sessions wait for it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::Table</name>
    <message numerus="yes">
        <source>Exporting: %n row(s) so far…</source>
        <translation>
            <numerusform>Exporting: %n row so far…</numerusform>
            <numerusform>Exporting: %n rows so far…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are in %1.</source>
        <translation>
            <numerusform>%n row is in %1.</numerusform>
            <numerusform>%n rows are in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::Tray</name>
    <message numerus="yes">
        <source>%1: %n alert(s)</source>
        <translation>
            <numerusform>%1: %n alert</numerusform>
            <numerusform>%1: %n alerts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::UpdatesPage</name>
    <message numerus="yes">
        <source>Retry %n dead letter(s)</source>
        <translation>
            <numerusform>Retry %n dead letter</numerusform>
            <numerusform>Retry %n dead letters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %n dead letter(s)</source>
        <translation>
            <numerusform>Discard %n dead letter</numerusform>
            <numerusform>Discard %n dead letters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) will be handled again.</source>
        <translation>
            <numerusform>%n update will be handled again.</numerusform>
            <numerusform>%n updates will be handled again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) discarded.</source>
        <translation>
            <numerusform>%n update discarded.</numerusform>
            <numerusform>%n updates discarded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n was/were no dead letter(s) any more.</source>
        <translation>
            <numerusform>%n was no dead letter any more.</numerusform>
            <numerusform>%n were no dead letters any more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry all %n dead letter(s) that match</source>
        <translation>
            <numerusform>Retry the %n dead letter that matches</numerusform>
            <numerusform>Retry all %n dead letters that match</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard all %n dead letter(s) that match</source>
        <translation>
            <numerusform>Discard the %n dead letter that matches</numerusform>
            <numerusform>Discard all %n dead letters that match</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::WaitingPage</name>
    <message numerus="yes">
        <source>%n customer(s) who paid wait(s) for a key, the longest for %1.</source>
        <translation>
            <numerusform>%n customer who paid waits for a key, the longest for %1.</numerusform>
            <numerusform>%n customers who paid wait for a key, the longest for %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %1 whose wait began first are shown, %n more are not.</source>
        <translation>
            <numerusform>The %1 whose wait began first are shown, %n more is not.</numerusform>
            <numerusform>The %1 whose wait began first are shown, %n more are not.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n activation(s)</source>
        <translation>
            <numerusform>Retry %n activation</numerusform>
            <numerusform>Retry %n activations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n activation(s) due now.</source>
        <translation>
            <numerusform>%n activation due now.</numerusform>
            <numerusform>%n activations due now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had nothing to wait for any more.</source>
        <translation>
            <numerusform>%n had nothing to wait for any more.</numerusform>
            <numerusform>%n had nothing to wait for any more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>for %n customer(s)</source>
        <translation>
            <numerusform>for %n customer</numerusform>
            <numerusform>for %n customers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Give days to %n customer(s) who waited</source>
        <translation>
            <numerusform>Give days to %n customer who waited</numerusform>
            <numerusform>Give days to %n customers who waited</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Days were given to %n customer(s).</source>
        <translation>
            <numerusform>Days were given to %n customer.</numerusform>
            <numerusform>Days were given to %n customers.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Profiles</name>
    <message numerus="yes">
        <source>A name has %n character(s) at most.</source>
        <translation>
            <numerusform>A name has %n character at most.</numerusform>
            <numerusform>A name has %n characters at most.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::WorkersPage</name>
    <message numerus="yes">
        <source>%n customer(s) wait(s) for a key, the next of them until %1.</source>
        <translation>
            <numerusform>%n customer waits for a key, until %1 at the earliest.</numerusform>
            <numerusform>%n customers wait for a key, the next of them until %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n activation(s) due now.</source>
        <translation>
            <numerusform>%n activation due now.</numerusform>
            <numerusform>%n activations due now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::BroadcastForm</name>
    <message numerus="yes">
        <source>%n customer(s) now</source>
        <translation>
            <numerusform>%n customer now</numerusform>
            <numerusform>%n customers now</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::BroadcastsPage</name>
    <message numerus="yes">
        <source>%n customer(s) are told, as they are counted now.</source>
        <translation>
            <numerusform>%n customer is told, as they are counted now.</numerusform>
            <numerusform>%n customers are told, as they are counted now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::BulkBar</name>
    <message numerus="yes">
        <source>%n could not</source>
        <translation>
            <numerusform>%n could not</numerusform>
            <numerusform>%n could not</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %n somebody else had dealt.</source>
        <translation>
            <numerusform>With %n somebody else had dealt.</numerusform>
            <numerusform>With %n somebody else had dealt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>turnpike::console::ViewsMenu</name>
    <message numerus="yes">
        <source>The view was not saved: a name has %n letter(s) at most, and of views there may be %1. Delete one that nobody needs.</source>
        <translation>
            <numerusform>The view was not saved: a name has %n letter at most, and of views there may be %1. Delete one that nobody needs.</numerusform>
            <numerusform>The view was not saved: a name has %n letters at most, and of views there may be %1. Delete one that nobody needs.</numerusform>
        </translation>
    </message>
</context>
</TS>
