// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/runscname.h>
#include <model/sandbox/statefile.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sandscope;
using namespace sandscope::model;

class TestStateFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesOfBothReleases();
    void noStates();
    void folders();
    void times();
    void names();
    void badNames_data();
    void badNames();
    void releases();
};

void TestStateFile::statesOfBothReleases()
{
    const auto older = parseState(
        R"({"id":"box","spec":{"process":{"args":["\u0026"]}},"bundleDir":"/b","createdAt":"2026-11-22T15:29:00.8Z",)"
        R"("status":"running","goferPid":35,"sandbox":{"id":"box","pid":37,"cgroup":{"cgroupunknown":null}}})");
    QVERIFY(older);
    QCOMPARE(older->pid, 37);
    QCOMPARE(older->gofer, 35);
    QVERIFY(older->release.empty());
    QVERIFY(older->controlSocket.empty());
    const auto newer = parseState(
        R"({"id":"inner","sandbox":{"id":"box","pid":63,"metricMetadata":{"platform":"systrap","version":"0.0~20240729.0"},)"
        R"("controlSocketPath":"/run/runsc-box.sock"},"saver":{}})");
    QVERIFY(newer);
    QCOMPARE(newer->sandbox, std::string("box"));
    QCOMPARE(newer->release, std::string("0.0~20240729.0"));
    QCOMPARE(newer->controlSocket, std::string("/run/runsc-box.sock"));
}

void TestStateFile::noStates()
{
    for (const char* text : {"", "{}", "[]", "null", R"({"id":"../x"})", R"({"id":1})",
                             R"({"id":"a","sandbox":{"pid":"x"}})", "{\"id\":\"a\""})
        QVERIFY2(!parseState(text), text);
}

void TestStateFile::folders()
{
    QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    QCOMPARE(readState(path, "box", {}).error().error, procfs::Errno::noEntry);
    QCOMPARE(readState(path + "/none", "box", {}).error().error, procfs::Errno::noEntry);
    const auto write = [&](const QString& name, const QByteArray& bytes) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    };
    write(QStringLiteral("box_sandbox:box.state"), R"({"id":"box","sandbox":{"pid":3}})");
    write(QStringLiteral("box_sandbox:box.lock"), "");
    write(QStringLiteral("bo_sandbox:bo.state"), "garbage");
    const auto state = readState(path, "box", {});
    QVERIFY(state);
    QCOMPARE(state->pid, 3);
    QCOMPARE(readState(path, "bo", {}).error().error, procfs::Errno::invalid);
    QCOMPARE(*stateFiles(path, {}),
             (std::vector<std::string>{"bo_sandbox:bo.state", "box_sandbox:box.state"}));
}

void TestStateFile::times()
{
    QCOMPARE(timeIn("1970-01-02T00:00:01Z"), std::optional<std::int64_t>(86401'000'000'000));
    QCOMPARE(timeIn("2026-11-21T22:25:12.354926122Z"),
             std::optional<std::int64_t>(1795299912354926122));
    QCOMPARE(timeIn("2026-11-21T23:25:12.354926122+01:00"),
             std::optional<std::int64_t>(1795299912354926122));
    QCOMPARE(timeIn("1970-01-01T00:00:00.5-00:30"), std::optional<std::int64_t>(1'800'500'000'000));
    for (const char* text : {"", "2026", "2026-13-01T00:00:00Z", "2026-11-21T22:25:12",
                             "2026-11-21T22:25:12.Z", "9999-01-01T00:00:00Z", "x"})
        QVERIFY2(!timeIn(text), text);
}

void TestStateFile::names()
{
    const auto plain = parseRunscName(QStringLiteral("web-1"));
    QVERIFY(plain);
    QCOMPARE(plain->id, std::string("web-1"));
    QCOMPARE(plain->place.program, QStringLiteral("runsc"));
    const auto whole
        = parseRunscName(QStringLiteral("a.b?root=/tmp/a%26b&runsc=/opt/runsc&inside=yes"));
    QVERIFY(whole);
    QCOMPARE(whole->place.folder, QStringLiteral("/tmp/a&b"));
    QCOMPARE(whole->place.program, QStringLiteral("/opt/runsc"));
    QVERIFY(whole->readsInside);
    const QString name = runscSourceName(QStringLiteral("a.b"), whole->place);
    const auto again = parseRunscName(name.section(u':', 1));
    QVERIFY(again);
    QCOMPARE(again->place.folder, whole->place.folder);
    QCOMPARE(again->place.program, whole->place.program);
}

void TestStateFile::badNames_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"?root=/x", "a/b", "-rf", "..", "a b", "a?x=1", "a?inside=perhaps",
                             "a?root=", "a?inside"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestStateFile::badNames()
{
    QFETCH(QString, name);
    const auto parsed = parseRunscName(name);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, SourceError::Code::badName);
}

void TestStateFile::releases()
{
    QCOMPARE(dialectOfRelease("runsc version 0.0~20221219.0"),
             std::optional(procfs::Dialect::gvisor2022));
    QCOMPARE(dialectOfRelease("release-20240729.0"), std::optional(procfs::Dialect::gvisor2024));
    QVERIFY(!dialectOfRelease("VERSION_MISSING"));
    QVERIFY(!dialectOfRelease(""));
}

QTEST_APPLESS_MAIN(TestStateFile)
#include "tst_statefile.moc"
