// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/panel.h"

namespace turnpike::access {

// The VPN API (Xray control API). Every call of it is idempotent: what nobody answered, and 5xx, is repeated
// twice within the call, behind a breaker; 4xx are not. An error that isOutage() says nothing about the one
// it was made for, one that isAmbiguous() may still take effect, up to kLongestCallMs later (unsettled.h).
// Whatever is not in the API's own words (a redirect, a page, garbage, a 404 or 403, which it has no use for,
// a 5xx other than its own 500) came from something in between: an outage. Thread-safe; blocks like
// HttpClient.
class VpnClient
{
public:
    // `apiUrl` is the root of the API.
    VpnClient(http::HttpClient &client, http::CircuitBreaker &breaker, const QUrl &apiUrl,
              const QString &apiKey, const http::RepeatRule &rule = {});

    using Terms = PanelTerms;
    template<class Result>
    using Done = PanelDone<Result>;

    // Makes the user known or moves their end.
    void addUsers(const std::vector<VpnUser> &users, const Terms &terms,
                  const Done<VpnKeyResult> &done) const;
    // Moves the ends of users it knows. Gives no link: for those that addUsers is told are known already.
    void updateUsers(const std::vector<VpnUser> &users, const Terms &terms,
                     const Done<VpnResult> &done) const;
    // Takes the keys with these uuids away.
    void removeUsers(const std::vector<QString> &uuids, const Terms &terms,
                     const Done<VpnResult> &done) const;
    // The uuids that it knows, in lower case. Throws DependencyError, DeadlineExceeded, Cancelled.
    QSet<QString> listUsers(const Deadline &deadline, const http::MayCall &mayCall = {}) const;

    // One of each. Throws DependencyError, DeadlineExceeded, Cancelled.
    VpnKey addUser(const VpnUser &user, const Deadline &deadline) const;
    void removeUser(const QString &uuid, const Deadline &deadline) const;
    // Throws when the API does not say that it is well.
    void checkHealth(const Deadline &deadline) const;

    // What an error of the API's own means.
    static bool isKeyRefused(const DependencyError &error) { return error.httpStatus() == 401; }
    static bool isKnownAlready(const DependencyError &error) { return error.httpStatus() == 409; }
    // Of a removal: the uuid may be one that it does not know, which listUsers() tells for certain.
    static bool mayBeGone(const DependencyError &error);

    http::OutRequest addUserRequest(const VpnUser &user) const;
    http::OutRequest removeUserRequest(const QString &uuid) const;
    static VpnKeyResult interpretAddUser(const VpnUser &user, const http::OutResult &result);
    static VpnResult interpretDone(const QString &operation, const http::OutResult &result);
    static std::variant<QSet<QString>, DependencyError> interpretList(const http::OutResult &result);

    http::CircuitBreaker &breaker() const { return m_client.breaker(); }

private:
    http::OutRequest request(const QString &path, const char *operation, const QString &subject = {}) const;
    http::OutRequest updateUserRequest(const VpnUser &user) const;
    // `interpret` gives the error of an answer that is none.
    void send(const std::vector<http::OutRequest> &requests, const Terms &terms,
              const std::function<VpnResult(size_t index, const http::OutResult &result)> &interpret,
              const Done<http::OutResult> &done) const;
    void sendEach(const std::vector<http::OutRequest> &requests, const Terms &terms,
                  const Done<VpnResult> &done) const;

    http::DependencyClient m_client;
    QUrl m_apiUrl;
    QByteArray m_apiKey;
};

} // namespace turnpike::access
