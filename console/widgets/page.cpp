// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/page.h"

#include "widgets/filterbar.h"
#include "widgets/table.h"

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

// For how long what was read once counts as of now, and how long an answer may be awaited, ms.
constexpr qint64 kReadLastsMs = 5 * 60'000;
constexpr qint64 kPatienceMs = 3'000;

} // namespace

Page::Page(const Desk &desk, const QString &key, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_key(key)
    , m_title(title)
{
    setObjectName(key);
    setAccessibleName(title);
    connect(&desk.connection, &ServerConnection::greeted, this, [this] {
        if (isVisible())
            refresh();
    });
}

Freshness Page::attentionFreshness() const
{
    return state().freshness({FigureSource::Backlog});
}

std::function<Freshness()> Page::readBy(const char *call) const
{
    return [this, call = QByteArray(call)] {
        const Reading reading = m_readings.value(call);
        const bool isLate = reading.awaited > 0 && reading.asked.hasExpired(kPatienceMs);
        return state().judged(reading.readAt, kReadLastsMs, reading.hasFailed || isLate);
    };
}

void Page::noteQuestion(const char *call)
{
    Reading &reading = m_readings[call];
    if (reading.awaited++ == 0)
        reading.asked.start();
}

void Page::noteAnswer(const char *call, bool isGood)
{
    Reading &reading = m_readings[call];
    --reading.awaited;
    reading.asked.start();
    reading.hasFailed = !isGood;
    if (isGood)
        reading.readAt = wording::serverNow();
}

void Page::showAges()
{
    for (Table *table : findChildren<Table *>())
        table->showAge();
}

namespace {

// A page has one filter at most, and those within it have their own.
QString keyOf(const FilterBar &filter)
{
    const QObject *object = filter.parent();
    while (object && !qobject_cast<const Page *>(object))
        object = object->parent();
    return object ? object->objectName() : QString();
}

} // namespace

QJsonObject Page::viewState() const
{
    QJsonObject filters;
    for (const FilterBar *filter : findChildren<FilterBar *>()) {
        if (const QJsonObject state = filter->state(); !state.isEmpty())
            filters.insert(keyOf(*filter), state);
    }
    QJsonObject columns;
    for (const Table *table : findChildren<Table *>()) {
        if (!table->objectName().isEmpty())
            columns.insert(table->objectName(), QString::fromLatin1(table->columns().toBase64()));
    }
    return {{u"filters"_s, filters}, {u"columns"_s, columns}};
}

void Page::setViewState(const QJsonObject &state)
{
    const QJsonObject filters = state.value(u"filters"_s).toObject();
    for (FilterBar *filter : findChildren<FilterBar *>())
        filter->setState(filters.value(keyOf(*filter)).toObject());
    const QJsonObject columns = state.value(u"columns"_s).toObject();
    for (Table *table : findChildren<Table *>()) {
        if (columns.contains(table->objectName()))
            table->setColumns(
                QByteArray::fromBase64(columns.value(table->objectName()).toString().toLatin1()));
    }
}

void Page::sayFailure(const CallError &error)
{
    // While there is no connection the window says so already.
    if (error.code != ErrorCode::Disconnected)
        Q_EMIT told(Tone::Warning, error.message);
}

} // namespace turnpike::console

#include "moc_page.cpp"
