// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"

#include <QFile>
#include <QTest>

#include <elf.h>

#include <cstring>
#include <vector>

namespace tst_hardening {

using namespace Qt::StringLiterals;

namespace {

// What the linker made of a program.
class Program
{
public:
    explicit Program(const QString &path)
        : m_file(path)
    {
        if (!m_file.open(QIODevice::ReadOnly))
            return;
        if (const uchar *bytes = m_file.map(0, m_file.size()))
            m_bytes = QByteArray::fromRawData(reinterpret_cast<const char *>(bytes), m_file.size());
        head = at<Elf64_Ehdr>(0);
        for (quint64 i = 0; i < head.e_phnum; ++i)
            segments.push_back(at<Elf64_Phdr>(head.e_phoff + i * head.e_phentsize));
    }

    const Elf64_Phdr *segment(Elf64_Word type) const
    {
        for (const Elf64_Phdr &one : segments) {
            if (one.p_type == type)
                return &one;
        }
        return nullptr;
    }
    // Of the dynamic section; 0 where there is none.
    quint64 dynamic(Elf64_Sxword tag) const
    {
        const Elf64_Phdr *table = segment(PT_DYNAMIC);
        for (quint64 offset = 0; table && offset < table->p_filesz; offset += sizeof(Elf64_Dyn)) {
            const auto entry = at<Elf64_Dyn>(table->p_offset + offset);
            if (entry.d_tag == tag)
                return entry.d_un.d_val;
        }
        return 0;
    }
    bool names(const char *symbol) const { return m_bytes.contains(symbol); }

    Elf64_Ehdr head{};
    std::vector<Elf64_Phdr> segments;

private:
    template<class T>
    T at(quint64 offset) const
    {
        T value{};
        if (offset + sizeof value <= static_cast<quint64>(m_bytes.size()))
            std::memcpy(&value, m_bytes.constData() + offset, sizeof value);
        return value;
    }

    QFile m_file;
    QByteArray m_bytes;
};

} // namespace

// That a fault in memory is harder to use in what is built: cmake/TurnpikeHardening.cmake.
class TestHardening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theProgramIsHardened()
    {
        const Program program(qEnvironmentVariable("TURNPIKE_BIN_DIR") + u"/turnpike-server"_s);
        QVERIFY(std::memcmp(program.head.e_ident, ELFMAG, SELFMAG) == 0);
        // Anywhere in memory, and yet a program.
        QCOMPARE(int(program.head.e_type), ET_DYN);
        QVERIFY(program.segment(PT_INTERP));
        // The linker's tables cannot be written once it has filled them, which it does at once.
        QVERIFY(program.segment(PT_GNU_RELRO));
        QVERIFY((program.dynamic(DT_FLAGS) & DF_BIND_NOW) || (program.dynamic(DT_FLAGS_1) & DF_1_NOW));
        // No stack that can be run.
        const Elf64_Phdr *stack = program.segment(PT_GNU_STACK);
        QVERIFY(stack && !(stack->p_flags & PF_X));
        // A value before return addresses.
        QVERIFY(program.names("__stack_chk_fail"));
    }
};

const turnpike::test::RegisteredTest<TestHardening> kTestHardening;

} // namespace tst_hardening

#include "tst_hardening.moc"
