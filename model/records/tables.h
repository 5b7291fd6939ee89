// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every table over one file's content.
#include <model/records/auxvtable.h>
#include <model/records/escape.h>
#include <model/records/fieldtable.h>
#include <model/records/rawdiff.h>
#include <model/records/rawmodel.h>
#include <model/records/vmatable.h>
