// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/qrcode.h"

#include "base/errors.h"

#include <QString>

#include <png.h>
#include <qrencode.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace turnpike::bot {

using namespace Qt::StringLiterals;

namespace {

constexpr int kQuietModules = 4; // ISO/IEC 18004
constexpr int kWidestPixels = 1280;
constexpr int kWidestModulePixels = 10;
constexpr unsigned char kWhite = 0xff;

struct QrFree
{
    void operator()(QRcode *code) const { QRcode_free(code); }
};

// A square of grey pixels, row by row.
struct Pixels
{
    int side = 0;
    std::vector<unsigned char> grey;
};

Pixels pixelsOf(const QRcode &code)
{
    const int modules = code.width + 2 * kQuietModules;
    const int scale = std::min(kWidestModulePixels, kWidestPixels / modules);
    Pixels picture;
    picture.side = modules * scale;
    const auto side = static_cast<size_t>(picture.side);
    picture.grey.assign(side * side, kWhite);
    for (int y = 0; y < code.width; ++y) {
        for (int x = 0; x < code.width; ++x) {
            if ((code.data[y * code.width + x] & 1) == 0)
                continue;
            const auto left = static_cast<size_t>((x + kQuietModules) * scale);
            const auto top = static_cast<size_t>((y + kQuietModules) * scale);
            for (size_t row = top; row < top + static_cast<size_t>(scale); ++row)
                std::fill_n(picture.grey.begin() + static_cast<std::ptrdiff_t>(row * side + left), scale,
                            static_cast<unsigned char>(0));
        }
    }
    return picture;
}

QByteArray pngOf(const Pixels &picture)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(picture.side);
    image.height = static_cast<png_uint_32>(picture.side);
    image.format = PNG_FORMAT_GRAY;
    // Never smaller than the pixels with a byte a row and the chunks around them.
    QByteArray png(picture.side * (picture.side + 1) + 4096, Qt::Uninitialized);
    auto size = static_cast<png_alloc_size_t>(png.size());
    if (png_image_write_to_memory(&image, png.data(), &size, 0, picture.grey.data(), 0, nullptr) == 0) {
        throw DomainError(u"a QR code cannot be written as PNG: %1"_s.arg(
            QString::fromLatin1(static_cast<const char *>(image.message))));
    }
    png.truncate(static_cast<qsizetype>(size));
    return png;
}

} // namespace

std::optional<QByteArray> qrCodePng(const QByteArray &content)
{
    if (content.isEmpty() || content.size() > kLongestQrContent)
        return std::nullopt;
    const std::unique_ptr<QRcode, QrFree> code(
        QRcode_encodeData(static_cast<int>(content.size()),
                          reinterpret_cast<const unsigned char *>(content.constData()), 0, QR_ECLEVEL_M));
    if (!code)
        throw DomainError(u"a key cannot be written as a QR code"_s);
    return pngOf(pixelsOf(*code));
}

} // namespace turnpike::bot
