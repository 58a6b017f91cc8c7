// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QCoreApplication>
#include <QTest>

#include <map>
#include <source_location>
#include <string>

namespace turnpike::test {

// What a program of tests can run, by name: its first argument. Several test classes share a program, but
// each runs in a process of its own, as if it were alone in it.
using TestRun = int (*)(int argc, char **argv);

std::map<std::string, TestRun> &testRuns();

// For a test class that needs no application object.
struct NoApplication
{
    NoApplication(int &, char **) {}
};

// Registers a test class under the name of its source file, which CTest knows it by as well. Stands after the
// class: const RegisteredTest<TestLog> kTestLog; or, with widgets: const RegisteredTest<TestTray,
// QApplication> kTestTray; What has to happen before there is an application stands in a public static
// initMain(), as Qt Test has it.
template<typename Test, typename Application = QCoreApplication>
class RegisteredTest
{
public:
    RegisteredTest(std::source_location place = std::source_location::current())
    {
        const std::string file = place.file_name();
        const std::size_t begin = file.rfind('/') + 1;
        testRuns().emplace(file.substr(begin, file.rfind('.') - begin), &run);
    }

private:
    static int run(int argc, char **argv)
    {
        if constexpr (requires { Test::initMain(); })
            Test::initMain();
        Application application(argc, argv);
        QCoreApplication::setAttribute(Qt::AA_Use96Dpi);
        Test test;
        return QTest::qExec(&test, argc, argv);
    }
};

} // namespace turnpike::test
