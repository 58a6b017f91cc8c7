// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegram/multipart.h"

#include "base/ids.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace turnpike::telegram {

using namespace Qt::StringLiterals;

namespace {

// No parameter of the Bot API is an object with such a member.
const QString kContent = u"turnpike_upload"_s;
const QString kFileName = u"file_name"_s;
constexpr int kBoundaryBytes = 16;

bool isUpload(const QJsonValue &value)
{
    return value.isObject() && value.toObject().contains(kContent);
}

// Objects and arrays travel as JSON, all else as its text.
QByteArray fieldOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().toUtf8();
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    if (value.isArray())
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
    return value.toVariant().toString().toUtf8();
}

QByteArray headOf(const QString &name)
{
    return "Content-Disposition: form-data; name=\"" + name.toUtf8() + '"';
}

QByteArray partOf(const QString &name, const QJsonValue &value)
{
    if (!isUpload(value))
        return headOf(name) + "\r\n\r\n" + fieldOf(value);
    const QJsonObject file = value.toObject();
    return headOf(name) + "; filename=\"" + file.value(kFileName).toString().toUtf8() +
           "\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + file.value(kContent).toString().toUtf8();
}

} // namespace

QJsonObject uploadedText(const QString &fileName, const QString &content)
{
    return {{kFileName, fileName}, {kContent, content}};
}

std::optional<Multipart> multipartOf(const QJsonObject &parameters)
{
    if (std::none_of(parameters.begin(), parameters.end(), isUpload))
        return std::nullopt;
    const QByteArray boundary = "turnpike-" + randomHex(kBoundaryBytes).toLatin1();
    Multipart made{"multipart/form-data; boundary=" + boundary, {}};
    for (auto parameter = parameters.begin(); parameter != parameters.end(); ++parameter)
        made.body += "--" + boundary + "\r\n" + partOf(parameter.key(), parameter.value()) + "\r\n";
    made.body += "--" + boundary + "--\r\n";
    return made;
}

} // namespace turnpike::telegram
