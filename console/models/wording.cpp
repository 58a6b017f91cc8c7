// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/wording.h"

#include "protocol/money.h"
#include "protocol/parts.h"

#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

namespace turnpike::console::wording {

using namespace Qt::StringLiterals;

namespace {

qint64 s_clockOffset = 0; // of the one connection, main thread

struct Wording
{
    Q_DECLARE_TR_FUNCTIONS(Wording)
};

QString fixed(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals);
}

QString two(qint64 first, const QString &firstUnit, qint64 second, const QString &secondUnit)
{
    if (second == 0)
        return u"%1 %2"_s.arg(first).arg(firstUnit);
    return u"%1 %2 %3 %4"_s.arg(first).arg(firstUnit).arg(second).arg(secondUnit);
}

struct Term
{
    const char *term;
    const char *words;
};

// What the protocol says in words of its own.
constexpr std::array kTerms{
    Term{"pass", QT_TRANSLATE_NOOP("Wording", "OK")},
    Term{"warn", QT_TRANSLATE_NOOP("Wording", "degraded")},
    Term{"fail", QT_TRANSLATE_NOOP("Wording", "failing")},
    Term{"running", QT_TRANSLATE_NOOP("Wording", "running")},
    Term{"idle", QT_TRANSLATE_NOOP("Wording", "idle")},
    Term{"paused", QT_TRANSLATE_NOOP("Wording", "paused")},
    Term{"flag_off", QT_TRANSLATE_NOOP("Wording", "flag off")},
    Term{"stuck", QT_TRANSLATE_NOOP("Wording", "stuck")},
    Term{"stopped", QT_TRANSLATE_NOOP("Wording", "stopped")},
    Term{"success", QT_TRANSLATE_NOOP("Wording", "success")},
    Term{"failed", QT_TRANSLATE_NOOP("Wording", "failed")},
    Term{"skipped", QT_TRANSLATE_NOOP("Wording", "skipped")},
    Term{"timeout", QT_TRANSLATE_NOOP("Wording", "timed out")},
    Term{"cancelled", QT_TRANSLATE_NOOP("Wording", "cancelled")},
    Term{"start", QT_TRANSLATE_NOOP("Wording", "start")},
    Term{"timer", QT_TRANSLATE_NOOP("Wording", "timer")},
    Term{"kick", QT_TRANSLATE_NOOP("Wording", "kicked")},
    Term{"due", QT_TRANSLATE_NOOP("Wording", "work due")},
    Term{"console", QT_TRANSLATE_NOOP("Wording", "console")},
    Term{"cli", QT_TRANSLATE_NOOP("Wording", "command line")},
    Term{"infra", QT_TRANSLATE_NOOP("Wording", "infrastructure")},
    Term{"dependency", QT_TRANSLATE_NOOP("Wording", "outside service")},
    Term{"domain", QT_TRANSLATE_NOOP("Wording", "rule of the shop")},
    Term{"unexpected", QT_TRANSLATE_NOOP("Wording", "unexpected")},
    Term{"closed", QT_TRANSLATE_NOOP("Wording", "closed")},
    Term{"open", QT_TRANSLATE_NOOP("Wording", "open")},
    Term{"half_open", QT_TRANSLATE_NOOP("Wording", "trying")},
    Term{"info", QT_TRANSLATE_NOOP("Wording", "info")},
    Term{"warning", QT_TRANSLATE_NOOP("Wording", "warning")},
    Term{"critical", QT_TRANSLATE_NOOP("Wording", "critical")},
    Term{"error", QT_TRANSLATE_NOOP("Wording", "error")},
    Term{"debug", QT_TRANSLATE_NOOP("Wording", "debug")},
    Term{"leader", QT_TRANSLATE_NOOP("Wording", "leader")},
    Term{"standby", QT_TRANSLATE_NOOP("Wording", "standby")},
    Term{"ingest_only", QT_TRANSLATE_NOOP("Wording", "ingest only")},
    Term{"interactive", QT_TRANSLATE_NOOP("Wording", "interactive")},
    Term{"transactional", QT_TRANSLATE_NOOP("Wording", "transactional")},
    Term{"bulk", QT_TRANSLATE_NOOP("Wording", "bulk")},
    Term{"pending", QT_TRANSLATE_NOOP("Wording", "pending")},
    Term{"sent", QT_TRANSLATE_NOOP("Wording", "sent")},
    Term{"dropped", QT_TRANSLATE_NOOP("Wording", "dropped")},
    Term{"active", QT_TRANSLATE_NOOP("Wording", "active")},
    Term{"expired", QT_TRANSLATE_NOOP("Wording", "expired")},
    Term{"none", QT_TRANSLATE_NOOP("Wording", "none")},
    Term{"done", QT_TRANSLATE_NOOP("Wording", "done")},
    Term{"dead", QT_TRANSLATE_NOOP("Wording", "dead letter")},
    Term{"granted", QT_TRANSLATE_NOOP("Wording", "granted")},
    Term{"fulfilled", QT_TRANSLATE_NOOP("Wording", "fulfilled")},
    Term{"review", QT_TRANSLATE_NOOP("Wording", "in review")},
    Term{"refunded", QT_TRANSLATE_NOOP("Wording", "refunded")},
    Term{"closed_without_grant", QT_TRANSLATE_NOOP("Wording", "closed, not granted")},
    Term{"business", QT_TRANSLATE_NOOP("Wording", "business")},
    Term{"operations", QT_TRANSLATE_NOOP("Wording", "operations")},
    Term{"viewer", QT_TRANSLATE_NOOP("Wording", "viewer")},
    Term{"operator", QT_TRANSLATE_NOOP("Wording", "operator")},
    Term{"admin", QT_TRANSLATE_NOOP("Wording", "admin")},
    Term{"handler", QT_TRANSLATE_NOOP("Wording", "handler")},
    Term{"worker", QT_TRANSLATE_NOOP("Wording", "worker")},
    Term{"ingest", QT_TRANSLATE_NOOP("Wording", "ingest")},
    Term{"sender", QT_TRANSLATE_NOOP("Wording", "sender")},
    Term{"control", QT_TRANSLATE_NOOP("Wording", "controls")},
    Term{"trial", QT_TRANSLATE_NOOP("Wording", "trial")},
    Term{"purchase", QT_TRANSLATE_NOOP("Wording", "purchase")},
    Term{"degraded", QT_TRANSLATE_NOOP("Wording", "degraded")},
    Term{"created", QT_TRANSLATE_NOOP("Wording", "created")},
    Term{"awaiting_payment", QT_TRANSLATE_NOOP("Wording", "awaiting payment")},
    Term{"subscription", QT_TRANSLATE_NOOP("Wording", "subscription")},
    Term{"balance_topup", QT_TRANSLATE_NOOP("Wording", "top-up")},
    Term{"topup", QT_TRANSLATE_NOOP("Wording", "top-up")},
    Term{"gift", QT_TRANSLATE_NOOP("Wording", "gift")},
    Term{"gift_return", QT_TRANSLATE_NOOP("Wording", "gift returned")},
    Term{"renewal", QT_TRANSLATE_NOOP("Wording", "renewal")},
    Term{"referral", QT_TRANSLATE_NOOP("Wording", "referral")},
    Term{"refund", QT_TRANSLATE_NOOP("Wording", "refund")},
    Term{"card", QT_TRANSLATE_NOOP("Wording", "card")},
    Term{"balance", QT_TRANSLATE_NOOP("Wording", "balance")},
    Term{"stars", QT_TRANSLATE_NOOP("Wording", "Telegram Stars")},
    Term{"crypto_pay", QT_TRANSLATE_NOOP("Wording", "Crypto Pay")},
    Term{"invoice", QT_TRANSLATE_NOOP("Wording", "invoice")},
    Term{"payment", QT_TRANSLATE_NOOP("Wording", "payment")},
    Term{"name", QT_TRANSLATE_NOOP("Wording", "name")},
    Term{"update", QT_TRANSLATE_NOOP("Wording", "update")},
    Term{"message", QT_TRANSLATE_NOOP("Wording", "message")},
    Term{"action", QT_TRANSLATE_NOOP("Wording", "action")},
    Term{"support", QT_TRANSLATE_NOOP("Wording", "support")},
    Term{"support_question", QT_TRANSLATE_NOOP("Wording", "to the staff")},
    Term{"support_answer", QT_TRANSLATE_NOOP("Wording", "answer of the staff")},
    Term{"percent", QT_TRANSLATE_NOOP("Wording", "percent off")},
    Term{"money", QT_TRANSLATE_NOOP("Wording", "roubles off")},
    Term{"days", QT_TRANSLATE_NOOP("Wording", "days on top")},
    Term{"not_yet_valid", QT_TRANSLATE_NOOP("Wording", "not valid yet")},
    Term{"used_up", QT_TRANSLATE_NOOP("Wording", "used up")},
    Term{"ended", QT_TRANSLATE_NOOP("Wording", "ended")},
    Term{"reserved", QT_TRANSLATE_NOOP("Wording", "reserved")},
    Term{"used", QT_TRANSLATE_NOOP("Wording", "used")},
    Term{"released", QT_TRANSLATE_NOOP("Wording", "given back")},
    Term{"by_provider", QT_TRANSLATE_NOOP("Wording", "way to pay")},
    Term{"by_tariff", QT_TRANSLATE_NOOP("Wording", "tariff")},
    Term{"by_promo", QT_TRANSLATE_NOOP("Wording", "promo code")},
    Term{"by_referral", QT_TRANSLATE_NOOP("Wording", "how they came")},
    Term{"invited", QT_TRANSLATE_NOOP("Wording", "invited by a friend")},
    Term{"direct", QT_TRANSLATE_NOOP("Wording", "by themselves")},
    Term{"awaits_staff", QT_TRANSLATE_NOOP("Wording", "waits for us")},
    Term{"awaits_customer", QT_TRANSLATE_NOOP("Wording", "waits for the customer")},
    Term{"thread_closed", QT_TRANSLATE_NOOP("Wording", "request closed")},
    Term{"key", QT_TRANSLATE_NOOP("Wording", "key")},
    Term{"key_owed", QT_TRANSLATE_NOOP("Wording", "no key yet")},
    Term{"key_came", QT_TRANSLATE_NOOP("Wording", "the key came")},
    Term{"key_came_late", QT_TRANSLATE_NOOP("Wording", "the key came after a wait")},
    Term{"all", QT_TRANSLATE_NOOP("Wording", "all customers")},
    Term{"trial_only", QT_TRANSLATE_NOOP("Wording", "tried, never bought")},
    Term{"never_bought", QT_TRANSLATE_NOOP("Wording", "never bought")},
    Term{"tariff", QT_TRANSLATE_NOOP("Wording", "tariff")},
    Term{"language", QT_TRANSLATE_NOOP("Wording", "language")},
    Term{"inactive", QT_TRANSLATE_NOOP("Wording", "inactive for days:")},
    Term{"draft", QT_TRANSLATE_NOOP("Wording", "draft")},
    Term{"scheduled", QT_TRANSLATE_NOOP("Wording", "scheduled")},
    Term{"refused", QT_TRANSLATE_NOOP("Wording", "refused")},
    Term{"clean", QT_TRANSLATE_NOOP("Wording", "clean")},
    Term{"crash", QT_TRANSLATE_NOOP("Wording", "crash")},
    Term{"waiting_for_lock", QT_TRANSLATE_NOOP("Wording", "waits for a lock")},
    Term{"in_transaction", QT_TRANSLATE_NOOP("Wording", "idle in a transaction")},
    Term{"in_failed_transaction", QT_TRANSLATE_NOOP("Wording", "idle in a failed transaction")},
    Term{"between_transactions", QT_TRANSLATE_NOOP("Wording", "between transactions")},
    Term{"unseen", QT_TRANSLATE_NOOP("Wording", "not shown to us")},
};

template<size_t N>
std::optional<QString> find(const std::array<Term, N> &terms, const QString &term)
{
    for (const Term &known : terms) {
        if (term == QLatin1String(known.term))
            return QCoreApplication::translate("Wording", known.words);
    }
    return std::nullopt;
}

} // namespace

QString duration(qint64 ms)
{
    constexpr qint64 kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
    if (ms < 0)
        return u"–"_s;
    if (ms < kSecond)
        return Wording::tr("%1 ms").arg(ms);
    if (ms < 10 * kSecond)
        return Wording::tr("%1 s").arg(fixed(static_cast<double>(ms) / kSecond, 1));
    if (ms < kMinute)
        return Wording::tr("%1 s").arg(ms / kSecond);
    if (ms < kHour)
        return two(ms / kMinute, Wording::tr("min"), ms % kMinute / kSecond, Wording::tr("s"));
    if (ms < kDay)
        return two(ms / kHour, Wording::tr("h"), ms % kHour / kMinute, Wording::tr("min"));
    return two(ms / kDay, Wording::tr("d"), ms % kDay / kHour, Wording::tr("h"));
}

QString measured(double ms)
{
    if (ms < 0)
        return u"–"_s;
    if (ms < 10)
        return Wording::tr("%1 ms").arg(fixed(ms, 1));
    return duration(std::llround(ms));
}

QString every(qint64 ms)
{
    return ms > 0 ? Wording::tr("every %1").arg(duration(ms)) : u"–"_s;
}

QString bytes(qint64 count)
{
    return QLocale().formattedDataSize(count, count < 1024 * 1024 * 10 ? 1 : 0);
}

QString number(qint64 count)
{
    return QLocale().toString(count);
}

QString rate(double perSecond)
{
    return Wording::tr("%1/s").arg(fixed(perSecond, perSecond < 10 ? 1 : 0));
}

QString kopecks(qint64 amount)
{
    return protocol::moneyText({amount}, QLocale());
}

QString money(qint64 minorUnits, const QString &currency)
{
    if (minorUnits == 0)
        return u"? %1"_s.arg(currency);
    return protocol::moneyText({minorUnits, currency}, QLocale());
}

QString moment(qint64 ms)
{
    if (ms == 0)
        return u"–"_s;
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(ms);
    const QDate today = QDateTime::currentDateTime().date();
    const QString time = at.toString(u"HH:mm:ss"_s);
    if (at.date() == today)
        return time;
    const bool isThisYear = at.date().year() == today.year();
    const QString day = at.toString(isThisYear ? u"dd.MM."_s : u"dd.MM.yyyy"_s);
    return u"%1 %2"_s.arg(day, isThisYear ? time : at.toString(u"HH:mm"_s));
}

QString moment(std::optional<qint64> ms)
{
    return moment(ms.value_or(0));
}

QString zonedMoment(qint64 ms)
{
    return ms == 0 ? u"–"_s : u"%1 %2"_s.arg(moment(ms), zone(ms));
}

QString zone(qint64 ms)
{
    const int minutes = QDateTime::fromMSecsSinceEpoch(ms).offsetFromUtc() / 60;
    if (minutes == 0)
        return u"UTC"_s;
    QString text = u"UTC%1%2"_s.arg(QChar(minutes < 0 ? u'-' : u'+')).arg(std::abs(minutes) / 60);
    if (minutes % 60 != 0)
        text += u":%1"_s.arg(std::abs(minutes) % 60, 2, 10, QLatin1Char('0'));
    return text;
}

QString utc(qint64 ms)
{
    if (ms == 0)
        return {};
    return QDateTime::fromMSecsSinceEpoch(ms).toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz 'UTC'"_s);
}

QString fromNow(qint64 ms)
{
    if (ms == 0)
        return u"–"_s;
    const qint64 ahead = ms - serverNow();
    if (std::abs(ahead) < 1000)
        return Wording::tr("now");
    // What counts down shows no tenths.
    const qint64 span = std::abs(ahead);
    const QString whole = span < 10'000 ? Wording::tr("%1 s").arg(span / 1000) : duration(span);
    return ahead > 0 ? Wording::tr("in %1").arg(whole) : Wording::tr("%1 ago").arg(whole);
}

QString fromNow(std::optional<qint64> ms)
{
    return fromNow(ms.value_or(0));
}

void setServerClockOffset(qint64 ms)
{
    s_clockOffset = ms;
}

qint64 serverNow()
{
    return QDateTime::currentMSecsSinceEpoch() + s_clockOffset;
}

QString word(const QString &term)
{
    if (const auto known = find(kTerms, term))
        return *known;
    return QString(term).replace(u'_', u' ');
}

QString part(const QString &name)
{
    for (const protocol::PartTitle &known : protocol::kPartTitles) {
        if (name == QLatin1String(known.part))
            return QCoreApplication::translate("Wording", known.title);
    }
    QString words = QString(name).replace(u'_', u' ');
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

} // namespace turnpike::console::wording
