// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "edgepages.h"

#include <array>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct Title
{
    int status;
    const char *text;
};

// developers.cloudflare.com, "Cloudflare 5xx errors", and what its pages are called.
constexpr std::array kCloudflareTitles = {
    Title{403, "Attention Required! | Cloudflare"},
    Title{502, "502: Bad gateway"},
    Title{503, "503: Service Temporarily Unavailable"},
    Title{504, "504: Gateway time-out"},
    Title{520, "520: Web server is returning an unknown error"},
    Title{521, "521: Web server is down"},
    Title{522, "522: Connection timed out"},
    Title{523, "523: Origin is unreachable"},
    Title{524, "524: A timeout occurred"},
};

constexpr std::array kProxyTitles = {
    Title{403, "403 Forbidden"},
    Title{404, "404 Not Found"},
    Title{413, "413 Request Entity Too Large"},
    Title{429, "429 Too Many Requests"},
    Title{502, "502 Bad Gateway"},
    Title{503, "503 Service Temporarily Unavailable"},
    Title{504, "504 Gateway Time-out"},
};

template<class Titles>
QByteArray titleOf(const Titles &titles, int status)
{
    for (const Title &title : titles) {
        if (title.status == status)
            return title.text;
    }
    return QByteArray::number(status);
}

} // namespace

http::Response cloudflarePage(int status, int retryAfter)
{
    http::Response page{status, {}, "text/html; charset=UTF-8"_ba, {}};
    page.headers = {{"Server", "cloudflare"}, {"CF-RAY", "7d0a5b1e2c3f4d5e-FRA"}};
    if (retryAfter > 0)
        page.headers.append({"Retry-After", QByteArray::number(retryAfter)});
    if (status == 429) { // to a program that asks for no page, nothing but this line
        page.body = "error code: 1015";
        page.contentType = "text/plain; charset=UTF-8";
        return page;
    }
    page.body = "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head><title>" + titleOf(kCloudflareTitles, status) +
                "</title></head>\n<body><div id=\"cf-wrapper\"></div></body>\n</html>\n";
    return page;
}

http::Response proxyPage(int status)
{
    const QByteArray title = titleOf(kProxyTitles, status);
    return {status,
            "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
                "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
            "text/html"_ba,
            {{"Server", "nginx"}}};
}

} // namespace turnpike::sandbox
