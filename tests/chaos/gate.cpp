// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"
#include "sandbox/faultcatalog.h"

#include <cstdio>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// The network between the server and PostgreSQL fails in every way that a network knows, one after another;
// and then in an order, with figures and for times that the seed draws from the catalogue.
class Gate : public Case
{
public:
    QString name() const override { return u"gate"_s; }
    QString deed(const Form &form) const override
    {
        return u"the network to PostgreSQL slow, in slices, silent for %1 s, reset, cut in the middle of "
               "an answer, refusing; then drawn from the catalogue"_s.arg(
                   std::chrono::duration_cast<std::chrono::seconds>(silence(form)).count());
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.gate = true;
        return world;
    }

    void strike(Rig &rig) override
    {
        if (rig.form().faults.isEmpty())
            strikeInOrder(rig);
        for (const QString &name : drawn(rig))
            play(rig, name);
    }

private:
    static void strikeInOrder(Rig &rig)
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

    // The names of network faults, in the order in which they are played.
    static QStringList drawn(Rig &rig)
    {
        if (!rig.form().faults.isEmpty())
            return rig.form().faults;
        QStringList names;
        for (const sandbox::CatalogFault *fault : sandbox::catalogFaults(sandbox::FaultPlace::Network)) {
            if (fault->isOn)
                names.append(QLatin1String(fault->name));
        }
        const QStringList order =
            sandbox::drawNames(rig.random(), names, rig.form().isShort ? 2 : static_cast<int>(names.size()));
        std::printf("  drawn: %s\n", qPrintable(order.join(u", "_s)));
        return order;
    }

    static void play(Rig &rig, const QString &name)
    {
        const QJsonObject fault = sandbox::catalogFault(name, sandbox::FaultPlace::Network).json();
        test::TcpGate &gate = rig.databaseGate();
        const QString kind = fault.value(u"network").toString();
        if (kind == u"delay")
            gate.setDelay(std::chrono::milliseconds(chosen(rig, fault)));
        else if (kind == u"slices")
            gate.setSlices(chosen(rig, fault));
        else if (kind == u"cut")
            gate.setCutAfter(chosen(rig, fault));
        else if (kind == u"silence")
            gate.setSilent(true);
        else if (kind == u"refuse")
            gate.setRefusing(true);
        if (kind == u"reset" || kind == u"refuse")
            gate.resetAll();
        const auto most = rig.form().isShort ? 3'000 : 15'000;
        live(std::chrono::milliseconds(500 + rig.random().bounded(most)));
        gate.setDelay(0ms);
        gate.setSlices(0);
        gate.setCutAfter(-1);
        gate.setSilent(false);
        gate.setRefusing(false);
        if (kind == u"silence") // a connection that lost bytes cannot go on
            gate.cutAll();
        recover(rig);
    }

    // How much of it: "most" is the upper end.
    static int chosen(Rig &rig, const QJsonObject &fault)
    {
        return 1 + static_cast<int>(rig.random().bounded(fault.value(u"most").toInt()));
    }

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
