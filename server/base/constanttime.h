#pragma once

#include <QByteArrayView>

namespace turnpike {

// Whether two secrets are equal, in a time that tells nothing about where they differ, nor how long the
// expected one is.
bool equalsInConstantTime(QByteArrayView given, QByteArrayView expected);

} // namespace turnpike
