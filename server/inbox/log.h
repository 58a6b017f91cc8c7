// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QLoggingCategory>

namespace turnpike::inbox {

Q_DECLARE_LOGGING_CATEGORY(lcInbox)

} // namespace turnpike::inbox
