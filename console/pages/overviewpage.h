// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "pages/overviewtiles.h"
#include "widgets/page.h"

namespace turnpike::console {

class InstancesPanel;
class OverviewActions;
class SeriesBoard;
class VerdictPanel;

// Whether the shop works, at a glance: one verdict in words, a tile for each thing that can go wrong, the
// instances and what can be done about them, and how it has been.
class OverviewPage : public Page
{
    Q_OBJECT

public:
    explicit OverviewPage(const Desk &desk, QWidget *parent = nullptr);

    void activate() override;
    void deactivate() override;
    void refresh() override;
    // The id of an instance.
    void open(const QString &target) override;

    // Of this key; null when there is none.
    const Tile *tile(const QString &key) const;
    const VerdictPanel &verdict() const { return *m_verdict; }

private:
    void makeTiles();
    void addCharts();
    void showState();

    VerdictPanel *m_verdict;
    QWidget *m_tileArea;
    OverviewActions *m_actions;
    InstancesPanel *m_instances;
    SeriesBoard *m_charts;
    QStringList m_dependencies; // that have a tile
    std::vector<std::pair<OverviewTile, Tile *>> m_tiles;
};

} // namespace turnpike::console
