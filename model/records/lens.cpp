// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/lens.h>

#include <QFutureWatcher>
#include <QThreadPool>
#include <QtConcurrentRun>

namespace sandscope::model {

namespace {

procfs::LensEntry sideOf(const LensRequest& request, procfs::Dialect dialect,
                         const std::shared_ptr<procfs::RecordCache>& cache)
{
    auto options = request.options;
    options.dialect = dialect;
    const auto fileSystem = snapshot::makeFileSystem(request.snapshot, options, cache);
    return procfs::readLensEntry(fileSystem->walk(request.path.toStdString()), dialect);
}

/// Lines of a hunk stand beside each other in their order.
void layBeside(LensResult& result)
{
    const auto add = [&result](std::optional<std::string> left, std::optional<std::string> right,
                               bool differs) {
        result.lines.push_back({std::move(left), std::move(right), differs});
    };
    const auto lines = snapshot::linesOf(result.right.text);
    std::size_t next = 0;
    const auto takeEqual = [&](std::size_t until) {
        for (; next < std::min(until, lines.size()); ++next)
            add(std::string(lines[next]), std::string(lines[next]), false);
    };
    for (const auto& hunk : snapshot::lineDiff(result.left.text, result.right.text)) {
        takeEqual(hunk.newLine - 1);
        for (std::size_t i = 0; i < std::max(hunk.removed.size(), hunk.added.size()); ++i) {
            const auto at = [i](const std::vector<std::string>& side) {
                return i < side.size() ? std::optional(side[i]) : std::nullopt;
            };
            add(at(hunk.removed), at(hunk.added), true);
        }
        next += hunk.added.size();
    }
    takeEqual(lines.size());
}

}

LensResultPtr readLens(const LensRequest& request,
                       const std::shared_ptr<procfs::RecordCache>& cache)
{
    auto result = std::make_shared<LensResult>();
    result->path = request.path;
    result->left = sideOf(request, request.left, cache);
    result->right = sideOf(request, request.right, cache);
    result->records = procfs::compareEntries(result->left, result->right);
    result->counts = procfs::count(result->records);
    layBeside(*result);
    return result;
}

struct LensReader::Private
{
    [[nodiscard]] bool isWanted() const { return wanted.snapshot && !wanted.path.isEmpty(); }
    void launch()
    {
        launched = wanted;
        watcher.setFuture(QtConcurrent::run(
            &pool, [request = wanted, from = cache] { return readLens(request, from); }));
    }

    LensRequest wanted;
    LensRequest launched; ///< snapshot null: nothing is under way
    std::shared_ptr<procfs::RecordCache> cache;
    LensResultPtr result;
    QFutureWatcher<LensResultPtr> watcher;
    QThreadPool pool; ///< last, so that it is waited for before the rest goes
};

LensReader::LensReader(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->pool.setMaxThreadCount(1);
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] {
        const LensResultPtr made = d->watcher.future().takeResult();
        const bool isLast = d->launched == d->wanted;
        d->launched = {};
        if (!d->isWanted())
            return;
        if (!isLast) {
            d->launch();
            return;
        }
        d->result = made;
        Q_EMIT changed(made);
    });
}

LensReader::~LensReader()
{
    d->watcher.disconnect(this);
    d->pool.waitForDone();
}

void LensReader::setCache(std::shared_ptr<procfs::RecordCache> cache)
{
    d->cache = std::move(cache);
}

void LensReader::setRequest(const LensRequest& request)
{
    if (request == d->wanted)
        return;
    d->wanted = request;
    if (!d->isWanted()) {
        d->result.reset();
        Q_EMIT changed(nullptr);
    } else if (!d->launched.snapshot) {
        d->launch();
    }
}

LensResultPtr LensReader::result() const
{
    return d->result;
}

bool LensReader::isBusy() const
{
    return d->isWanted() && d->launched.snapshot;
}

}
