#include "widgets/veil.h"

#include <QEvent>
#include <QPainter>

namespace turnpike::console {

namespace {

constexpr float kOpacity = 0.55F;

} // namespace

Veil::Veil(QWidget *over)
    : QWidget(over->parentWidget())
    , m_over(over)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setGeometry(over->geometry());
    over->installEventFilter(this);
    hide();
}

bool Veil::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Move)
        setGeometry(m_over->geometry());
    return QWidget::eventFilter(watched, event);
}

void Veil::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QColor veil = palette().color(QPalette::Window);
    veil.setAlphaF(kOpacity);
    QPainter(this).fillRect(rect(), veil);
}

} // namespace turnpike::console

#include "moc_veil.cpp"
