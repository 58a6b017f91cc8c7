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
const QString kBytes = u"turnpike_upload_base64"_s;
const QString kContentType = u"content_type"_s;
const QString kFileName = u"file_name"_s;
constexpr int kBoundaryBytes = 16;

bool isUpload(const QJsonValue &value)
{
    if (!value.isObject())
        return false;
    const QJsonObject object = value.toObject();
    return object.contains(kContent) || object.contains(kBytes);
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
    const bool isText = file.contains(kContent);
    const QByteArray type =
        isText ? "text/plain; charset=utf-8"_ba : file.value(kContentType).toString().toLatin1();
    const QByteArray content = isText ? file.value(kContent).toString().toUtf8()
                                      : QByteArray::fromBase64(file.value(kBytes).toString().toLatin1());
    return headOf(name) + "; filename=\"" + file.value(kFileName).toString().toUtf8() +
           "\"\r\nContent-Type: " + type + "\r\n\r\n" + content;
}

} // namespace

QJsonObject uploadedText(const QString &fileName, const QString &content)
{
    return {{kFileName, fileName}, {kContent, content}};
}

QJsonObject uploadedFile(const QString &fileName, const QByteArray &contentType, const QByteArray &content)
{
    return {{kFileName, fileName},
            {kContentType, QString::fromLatin1(contentType)},
            {kBytes, QString::fromLatin1(content.toBase64())}};
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
