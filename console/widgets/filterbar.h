// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"

#include <QHash>
#include <QJsonObject>
#include <QTimer>
#include <QVariant>
#include <QWidget>

#include <optional>
#include <utility>

class QComboBox;
class QDateTimeEdit;
class QHBoxLayout;
class QLineEdit;

namespace turnpike::console {

class Label;

// Which rows of a list one wants to see: texts, choices, a time. A page makes it of the fields it needs and
// asks for what they say; how many rows that left stands at its end. Esc in it clears it. Lives on the main
// thread.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    // Of a field of time; both ends belong to it, ms UTC.
    struct Span
    {
        std::optional<qint64> from;
        std::optional<qint64> to;

        bool takes(Timestamp at) const { return at >= from.value_or(at) && at <= to.value_or(at); }
    };

    explicit FilterBar(QWidget *parent = nullptr);

    // Fields, in their order. `name` is what they are kept by, and found by tests. A bar has one time at
    // most.
    QLineEdit *addText(const QString &name, const QString &accessibleName, const QString &placeholder,
                       int stretch = 2);
    // The same for what a place of the page puts there, as one of a group: there only while it says
    // something. Not the last of the texts.
    QLineEdit *addGiven(const QString &name, const QString &accessibleName);
    // What people read, and what the program calls it. The one at `first` filters nothing.
    using Items = QList<std::pair<QString, QVariant>>;
    QComboBox *addChoice(const QString &name, const QString &accessibleName, const Items &items,
                         int first = 0);
    // Something else can be typed; nothing filters nothing.
    QComboBox *addEditableChoice(const QString &name, const QString &accessibleName,
                                 const QString &placeholder, const QStringList &items, int stretch = 2);
    void addTime();
    // At the end: what say() says.
    void addCount();

    // As of now; empty where there is no time to choose.
    Span span() const;
    // Nothing is filtered.
    bool isEmpty() const;
    // As at first. Tells of it once.
    void clear();
    // The cursor goes into the last text.
    void focusText();
    // "12 of 340, filtered". `all`: of the unfiltered list; absent: nobody knows. `hasMore`: there are more
    // than those that are shown.
    void say(qint64 shown, std::optional<qint64> all, bool hasMore = false);

    // What is chosen, by name, for setState(); what is as at first is left out.
    QJsonObject state() const;
    // What the state does not name is as at first. Tells of it once.
    void setState(const QJsonObject &state);

Q_SIGNALS:
    // Not at each key: when one pauses typing.
    void changed();

protected:
    // What the fields say is what one wants now.
    virtual void takeOver();
    // Whoever changed several fields calls it once in place of waiting.
    void takeOverNow();

private:
    void tellSoon();
    void tellNow();
    void onRangeChosen();
    void keep(QComboBox *choice, const QString &name, const QString &accessibleName, int stretch);
    void put(const QJsonObject &state);

    QHBoxLayout *m_layout;
    QList<QLineEdit *> m_texts;
    QList<QComboBox *> m_choices;
    QHash<const QComboBox *, int> m_first; // the index at first
    QComboBox *m_range = nullptr;
    QDateTimeEdit *m_from = nullptr;
    QDateTimeEdit *m_to = nullptr;
    Label *m_dash = nullptr;
    Label *m_count = nullptr;
    QTimer m_typing;
    bool m_isPutting = false;
};

} // namespace turnpike::console
