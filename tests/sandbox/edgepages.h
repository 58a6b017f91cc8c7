// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpmessage.h"

namespace turnpike::sandbox {

// What answers in a service's place: whoever calls must not take it for the service's own word.

// Cloudflare's page of this status, as it stands before Crypto Pay; `retryAfter` in seconds, 0 for none.
http::Response cloudflarePage(int status, int retryAfter);
// nginx's page of this status, as it stands before an API that somebody put behind a proxy.
http::Response proxyPage(int status);

} // namespace turnpike::sandbox
