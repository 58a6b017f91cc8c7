// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/auditbuffer.h"
#include "consolehub/callrequest.h"
#include "control/operators.h"

namespace turnpike::consolehub {

// Who may make which call, as of this moment: asked when a call comes in, and again when its turn has come,
// since rights may have been taken away meanwhile. Thread-safe; never blocks.
class CallRights
{
public:
    // Both must outlive it.
    CallRights(const control::Operators &operators, AuditBuffer &audit);

    // Gives the request the name and the role that the token (`digest`) has now. What refuses the call, when
    // something does; it is noted for the audit then.
    std::optional<protocol::CallError> renew(CallRequest *request, const QByteArray &digest) const;

private:
    protocol::CallError refuse(const CallRequest &request, const char *kind,
                               const protocol::Sentence &why) const;

    const control::Operators &m_operators;
    AuditBuffer &m_audit;
};

} // namespace turnpike::consolehub
