// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/qrreader.h"

#include <png.h>
#include <zbar.h>

#include <memory>
#include <vector>

namespace turnpike::test {

// The library's header puts its C functions into a namespace when C++ reads it.
using namespace zbar;

namespace {

struct ImageFree
{
    void operator()(zbar_image_t *image) const { zbar_image_destroy(image); }
};

struct ScannerFree
{
    void operator()(zbar_image_scanner_t *scanner) const { zbar_image_scanner_destroy(scanner); }
};

std::optional<QByteArray> qrCodeIn(const std::vector<unsigned char> &grey, const QSize &size)
{
    const std::unique_ptr<zbar_image_t, ImageFree> image(zbar_image_create());
    zbar_image_set_format(image.get(), zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image.get(), static_cast<unsigned>(size.width()),
                        static_cast<unsigned>(size.height()));
    zbar_image_set_data(image.get(), grey.data(), grey.size(), nullptr);
    const std::unique_ptr<zbar_image_scanner_t, ScannerFree> scanner(zbar_image_scanner_create());
    zbar_scan_image(scanner.get(), image.get());
    std::optional<QByteArray> found;
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image.get()); symbol != nullptr;
         symbol = zbar_symbol_next(symbol)) {
        if (zbar_symbol_get_type(symbol) != ZBAR_QRCODE)
            continue;
        if (found)
            return std::nullopt;
        found = QByteArray(zbar_symbol_get_data(symbol),
                           static_cast<qsizetype>(zbar_symbol_get_data_length(symbol)));
    }
    return found;
}

} // namespace

std::optional<ReadPicture> readPng(const QByteArray &png)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, png.constData(), static_cast<size_t>(png.size())) == 0)
        return std::nullopt;
    image.format = PNG_FORMAT_GRAY;
    const QSize size(static_cast<int>(image.width), static_cast<int>(image.height));
    std::vector<unsigned char> grey(static_cast<size_t>(size.width()) * static_cast<size_t>(size.height()));
    if (png_image_finish_read(&image, nullptr, grey.data(), 0, nullptr) == 0)
        return std::nullopt;
    return ReadPicture{size, qrCodeIn(grey, size)};
}

} // namespace turnpike::test
