// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/operations.h>
#include <model/scenario/scenario.h>
#include <model/scenario/schema.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace sandscope;
using namespace sandscope::scenario;

namespace {

constexpr const char* schemaFile = SANDSCOPE_SOURCE_DIR "/resources/scenarios/scenario.schema.json";

QByteArray bytesOf(const QString& name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be opened", qPrintable(name));
    return file.readAll();
}

std::string_view view(const QByteArray& bytes)
{
    return {bytes.data(), static_cast<std::size_t>(bytes.size())};
}

std::vector<Problem> refused(const QByteArray& yaml)
{
    static const Schema schema(view(bytesOf(QString::fromUtf8(schemaFile))));
    return schema.check(view(yaml), "t.yaml");
}

QByteArray inWords(const std::vector<Problem>& problems)
{
    QByteArray text;
    for (const Problem& problem : problems)
        text += QByteArray::fromStdString(describe(problem)) + '\n';
    return text;
}

// Names for the steps to use: the tasks t and u, the address a, the descriptor f.
const QByteArray preamble = "title: x\n"
                            "steps:\n"
                            "  - {start: /bin/sh, as: t}\n"
                            "  - {by: t, fork: , as: u}\n"
                            "  - {by: t, mmap: 64K, as: a}\n"
                            "  - {by: t, eventfd: , as: f}\n";
constexpr int preambleLines = 6;

// One or more steps for each word, in every form that its arguments have.
const QList<QByteArray> samples = {
    "{by: t, allow_setgroups: }",
    "{by: t, allow_setgroups: {allowed: false, of: u}}",
    "{by: t, attach: u}",
    "{by: t, attach: {task: u}}",
    "{by: t, block: }",
    "{by: t, block: true}",
    "{by: t, brk: {grow: 64K}, as: top}",
    "{by: t, brk: {shrink: 3 pages}}",
    "{by: t, capset: {effective: [kill], permitted: kill setuid, inheritable: kill|setuid}}",
    "{by: t, capset: {}}",
    "{by: t, chdir: /data}",
    "{by: t, chroot: {path: {hex: \"2f ff\"}}}",
    "{by: t, clone: [vm, newpid], as: x}",
    "{by: t, clone: {flags: vm|files, signal: 0}}",
    "{by: t, clone: }",
    "{by: t, close: f}",
    "{by: t, close: -1}",
    "{by: t, close_on_exec: {fd: 0, on: false}}",
    "{by: t, close_on_exec: 2}",
    "{continue: u}",
    "{by: t, cpu: {user: 1.5s, system: 3us}}",
    "{by: t, detach: u}",
    "{by: t, drop_bounding: sys_admin}",
    "{by: t, dumpable: false}",
    "{by: t, dup: f, as: g}",
    "{by: t, dup2: {from: f, to: 9}}",
    "{by: t, eventfd: {close_on_exec: true}, as: [g]}",
    "{by: t, exec: /bin/true}",
    "{by: t, exec: {program: /bin/true, arguments: [true, 80, 1.5], environment: [A=B]}}",
    "{by: t, exit: }",
    "{by: t, exit: 3}",
    "{by: t, exit_group: {code: 255}}",
    "{by: t, fork: , as: x}",
    "{by: t, fork: {}}",
    "{by: t, gid_map: {entries: [{inside: 0, outside: 1000, length: 1}]}}",
    "{by: t, ignore_children: }",
    "{by: t, keep_capabilities: true}",
    "{by: t, kill: u}",
    "{kill: {task: u, signal: 15}}",
    "{by: t, ambient: kill}",
    "{by: t, ambient: {capability: kill, raise: false}}",
    "{by: t, clear_ambient: }",
    "{by: t, kill_all: 15}",
    "{by: t, kill_group: {group: u, signal: 15}}",
    "{by: t, kill_thread: {task: u, signal: 10}}",
    "{by: t, nice: {value: 3, task: u}}",
    "{by: t, parent_death_signal: 9}",
    "{by: t, scheduler: batch}",
    "{by: t, scheduler: {policy: fifo, priority: 3, task: u}}",
    "{by: t, seccomp: {strict: true}}",
    "{by: t, seize: {task: u, options: [follow, stop_at_exit]}}",
    "{by: t, setfsgid: 1}",
    "{by: t, setfsuid: 1}",
    "{by: t, setns: {of: u, kinds: newnet}}",
    "{by: t, setregid: {real: 1}}",
    "{by: t, setreuid: {real: 1, effective: 2}}",
    "{by: t, signal_action: {signal: 17, action: ignore, no_child_wait: true}}",
    "{by: t, signal_mask: [10, 12]}",
    "{by: t, subreaper: true}",
    "{by: t, take_signal: [10]}",
    "{by: t, trace_me: }",
    "{by: t, trace_options: {task: u, options: kill_when_gone}}",
    "{by: t, wait: {group: u, kind: any, stopped: true, continued: true, keep: true, "
    "no_hang: true}}",
    "{start: {program: /x, parent: t, tid: 50}, as: y}",
    "{by: t, limit: {of: open_files, to: 64}}",
    "{by: t, limit: {of: stack, hard: unlimited, task: u}}",
    "{by: t, load: {at: a+4K, length: 2 pages}}",
    "{by: t, madvise_dontneed: {at: a, length: 4096}}",
    "{by: t, memfd: queue, as: q}",
    "{by: t, memfd: {name: queue, close_on_exec: true}}",
    "{by: t, mlock: {at: stack, length: 1M, on_fault: true}}",
    "{by: t, mmap: {length: 0x1000, at: 0x7f0000000000, access: r-x, shared: true, fixed: true, "
    "grows_down: false, locked: true, file: /x, offset: 1 page}, as: b}",
    "{by: t, mmap: {length: 1, file: {path: /x, deleted: true, readable: true, writable: false}}}",
    "{by: t, mmap: {length: 1, memfd: queue}}",
    "{by: t, mprotect: {at: heap, length: 1G, access: \"---\"}}",
    "{by: t, mremap: {at: a, length: 64K, new_length: 1M, may_move: true, target: a-1M}, as: c}",
    "{by: t, munlock: {at: arguments, length: 4K}}",
    "{by: t, munmap: {at: a, length: 4K}}",
    "{by: t, nice: -5}",
    "{by: t, no_new_privs: }",
    "{by: t, oom_score_adj: 500}",
    "{by: t, oom_score_adj: {value: -1000, of: u}}",
    "{by: t, open: {path: /x, flags: [read, append], close_on_exec: true, deleted: true}, as: g}",
    "{by: t, open: /x}",
    "{pass: }",
    "{at: 20s, pass: {}}",
    "{by: t, pipe: , as: [in, out]}",
    "{by: t, read: 4K}",
    "{by: t, read: {fails: true}}",
    "{by: t, seccomp: }",
    "{by: t, seccomp: {all_threads: true}}",
    "{by: t, seek: {fd: f, to: -3, relative: true}}",
    "{by: t, set_name: 17}",
    "{by: t, set_name: {name: {hex: \"66\"}}}",
    "{by: t, set_name: {hex: \"66\"}}",
    "{by: t, set_title: \"a b\"}",
    "{by: t, setgid: 0}",
    "{by: t, setgroups: [1, 2]}",
    "{by: t, setpgid: }",
    "{by: t, setpgid: {task: u, group: t}}",
    "{by: t, setresgid: {real: 1}}",
    "{by: t, setresuid: {effective: 4294967295, saved: 0}}",
    "{by: t, setsid: }",
    "{by: t, setuid: 1000}",
    "{by: t, shmat: {key: -1, length: 4K, at: 0x1000, read_only: true}, as: s}",
    "{by: t, socketpair: {close_on_exec: true}, as: [s0, s1]}",
    "{start: {program: /x, arguments: [x], environment: [A=], uid: 1, gid: 2, groups: [3], "
    "capabilities: [kill], limits: {open_files: 64, stack: {soft: 1M, hard: unlimited}}, "
    "umask: 027, oom_score_adj: -5, directory: /, root: /, streams: false}, as: x}",
    "{start: {program: /x, capabilities: {permitted: kill|setuid, bounding: []}}}",
    "{stop: u}",
    "{by: t, store: {at: a}}",
    "{by: t, thread: , as: x, note: hello, claims: [{t: status.Threads == 2}, {gone: u}]}",
    "{by: t, trace_continue: u}",
    "{by: t, trace_stop: u}",
    "{by: t, uid_map: {of: u, entries: []}}",
    "{by: t, umask: 0077}",
    "{by: t, umask: \"022\"}",
    "{by: t, unshare: [newpid, newtime]}",
    "{by: t, unshare: newuser}",
    "{by: t, vfork: , as: x}",
    "{by: t, wait: , expect: ECHILD}",
    "{by: t, wait: u}",
    "{wake: u}",
    "{by: t, write: 600}",
    "{by: t, write: {bytes: 1M, fails: false}}",
    "{by: t, yield: }",
    "{by: t, accept: f, as: g}",
    "{by: t, accept: {fd: f, nonblock: true}}",
    "{by: t, close_range: {first: 3}}",
    "{by: t, close_range: {first: 3, last: 9, unshare: true, close_on_exec: true}}",
    "{by: t, dup: {fd: f, least: 10, close_on_exec: true}, as: g}",
    "{by: t, dup2: {from: 0, to: f, close_on_exec: true}, as: g}",
    "{by: t, epoll: , as: e}",
    "{by: t, epoll: {close_on_exec: true}}",
    "{by: t, epoll_ctl: {epoll: f, fd: 3}}",
    "{by: t, epoll_ctl: {epoll: f, fd: 3, do: modify, events: [in, edge], data: 7}}",
    "{by: t, event_count: {fd: f, to: 3}}",
    "{by: t, eventfd: 3, as: g}",
    "{by: t, eventfd: {count: 3, semaphore: true, nonblock: true}}",
    "{by: t, file_flags: {fd: f, to: [append, nonblock]}}",
    "{by: t, inotify: , as: i}",
    "{by: t, inotify: {nonblock: true, close_on_exec: true}}",
    "{by: t, madvise: {at: a, length: 4K, advice: cold}}",
    "{by: t, mlockall: [current, future]}",
    "{by: t, mlockall: {flags: future|on_fault}}",
    "{by: t, mmap: {length: 4K, at: a, fixed: true, replaces: false, populate: true}}",
    "{by: t, mremap: {at: a, length: 4K, new_length: 4K, may_move: true, dont_unmap: true}}",
    "{by: t, munlockall: }",
    "{by: t, open: {path: x, from: 3, flags: [truncate, create, no_follow, path], size: 4K, "
    "stream: true}}",
    "{by: t, pidfd: u, as: p}",
    "{by: t, pidfd: {task: u}}",
    "{by: t, pipe: {nonblock: true}}",
    "{by: t, read: {bytes: 4K, fd: f, offset: 8K}}",
    "{by: t, rename: {from: /x, to: /y}}",
    "{by: t, seek: {fd: f, to: 0, from: end}}",
    "{by: t, set_environment: A=B}",
    "{by: t, set_environment: {bytes: {hex: \"66\"}}}",
    "{by: t, set_timer: {fd: f}}",
    "{by: t, set_timer: {fd: f, to: 1s, every: 20ms, absolute: true}}",
    "{by: t, shmdt: a}",
    "{by: t, shmdt: {at: a+4K}}",
    "{by: t, signalfd: [10, 12], as: g}",
    "{by: t, signalfd: {signals: [10], fd: f, close_on_exec: true, nonblock: true}}",
    "{by: t, socket: unix, as: s}",
    "{by: t, socket: {family: inet6, type: datagram, close_on_exec: true}}",
    "{by: t, socketpair: {nonblock: true}}",
    "{by: t, timerfd: boottime, as: g}",
    "{by: t, timerfd: {clock: realtime, nonblock: true}}",
    "{by: t, truncate: {fd: f, to: 8K}}",
    "{by: t, unlink: /x}",
    "{by: t, unlink: {path: /x}}",
    "{by: t, unwatch: {fd: f, watch: 1}}",
    "{by: t, watch: {fd: f, path: /x, mask: 3}}",
    "{by: t, write: {bytes: 1, fd: 3}}",
};

// What a step does: the first key that is a word.
std::string wordOf(const QByteArray& step)
{
    for (const std::string& word : operationNames()) {
        const QByteArray key = QByteArray::fromStdString(word) + ':';
        if (step.startsWith('{' + key) || step.contains(", " + key))
            return word;
    }
    return {};
}

}

/// The schema and the parser are about the same language.
class SchemaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameWords();
    void whatTheParserTakes_data();
    void whatTheParserTakes();
    void everyWordHasASample();
    void files_data();
    void files();
    void whatBothRefuse_data();
    void whatBothRefuse();
    void aDamagedSchema();
};

void SchemaTest::theSameWords()
{
    const QJsonObject schema
        = QJsonDocument::fromJson(bytesOf(QString::fromUtf8(schemaFile))).object();
    const QJsonObject step = schema[u"definitions"][u"step"].toObject();
    QStringList words;
    for (const std::string& word : operationNames())
        words.append(QString::fromStdString(word));
    QStringList listed;
    for (const QJsonValue& alternative : step[u"oneOf"].toArray())
        listed.append(alternative[u"required"][0].toString());
    QCOMPARE(listed, words);
    QStringList known = step[u"properties"].toObject().keys();
    for (const char* key : {"at", "after", "by", "as", "expect", "note", "claims"})
        QVERIFY2(known.removeOne(QString::fromUtf8(key)), key);
    QCOMPARE(known, words);

    const QJsonObject dependencies = step[u"dependencies"].toObject();
    QStringList giving;
    for (const QJsonValue& alternative : dependencies[u"as"][u"anyOf"].toArray())
        giving.append(alternative[u"required"][0].toString());
    QStringList givingTwo;
    for (const QJsonValue& alternative : step[u"if"][u"anyOf"].toArray())
        givingTwo.append(alternative[u"required"][0].toString());
    for (const QString& word : words) {
        const Operation* operation = findOperation(word.toStdString());
        QVERIFY2(dependencies.contains(word) == operation->needsCaller, qPrintable(word));
        QVERIFY2(giving.contains(word) == !operation->gives.empty(), qPrintable(word));
        QVERIFY2(givingTwo.contains(word) == (operation->gives.size() == 2), qPrintable(word));
        const QJsonValue description = step[u"properties"][word][u"description"];
        QVERIFY2(!description.toString().isEmpty(), qPrintable(word)); // an editor shows it
    }
}

void SchemaTest::whatTheParserTakes_data()
{
    QTest::addColumn<QByteArray>("yaml");
    for (const QByteArray& sample : samples)
        QTest::newRow(sample.constData()) << preamble + "  - " + sample + '\n';
    const auto top = [](const char* name, const QByteArray& lines) {
        QTest::newRow(name) << lines + preamble;
    };
    top("all at the top",
        "description: >-\n  a text\nlesson: 3\nseed: 0x10\nbehaviour: linux\n"
        "start: 2s\npid_limit: 300\npage_size: 4096\nclock_rate: 100\n");
    top("a sandbox",
        "sandbox: {processors: 4, memory: 1G, boot_time: 0, linux_release: 6.1.0, "
        "file_systems: [\"nodev\\tproc\", ext4]}\n");
    top("mounts",
        "mounts:\n  - {path: /, type: 9p, id: 2, parent: 1, read_only: true, major: 0, "
        "minor: 3, options: rw, root: /, source: none, propagation: \"shared:1\"}\n");
    top("programs",
        "programs:\n  - {image: {path: /x, position_independent: false, "
        "entry: 0x401000, headers: 9, relro: 4K, segments: [{address: 0x400000, "
        "offset: 0, file: 4K, memory: 8K, access: r-x}]}, libraries: [], "
        "static: true, heap: 132K}\n");
}

void SchemaTest::whatTheParserTakes()
{
    QFETCH(QByteArray, yaml);
    const auto parsed = parseScenario(view(yaml), "t.yaml");
    if (!parsed)
        QFAIL(inWords(parsed.error()).constData());
    QCOMPARE(inWords(refused(yaml)), QByteArray());
}

void SchemaTest::everyWordHasASample()
{
    for (const std::string& word : operationNames())
        QVERIFY2(std::ranges::contains(samples, word, wordOf), word.c_str());
}

void SchemaTest::files_data()
{
    QTest::addColumn<QString>("path");
    for (const char* folder :
         {SANDSCOPE_SOURCE_DIR "/resources/scenarios/", SANDSCOPE_TEST_DATA "/scenarios/"}) {
        const QDir dir(QString::fromUtf8(folder));
        for (const QString& name : dir.entryList({QStringLiteral("*.yaml")}, QDir::Files))
            QTest::newRow(qPrintable(name)) << dir.filePath(name);
    }
}

void SchemaTest::files()
{
    QFETCH(QString, path);
    QCOMPARE(inWords(refused(bytesOf(path))), QByteArray());
}

void SchemaTest::whatBothRefuse_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<int>("line");
    const auto step = [](const char* sample) {
        QTest::newRow(sample) << preamble + "  - " + sample + '\n' << preambleLines + 1;
    };
    step("{by: t, frok: }");
    step("{fork: }");
    step("{by: t}");
    step("{by: t, fork: , mmap: 64K}");
    step("{by: t, fork: 3}");
    step("{by: t, fork: {flags: vm}}");
    step("{by: t, mmap: {access: rw-}}");
    step("{by: t, mmap: {length: 64Q}}");
    step("{by: t, mmap: {length: 64K, access: rwxp}}");
    step("{by: t, mmap: {length: 64K, file: /x, memfd: y}}");
    step("{by: t, mmap: {length: 64K, shared: yes}}");
    step("{by: t, munmap: 64K}");
    step("{by: t, mmap: {length: 4K, replaces: false}}");
    step("{by: t, madvise: {at: a, length: 4K, advice: dontneed}}");
    step("{by: t, mlockall: now}");
    step("{by: t, read: {bytes: 4K, offset: 0}}");
    step("{by: t, socket: {family: tcp}}");
    step("{by: t, open: {path: /x, flags: trunc}}");
    step("{by: t, brk: {grow: 1K, shrink: 1K}}");
    step("{by: t, brk: {}}");
    step("{by: t, clone: [vm, vn]}");
    step("{by: t, exit: 256}");
    step("{by: t, exit: 0, as: x}");
    step("{by: t, fork: , as: [x, y]}");
    step("{by: t, fork: , as: 7up}");
    step("{by: t, fork: , as: heap}");
    step("{by: t, fork: , as: gone}");
    step("{by: t, fork: , as: x, expect: EPERM}");
    step("{by: t, setuid: 1000, expect: oops}");
    step("{at: 1s, after: 1s, pass: }");
    step("{after: 3, pass: }");
    step("{by: t, limit: {of: open_files}}");
    step("{by: t, limit: {of: opne_files, to: 3}}");
    step("{by: t, umask: 1000}");
    step("{by: t, drop_bounding: sys_admn}");
    step("{start: {program: /x, limits: {stack: much}}}");
    step("{start: {program: /x, streams: 1}}");
    step("{by: t, read: {fails: maybe}}");
    step("{pass: , claims: {t: status}}");
    step("{pass: , claims: [{t: status.Pid, u: status.Pid}]}");
    step("{pass: , claims: [status.Pid]}");
    const auto top
        = [](const char* line) { QTest::newRow(line) << line + QByteArray("\n") + preamble << 1; };
    top("colour: red");
    top("seed: -1");
    top("behaviour: gvisor-2020");
    top("page_size: 16384");
    top("sandbox: {processors: 0}");
    top("mounts: {path: /}");
    top("mounts: [{path: data}]");
    top("lesson: 0");
    QTest::newRow("no steps") << QByteArray("title: x\n") << 1;
    QTest::newRow("steps that are none") << QByteArray("title: x\nsteps: []\n") << 2;
    QTest::newRow("no YAML") << QByteArray("title: [\n") << 2;
}

void SchemaTest::whatBothRefuse()
{
    QFETCH(QByteArray, yaml);
    QFETCH(int, line);
    const auto parsed = parseScenario(view(yaml), "t.yaml");
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().front().line, line);
    const std::vector<Problem> problems = refused(yaml);
    QVERIFY(!problems.empty());
    QVERIFY2(std::ranges::contains(problems, line, &Problem::line), inWords(problems).constData());
    QVERIFY(problems.front().column > 0);
}

void SchemaTest::aDamagedSchema()
{
    for (const char* schema : {"", "{", "{\"$ref\": \"#/nowhere\"}"}) {
        const std::vector<Problem> problems = Schema(schema).check(view(preamble), "t.yaml");
        QVERIFY2(!problems.empty(), schema);
    }
}

QTEST_APPLESS_MAIN(SchemaTest)
#include "tst_schema.moc"
