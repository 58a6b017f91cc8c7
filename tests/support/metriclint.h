#pragma once

#include <QByteArray>
#include <QString>

namespace turnpike::test {

// What `promtool check metrics` looks for, in Prometheus' text format: the first fault, empty when there is
// none.
QString lintMetrics(const QByteArray &text);

} // namespace turnpike::test
