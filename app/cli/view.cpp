// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/view.h>
#include <model/sandbox/insidereader.h>
#include <model/sources/readingtree.h>
#include <procfs/dialect.h>

#include <algorithm>
#include <utility>

namespace sandscope::app::cli {

namespace {

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

}

View::View(model::SourceReader reader, ViewRequest request)
    : m_reader(std::move(reader))
    , m_request(std::move(request))
    , m_interest(m_request.interest)
{
}

std::expected<View, Exit> View::open(const ViewRequest& request)
{
    auto reader = model::SourceReader::open(request.source);
    if (!reader) {
        complain(reader.error());
        return std::unexpected(Exit::wrongUsage); // the name itself is wrong
    }
    View view(*std::move(reader), request);
    if (auto done = view.read(); !done)
        return std::unexpected(done.error());
    if (const QString notice = view.m_reader.notice(); !notice.isEmpty())
        complain(notice);
    return view;
}

std::expected<void, Exit> View::read()
{
    using Kind = model::Target::Kind;
    const Kind kind = m_request.target.kind;
    if (!m_reader.capabilities().canStep && kind != Kind::end && kind != Kind::generation) {
        complain(QStringLiteral("This source has no steps; leave --step and --until out."));
        return std::unexpected(Exit::wrongUsage);
    }
    m_request.target.dialect = m_request.dialect;
    auto moment = m_reader.read(m_request.target, m_interest);
    if (!moment) {
        complain(moment.error());
        return std::unexpected(exitOf(moment.error()));
    }
    m_moment = *std::move(moment);
    if (const auto trouble = m_reader.trouble())
        complain(*trouble);
    return mountView();
}

std::expected<void, Exit> View::mountView()
{
    snapshot::ViewOptions options;
    const model::Capabilities can = m_reader.capabilities();
    if (!can.printsDialects) {
        if (m_request.dialect && *m_request.dialect != can.dialect) {
            complain(
                QStringLiteral("This source prints no other dialect than %1; leave --dialect out.")
                    .arg(QString::fromUtf8(procfs::dialectName(can.dialect))));
            return std::unexpected(Exit::wrongUsage);
        }
        if (m_request.reader || m_request.mount || m_request.readRule) {
            complain(QStringLiteral("This source shows what its own reader saw; --as, --pidns and "
                                    "--read-rule need a scenario."));
            return std::unexpected(Exit::wrongUsage);
        }
        m_fileSystem = snapshot::makeFileSystem(m_moment.snapshot, options, nullptr);
        return {};
    }

    options.dialect = m_request.dialect.value_or(can.dialect);
    options.readRule = m_request.readRule;
    options.repeatsProcesses = m_request.asKernelLists;
    const procfs::Records& records = *m_moment.snapshot->records;
    const auto taskWith = [&records](std::int32_t pid) -> std::expected<procfs::TaskId, Exit> {
        const procfs::TaskId id = records.taskWithTid(records.rootPidNamespace(), {pid});
        if (id)
            return id;
        complain(QStringLiteral("ESRCH: there is no task %1 at generation %2.")
                     .arg(pid)
                     .arg(records.generation()));
        return std::unexpected(Exit::no);
    };
    if (m_request.reader) {
        const auto reader = taskWith(*m_request.reader);
        if (!reader)
            return std::unexpected(reader.error());
        options.reader = *reader;
    }
    if (m_request.mount) {
        const auto task = taskWith(*m_request.mount);
        if (!task)
            return std::unexpected(task.error());
        options.mount = records.task(*task)->pidNamespace;
    }
    m_fileSystem = snapshot::makeFileSystem(m_moment.snapshot, options,
                                            std::make_shared<procfs::RecordCache>());
    return {};
}

std::expected<void, Exit> View::setDialect(procfs::Dialect dialect)
{
    m_request.dialect = dialect;
    return mountView();
}

std::expected<void, Exit> View::setInterest(const QSet<QByteArray>& paths)
{
    if (!samplesOnDemand())
        return {};
    m_interest = paths;
    return read();
}

procfs::FileSystem& View::everything(std::stop_token stop)
{
    if (!samplesOnDemand())
        return *m_fileSystem;
    if (capabilities().readsInside) // of a sandbox; what cannot be read stays unknown
        (void)setInterest({QByteArrayLiteral("*")});
    else
        m_fileSystem = snapshot::makeFileSystem(
            model::readingOnDemand(m_moment.snapshot, std::move(stop), true), {}, nullptr);
    return *m_fileSystem;
}

procfs::Answer<procfs::NodePtr> View::walk(const std::string& path)
{
    if (samplesOnDemand() && !path.empty() && !m_interest.contains(bytesOf(path))) {
        QSet<QByteArray> interest = m_interest;
        interest.insert(bytesOf(path));
        if (!setInterest(interest))
            return std::unexpected(
                procfs::Failure{procfs::Failure::Kind::notSampled, procfs::Errno::ok, {}});
    }
    return find(path);
}

std::string pathBelowProc(std::string_view path)
{
    std::string below;
    bool isFirst = true;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view name = path.substr(0, end);
        // "/proc/7" is what people have at hand.
        const bool isMount = isFirst && name == "proc";
        if (!name.empty() && name != "." && !isMount)
            below.append(below.empty() ? "" : "/").append(name);
        isFirst = isFirst && name.empty();
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return below;
}

void complain(const View& view, std::string_view path, const procfs::Failure& failure)
{
    complain(sentence(path, failure));
    const bool isUntold = failure.kind == procfs::Failure::Kind::notProvided
        && view.capabilities().readsInside && !view.samplesOnDemand();
    if (isUntold && model::isReadInside(path))
        complain(
            QStringLiteral("With inside=yes in the name of the source it is asked of a process "
                           "that is started inside the sandbox."));
}

void complain(const model::SourceError& error)
{
    QString text = error.explanation;
    if (text.isEmpty())
        text = error.heading;
    complain(text);
}

}
