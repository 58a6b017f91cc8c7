#include "connection/serverwords.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <vector>

namespace turnpike::console::serverwords {

namespace {

constexpr const char *kContext = "Server";
constexpr int kDeepest = 4; // sentences within each other

// As they stand in the server's sources (tst_serverwords compares); one that is the beginning of another
// comes after it.
// NOLINTBEGIN(bugprone-suspicious-missing-comma): long ones are written in pieces
constexpr const char *kSentences[] = {
    // What a check finds.
    QT_TRANSLATE_NOOP("Server", "the database cannot be reached: %1"),
    QT_TRANSLATE_NOOP("Server",
                      "%1 is not there any more: it is waited for. Mount its volume or put it back."),
    QT_TRANSLATE_NOOP("Server", "the database takes no writes: %1"),
    QT_TRANSLATE_NOOP("Server", "updates cannot be stored: %1"),
    QT_TRANSLATE_NOOP("Server", "%1 connections are open and no more can be had: %2"),
    QT_TRANSLATE_NOOP("Server", "PostgreSQL has %1 switched off: a crash of its machine may take with it "
                                "what was confirmed, or leave it broken"),
    QT_TRANSLATE_NOOP("Server", "%1 wait for a connection, %2 of %3 are used"),
    QT_TRANSLATE_NOOP("Server", "being tried again"),
    QT_TRANSLATE_NOOP("Server", "calls fail; the next try is in %1 s"),
    QT_TRANSLATE_NOOP("Server", "it answers nobody: the last %1 calls, over %2 s, were in vain"),
    QT_TRANSLATE_NOOP("Server", "it serves nobody: the last %1 calls, over %2 s, failed"),
    QT_TRANSLATE_NOOP("Server", "away, conversation states stay in the process: %1"),
    QT_TRANSLATE_NOOP("Server", "takes nothing, conversation states stay in the process: %1"),
    QT_TRANSLATE_NOOP("Server", "not counted lately"),
    QT_TRANSLATE_NOOP("Server", "%1 updates wait, the oldest for %2 s"),
    QT_TRANSLATE_NOOP("Server", "%1 customers have paid and have no key"),
    QT_TRANSLATE_NOOP("Server", "%1 dead letters, %2 payments in review"),
    QT_TRANSLATE_NOOP("Server", "memory at %1 % of its limit"),
    QT_TRANSLATE_NOOP("Server", "%1 of %2 file descriptors are open"),
    QT_TRANSLATE_NOOP("Server", "%1 is stuck"),
    QT_TRANSLATE_NOOP("Server", "%1 has failed %2 times in a row"),
    QT_TRANSLATE_NOOP("Server", "the bot's token is refused"),
    QT_TRANSLATE_NOOP("Server", "CRYPTOBOT_TOKEN is refused (401): nobody can pay with crypto"),
    QT_TRANSLATE_NOOP("Server", "invoices are refused, nobody can pay with crypto: %1"),
    QT_TRANSLATE_NOOP("Server", "invoices cannot be made, nobody can pay with crypto: %1"),
    QT_TRANSLATE_NOOP("Server", "a message about a key or a payment was refused, and its customer waits: %1"),
    QT_TRANSLATE_NOOP("Server", "Telegram has answered no call for %1 s, and messages wait: %2"),
    QT_TRANSLATE_NOOP("Server", "this instance leads"),
    QT_TRANSLATE_NOOP("Server", "this instance stands by"),
    QT_TRANSLATE_NOOP("Server", "heard %1 s ago"),
    QT_TRANSLATE_NOOP("Server", "not heard yet"),
    QT_TRANSLATE_NOOP("Server", "not configured"),
    QT_TRANSLATE_NOOP("Server", "alerts do not come through by %1: %2"),
    QT_TRANSLATE_NOOP("Server", "CONSOLE_BOOTSTRAP_TOKEN is set: add an operator, then unset it"),
    QT_TRANSLATE_NOOP("Server", "%1 replicas may want %2 connections and PostgreSQL gives %3: raise its "
                                "max_connections or lower DB_POOL_MAX_SIZE to %4"),
    // Alerts.
    QT_TRANSLATE_NOOP("Server", "The server waits for its database since it was started: %1"),
    QT_TRANSLATE_NOOP("Server",
                      "%1 was replaced while it was in use: nothing is stored in it until the server "
                      "has started anew, which it does by itself where something restarts it."),
    QT_TRANSLATE_NOOP("Server", "%1 customers have paid and have had no key for 10 minutes or more"),
    QT_TRANSLATE_NOOP("Server", "Access of user %1 could not be activated in %2 attempts: %3"),
    QT_TRANSLATE_NOOP("Server",
                      "A key that nobody should have any more could not be taken away in %1 attempts: %2"),
    QT_TRANSLATE_NOOP("Server", "The VPN API did not know %1 keys of customers, which are set again, and "
                                "still knew %2 that were removed, which are taken away again"),
    QT_TRANSLATE_NOOP("Server", "A server (%1) ended without a word: killed, or crashed"),
    QT_TRANSLATE_NOOP("Server", "Telegram reports a refund of a payment that is not in the books"),
    QT_TRANSLATE_NOOP("Server", "Payment %1 of %2 is for no purchase of ours: %3"),
    QT_TRANSLATE_NOOP("Server", "Payment %1 for %2 of user %3 needs a look: %4"),
    QT_TRANSLATE_NOOP("Server", "%1 refuses an invoice of %2 kopecks (%3): its customer was told"),
    QT_TRANSLATE_NOOP("Server", "%1 tells of invoice %2 in words that this version does not know"),
    QT_TRANSLATE_NOOP("Server",
                      "Payments of another program share the app of %1: they are counted and left alone"),
    QT_TRANSLATE_NOOP("Server", "for no purchase of ours: %1"),
    QT_TRANSLATE_NOOP("Server", "Redis is away, conversation states stay in the process: %1"),
    QT_TRANSLATE_NOOP("Server", "Redis takes nothing, conversation states stay in the process: %1"),
    QT_TRANSLATE_NOOP("Server", "Worker %1 hangs: its iteration did not return after its deadline"),
    QT_TRANSLATE_NOOP("Server", "Worker %1 failed %2 times in a row: %3"),
    QT_TRANSLATE_NOOP("Server", "The balance of customer %1 is not the sum of its ledger"),
    QT_TRANSLATE_NOOP("Server",
                      "The VPN API refuses our key (401): nobody gets access until XRAY_API_KEY is right"),
    QT_TRANSLATE_NOOP("Server", "Memory is at %1 % of its limit: the platform will end the process soon"),
    QT_TRANSLATE_NOOP("Server", "Memory is at %1 % of its limit"),
    QT_TRANSLATE_NOOP("Server",
                      "Memory grows by %1 % of its limit in six hours and would reach it within a day"),
    QT_TRANSLATE_NOOP("Server", "Telegram does not know the bot's token (%1): nothing is sent until it does"),
    QT_TRANSLATE_NOOP("Server", "the Bot API answers no call"),
    QT_TRANSLATE_NOOP(
        "Server",
        "a message about a key or a payment was sent twice and Telegram never answered: look whether "
        "it arrived, and send it again if not"),
    QT_TRANSLATE_NOOP("Server", "No update for %1 minutes, and %2"),
    QT_TRANSLATE_NOOP("Server", "Telegram's webhook pointed elsewhere"),
    QT_TRANSLATE_NOOP("Server", "%1 wait at Telegram (its last error: %2)"),
    QT_TRANSLATE_NOOP("Server", "Telegram could not deliver: %1"),
    QT_TRANSLATE_NOOP("Server", "WEBHOOK_URL is not set: Telegram sends no updates here"),
    QT_TRANSLATE_NOOP("Server", "Telegram is out of reach: %1"),
    QT_TRANSLATE_NOOP("Server", "Telegram does not take the webhook for now: %1. It is tried again; updates "
                                "wait at Telegram meanwhile"),
    QT_TRANSLATE_NOOP("Server", "TELEGRAM_API_URL leads to no Bot API server that serves this bot: %1"),
    QT_TRANSLATE_NOOP("Server", "the address of the Bot API is somebody else's: nothing can be sent"),
    QT_TRANSLATE_NOOP("Server", "Alerts do not reach the Telegram chat %1: %2"),
    QT_TRANSLATE_NOOP("Server", "The group %1 has become %2: write that into ADMIN_TELEGRAM_IDS"),
    QT_TRANSLATE_NOOP("Server", "Alerts do not come through by this way: %1 (%2)"),
    QT_TRANSLATE_NOOP("Server", "The webhook of this bot points to %1 and is left alone; start with "
                                "--take-over to have its updates here"),
    QT_TRANSLATE_NOOP("Server", "The webhook was set %1 times within the hour and differs again (%2): "
                                "another service seems to own this bot. It points to %3"),
    QT_TRANSLATE_NOOP("Server", "Telegram took our webhook, yet it points to %1: another service uses the "
                                "same BOT_TOKEN. Stop that service, or give this one a bot of its own"),
    QT_TRANSLATE_NOOP("Server", "The webhook is set, but Telegram keeps other values: %1"),
    QT_TRANSLATE_NOOP("Server", "Telegram does not know this BOT_TOKEN"),
    QT_TRANSLATE_NOOP("Server", "Telegram refuses the webhook: %1. Check WEBHOOK_URL (https, a public name, "
                                "port 443, 80, 88 or 8443) and WEBHOOK_SECRET"),
    // Why a payment is in review, or an activation failed.
    QT_TRANSLATE_NOOP("Server", "paid again: the purchase is %1"),
    QT_TRANSLATE_NOOP("Server", "paid in %1 instead of %2"),
    QT_TRANSLATE_NOOP("Server", "paid in %1, for which it was not sold"),
    QT_TRANSLATE_NOOP("Server", "paid %1 of %2 %3"),
    QT_TRANSLATE_NOOP("Server", "paid %1 %2 more than its price"),
    QT_TRANSLATE_NOOP("Server", "XRAY_API_URL is not configured"),
    // How an iteration ended.
    QT_TRANSLATE_NOOP("Server", "flag %1 is off"),
    QT_TRANSLATE_NOOP("Server", "paused by %1: %2"),
    QT_TRANSLATE_NOOP("Server", "did not return after its deadline"),
    QT_TRANSLATE_NOOP("Server", "keys could not be removed; they are tried again"),
    QT_TRANSLATE_NOOP("Server", "a balance is not the sum of its ledger"),
    // How an order ended.
    QT_TRANSLATE_NOOP("Server", "the lease had ended by itself"),
    QT_TRANSLATE_NOOP("Server", "refused: no other instance stands by"),
    QT_TRANSLATE_NOOP("Server", "refused: this instance leads no more"),
    QT_TRANSLATE_NOOP("Server", "expired: nobody took it in time"),
    QT_TRANSLATE_NOOP("Server", "there is no breaker for %1"),
    QT_TRANSLATE_NOOP("Server", "no such component or level"),
    QT_TRANSLATE_NOOP("Server", "this version does not know the order"),
    QT_TRANSLATE_NOOP("Server", "there are more than could be noted at once: order it again for the others"),
    QT_TRANSLATE_NOOP("Server", "failed: %1"),
    // Marks of charts.
    QT_TRANSLATE_NOOP("Server", "%1 (%2) starts"),
    QT_TRANSLATE_NOOP("Server", "%1 ends: %2"),
    QT_TRANSLATE_NOOP("Server", "%1 leads"),
    // Why a call is refused.
    QT_TRANSLATE_NOOP("Server", "There is no alert %1."),
    QT_TRANSLATE_NOOP("Server", "There is no customer %1."),
    QT_TRANSLATE_NOOP("Server", "There is no tariff %1."),
    QT_TRANSLATE_NOOP("Server", "There is no flag %1."),
    QT_TRANSLATE_NOOP("Server", "There is no worker %1: there are %2."),
    QT_TRANSLATE_NOOP("Server", "There is no access to revoke."),
    QT_TRANSLATE_NOOP("Server", "No access is running: grant some."),
    QT_TRANSLATE_NOOP("Server", "A trial is not extended: grant a tariff, and what is left of it is added."),
    QT_TRANSLATE_NOOP("Server", "No activation waits or has failed."),
    QT_TRANSLATE_NOOP("Server", "No instance %1 is running."),
    QT_TRANSLATE_NOOP("Server", "The instance %1 left no dump."),
    QT_TRANSLATE_NOOP("Server", "Give 1 to %1 days."),
    QT_TRANSLATE_NOOP("Server", "Give an amount other than 0, up to a million roubles."),
    QT_TRANSLATE_NOOP("Server", "The balance is smaller than that: it never goes below 0."),
    QT_TRANSLATE_NOOP("Server", "Payment %1 waits for no decision (any more)."),
    QT_TRANSLATE_NOOP("Server", "Nobody knows whose payment this is, or what it is worth in roubles: correct "
                                "the customer's balance by hand, and leave this one in the books."),
    QT_TRANSLATE_NOOP("Server", "%1 kopecks of the top-up are spent"),
    QT_TRANSLATE_NOOP("Server", "the gift was claimed or returned before"),
    QT_TRANSLATE_NOOP("Server", "%1 kopecks of its referral reward are spent"),
    QT_TRANSLATE_NOOP("Server", "Mute until a moment to come, within 30 days."),
    QT_TRANSLATE_NOOP("Server", "Pause until a moment to come, within 90 days."),
    QT_TRANSLATE_NOOP("Server", "Ask for a stretch of at most eight days."),
    QT_TRANSLATE_NOOP("Server", "Somebody changed %1 meanwhile: look, then try again."),
    QT_TRANSLATE_NOOP("Server", "%1 was never changed: there is nothing to go back to."),
    QT_TRANSLATE_NOOP("Server", "Message %1 was tried again before."),
    QT_TRANSLATE_NOOP("Server", "%1 is no dead letter any more."),
    QT_TRANSLATE_NOOP("Server", "Name 1 to %1 messages."),
    QT_TRANSLATE_NOOP("Server", "Name 1 to %1 updates."),
    QT_TRANSLATE_NOOP("Server", "Give a reason: it is kept."),
    QT_TRANSLATE_NOOP("Server", "Give a reason of %1 to %2 characters: it is kept."),
    QT_TRANSLATE_NOOP("Server", "This id belongs to another change: use a new one."),
    QT_TRANSLATE_NOOP("Server", "Your role is %1: this takes %2."),
    QT_TRANSLATE_NOOP("Server", "This token was revoked or is over: nothing was done."),
    QT_TRANSLATE_NOOP("Server", "This server does not know the call %1."),
    QT_TRANSLATE_NOOP("Server", "It took too long. Look whether it happened before you try again."),
    QT_TRANSLATE_NOOP("Server", "The server is ending (%1): connect again."),
    QT_TRANSLATE_NOOP("Server", "The database took too long: nothing was changed."),
    QT_TRANSLATE_NOOP("Server", "The database does not answer: nothing was changed. Try again."),
    QT_TRANSLATE_NOOP("Server", "The server failed at this: see its log."),
    QT_TRANSLATE_NOOP(
        "Server",
        "That token is in the environment: unset CONSOLE_BOOTSTRAP_TOKEN and start the server again."),
    QT_TRANSLATE_NOOP("Server", "Nobody of this name has a token that is still good."),
    QT_TRANSLATE_NOOP("Server", "More calls than the server takes: ask less often."),
    QT_TRANSLATE_NOOP("Server", "Too many calls at once: ask again in a moment."),
    // Why a connection ends.
    QT_TRANSLATE_NOOP("Server", "The server is ending: connect again in a moment."),
    QT_TRANSLATE_NOOP("Server",
                      "%1 consoles of %2 are connected, and more are not served: close one of them."),
    QT_TRANSLATE_NOOP("Server", "%1 consoles are connected, and more are not served."),
    QT_TRANSLATE_NOOP("Server", "This token was revoked or is over: ask for a new one."),
    QT_TRANSLATE_NOOP("Server", "You have read too little for too long: connect again."),
    QT_TRANSLATE_NOOP("Server", "You did not read fast enough to hear everything: connect again."),
    QT_TRANSLATE_NOOP("Server", "You ask and do not read the answers."),
    QT_TRANSLATE_NOOP("Server", "You make the server talk and do not read."),
    QT_TRANSLATE_NOOP("Server", "Consoles read too slowly, and this one slowest: connect again."),
    QT_TRANSLATE_NOOP("Server", "More pings and pieces of messages than the server takes: send fewer."),
    // What a flag does, in resources/flags.json.
    QT_TRANSLATE_NOOP(
        "Server",
        "New payments. Off: no new invoices, pre-checkouts are declined. What was paid is always finalized."),
    QT_TRANSLATE_NOOP("Server", "Activation of VPN access. Off: activations wait as pending and waiting is "
                                "not paid for. Removals go on."),
    QT_TRANSLATE_NOOP(
        "Server", "Renewal from the balance. Off: no renewals; the worker stops between two subscriptions."),
    QT_TRANSLATE_NOOP("Server", "All background workers. Off: they skip their iterations; the alert about "
                                "paid access without a key stays."),
    QT_TRANSLATE_NOOP("Server", "Reminders before access ends. Off: none are sent. Expiry goes on."),
    QT_TRANSLATE_NOOP("Server",
                      "New trials. Off: no trial is offered or granted. Running trials go on and end."),
    QT_TRANSLATE_NOOP("Server", "Rewards for invited friends. Off: purchases give no reward."),
    QT_TRANSLATE_NOOP(
        "Server", "Maintenance. On: customers get one polite notice. Payments, refunds and workers go on."),
};
// NOLINTEND(bugprone-suspicious-missing-comma)

// A sentence as it is looked for.
struct Known
{
    const char *english;
    QString beginning; // all before the first thing that varies
    QRegularExpression whole;
};

std::vector<Known> makeKnown()
{
    static const QRegularExpression place(QStringLiteral("%\\d"));
    std::vector<Known> all;
    for (const char *english : kSentences) {
        const QStringList pieces = QString::fromUtf8(english).split(place);
        QStringList escaped;
        for (const QString &piece : pieces)
            escaped.append(QRegularExpression::escape(piece));
        QRegularExpression whole(QRegularExpression::anchoredPattern(escaped.join(QStringLiteral("(.*?)"))),
                                 QRegularExpression::DotMatchesEverythingOption);
        all.push_back({english, pieces.first(), std::move(whole)});
    }
    return all;
}

QString translate(const QString &sentence, int depth)
{
    static const std::vector<Known> all = makeKnown();
    for (const Known &known : all) {
        if (!sentence.startsWith(known.beginning))
            continue;
        const QRegularExpressionMatch match = known.whole.match(sentence);
        if (!match.hasMatch())
            continue;
        QString words = QCoreApplication::translate(kContext, known.english);
        // All at once: what one value says is no place for another.
        QStringList values;
        for (int i = 1; i <= match.lastCapturedIndex(); ++i)
            values.append(depth < kDeepest ? translate(match.captured(i), depth + 1) : match.captured(i));
        for (int i = 0; i < words.size(); ++i) {
            const int value = words.at(i) == u'%' && i + 1 < words.size() ? words.at(i + 1).digitValue() : -1;
            if (value < 1 || value > values.size())
                continue;
            words.replace(i, 2, values.at(value - 1));
            i += static_cast<int>(values.at(value - 1).size()) - 1;
        }
        return words;
    }
    return sentence;
}

} // namespace

QString translated(const QString &sentence)
{
    return sentence.isEmpty() ? sentence : translate(sentence, 0);
}

QStringList known()
{
    QStringList all;
    for (const char *english : kSentences)
        all.append(QString::fromUtf8(english));
    return all;
}

} // namespace turnpike::console::serverwords
