// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QEvent>
#include <QObject>

namespace turnpike::test {

// Counts how often other threads have something done on `object`'s thread, each time one event of its loop.
// Lives on that thread.
class WakeUps : public QObject
{
public:
    explicit WakeUps(QObject &object) { object.installEventFilter(this); }

    int count() const { return m_count; }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        m_count += event->type() == QEvent::MetaCall ? 1 : 0;
        return false;
    }

private:
    int m_count = 0;
};

} // namespace turnpike::test
