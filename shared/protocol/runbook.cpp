// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/runbook.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace turnpike::protocol {

using namespace Qt::StringLiterals;

namespace {

// As it stands in the file, before its names are told from its words.
struct Block
{
    enum class Kind { Paragraph, Point, Code, Row };
    Kind kind = Kind::Paragraph;
    QString text;
};

bool isSql(const QString &code)
{
    static const QRegularExpression sql(u"^(SELECT|UPDATE|INSERT|DELETE)\\s"_s);
    return sql.match(code).hasMatch();
}

// One after another, each from its first line on.
QList<Block> blocksOf(const QString &section)
{
    static const QRegularExpression point(u"^(\\*|-|\\d+\\.) "_s);
    QList<Block> blocks;
    bool isWithin = false;
    for (const QString &line : section.split(u'\n')) {
        if (line.trimmed().isEmpty()) {
            isWithin = false;
            continue;
        }
        const auto marked = point.match(line);
        if (line.startsWith(u'|')) {
            blocks.append({Block::Kind::Row, line.trimmed()});
            isWithin = false;
        } else if (marked.hasMatch()) {
            blocks.append({Block::Kind::Point, line.mid(marked.capturedLength()).trimmed()});
            isWithin = true;
        } else if (isWithin) {
            const bool isCode = blocks.last().kind == Block::Kind::Code;
            blocks.last().text += (isCode ? u'\n' : u' ') + line.trimmed();
        } else {
            const bool isCode = line.startsWith("    "_L1);
            blocks.append({isCode ? Block::Kind::Code : Block::Kind::Paragraph, line.trimmed()});
            isWithin = true;
        }
    }
    return blocks;
}

// The part of the house that an alert is about, as the first column of a table has it.
QString subjectOf(const QString &alertKey)
{
    const QString kind = alertKey.section(u':', 0, 0);
    if (kind == "health"_L1)
        return alertKey.section(u':', 1);
    if (kind == "alert_undelivered"_L1)
        return u"alerts"_s;
    return kind.endsWith("_invoice"_L1) ? kind.chopped(8) : kind;
}

QStringList cellsOf(const QString &row)
{
    QStringList cells = row.split(u'|');
    cells.removeFirst();
    if (!cells.isEmpty())
        cells.removeLast();
    for (QString &cell : cells)
        cell = cell.trimmed();
    return cells;
}

bool isAbout(const Block &block, const QString &subject)
{
    return block.kind == Block::Kind::Row && cellsOf(block.text).value(0).contains(u'`' + subject + u'`');
}

// "`kind`: what to do then. `other`: …": begins with the kind, or is about none.
QStringList byKind(const QString &paragraph)
{
    static const QRegularExpression begins(u"(?:^|(?<=[.)] ))(?=`[a-z_]+(?::…)?`:)"_s);
    QStringList pieces;
    qsizetype from = 0;
    for (auto found = begins.globalMatch(paragraph); found.hasNext();) {
        const qsizetype at = found.next().capturedStart();
        if (at > from)
            pieces.append(paragraph.mid(from, at - from).trimmed());
        from = at;
    }
    pieces.append(paragraph.mid(from).trimmed());
    return pieces;
}

QString kindOf(const QString &piece)
{
    static const QRegularExpression kind(u"^`([a-z_]+)(?::…)?`:"_s);
    return kind.match(piece).captured(1);
}

QList<RunbookPart::Run> runsOf(const QString &text)
{
    QList<RunbookPart::Run> runs;
    const QStringList pieces = text.split(u'`');
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        if (!pieces[i].isEmpty())
            runs.append({pieces[i], i % 2 == 1});
    }
    return runs;
}

// "Choose Retry, or without a console:" before what is left out.
QString withoutTheWayToIt(const QString &text)
{
    if (!text.endsWith(u':'))
        return text;
    const qsizetype at = std::max(text.lastIndexOf(u','), text.lastIndexOf(u'.'));
    return at < 0 ? QString() : text.left(at) + u'.';
}

} // namespace

QHash<QString, QString> runbookSections(const QByteArray &markdown)
{
    QHash<QString, QString> sections;
    QString section;
    for (const QString &line : QString::fromUtf8(markdown).split(u'\n')) {
        if (line.startsWith(u"## "))
            section = line.mid(3).trimmed();
        else if (!section.isEmpty())
            sections[section] += line + u'\n';
    }
    for (QString &text : sections)
        text = text.trimmed();
    return sections;
}

QString RunbookPart::text() const
{
    QString all;
    for (const Run &run : runs)
        all += run.text;
    return all;
}

QList<RunbookPart> runbookFor(const QString &section, const QString &alertKey)
{
    const QList<Block> blocks = blocksOf(section);
    const QString kind = alertKey.section(u':', 0, 0);
    const QString subject = subjectOf(alertKey);
    const bool hasRow = std::any_of(blocks.begin(), blocks.end(),
                                    [&](const Block &block) { return isAbout(block, subject); });
    const bool hasKind = std::any_of(blocks.begin(), blocks.end(), [&](const Block &block) {
        const QStringList pieces = byKind(block.text);
        return std::any_of(pieces.begin(), pieces.end(),
                           [&](const QString &piece) { return kindOf(piece) == kind; });
    });
    QList<RunbookPart> parts;
    const auto add = [&parts](RunbookPart::Kind as, const QString &text) {
        if (!text.isEmpty())
            parts.append({as, runsOf(text)});
    };
    for (qsizetype i = 0; i < blocks.size(); ++i) {
        const Block &block = blocks[i];
        if (block.kind == Block::Kind::Row) {
            const QStringList cells = cellsOf(block.text);
            const bool isLine = cells.value(0).startsWith("---"_L1);
            const bool isHead = cellsOf(blocks.value(i + 1).text).value(0).startsWith("---"_L1);
            if (!isLine && !isHead && (!hasRow || isAbout(block, subject)))
                add(RunbookPart::Kind::Point, cells.join(u" — "_s));
        } else if (block.kind == Block::Kind::Code) {
            if (!isSql(block.text))
                parts.append({RunbookPart::Kind::Code, {{block.text, true}}});
        } else {
            const bool beforeSql = blocks.value(i + 1).kind == Block::Kind::Code && isSql(blocks[i + 1].text);
            const auto as =
                block.kind == Block::Kind::Point ? RunbookPart::Kind::Point : RunbookPart::Kind::Paragraph;
            for (const QString &piece : byKind(beforeSql ? withoutTheWayToIt(block.text) : block.text)) {
                const QString about = kindOf(piece);
                if (about.isEmpty() || !hasKind || about == kind)
                    add(as, piece);
            }
        }
    }
    return parts;
}

} // namespace turnpike::protocol
