// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"

#include <QElapsedTimer>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// Connections die under the server's hands: of handlers, ingest, sender, workers and leadership alike.
class BackendKill : public Case
{
public:
    QString name() const override { return u"backend-kill"_s; }
    QString deed(const Form &form) const override
    {
        return u"pg_terminate_backend on a random connection, 10 a second for %1 s"_s.arg(
            std::chrono::duration_cast<std::chrono::seconds>(span(form)).count());
    }

    void strike(Rig &rig) override
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < span(rig.form()).count()) {
            const auto backends = rig.rows(u"SELECT pid FROM pg_stat_activity WHERE backend_type = 'client "
                                           "backend' AND pid <> pg_backend_pid() "
                                           "ORDER BY pid"_s);
            if (!backends.isEmpty())
                rig.rows(u"SELECT pg_terminate_backend(?)"_s,
                         backends[rig.random().bounded(backends.size())]);
            live(100ms);
        }
        rig.faultEnded();
    }

private:
    static std::chrono::milliseconds span(const Form &form)
    {
        return form.isShort ? 5s : 60s * form.runsOr(1, 1);
    }
};

} // namespace

std::unique_ptr<Case> makeBackendKill()
{
    return std::make_unique<BackendKill>();
}

} // namespace turnpike::chaos
