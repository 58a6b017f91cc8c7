// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

#include <optional>

namespace turnpike::sandbox {

// RFC 1952, as web servers send it.
QByteArray gzipped(const QByteArray &plain);
// Takes gzip and zlib (HTTP's "deflate"). Nothing when it is neither, ends too early or is larger than
// `most`.
std::optional<QByteArray> gunzipped(const QByteArray &packed, qsizetype most);

} // namespace turnpike::sandbox
