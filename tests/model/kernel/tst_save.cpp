// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <model/kernel/randomdriver.h>
#include <model/kernel/save.h>
#include <procfs/files/fd.h>
#include <procfs/files/fdinfo.h>
#include <procfs/procfile.h>

#include <QDir>
#include <QFile>

#include <array>
#include <set>

using namespace sandscope;
using namespace sandscope::kernel;

/// The kernel as bytes, and back.
class SaveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackWhole_data();
    void comesBackWhole();
    void goesOnTheSame_data();
    void goesOnTheSame();
    void goesOnFromASnapshot_data();
    void goesOnFromASnapshot();
    void publishingIsNoPartOfIt();
    void theCaptionComesBack();
    void signalsAndTracingComeBack();
    void theDeepestNestingComesBack();
    void damageIsTold_data();
    void damageIsTold();
    void everyCutIsRefused();
    void everyFlipIsRefused();
    void hostileBodiesAreRefused();
    void whatWasFoundIsRefused();
};

namespace {

std::string bodyOf(const std::string& saved)
{
    return saved.substr(20, saved.size() - 28);
}

// Every file of every task, in every dialect.
std::string everyFile(const procfs::Records& records)
{
    std::string all;
    const auto& maps = static_cast<const KernelRecords&>(records).maps();
    using enum procfs::Dialect;
    for (const procfs::Dialect dialect :
         {gvisor2018, gvisor2019, gvisor2022, gvisor2024, gvisor2026, linux_}) {
        maps.tasks.forEach([&](std::uint32_t, const auto& task) {
            const procfs::FileContext context{.records = records,
                                              .task = *task,
                                              .dialect = dialect,
                                              .mount = records.rootPidNamespace()};
            for (const procfs::ProcFile* file : procfs::procFiles()) {
                if (!file->render)
                    continue;
                procfs::FileText text;
                const Errno error = file->render(context, text);
                all.append(file->name).append(procfs::errnoName(error)).append(text.bytes);
            }
            const auto* table = records.fdTable(task->fdTable);
            if (!table)
                return;
            for (const procfs::FdEntry& entry : table->entries) {
                procfs::FileText text;
                procfs::renderFdInfo(entry, context, text);
                all += procfs::fdTarget(entry, "/", dialect) + text.bytes;
            }
        });
    }
    return all;
}

std::string problemOf(std::string_view saved)
{
    const auto kernel = restore(saved);
    return kernel ? std::string() : kernel.error();
}

Kernel busyKernel(Behaviour behaviour, std::uint64_t seed, int steps)
{
    Kernel kernel({.seed = seed, .behaviour = behaviour});
    RandomDriver driver(kernel, seed);
    for (int i = 0; i < steps; ++i)
        driver.step();
    return kernel;
}

void eachBehaviour()
{
    QTest::addColumn<int>("behaviour");
    for (const char* name : {"2018", "2019", "2022", "2024", "2026", "linux"}) {
        static int number = 0;
        QTest::newRow(name) << number++ % 6;
    }
}

}

void SaveTest::comesBackWhole_data()
{
    eachBehaviour();
}

void SaveTest::comesBackWhole()
{
    QFETCH(int, behaviour);
    for (const int steps : {0, 1, 50, 700, 3000}) {
        Kernel kernel = busyKernel(static_cast<Behaviour>(behaviour), 7, steps);
        const std::string saved = save(kernel);
        auto back = restore(saved);
        QVERIFY2(back, back ? "" : back.error().c_str());
        QVERIFY(save(*back) == saved);
        QVERIFY(back->generation() == kernel.generation());
        QVERIFY(back->tasks() == kernel.tasks());
        const auto before = kernel.publish();
        const auto after = back->publish();
        QVERIFY(everyFile(*before->records) == everyFile(*after->records));
        const auto stale = checkPublished(*back);
        QVERIFY2(!stale, stale.value_or("").c_str());
        Kernel copy = copyOf(*back);
        QVERIFY(save(copy) == save(*back));
    }
}

void SaveTest::goesOnTheSame_data()
{
    eachBehaviour();
}

void SaveTest::goesOnTheSame()
{
    QFETCH(int, behaviour);
    Kernel kernel = busyKernel(static_cast<Behaviour>(behaviour), 3, 2000);
    auto back = restore(save(kernel));
    QVERIFY2(back, back ? "" : back.error().c_str());
    RandomDriver one(kernel, 99);
    RandomDriver two(*back, 99);
    for (int i = 0; i < 5000; ++i) {
        one.step();
        two.step();
        QCOMPARE(one.lastOperation(), two.lastOperation());
    }
    QVERIFY(everyFile(*kernel.publish()->records) == everyFile(*back->publish()->records));
    QVERIFY(save(kernel) == save(*back));
}

void SaveTest::goesOnFromASnapshot_data()
{
    eachBehaviour();
}

// As the kernel itself does that published it: rows and files keep their generations.
void SaveTest::goesOnFromASnapshot()
{
    QFETCH(int, behaviour);
    Kernel kernel({.seed = 3, .behaviour = static_cast<Behaviour>(behaviour)});
    RandomDriver driver(kernel, 3);
    for (int i = 0; i < 500; ++i) {
        driver.step();
        (void)kernel.publish();
    }
    const auto then = kernel.publish();
    Kernel back = resume(checkpointOf(kernel));
    QVERIFY(back.publish() == then);
    QVERIFY(back.touched().empty());
    const auto stale = checkPublished(back);
    QVERIFY2(!stale, stale.value_or("").c_str());
    RandomDriver one(kernel, 99);
    RandomDriver two(back, 99);
    for (int i = 0; i < 500; ++i) {
        one.step();
        two.step();
        QVERIFY(kernel.touched() == back.touched());
        const auto a = kernel.publish();
        const auto b = back.publish();
        const auto sameIn = [](const auto& map, const auto& other) {
            bool same = map.size() == other.size();
            map.forEach([&](std::uint32_t id, const auto& value) {
                const auto* const at = other.find(id);
                same = same && at && *at == *value;
            });
            return same;
        };
        QVERIFY(sameIn(a->tasks, b->tasks));
        QVERIFY(sameIn(a->fileGenerations, b->fileGenerations));
    }
    QVERIFY(everyFile(*kernel.publish()->records) == everyFile(*back.publish()->records));
}

void SaveTest::publishingIsNoPartOfIt()
{
    Kernel often = busyKernel(Behaviour::gvisor2024, 5, 300);
    const std::string before = save(often);
    Kernel copy = copyOf(often);
    (void)copy.publish();
    QVERIFY(save(copy) == before);
    QVERIFY(save(often) == before); // nor does saving change anything
}

void SaveTest::theCaptionComesBack()
{
    const Sandbox box;
    const Caption caption{
        .origin = "Fork\n\xff", .step = 7, .title = "7: fork() = 8", .note = "a\0b"};
    const std::string saved = save(box.kernel, caption);
    QVERIFY(saved != save(box.kernel));
    Caption read;
    const auto kernel = restore(saved, &read);
    QVERIFY(kernel);
    QVERIFY(read == caption);
    QVERIFY(save(*kernel) == save(box.kernel)); // it is no part of the kernel
    QVERIFY(!restore(saved.substr(1), &read));
    QVERIFY(read == caption);
}

// What no file shows until something else happens.
void SaveTest::signalsAndTracingComeBack()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    Kernel& kernel = box.kernel;
    const TaskId tracer = *kernel.fork(box.init);
    const TaskId child = *kernel.fork(box.init);
    const TaskId twin = *kernel.clone(child, clone::vm | clone::sighand | 200U);
    QVERIFY(kernel.setSignalAction(child, 10, SignalAction::ignore));
    QVERIFY(kernel.setSignalMask(child, signalBit(12)));
    QVERIFY(kernel.kill(box.init, child, 12));
    QVERIFY(kernel.setParentDeathSignal(child, 9));
    QVERIFY(kernel.setSubreaper(tracer, true));
    QVERIFY(kernel.traceSeize(tracer, child, {.stopsAtExit = true, .killsWhenGone = true}));
    QVERIFY(kernel.exit(child, 3)); // stopped on its way out
    (void)kernel.publish(); // free memory has the generation of a publishing
    auto back = restore(save(kernel));
    QVERIFY2(back, back ? "" : back.error().c_str());
    for (Kernel* each : {&kernel, &*back}) {
        QVERIFY(each->state(child) == procfs::TaskState::tracingStop);
        QVERIFY(each->setSignalAction(twin, 10, SignalAction::handle)); // of both, they share it
        QVERIFY(each->exitGroup(twin, 0)); // with a number that is no signal's
        QVERIFY(each->exitGroup(tracer, 0)); // kills what it traces
        QVERIFY(each->state(child) != procfs::TaskState::tracingStop);
        const auto problem = checkInvariants(*each);
        QVERIFY2(!problem, problem.value_or("").c_str());
    }
    QVERIFY(save(kernel) == save(*back));
}

// What is refused is deeper than any kernel lets it become.
void SaveTest::theDeepestNestingComesBack()
{
    Kernel kernel({.seed = 5, .behaviour = Behaviour::linux_});
    auto innermost = kernel.createProcess({.executable = "/bin/sh"});
    int levels = -1;
    for (auto next = innermost; next; next = kernel.clone(*innermost, clone::newpid)) {
        innermost = next;
        ++levels;
    }
    QCOMPARE(levels, 32);
    const auto back = restore(save(kernel));
    QVERIFY2(back.has_value(), back.error().c_str());
    QVERIFY(save(*back) == save(kernel));
}

void SaveTest::damageIsTold_data()
{
    QTest::addColumn<QByteArray>("saved");
    QTest::addColumn<QByteArray>("told");
    const Sandbox box;
    const std::string saved = save(box.kernel);
    const auto row = [](const char* name, const std::string& bytes, const char* told) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(told);
    };
    row("nothing", "", "This is no saved kernel.");
    row("a text", "title: a scenario", "This is no saved kernel.");
    row("its start", saved.substr(0, 10),
        "The saved kernel is cut short: not even its start is there.");
    row("cut", saved.substr(0, saved.size() - 1), "The saved kernel is cut short");
    row("more", saved + "x", "There are 1 bytes too many behind the saved kernel.");
    std::string newer = saved;
    newer[8] = 2;
    row("newer", newer,
        "The kernel was saved by a newer version of Sandscope (format 2; this one reads format "
        "1).");
    std::string flipped = saved;
    flipped[100] = static_cast<char>(flipped[100] ^ 1);
    row("flipped", flipped, "The saved kernel is damaged: its checksum is wrong.");
    row("emptied", sealed(""), "The saved kernel is damaged at its start.");
    row("two bodies", sealed(bodyOf(saved) + bodyOf(saved)),
        "The saved kernel is damaged near byte");
}

void SaveTest::damageIsTold()
{
    QFETCH(QByteArray, saved);
    QFETCH(QByteArray, told);
    const std::string problem = problemOf(saved.toStdString());
    QVERIFY2(QByteArray::fromStdString(problem).startsWith(told), problem.c_str());
}

void SaveTest::everyCutIsRefused()
{
    const Kernel kernel = busyKernel(Behaviour::linux_, 4, 40);
    const std::string saved = save(kernel);
    QVERIFY(sealed(bodyOf(saved)) == saved); // or the next tests would prove nothing
    for (std::size_t size = 0; size < saved.size(); size += 1 + size / 200)
        QVERIFY2(!problemOf(std::string_view(saved).substr(0, size)).empty(),
                 QByteArray::number(static_cast<qulonglong>(size)).constData());
}

void SaveTest::everyFlipIsRefused()
{
    const Kernel kernel = busyKernel(Behaviour::linux_, 4, 40);
    const std::string saved = save(kernel);
    std::string damaged = saved;
    for (std::size_t at = 0; at < saved.size(); at += 1 + saved.size() / 4000) {
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
        QVERIFY2(!problemOf(damaged).empty(),
                 QByteArray::number(static_cast<qulonglong>(at)).constData());
        damaged[at] = saved[at];
    }
}

// The checksum is right, the rest is not. Some changes lead to another state that is as good.
void SaveTest::hostileBodiesAreRefused()
{
    const Kernel kernel = busyKernel(Behaviour::gvisor2024, 9, 60);
    const std::string body = bodyOf(save(kernel));
    int refused = 0;
    int taken = 0;
    const auto attempt = [&](const std::string& changed) {
        auto back = restore(sealed(changed));
        if (!back) {
            ++refused;
            return;
        }
        ++taken;
        (void)back->publish();
    };
    std::string changed = body;
    for (std::size_t at = 0; at < body.size(); at += 1 + body.size() / 1500) {
        for (const int value : {0, 1, 0x7f, 0xff}) {
            changed[at] = static_cast<char>(value);
            attempt(changed);
        }
        changed[at] = body[at];
        if (at % 7 == 0)
            attempt(body.substr(0, at));
    }
    QVERIFY(refused > 500);
    qInfo("%d refused, %d taken", refused, taken);
}

// By the fuzzer: what broke something once.
void SaveTest::whatWasFoundIsRefused()
{
    const QDir corpus(QStringLiteral(SANDSCOPE_TEST_DATA "/corpus"));
    int found = 0;
    for (const QString& folder : corpus.entryList({QStringLiteral("saved-*")}, QDir::Dirs)) {
        QFile file(corpus.filePath(folder + QStringLiteral("/kernel.body")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto kernel = restore(sealed(file.readAll().toStdString()));
        QVERIFY2(!kernel, qPrintable(folder));
        QVERIFY2(kernel.error().starts_with("The saved kernel is damaged"), kernel.error().c_str());
        ++found;
    }
    QVERIFY(found > 0);
}

QTEST_APPLESS_MAIN(SaveTest)
#include "tst_save.moc"
