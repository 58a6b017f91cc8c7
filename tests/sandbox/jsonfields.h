// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace turnpike::sandbox {

// What is wrong with a member of an object; the caller says of which one.
struct FieldError
{
    QString why;
};

// Members of JSON objects as lenient and with the errors of the original (tdlib/td, JsonBuilder.cpp): numbers
// pass for texts and texts of digits for numbers, null does not pass for anything. All throw FieldError.
QString requiredString(const QJsonObject &object, const QString &name);
QString optionalString(const QJsonObject &object, const QString &name);
qint64 requiredNumber(const QJsonObject &object, const QString &name);
qint64 optionalNumber(const QJsonObject &object, const QString &name);
bool optionalBool(const QJsonObject &object, const QString &name);
QJsonObject requiredObject(const QJsonObject &object, const QString &name);
// Nothing when it is absent.
std::optional<QJsonArray> optionalArray(const QJsonObject &object, const QString &name);

} // namespace turnpike::sandbox
