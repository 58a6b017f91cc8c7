// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonObject>

namespace turnpike::sandbox {

// Compact JSON with every non-ASCII character as \uXXXX, as Telegram sends it.
QByteArray asciiJson(const QJsonObject &object);

} // namespace turnpike::sandbox
