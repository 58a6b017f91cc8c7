// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"

namespace turnpike {

using namespace Qt::StringLiterals;

const char *toString(DependencyError::Reason reason)
{
    using Reason = DependencyError::Reason;
    switch (reason) {
    case Reason::Connect:
        return "connect";
    case Reason::Tls:
        return "tls";
    case Reason::Timeout:
        return "timeout";
    case Reason::Reset:
        return "reset";
    case Reason::Http4xx:
        return "http_4xx";
    case Reason::Http5xx:
        return "http_5xx";
    case Reason::BadAnswer:
        return "bad_answer";
    case Reason::BreakerOpen:
        return "breaker_open";
    case Reason::TooLarge:
        return "too_large";
    case Reason::Busy:
        return "busy";
    case Reason::ForeignAnswer:
        return "foreign_answer";
    }
    return "unknown";
}

Error::Error(ErrorType type, const protocol::Sentence &message)
    : std::runtime_error(message.english().toStdString())
    , m_type(type)
    , m_sentence(message)
{}

DeadlineExceeded::DeadlineExceeded(const char *what)
    : Error(ErrorType::Infra, u"deadline exceeded: %1"_s.arg(QLatin1String(what)))
{}

Cancelled::Cancelled(const char *what, CancelReason reason)
    : Error(ErrorType::None,
            u"cancelled (%1): %2"_s.arg(QLatin1String(toString(reason)), QLatin1String(what)))
    , m_reason(reason)
{}

DatabaseError::DatabaseError(Kind kind, const QByteArray &sqlState, const protocol::Sentence &message)
    : Error(ErrorType::Infra, message)
    , m_kind(kind)
    , m_sqlState(sqlState)
{}

bool DatabaseError::isTransient() const
{
    return m_kind == Kind::Connection || m_kind == Kind::Serialization || m_kind == Kind::PoolTimeout;
}

DependencyError::DependencyError(const QString &dependency, Reason reason, const QString &message,
                                 int httpStatus)
    : Error(ErrorType::Dependency, u"%1: %2"_s.arg(dependency, message))
    , m_dependency(dependency)
    , m_reason(reason)
    , m_httpStatus(httpStatus)
    , m_wasSent(reason != Reason::Connect && reason != Reason::Tls && reason != Reason::BreakerOpen)
{}

DependencyError DependencyError::unsent(const QString &dependency, Reason reason, const QString &message)
{
    DependencyError error(dependency, reason, message);
    error.m_wasSent = false;
    error.m_wasWithheld = true;
    return error;
}

bool DependencyError::isOutage() const
{
    switch (m_reason) {
    case Reason::Connect:
    case Reason::Tls:
    case Reason::Timeout:
    case Reason::Reset:
    case Reason::Http5xx:
    case Reason::BreakerOpen:
    case Reason::Busy:
    case Reason::ForeignAnswer:
        return true;
    case Reason::Http4xx:
    case Reason::BadAnswer:
    case Reason::TooLarge:
        return false;
    }
    return false;
}

bool DependencyError::isAmbiguous() const
{
    switch (m_reason) {
    case Reason::Timeout:
    case Reason::Reset:
    case Reason::Http5xx:
    case Reason::BadAnswer:
    case Reason::TooLarge:
    case Reason::ForeignAnswer:
        return m_wasSent;
    case Reason::Connect:
    case Reason::Tls:
    case Reason::Http4xx:
    case Reason::BreakerOpen:
    case Reason::Busy:
        return false;
    }
    return m_wasSent;
}

DomainError::DomainError(const QString &message)
    : Error(ErrorType::Domain, message)
{}

ConfigError::ConfigError(const QString &message)
    : Error(ErrorType::Infra, message)
{}

ErrorType errorTypeOf(const std::exception &error)
{
    const auto *known = dynamic_cast<const Error *>(&error);
    return known ? known->type() : ErrorType::Unexpected;
}

} // namespace turnpike
