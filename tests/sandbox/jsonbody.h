// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

#include <QJsonArray>
#include <QJsonObject>

namespace turnpike::sandbox {

// The JSON body of a request as FastAPI reads it with pydantic 2: lenient about types where pydantic is, and
// with a problem, in its words, for each member that does not fit. Short-lived.
class JsonBody
{
public:
    explicit JsonBody(const http::Request &request);

    // An empty text or 0, and a problem, when there is no such member or it is of another type.
    QString text(const QString &name);
    qint64 integer(const QString &name);

    // For `detail` of the 422; empty when all is well.
    const QJsonArray &problems() const { return m_problems; }

private:
    void add(const char *type, const QJsonArray &where, const char *message, const QJsonValue &input);
    QJsonValue member(const QString &name);

    QJsonObject m_object;
    QJsonArray m_problems;
    bool m_isObject = false;
};

} // namespace turnpike::sandbox
