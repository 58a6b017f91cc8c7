// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/label.h"

#include "models/foreigntext.h"
#include "widgets/plainguard.h"

#include <algorithm>

namespace turnpike::console {

namespace {

constexpr int kWidestLabel = 400; // pixels, where there is no room for more

} // namespace

Label::Label(QWidget *parent)
    : QLabel(parent)
{
    guardWidgets();
    QLabel::setTextFormat(Qt::PlainText);
}

Label::Label(const QString &text, QWidget *parent)
    : Label(parent)
{
    setText(text);
}

void Label::setText(const QString &text)
{
    QLabel::setText(foreign::text(text));
}

QSize Label::minimumSizeHint() const
{
    const QSize needed = QLabel::minimumSizeHint();
    return {std::min(needed.width(), kWidestLabel), needed.height()};
}

} // namespace turnpike::console

#include "moc_label.cpp"
