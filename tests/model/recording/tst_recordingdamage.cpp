// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "inventedmoments.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace sandscope;
using recording::Problem;
using recording::Reader;

/// Whatever happens to a file: what is shown of it is what was recorded.
class RecordingDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void flips();
    void truncations();
    void pagesOfOthers();

private:
    void look(const QByteArray& bytes, const QByteArray& what);

    static constexpr std::uint64_t s_count = 120;
    QTemporaryDir m_folder;
    QByteArray m_whole;
    int m_opened = 0; ///< damaged recordings of which something could be shown
    int m_shown = 0; ///< moments of them
};

void RecordingDamageTest::initTestCase()
{
    const QString path = m_folder.filePath(QStringLiteral("whole"));
    auto made = recording::Writer::create(path.toStdString(), {});
    QVERIFY(made);
    (*made)->setFacts(test::inventedFacts());
    for (std::uint64_t number = 1; number <= s_count; ++number)
        QVERIFY((*made)->append(test::invented(number, 12)));
    QVERIFY((*made)->finish());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_whole = file.readAll();
}

void RecordingDamageTest::look(const QByteArray& bytes, const QByteArray& what)
{
    const QString path = m_folder.filePath(QStringLiteral("damaged"));
    QFile::remove(path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    auto reader = Reader::open(path.toStdString(), {});
    if (!reader) {
        // It says which of these it is, and nothing of it is shown.
        using Kind = Problem::Kind;
        const auto kind = reader.error().kind;
        QVERIFY2(kind == Kind::damaged || kind == Kind::notARecording || kind == Kind::newer
                     || kind == Kind::isEmpty || kind == Kind::failed,
                 what.constData());
        return;
    }
    ++m_opened;
    const recording::Facts& facts = (*reader)->facts();
    QCOMPARE(facts.source, test::inventedFacts().source);
    QCOMPARE(facts.dialect, test::inventedFacts().dialect);
    std::mt19937_64 random(1);
    std::set<std::uint64_t> seen;
    for (std::size_t at = 0; at < (*reader)->count(); ++at) {
        const auto moment = (*reader)->load(at);
        if (!moment)
            continue; // said so
        const std::uint64_t number = moment->snapshot->generation;
        QVERIFY2(number >= 1 && number <= s_count, what.constData());
        QVERIFY2(seen.insert(number).second, what.constData());
        int gaps = 0;
        const auto difference = test::difference(*moment, test::invented(number, 12), &gaps);
        QVERIFY2(difference.empty(),
                 (what + ": " + QByteArray::fromStdString(difference)).constData());
        ++m_shown;
    }
}

void RecordingDamageTest::flips()
{
    std::mt19937_64 random(11);
    m_opened = 0;
    m_shown = 0;
    for (int i = 0; i < 150; ++i) {
        QByteArray bytes = m_whole;
        QByteArray what = "flipped";
        for (auto left = 1 + random() % (i % 3 == 0 ? 40 : 2); left > 0; --left) {
            const auto at
                = static_cast<qsizetype>(random() % static_cast<std::uint64_t>(bytes.size()));
            bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << (random() % 8)));
            what += ' ' + QByteArray::number(at);
        }
        look(bytes, what);
        if (QTest::currentTestFailed())
            return;
    }
    // Whatever is whole can be opened.
    QVERIFY2(m_opened > 75, qPrintable(QString::number(m_opened)));
    QVERIFY2(m_shown > 75 * 20, qPrintable(QString::number(m_shown)));
}

void RecordingDamageTest::truncations()
{
    std::mt19937_64 random(12);
    for (int i = 0; i < 60; ++i) {
        const auto size
            = static_cast<qsizetype>(random() % static_cast<std::uint64_t>(m_whole.size()));
        look(m_whole.first(size), "cut to " + QByteArray::number(size));
        if (QTest::currentTestFailed())
            return;
    }
}

void RecordingDamageTest::pagesOfOthers()
{
    constexpr qsizetype page = 4096;
    std::mt19937_64 random(13);
    const auto pages = static_cast<std::uint64_t>(m_whole.size() / page);
    for (int i = 0; i < 40; ++i) {
        QByteArray bytes = m_whole;
        const auto to = static_cast<qsizetype>(1 + random() % (pages - 1)) * page;
        const auto from = static_cast<qsizetype>(random() % pages) * page;
        bytes.replace(to, page, m_whole.mid(from, page));
        look(bytes,
             "page " + QByteArray::number(to / page) + " is " + QByteArray::number(from / page));
        if (QTest::currentTestFailed())
            return;
    }
}

QTEST_GUILESS_MAIN(RecordingDamageTest)
#include "tst_recordingdamage.moc"
