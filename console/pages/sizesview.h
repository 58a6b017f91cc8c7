// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

namespace turnpike::console {

class Label;
class TextGrid;

// How large the tables are and how many of their rows are dead; with SQLite how large the file is.
class SizesView : public Page
{
    Q_OBJECT

public:
    explicit SizesView(const Desk &desk, QWidget *parent);
    ~SizesView() override;

    void refresh() override;
    void focusSearch() override;

private:
    void take(const protocol::SizePage &page);

    RecordModel<protocol::TableState> m_tables;
    Table *m_table;
    Label *m_title;
    Label *m_about;
    TextGrid *m_file;
};

} // namespace turnpike::console
