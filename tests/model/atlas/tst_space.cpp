// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "spaces.h"

#include <model/atlas/use.h>

#include <QFile>
#include <QTest>

using namespace sandscope;
using namespace sandscope::atlas;
using test::mapsOf;
using test::smapsBlock;
using test::smapsOf;
using test::spaceOf;

namespace {

constexpr const char* whole
    = "00400000-00402000 r--p 00000000 00:0c 17                                 /bin/sh\n"
      "00402000-00410000 r-xp 00002000 00:0c 17                                 /bin/sh\n"
      "00410000-00412000 rw-p 00010000 00:0c 17                                 /bin/sh\n"
      "00412000-00413000 rw-p 00000000 00:00 0 \n"
      "00600000-00621000 rw-p 00000000 00:00 0                                  [heap]\n"
      "7f0000000000-7f0000001000 ---p 00000000 00:00 0 \n"
      "7f0000001000-7f0000801000 rw-p 00000000 00:00 0 \n"
      "7f0000900000-7f0000902000 rwxp 00000000 00:00 0 \n"
      "7f0000a00000-7f0000a10000 r--p 00000000 00:0c 18                         /usr/lib/locale\n"
      "7f0000b00000-7f0000b10000 rw-s 00000000 00:05 2                          /dev/zero "
      "(deleted)\n"
      "7f0000c00000-7f0000c10000 rw-p 00000000 00:00 0                          /dev/zero "
      "(deleted)\n"
      "7f0000d00000-7f0000d10000 rw-p 00000000 00:00 0                          [anon:arena]\n"
      "7f0000e00000-7f0000e01000 r--p 00000000 00:00 0                          [vvar]\n"
      "7f0000e01000-7f0000e03000 r-xp 00000000 00:00 0 \n"
      "7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0                          [stack]\n"
      "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0                  [vsyscall]\n";

}

class TestSpace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsKinds()
    {
        const auto text = mapsOf(whole);
        const auto space = spaceOf(text);
        const std::vector expected
            = {Kind::data,    Kind::code,      Kind::data,      Kind::data,
               Kind::heap,    Kind::anonymous, Kind::stack,     Kind::code,
               Kind::file,    Kind::shared,    Kind::anonymous, Kind::anonymous,
               Kind::special, Kind::special,   Kind::stack,     Kind::special};
        QCOMPARE(space.regions.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(space.regions[i].kind == expected[i], qPrintable(QString::number(i)));
    }

    void memoryBehindDataIsDataOnlyWhereBothAreWritten()
    {
        // Anonymous memory that happens to lie behind code, or behind a gap, is its own.
        const auto text = mapsOf("1000-2000 r-xp 00000000 00:0c 17 /bin/sh\n"
                                 "2000-3000 rw-p 00000000 00:00 0 \n"
                                 "4000-5000 rw-p 00000000 00:0c 17 /bin/sh\n"
                                 "6000-7000 rw-p 00000000 00:00 0 \n");
        const auto space = spaceOf(text);
        QVERIFY(space.regions[1].kind == Kind::anonymous);
        QVERIFY(space.regions[2].kind == Kind::data);
        QVERIFY(space.regions[3].kind == Kind::anonymous);
    }

    void stacksOfThreadsAreStacks()
    {
        // Right above a small guard; and nothing else that may be written.
        const auto text = mapsOf("1000-2000 ---p 00000000 00:00 0 \n"
                                 "2000-9000 rw-p 00000000 00:00 0 \n"
                                 "9000-a000 rw-p 00000000 00:0c 17 /file\n"
                                 "20000-31000 ---p 00000000 00:00 0 \n"
                                 "31000-32000 rw-p 00000000 00:00 0 \n"
                                 "40000-41000 ---p 00000000 00:00 0 \n"
                                 "42000-43000 rw-p 00000000 00:00 0 \n"
                                 "50000-51000 ---p 00000000 00:00 0 \n"
                                 "51000-52000 r--p 00000000 00:00 0 \n");
        const auto space = spaceOf(text);
        QCOMPARE(space.sumsOf(Kind::stack).count, 1U);
        QCOMPARE(space.sumsOf(Kind::stack).sizeBytes, 0x7000U);
        const auto uses = usesOf(text.maps);
        QVERIFY((uses[0] == Use{Role::guard, true}));
        QVERIFY((uses[1] == Use{Role::threadStack, true}));
        QVERIFY(uses[3].role == Role::reserved && uses[4].role == Role::anonymous);
        QVERIFY(uses[5].role == Role::reserved && uses[6].role == Role::anonymous);
        QVERIFY(uses[7].role == Role::reserved && uses[8].role == Role::anonymous);
    }

    void permissions()
    {
        const auto of = [](bool read, bool write, bool execute) {
            return permissionOf({.read = read, .write = write, .execute = execute});
        };
        QVERIFY(of(false, false, false) == Permission::none);
        QVERIFY(of(true, false, false) == Permission::read);
        QVERIFY(of(true, true, false) == Permission::readWrite);
        QVERIFY(of(true, false, true) == Permission::readExecute);
        QVERIFY(of(true, true, true) == Permission::readWriteExecute);
        QVERIFY(of(false, false, true) == Permission::other);
        QVERIFY(of(false, true, false) == Permission::other);
    }

    void sumsAreByKindAndOverAll()
    {
        const auto text = smapsOf(smapsBlock("1000-3000 rw-p 00000000 00:00 0 [heap]", 8, 4)
                                  + smapsBlock("4000-6000 rw-p 00000000 00:00 0 ", 0, 0)
                                  + smapsBlock("8000-a000 rw-p 00000000 00:00 0 ", 4, 4));
        const auto space = spaceOf(text);
        QVERIFY(space.hasResidency);
        QCOMPARE(space.all.count, 3U);
        QCOMPARE(space.all.sizeBytes, 0x6000U);
        QCOMPARE(space.all.rssKb, 12U);
        QCOMPARE(space.all.dirtyKb, 8U);
        QCOMPARE(space.sumsOf(Kind::heap).rssKb, 8U);
        QCOMPARE(space.sumsOf(Kind::anonymous).count, 2U);
        QCOMPARE(space.sumsOf(Kind::anonymous).pssKb, 4U);
        QCOMPARE(space.sumsOf(Kind::code).count, 0U);
        QVERIFY(!space.sumsOf(Kind::code).rssKb); // of nothing nothing is known
        QCOMPARE(space.regions[0].residentShare(), 1.0);
        QCOMPARE(space.regions[1].residentShare(), 0.0);
        QCOMPARE(space.regions[2].residentShare(), 0.5);
    }

    void whatIsNotSaidIsNotZero()
    {
        const auto text = mapsOf(whole);
        const auto space = spaceOf(text);
        QVERIFY(!space.hasResidency);
        QVERIFY(!space.all.rssKb);
        QVERIFY(!space.regions[0].residentShare());
        // One block without Rss takes the sum away, not its own share alone.
        const auto mixed = smapsOf(smapsBlock("1000-3000 rw-p 00000000 00:00 0 ", 8, 4)
                                   + "4000-6000 rw-p 00000000 00:00 0 \nSize: 8 kB\n"
                                   + smapsBlock("8000-a000 rw-p 00000000 00:00 0 ", 8, 4));
        const auto sums = spaceOf(mixed).all;
        QCOMPARE(sums.count, 3U);
        QVERIFY(!sums.rssKb);
        QVERIFY(!sums.dirtyKb);
    }

    void marksWhatTheStepDid()
    {
        const auto before = mapsOf("1000-2000 rw-p 00000000 00:00 0 [heap]\n"
                                   "4000-6000 rw-p 00000000 00:00 0 \n"
                                   "8000-9000 r--p 00000000 00:0c 18 /gone\n");
        const auto now = mapsOf("1000-3000 rw-p 00000000 00:00 0 [heap]\n"
                                "4000-6000 rw-p 00000000 00:00 0 \n"
                                "a000-b000 rw-p 00000000 00:00 0 \n");
        const auto space = spaceOf(now, before);
        QVERIFY(space.regions[0].change == Change::changed);
        QVERIFY(space.regions[1].change == Change::none);
        QVERIFY(space.regions[2].change == Change::added);
        QCOMPARE(space.gone.size(), 1U);
        QCOMPARE(space.gone[0].start, 0x8000U);
        QVERIFY(space.gone[0].change == Change::gone);
        QVERIFY(space.gone[0].kind == Kind::file);
        QCOMPARE(space.gone[0].name, std::string_view("/gone"));
        // Without a text before nothing is new.
        QVERIFY(std::ranges::all_of(spaceOf(now).regions, [](const Region& region) {
            return region.change == Change::none;
        }));
    }

    void residencyAloneIsAChangeToo()
    {
        const auto before = smapsOf(smapsBlock("1000-3000 rw-p 00000000 00:00 0 ", 4, 4));
        const auto now = smapsOf(smapsBlock("1000-3000 rw-p 00000000 00:00 0 ", 8, 4));
        QVERIFY(spaceOf(now, before).regions[0].change == Change::changed);
        // maps says nothing of it.
        const auto maps = mapsOf("1000-3000 rw-p 00000000 00:00 0 \n");
        QVERIFY(spaceOf(maps, before).regions[0].change == Change::none);
    }

    void namesOutliveTheirText()
    {
        Space space;
        {
            const auto before = mapsOf("1000-2000 r--p 00000000 00:0c 18 /of/before\n");
            const auto now = mapsOf("3000-4000 r--p 00000000 00:0c 18 /of/now\n");
            space = spaceOf(now, before);
        }
        QCOMPARE(space.regions[0].name, std::string_view("/of/now"));
        QCOMPARE(space.gone[0].name, std::string_view("/of/before"));
    }

    void findsByAddress()
    {
        const auto text = mapsOf(whole);
        const auto space = spaceOf(text);
        QCOMPARE(space.regionAt(0x400000), 0U);
        QCOMPARE(space.regionAt(0x401fff), 0U);
        QCOMPARE(space.regionAt(0x402000), 1U);
        QVERIFY(!space.regionAt(0x3fffff));
        QVERIFY(!space.regionAt(0x413000));
        QCOMPARE(space.regionAt(0xffffffffff600000), 15U);
        QVERIFY(!space.regionAt(~std::uint64_t{0}));
        QVERIFY(!Space().regionAt(0));
    }

    void aTextOutOfOrderIsPutInOrder()
    {
        const auto text = mapsOf("4000-6000 rw-p 00000000 00:00 0 \n"
                                 "1000-2000 r--p 00000000 00:00 0 \n");
        const auto space = spaceOf(text);
        QCOMPARE(space.regions[0].start, 0x1000U);
        QCOMPARE(space.regions[0].row, 1U); // where the text has it
    }

    // gVisor's and Linux' own texts: every line has its kind, and none of the usual ones is missed.
    void captured_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("least"); // of code, in kB
        for (const char* path : {"captured/gvisor-20221219/deleted/proc/2/maps",
                                 "captured/linux-6.18/shm/proc/2/maps"})
            QTest::newRow(path) << QString::fromLatin1(path) << 4;
    }
    void captured()
    {
        QFETCH(const QString, path);
        QFETCH(const int, least);
        QFile file(QStringLiteral(SANDSCOPE_TEST_DATA "/") + path);
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const auto text = mapsOf(file.readAll().toStdString());
        const auto space = spaceOf(text);
        QCOMPARE(space.regions.size(), text.maps.size());
        QVERIFY(space.sumsOf(Kind::code).sizeBytes / 1024 >= std::uint64_t(least));
        QCOMPARE(space.sumsOf(Kind::stack).count, 1U);
        QVERIFY(space.sumsOf(Kind::special).count >= 1);
        for (const auto& region : space.regions) {
            if (region.name == "[vdso]" || region.name == "[vvar]")
                QVERIFY(region.kind == Kind::special);
        }
        std::size_t count = 0;
        for (const auto& sums : space.kinds)
            count += sums.count;
        QCOMPARE(count, space.all.count);
    }
};

QTEST_APPLESS_MAIN(TestSpace)
#include "tst_space.moc"
