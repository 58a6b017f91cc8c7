// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QDialog>

namespace turnpike::console {

// What a process left when it ended, to be read and copied.
class DumpDialog : public QDialog
{
    Q_OBJECT

public:
    DumpDialog(const QString &instanceId, const QString &text, QWidget *parent);
};

} // namespace turnpike::console
