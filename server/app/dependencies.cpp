// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/dependencies.h"

namespace turnpike::app {

using namespace Qt::StringLiterals;

namespace {

// Where it is not configured nothing is asked of it, and /health does not name it.
ops::Dependency redisOf(state::RedisStateStore *redis)
{
    ops::Dependency dependency{u"redis"_s, redis != nullptr, nullptr, {}, true};
    if (redis) {
        dependency.breaker = &redis->breaker();
        dependency.check = [redis] { return ops::checkRedis(redis->stats()); };
    }
    return dependency;
}

} // namespace

ops::Dependencies dependenciesOf(const config::Config &config, Shop &shop, const Leader &leader)
{
    ops::Dependencies dependencies;
    dependencies.add(redisOf(shop.redis.get()));
    leader.addDependencies(dependencies);
    dependencies.add({kAlertWebhook, !config.alertWebhookUrl.isEmpty()});
    dependencies.add({kHeartbeat, !config.heartbeatUrl.isEmpty()});
    return dependencies;
}

} // namespace turnpike::app
