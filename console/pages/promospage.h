// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/promos.h"
#include "widgets/page.h"
#include "widgets/table.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace turnpike::console {

class FilterBar;
class Label;

// Promo codes: what each gives, how often it was used, and for which purchases. Codes are made and ended
// here.
class PromosPage : public Page
{
    Q_OBJECT

public:
    explicit PromosPage(const Desk &desk, QWidget *parent = nullptr);
    ~PromosPage() override;

    void activate() override;
    void refresh() override;
    void focusSearch() override;
    // A code.
    void open(const QString &target) override;

private:
    void restart();
    void showFound();
    void showCurrent();
    void create();
    void end();
    const protocol::PromoRow *current() const { return m_codes.find(m_table->currentKey()); }

    RecordModel<protocol::PromoRow> m_codes;
    RecordModel<protocol::PromoUseRow> m_uses;
    PagedList<protocol::PromoRow> m_pages;
    PagedList<protocol::PromoUseRow> m_usePages;
    FilterBar *m_filter;
    QComboBox *m_state;
    QLineEdit *m_text;
    Table *m_table;
    Table *m_useTable;
    Label *m_about;
    QPushButton *m_create;
    QPushButton *m_end;
    QString m_shown;       // whose uses are shown
    QStringList m_tariffs; // that a code can be for
};

} // namespace turnpike::console
