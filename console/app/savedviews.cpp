// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/savedviews.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSettings>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

// Of the format of what is kept.
constexpr int kViewsVersion = 1;

bool isName(const QString &name)
{
    return !name.trimmed().isEmpty() && name.size() <= SavedViews::kLongestName;
}

qsizetype bytesOf(const SavedView &view)
{
    return QJsonDocument(view.state).toJson(QJsonDocument::Compact).size();
}

} // namespace

SavedViews::SavedViews(const QString &profile)
    : m_key(u"views/%1/%2"_s.arg(kViewsVersion).arg(QString::fromLatin1(QUrl::toPercentEncoding(profile))))
{}

QList<SavedView> SavedViews::all() const
{
    QList<SavedView> views;
    const QJsonArray kept = QJsonDocument::fromJson(QSettings().value(m_key).toByteArray()).array();
    for (const QJsonValue &value : kept) {
        const QJsonObject view = value.toObject();
        const QString name = view.value("name"_L1).toString();
        if (isName(name) && views.size() < kMost)
            views.append({name, view.value("page"_L1).toString(), view.value("state"_L1).toObject()});
    }
    return views;
}

std::optional<SavedView> SavedViews::find(const QString &name) const
{
    for (const SavedView &view : all()) {
        if (view.name == name)
            return view;
    }
    return std::nullopt;
}

bool SavedViews::save(const SavedView &view)
{
    if (!isName(view.name) || bytesOf(view) > kMostBytes)
        return false;
    QList<SavedView> views = all();
    views.removeIf([&](const SavedView &known) { return known.name == view.name; });
    if (views.size() >= kMost)
        return false;
    views.append(view);
    write(views);
    return true;
}

bool SavedViews::rename(const QString &name, const QString &to)
{
    std::optional<SavedView> view = find(name);
    if (!view || !isName(to) || (to != name && find(to)))
        return false;
    remove(name);
    view->name = to;
    return save(*view);
}

void SavedViews::remove(const QString &name)
{
    QList<SavedView> views = all();
    views.removeIf([&](const SavedView &known) { return known.name == name; });
    write(views);
}

void SavedViews::write(const QList<SavedView> &views)
{
    QList<SavedView> sorted = views;
    std::sort(sorted.begin(), sorted.end(), [](const SavedView &a, const SavedView &b) {
        return QString::localeAwareCompare(a.name, b.name) < 0;
    });
    QJsonArray kept;
    for (const SavedView &view : std::as_const(sorted))
        kept.append(QJsonObject{{u"name"_s, view.name}, {u"page"_s, view.page}, {u"state"_s, view.state}});
    QSettings().setValue(m_key, QJsonDocument(kept).toJson(QJsonDocument::Compact));
}

} // namespace turnpike::console
