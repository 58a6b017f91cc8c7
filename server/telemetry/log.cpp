// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telemetry/log.h"

#include "base/errors.h"
#include "telemetry/loglevels.h"
#include "telemetry/redactor.h"

#include <QDateTime>
#include <QJsonDocument>

#include <spdlog/formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <pthread.h>

#include <map>
#include <mutex>

namespace turnpike::log {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kArchivePatience{500}; // with a disk that hangs

Redactor &redactor()
{
    static Redactor instance;
    return instance;
}

thread_local QString t_correlation;
// The fields of the entry that this thread is writing: spdlog formats on the caller's thread.
thread_local const QJsonObject *t_fields = nullptr;

spdlog::level::level_enum levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return spdlog::level::debug;
    case QtInfoMsg:
        return spdlog::level::info;
    case QtWarningMsg:
        return spdlog::level::warn;
    case QtCriticalMsg:
        return spdlog::level::err;
    case QtFatalMsg:
        return spdlog::level::critical;
    }
    return spdlog::level::info;
}

QString levelName(spdlog::level::level_enum level)
{
    switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
        return u"debug"_s;
    case spdlog::level::info:
        return u"info"_s;
    case spdlog::level::warn:
        return u"warn"_s;
    case spdlog::level::err:
        return u"error"_s;
    default:
        return u"fatal"_s;
    }
}

QString threadName()
{
    char name[16] = {};
    pthread_getname_np(pthread_self(), name, sizeof name);
    return QString::fromUtf8(name);
}

// The one place through which every line goes: it makes the line and takes the secrets out of it.
class RedactingFormatter : public spdlog::formatter
{
public:
    explicit RedactingFormatter(Format format)
        : m_format(format)
    {}

    std::unique_ptr<spdlog::formatter> clone() const override
    {
        return std::make_unique<RedactingFormatter>(m_format);
    }

    void format(const spdlog::details::log_msg &message, spdlog::memory_buf_t &out) override
    {
        const QByteArray line = redactor().redact(m_format == Format::Json ? json(message) : text(message));
        out.append(line.constData(), line.constData() + line.size());
        out.push_back('\n');
    }

private:
    static QString timeOf(const spdlog::details::log_msg &message)
    {
        const auto ms =
            std::chrono::duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch());
        return QDateTime::fromMSecsSinceEpoch(ms.count()).toUTC().toString(Qt::ISODateWithMs);
    }

    static QString payloadOf(const spdlog::details::log_msg &message)
    {
        return QString::fromUtf8(message.payload.data(), static_cast<qsizetype>(message.payload.size()));
    }

    static QByteArray json(const spdlog::details::log_msg &message)
    {
        QJsonObject line = t_fields ? *t_fields : QJsonObject();
        line.insert(u"time"_s, timeOf(message));
        line.insert(u"level"_s, levelName(message.level));
        line.insert(u"component"_s, QString::fromUtf8(message.logger_name.data(),
                                                      static_cast<qsizetype>(message.logger_name.size())));
        line.insert(u"message"_s, payloadOf(message));
        line.insert(u"thread"_s, threadName());
        if (!t_correlation.isEmpty())
            line.insert(u"correlation_id"_s, t_correlation);
        return QJsonDocument(line).toJson(QJsonDocument::Compact);
    }

    static QByteArray text(const spdlog::details::log_msg &message)
    {
        QString line = u"%1 %2 %3 %4"_s.arg(
            timeOf(message), levelName(message.level).leftJustified(5),
            QString::fromUtf8(message.logger_name.data(), static_cast<qsizetype>(message.logger_name.size())),
            payloadOf(message));
        if (t_fields) {
            for (auto it = t_fields->begin(); it != t_fields->end(); ++it) {
                const QByteArray value = QJsonDocument(QJsonArray{it.value()}).toJson(QJsonDocument::Compact);
                line += QLatin1Char(' ') + it.key() + QLatin1Char('=') +
                        QString::fromUtf8(value.mid(1, value.size() - 2));
            }
        }
        const bool isSaid = t_fields && t_fields->contains("correlation_id"_L1);
        if (!t_correlation.isEmpty() && !isSaid)
            line += u" correlation_id="_s + t_correlation;
        line.replace(QLatin1Char('\n'), "\\n"_L1);
        return line.toUtf8();
    }

    Format m_format;
};

LogRing &theRing()
{
    static LogRing instance;
    return instance;
}

LogArchive &theArchive()
{
    static LogArchive instance;
    return instance;
}

// Keeps what is logged in the ring and for the next process, whatever the format of the rest.
class RingSink : public spdlog::sinks::base_sink<std::mutex>
{
public:
    RingSink() { formatter_ = std::make_unique<RedactingFormatter>(Format::Json); }

protected:
    void sink_it_(const spdlog::details::log_msg &message) override
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        LogRing::Line kept;
        kept.severity = severityOf(message.level);
        kept.json = QByteArray(line.data(), static_cast<qsizetype>(line.size()) - 1); // without the newline
        kept.seq = theRing().add(kept.severity, kept.json);
        theArchive().add(kept);
    }
    void flush_() override {}

private:
    static Severity severityOf(spdlog::level::level_enum level)
    {
        if (level <= spdlog::level::debug)
            return Severity::Debug;
        if (level == spdlog::level::info)
            return Severity::Info;
        return level == spdlog::level::warn ? Severity::Warning : Severity::Error;
    }
};

// A logger of spdlog for each category, by the same name, all on the same sinks.
class Loggers
{
public:
    void setSinks(std::vector<spdlog::sink_ptr> sinks)
    {
        const std::lock_guard lock(m_mutex);
        m_sinks = std::move(sinks);
        m_loggers.clear();
    }

    std::shared_ptr<spdlog::logger> get(const char *category)
    {
        const std::lock_guard lock(m_mutex);
        if (m_sinks.empty())
            return nullptr;
        auto &logger = m_loggers[category];
        if (!logger) {
            logger = std::make_shared<spdlog::logger>(category, m_sinks.begin(), m_sinks.end());
            logger->set_level(spdlog::level::trace); // the category has decided already
            logger->flush_on(spdlog::level::info);
        }
        return logger;
    }

    void flush()
    {
        const std::lock_guard lock(m_mutex);
        for (const spdlog::sink_ptr &sink : m_sinks)
            sink->flush();
    }

private:
    std::mutex m_mutex;
    std::vector<spdlog::sink_ptr> m_sinks;
    std::map<std::string, std::shared_ptr<spdlog::logger>> m_loggers;
};

Loggers &loggers()
{
    static Loggers instance;
    return instance;
}

void write(const char *category, QtMsgType type, const QString &message, const QJsonObject *fields)
{
    const auto logger = loggers().get(category ? category : "default");
    if (!logger) {
        const QByteArray line = redactor().redact(message.toUtf8());
        fprintf(stderr, "%s: %s\n", category ? category : "default", line.constData());
        return;
    }
    t_fields = fields;
    logger->log(levelOf(type), spdlog::string_view_t(message.toStdString()));
    t_fields = nullptr;
}

void onQtMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    write(context.category, type, message, nullptr);
    if (type == QtFatalMsg) {
        flush();
        std::abort();
    }
}

} // namespace

void start(const Options &options)
{
    std::shared_ptr<spdlog::sinks::sink> sink;
    if (options.file.isEmpty())
        sink = std::make_shared<spdlog::sinks::stdout_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file.toStdString());
    sink->set_formatter(std::make_unique<RedactingFormatter>(options.format));
    loggers().setSinks({std::move(sink), std::make_shared<RingSink>()});
    qInstallMessageHandler(onQtMessage);
}

void flush()
{
    loggers().flush();
    theArchive().flush(kArchivePatience);
}

const LogRing &ring()
{
    return theRing();
}

void keep(const LogArchive::Options &options)
{
    theArchive().start(options, theRing());
}

void keepNoMore()
{
    theArchive().stop();
}

const LogArchive &archive()
{
    return theArchive();
}

bool setLevel(const QString &component, const QString &level)
{
    static LogLevels levels;
    return levels.set(component, level);
}

void addSecret(const QString &secret)
{
    redactor().add(secret);
}

QString redact(const QString &text)
{
    return QString::fromUtf8(redactor().redact(text.toUtf8()));
}

QByteArray redact(QByteArray text)
{
    return redactor().redact(std::move(text));
}

Entry::Entry(const QLoggingCategory &category, QtMsgType type, const char *message)
    : m_category(category)
    , m_type(type)
    , m_enabled(category.isEnabled(type))
    , m_message(message)
{}

Entry::~Entry()
{
    if (m_enabled)
        write(m_category.categoryName(), m_type, QString::fromUtf8(m_message), &m_fields);
}

Entry &Entry::with(const char *key, const QString &value)
{
    if (m_enabled)
        m_fields.insert(QLatin1String(key), value);
    return *this;
}

Entry &Entry::with(const char *key, bool value)
{
    if (m_enabled)
        m_fields.insert(QLatin1String(key), value);
    return *this;
}

Entry &Entry::with(const char *key, double value)
{
    if (m_enabled)
        m_fields.insert(QLatin1String(key), value);
    return *this;
}

Entry &Entry::withInteger(const char *key, qint64 value)
{
    if (m_enabled)
        m_fields.insert(QLatin1String(key), value);
    return *this;
}

Entry &Entry::with(const std::exception &error)
{
    return with("error", error.what()).with("error_type", toWord(errorTypeOf(error)));
}

CorrelationScope::CorrelationScope(const QString &id)
    : m_previous(std::exchange(t_correlation, id))
{}

CorrelationScope::~CorrelationScope()
{
    t_correlation = m_previous;
}

QString CorrelationScope::current()
{
    return t_correlation;
}

} // namespace turnpike::log
