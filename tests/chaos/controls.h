// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "hand.h"
#include "sandbox/storyserver.h"
#include "support/consoleclient.h"

#include <QTimer>

#include <memory>

namespace turnpike::chaos {

// What is changed at the controls takes effect within this time of the first moment in which it could.
constexpr qint64 kControlsMs = 1'000;

// The longest that each kind of change took to take effect, in ms.
struct ControlDelays
{
    int changes = 0; // of each kind
    qint64 flag = 0;
    qint64 order = 0;
    qint64 revocation = 0;
};

// The token of a viewer of this name, whom newViewer() lets in for an hour; it changes nothing where there is
// one already. `now`: ms since 1970.
QByteArray viewerToken(const QString &name);
Hand::Statement newViewer(const QString &name, qint64 now);

// People at the controls, all the while: again and again a flag is flipped, an order given to each server and
// a token revoked, in one transaction, as another replica or the command line writes it; and consoles of each
// server look on. How long after the first moment in which it could did each take effect? That moment is the
// commit, or from when on writes have succeeded without a break, or from when on the server has been able to
// run, whichever came last: so a change that is made while all is well is measured as well as one that waits
// for the end of a fault. Lives on the main thread.
class Controls
{
public:
    // Nothing happens yet. `databaseUrl`: by the way that the servers go.
    Controls(const QString &databaseUrl, const std::vector<sandbox::StoryServer *> &servers);
    ~Controls();
    Controls(const Controls &) = delete;
    Controls &operator=(const Controls &) = delete;

    // Begins; returns when a console of each server that runs has come in. Throws Broken.
    void open();
    // Ends, once what was changed has taken effect everywhere, and something was. Throws Broken with what has
    // not.
    ControlDelays close();

private:
    // One server, and who looks at it.
    struct Desk
    {
        sandbox::StoryServer *server;
        std::unique_ptr<test::ConsoleClient> watcher;
        std::unique_ptr<test::ConsoleClient> leaver; // whose token is revoked
        qint64 knockedAt = 0;
        // Of the change under way: what it has not done here yet.
        qint64 process = 0;
        QString order;
        bool hasReturned = false; // the watcher: what was told before it came back is not told again
        bool isFlagOpen = false;
        bool isOrderOpen = false;
        bool isTokenOpen = false;

        bool isOpen() const { return isFlagOpen || isOrderOpen || isTokenOpen; }
    };

    void tick();
    void attend(Desk &desk, qint64 now);
    bool areAllIn() const;
    void begin(qint64 now);
    void look(Desk &desk, qint64 now, qint64 seenAt);
    bool seesFlag(const Desk &desk) const;
    static bool seesOrder(const Desk &desk);
    QString whatIsOpen() const;

    const QString m_databaseUrl;
    const bool m_isSqlite;
    std::unique_ptr<Hand> m_hand; // while this is open
    std::vector<Desk> m_desks;
    QTimer m_timer;
    qint64 m_tickedAt = 0;
    int m_number = 0; // of the change, and of the token that it revokes
    bool m_isOn = true;
    bool m_isUnderWay = false;
    bool m_isClosing = false;
    qint64 m_endedAt = 0;
    ControlDelays m_delays;
};

} // namespace turnpike::chaos
