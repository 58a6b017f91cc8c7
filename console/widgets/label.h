// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QLabel>

namespace turnpike::console {

// The label of this program: what it says is shown as foreign::text() has it, never as markup, and forces no
// window to be wider than the screen. Whatever makes a QLabel of another kind, Qt itself in its dialogs and
// tooltips included, is held to plain text by guardWidgets(), which every Label sees to. Lives on the main
// thread.
class Label : public QLabel
{
    Q_OBJECT

public:
    explicit Label(QWidget *parent = nullptr);
    explicit Label(const QString &text, QWidget *parent = nullptr);

    void setText(const QString &text);
    void setTextFormat(Qt::TextFormat format) = delete;

    QSize minimumSizeHint() const override;
};

} // namespace turnpike::console
