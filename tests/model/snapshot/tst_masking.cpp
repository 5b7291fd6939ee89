// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/masking.h>

#include <QTest>

using namespace sandscope;
using namespace sandscope::snapshot;
using namespace std::string_literals;

/// What an audience sees of arguments and environment.
class MaskingTest : public QObject
{
    Q_OBJECT

private:
    static std::string bullets(int count)
    {
        std::string result;
        while (count-- > 0)
            result += bullet;
        return result;
    }

private Q_SLOTS:
    void characters()
    {
        QCOMPARE(masked(""), ""s);
        QCOMPARE(masked("abc"), bullets(3));
        QCOMPARE(masked("h\xc3\xa4"), bullets(2));
        QCOMPARE(masked("\xff\xfe"), bullets(2));
    }

    void arguments()
    {
        QCOMPARE(maskedArguments("sh\0-c\0x y\0"s),
                 "sh\0"s + bullets(2) + '\0' + bullets(3) + '\0');
        QCOMPARE(maskedArguments("sh"), "sh"s);
        QCOMPARE(maskedArguments("sh\0"s), "sh\0"s);
        QCOMPARE(maskedArguments(""), ""s);
        // A title that was written over the arguments.
        QCOMPARE(maskedArguments("server: pass"), "server: "s + bullets(4));
        // Where it is shorter than the arguments were.
        QCOMPARE(maskedArguments("sh --pw x\0\0\0"s), "sh "s + bullets(6) + "\0\0\0"s);
        QCOMPARE(maskedArguments("my program\0x\0"s), "my program\0"s + bullets(1) + '\0');
        QCOMPARE(maskedCommand("sh -c x"), "sh "s + bullets(4));
        QCOMPARE(maskedCommand("sh"), "sh"s);
    }

    void environment()
    {
        QCOMPARE(maskedEnvironment("A=1\0B=\0secret\0C=x=y\0"s),
                 "A="s + bullets(1) + "\0B=\0"s + bullets(6) + "\0C="s + bullets(3) + '\0');
    }

    void calls()
    {
        QCOMPARE(
            maskedCall("2 (sh) calls execve(\"/bin/x\", [\"x\", \"-p\\\"q\"], 2 variables) = 0"),
            "2 (sh) calls execve(\"/bin/x\", [\"x\", \""s + bullets(5) + "\"], 2 variables) = 0");
        QCOMPARE(maskedCall("execve(\"/bin/x\", [\"x\"], [\"A=1\"]) = 0"),
                 "execve(\"/bin/x\", [\"x\"], [\""s + bullets(3) + "\"]) = 0");
        // A bracket in the path begins no list, and an empty list has no program.
        QCOMPARE(maskedCall("execve(\"/usr/bin/[\", [\"[\", \"--token\"], [\"A=1\"]) = 0"),
                 "execve(\"/usr/bin/[\", [\"[\", \""s + bullets(7) + "\"], [\"" + bullets(3)
                     + "\"]) = 0");
        QCOMPARE(maskedCall("execve(\"x\", [], [\"A=1\"])"),
                 "execve(\"x\", [], [\""s + bullets(3) + "\"])");
        QCOMPARE(maskedCall("open(\"[\\\"a\\\"]\")"), "open(\"[\\\"a\\\"]\")"s);
        QCOMPARE(maskedCall("execve(\"x\", [\"a\", \"cut"),
                 "execve(\"x\", [\"a\", \""s + bullets(3));
        QCOMPARE(maskedCall("execve(\"x\", [\"a\", \"b\\"),
                 "execve(\"x\", [\"a\", \""s + bullets(2));
    }
};

QTEST_GUILESS_MAIN(MaskingTest)
#include "tst_masking.moc"
