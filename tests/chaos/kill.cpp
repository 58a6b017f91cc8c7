// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

// SIGKILL at any moment after a start, also before the server is ready, with payments under way.
class Kill : public Case
{
public:
    QString name() const override { return u"kill"_s; }
    bool runsOn(ShopDatabase) const override { return true; }
    QString deed(const Form &form) const override
    {
        return u"SIGKILL at random moments, %1 times"_s.arg(runs(form));
    }

    void strike(Rig &rig) override
    {
        const int kills = runs(rig.form());
        // Where a start takes long, for the machine is busy, almost every server would be killed before it is
        // ready, and the shop away for longer than Telegram keeps a press: that is an outage, and no fault.
        const int longestMs =
            std::max(kLongestMs, kLongestStarts * static_cast<int>(rig.startTime().count()));
        for (int i = 0; i < kills; ++i) {
            live(std::chrono::milliseconds(rig.random().bounded(longestMs)));
            rig.server().kill();
            rig.crashed();
            rig.server().start();
            rig.faultEnded();
        }
        rig.awaitReady();
    }

private:
    static constexpr int kLongestMs = 2'500;
    static constexpr int kLongestStarts = 4; // how many times as long as a start a server lives, at most
    static int runs(const Form &form) { return form.runsOr(3, 20); }
};

} // namespace

std::unique_ptr<Case> makeKill()
{
    return std::make_unique<Kill>();
}

} // namespace turnpike::chaos
