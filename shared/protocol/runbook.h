#pragma once

#include <QHash>
#include <QString>

namespace turnpike::protocol {

// The sections of an operator's handbook: what stands below each "## section", without blank space around it.
QHash<QString, QString> runbookSections(const QByteArray &markdown);

} // namespace turnpike::protocol
