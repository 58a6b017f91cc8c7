// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

#include <QStringList>

namespace turnpike::sandbox {

// What a call is about, wherever it says so: uuid, chat, payload, invoice. The first is the one that tells
// calls about the same thing from others.
QStringList subjectsOf(const http::Request &request);

} // namespace turnpike::sandbox
