// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonObject>
#include <QString>

#include <functional>

namespace turnpike::consolecalls {

// Tells every console; ConsoleHub::publish is one. Thread-safe and quick.
using Publish = std::function<void(const char *event, const QString &subject, const QJsonObject &data)>;

} // namespace turnpike::consolecalls
