// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/plainguard.h"

#include "models/foreigntext.h"
#include "widgets/celldelegate.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCoreApplication>
#include <QHelpEvent>
#include <QLabel>
#include <QPointer>
#include <QToolTip>

namespace turnpike::console {

namespace {

// A text and the part of its widget that it is about; of all of it: a null rectangle.
struct GuardedTip
{
    QString text;
    QRect where;
};

GuardedTip tipAt(const QWidget &widget, const QPoint &at)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(widget.parentWidget());
    if (!view || view->viewport() != &widget)
        return {widget.toolTip(), {}};
    const QModelIndex index = view->indexAt(at);
    return {index.data(Qt::ToolTipRole).toString(), index.isValid() ? view->visualRect(index) : QRect()};
}

// Sees every event of the program before its widget does.
class PlainGuard : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        // The window of tooltips is polished before it is given its text.
        if (event->type() == QEvent::Polish) {
            if (auto *label = qobject_cast<QLabel *>(watched))
                label->setTextFormat(Qt::PlainText);
            return false;
        }
        if (event->type() != QEvent::ToolTip || !watched->isWidgetType())
            return false;
        auto *widget = static_cast<QWidget *>(watched);
        const auto *help = static_cast<QHelpEvent *>(event);
        const GuardedTip tip = tipAt(*widget, help->pos());
        if (tip.text.isEmpty())
            return false; // has none, or shows it itself
        QToolTip::showText(help->globalPos(), foreign::tip(tip.text), widget, tip.where);
        return true;
    }
};

} // namespace

void guardWidgets()
{
    static QPointer<PlainGuard> guard;
    if (guard)
        return;
    guard = new PlainGuard(QCoreApplication::instance());
    QCoreApplication::instance()->installEventFilter(guard);
}

void holdForeignItems(QComboBox &box, int characters)
{
    box.setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box.setMinimumContentsLength(characters);
    box.setItemDelegate(new CellDelegate(&box));
}

void showTip(const QPoint &at, const QString &foreignText, QWidget *over)
{
    QToolTip::showText(at, foreign::tip(foreignText), over);
}

} // namespace turnpike::console
