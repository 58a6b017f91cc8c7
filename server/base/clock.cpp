#include "base/clock.h"

#include <QDateTime>

namespace turnpike {

qint64 SystemClock::nowMs() const
{
    return QDateTime::currentMSecsSinceEpoch() + offsetMs();
}

} // namespace turnpike
