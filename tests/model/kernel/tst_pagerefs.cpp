// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/pagerefs.h>
#include <model/kernel/random.h>

#include <QTest>

#include <vector>

using namespace sandscope::kernel;

/// Owners of shared pages, against a plain array of counts.
class PageRefsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void singleOwnersCostNothing();
    void agreesWithCounting_data();
    void agreesWithCounting();
};

void PageRefsTest::singleOwnersCostNothing()
{
    PageRefs refs;
    QCOMPARE(refs.allocate(10), 0ULL);
    QCOMPARE(refs.allocate(5), 10ULL);
    QVERIFY(refs.shared().empty());
    refs.share(0, 10);
    refs.share(10, 15);
    QCOMPARE(refs.shared().size(), 1U); // equal neighbours are one range
    refs.release(0, 15);
    QVERIFY(refs.shared().empty());
    refs.release(0, 15); // the last owner goes
    QVERIFY(refs.shared().empty());
}

void PageRefsTest::agreesWithCounting_data()
{
    QTest::addColumn<quint64>("seed");
    for (const quint64 seed : {1U, 2U, 3U, 4U})
        QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
}

void PageRefsTest::agreesWithCounting()
{
    QFETCH(quint64, seed);
    constexpr std::size_t size = 64;
    Random random(seed);
    PageRefs refs;
    (void)refs.allocate(size);
    std::vector<unsigned> owners(size, 1);
    for (int round = 0; round < 4000; ++round) {
        const std::uint64_t start = random.below(size);
        const std::uint64_t end = start + 1 + random.below(size - start);
        const bool shares = random.below(2) == 0;
        if (!shares
            && std::ranges::any_of(owners.begin() + static_cast<std::ptrdiff_t>(start),
                                   owners.begin() + static_cast<std::ptrdiff_t>(end),
                                   [](unsigned count) { return count == 1; }))
            continue; // would give up memory for good
        for (std::uint64_t i = start; i < end; ++i)
            owners[i] += shares ? 1U : ~0U;
        if (shares)
            refs.share(start, end);
        else
            refs.release(start, end);

        std::vector<unsigned> counted(size, 1);
        std::uint64_t last = 0;
        for (const auto& [from, range] : refs.shared()) {
            QVERIFY(from >= last && range.end > from && range.owners >= 2);
            last = range.end;
            for (std::uint64_t i = from; i < range.end; ++i)
                counted[i] = range.owners;
        }
        QCOMPARE(counted, owners);
        const std::uint64_t probe = random.below(size - 1);
        QCOMPARE(refs.isShared(probe, probe + 2), owners[probe] > 1 || owners[probe + 1] > 1);
    }
}

QTEST_APPLESS_MAIN(PageRefsTest)
#include "tst_pagerefs.moc"
