#pragma once

#include "http/httpmessage.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

#include <optional>

namespace turnpike::sandbox {

// The answer to a call that the Bot API refuses.
struct ApiError
{
    int code = 400;
    QString description;
    int retryAfter = 0; // seconds, with code 429
};

// Parameters of a Bot API call from wherever they may stand: query, JSON body, form, multipart. Values that
// are objects may come as their JSON text, as the real API allows.
class Params
{
public:
    Params() = default;
    explicit Params(const QJsonObject &values)
        : m_values(values)
    {}
    // Throws ApiError when the body cannot be read.
    static Params fromRequest(const http::Request &request);

    bool contains(const QString &name) const { return !m_values.value(name).isUndefined(); }
    // As it came: a form gives texts alone, JSON whatever stands there.
    QJsonValue value(const QString &name) const { return m_values.value(name); }
    QString text(const QString &name) const;
    std::optional<qint64> integer(const QString &name) const;
    bool boolean(const QString &name) const;
    // Throws ApiError when there is such a parameter and it is no object (no array).
    std::optional<QJsonObject> object(const QString &name) const;
    std::optional<QJsonArray> array(const QString &name) const;
    // A file sent along as multipart, by the name of its field.
    const QByteArray *file(const QString &name) const;

    // For the ledger: without what must stay secret and without file contents.
    QJsonObject forLedger() const;

private:
    QJsonValue parsed(const QString &name) const;
    void readForm(const QByteArray &encoded);
    void readMultipart(const QByteArray &body, const QByteArray &contentType);

    QJsonObject m_values;
    QHash<QString, QByteArray> m_files;
};

} // namespace turnpike::sandbox
