#include "cases.h"

namespace turnpike::chaos {

namespace {

using namespace std::chrono_literals;

// The network between the server and PostgreSQL fails in every way that a network knows.
class Gate : public Case
{
public:
    QString name() const override { return QStringLiteral("gate"); }
    QString deed(const Form &form) const override
    {
        return QStringLiteral(
                   "the network to PostgreSQL slow, in slices, silent for %1 s, reset, cut in the middle of "
                   "an answer, refusing")
            .arg(std::chrono::duration_cast<std::chrono::seconds>(silence(form)).count());
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.gate = true;
        return world;
    }

    void strike(Rig &rig) override
    {
        const auto span = rig.form().isShort ? 1s : 5s;
        test::TcpGate &gate = rig.databaseGate();
        for (int i = 0; i < rig.form().runsOr(1, 2); ++i) {
            gate.setDelay(20ms);
            live(span);
            gate.setDelay(0ms);
            gate.setSlices(7);
            live(span);
            gate.setSlices(0);
            recover(rig);
            gate.setSilent(true); // acknowledges every byte and says nothing
            live(silence(rig.form()));
            gate.setSilent(false);
            gate.cutAll(); // a connection that lost bytes cannot go on
            recover(rig);
            cut(rig);
            gate.setRefusing(true);
            gate.cutAll();
            live(span);
            gate.setRefusing(false);
            recover(rig);
        }
    }

private:
    static std::chrono::milliseconds silence(const Form &form) { return form.isShort ? 3s : 20s; }

    static void recover(Rig &rig)
    {
        rig.faultEnded();
        rig.awaitCaughtUp(2min);
    }

    // Resets, and answers that end at some byte, at once for all connections.
    static void cut(Rig &rig)
    {
        for (int i = 0; i < (rig.form().isShort ? 5 : 40); ++i) {
            rig.databaseGate().resetAll();
            live(100ms);
            rig.databaseGate().setCutAfter(1 + static_cast<int>(rig.random().bounded(600)));
            live(100ms);
            rig.databaseGate().setCutAfter(-1);
        }
        recover(rig);
    }
};

} // namespace

std::unique_ptr<Case> makeGate()
{
    return std::make_unique<Gate>();
}

} // namespace turnpike::chaos
