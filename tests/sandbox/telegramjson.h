#pragma once

#include <QJsonObject>

namespace turnpike::sandbox {

// Compact JSON with every non-ASCII character as \uXXXX, as Telegram sends it.
QByteArray asciiJson(const QJsonObject &object);

} // namespace turnpike::sandbox
