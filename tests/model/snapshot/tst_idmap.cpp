// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/idmap.h>

#include <QTest>

#include <map>
#include <random>
#include <set>
#include <thread>
#include <vector>

using sandscope::snapshot::IdMap;

namespace {

using Plain = std::map<std::uint32_t, std::shared_ptr<const int>>;

Plain contents(const IdMap<int>& map)
{
    Plain plain;
    std::uint64_t last = 0;
    bool first = true;
    map.forEach([&](std::uint32_t key, const std::shared_ptr<const int>& value) {
        QVERIFY2(first || key > last, "forEach must ascend");
        first = false;
        last = key;
        plain.emplace(key, value);
    });
    return plain;
}

IdMap<int> mapOf(std::uint32_t count)
{
    IdMap<int> map;
    for (std::uint32_t key = 1; key <= count; ++key)
        map.set(key, std::make_shared<const int>(static_cast<int>(key)));
    return map;
}

}

class TestIdMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyMapAnswersNothing();
    void keysOfEverySizeAreFound_data();
    void keysOfEverySizeAreFound();
    void agreesWithAPlainMapUnderRandomChanges_data();
    void agreesWithAPlainMapUnderRandomChanges();
    void aVersionKeepsWhatItHeld();
    void diffNamesExactlyWhatDiffers();
    void diffOfMapsOfDifferentHeight();
    void diffVisitsOnlyWhatWasChanged();
    void valuesAreFreedWithTheLastVersion();
    void versionsMayBeReadWhileAnotherIsWritten();
};

void TestIdMap::anEmptyMapAnswersNothing()
{
    IdMap<int> map;
    QVERIFY(map.isEmpty());
    QCOMPARE(map.find(0), nullptr);
    QVERIFY(!map.lowerBound(0));
    QVERIFY(!map.next(0xffffffffU));
    QVERIFY(!map.erase(3));
}

void TestIdMap::keysOfEverySizeAreFound_data()
{
    QTest::addColumn<quint32>("key");
    for (const quint32 key :
         {0U, 1U, 31U, 32U, 1023U, 1024U, 1U << 15U, 1U << 20U, 1U << 25U, 1U << 30U, ~0U})
        QTest::addRow("%u", key) << key;
}

void TestIdMap::keysOfEverySizeAreFound()
{
    QFETCH(quint32, key);
    IdMap<int> map;
    map.set(key, std::make_shared<const int>(7));
    QVERIFY(map.find(key));
    QCOMPARE(*map.find(key), 7);
    QCOMPARE(map.size(), 1U);
    QCOMPARE(map.lowerBound(0)->first, key);
    QCOMPARE(map.lowerBound(key)->first, key);
    QVERIFY(!map.next(key));
    QCOMPARE(map.find(key ^ 1U), nullptr);

    map.set(5, std::make_shared<const int>(5)); // a small one beside it
    QCOMPARE(*map.find(key), 7);
    QVERIFY(map.erase(key));
    QCOMPARE(map.find(key), nullptr);
    QCOMPARE(*map.find(5), 5);
}

void TestIdMap::agreesWithAPlainMapUnderRandomChanges_data()
{
    QTest::addColumn<quint32>("largestKey");
    QTest::newRow("dense") << 200U;
    QTest::newRow("sparse") << 100000U;
    QTest::newRow("all keys") << ~0U;
}

void TestIdMap::agreesWithAPlainMapUnderRandomChanges()
{
    QFETCH(quint32, largestKey);
    std::mt19937 random(42);
    std::uniform_int_distribution<std::uint32_t> keys(0, largestKey);
    IdMap<int> map;
    Plain plain;
    std::vector<std::pair<IdMap<int>, Plain>> versions;
    for (int i = 0; i < 6000; ++i) {
        const bool known = !plain.empty() && random() % 2 == 0;
        std::uint32_t key = keys(random);
        if (known) {
            const auto at = plain.lower_bound(key);
            key = at == plain.end() ? plain.rbegin()->first : at->first;
        }
        if (random() % 5 < 2) {
            QCOMPARE(map.erase(key), plain.erase(key) == 1);
        } else {
            auto value = std::make_shared<const int>(i);
            map.set(key, value);
            plain[key] = value;
        }
        QCOMPARE(map.size(), plain.size());
        const std::uint32_t from = keys(random);
        const auto expected = plain.lower_bound(from);
        const auto found = map.lowerBound(from);
        QCOMPARE(found.has_value(), expected != plain.end());
        if (found) {
            QCOMPARE(found->first, expected->first);
            QCOMPARE(found->second, expected->second.get());
        }
        if (i % 300 == 0)
            versions.emplace_back(map, plain);
    }
    QVERIFY(contents(map) == plain);
    for (const auto& [version, expected] : versions)
        QVERIFY(contents(version) == expected);
}

void TestIdMap::aVersionKeepsWhatItHeld()
{
    IdMap<int> now = mapOf(1000);
    const IdMap<int> before = now;
    QVERIFY(now.sharesAllWith(before));
    now.set(500, std::make_shared<const int>(-1));
    now.erase(7);
    now.set(5000, std::make_shared<const int>(5000));
    QCOMPARE(*before.find(500), 500);
    QCOMPARE(*before.find(7), 7);
    QCOMPARE(before.find(5000), nullptr);
    QCOMPARE(before.size(), 1000U);
    QCOMPARE(now.size(), 1000U);
    QVERIFY(!now.sharesAllWith(before));
}

void TestIdMap::diffNamesExactlyWhatDiffers()
{
    std::mt19937 random(7);
    IdMap<int> now = mapOf(3000);
    for (int round = 0; round < 50; ++round) {
        const IdMap<int> before = now;
        const Plain old = contents(before);
        for (int change = 0; change < 20; ++change) {
            const std::uint32_t key = static_cast<std::uint32_t>(random() % 4000);
            if (random() % 3 == 0)
                now.erase(key);
            else
                now.set(key, std::make_shared<const int>(change));
        }
        std::map<std::uint32_t, std::pair<const int*, const int*>> expected;
        const Plain fresh = contents(now);
        for (const auto& [key, value] : old)
            if (const auto at = fresh.find(key); at == fresh.end() || at->second != value)
                expected[key] = {value.get(), at == fresh.end() ? nullptr : at->second.get()};
        for (const auto& [key, value] : fresh)
            if (!old.contains(key))
                expected[key] = {nullptr, value.get()};
        std::map<std::uint32_t, std::pair<const int*, const int*>> seen;
        std::uint32_t last = 0;
        IdMap<int>::diff(before, now, [&](std::uint32_t key, const int* a, const int* b) {
            QVERIFY(seen.empty() || key > last);
            last = key;
            seen[key] = {a, b};
        });
        QVERIFY(seen == expected);
    }
}

void TestIdMap::diffOfMapsOfDifferentHeight()
{
    const IdMap<int> small = mapOf(10);
    IdMap<int> large = small;
    large.set(1U << 20U, std::make_shared<const int>(1));
    std::set<std::uint32_t> keys;
    IdMap<int>::diff(small, large, [&](std::uint32_t key, const int* a, const int* b) {
        QVERIFY(a == nullptr && b != nullptr);
        keys.insert(key);
    });
    QCOMPARE(keys, (std::set<std::uint32_t>{1U << 20U}));
    int removed = 0;
    IdMap<int>::diff(large, IdMap<int>(), [&](std::uint32_t, const int* a, const int* b) {
        QVERIFY(a != nullptr && b == nullptr);
        ++removed;
    });
    QCOMPARE(removed, 11);
}

void TestIdMap::diffVisitsOnlyWhatWasChanged()
{
    // Two maps with equal but distinct values differ everywhere; a version that shares differs
    // where it was set. Counting calls shows that the walk does not look at what is shared: an
    // equal object set again is not named.
    IdMap<int> now = mapOf(100000);
    const IdMap<int> before = now;
    now.set(77777, before.share(77777)); // the path is copied, the value is the same
    int calls = 0;
    IdMap<int>::diff(before, now, [&](std::uint32_t, const int*, const int*) { ++calls; });
    QCOMPARE(calls, 0);
    now.set(3, std::make_shared<const int>(0));
    IdMap<int>::diff(before, now, [&](std::uint32_t key, const int*, const int*) {
        ++calls;
        QCOMPARE(key, 3U);
    });
    QCOMPARE(calls, 1);
}

void TestIdMap::valuesAreFreedWithTheLastVersion()
{
    auto value = std::make_shared<const int>(1);
    const std::weak_ptr<const int> watched = value;
    auto first = std::make_unique<IdMap<int>>();
    first->set(40, std::move(value));
    auto second = std::make_unique<IdMap<int>>(*first);
    second->set(41, std::make_shared<const int>(2));
    first.reset();
    QVERIFY(!watched.expired());
    second->erase(40);
    QVERIFY(watched.expired());
}

void TestIdMap::versionsMayBeReadWhileAnotherIsWritten()
{
    IdMap<int> now = mapOf(2000);
    const auto published = std::make_shared<const IdMap<int>>(now);
    std::vector<std::jthread> readers;
    std::atomic<long> sum = 0;
    for (int reader = 0; reader < 2; ++reader)
        readers.emplace_back([published, &sum] {
            for (int round = 0; round < 50; ++round) {
                const IdMap<int> copy = *published;
                copy.forEach(
                    [&](std::uint32_t, const std::shared_ptr<const int>& value) { sum += *value; });
            }
        });
    for (std::uint32_t key = 1; key <= 2000; ++key)
        now.set(key, std::make_shared<const int>(0));
    readers.clear();
    QCOMPARE(sum.load(), 2L * 50 * 2000 * 2001 / 2);
}

QTEST_APPLESS_MAIN(TestIdMap)
#include "tst_idmap.moc"
