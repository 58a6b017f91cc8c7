// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/changesbefore.h"

#include "models/columns.h"
#include "models/foreigntext.h"
#include "models/serverlanguage.h"
#include "protocol/calls.h"
#include "widgets/chartdata.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QDialogButtonBox>

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

QString markKey(const SeriesMark &mark)
{
    return u"%1/%2/%3"_s.arg(QString::number(mark.at), mark.kind.word(), mark.text);
}

std::vector<Column<SeriesMark>> markColumns()
{
    using C = Column<SeriesMark>;
    return {
        momentColumn<SeriesMark>(ChangesBefore::tr("When"), &SeriesMark::at),
        C{ChangesBefore::tr("What"), [](const SeriesMark &row) { return chart::markLabel(row.kind); }}.toned(
            [](const SeriesMark &row) { return toneOf(row.kind); }),
        C{ChangesBefore::tr("In words"), [](const SeriesMark &row) { return row.text.simplified(); }}.withTip(
            [](const SeriesMark &row) { return row.text; })};
}

} // namespace

ChangesBefore::ChangesBefore(ServerConnection &connection, Timestamp at, QWidget *parent)
    : QDialog(parent)
    , m_at(at)
    , m_marks(markKey, markColumns())
    , m_about(new Label(this))
    , m_table(new Table({}, &m_marks, this))
{
    setObjectName(u"changesBefore"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    const QString title = tr("What changed before %1").arg(wording::moment(at));
    setWindowTitle(foreign::line(title, foreign::kMostOfTitle));
    m_about->setWordWrap(true);
    m_about->setText(tr("Being read…"));
    m_table->setAccessibleName(windowTitle());
    m_table->setEmptyText(tr("Nothing was changed, and nothing broke, in the 15 minutes before."));
    m_table->setSource([this] { return m_freshness; });
    m_table->setWidths({12, 14, 0});
    m_table->sortFirst(0, Qt::DescendingOrder);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_about);
    layout->addWidget(m_table, 1);
    layout->addWidget(buttons);
    resize(640, 360);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    SeriesQuery query;
    query.from = std::max<qint64>(at - kStretchMs, 0);
    query.to = std::max<qint64>(at, query.from + 1);
    query.stepMs = kStretchMs; // its marks are wanted, not its points
    connection.ask(QString::fromLatin1(call::kSeries), toJson(query), this,
                   [this](const Answer &answer) { take(answer); });
}

ChangesBefore::~ChangesBefore()
{
    delete m_table; // before the model it shows
}

void ChangesBefore::take(const Answer &answer)
{
    if (answer.error) {
        m_about->setText(tr("Cannot be read: %1").arg(answer.error->message));
        return;
    }
    QList<SeriesMark> marks = fromJson<SeriesPage>(answer.ok).marks;
    translate(marks);
    m_freshness = {Freshness::Kind::Fresh, wording::serverNow()};
    m_marks.replace(marks);
    m_about->setText(tr("From %1 to %2: what was changed and what broke, the newest first.")
                         .arg(wording::moment(m_at - kStretchMs), wording::moment(m_at)));
    m_table->showAge();
}

} // namespace turnpike::console

#include "moc_changesbefore.cpp"
