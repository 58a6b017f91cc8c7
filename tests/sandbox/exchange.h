#pragma once

#include "faults.h"
#include "httpconnection.h"

#include <QObject>

#include <functional>

namespace turnpike::sandbox {

class Ledger;

// One call of a stand-in from request to answer, with whatever faults are switched on in between. Owned by
// Sandbox; lives on its thread.
class Exchange : public QObject
{
    Q_OBJECT

public:
    // Does the work and says the answer.
    using Effect = std::function<http::Response()>;
    // How this service words an error of the given HTTP status; `retryAfter` in seconds, 0 for none.
    using ErrorAnswer = std::function<http::Response(int status, int retryAfter)>;

    Exchange(Faults *faults, Ledger *ledger, QObject *parent = nullptr);

    void run(const QString &service, const QString &method, const HttpReply &reply, const Effect &effect,
             const ErrorAnswer &errorAnswer);

private:
    void finish(const Verdict &verdict, const HttpReply &reply, const Effect &effect,
                const ErrorAnswer &errorAnswer);

    Faults *m_faults;
    Ledger *m_ledger;
};

} // namespace turnpike::sandbox
