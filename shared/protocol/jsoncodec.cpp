#include "protocol/jsoncodec.h"

namespace turnpike::protocol {

void take(const QJsonValue &json, Role &value)
{
    value = roleFromString(json.toString()).value_or(value);
}

} // namespace turnpike::protocol
