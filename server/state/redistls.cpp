// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/redistls.h"

#include "base/errors.h"

#include <QFile>
#include <QHostAddress>

#include <hiredis.h>
#include <hiredis_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <poll.h>

namespace turnpike::state {

using namespace Qt::StringLiterals;

bool RedisTls::isSpoken()
{
    return true;
}

RedisTls::RedisTls(const QString &host, const QString &caFile)
    : m_host(host.toUtf8())
    , m_isAddress(!QHostAddress(host).isNull())
    , m_trust(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free)
{
    if (!m_trust)
        throw ConfigError(u"TLS to Redis cannot be begun: %1."_s.arg(whyFailed(nullptr)));
    SSL_CTX_set_min_proto_version(m_trust.get(), TLS1_2_VERSION);
    SSL_CTX_set_verify(m_trust.get(), SSL_VERIFY_PEER, nullptr);
    forgetErrors();
    const int isRead =
        caFile.isEmpty()
            ? SSL_CTX_set_default_verify_paths(m_trust.get())
            : SSL_CTX_load_verify_locations(m_trust.get(), QFile::encodeName(caFile).constData(), nullptr);
    if (isRead != 1)
        throw ConfigError(u"REDIS_CA_FILE is %1, from which no certificate can be read: give a file "
                          "in PEM form, or leave it out for those that the system trusts."_s.arg(caFile));
}

// The session is made here and not by redisInitiateSSLWithContext, which checks who signed a certificate, and
// not whose it is (hiredis 1.2, ssl.c): anybody's would do.
ssl_st *RedisTls::beginSession(redisContext &context) const
{
    forgetErrors();
    std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(m_trust.get()), &SSL_free);
    if (!session)
        return nullptr;
    // An address has no place in what is asked for by name (RFC 6066, section 3).
    const bool isNamed =
        m_isAddress ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), m_host.constData()) == 1
                    : SSL_set1_host(session.get(), m_host.constData()) == 1 &&
                          SSL_set_tlsext_host_name(session.get(), m_host.constData()) == 1;
    if (!isNamed || redisInitiateSSL(&context, session.get()) != REDIS_OK)
        return nullptr;
    return session.release();
}

RedisTls::Step RedisTls::shakeHands(ssl_st *session)
{
    forgetErrors();
    const int result = SSL_do_handshake(session);
    if (result == 1)
        return Step::Done;
    const int error = SSL_get_error(session, result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? Step::Waits : Step::Failed;
}

short RedisTls::awaits(const ssl_st *session, short otherwise)
{
    if (SSL_want_read(session))
        return POLLIN;
    if (SSL_want_write(session))
        return POLLOUT;
    return otherwise;
}

void RedisTls::forgetErrors()
{
    ERR_clear_error();
}

QString RedisTls::whyFailed(const ssl_st *session)
{
    if (session != nullptr) {
        if (const long verdict = SSL_get_verify_result(session); verdict != X509_V_OK)
            return QString::fromUtf8(X509_verify_cert_error_string(verdict));
    }
    const unsigned long error = ERR_peek_last_error();
    return error == 0 ? QString() : QString::fromUtf8(ERR_reason_error_string(error));
}

} // namespace turnpike::state
