// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/elffile.h>
#include <model/replay/elffolder.h>
#include <model/replay/mapsimage.h>
#include <model/replay/readelf.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <functional>

using namespace sandscope;
using namespace sandscope::replay;

/// Program headers: of ELF files, of readelf's text, and of maps taken after exec.
class ElfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fileSaysWhatItHolds();
    void damagedFiles_data();
    void damagedFiles();
    void everyCutAndFlippedByteIsSurvived();
    void textOfPositionIndependentProgram();
    void textOfFixedProgram();
    void textWithoutFileHeader();
    void damagedTexts_data();
    void damagedTexts();
    void textsAndFilesAgree();
    void mapAfterExec();
    void mapOfNothing();
    void folderFollowsLinksBelowItself();
    void aVersionBehindTheName();
    void scriptNamesItsInterpreter();
};

namespace {

const procfs::Access readOnly{true, false, false};
const procfs::Access code{true, false, true};
const procfs::Access data{true, true, false};

void put(std::string& bytes, std::size_t at, std::uint64_t value, std::size_t size)
{
    if (bytes.size() < at + size)
        bytes.resize(at + size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        bytes[at + i] = static_cast<char>(value >> 8 * i);
}

struct Header
{
    std::uint32_t kind = 0;
    std::uint32_t flags = 0;
    std::uint64_t offset = 0, address = 0, fileSize = 0, memorySize = 0, alignment = 4096;
};

constexpr std::uint32_t load = 1, interpreter = 3, stack = 0x6474e551, relro = 0x6474e552;
constexpr std::uint32_t r = 4, rx = 5, rw = 6;

std::string elfFile(const std::vector<Header>& headers, std::uint16_t type = 3,
                    const std::string& interpreterName = {})
{
    std::string bytes("\177ELF\2\1\1", 7);
    put(bytes, 16, type, 2);
    put(bytes, 18, 62, 2);
    put(bytes, 20, 1, 4);
    put(bytes, 24, 0x1160, 8);
    put(bytes, 32, 64, 8);
    put(bytes, 54, 56, 2);
    put(bytes, 56, headers.size(), 2);
    put(bytes, 63, 0, 1);
    std::size_t at = 64;
    for (const Header& header : headers) {
        put(bytes, at, header.kind, 4);
        put(bytes, at + 4, header.flags, 4);
        put(bytes, at + 8, header.offset, 8);
        put(bytes, at + 16, header.address, 8);
        put(bytes, at + 24, header.address, 8);
        put(bytes, at + 32, header.fileSize, 8);
        put(bytes, at + 40, header.memorySize, 8);
        put(bytes, at + 48, header.alignment, 8);
        at += 56;
    }
    for (const Header& header : headers) {
        if (header.kind == interpreter) {
            bytes.resize(std::max<std::size_t>(bytes.size(), header.offset));
            bytes.replace(header.offset, interpreterName.size() + 1, interpreterName.c_str(),
                          interpreterName.size() + 1);
        }
    }
    return bytes;
}

// As tests/data/replay/elf/usr/bin/dash.txt prints it.
std::vector<Header> dashHeaders()
{
    return {
        {interpreter, r, 0x318, 0x318, 0x1c, 0x1c, 1},  {load, r, 0, 0, 0x36d8, 0x36d8},
        {load, rx, 0x4000, 0x4000, 0x12bb9, 0x12bb9},   {load, r, 0x17000, 0x17000, 0x5864, 0x5864},
        {load, rw, 0x1ce30, 0x1de30, 0x1410, 0x4140},   {stack, rw, 0, 0, 0, 0, 16},
        {relro, r, 0x1ce30, 0x1de30, 0x11d0, 0x11d0, 1}};
}

std::string dashFile()
{
    return elfFile(dashHeaders(), 3, "/lib64/ld-linux-x86-64.so.2");
}

std::string textOf(const char* name)
{
    QFile file(QStringLiteral(SANDSCOPE_TEST_DATA "/replay/elf/") + QString::fromLatin1(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

}

void ElfTest::fileSaysWhatItHolds()
{
    const auto headers = readElf(dashFile());
    QVERIFY(headers);
    QVERIFY(headers->positionIndependent);
    QCOMPARE(headers->entry, std::uint64_t{0x1160});
    QCOMPARE(headers->headerCount, std::uint16_t{7});
    QCOMPARE(headers->interpreter, std::string("/lib64/ld-linux-x86-64.so.2"));
    QCOMPARE(headers->segments.size(), std::size_t{4});
    QVERIFY(headers->segments[1].access == code);
    QVERIFY(headers->segments[3].access == data);
    QCOMPARE(headers->segments[3].fileOffset, std::uint64_t{0x1ce30});
    QVERIFY((headers->span() == LinkedRange{0, 0x22000}));
    QVERIFY((headers->relro == LinkedRange{0x1d000, 0x1f000}));
    QVERIFY(!headers->executableStack);
    QCOMPARE(kernel::problemOf(imageOf(*headers, "/usr/bin/dash")), std::string());
}

void ElfTest::damagedFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const std::string& bytes, const char* problem) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(problem);
    };
    const auto with = [](std::size_t at, std::uint64_t value, std::size_t size) {
        std::string bytes = dashFile();
        put(bytes, at, value, size);
        return bytes;
    };
    row("empty", {}, "it is no ELF file");
    row("text", "#!/bin/sh\n", "it is no ELF file");
    row("magic alone", "\177ELF", "it ends within the file header");
    row("32 bits", with(4, 1, 1), "it is not a 64-bit little-endian ELF file for x86-64");
    row("other machine", with(18, 183, 2), "it is not a 64-bit little-endian ELF file for x86-64");
    row("object file", with(16, 1, 2), "it is of ELF type 1, which no exec loads");
    row("odd header size", with(54, 32, 2), "its program headers have an odd size");
    row("no headers", with(56, 0, 2), "it has 0 program headers");
    row("too many headers", with(56, 0xffff, 2), "it has 65535 program headers");
    row("headers far away", with(32, ~0ULL, 8), "it ends within the program headers");
    row("no name", with(64 + 8, 0xffffff, 8), "the name of its interpreter does not end");
    row("long name", with(64 + 32, 1U << 30U, 8), "the name of its interpreter has an odd length");
    row("nothing to load", elfFile({{stack, rw}}), "there is no segment to load");
    row("beyond addresses", elfFile({{load, rw, 0, ~0ULL - 4095, 4096, 4096}}),
        "the segment at 0xfffffffffffff000 lies outside what can be addressed");
}

void ElfTest::damagedFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, problem);
    const auto headers = readElf(bytes.toStdString());
    QVERIFY(!headers);
    QCOMPARE(QString::fromStdString(headers.error()), problem);
}

void ElfTest::everyCutAndFlippedByteIsSurvived()
{
    const std::string whole = dashFile();
    for (std::size_t size = 0; size < whole.size(); ++size)
        (void)readElf(std::string_view(whole).substr(0, size));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ '\xff');
        if (const auto headers = readElf(bytes))
            (void)kernel::problemOf(imageOf(*headers, "/x"));
    }
}

void ElfTest::textOfPositionIndependentProgram()
{
    const auto headers = readReadelf(textOf("usr/bin/dash.txt"));
    QVERIFY2(headers, headers ? "" : headers.error().c_str());
    QVERIFY(headers->positionIndependent);
    QCOMPARE(headers->interpreter, std::string("/lib64/ld-linux-x86-64.so.2"));
    QCOMPARE(headers->segments.size(), std::size_t{4});
    QVERIFY(headers->segments[0].access == readOnly);
    QVERIFY(headers->segments[1].access == code);
    QVERIFY(headers->segments[3].access == data);
    QCOMPARE(headers->headersAt, std::uint64_t{64});
    QVERIFY(headers->headerCount > 4);
    QVERIFY(headers->relro);
    QVERIFY(!headers->executableStack);
}

void ElfTest::textOfFixedProgram()
{
    const auto headers = readReadelf(textOf("usr/bin/python3.11.txt"));
    QVERIFY(headers);
    QVERIFY(!headers->positionIndependent);
    QCOMPARE(headers->entry, std::uint64_t{0x627bb0});
    QCOMPARE(headers->headerCount, std::uint16_t{13});
    QVERIFY((headers->span() == LinkedRange{0x400000, 0xaca000}));
    // 0x945dc8 + 0x238 ends with the page.
    QVERIFY((headers->relro == LinkedRange{0x945000, 0x946000}));
}

void ElfTest::textWithoutFileHeader()
{
    const auto headers = readReadelf("\n"
                                     "Elf file type is DYN (Shared object file)\n"
                                     "Entry point 0x1230\n"
                                     "There are 9 program headers, starting at offset 64\n"
                                     "\n"
                                     "Program Headers:\n"
                                     "  Type Offset VirtAddr PhysAddr FileSiz MemSiz Flg Align\n"
                                     "  LOAD 0x000000 0x0000000000000000 0x0000000000000000 "
                                     "0x001000 0x002000 RWE 0x200000\n"
                                     "  GNU_STACK 0x0 0x0 0x0 0x0 0x0 RWE 0x10\n");
    QVERIFY2(headers, headers ? "" : headers.error().c_str());
    QCOMPARE(headers->entry, std::uint64_t{0x1230});
    QCOMPARE(headers->headerCount, std::uint16_t{9});
    QCOMPARE(headers->alignment, std::uint64_t{0x200000});
    QVERIFY(headers->executableStack);
    QVERIFY(headers->interpreter.empty());
    QVERIFY(!headers->relro);
}

void ElfTest::damagedTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const char* text, const char* problem) {
        QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(problem);
    };
    row("empty", "", "there are no program headers in it");
    row("no type", "Program Headers:\n  LOAD 0x0 0x0 0x0 0x1 0x1 R 0x1\n",
        "it does not say whether the file is position-independent");
    row("no segment", "  Type: DYN\nProgram Headers:\n", "there is no segment to load");
    row("short row", "  Type: DYN\nProgram Headers:\n  LOAD 0x0 0x0\n",
        "line 3: a program header cannot be read");
    row("odd flags", "  Type: DYN\nProgram Headers:\n  LOAD 0x0 0x0 0x0 0x1 0x1 Q 0x1\n",
        "line 3: a program header cannot be read");
    row("number too large",
        "  Type: DYN\nProgram Headers:\n  LOAD 0x11112222333344445 0x0 0x0 0x1 0x1 R 0x1\n",
        "line 3: a program header cannot be read");
    row("object file", "  Type: REL (Relocatable file)\n",
        "line 1: the file is of a type that no exec loads");
    row("other machine", "  Machine: AArch64\n", "line 1: the file is not for x86-64");
    row("odd entry", "  Entry point address: here\n", "line 1: a number cannot be read");
}

void ElfTest::damagedTexts()
{
    QFETCH(QString, text);
    QFETCH(QString, problem);
    const auto headers = readReadelf(text.toStdString());
    QVERIFY(!headers);
    QCOMPARE(QString::fromStdString(headers.error()), problem);
}

void ElfTest::textsAndFilesAgree()
{
    const auto file = readElf(dashFile());
    const auto text = readReadelf(textOf("usr/bin/dash.txt"));
    QVERIFY(file && text);
    QCOMPARE(file->segments.size(), text->segments.size());
    for (std::size_t i = 0; i < file->segments.size(); ++i) {
        const kernel::Segment& a = file->segments[i];
        const kernel::Segment& b = text->segments[i];
        QCOMPARE(a.address, b.address);
        QCOMPARE(a.fileOffset, b.fileOffset);
        QCOMPARE(a.fileSize, b.fileSize);
        QCOMPARE(a.memorySize, b.memorySize);
        QVERIFY(a.access == b.access);
    }
    QVERIFY(file->relro == text->relro);
    QCOMPARE(file->interpreter, text->interpreter);
    QCOMPARE(file->executableStack, text->executableStack);
}

void ElfTest::mapAfterExec()
{
    const auto map = readMapAtExec(
        "555555554000-555555558000 r--p 00000000 fe:00 1361585                    /usr/bin/dash\n"
        "555555558000-55555556b000 r-xp 00004000 fe:00 1361585                    /usr/bin/dash\n"
        "555555571000-555555573000 rw-p 0001c000 fe:00 1361585                    /usr/bin/dash\n"
        "555555573000-555555576000 rw-p 00000000 00:00 0 \n"
        "7ffff7fc2000-7ffff7fc6000 r--p 00000000 00:00 0                          [vvar]\n"
        "7ffff7fc6000-7ffff7fc8000 r--p 00000000 00:00 0                          [vvar_vclock]\n"
        "7ffff7fc8000-7ffff7fca000 r-xp 00000000 00:00 0                          [vdso]\n"
        "7ffff7fca000-7ffff7fcb000 r--p 00000000 fe:00 1361588                    /lib/ld.so\n"
        "7ffff7ffb000-7ffff7fff000 rw-p 00031000 fe:00 1361588                    /lib/ld.so\n"
        "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0                          [stack]\n"
        "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n",
        kernel::Behaviour::linux_);
    QVERIFY2(map, map ? "" : map.error().c_str());
    QCOMPARE(map->size(), std::size_t{10});
    QVERIFY((*map)[4].hint == procfs::VmaHint::vvar);
    QCOMPARE((*map)[5].mapping->path, std::string("[vvar_vclock]"));
    QVERIFY((*map)[6].hint == procfs::VmaHint::vdso);
    QVERIFY((*map)[9].growsDown);
    QCOMPARE((*map)[0].mapping->device, std::uint64_t{0xfe00});
    QVERIFY((*map)[0].mapping == (*map)[1].mapping);
    const auto program = programOf(*map);
    QVERIFY(program);
    QCOMPARE(program->path, std::string("/usr/bin/dash"));
    QCOMPARE(program->base, std::uint64_t{0x555555554000});
    QCOMPARE(program->headers.segments.size(), std::size_t{2}); // up to the gap
    const auto loader = interpreterOf(*map);
    QVERIFY(loader);
    QCOMPARE(loader->base, std::uint64_t{0x7ffff7fca000});
}

void ElfTest::mapOfNothing()
{
    constexpr auto linux_ = kernel::Behaviour::linux_;
    QCOMPARE(readMapAtExec("", linux_).error(), std::string("it shows no program"));
    QVERIFY(!readMapAtExec("what is this\n", linux_));
    QCOMPARE(readMapAtExec("00002000-00003000 r--p 00000000 00:01 1 /a\n"
                           "00001000-00002000 r--p 00000000 00:01 1 /a\n",
                           linux_)
                 .error(),
             std::string("its ranges do not ascend in whole pages"));
}

void ElfTest::folderFollowsLinksBelowItself()
{
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::filesystem::create_directories(root / "usr/bin");
    std::filesystem::create_directory_symlink("usr/bin", root / "bin");
    std::filesystem::create_symlink("/usr/bin/dash", root / "usr/bin/probe-sh");
    QVERIFY(QFile::copy(QStringLiteral(SANDSCOPE_TEST_DATA "/replay/elf/usr/bin/dash.txt"),
                        folder.filePath(QStringLiteral("usr/bin/dash.txt"))));
    ElfFolder elf(root.string());
    const FoundFile* found = elf.find("/bin/probe-sh");
    QVERIFY(found && found->headers);
    QCOMPARE(found->path, std::string("/usr/bin/dash"));
    QVERIFY(found->assumption.empty());
    QVERIFY(!elf.find("/usr/bin/no-such-probe"));
    // Nothing leads out of the folder.
    std::filesystem::create_symlink("../../../../../../../../../usr/bin/dash", root / "usr/out");
    QCOMPARE(elf.find("/usr/out")->path, std::string("/usr/bin/dash"));
}

// A copy of programs without the link that leads to one of them.
void ElfTest::aVersionBehindTheName()
{
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::filesystem::create_directories(root / "usr/bin");
    const auto add = [&folder](const QString& name) {
        return QFile::copy(QStringLiteral(SANDSCOPE_TEST_DATA "/replay/elf/usr/bin/dash.txt"),
                           folder.filePath(QStringLiteral("usr/bin/") + name));
    };
    QVERIFY(add(QStringLiteral("probe3.11.txt")) && add(QStringLiteral("probe3-config.txt")));
    ElfFolder one(root.string());
    const FoundFile* found = one.find("/usr/bin/probe3");
    QVERIFY(found && found->headers);
    QCOMPARE(found->path, std::string("/usr/bin/probe3.11"));
    QCOMPARE(found->assumption,
             std::string("/usr/bin/probe3 is taken to be /usr/bin/probe3.11, "
                         "the only one called so."));
    QVERIFY(!one.find("/usr/bin/prob"));
    QVERIFY(add(QStringLiteral("probe3.12.txt"))); // now nobody can tell
    QVERIFY(!ElfFolder(root.string()).find("/usr/bin/probe3"));
}

void ElfTest::scriptNamesItsInterpreter()
{
    QTemporaryDir folder;
    QFile script(folder.filePath(QStringLiteral("run")));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write("#! /usr/bin/env -S python3\nprint()\n");
    script.close();
    ElfFolder elf(folder.path().toStdString());
    const FoundFile* found = elf.find("/run");
    QVERIFY(found && !found->headers);
    QCOMPARE(found->interpreterLine, std::string(" /usr/bin/env -S python3"));
}

QTEST_APPLESS_MAIN(ElfTest)
#include "tst_elf.moc"
