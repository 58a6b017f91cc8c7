// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/filterproxy.h"
#include "models/freshness.h"
#include "models/pagedlist.h"

#include <QPersistentModelIndex>
#include <QPointer>
#include <QTableView>
#include <QTimer>

#include <functional>

namespace turnpike::console {

class CsvExport;
class Label;

// A table as all of ours are: sorted by a click, columns that stay as they were left, shapes for tones, small
// charts, copied with Ctrl+C, written as CSV. Rows that come in above do not move what one looks at.
class Table : public QTableView
{
    Q_OBJECT

public:
    // `name` is where the widths and the order of its columns are kept; an empty one keeps nothing. The model
    // must outlive it.
    Table(const QString &name, QAbstractItemModel *model, QWidget *parent = nullptr);
    ~Table() override;

    FilterProxy &proxy() { return m_proxy; }
    // In the first order, until the user chose another.
    void sortFirst(int column, Qt::SortOrder order);
    // Widths of the columns in characters, from the first on, until the user chose others; 0: as what comes
    // first needs.
    void setWidths(const QList<int> &characters);
    // This column takes the room that is left.
    void stretch(int column);
    // Their widths, order and sorting, for setColumns(); what is none of this table's changes nothing.
    QByteArray columns() const;
    void setColumns(const QByteArray &state);
    // Said in the middle while there are no rows, and while that is known.
    void setEmptyText(const QString &text);
    // How old its rows are, asked each second while it is seen: said in its corner. What is not of now is
    // grey, and no rows then mean nothing.
    void setSource(std::function<Freshness()> source);
    // Without a source nothing is known.
    Freshness freshness() const { return m_source ? m_source() : Freshness(); }
    bool isFresh() const { return freshness().isFresh(); }
    // Says it anew: something was read, or could not be.
    void showAge();
    // What is said in the middle now; empty: there are rows.
    QString emptyText() const;
    // What one looks at stays there while rows come and go above it: not at the top, where one waits for the
    // newest (a new table's), always, or never.
    enum class KeepsPlace { BelowTheTop, Always, Never };
    void setKeepsPlace(KeepsPlace when) { m_keepsPlace = when; }

    // Keys of the rows that are selected, in their order on the screen.
    QStringList selectedKeys() const;
    // Of the row where the cursor is; empty: none.
    QString currentKey() const;
    void selectKey(const QString &key);
    // Where nothing is current yet: the first row, or the first that comes.
    void selectFirst();
    // Where the table shows a part of what there is: what an export writes in place of the rows that are
    // here. `titles`: of its columns, where they are others than the table's.
    void setEverything(std::function<NextRows()> everything, const QStringList &titles = {});
    // Writes them into a CSV file, CsvExport::kMaxRows at most, and tells how that ended. One at a time.
    void exportTo(const QString &file);
    // Asks for the file first.
    void proposeExport();
    bool isExporting() const { return !m_exporting.isNull(); }
    // Nothing is written then.
    void stopExport();
    // Of what is under the mouse or the cursor: pages add their actions to it.
    void addMenuAction(QAction *action) { addAction(action); }
    // What the cells of the row where the cursor is are about, each once, that of the cell first.
    QList<Subject> currentSubjects() const;

Q_SIGNALS:
    void currentKeyChanged();
    void opened(const QString &key); // Enter or a double click
    // A subject of the row is to be shown, on a table that stands on no page; otherwise the page says so.
    void jumpRequested(const QString &page, const QString &target);
    void nearEnd();          // one has scrolled to about the last row
    void freshnessChanged(); // of now, or no longer
    void exportChanged();    // one has begun, or is over
    void told(turnpike::console::Tone tone, const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void copy() const;
    void addExport();
    NextRows shownRows() const;
    void openCurrent();
    void openSubject(const Subject &subject);
    void offerSubjects();
    void sizeColumns();
    bool restore(const QByteArray &columns);
    void keepPlace();
    void returnToPlace();

    FilterProxy m_proxy;
    const QString m_name;
    QString m_emptyText;
    std::function<Freshness()> m_source;
    bool m_wasFresh = false; // when its age was last said
    Label *m_age;            // over the rows, in the corner
    QTimer m_second;
    std::function<NextRows()> m_everything;
    QStringList m_titles; // of it; empty: as its columns
    QPointer<CsvExport> m_exporting;
    QList<QAction *> m_subjectActions; // of the row where the cursor is
    bool m_wantsFirst = false;
    bool m_isSized = false;  // columns fit the first rows that came, or are as they were left
    bool m_isChosen = false; // they are as somebody left them
    QList<int> m_widths;     // in characters
    KeepsPlace m_keepsPlace = KeepsPlace::BelowTheTop;
    QPersistentModelIndex m_top; // the first row on the screen while rows come and go
    int m_topY = 0;              // where it was
};

} // namespace turnpike::console
