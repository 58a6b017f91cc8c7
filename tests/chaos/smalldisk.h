// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"

#include <QString>

namespace turnpike::chaos {

// A file system of its own, in memory and of a known size, that can be filled to the last byte. Ends with
// this object. Functions throw Broken.
class SmallDisk
{
public:
    // Why there can be none here, as of now; empty: there can.
    static QString whyNot();

    // Mounted at `folder`, which is made.
    SmallDisk(const QString &folder, int megabytes);
    // Nobody uses it any more.
    ~SmallDisk();
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    const QString &folder() const { return m_folder; }
    // Takes all the room that there is; again: what has become free meanwhile.
    void fill();
    void makeRoom();

private:
    QString ballast() const { return m_folder + u"/ballast"_s; }

    const QString m_folder;
};

} // namespace turnpike::chaos
