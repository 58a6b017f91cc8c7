// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "base/errors.h"
#include "http/httpmessage.h"
#include "http/proxyrules.h"
#include "protocol/literals.h"

#include <QUrl>

#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace turnpike::http {

// A call to an outside service.
struct OutRequest
{
    QByteArray method = "POST"_ba; // GET or POST
    QUrl url;
    Headers headers;
    QByteArray body;
    QByteArray contentType = "application/json"_ba;
    // Named in errors, logs and metrics in place of the URL, which may hold a token: "telegram",
    // "vpn_api", "crypto_pay".
    QString dependency;
    // The call within the dependency, such as "sendMessage": also safe to print.
    QString operation;
    // Whom it concerns (a uuid, a chat), if there are many: so that one for whom calls always fail can be
    // told from a dependency that is away. Never printed.
    QByteArray subject;
    // Calls on different channels never wait for one another's connections.
    QByteArray channel = "default"_ba;
    std::chrono::milliseconds connectTimeout{5'000};
    std::chrono::milliseconds readTimeout{10'000}; // for the whole answer once connected
    qint64 maxAnswerBytes = 4 * 1024 * 1024;
};

struct OutResponse
{
    int status = 0; // any; 4xx and 5xx are answers here, not errors
    QByteArray body;
    Headers headers; // names in lower case
    std::chrono::milliseconds elapsed{0};
};

using OutResult = std::variant<OutResponse, DependencyError>;

// Blocking HTTP client over one network thread. Verifies TLS, bounds bodies (decompressed ones, too) and
// times, follows no redirects, keeps the reason of every failure, puts no URL or header into any message, and
// never sends a POST a second time by itself. Thread-safe; never called on the main thread (asserted).
class HttpClient
{
public:
    explicit HttpClient(ProxyRules proxies = {});
    ~HttpClient();

    // Waits for the answer. For calls that nobody waits for, use CallSet. Throws DependencyError if there is
    // none, DeadlineExceeded or Cancelled if the caller's own time is up first.
    OutResponse send(const OutRequest &request, const Deadline &deadline);

    // Keeps up to `maxInFlight` calls going until all have ended; `done` is called on the calling thread, in
    // the order of completion, with the index of the request. Calls not begun when the deadline passes are
    // not sent: they end with Reason::Timeout, and wasSent() is false. `done` must not throw. Qt allows 6
    // connections per host and manager, so up to (maxInFlight + 5) / 6 managers are used. `admit`, when
    // given, is asked on the calling thread right before each call: an error ends that call without its being
    // sent.
    using Done = std::function<void(size_t index, OutResult result)>;
    using Admit = std::function<std::optional<DependencyError>(size_t index)>;
    void sendMany(std::vector<OutRequest> requests, const Deadline &deadline, int maxInFlight,
                  const Done &done, const Admit &admit = {});

    // Called for every call with its outcome, including those that were not sent, on the caller's thread; for
    // metrics. Set before the first call. Must not throw.
    using Observer = std::function<void(const OutRequest &request, const OutResult &result)>;
    void setObserver(Observer observer);

private:
    friend class CallSet;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace turnpike::http
