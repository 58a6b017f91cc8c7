// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/auditdetail.h"

#include "models/difference.h"
#include "models/wording.h"
#include "widgets/theme.h"

#include <QDateTime>
#include <QEvent>
#include <QTextCursor>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

QTextCharFormat plain(const QPalette &palette, Tone tone = Tone::None)
{
    QTextCharFormat format;
    format.setForeground(theme::color(tone, palette));
    return format;
}

QTextCharFormat bold(const QPalette &palette, Tone tone = Tone::None)
{
    QTextCharFormat format = plain(palette, tone);
    format.setFontWeight(QFont::Bold);
    return format;
}

// "− before", with what is no longer there in bold.
void writeSide(QTextCursor &cursor, const QPalette &palette, const QString &sign, const QList<Piece> &pieces,
               Tone tone)
{
    if (pieces.isEmpty())
        return;
    cursor.insertText(u"  %1 "_s.arg(sign), bold(palette, tone));
    for (const Piece &piece : pieces)
        cursor.insertText(piece.text, piece.isChanged ? bold(palette, tone) : plain(palette));
    cursor.insertText(u"\n"_s);
}

} // namespace

AuditDetail::AuditDetail(QWidget *parent)
    : QTextEdit(parent)
{
    setReadOnly(true);
    setAccessibleName(tr("The row in full"));
    setPlaceholderText(tr("Choose a row to see it in full."));
}

void AuditDetail::showRow(const AuditRow *row)
{
    m_row = row ? std::optional(*row) : std::nullopt;
    write();
}

void AuditDetail::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        write();
}

void AuditDetail::write()
{
    clear();
    if (!m_row)
        return;
    QTextCursor cursor(document());
    const auto field = [&](const QString &name, const QString &value) {
        if (value.isEmpty())
            return;
        cursor.insertText(name + u": "_s, plain(palette(), Tone::Muted));
        cursor.insertText(value + u'\n', plain(palette()));
    };
    cursor.insertText(u"%1  %2\n"_s.arg(m_row->action, m_row->subject), bold(palette()));
    const QString local = QDateTime::fromMSecsSinceEpoch(m_row->at).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    QString who = m_row->actor;
    if (!m_row->role.isEmpty())
        who = tr("%1, as %2").arg(who, wording::word(m_row->role));
    if (!m_row->address.isEmpty())
        who = tr("%1, from %2").arg(who, m_row->address);
    field(tr("Who"), who);
    field(tr("When"), u"%1 (%2)"_s.arg(local, wording::utc(m_row->at)));
    field(tr("Reason"), m_row->reason);
    field(tr("Result"), wording::word(m_row->result));
    const QList<Difference> all = differences(m_row->before, m_row->after);
    if (all.isEmpty())
        field(tr("As it was before"), m_row->before);
    for (const Difference &difference : all) {
        const QString name = difference.name.isEmpty() ? tr("What it changed") : difference.name;
        cursor.insertText(name + u":\n"_s, plain(palette(), Tone::Muted));
        writeSide(cursor, palette(), u"−"_s, difference.before, Tone::Bad);
        writeSide(cursor, palette(), u"+"_s, difference.after, Tone::Good);
    }
    field(tr("Change id"), m_row->changeId);
    moveCursor(QTextCursor::Start);
}

} // namespace turnpike::console

#include "moc_auditdetail.cpp"
