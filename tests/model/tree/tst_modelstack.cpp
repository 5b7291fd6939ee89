// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The models of a window, all of them, through 10,000 operations of a random kernel: stepping on,
// back and standing still, sorted, filtered, folded and unfolded meanwhile. After each tick every
// model must show what a plain implementation makes of the same snapshot.
#include <model/kernel/randomdriver.h>
#include <model/proxies/proxies.h>
#include <model/records/fileview.h>
#include <model/records/tables.h>
#include <model/tree/columns.h>
#include <model/tree/processlist.h>
#include <model/tree/proctree.h>
#include <model/tree/taskpath.h>

#include <QAbstractItemModelTester>
#include <QAbstractProxyModel>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

#include <map>
#include <random>
#include <set>

#include <tests/model/modelspy.h>
#include <tests/model/shadowtable.h>

using namespace sandscope;
using namespace sandscope::model;
using snapshot::SnapshotPtr;
using snapshot::TaskSummary;
using test::ModelSpy;
using test::ShadowTable;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

/// What a process list is told to show.
struct Wish
{
    int column = processColumn("tid");
    Qt::SortOrder order = Qt::AscendingOrder;
    QString filter;
    bool flat = false;
    bool threads = true;
    std::set<procfs::TaskId> collapsed;
};

/// The rows of a process list, made the plain way: maps, recursion, and a sort of every group of
/// siblings.
class PlainList
{
public:
    PlainList(const snapshot::Snapshot& now, const SnapshotPtr& before, const Wish& wish)
        : m_wish(wish)
    {
        now.tasks.forEach([this](auto, const auto& task) { add(*task); });
        if (before) { // what vanished since stays as long as it is marked
            before->tasks.forEach([&](auto id, const auto& task) {
                if (!now.tasks.find(id))
                    add(*task);
            });
        }
        for (const auto& [id, task] : m_tasks) {
            const bool top = wish.flat || !m_tasks.contains(task->parent);
            m_children[top ? procfs::TaskId{} : task->parent].push_back(task);
        }
        for (auto& [id, group] : m_children)
            std::ranges::sort(group,
                              [this](const auto* a, const auto* b) { return isBefore(*a, *b); });
        appendBelow({}, 0);
    }

    [[nodiscard]] const QStringList& rows() const { return m_rows; }

private:
    void add(const TaskSummary& task)
    {
        if (m_wish.threads || !task.isThread)
            m_tasks[task.id] = &task;
    }

    [[nodiscard]] bool isBefore(const TaskSummary& a, const TaskSummary& b) const
    {
        if (!m_wish.flat && a.isThread != b.isThread)
            return a.isThread;
        const auto& column = processColumns()[static_cast<std::size_t>(m_wish.column)];
        const QVariant x = column.value(a);
        const QVariant y = column.value(b);
        if (x.isValid() != y.isValid())
            return x.isValid();
        if (x.isValid()) {
            const int byValue = column.compare(a, b);
            if (byValue != 0)
                return m_wish.order == Qt::AscendingOrder ? byValue < 0 : byValue > 0;
        }
        return a.tid != b.tid ? a.tid < b.tid : a.id < b.id;
    }

    [[nodiscard]] bool isHit(const TaskSummary& task) const
    {
        return QString::fromStdString(task.name).contains(m_wish.filter, Qt::CaseInsensitive)
            || QString::fromStdString(task.command).contains(m_wish.filter, Qt::CaseInsensitive)
            || QString::number(task.tid.value).contains(m_wish.filter);
    }

    [[nodiscard]] bool isKept(const TaskSummary& task) const
    {
        return m_wish.filter.isEmpty() || isHit(task)
            || (!m_wish.flat && std::ranges::any_of(below(task.id), [this](const auto* child) {
                   return isKept(*child);
               }));
    }

    [[nodiscard]] std::vector<const TaskSummary*> below(procfs::TaskId task) const
    {
        const auto at = m_children.find(task);
        return at == m_children.end() ? std::vector<const TaskSummary*>() : at->second;
    }

    void appendBelow(procfs::TaskId parent, int depth)
    {
        for (const TaskSummary* task : below(parent)) {
            if (!isKept(*task))
                continue;
            m_rows.append(QStringLiteral("%1:%2").arg(depth).arg(task->id.value));
            if (!m_wish.flat && (!m_wish.filter.isEmpty() || !m_wish.collapsed.contains(task->id)))
                appendBelow(task->id, depth + 1);
        }
    }

    const Wish& m_wish;
    std::map<procfs::TaskId, const TaskSummary*> m_tasks;
    std::map<procfs::TaskId, std::vector<const TaskSummary*>> m_children;
    QStringList m_rows;
};

/// A process list with the proxy and the selections that views would put on top.
struct ListStack
{
    Wish wish;
    ProcessListModel model;
    QAbstractItemModelTester tester{&model, fatal};
    std::unique_ptr<QAbstractProxyModel> columns{
        columnChoice(&model, {"command", "tid", "name"}, nullptr)};
    QAbstractItemModelTester columnsTester{columns.get(), fatal};
    ModelSpy spy{&model};
    ShadowTable shadow{&model}, columnsShadow{columns.get()};
    SnapshotPtr before; ///< what was shown before this step
    bool keepsGone = false;
    QPersistentModelIndex selected;
    procfs::TaskId selectedTask;

    void select(std::mt19937& random)
    {
        if (model.rowCount() == 0)
            return;
        selected
            = model.index(static_cast<int>(random() % static_cast<unsigned>(model.rowCount())), 0);
        selectedTask = model.taskAt(selected);
    }
};

QStringList rowsOf(const ProcessListModel& model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row, 0);
        rows.append(QStringLiteral("%1:%2")
                        .arg(index.data(DepthRole).toInt())
                        .arg(model.taskAt(index).value));
    }
    return rows;
}

/// One file with every table that a pane could show it in.
struct FileStack
{
    QByteArray file;
    FileView view;
    FieldTableModel fields;
    VmaTableModel vmas;
    AuxvTableModel auxv;
    RawModel raw;
    std::unique_ptr<QAbstractProxyModel> sorted{detailTable(&vmas, nullptr)};
    QAbstractItemModelTester fieldsTester{&fields, fatal}, vmasTester{&vmas, fatal},
        auxvTester{&auxv, fatal}, rawTester{&raw, fatal}, sortedTester{sorted.get(), fatal};
    ShadowTable fieldsShadow{&fields}, vmasShadow{&vmas}, auxvShadow{&auxv}, rawShadow{&raw},
        sortedShadow{sorted.get()};
    ModelSpy fieldsSpy{&fields}, vmasSpy{&vmas}, auxvSpy{&auxv}, rawSpy{&raw};

    explicit FileStack(QByteArray name, std::shared_ptr<procfs::RecordCache> cache)
        : file(std::move(name))
    {
        view.setCache(std::move(cache));
        sorted->sort(VmaTableModel::SizeColumn, Qt::DescendingOrder);
        QObject::connect(&view, &FileView::changed, &fields, [this](const FileContentPtr& content) {
            fields.setContent(content);
            vmas.setContent(content);
            auxv.setContent(content);
            raw.setContent(content);
        });
    }

    QStringList takeSignals()
    {
        return fieldsSpy.take() + vmasSpy.take() + auxvSpy.take() + rawSpy.take();
    }
};

}

class ModelStackTest : public QObject
{
    Q_OBJECT

private:
    std::mt19937 m_random{20190517};
    std::shared_ptr<procfs::RecordCache> m_cache = std::make_shared<procfs::RecordCache>();
    snapshot::ViewOptions m_options;
    std::vector<std::unique_ptr<ListStack>> m_lists;
    std::vector<std::unique_ptr<FileStack>> m_files;
    ProcTreeModel m_tree;

    [[nodiscard]] bool oneIn(unsigned n) { return m_random() % n == 0; }

    void waitForAll()
    {
        const bool done = QTest::qWaitFor(
            [this] {
                return std::ranges::none_of(m_lists,
                                            [](const auto& list) { return list->model.isBusy(); })
                    && std::ranges::none_of(m_files,
                                            [](const auto& file) { return file->view.isBusy(); });
            },
            20'000);
        QVERIFY(done);
    }

    void show(const SnapshotPtr& snapshot)
    {
        for (const auto& list : m_lists) {
            list->model.setSnapshot(snapshot);
        }
        for (const auto& file : m_files)
            file->view.setSnapshot(snapshot, m_options);
        m_tree.setSnapshot(snapshot, m_options);
        waitForAll();
    }

    void meddle(ListStack& list)
    {
        if (oneIn(40)) {
            list.wish.column = static_cast<int>(m_random() % processColumns().size());
            list.wish.order = oneIn(2) ? Qt::AscendingOrder : Qt::DescendingOrder;
            list.model.sort(list.wish.column, list.wish.order);
        }
        if (oneIn(50)) {
            list.wish.filter = QStringList{QString(), QString(), QStringLiteral("SH"),
                                           QStringLiteral("1"), QStringLiteral("bin/")}
                                   .at(static_cast<qsizetype>(m_random() % 5));
            list.model.setFilter(list.wish.filter);
        }
        if (oneIn(100)) {
            list.wish.threads = !list.wish.threads;
            list.model.setThreadsShown(list.wish.threads);
        }
        if (list.wish.filter.isEmpty() && list.model.filter().isEmpty() && !list.wish.flat
            && list.model.rowCount() > 0 && oneIn(4)) {
            const QModelIndex index = list.model.index(
                static_cast<int>(m_random() % static_cast<unsigned>(list.model.rowCount())), 0);
            // Not while another order is on its way: it would not be clear which one a test means.
            if (index.data(ExpandableRole).toBool() && !list.model.isBusy()) {
                const procfs::TaskId task = list.model.taskAt(index);
                if (index.data(ExpandedRole).toBool())
                    list.wish.collapsed.insert(task);
                else
                    list.wish.collapsed.erase(task);
                list.model.setExpanded(index, !index.data(ExpandedRole).toBool());
            }
        }
    }

    void openSomeFolder()
    {
        QModelIndex at;
        for (int depth = 0; depth < 4; ++depth) {
            while (m_tree.canFetchMore(at))
                m_tree.fetchMore(at);
            if (m_tree.rowCount(at) == 0)
                return;
            at = m_tree.index(
                static_cast<int>(m_random() % static_cast<unsigned>(m_tree.rowCount(at))), 0, at);
            (void)at.siblingAtColumn(ProcTreeModel::DetailColumn).data();
        }
    }

    void chooseTask(FileStack& file, const snapshot::Snapshot& snapshot)
    {
        const auto first = snapshot.tasks.lowerBound(static_cast<std::uint32_t>(m_random() % 300));
        if (first)
            file.view.setPath(pathOfTask(*first->second) + '/' + file.file);
    }

    void checkLists(const snapshot::Snapshot& now, const QString& when)
    {
        for (const auto& list : m_lists) {
            const PlainList plain(now, list->keepsGone ? list->before : nullptr, list->wish);
            const QStringList rows = rowsOf(list->model);
            if (rows != plain.rows())
                QFAIL(qPrintable(when + u'\n' + rows.join(u' ') + u'\n' + plain.rows().join(u' ')));
            QCOMPARE(list->columns->rowCount(), rows.size());
            QCOMPARE(list->shadow.difference(), QString());
            QCOMPARE(list->columnsShadow.difference(), QString());
            if (list->selected.isValid())
                QCOMPARE(list->model.taskAt(list->selected), list->selectedTask);
        }
    }

    void checkTree(const SnapshotPtr& now, const QString& when)
    {
        const auto fileSystem = snapshot::makeFileSystem(now, m_options, nullptr);
        std::vector<QModelIndex> open{QModelIndex()};
        while (!open.empty()) {
            const QModelIndex at = open.back();
            open.pop_back();
            if (m_tree.rowCount(at) == 0)
                continue;
            const auto node = fileSystem->walk(m_tree.path(at).toStdString());
            QVERIFY2(node.has_value(),
                     qPrintable(when + u' ' + QString::fromLatin1(m_tree.path(at))));
            const auto listing = (*node)->readdir(0, 1'000'000);
            QVERIFY(listing.has_value());
            QStringList expected, found;
            for (const auto& entry : listing->entries) {
                if (entry.name != "." && entry.name != "..")
                    expected.append(QString::fromStdString(entry.name));
            }
            for (int row = 0; row < m_tree.rowCount(at); ++row) {
                const QModelIndex child = m_tree.index(row, 0, at);
                found.append(child.data().toString());
                open.push_back(child);
            }
            if (found != expected)
                QFAIL(qPrintable(when + u' ' + QString::fromLatin1(m_tree.path(at)) + u'\n'
                                 + found.join(u' ') + u'\n' + expected.join(u' ')));
        }
    }

    void checkFiles(const SnapshotPtr& now, const QString& when)
    {
        for (const auto& file : m_files) {
            const FileContentPtr shown = file->view.content();
            if (file->view.path().isEmpty())
                continue;
            QVERIFY2(shown, qPrintable(when));
            for (const ShadowTable* shadow :
                 {&file->fieldsShadow, &file->vmasShadow, &file->auxvShadow, &file->rawShadow,
                  &file->sortedShadow})
                QCOMPARE(shadow->difference(), QString());
            const FileContentPtr fresh = readFile(now, m_options, file->view.path(), nullptr);
            QCOMPARE(shown->failure.has_value(), fresh->failure.has_value());
            QCOMPARE(shown->text != nullptr, fresh->text != nullptr);
            if (fresh->text)
                QVERIFY2(shown->text->bytes == fresh->text->bytes,
                         qPrintable(when + u' ' + QString::fromLatin1(file->view.path())));
            QCOMPARE(file->vmas.rowCount(), static_cast<int>(fresh->maps.size()));
            QCOMPARE(file->fields.rowCount(), static_cast<int>(fresh->fields.size()));
            for (int row = 0; row < file->fields.rowCount(); ++row) {
                QCOMPARE(file->fields.index(row, 1).data().toString(),
                         escaped(fresh->fields[static_cast<std::size_t>(row)].value));
            }
            QCOMPARE(file->raw.bytes(),
                     QByteArray::fromStdString(fresh->text ? fresh->text->bytes : std::string()));
        }
    }

    [[nodiscard]] QStringList takeAllSignals(ModelSpy& treeSpy)
    {
        QStringList seen = treeSpy.take();
        for (const auto& list : m_lists)
            seen += list->spy.take();
        for (const auto& file : m_files)
            seen += file->takeSignals();
        return seen;
    }

private Q_SLOTS:
    void tenThousandOperations()
    {
        kernel::Kernel kernel;
        kernel::RandomDriver driver(kernel, 4711);
        for (const char* column : {"tid", "cpu.time", "vm.rss"}) {
            auto list = std::make_unique<ListStack>();
            list->wish.column = processColumn(column);
            list->model.sort(list->wish.column, list->wish.order);
            list->keepsGone = m_lists.size() == 1;
            list->model.setMarkDuration(list->keepsGone ? 0 : -1);
            list->wish.flat = m_lists.size() == 2;
            list->model.setFlat(list->wish.flat);
            m_lists.push_back(std::move(list));
        }
        for (const char* file : {"maps", "smaps", "status", "auxv"})
            m_files.push_back(std::make_unique<FileStack>(file, m_cache));
        QAbstractItemModelTester treeTester(&m_tree, fatal);
        treeTester.setUseFetchMore(false); // would open every folder there is
        ModelSpy treeSpy(&m_tree);

        std::vector<SnapshotPtr> history;
        for (int operation = 0; operation < 10'000;) {
            for (auto more = 1 + m_random() % 80; more > 0; --more, ++operation)
                driver.step();
            history.push_back(kernel.publish());
            // Now and then the viewer steps back, and on again with the next tick.
            const SnapshotPtr now
                = oneIn(10) ? history[m_random() % history.size()] : history.back();
            for (const auto& list : m_lists) {
                meddle(*list);
                if (oneIn(20))
                    list->select(m_random);
            }
            waitForAll();
            for (const auto& list : m_lists) {
                if (list->model.snapshot() != now) // the same again is no step, and leaves the
                                                   // marks
                    list->before = list->model.snapshot();
            }
            for (const auto& file : m_files) {
                if (file->view.path().isEmpty() || oneIn(30))
                    chooseTask(*file, *now);
            }
            if (oneIn(100))
                m_options.dialect
                    = oneIn(2) ? procfs::Dialect::gvisor2018 : procfs::Dialect::gvisor2019;
            show(now);
            if (oneIn(50))
                openSomeFolder();

            const QString when
                = QStringLiteral("operation %1, generation %2").arg(operation).arg(now->generation);
            checkLists(*now, when);
            checkTree(now, when);
            checkFiles(now, when);
            if (QTest::currentTestFailed())
                return;
            for (const auto& list : m_lists)
                QVERIFY2(!list->spy.take().contains(QStringLiteral("reset")), qPrintable(when));
            QVERIFY2(!treeSpy.take().contains(QStringLiteral("reset")), qPrintable(when));

            if (oneIn(10)) { // a tick without change, as another object
                show(std::make_shared<snapshot::Snapshot>(*now)); // ends the marks of the step
                                                                  // before
                (void)takeAllSignals(treeSpy);
                const auto formatted = m_cache->formatCount();
                std::vector<quint64> reads;
                for (const auto& file : m_files)
                    reads.push_back(file->view.readCount());
                show(std::make_shared<snapshot::Snapshot>(*now));
                QCOMPARE(takeAllSignals(treeSpy), QStringList());
                QCOMPARE(m_cache->formatCount(), formatted);
                for (std::size_t i = 0; i < m_files.size(); ++i)
                    QCOMPARE(m_files[i]->view.readCount(), reads[i]);
            }
            if (history.size() > 50)
                history.erase(history.begin());
        }
        QVERIFY(m_tree.rowCount() > 0);
        QVERIFY(m_cache->formatCount() > 0);
    }
};

QTEST_GUILESS_MAIN(ModelStackTest)
#include "tst_modelstack.moc"
