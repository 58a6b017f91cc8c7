// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "telemetry/logarchive.h"
#include "telemetry/logring.h"

#include <QJsonObject>
#include <QLoggingCategory>
#include <QString>

#include <exception>

// Logging: one JSON object (or one line of text) an event, through spdlog, with Qt's own messages bridged
// in. Each room has a QLoggingCategory; QT_LOGGING_RULES and levels at run time work on it.
//
//     log::info(lcInbox(), "update stored").with("update_id", id).with("ms", 3);
//
// Everything passes one sink that replaces each registered secret. Thread-safe.
namespace turnpike::log {

enum class Format { Json, Text };

struct Options
{
    Format format = Format::Json;
    // Where to write; standard output when empty.
    QString file;
};

// Starts logging and installs the bridge from Qt. Call once, first thing in main; before it, Qt's own
// handler writes to standard error. Throws std::runtime_error when the file cannot be opened.
void start(const Options &options);
// Writes what is buffered. Called before the process ends on purpose.
void flush();

// What was logged last; empty before start().
const LogRing &ring();

// From now on what is logged is kept for the processes after this one, too, as LogArchive says; what the ring
// has is the beginning. Once; keepNoMore() before the process ends.
void keep(const LogArchive::Options &options);
void keepNoMore();
const LogArchive &archive();

// From now on logs of `component` what is of this level or matters more. A component is the name of a
// category
// ("turnpike.inbox"), or a beginning of names ("turnpike.http.*", "turnpike.*"); a wider one takes narrower
// ones back. `level` is "debug", "info" or "warning". False, and nothing changed, when either is none. What
// QT_LOGGING_RULES says goes before.
bool setLevel(const QString &component, const QString &level);

// From now on `secret` is replaced by *** in every line, also in its URL-encoded and JSON-escaped form.
// Secrets shorter than 4 characters are not replaced (they would blank out ordinary words).
void addSecret(const QString &secret);
// The same replacement, for texts that are kept elsewhere (last_error columns, answers, metrics).
QString redact(const QString &text);
QByteArray redact(QByteArray text);

// One event. Written when the object ends, so use it as one statement.
class Entry
{
public:
    Entry(const QLoggingCategory &category, QtMsgType type, const char *message);
    ~Entry();
    Entry(const Entry &) = delete;
    Entry &operator=(const Entry &) = delete;

    Entry &with(const char *key, const QString &value);
    Entry &with(const char *key, const QByteArray &value) { return with(key, QString::fromUtf8(value)); }
    Entry &with(const char *key, const char *value) { return with(key, QString::fromUtf8(value)); }
    Entry &with(const char *key, bool value);
    Entry &with(const char *key, double value);
    template<class Integer>
    requires std::is_integral_v<Integer> &&
        (!std::is_same_v<Integer, bool>)Entry &with(const char *key, Integer value)
    {
        return withInteger(key, static_cast<qint64>(value));
    }
    template<class Tag>
    Entry &with(const char *key, StrongId<Tag> id)
    {
        return withInteger(key, id.value());
    }
    Entry &with(const char *key, const PurchaseId &id) { return with(key, id.value()); }
    // As "error" and "error_type".
    Entry &with(const std::exception &error);

private:
    Entry &withInteger(const char *key, qint64 value);

    const QLoggingCategory &m_category;
    QtMsgType m_type;
    bool m_enabled;
    const char *m_message;
    QJsonObject m_fields;
};

inline Entry debug(const QLoggingCategory &category, const char *message)
{
    return {category, QtDebugMsg, message};
}
inline Entry info(const QLoggingCategory &category, const char *message)
{
    return {category, QtInfoMsg, message};
}
inline Entry warning(const QLoggingCategory &category, const char *message)
{
    return {category, QtWarningMsg, message};
}
inline Entry error(const QLoggingCategory &category, const char *message)
{
    return {category, QtCriticalMsg, message};
}

// Gives everything the current thread logs while it lives a `correlation_id` (an update, an iteration, a
// request). Scopes nest; the inner one wins.
class CorrelationScope
{
public:
    explicit CorrelationScope(const QString &id);
    ~CorrelationScope();
    CorrelationScope(const CorrelationScope &) = delete;
    CorrelationScope &operator=(const CorrelationScope &) = delete;

    static QString current();

private:
    QString m_previous;
};

} // namespace turnpike::log
