// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/pagedlist.h"
#include "models/shopstate.h"
#include "protocol/timestamp.h"
#include "widgets/changes.h"

#include <QElapsedTimer>
#include <QHash>
#include <QIcon>
#include <QSet>
#include <QWidget>

namespace turnpike::console {

// What every page works with. All outlive the pages.
struct Desk
{
    ServerConnection &connection;
    ShopState &state;
    ChangeDesk &changes;
};

// Something to jump to with Ctrl+K.
struct Jump
{
    QString text;   // "Worker reminders"
    QString page;   // key of the page
    QString target; // for Page::open
};

// A page of the main window. It shows the last known state at once, asks for more when it is looked at, and
// never blocks.
class Page : public QWidget
{
    Q_OBJECT

public:
    // `key` is its name in addresses ("workers"), `title` what people read.
    Page(const Desk &desk, const QString &key, const QString &title, QWidget *parent = nullptr);

    const QString &key() const { return m_key; }
    const QString &title() const { return m_title; }

    // It is looked at now, or no longer.
    virtual void activate() {}
    virtual void deactivate() {}
    // F5: asks the server again for what does not come by itself.
    virtual void refresh() {}
    // Ctrl+F: the cursor goes where one searches.
    virtual void focusSearch() {}
    // Shows one thing: the key of a row, or a search.
    virtual void open(const QString &target) { Q_UNUSED(target) }
    // What its filters and columns are, for setViewState(); small.
    QJsonObject viewState() const;
    // Filters that are not in it are as at first; columns stay as they are.
    void setViewState(const QJsonObject &state);
    virtual QList<Jump> jumps() const { return {}; }
    // How many things want attention: beside its name in the list of pages; 0: nothing.
    virtual int attention() const { return 0; }
    // How old that count is.
    virtual Freshness attentionFreshness() const;
    // What open() takes to list exactly those; empty: nothing narrows them.
    virtual QString attentionTarget() const { return {}; }

Q_SIGNALS:
    // Somewhere else there is more about it.
    void jumpRequested(const QString &page, const QString &target);
    void attentionChanged();
    // For the message bar.
    void told(turnpike::console::Tone tone, const QString &text);

protected:
    ServerConnection &connection() const { return m_desk.connection; }
    ShopState &state() const { return m_desk.state; }
    ChangeDesk &changes() const { return m_desk.changes; }
    // How old what a call reads is, for Table::setSource: since it was last answered.
    std::function<Freshness()> readBy(const char *call) const;
    // Reads something; what went wrong is said in the message bar, and to `failed`.
    template<protocol::Message Answer, protocol::Message Args>
    void ask(const char *call, const Args &args, std::function<void(const Answer &)> done,
             std::function<void()> failed = {})
    {
        const auto answered = [this, call, done = std::move(done),
                               failed = std::move(failed)](const protocol::Answer &answer) {
            noteAnswer(call, !answer.error);
            if (!answer.error) {
                done(protocol::fromJson<Answer>(answer.ok));
            } else {
                sayFailure(*answer.error);
                if (failed)
                    failed();
            }
            showAges();
        };
        noteQuestion(call);
        connection().ask(QString::fromLatin1(call), protocol::toJson(args), this, answered);
    }
    // The same, unless that call is on its way already, or cannot be made now: what is read again and again
    // takes longest when most is wrong, and must not pile up. By the time of `done` it may be made again.
    template<protocol::Message Answer, protocol::Message Args>
    void askAlone(const char *call, const Args &args, std::function<void(const Answer &)> done)
    {
        const QString name = QString::fromLatin1(call);
        if (m_onTheirWay.contains(name) || !connection().canAsk(name))
            return;
        m_onTheirWay.insert(name);
        ask<Answer>(
            call, args,
            [this, name, done = std::move(done)](const Answer &answer) {
                m_onTheirWay.remove(name);
                done(answer);
            },
            [this, name] { m_onTheirWay.remove(name); });
    }
    // The same as ask() for a page of a list.
    template<protocol::Message Answer, protocol::Message Args, class T>
    void askPage(const char *call, const Args &args, const typename PagedList<T>::Taker &taker)
    {
        ask<Answer>(
            call, args, [taker](const Answer &page) { taker.take(page.items, page.hasMore); }, taker.failed);
    }

private:
    // What became of the questions by one call.
    struct Reading
    {
        Timestamp readAt = 0; // ms UTC of the server; 0: never answered
        bool hasFailed = false;
        int awaited = 0;
        QElapsedTimer asked; // the one that is awaited longest
    };
    void sayFailure(const protocol::CallError &error);
    void noteQuestion(const char *call);
    void noteAnswer(const char *call, bool isGood);
    void showAges();

    const Desk m_desk;
    QHash<QByteArray, Reading> m_readings;
    const QString m_key;
    const QString m_title;
    QSet<QString> m_onTheirWay; // calls of askAlone()
};

} // namespace turnpike::console
