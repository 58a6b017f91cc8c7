// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "faultanswer.h"

#include <QJsonDocument>

#include <algorithm>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

bool has(const http::Headers &headers, const char *name)
{
    return std::any_of(headers.begin(), headers.end(), [name](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

// Puts the words of the fault where this service has its own.
QJsonObject reworded(const QString &service, QJsonObject body, const Fault &fault)
{
    if (service == u"cryptopay") {
        QJsonObject error = body.value(u"error").toObject();
        if (!fault.description.isEmpty())
            error.insert(u"name", fault.description);
        body.insert(u"error", error);
        return body;
    }
    if (!fault.description.isEmpty())
        body.insert(service == u"vpn" ? u"detail"_s : u"description"_s, fault.description);
    if (!fault.parameters.isEmpty())
        body.insert(u"parameters", fault.parameters);
    return body;
}

} // namespace

http::Response faultAnswer(const QString &service, const Fault &fault, const ErrorAnswer &errorAnswer)
{
    if (fault.body)
        return {fault.status, *fault.body, fault.contentType, fault.headers};
    const int retryAfter = fault.parameters.value(u"retry_after").toInt(fault.retryAfter);
    http::Response answer = errorAnswer(fault.status, retryAfter);
    if (!fault.description.isEmpty() || !fault.parameters.isEmpty()) {
        const QJsonObject body = QJsonDocument::fromJson(answer.body).object();
        answer.body = QJsonDocument(reworded(service, body, fault)).toJson(QJsonDocument::Compact);
    }
    answer.headers += fault.headers;
    // Bot API server, HttpConnection.cpp, send_response
    if (service == u"telegram" && retryAfter > 0 && !has(answer.headers, "Retry-After"))
        answer.headers.append({"Retry-After", QByteArray::number(retryAfter)});
    return answer;
}

} // namespace turnpike::sandbox
