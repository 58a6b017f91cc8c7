// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

namespace turnpike::config {

// What may be shown of a URL, such as postgresql://shop:***@db.example/shop?sslmode=require: scheme, host,
// port and path, the user's name only if there is a password or it is PostgreSQL, and the values only of
// parameters that are known to be harmless. Only its length if the whole is not a valid URL, or if its
// password contains an unencoded / ? or #. Passwords, and values of parameters with names like those of
// secrets, are also registered with the log's redaction. Text that begins with sqlite: is shown as it is.
QString shownUrl(const QString &url);

} // namespace turnpike::config
