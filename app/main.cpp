// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/shell/program.h>

int main(int argc, char** argv)
{
    return sandscope::app::run(argc, argv);
}
