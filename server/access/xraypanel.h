// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/panel.h"
#include "access/vpnclient.h"

namespace turnpike::access {

// The VPN API (Xray control API) as a panel, with its breaker. Others of its contract refuse to add a uuid
// that they know (409) and to remove one that they do not: what is meant by that is found out here.
class XrayPanel : public Panel
{
public:
    struct Settings
    {
        QUrl apiUrl; // the root of the API; empty: not configured
        QString apiKey;
        http::RepeatRule rule{};
        http::CircuitBreaker::Settings breaker{};
    };
    XrayPanel(http::HttpClient &client, const Settings &settings);

    QString name() const override;
    std::optional<protocol::Sentence> missing() const override;
    http::CircuitBreaker &breaker() const override { return m_client.breaker(); }

    void ensure(const std::vector<VpnUser> &users, const PanelTerms &terms,
                const PanelDone<VpnKeyResult> &done) const override;
    void remove(const std::vector<QString> &uuids, const PanelTerms &terms,
                const PanelDone<VpnResult> &done) const override;
    QSet<QString> list(const Deadline &deadline, const http::MayCall &mayCall) const override;

    bool isKeyRefused(const DependencyError &error) const override;
    bool isNobodysFault(const DependencyError &error) const override;
    Alert keyRefused() const override;

private:
    struct Removed
    {
        VpnResult result;
        bool isUnsettled = false;
    };
    void lookForTheGone(const std::vector<QString> &uuids, const PanelTerms &terms,
                        std::vector<Removed> &all) const;

    http::CircuitBreaker m_breaker;
    const VpnClient m_client;
    const bool m_isConfigured;
};

} // namespace turnpike::access
