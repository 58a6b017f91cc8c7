// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QLoggingCategory>

namespace turnpike::workers {

Q_DECLARE_LOGGING_CATEGORY(lcWorkers)

} // namespace turnpike::workers
