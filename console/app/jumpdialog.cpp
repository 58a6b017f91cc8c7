// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/jumpdialog.h"

#include "widgets/celldelegate.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>

#include <algorithm>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kShown = 40;

bool matches(const QString &text, const QStringList &words)
{
    return std::all_of(words.begin(), words.end(),
                       [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace

JumpDialog::JumpDialog(const QList<Jump> &jumps, QWidget *parent)
    : QDialog(parent)
    , m_jumps(jumps)
    , m_text(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(u"jumpDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Jump to"));
    m_text->setPlaceholderText(tr("A page, worker, flag, customer or correlation id"));
    m_text->setClearButtonEnabled(true);
    m_text->installEventFilter(this);
    m_list->setAccessibleName(tr("Where to"));
    m_list->setItemDelegate(new CellDelegate(m_list));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(m_list);
    resize(520, 360);
    connect(m_text, &QLineEdit::textChanged, this, &JumpDialog::fill);
    connect(m_text, &QLineEdit::returnPressed, this, &JumpDialog::choose);
    connect(m_list, &QListWidget::itemActivated, this, &JumpDialog::choose);
    fill();
    m_text->setFocus();
}

void JumpDialog::fill()
{
    m_list->clear();
    const QString typed = m_text->text().trimmed();
    const QStringList words = typed.split(u' ', Qt::SkipEmptyParts);
    const auto add = [this](const Jump &jump) {
        auto *item = new QListWidgetItem(jump.text, m_list);
        item->setData(Qt::UserRole, jump.page);
        item->setData(Qt::UserRole + 1, jump.target);
    };
    for (const Jump &jump : m_jumps) {
        if (m_list->count() < kShown && matches(jump.text, words))
            add(jump);
    }
    if (!typed.isEmpty()) {
        add({tr("Search customers for “%1”").arg(typed), u"customers"_s, typed});
        add({tr("Logs with correlation id “%1”").arg(typed), u"logs"_s, typed});
    }
    m_list->setCurrentRow(0);
}

void JumpDialog::choose()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    const QString page = item->data(Qt::UserRole).toString();
    const QString target = item->data(Qt::UserRole + 1).toString();
    accept();
    Q_EMIT chosen(page, target);
}

bool JumpDialog::eventFilter(QObject *watched, QEvent *event)
{
    // The arrows move in the list while one types.
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            const int row = m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1);
            m_list->setCurrentRow(std::clamp(row, 0, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace turnpike::console

#include "moc_jumpdialog.cpp"
