// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "pages/logview.h"

#include <QDockWidget>

namespace turnpike::console {

// The log beside whatever one does: what comes, by level and text. What is more is on the page.
class LogsDock : public QDockWidget
{
    Q_OBJECT

public:
    explicit LogsDock(const Desk &desk, QWidget *parent = nullptr);

Q_SIGNALS:
    void jumpRequested(const QString &page, const QString &target);
    void told(turnpike::console::Tone tone, const QString &text);
};

} // namespace turnpike::console
