// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/staleoverlay.h"

#include <QEvent>
#include <QPainter>

namespace turnpike::console {

namespace {

constexpr float kOpacity = 0.55F;

} // namespace

StaleOverlay::StaleOverlay(QWidget *over)
    : QWidget(over->parentWidget())
    , m_over(over)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setGeometry(over->geometry());
    over->installEventFilter(this);
    hide();
}

bool StaleOverlay::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Move)
        setGeometry(m_over->geometry());
    return QWidget::eventFilter(watched, event);
}

void StaleOverlay::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QColor grey = palette().color(QPalette::Window);
    grey.setAlphaF(kOpacity);
    QPainter(this).fillRect(rect(), grey);
}

} // namespace turnpike::console

#include "moc_staleoverlay.cpp"
