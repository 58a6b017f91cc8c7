#pragma once

#include <QByteArray>
#include <QString>

namespace turnpike::state {

// Which Redis to use: what REDIS_URL says. A value.
//     redis://[[user]:password@]host[:port][/number]     (an IPv6 host in brackets)
struct RedisUrl
{
    QString host;
    int port = 6379;
    QByteArray user; // empty: only a password, as before Redis 6
    QByteArray password;
    int database = 0;

    // Throws ConfigError that says what is wrong and never shows the password. Registers the password with
    // the log's redactor. TLS (rediss://) is refused: the client library has none.
    static RedisUrl parse(const QString &text);

    // For people: without the password.
    QString display() const;
};

} // namespace turnpike::state
