#include "exchange.h"

#include "ledger.h"

#include <QTimer>

namespace turnpike::sandbox {

Exchange::Exchange(Faults *faults, Ledger *ledger, QObject *parent)
    : QObject(parent)
    , m_faults(faults)
    , m_ledger(ledger)
{}

void Exchange::run(const QString &service, const QString &method, const HttpReply &reply,
                   const Effect &effect, const ErrorAnswer &errorAnswer)
{
    const Verdict verdict = m_faults->decide(service, method);
    if (verdict.action != FaultAction::None) {
        QJsonObject entry{{QStringLiteral("service"), service},
                          {QStringLiteral("method"), method},
                          {QStringLiteral("action"), toString(verdict.action)}};
        if (verdict.action == FaultAction::Status)
            entry.insert(u"status", verdict.status);
        m_ledger->add(QStringLiteral("fault"), entry);
    }
    if (verdict.latencyMs <= 0) {
        finish(verdict, reply, effect, errorAnswer);
        return;
    }
    QTimer::singleShot(verdict.latencyMs, this, [this, verdict, reply, effect, errorAnswer] {
        finish(verdict, reply, effect, errorAnswer);
    });
}

void Exchange::finish(const Verdict &verdict, const HttpReply &reply, const Effect &effect,
                      const ErrorAnswer &errorAnswer)
{
    const bool happens =
        verdict.effect || verdict.action == FaultAction::None || verdict.action == FaultAction::Lost;
    const http::Response answer = happens ? effect() : http::Response{};
    switch (verdict.action) {
    case FaultAction::None:
        reply.send(answer);
        break;
    case FaultAction::Status:
        reply.send(errorAnswer(verdict.status, verdict.retryAfter));
        break;
    case FaultAction::Reset:
    case FaultAction::Lost:
        reply.reset();
        break;
    case FaultAction::Silent:
        break; // the reply is dropped, the connection stays
    case FaultAction::Garbage:
        reply.send(http::Response::json("\x7f{\"ok\":tru\x01 garbage"));
        break;
    }
}

} // namespace turnpike::sandbox
