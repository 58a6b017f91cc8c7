// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/actions.h"

#include "protocol/calls.h"

namespace turnpike::consolehub {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

QString reasonOf(const CallRequest &request)
{
    return request.args.value("reason"_L1).toString();
}

} // namespace

void Actions::add(const char *call, Action action)
{
    m_actions.insert(QString::fromLatin1(call), std::move(action));
}

void Actions::addTo(CallTable &calls, const Changes &changes) const
{
    for (auto it = m_actions.cbegin(); it != m_actions.cend(); ++it) {
        calls.add(it.key().toLatin1().constData(),
                  [action = it.value(), &changes](const CallRequest &request, const Deadline &deadline) {
                      return changes.run(request, action.subject(request), reasonOf(request), deadline,
                                         [&](db::Transaction &tx) { return action.work(tx, request); });
                  });
    }
}

Actions::Outcome Actions::perform(db::Transaction &tx, const control::Audit &audit,
                                  const CallRequest &request) const
{
    const auto action = m_actions.constFind(request.call);
    if (action == m_actions.cend())
        return {{}, Sentence(SentenceId::CallUnknown, request.call)};
    try {
        return {Changes::runWithin(tx, audit, request, action->subject(request), reasonOf(request),
                                   [&] { return action->work(tx, request); }),
                std::nullopt};
    } catch (const CallRefused &refused) {
        // Under the id of another change there is nothing to be ended.
        if (refused.sentence().id() != SentenceId::ChangeIdTaken)
            Changes::recordRefusal(tx, audit, request, action->subject(request), reasonOf(request),
                                   refused.message());
        return {{}, refused.sentence()};
    }
}

} // namespace turnpike::consolehub
