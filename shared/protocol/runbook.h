// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QHash>
#include <QString>

namespace turnpike::protocol {

// The sections of an operator's handbook: what stands below each "## section", without blank space around it.
QHash<QString, QString> runbookSections(const QByteArray &markdown);

} // namespace turnpike::protocol
