// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "tls.h"

#include "base/errors.h"
#include "support/selfsigned.h"

#include <QFile>
#include <QSslKey>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        throw Error(ErrorType::Infra, u"The file %1 cannot be read: %2"_s.arg(name, file.errorString()));
    }
    return file.readAll();
}

} // namespace

QSslConfiguration selfSignedTls()
{
    QSslConfiguration configuration;
    configuration.setLocalCertificate(QSslCertificate(test::kCertificate));
    configuration.setPrivateKey(QSslKey(test::kKey, QSsl::Ec));
    return configuration;
}

QSslConfiguration tlsFromFiles(const QString &certificateFile, const QString &keyFile)
{
    const QList<QSslCertificate> chain = QSslCertificate::fromData(contentOf(certificateFile));
    const QByteArray pem = contentOf(keyFile);
    QSslKey key(pem, QSsl::Rsa);
    if (key.isNull())
        key = QSslKey(pem, QSsl::Ec);
    if (chain.isEmpty() || key.isNull()) {
        throw Error(ErrorType::Infra,
                    u"%1 holds no certificate, or %2 no RSA or EC key"_s.arg(certificateFile, keyFile));
    }
    QSslConfiguration configuration;
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    return configuration;
}

} // namespace turnpike::sandbox
