// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/table.h"

#include "models/csv.h"
#include "models/csvexport.h"
#include "models/foreigntext.h"
#include "models/record.h"
#include "widgets/celldelegate.h"
#include "widgets/label.h"
#include "widgets/page.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDataStream>
#include <QDateTime>
#include <QFileDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMetaMethod>
#include <QPainter>
#include <QScrollBar>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

// Of the format of what is kept: columns were added or moved.
constexpr int kLayoutVersion = 2;
// Rows that are measured for the width of a column: all thousand that Qt would take hold the window up.
constexpr int kMeasuredRows = 50;
constexpr int kSecondMs = 1'000;

QString settingOf(const QString &name)
{
    return u"tables/%1/%2"_s.arg(kLayoutVersion).arg(name);
}

} // namespace

Table::Table(const QString &name, QAbstractItemModel *model, QWidget *parent)
    : QTableView(parent)
    , m_proxy(model)
    , m_name(name)
    , m_age(new Label(this))
{
    setObjectName(name);
    setModel(&m_proxy);
    setItemDelegate(new CellDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setSortingEnabled(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setMinimumSectionSize(40);
    horizontalHeader()->setResizeContentsPrecision(kMeasuredRows);
    m_isSized = !name.isEmpty() && restore(QSettings().value(settingOf(name)).toByteArray()) && m_isChosen;
    connect(horizontalHeader(), &QHeaderView::sectionResized, this,
            [this] { m_isChosen = m_isChosen || QApplication::mouseButtons() != Qt::NoButton; });
    auto *copyAction = new QAction(tr("Copy"), this);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    connect(copyAction, &QAction::triggered, this, &Table::copy);
    addAction(copyAction);
    addExport();
    connect(this, &QTableView::activated, this, &Table::openCurrent);
    auto *subjectAction = new QAction(tr("Show what the cell is about"), this);
    subjectAction->setShortcuts({QKeySequence(u"Ctrl+Return"_s), QKeySequence(u"Ctrl+Enter"_s)});
    subjectAction->setShortcutContext(Qt::WidgetShortcut);
    connect(subjectAction, &QAction::triggered, this, [this] {
        if (const QList<Subject> subjects = currentSubjects(); !subjects.isEmpty())
            openSubject(subjects.first());
    });
    addAction(subjectAction);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        const QScrollBar *bar = verticalScrollBar();
        if (bar->maximum() > 0 && value >= bar->maximum() - bar->pageStep())
            Q_EMIT nearEnd();
    });
    connect(&m_proxy, &QAbstractItemModel::rowsInserted, this, &Table::sizeColumns, Qt::QueuedConnection);
    sizeColumns();
    m_age->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_age->setAutoFillBackground(true);
    m_age->setMargin(2);
    m_age->hide();
    m_second.setInterval(kSecondMs);
    connect(&m_second, &QTimer::timeout, this, &Table::showAge);
    connect(&m_proxy, &QAbstractItemModel::rowsAboutToBeInserted, this, &Table::keepPlace);
    connect(&m_proxy, &QAbstractItemModel::rowsInserted, this, &Table::returnToPlace, Qt::QueuedConnection);
    connect(&m_proxy, &QAbstractItemModel::rowsAboutToBeRemoved, this, &Table::keepPlace);
    connect(&m_proxy, &QAbstractItemModel::rowsRemoved, this, &Table::returnToPlace, Qt::QueuedConnection);
}

Table::~Table()
{
    if (!m_name.isEmpty() && m_isSized)
        QSettings().setValue(settingOf(m_name), columns());
}

void Table::sizeColumns()
{
    if (m_wantsFirst)
        selectFirst();
    if (m_isChosen)
        return;
    const QHeaderView *header = horizontalHeader();
    for (int column = 0; column < m_proxy.columnCount(); ++column) {
        if (header->sectionSize(column) < header->sectionSizeHint(column))
            setColumnWidth(column, header->sectionSizeHint(column));
    }
    if (m_proxy.rowCount() == 0)
        return;
    const bool isFirst = !std::exchange(m_isSized, true);
    const bool isStretched = horizontalHeader()->stretchLastSection();
    horizontalHeader()->setStretchLastSection(false); // it would take its width for its own
    for (int column = 0; column < m_proxy.columnCount(); ++column) {
        if (const int characters = m_widths.value(column); characters > 0) {
            if (isFirst)
                setColumnWidth(column, std::max(characters * fontMetrics().averageCharWidth() + 12,
                                                header->sectionSizeHint(column)));
        } else if (header->sectionResizeMode(column) != QHeaderView::Stretch) {
            // What comes later widens a column, and narrows none.
            const int needed = std::max(sizeHintForColumn(column), header->sectionSizeHint(column));
            if (isFirst || needed > columnWidth(column))
                setColumnWidth(column, needed);
        }
    }
    horizontalHeader()->setStretchLastSection(isStretched);
}

void Table::setWidths(const QList<int> &characters)
{
    m_widths = characters;
}

void Table::sortFirst(int column, Qt::SortOrder order)
{
    if (horizontalHeader()->sortIndicatorSection() < 0)
        sortByColumn(column, order);
}

void Table::stretch(int column)
{
    horizontalHeader()->setStretchLastSection(false);
    horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

QByteArray Table::columns() const
{
    QByteArray kept;
    QDataStream(&kept, QIODevice::WriteOnly)
        << static_cast<qint32>(m_proxy.columnCount()) << m_isChosen << horizontalHeader()->saveState();
    return kept;
}

// Whether it could. Of another version there may be more columns, or fewer: Qt would fit them in.
bool Table::restore(const QByteArray &columns)
{
    qint32 count = 0;
    bool isChosen = false;
    QByteArray state;
    QDataStream(columns) >> count >> isChosen >> state;
    if (count != m_proxy.columnCount() || !horizontalHeader()->restoreState(state))
        return false;
    m_isChosen = isChosen;
    return true;
}

void Table::setColumns(const QByteArray &state)
{
    if (!restore(state))
        return;
    m_isSized = true;
    sizeColumns(); // they may have been measured in another language
    if (isSortingEnabled())
        sortByColumn(horizontalHeader()->sortIndicatorSection(), horizontalHeader()->sortIndicatorOrder());
}

void Table::setEmptyText(const QString &text)
{
    m_emptyText = foreign::text(text);
    viewport()->update();
}

void Table::setSource(std::function<Freshness()> source)
{
    m_source = std::move(source);
    showAge();
}

QString Table::emptyText() const
{
    if (m_proxy.rowCount() > 0)
        return {};
    const Freshness now = freshness();
    return now.isFresh() ? m_emptyText : now.text();
}

void Table::showAge()
{
    const Freshness now = freshness();
    const QString text = now.text();
    if (m_age->text() != text) {
        m_age->setText(text);
        m_age->setToolTip(text);
        QPalette muted = palette();
        muted.setColor(QPalette::WindowText, theme::color(Tone::Muted, palette()));
        muted.setColor(QPalette::Window, palette().color(QPalette::Base));
        m_age->setPalette(muted);
        m_age->adjustSize();
    }
    const QRect inner = viewport()->geometry();
    m_age->move(inner.right() - m_age->width(), inner.bottom() - m_age->height() + 1);
    // Where there are no rows the middle says what is not known.
    m_age->setVisible(m_proxy.rowCount() > 0 || now.isFresh());
    if (std::exchange(m_wasFresh, now.isFresh()) == now.isFresh())
        return;
    viewport()->update();
    Q_EMIT freshnessChanged();
}

void Table::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    showAge();
}

void Table::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    showAge();
    m_second.start();
}

void Table::hideEvent(QHideEvent *event)
{
    QTableView::hideEvent(event);
    m_second.stop();
}

QStringList Table::selectedKeys() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList keys;
    for (const QModelIndex &row : rows)
        keys.append(row.data(KeyRole).toString());
    return keys;
}

QString Table::currentKey() const
{
    return currentIndex().data(KeyRole).toString();
}

void Table::selectFirst()
{
    m_wantsFirst = !currentIndex().isValid() && m_proxy.rowCount() == 0;
    if (!currentIndex().isValid() && m_proxy.rowCount() > 0)
        setCurrentIndex(m_proxy.index(0, 0));
}

void Table::selectKey(const QString &key)
{
    for (int row = 0; row < m_proxy.rowCount(); ++row) {
        const QModelIndex index = m_proxy.index(row, 0);
        if (index.data(KeyRole).toString() != key)
            continue;
        setCurrentIndex(index);
        scrollTo(index);
        return;
    }
}

void Table::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    const QString text = emptyText();
    if (text.isEmpty())
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, text);
}

void Table::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && !(event->modifiers() & Qt::ControlModifier) && currentIndex().isValid()) {
        openCurrent();
        return;
    }
    QTableView::keyPressEvent(event);
}

void Table::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    offerSubjects();
    Q_EMIT currentKeyChanged();
}

// --- what a row is about

QList<Subject> Table::currentSubjects() const
{
    QList<Subject> subjects;
    const QModelIndex current = currentIndex();
    const auto add = [&](const QModelIndex &cell) {
        const QVariant subject = cell.data(SubjectRole);
        if (subject.isValid() && !subjects.contains(subject.value<Subject>()))
            subjects.append(subject.value<Subject>());
    };
    add(current);
    for (int column = 0; current.isValid() && column < m_proxy.columnCount(); ++column)
        add(current.siblingAtColumn(column));
    return subjects;
}

// A list that does nothing with a row of its own shows what the row is about.
void Table::openCurrent()
{
    if (isSignalConnected(QMetaMethod::fromSignal(&Table::opened))) {
        Q_EMIT opened(currentKey());
        return;
    }
    if (const QList<Subject> subjects = currentSubjects(); !subjects.isEmpty())
        openSubject(subjects.first());
}

// The page in the window says so: those within it are parts.
void Table::openSubject(const Subject &subject)
{
    const Place place = placeOf(subject);
    Page *page = nullptr;
    for (QWidget *parent = parentWidget(); parent; parent = parent->parentWidget()) {
        if (auto *one = qobject_cast<Page *>(parent))
            page = one;
    }
    if (page)
        Q_EMIT page->jumpRequested(place.page, place.target);
    else
        Q_EMIT jumpRequested(place.page, place.target);
}

// Those of before may be what is being triggered just now.
void Table::offerSubjects()
{
    for (QAction *action : std::as_const(m_subjectActions)) {
        removeAction(action);
        action->deleteLater();
    }
    m_subjectActions.clear();
    const QList<Subject> subjects = currentSubjects();
    for (const Subject &subject : subjects) {
        auto *action = new QAction(inviteTo(subject), this);
        connect(action, &QAction::triggered, this, [this, subject] { openSubject(subject); });
        addAction(action);
        m_subjectActions.append(action);
    }
}

void Table::copy() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const QModelIndex &row : rows) {
        QStringList cells;
        for (int column = 0; column < m_proxy.columnCount(); ++column)
            cells.append(row.siblingAtColumn(column).data().toString());
        lines.append(csv::pasted(cells));
    }
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

// --- CSV

void Table::addExport()
{
    auto *action = new QAction(tr("Export as CSV…"), this);
    action->setObjectName(u"exportRows"_s);
    connect(action, &QAction::triggered, this, &Table::proposeExport);
    addAction(action);
}

void Table::setEverything(std::function<NextRows()> everything, const QStringList &titles)
{
    m_everything = std::move(everything);
    m_titles = titles;
}

void Table::proposeExport()
{
    auto *dialog = new QFileDialog(window(), tr("Export as CSV"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Comma-separated values (*.csv)"));
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(u"turnpike-%1-%2.csv"_s.arg(
        objectName().replace(u'.', u'-'), QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss"_s)));
    connect(dialog, &QFileDialog::fileSelected, this, &Table::exportTo);
    dialog->open();
}

// All at once: they are here.
NextRows Table::shownRows() const
{
    return [this](const auto &taken, const auto &) {
        QList<QStringList> rows;
        for (int row = 0; row < m_proxy.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < m_proxy.columnCount(); ++column)
                cells.append(m_proxy.index(row, column).data().toString());
            rows.append(cells);
        }
        taken(rows, false);
    };
}

void Table::exportTo(const QString &file)
{
    if (m_exporting)
        return;
    QStringList titles = m_titles;
    for (int column = 0; m_titles.isEmpty() && column < m_proxy.columnCount(); ++column)
        titles.append(m_proxy.headerData(column, Qt::Horizontal).toString());
    auto *exporting = new CsvExport(titles, m_everything ? m_everything() : shownRows(), file, this);
    m_exporting = exporting;
    const auto over = [this](Tone tone, const QString &text) {
        m_exporting->deleteLater();
        m_exporting.clear();
        Q_EMIT told(tone, text);
        Q_EMIT exportChanged();
    };
    connect(exporting, &CsvExport::progressed, this,
            [this](int rows) { Q_EMIT told(Tone::Info, tr("Exporting: %n row(s) so far…", nullptr, rows)); });
    connect(exporting, &CsvExport::finished, this, [file, over](int rows, bool isWhole) {
        const QString text = tr("%n row(s) are in %1.", nullptr, rows).arg(file);
        over(isWhole ? Tone::Good : Tone::Warning,
             isWhole ? text : tr("%1 There are more: narrow the filter for the rest.").arg(text));
    });
    connect(exporting, &CsvExport::failed, this, [file, over](const QString &why) {
        over(Tone::Bad,
             why.isEmpty() ? tr("%1 was not written: not all rows came, or the filter was changed.").arg(file)
                           : tr("%1 was not written: %2").arg(file, why));
    });
    exporting->start();
    Q_EMIT exportChanged();
}

void Table::stopExport()
{
    if (!m_exporting)
        return;
    delete m_exporting.data();
    Q_EMIT told(Tone::Info, tr("The export was stopped; nothing was written."));
    Q_EMIT exportChanged();
}

// --- rows that come and go above

void Table::keepPlace()
{
    if (m_top.isValid() || m_keepsPlace == KeepsPlace::Never)
        return;
    if (m_keepsPlace == KeepsPlace::BelowTheTop && verticalScrollBar()->value() == 0)
        return;
    m_top = indexAt(QPoint(0, 0));
    m_topY = rowViewportPosition(m_top.row());
}

void Table::returnToPlace()
{
    if (!m_top.isValid())
        return;
    executeDelayedItemsLayout();
    const int y = rowViewportPosition(m_top.row());
    verticalScrollBar()->setValue(verticalScrollBar()->value() + y - m_topY);
    m_top = QPersistentModelIndex();
}

} // namespace turnpike::console

#include "moc_table.cpp"
