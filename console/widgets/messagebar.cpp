// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/messagebar.h"

#include "widgets/label.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kGoodNewsMs = 8'000;

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent)
    , m_shape(new Label(this))
    , m_text(new Label(this))
    , m_action(new QPushButton(this))
    , m_end(new QTimer(this))
{
    setObjectName(u"messageBar"_s);
    setAutoFillBackground(true);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *close = new QToolButton(this);
    close->setText(u"✕"_s);
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close the message"));
    close->setToolTip(tr("Close"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 6, 6);
    layout->addWidget(m_shape);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(close);
    m_end->setSingleShot(true);
    m_end->setInterval(kGoodNewsMs);
    connect(m_end, &QTimer::timeout, this, &QWidget::hide);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        if (m_do)
            m_do();
    });
    hide();
}

void MessageBar::show(Tone tone, const QString &text)
{
    m_do = nullptr;
    m_action->hide();
    set(tone, text);
    if (tone == Tone::Good || tone == Tone::Info)
        m_end->start();
}

void MessageBar::offer(Tone tone, const QString &text, const QString &verb, std::function<void()> action)
{
    m_do = std::move(action);
    m_action->setText(verb);
    m_action->show();
    set(tone, text);
}

QString MessageBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void MessageBar::set(Tone tone, const QString &text)
{
    m_end->stop();
    m_tone = tone;
    colour();
    m_text->setText(text);
    m_text->setAccessibleName(text);
    setVisible(true);
}

void MessageBar::colour()
{
    QPalette mine = parentWidget() ? parentWidget()->palette() : palette();
    mine.setColor(QPalette::Window, theme::surface(m_tone, mine));
    if (mine != palette())
        setPalette(mine);
    m_shape->setPixmap(theme::shape(m_tone, 18, mine, devicePixelRatioF()));
}

// Light became dark, or the other way round.
void MessageBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

} // namespace turnpike::console

#include "moc_messagebar.cpp"
