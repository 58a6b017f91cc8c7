// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/shortcutsdialog.h"

#include "widgets/celldelegate.h"
#include "widgets/filterbar.h"
#include "widgets/page.h"
#include "widgets/table.h"

#include <QAction>
#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QMenu>
#include <QTreeWidget>

#include <algorithm>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

// As it is read, without the sign of the mnemonic.
QString plain(QString text)
{
    return text.remove(u'&');
}

QMenu *menuOf(const QAction &action)
{
    for (QObject *object : action.associatedObjects()) {
        if (auto *menu = qobject_cast<QMenu *>(object))
            return menu;
    }
    return nullptr;
}

// Of an action that is in no menu.
QString placeOf(const QAction &action)
{
    for (const QObject *object = action.parent(); object; object = object->parent()) {
        if (qobject_cast<const FilterBar *>(object))
            return ShortcutsDialog::tr("Every filter");
        if (qobject_cast<const Table *>(object))
            return ShortcutsDialog::tr("Every table");
        if (const auto *page = qobject_cast<const Page *>(object))
            return page->title();
        if (const auto *dock = qobject_cast<const QDockWidget *>(object))
            return dock->windowTitle();
    }
    return ShortcutsDialog::tr("Everywhere");
}

bool isMeant(const QAction &action)
{
    return !action.shortcuts().isEmpty() && !action.text().isEmpty() && action.isVisible() &&
           !action.associatedObjects().isEmpty();
}

} // namespace

QList<Shortcut> shortcutsOf(const QWidget &window)
{
    QList<Shortcut> ofMenus;
    QList<Shortcut> others;
    for (const QAction *action : window.findChildren<QAction *>()) {
        if (!isMeant(*action))
            continue;
        const QMenu *menu = menuOf(*action);
        const Shortcut shortcut{menu ? plain(menu->title()) : placeOf(*action), plain(action->text()),
                                QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText)};
        QList<Shortcut> &list = menu ? ofMenus : others;
        if (!list.contains(shortcut))
            list.append(shortcut);
    }
    // Each place in one piece, in the order of its actions.
    const auto byPlace = [](const Shortcut &a, const Shortcut &b) { return a.place < b.place; };
    std::stable_sort(ofMenus.begin(), ofMenus.end(), byPlace);
    std::stable_sort(others.begin(), others.end(), byPlace);
    return ofMenus + others;
}

ShortcutsDialog::ShortcutsDialog(QWidget *window)
    : QDialog(window)
{
    setObjectName(u"shortcutsDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Shortcuts"));
    auto *tree = new QTreeWidget(this);
    tree->setAccessibleName(windowTitle());
    tree->setItemDelegate(new CellDelegate(tree));
    tree->setHeaderLabels({tr("What"), tr("Keys")});
    tree->setSelectionMode(QAbstractItemView::SingleSelection);
    QTreeWidgetItem *place = nullptr;
    for (const Shortcut &shortcut : shortcutsOf(*window)) {
        if (!place || place->text(0) != shortcut.place)
            place = new QTreeWidgetItem(tree, QStringList{shortcut.place});
        new QTreeWidgetItem(place, QStringList{shortcut.text, shortcut.keys});
    }
    tree->expandAll();
    tree->header()->setStretchLastSection(true);
    tree->header()->resizeSection(0, 320);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(tree, 1);
    layout->addWidget(buttons);
    resize(520, 520);
}

} // namespace turnpike::console

#include "moc_shortcutsdialog.cpp"
