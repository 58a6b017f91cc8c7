// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/cancellation.h"
#include "protocol/operationchoices.h"
#include "protocol/sentence.h"

#include <QString>

#include <chrono>
#include <stdexcept>
#include <string>

namespace turnpike {

// Whose fault a failure is, as iterations and logs report it.
using protocol::ErrorType;

// A failure that ends the unit of work (handler, iteration, call). Caught at the job's edge, never in
// between. The text never holds a secret.
class Error : public std::runtime_error
{
public:
    Error(ErrorType type, const protocol::Sentence &message);

    ErrorType type() const { return m_type; }
    QString message() const { return QString::fromUtf8(what()); }
    // The same for consoles, in whatever language.
    const protocol::Sentence &sentence() const { return m_sentence; }

private:
    ErrorType m_type;
    protocol::Sentence m_sentence;
};

// The time for a unit of work is up.
class DeadlineExceeded : public Error
{
public:
    explicit DeadlineExceeded(const char *what);
};

// Somebody asked the unit of work to stop: the work itself did not fail.
class Cancelled : public Error
{
public:
    Cancelled(const char *what, CancelReason reason);
    CancelReason reason() const { return m_reason; }

private:
    CancelReason m_reason;
};

// The database refused, failed or could not be reached. Classified by SQLSTATE (SQLite's result codes are
// mapped to the nearest one).
class DatabaseError : public Error
{
public:
    enum class Kind {
        Connection,    // 08, 57P0x, 53, 58, 25006, 42501, a dead socket: it cannot be had or takes no writes;
                       // try again later, no attempt is counted
        Serialization, // 40001, 40P01, 55P03 (a lock not had in time), SQLITE_BUSY: try again, no attempt is
                       // counted
        Timeout,       // 57014, interrupted: counted, unless many meet it together
        Data,          // 22, 23: the data is at fault; trying again gives the same
        PoolTimeout,   // no connection lease within the acquire timeout: no attempt is counted
        Other,
    };

    DatabaseError(Kind kind, const QByteArray &sqlState, const protocol::Sentence &message);

    Kind kind() const { return m_kind; }
    const QByteArray &sqlState() const { return m_sqlState; }
    // True if the same work may succeed later without anything being changed.
    bool isTransient() const;

private:
    Kind m_kind;
    QByteArray m_sqlState;
};

// A service outside (Telegram, VPN API, Crypto Pay, Redis) failed, refused or answered nonsense.
class DependencyError : public Error
{
public:
    enum class Reason {
        Connect,
        Tls,
        Timeout,
        Reset,
        Http4xx,
        Http5xx,
        BadAnswer,
        BreakerOpen,
        TooLarge,
        Busy,          // 408, 425, 429: no more calls just now, from it or from what stands before it
        ForeignAnswer, // not in the service's own words: a proxy's page, a redirect, garbage
    };

    DependencyError(const QString &dependency, Reason reason, const QString &message, int httpStatus = 0);
    // For a call that was never sent: our own time was up, or all places were taken.
    static DependencyError unsent(const QString &dependency, Reason reason, const QString &message);

    const QString &dependency() const { return m_dependency; }
    Reason reason() const { return m_reason; }
    int httpStatus() const { return m_httpStatus; }
    // Connect, Tls, Timeout, Reset, 5xx, BreakerOpen, Busy, ForeignAnswer: the service is away for everybody;
    // the failure is not specific to this call.
    bool isOutage() const;
    // False when the service has certainly not seen the call; true says that nobody knows.
    bool wasSent() const { return m_wasSent; }
    // We did not even try: our own time was up, all places were taken, or we may no longer act.
    bool wasWithheld() const { return m_wasWithheld; }
    // The call was sent, and may have taken effect or still do so: no answer of the service's own says
    // otherwise.
    bool isAmbiguous() const;

private:
    QString m_dependency;
    Reason m_reason;
    int m_httpStatus;
    bool m_wasSent;
    bool m_wasWithheld = false;
};

const char *toString(DependencyError::Reason reason);

// A rule of the shop was broken by its own data: a bug or a hand-edited row. Never a customer's mistake.
class DomainError : public Error
{
public:
    explicit DomainError(const QString &message);
};

// Configuration that cannot work. The message says what to do.
class ConfigError : public Error
{
public:
    explicit ConfigError(const QString &message);
};

// For the edge of a job: the kind of error that was caught.
ErrorType errorTypeOf(const std::exception &error);

} // namespace turnpike
