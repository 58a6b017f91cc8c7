// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QString>

namespace turnpike::test {

// What `promtool check metrics` looks for, in Prometheus' text format: the first fault, empty when there is
// none.
QString lintMetrics(const QByteArray &text);

} // namespace turnpike::test
