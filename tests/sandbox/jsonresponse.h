// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

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
