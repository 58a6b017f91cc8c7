// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/value.h"

#include <algorithm>
#include <vector>

namespace turnpike::db {

// Several questions as one statement, which is one round trip and one plan: counts and other aggregates,
// which always give one row, of whole numbers. Rows of a union, since a planner spends long on so large a
// join.
class Questions
{
public:
    // `question` gives exactly one row of `columns` values. Returns its number, from 0.
    size_t add(const BoundStatement &question, int columns = 1)
    {
        m_questions.push_back({question, columns});
        m_most = std::max(m_most, columns);
        return m_questions.size() - 1;
    }
    // For a question that may have no answer, of one value: NULL then.
    size_t addOptional(const BoundStatement &question)
    {
        return add({"SELECT (" + question.sql + ')', question.values});
    }

    BoundStatement statement() const
    {
        BoundStatement all;
        for (size_t i = 0; i < m_questions.size(); ++i) {
            const auto &[question, columns] = m_questions[i];
            all.sql += (i == 0 ? "SELECT " : " UNION ALL SELECT ") + QByteArray::number(qulonglong(i)) +
                       " AS question, asked.*";
            for (int missing = columns; missing < m_most; ++missing)
                all.sql += ", CAST(NULL AS bigint)";
            all.sql += " FROM (" + question.sql + ") AS asked";
            all.values.insert(all.values.end(), question.values.begin(), question.values.end());
        }
        return all;
    }

    // The answers by the numbers of their questions, from the rows of statement(), which have no order. The
    // values of each begin with kFirst.
    static constexpr int kFirst = 1;
    static std::vector<Row> inOrder(const std::vector<Row> &rows)
    {
        std::vector<Row> answers(rows.size());
        for (const Row &row : rows)
            answers.at(static_cast<size_t>(row.int64(0))) = row;
        return answers;
    }

private:
    struct Question
    {
        BoundStatement statement;
        int columns = 1;
    };
    std::vector<Question> m_questions;
    int m_most = 1;
};

} // namespace turnpike::db
