// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/failures.h"
#include "protocol/logs.h"
#include "protocol/workers.h"
#include "widgets/page.h"
#include "widgets/table.h"

#include <variant>

namespace turnpike::console {

class Label;

// Failures by their cause, as the server counts them: how many, since when, until when, and one of them. Part
// of the page that has the list, which a row leads to.
class CausesView : public Page
{
    Q_OBJECT

public:
    // What the page asks for, but for its own page of the list: `call` answers it with CauseGroups.
    using Question = std::variant<protocol::UpdateQuery, protocol::MessageQuery, protocol::IterationQuery,
                                  protocol::LogQuery>;
    CausesView(const Desk &desk, const QString &key, const char *call, std::function<Question()> question,
               QWidget *parent);
    ~CausesView() override;

    void refresh() override;
    // The question is another now: what is on its way is left alone. `isFiltered`: it leaves failures out.
    void forget(bool isFiltered);
    Table &table() { return *m_table; }

Q_SIGNALS:
    // A double click or Enter: exactly those are to be listed.
    void groupOpened(const turnpike::protocol::CauseGroup &group);

private:
    void showGroups(const protocol::CauseGroups &groups);

    const char *m_call;
    const std::function<Question()> m_question;
    RecordModel<protocol::CauseGroup> m_groups;
    Label *m_about;
    Table *m_table;
    quint64 m_questions = 0; // so many were there
};

} // namespace turnpike::console
