// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "apierror.h"
#include "http/httpmessage.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

#include <optional>

namespace turnpike::sandbox {

// A file that came along with a call.
struct Upload
{
    QByteArray bytes;
    QString name; // as the client calls it
};

// Parameters of a call from wherever they may stand: query, JSON body, form, multipart. Values that are
// objects may come as their JSON text, as the real APIs allow.
class Params
{
public:
    Params() = default;
    explicit Params(const QJsonObject &values)
        : m_values(values)
    {}
    // Throws ApiError when the body cannot be read.
    static Params fromRequest(const http::Request &request);
    // As the Bot API server reads a call: of a broken JSON body what stands before the break, of a name that
    // comes twice the first, and null is the text "null" (tdlib/td, HttpReader.cpp, parse_json_parameters;
    // HttpQuery.cpp, get_arg). Throws ApiError for a multipart body that makes no sense.
    static Params fromBotApiCall(const http::Request &request);

    bool contains(const QString &name) const { return !m_values.value(name).isUndefined(); }
    // As it came: a form gives texts alone, JSON whatever stands there.
    QJsonValue value(const QString &name) const { return m_values.value(name); }
    QString text(const QString &name) const;
    std::optional<qint64> integer(const QString &name) const;
    bool boolean(const QString &name) const;
    // Throws ApiError when there is such a parameter and it is no array.
    std::optional<QJsonArray> array(const QString &name) const;
    // A file sent along as multipart, by the name of its field.
    const Upload *file(const QString &name) const;

    // What the Bot API server sees: every parameter is a text, that of an object its JSON. Empty when absent.
    QString argument(const QString &name) const;
    // As argument(); throws `parameter "…" is required` when it is empty.
    QString required(const QString &name) const;
    // The leading digits of argument(), 0 without any, and 0 for what does not fit.
    qint64 number(const QString &name) const;
    // argument() read as JSON: undefined when it is empty; throws "can't parse WHAT JSON object".
    QJsonValue json(const QString &name, const QString &what) const;

    // For the ledger: without what must stay secret and without file contents.
    QJsonObject forLedger() const;

private:
    QJsonValue parsed(const QString &name) const;
    void readForm(const QByteArray &encoded);
    void readBrokenJson(const QByteArray &body);
    void readMultipart(const QByteArray &body, const QByteArray &contentType);
    void readPart(const QByteArray &head, const QByteArray &content);

    QJsonObject m_values;
    QHash<QString, Upload> m_files;
};

} // namespace turnpike::sandbox
