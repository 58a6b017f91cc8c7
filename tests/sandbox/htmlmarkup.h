// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "textentity.h"

namespace turnpike::sandbox {

// The HTML that the Bot API knows, with the original's errors: "can't parse entities: …" as ApiError, offsets
// in bytes of UTF-8 (tdlib/td, MessageEntity.cpp, parse_html).
FormattedText parseHtml(const QString &source);

} // namespace turnpike::sandbox
