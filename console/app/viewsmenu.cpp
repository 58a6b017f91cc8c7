// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/viewsmenu.h"

#include "models/foreigntext.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

// Of an action: an ampersand is no mnemonic.
QString asItIs(const QString &name)
{
    return foreign::line(name).replace(u'&', u"&&"_s);
}

} // namespace

ViewsMenu::ViewsMenu(const QString &profile, std::function<Page *()> current, QWidget *parent)
    : QMenu(parent)
    , m_views(profile)
    , m_current(std::move(current))
{
    setObjectName(u"viewsMenu"_s);
    setTitle(tr("&Saved views"));
    QAction *save = addAction(tr("&Save this view…"), this, [this] {
        askName(tr("Save this view"), {}, [this](const QString &name) { saveAs(name); });
    });
    save->setShortcut(QKeySequence(u"Ctrl+S"_s));
    m_rename = addMenu(tr("&Rename"));
    m_remove = addMenu(tr("&Delete"));
    addSeparator();
    fill();
}

void ViewsMenu::fill()
{
    for (QAction *action : std::as_const(m_shown)) {
        for (QMenu *menu : std::initializer_list<QMenu *>{this, m_rename, m_remove})
            menu->removeAction(action);
        action->deleteLater(); // it may be what was triggered
    }
    m_shown.clear();
    const QList<SavedView> views = m_views.all();
    for (const SavedView &view : views) {
        const QString name = view.name;
        m_shown.append(addAction(asItIs(name), this, [this, name] { choose(name); }));
        m_shown.append(m_rename->addAction(asItIs(name), this, [this, name] {
            askName(tr("Rename a view"), name, [this, name](const QString &to) { renameTo(name, to); });
        }));
        m_shown.append(m_remove->addAction(asItIs(name), this, [this, name] { remove(name); }));
    }
    m_rename->setEnabled(!views.isEmpty());
    m_remove->setEnabled(!views.isEmpty());
}

void ViewsMenu::askName(const QString &title, const QString &before,
                        const std::function<void(const QString &)> &then)
{
    auto *dialog = new QDialog(parentWidget());
    dialog->setObjectName(u"viewName"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(foreign::line(title, foreign::kMostOfTitle));
    auto *name = new QLineEdit(before, dialog);
    name->setMaxLength(SavedViews::kLongestName);
    name->selectAll();
    auto *label = new Label(tr("Name of the view:"), dialog);
    label->setBuddy(name);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    const auto offer = [name, ok = buttons->button(QDialogButtonBox::Ok)] {
        ok->setEnabled(!name->text().trimmed().isEmpty());
    };
    offer();
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(label);
    layout->addWidget(name);
    layout->addWidget(buttons);
    connect(name, &QLineEdit::textChanged, dialog, offer);
    connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [then, name] { then(name->text().trimmed()); });
    dialog->resize(360, 0);
    dialog->open();
}

bool ViewsMenu::saveAs(const QString &name)
{
    const Page *page = m_current();
    if (!page)
        return false;
    const bool isSaved = m_views.save({name, page->key(), page->viewState()});
    if (isSaved) {
        fill();
        Q_EMIT told(Tone::Good, tr("The view %1 is saved.").arg(name));
    } else {
        Q_EMIT told(Tone::Warning,
                    tr("The view was not saved: a name has %n letter(s) at most, and of views there may be "
                       "%1. Delete one that nobody needs.",
                       nullptr, static_cast<int>(SavedViews::kLongestName))
                        .arg(SavedViews::kMost));
    }
    return isSaved;
}

void ViewsMenu::choose(const QString &name)
{
    if (const auto view = m_views.find(name))
        Q_EMIT wanted(*view);
}

void ViewsMenu::renameTo(const QString &name, const QString &to)
{
    if (!m_views.rename(name, to))
        Q_EMIT told(Tone::Warning,
                    tr("%1 keeps its name: another view has that one, or it is none.").arg(name));
    fill();
}

void ViewsMenu::remove(const QString &name)
{
    const auto view = m_views.find(name);
    m_views.remove(name);
    fill();
    if (view)
        Q_EMIT told(Tone::Info, tr("The view %1 is deleted.").arg(name));
}

} // namespace turnpike::console

#include "moc_viewsmenu.cpp"
