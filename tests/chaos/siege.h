// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QStringList>

#include <memory>
#include <vector>

namespace turnpike::chaos {

class Besieger;

// Everybody who means harm to one server of this machine, at once and as hard as they can: strangers who come
// and say little or nothing, who send bodies without a right and guess secrets, and viewers whose consoles
// flood it, or ask and never read. Each kind on a thread of its own that takes what processor time the rest
// leaves: they come from elsewhere, and what the shop runs on is not theirs. Begins when it is made and ends
// with it; lives on the thread that made it.
class Siege
{
public:
    // Descriptors that a process needs for it, and for a rig or a server in it: see raiseDescriptorLimit().
    static constexpr qint64 kDescriptors = 4'096;

    // The names of the viewers. They come in once these are operators, see newViewer().
    static QStringList viewers();

    explicit Siege(quint16 port);
    ~Siege();
    Siege(const Siege &) = delete;
    Siege &operator=(const Siege &) = delete;

    // What was done so far. 0: that kind has got nowhere yet.
    struct Deed
    {
        const char *what;
        qint64 times;
    };
    std::vector<Deed> deeds() const;
    // Whom the server has let in though it should not have, in words; empty: nobody.
    QStringList objections() const;

private:
    std::vector<std::unique_ptr<Besieger>> m_besiegers;
};

} // namespace turnpike::chaos
