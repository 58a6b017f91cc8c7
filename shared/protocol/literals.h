// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

// u"text"_s, "text"_L1 and "bytes"_ba wherever Turnpike's own names are known, so that headers can use them.
namespace turnpike {
using namespace Qt::StringLiterals;
} // namespace turnpike
