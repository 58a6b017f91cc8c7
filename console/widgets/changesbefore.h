// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/serverconnection.h"
#include "models/recordmodel.h"
#include "protocol/timestamp.h"
#include "widgets/table.h"

#include <QDialog>

namespace turnpike::console {

class Label;

// What happened in the quarter of an hour before a moment: deploys, flags, breakers, what operators did. For
// the question that comes first when something breaks. Asks the server once; goes when it is closed.
class ChangesBefore : public QDialog
{
    Q_OBJECT

public:
    static constexpr qint64 kStretchMs = 15 * 60'000;

    // `at`: ms UTC of the server.
    ChangesBefore(ServerConnection &connection, Timestamp at, QWidget *parent);
    ~ChangesBefore() override;

    const RecordModel<protocol::SeriesMark> &marks() const { return m_marks; }

private:
    void take(const protocol::Answer &answer);

    const Timestamp m_at;
    Freshness m_freshness;
    RecordModel<protocol::SeriesMark> m_marks;
    Label *m_about;
    Table *m_table;
};

} // namespace turnpike::console
