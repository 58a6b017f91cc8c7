// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

#include <optional>

namespace turnpike::bot {

// The longest content, in bytes, that a QR code holds with the correction that a photo needs, which Telegram
// packs with a loss (ISO/IEC 18004: version 40, level M).
inline constexpr qsizetype kLongestQrContent = 2331;

// The QR code of `content` (1 to kLongestQrContent bytes, as they are) as a PNG: black on white, with the
// quiet zone of four modules, and at most 1280 pixels wide, which Telegram does not make smaller. Nothing for
// content of another length. Any thread; some milliseconds. Throws DomainError where the library fails.
std::optional<QByteArray> qrCodePng(const QByteArray &content);

} // namespace turnpike::bot
