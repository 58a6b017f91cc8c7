// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/httpclient.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPointer>
#include <QSslError>
#include <QTimer>

namespace turnpike::http {

// One request and its answer over a QNetworkAccessManager. Lives on the network thread; ends exactly once,
// with a result, and then deletes itself later.
class HttpTransaction : public QObject
{
    Q_OBJECT

public:
    HttpTransaction(QNetworkAccessManager &manager, const OutRequest &request);
    ~HttpTransaction() override;

    // Ends at once with this error; does nothing if it has already ended.
    void abort(DependencyError::Reason reason, const QString &why);

Q_SIGNALS:
    void ended(const turnpike::http::OutResult &result);

private:
    void start(QNetworkAccessManager &manager);
    void onConnected();
    void onTimeout();
    void onReadyRead();
    void onFinished();
    OutResult withBody(OutResponse response);
    bool isEndOfBody(QNetworkReply::NetworkError code) const;
    void end(const OutResult &result);
    DependencyError error(DependencyError::Reason reason, const QString &why) const;
    QString proxyTroubleOf(QNetworkReply::NetworkError code) const;
    DependencyError errorOf(QNetworkReply::NetworkError code) const;

    OutRequest m_request;
    QPointer<QNetworkReply> m_reply; // its manager may be destroyed before us
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    QByteArray m_body;
    QString m_sslError;
    bool m_connected = false;
    bool m_ended = false;
};

} // namespace turnpike::http
