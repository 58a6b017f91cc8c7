// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QSize>

#include <optional>

namespace turnpike::test {

// A picture read by libpng, and what ZBar, which has nothing of the library that writes them, reads in it.
struct ReadPicture
{
    QSize size;                   // pixels
    std::optional<QByteArray> qr; // of the one QR code in it; nothing where there is none, or several
};

// Nothing for bytes that are no PNG. Any thread.
std::optional<ReadPicture> readPng(const QByteArray &png);

} // namespace turnpike::test
