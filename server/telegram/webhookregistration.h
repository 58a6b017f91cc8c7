#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "telegram/botclient.h"

#include <QStringList>

namespace turnpike::telegram {

// What Telegram says of a webhook (getWebhookInfo), as far as Turnpike cares.
struct WebhookInfo
{
    QString url; // empty: none is set
    int maxConnections = 0;
    QStringList allowedUpdates; // empty: Telegram's own choice
    int pendingUpdates = 0;
    QString lastError;      // of Telegram's last failed delivery
    qint64 lastErrorAt = 0; // seconds since 1970 UTC
};

// The kinds of updates that Turnpike handles: no others are asked for.
QStringList handledUpdates();

struct WebhookSettings
{
    QUrl url; // empty: no webhook is wanted, nothing is asked or set
    QString secret;
    int maxConnections = 40;
    QStringList allowedUpdates = handledUpdates();
    bool isLocal = false;  // APP_ENV=local: a webhook that points elsewhere belongs to somebody else
    bool takeOver = false; // even so
};

struct WebhookOutcome
{
    enum class Result {
        NotConfigured,
        InPlace,    // as wanted; nothing was changed
        Set,        // changed, and Telegram confirms it
        LeftAlone,  // another one is set, and we are a developer's program
        Refused,    // Telegram does not take our URL, our secret or our token
        Overridden, // Telegram keeps another URL right after ours was set
        TooOften,   // set three times within the hour already: somebody else keeps changing it
        OutOfReach, // Telegram did not answer in time: try again later
    };

    Result result = Result::InPlace;
    QString text;         // for the log and the operators; names hosts only, no paths
    bool isFatal = false; // the program cannot do its work: end with `text`
    bool needsAlert = false;
    std::optional<WebhookInfo> info; // as last seen
};

const char *toString(WebhookOutcome::Result result);

// Keeps the bot's webhook pointing at us: sets it only where something differs, at most 3 times an hour
// (remembered in the database, with the hash of the secret that was set, since Telegram never tells it),
// never drops pending updates and never deletes it. Used by the leader, on an operations thread.
class WebhookRegistration
{
public:
    static constexpr int kMostSetsAnHour = 3;

    WebhookRegistration(
        const BotClient &bot, db::Database &database, const Clock &clock, const WebhookSettings &settings,
        std::function<bool()> mayAct = [] { return true; });

    // Looks, and sets if needed. Blocks until done or until the deadline, trying again while Telegram is out
    // of reach. `atStart`: refusals are fatal only then. Throws DatabaseError, and Cancelled or
    // DeadlineExceeded where it was not Telegram that took the time; Cancelled, too, once `mayAct` says that
    // another process leads now.
    WebhookOutcome ensure(bool atStart, const Deadline &deadline);
    // The same, but sets it though nothing seems to differ: Telegram has trouble in reaching us.
    WebhookOutcome setAgain(const Deadline &deadline);
    // Only looks: InPlace with what Telegram says (whatever that is), or why it says nothing.
    WebhookOutcome look(const Deadline &deadline);
    bool pointsHere(const WebhookInfo &info) const;

private:
    struct Stored
    {
        QString secretHash;
        std::vector<qint64> setAt; // ms UTC, within the last hour
    };
    using Outcome = WebhookOutcome;

    enum class Purpose { Start, Keep, SetAgain, Look };

    Outcome ensureUntilDeadline(Purpose purpose, const Deadline &deadline);
    std::optional<Outcome> beforeSetting(Purpose purpose, const WebhookInfo &info,
                                         const Stored &stored) const;
    Outcome afterSetting(const WebhookInfo &info, bool atStart) const;
    std::optional<Outcome> refusal(const TelegramError &error, bool atStart) const;
    QString difference(const WebhookInfo &info, const Stored &stored) const;
    CallResult setAndRemember(Stored stored, const Deadline &deadline) const;
    Stored load(const Deadline &deadline) const;
    void save(const Stored &stored, const Deadline &deadline) const;

    const BotClient &m_bot;
    db::Database &m_database;
    const Clock &m_clock;
    const WebhookSettings m_settings;
    const QString m_secretHash;
    const std::function<bool()> m_mayAct;
};

} // namespace turnpike::telegram
