#pragma once

#include <QString>

namespace turnpike::config {

// What may be shown of a URL, such as postgresql://shop:***@db.example/shop?sslmode=require: scheme, host,
// port and path, the user's name only beside a password or of PostgreSQL, and values only of parameters that
// are known to be harmless. Nothing but its length where the whole is no proper URL, or where its password
// was written with / ? or # in it. Passwords, and values of parameters that are called like secrets, are
// given to the log's redaction on the way. Text that begins with sqlite: is shown as it is.
QString shownUrl(const QString &url);

} // namespace turnpike::config
