// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/record.h"

#include <QFrame>

class QPushButton;
class QTimer;

namespace turnpike::console {

class Label;

// Says within the window what happened, instead of a dialog. One message at a time: a newer one takes the
// place of the one before, and what was good news goes by itself after a while.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    void show(Tone tone, const QString &text);
    // With a button beside it, until hidden.
    void offer(Tone tone, const QString &text, const QString &verb, std::function<void()> action);
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void set(Tone tone, const QString &text);
    void colour();

    Label *const m_shape;
    Label *const m_text;
    QPushButton *const m_action;
    QTimer *const m_end;
    std::function<void()> m_do;
    Tone m_tone = Tone::None;
};

} // namespace turnpike::console
