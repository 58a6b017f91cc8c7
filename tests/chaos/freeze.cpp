#include "cases.h"

#include <QElapsedTimer>

#include <csignal>

namespace turnpike::chaos {

namespace {

using namespace std::chrono_literals;

// The leader of two replicas stands still for longer than it is trusted, while its kernel goes on answering
// for it; the other follows, and then the frozen one wakes and believes that it leads.
class Freeze : public Case
{
public:
    QString name() const override { return QStringLiteral("freeze"); }
    QString deed(const Form &form) const override
    {
        return QStringLiteral("the leader of two replicas frozen for %1 s and woken, %2 times")
            .arg(kFrozen.count())
            .arg(runs(form));
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.replicas = 2;
        return world;
    }

    void strike(Rig &rig) override
    {
        for (int i = 0; i < runs(rig.form()); ++i) {
            int leader = -1;
            until(QStringLiteral("somebody leads"), 30s, [&] { return (leader = rig.leader()) >= 0; });
            QElapsedTimer timer;
            timer.start();
            rig.server(leader).freeze();
            rig.crashed(); // its messages in flight
            rig.faultEnded();
            until(QStringLiteral("the other one leads"), 30s, [&] { return rig.leader() == 1 - leader; });
            live(std::max(0ms, kFrozen - std::chrono::milliseconds(timer.elapsed())));
            rig.server(leader).sendSignal(SIGCONT);
            rig.awaitCaughtUp(2min);
        }
    }

private:
    // A frozen leader is followed within 12 s: its session ends after 10.
    static constexpr std::chrono::seconds kFrozen{14};
    static int runs(const Form &form) { return form.runsOr(1, 3); }
};

} // namespace

std::unique_ptr<Case> makeFreeze()
{
    return std::make_unique<Freeze>();
}

} // namespace turnpike::chaos
