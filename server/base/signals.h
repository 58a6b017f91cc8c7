// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace turnpike {

// Turns SIGTERM and SIGINT into a Qt signal on the thread that made this object, and ignores SIGPIPE and
// SIGXFSZ. One per process, on the main thread, made before other threads so that they inherit the signal
// mask.
class TerminationSignals : public QObject
{
    Q_OBJECT

public:
    explicit TerminationSignals(QObject *parent = nullptr);
    ~TerminationSignals() override;

Q_SIGNALS:
    void received(int signal);

private:
    void read();

    int m_fd = -1;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace turnpike
