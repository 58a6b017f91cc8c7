// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/dumpdialog.h"

#include "models/foreigntext.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QPushButton>

namespace turnpike::console {

using namespace Qt::StringLiterals;

DumpDialog::DumpDialog(const QString &instanceId, const QString &text, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"dumpDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(foreign::line(tr("Dump of %1").arg(instanceId), foreign::kMostOfTitle));
    auto *view = new QPlainTextEdit(text, this);
    view->setReadOnly(true);
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    view->setAccessibleName(windowTitle());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(view, 1);
    layout->addWidget(buttons);
    resize(860, 560);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copy, &QPushButton::clicked, this, [text] { QApplication::clipboard()->setText(text); });
}

} // namespace turnpike::console

#include "moc_dumpdialog.cpp"
