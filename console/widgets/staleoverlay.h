// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QWidget>

namespace turnpike::console {

// Greys what it lies over, all of it and always: what is shown there is old. Clicks and keys go through.
class StaleOverlay : public QWidget
{
    Q_OBJECT

public:
    // `over` has its place in a parent already, and lives as long.
    explicit StaleOverlay(QWidget *over);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *const m_over;
};

} // namespace turnpike::console
