// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

#include <variant>

namespace turnpike::sandbox {

// Why an address is no link, in the original's words ("Unsupported URL protocol").
struct LinkError
{
    QString why;
};

enum class LinkUse {
    Any,
    HttpsOnly, // of web apps and logins
};

// An address as Telegram writes it: with a protocol (http unless another one stands there) and a path. Takes
// http, https, tg, ton and tonsite, and wants a dot in the host (tdlib/td, LinkManager.cpp, check_link_impl;
// HttpUrl.cpp, parse_url).
std::variant<QString, LinkError> checkedLink(const QString &address, LinkUse use = LinkUse::Any);

// The user whom tg://user?id=… names, or 0.
qint64 linkedUser(const QString &address);

} // namespace turnpike::sandbox
