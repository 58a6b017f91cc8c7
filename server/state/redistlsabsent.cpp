// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/redistls.h"

#include "base/errors.h"

#include <hiredis.h>

namespace turnpike::state {

using namespace Qt::StringLiterals;

bool RedisTls::isSpoken()
{
    return false;
}

RedisTls::RedisTls(const QString &host, const QString &)
    : m_host(host.toUtf8())
    , m_isAddress(false)
{
    throw ConfigError(
        u"REDIS_URL asks for TLS (rediss://), which this server cannot speak to Redis: it was built "
        "with hiredis %1.%2 and no hiredis_ssl, which comes with hiredis 1.0. Use the image, or a "
        "build on Debian 13; or redis:// over a private network or through a local TLS tunnel."_s
            .arg(HIREDIS_MAJOR)
            .arg(HIREDIS_MINOR));
}

ssl_st *RedisTls::beginSession(redisContext &) const
{
    return nullptr;
}

RedisTls::Step RedisTls::shakeHands(ssl_st *)
{
    return Step::Failed;
}

short RedisTls::awaits(const ssl_st *, short otherwise)
{
    return otherwise;
}

void RedisTls::forgetErrors() {}

QString RedisTls::whyFailed(const ssl_st *)
{
    return {};
}

} // namespace turnpike::state
