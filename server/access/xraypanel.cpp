// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/xraypanel.h"

#include "telemetry/log.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace turnpike::access {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcXray, "turnpike.access.xray")

// One ensure(): the calls, and what follows where the VPN API has a uuid already.
class Ensuring
{
public:
    // What is passed outlives it.
    Ensuring(const VpnClient &client, const std::vector<VpnUser> &users, const PanelTerms &terms,
             const PanelDone<VpnKeyResult> &done)
        : m_client(client)
        , m_users(users)
        , m_terms(terms)
        , m_done(done)
        , m_unsettled(users.size(), false)
    {}

    void run()
    {
        Indexes all(m_users.size());
        std::iota(all.begin(), all.end(), size_t(0));
        add(all, true);
        takeKnown();
    }

private:
    using Indexes = std::vector<size_t>;

    PanelTerms termsFor(const Indexes &which) const
    {
        PanelTerms terms = m_terms;
        terms.mayRepeat = [this, &which](size_t place) { return m_terms.mayRepeat(which[place]); };
        return terms;
    }

    std::vector<VpnUser> users(const Indexes &which) const
    {
        std::vector<VpnUser> users;
        users.reserve(which.size());
        for (const size_t index : which)
            users.push_back(m_users[index]);
        return users;
    }

    void note(size_t index, bool isUnsettled) { m_unsettled[index] = m_unsettled[index] || isUnsettled; }
    void end(size_t index, VpnKeyResult result) { m_done(index, std::move(result), m_unsettled[index]); }

    void add(const Indexes &which, bool isFirst)
    {
        const auto done = [&](size_t place, const VpnKeyResult &result, bool isUnsettled) {
            const size_t index = which[place];
            note(index, isUnsettled);
            const auto *error = std::get_if<DependencyError>(&result);
            const bool isKnown = error && VpnClient::isKnownAlready(*error);
            if (isKnown && isFirst)
                m_known.push_back(index);
            else if (isKnown && m_notRemoved.contains(index))
                end(index, m_notRemoved.at(index));
            else
                end(index, result);
        };
        m_client.addUsers(users(which), termsFor(which), done);
    }

    // An earlier call that nobody answered has added it, or this is a renewal: its end is still to be told.
    // Whose link nobody has seen yet is taken away, so that adding it anew tells it.
    void takeKnown()
    {
        Indexes withKey;
        Indexes withoutKey;
        for (const size_t index : m_known)
            (m_users[index].key.isEmpty() ? withoutKey : withKey).push_back(index);
        if (!withKey.empty())
            tellEnds(withKey);
        if (!withoutKey.empty())
            addAnew(withoutKey);
    }

    void tellEnds(const Indexes &which)
    {
        const auto done = [&](size_t place, const VpnResult &error, bool isUnsettled) {
            const size_t index = which[place];
            note(index, isUnsettled);
            if (error)
                end(index, *error);
            else
                end(index, VpnKey{m_users[index].uuid, m_users[index].key});
        };
        m_client.updateUsers(users(which), termsFor(which), done);
    }

    void addAnew(const Indexes &which)
    {
        std::vector<QString> uuids;
        uuids.reserve(which.size());
        for (const size_t index : which)
            uuids.push_back(m_users[index].uuid);
        Indexes removed;
        const auto done = [&](size_t place, const VpnResult &error, bool isUnsettled) {
            const size_t index = which[place];
            note(index, isUnsettled);
            if (error && !VpnClient::mayBeGone(*error)) {
                end(index, *error);
                return;
            }
            // Some refuse to remove what is gone: adding it tells whether it was.
            if (error)
                m_notRemoved.emplace(index, *error);
            removed.push_back(index);
        };
        m_client.removeUsers(uuids, termsFor(which), done);
        if (!removed.empty())
            add(removed, false);
    }

    const VpnClient &m_client;
    const std::vector<VpnUser> &m_users;
    const PanelTerms &m_terms;
    const PanelDone<VpnKeyResult> &m_done;
    std::vector<bool> m_unsettled;                  // of users: one of the calls made may still take effect
    Indexes m_known;                                // the VPN API has these uuids already, and said no more
    std::map<size_t, DependencyError> m_notRemoved; // what it said, of uuids that may be gone all the same
};

} // namespace

XrayPanel::XrayPanel(http::HttpClient &client, const Settings &settings)
    : m_breaker(settings.breaker)
    , m_client(client, m_breaker, settings.apiUrl, settings.apiKey, settings.rule)
    , m_isConfigured(!settings.apiUrl.isEmpty())
{}

QString XrayPanel::name() const
{
    return u"vpn_api"_s;
}

std::optional<protocol::Sentence> XrayPanel::missing() const
{
    return m_isConfigured ? std::nullopt
                          : std::optional(protocol::Sentence(protocol::SentenceId::VpnNotConfigured));
}

void XrayPanel::ensure(const std::vector<VpnUser> &users, const PanelTerms &terms,
                       const PanelDone<VpnKeyResult> &done) const
{
    Ensuring(m_client, users, terms, done).run();
}

void XrayPanel::remove(const std::vector<QString> &uuids, const PanelTerms &terms,
                       const PanelDone<VpnResult> &done) const
{
    std::vector<Removed> all(uuids.size());
    m_client.removeUsers(uuids, terms, [&](size_t index, VpnResult result, bool isUnsettled) {
        all[index] = {std::move(result), isUnsettled};
    });
    lookForTheGone(uuids, terms, all);
    for (size_t i = 0; i < all.size(); ++i)
        done(i, all[i].result, all[i].isUnsettled);
}

// Some refuse to remove what is not there. The list tells whether it is.
void XrayPanel::lookForTheGone(const std::vector<QString> &uuids, const PanelTerms &terms,
                               std::vector<Removed> &all) const
{
    const auto mayBeGone = [](const Removed &one) { return one.result && VpnClient::mayBeGone(*one.result); };
    if (std::none_of(all.begin(), all.end(), mayBeGone) || !terms.mayCall())
        return;
    try {
        const QSet<QString> listed = m_client.listUsers(terms.deadline, terms.mayCall);
        for (size_t i = 0; i < all.size(); ++i) {
            if (mayBeGone(all[i]) && !listed.contains(uuids[i].toLower()))
                all[i].result.reset();
        }
    } catch (const Error &error) {
        // Then they are refused for now, and looked for the next time.
        log::warning(lcXray(), "the VPN API does not tell which keys it has").with(error);
    }
}

QSet<QString> XrayPanel::list(const Deadline &deadline, const http::MayCall &mayCall) const
{
    return m_client.listUsers(deadline, mayCall);
}

bool XrayPanel::isKeyRefused(const DependencyError &error) const
{
    return VpnClient::isKeyRefused(error);
}

// What it knows even once it was taken away is not the customer's fault.
bool XrayPanel::isNobodysFault(const DependencyError &error) const
{
    return VpnClient::isKeyRefused(error) || VpnClient::isKnownAlready(error);
}

Alert XrayPanel::keyRefused() const
{
    return {u"vpn_api_key"_s, protocol::Sentence(protocol::SentenceId::VpnKeyRefused), u"vpn-api-key"_s};
}

} // namespace turnpike::access
