// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace turnpike::telegram {

// A file to be uploaded, as it stands in the parameters of a method until the call is made: a text with the
// name that people see (Bot API, InputFile).
QJsonObject uploadedText(const QString &fileName, const QString &content);

// The same of bytes that are no text, of a type such as "image/png". (They stand there in base64, a third
// longer.)
QJsonObject uploadedFile(const QString &fileName, const QByteArray &contentType, const QByteArray &content);

struct Multipart
{
    QByteArray contentType; // with the boundary
    QByteArray body;
};

// Parameters with a file among them, as the Bot API takes them (multipart/form-data, RFC 7578); nothing where
// there is no file.
std::optional<Multipart> multipartOf(const QJsonObject &parameters);

} // namespace turnpike::telegram
