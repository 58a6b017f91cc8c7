#pragma once

#include <QByteArrayView>

namespace turnpike {

// Whether two secrets are equal. The time it takes reveals neither where they differ nor how long the
// expected one is.
bool equalsInConstantTime(QByteArrayView given, QByteArrayView expected);

} // namespace turnpike
