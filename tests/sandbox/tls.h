// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QSslConfiguration>

namespace turnpike::sandbox {

// With the certificate for localhost that signs itself, known to every test.
QSslConfiguration selfSignedTls();
// With a certificate (and its chain) and its key of one's own, PEM files. Throws Error when they cannot be
// read.
QSslConfiguration tlsFromFiles(const QString &certificateFile, const QString &keyFile);

} // namespace turnpike::sandbox
