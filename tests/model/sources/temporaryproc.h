// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace sandscope::test {

/// A folder that looks like /proc, made file by file and thrown away in the end.
class TemporaryProc
{
public:
    [[nodiscard]] std::string path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] QString source() const { return QStringLiteral("proc:") + m_folder.path(); }
    [[nodiscard]] std::filesystem::path at(std::string_view name) const
    {
        return std::filesystem::path(path()) / name;
    }

    void write(std::string_view name, std::string_view bytes) const
    {
        std::filesystem::create_directories(at(name).parent_path());
        std::ofstream(at(name), std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    /// A file of a real kernel, \a path below tests/data/captured.
    void writeCaptured(std::string_view name, const std::string& path) const
    {
        std::filesystem::create_directories(at(name).parent_path());
        std::filesystem::copy_file(SANDSCOPE_TEST_DATA "/captured/" + path, at(name),
                                   std::filesystem::copy_options::overwrite_existing);
    }
    void makeFolder(std::string_view name) const { std::filesystem::create_directories(at(name)); }
    void link(std::string_view target, std::string_view name) const
    {
        std::filesystem::create_directories(at(name).parent_path());
        std::filesystem::create_symlink(target, at(name));
    }
    void makePipe(std::string_view name) const
    {
        std::filesystem::create_directories(at(name).parent_path());
        ::mkfifo(at(name).c_str(), 0600);
    }
    /// A file with a size and no blocks.
    void makeHole(std::string_view name, std::uintmax_t size) const
    {
        write(name, "");
        std::filesystem::resize_file(at(name), size);
    }
    void remove(std::string_view name) const { std::filesystem::remove_all(at(name)); }
    void removeAll() const { std::filesystem::remove_all(path()); }

    /// One line as a kernel prints it, for a task of \a ticks user time.
    static std::string stat(int tid, std::string_view name, int parent, unsigned long long start,
                            int ticks = 0, int threads = 1)
    {
        return std::to_string(tid) + " (" + std::string(name) + ") S " + std::to_string(parent)
            + " 1 1 0 -1 0 0 0 0 0 " + std::to_string(ticks) + " 5 0 0 20 0 "
            + std::to_string(threads) + " 0 " + std::to_string(start)
            + " 8192000 250 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 "
              "0 0 0\n";
    }
    void addTask(int pid, std::string_view name, int parent = 0,
                 unsigned long long start = 100) const
    {
        const std::string folder = std::to_string(pid) + '/';
        write(folder + "stat", stat(pid, name, parent, start));
        write(folder + "status",
              "Name:\t" + std::string(name)
                  + "\nState:\tS (sleeping)\nTgid:\t1\nPid:\t1\nUid:\t7\t1000\t7\t7\n");
        write(folder + "cmdline", std::string("/bin/") + std::string(name) + '\0' + "-x" + '\0');
    }

private:
    QTemporaryDir m_folder;
};

}
