// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArrayView>

namespace turnpike {

// Whether two secrets are equal. The time it takes reveals neither where they differ nor how long the
// expected one is.
bool equalsInConstantTime(QByteArrayView given, QByteArrayView expected);

} // namespace turnpike
