#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>

#include <vector>

namespace turnpike::sandbox {

enum class FaultAction {
    None,
    Status,  // an error answer of this HTTP status, nothing done
    Reset,   // the connection is cut at once, nothing done
    Silent,  // no answer, ever; nothing done
    Lost,    // done, then the connection is cut: the caller cannot know
    Garbage, // 200 with bytes that mean nothing
};

// What one call meets.
struct Verdict
{
    int latencyMs = 0;
    FaultAction action = FaultAction::None;
    int status = 500;
    int retryAfter = 0;  // seconds, with status 429
    bool effect = false; // the side effect happens although the answer is bad
};

// Faults that are switched on, per service and method. Owned by Sandbox; lives on its thread.
class Faults
{
public:
    explicit Faults(quint32 seed);

    // {"service": telegram|vpn|cryptopay|*, "method": NAME|*, "latency_ms": N, "action": status|reset|silent|
    // lost|garbage, "status": N, "retry_after": N, "effect": bool, "rate": 0..1 or "next": N}.
    // Without rate and next it strikes always. Returns the fault's number; throws Error when malformed.
    int add(const QJsonObject &fault);
    void clear(const QString &service = {});
    QJsonArray list() const;

    // Latencies add up; of the other actions the oldest fault that strikes wins.
    Verdict decide(const QString &service, const QString &method);

private:
    struct Fault
    {
        int number = 0;
        QString service;
        QString method;
        Verdict verdict;
        double rate = 1.0;
        int remaining = -1; // -1: no end
        QJsonObject asGiven;
    };

    std::vector<Fault> m_faults;
    QRandomGenerator m_random;
    int m_lastNumber = 0;
};

QString toString(FaultAction action);

} // namespace turnpike::sandbox
