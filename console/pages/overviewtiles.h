// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/shopstate.h"
#include "widgets/tile.h"

#include <functional>

namespace turnpike::console {

// One tile of the overview: what it is called, where it leads, and what it says of the shop.
struct OverviewTile
{
    QByteArray key; // for tests and object names
    QString title;
    QString page; // empty: it leads nowhere
    std::function<TileContent(ShopState &)> content;
    std::function<Freshness(ShopState &)> freshness; // of what the content is made of
    QString check = {};                              // of protocol::Gauges: says since when it is amiss
    QString target = {};                             // for Page::open; empty: the page as it is
};

// What the tile may say now: see judged().
TileContent shownOf(const OverviewTile &tile, ShopState &state);
// For `freshness`: of what these tell.
std::function<Freshness(ShopState &)> readFrom(std::initializer_list<protocol::FigureSource> sources);

// What customers feel, and what flows through the shop.
std::vector<OverviewTile> shopTiles();
// What the shop leans on, among it what it calls outside, and the connected process itself.
std::vector<OverviewTile> systemTiles(const QStringList &dependencies);
// The names of what the server calls outside and has a tile, in its order.
QStringList dependenciesWithTile(const ShopState &state);

} // namespace turnpike::console
