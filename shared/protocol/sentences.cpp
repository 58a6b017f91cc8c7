// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/sentence.h"

#include <QtGlobal>

#include <algorithm>
#include <iterator>

// The catalogue of sentences. English is what stands here; other languages are translations of the context
// "Server" (resources/translations). A word once used is never changed, nor what its places mean: programs of
// other versions, and rows, hold it. Add a sentence here and to SentenceId.
namespace turnpike::protocol {

namespace sentences {
namespace {

using namespace std::chrono_literals;
using Id = SentenceId;

// NOLINTBEGIN(bugprone-suspicious-missing-comma): long ones are written in pieces
constexpr SentenceText kAll[] = {
    // What a check finds.
    {Id::DatabaseUnreachable, "database_unreachable",
     QT_TRANSLATE_NOOP("Server", "the database cannot be reached: %1")},
    {Id::DatabaseFileAwaited, "database_file_awaited",
     QT_TRANSLATE_NOOP("Server", "%1 is not there any more: it is waited for. Mount its volume or put it "
                                 "back.")},
    {Id::DatabaseReadOnly, "database_read_only",
     QT_TRANSLATE_NOOP("Server", "the database takes no writes: %1")},
    {Id::UpdatesNotStored, "updates_not_stored", QT_TRANSLATE_NOOP("Server", "updates cannot be stored: %1")},
    {Id::PoolCannotGrow, "pool_cannot_grow",
     QT_TRANSLATE_NOOP("Server", "%1 connections are open and no more can be had: %2")},
    {Id::DatabaseNotDurable, "database_not_durable",
     QT_TRANSLATE_NOOP("Server", "PostgreSQL has %1 switched off: a crash of its machine may take with "
                                 "it what was confirmed, or leave it broken")},
    {Id::PoolWaits, "pool_waits", QT_TRANSLATE_NOOP("Server", "%1 wait for a connection, %2 of %3 are used")},
    {Id::BreakerTries, "breaker_tries", QT_TRANSLATE_NOOP("Server", "being tried again")},
    {Id::BreakerOpen, "breaker_open", QT_TRANSLATE_NOOP("Server", "calls fail; the next try is in %1 s")},
    {Id::VpnAnswersNobody, "vpn_answers_nobody",
     QT_TRANSLATE_NOOP("Server", "it answers nobody: the last %1 calls, over %2 s, were in vain")},
    {Id::VpnServesNobody, "vpn_serves_nobody",
     QT_TRANSLATE_NOOP("Server", "it serves nobody: the last %1 calls, over %2 s, failed")},
    {Id::RedisAway, "redis_away",
     QT_TRANSLATE_NOOP("Server", "away, conversation states stay in the process: %1")},
    {Id::RedisTakesNothing, "redis_takes_nothing",
     QT_TRANSLATE_NOOP("Server", "takes nothing, conversation states stay in the process: %1")},
    {Id::NotCountedLately, "not_counted_lately", QT_TRANSLATE_NOOP("Server", "not counted lately")},
    {.id = Id::UpdatesWait,
     .word = "updates_wait",
     .english = QT_TRANSLATE_N_NOOP("Server", "%1 updates wait, the oldest for %2 s"),
     .counted = 1},
    {.id = Id::PaidWithoutKey,
     .word = "paid_without_key",
     .english = QT_TRANSLATE_N_NOOP("Server", "%1 customers have paid and have no key"),
     .counted = 1},
    {Id::DeadLettersAndReviews, "dead_letters_and_reviews",
     QT_TRANSLATE_NOOP("Server", "%1 dead letters, %2 payments in review")},
    {Id::MemoryUsed, "memory_used", QT_TRANSLATE_NOOP("Server", "memory at %1 % of its limit")},
    {Id::DescriptorsUsed, "descriptors_used",
     QT_TRANSLATE_NOOP("Server", "%1 of %2 file descriptors are open")},
    {Id::WorkerStuck, "worker_stuck", QT_TRANSLATE_NOOP("Server", "%1 is stuck")},
    {Id::WorkerFails, "worker_fails", QT_TRANSLATE_NOOP("Server", "%1 has failed %2 times in a row")},
    {Id::BotTokenRefused, "bot_token_refused", QT_TRANSLATE_NOOP("Server", "the bot's token is refused")},
    {Id::CryptoTokenRefused, "crypto_token_refused",
     QT_TRANSLATE_NOOP("Server", "CRYPTOBOT_TOKEN is refused (401): nobody can pay with crypto")},
    {Id::InvoicesRefused, "invoices_refused",
     QT_TRANSLATE_NOOP("Server", "invoices are refused, nobody can pay with crypto: %1")},
    {Id::InvoicesNotMade, "invoices_not_made",
     QT_TRANSLATE_NOOP("Server", "invoices cannot be made, nobody can pay with crypto: %1")},
    {Id::WayToPayRefused, "way_to_pay_refused",
     QT_TRANSLATE_NOOP("Server", "%1 is refused, nobody can pay this way: %2")},
    {Id::WayToPayAway, "way_to_pay_away",
     QT_TRANSLATE_NOOP("Server", "%1 makes no invoices, nobody can pay this way: %2")},
    {Id::MessageRefused, "message_refused",
     QT_TRANSLATE_NOOP("Server", "a message about a key or a payment was refused, and its customer "
                                 "waits: %1")},
    {Id::MessageExpired, "message_expired",
     QT_TRANSLATE_NOOP("Server", "a message about a key or a payment could not be sent before it "
                                 "expired, and its customer waits: send it again")},
    {Id::TelegramSilent, "telegram_silent",
     QT_TRANSLATE_NOOP("Server", "Telegram has answered no call for %1 s, and messages wait: %2")},
    {Id::TelegramTakesAndSaysNothing, "telegram_takes_and_says_nothing",
     QT_TRANSLATE_NOOP("Server", "it takes calls and says nothing")},
    {Id::InstanceLeads, "instance_leads", QT_TRANSLATE_NOOP("Server", "this instance leads")},
    {Id::InstanceStandsBy, "instance_stands_by", QT_TRANSLATE_NOOP("Server", "this instance stands by")},
    {Id::WebhookHeard, "webhook_heard", QT_TRANSLATE_NOOP("Server", "heard %1 s ago")},
    {Id::WebhookNotHeard, "webhook_not_heard", QT_TRANSLATE_NOOP("Server", "not heard yet")},
    {Id::NotConfigured, "not_configured", QT_TRANSLATE_NOOP("Server", "not configured")},
    {Id::AlertsUndelivered, "alerts_undelivered",
     QT_TRANSLATE_NOOP("Server", "alerts do not come through by %1: %2")},
    {Id::BothOf, "both_of", QT_TRANSLATE_NOOP("Server", "%1; %2")},
    {Id::BootstrapTokenSet, "bootstrap_token_set",
     QT_TRANSLATE_NOOP("Server", "CONSOLE_BOOTSTRAP_TOKEN is set: add an operator, then unset it")},
    {Id::TooFewConnections, "too_few_connections",
     QT_TRANSLATE_NOOP("Server", "%1 replicas may want %2 connections and PostgreSQL gives %3: raise its "
                                 "max_connections or lower DB_POOL_MAX_SIZE to %4")},
    // Alerts.
    {Id::CheckFails, "check_fails", QT_TRANSLATE_NOOP("Server", "%1: %2")},
    {Id::DatabaseAwaited, "database_awaited",
     QT_TRANSLATE_NOOP("Server", "The server waits for its database since it was started: %1")},
    {Id::DatabaseFileReplaced, "database_file_replaced",
     QT_TRANSLATE_NOOP("Server", "%1 was replaced while it was in use: nothing is stored in it until the "
                                 "server has started anew, which it does by itself where something "
                                 "restarts it.")},
    {.id = Id::PaidWithoutKeyForLong,
     .word = "paid_without_key_for_long",
     .english = QT_TRANSLATE_N_NOOP("Server", "%1 customers have paid and have had no key "
                                              "for 10 minutes or more"),
     .counted = 1},
    {Id::ActivationFailed, "activation_failed",
     QT_TRANSLATE_NOOP("Server", "Access of user %1 could not be activated in %2 attempts: %3")},
    {Id::KeyNotRemoved, "key_not_removed",
     QT_TRANSLATE_NOOP("Server", "A key that nobody should have any more could not be taken away in %1 "
                                 "attempts: %2")},
    {Id::KeysReconciled, "keys_reconciled",
     QT_TRANSLATE_NOOP("Server", "The VPN API did not know %1 keys of customers, which are set again, "
                                 "and still knew %2 that were removed, which are taken away again")},
    {Id::InstanceCrashed, "instance_crashed",
     QT_TRANSLATE_NOOP("Server", "A server (%1) ended without a word: killed, or crashed")},
    {Id::RefundUnmatched, "refund_unmatched",
     QT_TRANSLATE_NOOP("Server", "Telegram reports a refund of a payment that is not in the books")},
    {Id::RefundFound, "refund_found",
     QT_TRANSLATE_NOOP("Server", "%1 has given payment %2 back, and nobody here asked it to: what was given "
                                 "for it is taken back")},
    {Id::RefundRefused, "refund_refused",
     QT_TRANSLATE_NOOP("Server", "%1 does not give payment %2 back: %3")},
    {Id::PaymentNotListed, "payment_not_listed",
     QT_TRANSLATE_NOOP("Server", "Payment %2 is in the books, and %1 has none such in its own list")},
    {Id::PaymentListedOtherwise, "payment_listed_otherwise",
     QT_TRANSLATE_NOOP("Server", "Payment %2 is %3 in the books, and %4 in the own list of %1")},
    {Id::RefundNotListed, "refund_not_listed",
     QT_TRANSLATE_NOOP("Server", "Payment %2 is refunded in the books, and %1 has not given it back")},
    {Id::PaymentWasMissing, "payment_was_missing",
     QT_TRANSLATE_NOOP("Server", "Payment %2 stood in the own list of %1 and was not in the books: it is "
                                 "booked now")},
    {Id::PaymentUnmatched, "payment_unmatched",
     QT_TRANSLATE_NOOP("Server", "Payment %1 of %2 is for no purchase of ours: %3")},
    {Id::PaymentInReview, "payment_in_review",
     QT_TRANSLATE_NOOP("Server", "Payment %1 for %2 of user %3 needs a look: %4")},
    {.id = Id::PaymentsInReview,
     .word = "payments_in_review",
     .english = QT_TRANSLATE_N_NOOP("Server", "%1 payments wait for a person to decide"),
     .counted = 1},
    {Id::InvoiceRefused, "invoice_refused",
     QT_TRANSLATE_NOOP("Server", "%1 refuses an invoice of %2 kopecks (%3): its customer was told")},
    {Id::InvoiceNotUnderstood, "invoice_not_understood",
     QT_TRANSLATE_NOOP("Server", "%1 tells of invoice %2 in words that this version does not know")},
    {Id::ForeignPayments, "foreign_payments",
     QT_TRANSLATE_NOOP("Server", "Payments of another program share the app of %1: they are counted and "
                                 "left alone")},
    {Id::RedisAwayAlert, "redis_away_alert",
     QT_TRANSLATE_NOOP("Server", "Redis is away, conversation states stay in the process: %1")},
    {Id::RedisTakesNothingAlert, "redis_takes_nothing_alert",
     QT_TRANSLATE_NOOP("Server", "Redis takes nothing, conversation states stay in the process: %1")},
    {Id::WorkerHangs, "worker_hangs",
     QT_TRANSLATE_NOOP("Server", "Worker %1 hangs: its iteration did not return after its deadline")},
    {Id::WorkerFailing, "worker_failing",
     QT_TRANSLATE_NOOP("Server", "Worker %1 failed %2 times in a row: %3")},
    {Id::LedgerMismatch, "ledger_mismatch",
     QT_TRANSLATE_NOOP("Server", "The balance of customer %1 is not the sum of its ledger")},
    {Id::VpnKeyRefused, "vpn_key_refused",
     QT_TRANSLATE_NOOP("Server", "The VPN API refuses our key (401): nobody gets access until "
                                 "XRAY_API_KEY is right")},
    {Id::MemoryAlmostFull, "memory_almost_full",
     QT_TRANSLATE_NOOP("Server", "Memory is at %1 % of its limit: the platform will end the process soon")},
    {Id::MemoryHigh, "memory_high", QT_TRANSLATE_NOOP("Server", "Memory is at %1 % of its limit")},
    {Id::MemoryGrows, "memory_grows",
     QT_TRANSLATE_NOOP("Server", "Memory grows by %1 % of its limit in six hours and would reach it "
                                 "within a day")},
    {Id::BotTokenUnknown, "bot_token_unknown",
     QT_TRANSLATE_NOOP("Server", "Telegram does not know the bot's token (%1): nothing is sent until it "
                                 "does")},
    {Id::TelegramAnswersNothing, "telegram_answers_nothing",
     QT_TRANSLATE_NOOP("Server", "the Bot API answers no call")},
    {Id::MessageOutcomeUnknown, "message_outcome_unknown",
     QT_TRANSLATE_NOOP("Server", "a message about a key or a payment was sent twice and Telegram never "
                                 "answered: look whether it arrived, and send it again if not")},
    {.id = Id::NoUpdates,
     .word = "no_updates",
     .english = QT_TRANSLATE_NOOP("Server", "No update for %1 minutes, and %2"),
     .unit = 60s},
    {Id::WebhookElsewhere, "webhook_elsewhere",
     QT_TRANSLATE_NOOP("Server", "Telegram's webhook pointed elsewhere")},
    {Id::UpdatesWaitAtTelegram, "updates_wait_at_telegram",
     QT_TRANSLATE_NOOP("Server", "%1 wait at Telegram (its last error: %2)")},
    {Id::DeliveryFailed, "delivery_failed", QT_TRANSLATE_NOOP("Server", "Telegram could not deliver: %1")},
    {Id::WebhookUrlMissing, "webhook_url_missing",
     QT_TRANSLATE_NOOP("Server", "WEBHOOK_URL is not set: Telegram sends no updates here")},
    {Id::TelegramOutOfReach, "telegram_out_of_reach",
     QT_TRANSLATE_NOOP("Server", "Telegram is out of reach: %1")},
    {Id::WebhookNotTaken, "webhook_not_taken",
     QT_TRANSLATE_NOOP("Server", "Telegram does not take the webhook for now: %1. It is tried again; "
                                 "updates wait at Telegram meanwhile")},
    {Id::TelegramAddressWrong, "telegram_address_wrong",
     QT_TRANSLATE_NOOP("Server", "TELEGRAM_API_URL leads to no Bot API server that serves this bot: %1")},
    {Id::TelegramAddressForeign, "telegram_address_foreign",
     QT_TRANSLATE_NOOP("Server", "the address of the Bot API is somebody else's: nothing can be sent")},
    {Id::AlertChatNotReached, "alert_chat_not_reached",
     QT_TRANSLATE_NOOP("Server", "Alerts do not reach the Telegram chat %1: %2")},
    {Id::AlertChatMoved, "alert_chat_moved",
     QT_TRANSLATE_NOOP("Server", "The group %1 has become %2: write that into ADMIN_TELEGRAM_IDS")},
    {Id::AlertWayClosed, "alert_way_closed",
     QT_TRANSLATE_NOOP("Server", "Alerts do not come through by this way: %1 (%2)")},
    {Id::WebhookLeftAlone, "webhook_left_alone",
     QT_TRANSLATE_NOOP("Server", "The webhook of this bot points to %1 and is left alone; start with "
                                 "--take-over to have its updates here")},
    {Id::WebhookSetTooOften, "webhook_set_too_often",
     QT_TRANSLATE_NOOP("Server", "The webhook was set %1 times within the hour and differs again (%2): "
                                 "another service seems to own this bot. It points to %3")},
    {Id::WebhookOfAnother, "webhook_of_another",
     QT_TRANSLATE_NOOP("Server", "Telegram took our webhook, yet it points to %1: another service uses "
                                 "the same BOT_TOKEN. Stop that service, or give this one a bot of its "
                                 "own")},
    {Id::WebhookDiffers, "webhook_differs",
     QT_TRANSLATE_NOOP("Server", "The webhook is set, but Telegram keeps other values: %1")},
    {Id::BotTokenNotKnown, "bot_token_not_known",
     QT_TRANSLATE_NOOP("Server", "Telegram does not know this BOT_TOKEN")},
    {Id::WebhookRefused, "webhook_refused",
     QT_TRANSLATE_NOOP("Server", "Telegram refuses the webhook: %1. Check WEBHOOK_URL (https, a public "
                                 "name, port 443, 80, 88 or 8443) and WEBHOOK_SECRET")},
    {Id::UpdateDead, "update_dead",
     QT_TRANSLATE_NOOP("Server", "update %1 (%2) is a dead letter after %3 attempts: %4")},
    {Id::UpdateTriedAgain, "update_tried_again",
     QT_TRANSLATE_NOOP("Server", "update %1 (%2) has failed %3 times and is tried again: %4")},
    {Id::UpdateFails, "update_fails", QT_TRANSLATE_NOOP("Server", "update %1 (%2): %3")},
    {Id::UpdateCrashed, "update_crashed",
     QT_TRANSLATE_NOOP("Server", "the process died while it handled this update alone, %1 times")},
    // Why a payment is in review, or an activation failed.
    {Id::PaidAgain, "paid_again", QT_TRANSLATE_NOOP("Server", "paid again: the purchase is %1")},
    {Id::PaidInOtherCurrency, "paid_in_other_currency",
     QT_TRANSLATE_NOOP("Server", "paid in %1 instead of %2")},
    {Id::PaidInUnsoldCurrency, "paid_in_unsold_currency",
     QT_TRANSLATE_NOOP("Server", "paid in %1, for which it was not sold")},
    {Id::PaidUnreadable, "paid_unreadable",
     QT_TRANSLATE_NOOP("Server", "how much of %1 %2 was paid cannot be read")},
    {Id::PaidTooLittle, "paid_too_little", QT_TRANSLATE_NOOP("Server", "paid %1 of %2 %3")},
    {Id::VpnNotConfigured, "vpn_not_configured",
     QT_TRANSLATE_NOOP("Server", "XRAY_API_URL is not configured")},
    {Id::CryptoPayNotConfigured, "crypto_pay_not_configured",
     QT_TRANSLATE_NOOP("Server", "CRYPTOBOT_TOKEN is not configured")},
    // How an iteration ended.
    {Id::FlagIsOff, "flag_is_off", QT_TRANSLATE_NOOP("Server", "flag %1 is off")},
    {Id::WorkerPaused, "worker_paused", QT_TRANSLATE_NOOP("Server", "paused by %1: %2")},
    {Id::DidNotReturn, "did_not_return", QT_TRANSLATE_NOOP("Server", "did not return after its deadline")},
    {Id::BalanceMismatch, "balance_mismatch",
     QT_TRANSLATE_NOOP("Server", "a balance is not the sum of its ledger")},
    {Id::PaymentsAreOff, "payments_are_off", QT_TRANSLATE_NOOP("Server", "payments are switched off")},
    {Id::StoppedBetweenItems, "stopped_between_items", QT_TRANSLATE_NOOP("Server", "stopped between items")},
    // How an order ended.
    {Id::LeaseHadEnded, "lease_had_ended", QT_TRANSLATE_NOOP("Server", "the lease had ended by itself")},
    {Id::NobodyStandsBy, "nobody_stands_by",
     QT_TRANSLATE_NOOP("Server", "refused: no other instance stands by")},
    {Id::LeadLost, "lead_lost", QT_TRANSLATE_NOOP("Server", "refused: this instance leads no more")},
    {Id::OrderExpired, "order_expired", QT_TRANSLATE_NOOP("Server", "expired: nobody took it in time")},
    {Id::NoBreaker, "no_breaker", QT_TRANSLATE_NOOP("Server", "there is no breaker for %1")},
    {Id::NoComponentOrLevel, "no_component_or_level",
     QT_TRANSLATE_NOOP("Server", "no such component or level")},
    {Id::OrderUnknown, "order_unknown", QT_TRANSLATE_NOOP("Server", "this version does not know the order")},
    {Id::NotAllNoted, "not_all_noted",
     QT_TRANSLATE_NOOP("Server", "there are more than could be noted at once: order it again for the "
                                 "others")},
    {Id::OrderFailed, "order_failed", QT_TRANSLATE_NOOP("Server", "failed: %1")},
    // Marks of charts.
    {Id::InstanceStarts, "instance_starts", QT_TRANSLATE_NOOP("Server", "%1 (%2) starts")},
    {Id::InstanceEnds, "instance_ends", QT_TRANSLATE_NOOP("Server", "%1 ends: %2")},
    {Id::LeaderChanged, "leader_changed", QT_TRANSLATE_NOOP("Server", "%1 leads")},
    {Id::FlagTurnedOn, "flag_turned_on", QT_TRANSLATE_NOOP("Server", "%1 on by %2")},
    {Id::FlagTurnedOff, "flag_turned_off", QT_TRANSLATE_NOOP("Server", "%1 off by %2")},
    // Why a call is refused.
    {Id::NoAlert, "no_alert", QT_TRANSLATE_NOOP("Server", "There is no alert %1.")},
    {Id::NoCustomer, "no_customer", QT_TRANSLATE_NOOP("Server", "There is no customer %1.")},
    {Id::NoTariff, "no_tariff", QT_TRANSLATE_NOOP("Server", "There is no tariff %1.")},
    {Id::NoFlag, "no_flag", QT_TRANSLATE_NOOP("Server", "There is no flag %1.")},
    {Id::NoWorker, "no_worker", QT_TRANSLATE_NOOP("Server", "There is no worker %1: there are %2.")},
    {Id::NoAccessToRevoke, "no_access_to_revoke",
     QT_TRANSLATE_NOOP("Server", "There is no access to revoke.")},
    {Id::NoAccessRunning, "no_access_running",
     QT_TRANSLATE_NOOP("Server", "No access is running: grant some.")},
    {Id::TrialNotExtended, "trial_not_extended",
     QT_TRANSLATE_NOOP("Server", "A trial is not extended: grant a tariff, and what is left of it is "
                                 "added.")},
    {Id::NoActivation, "no_activation", QT_TRANSLATE_NOOP("Server", "No activation waits or has failed.")},
    {Id::NoInstance, "no_instance", QT_TRANSLATE_NOOP("Server", "No instance %1 is running.")},
    {Id::NoDump, "no_dump", QT_TRANSLATE_NOOP("Server", "The instance %1 left no dump.")},
    {Id::GiveDays, "give_days", QT_TRANSLATE_NOOP("Server", "Give 1 to %1 days.")},
    {Id::GiveAmount, "give_amount",
     QT_TRANSLATE_NOOP("Server", "Give an amount other than 0, up to a million roubles.")},
    {Id::BalanceTooSmall, "balance_too_small",
     QT_TRANSLATE_NOOP("Server", "The balance is smaller than that: it never goes below 0.")},
    {Id::PaymentNotInReview, "payment_not_in_review",
     QT_TRANSLATE_NOOP("Server", "Payment %1 waits for no decision (any more).")},
    {Id::PaymentCannotBeGranted, "payment_cannot_be_granted",
     QT_TRANSLATE_NOOP("Server", "Nobody knows whose payment this is, or what it is worth in roubles: "
                                 "correct the customer's balance by hand, and leave this one in the "
                                 "books.")},
    {Id::MuteWithin, "mute_within",
     QT_TRANSLATE_NOOP("Server", "Mute until a moment to come, within 30 days.")},
    {Id::PauseWithin, "pause_within",
     QT_TRANSLATE_NOOP("Server", "Pause until a moment to come, within 90 days.")},
    {Id::StretchTooLong, "stretch_too_long",
     QT_TRANSLATE_NOOP("Server", "Ask for a stretch of at most eight days.")},
    {Id::FlagChanged, "flag_changed",
     QT_TRANSLATE_NOOP("Server", "Somebody changed %1 meanwhile: look, then try again.")},
    {Id::FlagNeverChanged, "flag_never_changed",
     QT_TRANSLATE_NOOP("Server", "%1 was never changed: there is nothing to go back to.")},
    {Id::MessageTriedAgain, "message_tried_again",
     QT_TRANSLATE_NOOP("Server", "Message %1 was tried again before.")},
    {Id::NoDeadLetter, "no_dead_letter", QT_TRANSLATE_NOOP("Server", "%1 is no dead letter any more.")},
    {Id::NoSession, "no_session", QT_TRANSLATE_NOOP("Server", "There is no session %1 any more.")},
    {Id::SessionServesConsole, "session_serves_console",
     QT_TRANSLATE_NOOP("Server", "Session %1 serves the console itself: it is left alone.")},
    {Id::SessionKeepsLead, "session_keeps_lead",
     QT_TRANSLATE_NOOP("Server", "Session %1 keeps the lead: let the leader step down.")},
    {Id::SessionOfAnother, "session_of_another",
     QT_TRANSLATE_NOOP("Server", "Session %1 belongs to %2: to end it, our role needs pg_signal_backend "
                                 "(for one of a superuser, it has to be one).")},
    {Id::SqliteHasNoSessions, "sqlite_has_no_sessions",
     QT_TRANSLATE_NOOP("Server", "SQLite has no sessions.")},
    {Id::NameCustomers, "name_customers", QT_TRANSLATE_NOOP("Server", "Name 1 to %1 customers.")},
    {Id::NameMessages, "name_messages", QT_TRANSLATE_NOOP("Server", "Name 1 to %1 messages.")},
    {Id::NameUpdates, "name_updates", QT_TRANSLATE_NOOP("Server", "Name 1 to %1 updates.")},
    {Id::GiveReason, "give_reason", QT_TRANSLATE_NOOP("Server", "Give a reason: it is kept.")},
    {Id::GiveReasonOfLength, "give_reason_of_length",
     QT_TRANSLATE_NOOP("Server", "Give a reason of %1 to %2 characters: it is kept.")},
    {Id::ChangeIdTaken, "change_id_taken",
     QT_TRANSLATE_NOOP("Server", "This id belongs to another change: use a new one.")},
    {Id::RoleTooLow, "role_too_low", QT_TRANSLATE_NOOP("Server", "Your role is %1: this takes %2.")},
    {Id::TokenRevokedNothingDone, "token_revoked_nothing_done",
     QT_TRANSLATE_NOOP("Server", "This token was revoked or is over: nothing was done.")},
    {Id::CallUnknown, "call_unknown", QT_TRANSLATE_NOOP("Server", "This server does not know the call %1.")},
    {Id::CallTooLong, "call_too_long",
     QT_TRANSLATE_NOOP("Server", "It took too long. Look whether it happened before you try again.")},
    {Id::ServerEndingCall, "server_ending_call",
     QT_TRANSLATE_NOOP("Server", "The server is ending (%1): connect again.")},
    {Id::DatabaseTooLong, "database_too_long",
     QT_TRANSLATE_NOOP("Server", "The database took too long: nothing was changed.")},
    {Id::DatabaseNoAnswer, "database_no_answer",
     QT_TRANSLATE_NOOP("Server", "The database does not answer: nothing was changed. Try again.")},
    {Id::ServerFailed, "server_failed",
     QT_TRANSLATE_NOOP("Server", "The server failed at this: see its log.")},
    {Id::BootstrapTokenNotRevocable, "bootstrap_token_not_revocable",
     QT_TRANSLATE_NOOP("Server", "That token is in the environment: unset CONSOLE_BOOTSTRAP_TOKEN and "
                                 "start the server again.")},
    {Id::NoSuchOperator, "no_such_operator",
     QT_TRANSLATE_NOOP("Server", "Nobody of this name has a token that is still good.")},
    {Id::TooManyCalls, "too_many_calls",
     QT_TRANSLATE_NOOP("Server", "More calls than the server takes: ask less often.")},
    {Id::TooManyCallsAtOnce, "too_many_calls_at_once",
     QT_TRANSLATE_NOOP("Server", "Too many calls at once: ask again in a moment.")},
    // Why a connection ends.
    {Id::ServerEnding, "server_ending",
     QT_TRANSLATE_NOOP("Server", "The server is ending: connect again in a moment.")},
    {Id::TokenRevoked, "token_revoked",
     QT_TRANSLATE_NOOP("Server", "This token was revoked or is over: ask for a new one.")},
    {Id::ReadTooLittle, "read_too_little",
     QT_TRANSLATE_NOOP("Server", "You have read too little for too long: connect again.")},
    {Id::ReadTooSlowly, "read_too_slowly",
     QT_TRANSLATE_NOOP("Server", "You did not read fast enough to hear everything: connect again.")},
    {Id::AnswersNotRead, "answers_not_read",
     QT_TRANSLATE_NOOP("Server", "You ask and do not read the answers.")},
    {Id::TalkNotRead, "talk_not_read",
     QT_TRANSLATE_NOOP("Server", "You make the server talk and do not read.")},
    {Id::SlowestReader, "slowest_reader",
     QT_TRANSLATE_NOOP("Server", "Consoles read too slowly, and this one slowest: connect again.")},
    {Id::TooManyPings, "too_many_pings",
     QT_TRANSLATE_NOOP("Server", "More pings and pieces of messages than the server takes: send fewer.")},
    // How everything is.
    {Id::Healthy, "healthy", QT_TRANSLATE_NOOP("Server", "Healthy")},
    {Id::Degraded, "degraded", QT_TRANSLATE_NOOP("Server", "Degraded: %1: %2")},
    {Id::Failing, "failing", QT_TRANSLATE_NOOP("Server", "Failing: %1: %2")},
    {Id::AlsoOthers, "also_others", QT_TRANSLATE_NOOP("Server", "%1; also %2")},
    // What customers feel, and why.
    {Id::NotStoredNow, "not_stored_now",
     QT_TRANSLATE_NOOP("Server", "nothing that customers send can be stored: %1")},
    {.id = Id::NoAnswersFor,
     .word = "no_answers_for",
     .english = QT_TRANSLATE_N_NOOP("Server", "%1 customers get no answers: %2"),
     .counted = 1},
    {Id::NoAnswers, "no_answers", QT_TRANSLATE_NOOP("Server", "customers get no answers: %1")},
    {.id = Id::NoKeysFor,
     .word = "no_keys_for",
     .english = QT_TRANSLATE_N_NOOP("Server", "%1 customers have no key: %2"),
     .counted = 1},
    {Id::NoKeys, "no_keys", QT_TRANSLATE_NOOP("Server", "customers get no keys: %1")},
    {.id = Id::CannotPayFor,
     .word = "cannot_pay_for",
     .english = QT_TRANSLATE_N_NOOP("Server", "%1 customers cannot pay: %2"),
     .counted = 1},
    {Id::CannotPay, "cannot_pay", QT_TRANSLATE_NOOP("Server", "customers cannot pay: %1")},
    {Id::NoSales, "no_sales",
     QT_TRANSLATE_NOOP("Server", "no sale within the last hour, in which there are usually %1: look "
                                 "whether customers can buy")},
    {Id::HeldBackByTelegram, "held_back_by_telegram",
     QT_TRANSLATE_NOOP("Server", "Telegram refuses messages for now (429): chats %1, the last of them "
                                 "for %2 s")},
    {Id::MessagesHeld, "messages_held", QT_TRANSLATE_NOOP("Server", "an operator holds the messages back")},
    {Id::MessagesOverdue, "messages_overdue",
     QT_TRANSLATE_NOOP("Server", "messages leave late, the oldest by %1 s")},
    {Id::HandlingWaits, "handling_waits",
     QT_TRANSLATE_NOOP("Server", "answers wait for the database: %1, the longest for %2 s")},
    {Id::HandlingTakesLong, "handling_takes_long",
     QT_TRANSLATE_NOOP("Server", "answers take long: %1, the longest for %2 s")},
    {Id::StoringTakesLong, "storing_takes_long",
     QT_TRANSLATE_NOOP("Server", "the database has been storing for %1 s")},
    {Id::KeysTakeLong, "keys_take_long", QT_TRANSLATE_NOOP("Server", "the longest wait is %1 s")},
    {Id::LastCallsFailed, "last_calls_failed", QT_TRANSLATE_NOOP("Server", "the last calls failed: %1")},
    {Id::WellAgainFor, "well_again_for", QT_TRANSLATE_NOOP("Server", "%1 (well again for %2 s)")},
    {Id::OverAfterSeconds, "over_after_seconds", QT_TRANSLATE_NOOP("Server", "Over after %1 s: %2")},
    {.id = Id::OverAfterMinutes,
     .word = "over_after_minutes",
     .english = QT_TRANSLATE_NOOP("Server", "Over after %1 min: %2"),
     .unit = 60s},
};
// NOLINTEND(bugprone-suspicious-missing-comma)

constexpr bool areInOrder()
{
    int expected = 0;
    for (const SentenceText &each : kAll) {
        if (static_cast<int>(each.id) != expected++)
            return false;
    }
    return true;
}
static_assert(areInOrder(), "sentences stand in the order of SentenceId");

} // namespace
} // namespace sentences

std::span<const SentenceText> allSentences()
{
    return sentences::kAll;
}

const SentenceText &textOf(SentenceId id)
{
    return sentences::kAll[static_cast<std::size_t>(id)];
}

std::optional<SentenceId> sentenceNamed(const QString &word)
{
    const auto found =
        std::find_if(std::begin(sentences::kAll), std::end(sentences::kAll),
                     [&](const SentenceText &each) { return word == QLatin1String(each.word); });
    return found == std::end(sentences::kAll) ? std::nullopt : std::optional(found->id);
}

} // namespace turnpike::protocol
