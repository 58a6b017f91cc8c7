#pragma once

#include "http/httpmessage.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::sandbox {

inline http::Response jsonResponse(const QJsonObject &object, int status = 200)
{
    return http::Response::json(QJsonDocument(object).toJson(QJsonDocument::Compact), status);
}

} // namespace turnpike::sandbox
