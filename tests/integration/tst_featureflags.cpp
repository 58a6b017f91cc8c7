// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "control/featureflags.h"
#include "support/shop.h"
#include "support/testmain.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

namespace tst_featureflags {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using control::FeatureFlags;
using SetOutcome = control::FeatureFlags::SetOutcome;

// Flags and the audit, on both databases.
class TestFeatureFlags : public QObject, private ShopFixture
{
    Q_OBJECT

    std::unique_ptr<FeatureFlags> m_flags;

    static QByteArray file()
    {
        QFile file(resource("flags.json"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    SetOutcome set(FeatureFlags &flags, const char *key, bool enabled, qint64 version,
                   const char *reason = "test")
    {
        const control::Actor actor{u"anna"_s, u"operator"_s, u"10.0.0.1"_s};
        return shop().write([&](db::Transaction &tx) {
            FeatureFlags::Change change;
            change.key = QString::fromLatin1(key);
            change.enabled = enabled;
            change.expectedVersion = version;
            change.actor = actor;
            change.reason = QString::fromLatin1(reason);
            return flags.set(tx, change);
        });
    }
    void refresh(FeatureFlags &flags)
    {
        shop().write([&](db::Transaction &tx) { flags.refresh(tx); });
    }
    qint64 audited(const char *result)
    {
        return shop().database().number(
            "SELECT count(*) FROM audit_log WHERE action = 'flags.set' AND result = ?", result);
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        openShop();
        m_flags = std::make_unique<FeatureFlags>(file(), shop().clock, shop().audit);
        shop().write([&](db::Transaction &tx) { m_flags->seed(tx); });
    }
    void cleanup()
    {
        m_flags.reset();
        closeShop();
    }

    void allStartOnButAutoRenewalAndMaintenance();
    void everyFlagSwitchesSomething();
    void flagOfAnotherVersionIsNeitherShownNorSet();
    void wrongFileIsRefusedWithWhereAndWhy();
    void seedingKeepsWhatIsThereAndTakesTheEnvironmentOnce();
    void setChangesOnceForAVersionAndIsAudited();
    void refusedChangesAreAuditedToo();
    void anotherProcessSeesAChangeAfterItsRefreshAndTellsItsListener();
    void lastKnownValueHoldsWhenTheTableCannotBeRead();
    void parallelSettersOfOneVersionChangeOnce();
    void rolledBackChangeIsNotInForce();
};

void TestFeatureFlags::allStartOnButAutoRenewalAndMaintenance()
{
    refresh(*m_flags);
    const auto flags = m_flags->all();
    QCOMPARE(flags.size(), size_t(9));
    for (const auto &flag : flags) {
        const bool startsOff = flag.key == QLatin1String(control::flag::kAutoRenewal) ||
                               flag.key == QLatin1String(control::flag::kMaintenanceMode);
        QCOMPARE(flag.enabled, !startsOff);
        QVERIFY(!flag.description.isEmpty());
    }
    QVERIFY(m_flags->isOn(control::flag::kPayments));
    QVERIFY(!m_flags->isOn("no_such_flag"));
}

// Somebody beside those who keep the flags asks whether it is on, or a worker goes by it.
void TestFeatureFlags::everyFlagSwitchesSomething()
{
    const QString root = qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../server"_s;
    const auto contentOf = [](const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    };
    QString source;
    QDirIterator files(root, {u"*.cpp"_s, u"*.h"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        if (!path.contains("/server/control/"_L1))
            source += contentOf(path);
    }
    const QString names = contentOf(root + u"/control/featureflags.h"_s);
    for (const auto &flag : m_flags->all()) {
        const QRegularExpression named(u"(k\\w+) = \"%1\";"_s.arg(flag.key));
        const QString name = named.match(names).captured(1);
        QVERIFY2(!name.isEmpty(), qPrintable(flag.key));
        const QRegularExpression asked(
            u"\\bflag::%1\\b|\\bflags(?: <<|\\{)[^;]*\"%2\""_s.arg(name, flag.key));
        QVERIFY2(asked.match(source).hasMatch(), qPrintable(flag.key));
    }
}

// Of a newer one that runs beside, or of an older one that named more.
void TestFeatureFlags::flagOfAnotherVersionIsNeitherShownNorSet()
{
    shop().database().exec(
        "INSERT INTO feature_flags (key, enabled, kind, description, changed_by, changed_at, reason) "
        "VALUES ('elsewhere', 1, 'business', 'of another version', 'system', 1, 'first value')");
    refresh(*m_flags);
    QCOMPARE(m_flags->all().size(), size_t(9));
    QVERIFY(!m_flags->isOn("elsewhere"));
    QCOMPARE(set(*m_flags, "elsewhere", false, 1), SetOutcome::UnknownFlag);
    QCOMPARE(shop().database().number(
                 "SELECT count(*) FROM feature_flags WHERE key = 'elsewhere' AND version = 1"),
             1);
    QCOMPARE(audited("unknown_flag"), 1);
}

void TestFeatureFlags::wrongFileIsRefusedWithWhereAndWhy()
{
    for (const char *wrong : {"", "{}", "[]", "[1]", R"([{"key":"a"}])", R"([{"key":"a","enabled":true}])",
                              R"([{"key":"a","enabled":true,"kind":"business"},
                                  {"key":"a","enabled":true,"kind":"business"}])"}) {
        QVERIFY_EXCEPTION_THROWN(FeatureFlags(wrong, shop().clock, shop().audit), ConfigError);
    }
}

void TestFeatureFlags::seedingKeepsWhatIsThereAndTakesTheEnvironmentOnce()
{
    QCOMPARE(set(*m_flags, "payments", false, 1), SetOutcome::Changed);
    shop().write([&](db::Transaction &tx) { m_flags->seed(tx, {{u"payments"_s, true}}); });
    refresh(*m_flags);
    QVERIFY(!m_flags->isOn("payments"));
    shop().database().exec("DELETE FROM feature_flags WHERE key = 'auto_renewal'");
    shop().write([&](db::Transaction &tx) { m_flags->seed(tx, {{u"auto_renewal"_s, true}}); });
    refresh(*m_flags);
    QVERIFY(m_flags->isOn("auto_renewal"));
}

void TestFeatureFlags::setChangesOnceForAVersionAndIsAudited()
{
    QCOMPARE(set(*m_flags, "payments", false, 1, "bank is down"), SetOutcome::Changed);
    QVERIFY(!m_flags->isOn("payments"));
    const auto rows = shop().database().query(
        "SELECT actor, role, address, subject, before, after, reason, result FROM audit_log");
    QCOMPARE(rows.size(), size_t(1));
    QStringList row;
    for (int i = 0; i < 8; ++i)
        row << rows[0].text(i);
    QCOMPARE(row.join(QLatin1Char('|')), u"anna|operator|10.0.0.1|flag:payments|on|off|bank is down|done"_s);
    const auto flags = m_flags->all();
    const auto flag =
        std::find_if(flags.begin(), flags.end(), [](const auto &each) { return each.key == "payments"_L1; });
    QVERIFY(flag != flags.end());
    QCOMPARE(flag->version, 2);
    QCOMPARE(flag->changedBy, u"anna"_s);
}

void TestFeatureFlags::refusedChangesAreAuditedToo()
{
    QCOMPARE(set(*m_flags, "payments", false, 7), SetOutcome::VersionConflict);
    QCOMPARE(set(*m_flags, "payments", false, 1, " "), SetOutcome::ReasonMissing);
    QCOMPARE(set(*m_flags, "nonsense", false, 1), SetOutcome::UnknownFlag);
    refresh(*m_flags);
    QVERIFY(m_flags->isOn("payments"));
    QCOMPARE(audited("version_conflict"), 1);
    QCOMPARE(audited("reason_missing"), 1);
    QCOMPARE(audited("unknown_flag"), 1);
}

void TestFeatureFlags::anotherProcessSeesAChangeAfterItsRefreshAndTellsItsListener()
{
    FeatureFlags other(file(), shop().clock, shop().audit);
    QStringList heard;
    other.setListener([&](const control::FeatureFlag &flag) { heard << flag.key; });
    refresh(other);
    QCOMPARE(set(*m_flags, "auto_renewal", true, 1), SetOutcome::Changed);
    QVERIFY(!other.isOn("auto_renewal"));
    refresh(other);
    QVERIFY(other.isOn("auto_renewal"));
    QCOMPARE(heard, QStringList{u"auto_renewal"_s});
    refresh(other);
    QCOMPARE(heard.size(), 1);
}

void TestFeatureFlags::lastKnownValueHoldsWhenTheTableCannotBeRead()
{
    QCOMPARE(set(*m_flags, "payments", false, 1), SetOutcome::Changed);
    shop().database().script("ALTER TABLE feature_flags RENAME TO hidden_flags");
    bool hasThrown = false;
    try {
        refresh(*m_flags);
    } catch (const DatabaseError &) {
        hasThrown = true;
    }
    shop().database().script("ALTER TABLE hidden_flags RENAME TO feature_flags");
    QVERIFY(hasThrown);
    QVERIFY(!m_flags->isOn("payments"));
    // A row that somebody deleted switches nothing either.
    shop().database().exec("DELETE FROM feature_flags WHERE key = 'payments'");
    refresh(*m_flags);
    QVERIFY(!m_flags->isOn("payments"));
}

void TestFeatureFlags::parallelSettersOfOneVersionChangeOnce()
{
    std::atomic<int> changed{0};
    inParallel(6, [&](int) { changed += set(*m_flags, "trials", false, 1) == SetOutcome::Changed ? 1 : 0; });
    QCOMPARE(changed.load(), 1);
    QCOMPARE(audited("version_conflict"), 5);
}

void TestFeatureFlags::rolledBackChangeIsNotInForce()
{
    const control::Actor actor = control::Actor::system();
    QVERIFY_EXCEPTION_THROWN(shop().write([&](db::Transaction &tx) {
        FeatureFlags::Change change;
        change.key = u"payments"_s;
        change.expectedVersion = 1;
        change.actor = actor;
        change.reason = u"test"_s;
        m_flags->set(tx, change);
        throw DomainError(u"never mind"_s);
    }),
                             DomainError);
    QVERIFY(m_flags->isOn("payments"));
}

const turnpike::test::RegisteredTest<TestFeatureFlags> kTestFeatureFlags;

} // namespace tst_featureflags

#include "tst_featureflags.moc"
