// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Columns of other libraries, read where they lie. The three structures are those of the Arrow C data interface and C stream
// interface; their layout is fixed there.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "names/interner.hpp"

extern "C" {

struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    std::int64_t flags;
    std::int64_t n_children;
    struct ArrowSchema** children;
    struct ArrowSchema* dictionary;
    void (*release)(struct ArrowSchema*);
    void* private_data;
};

struct ArrowArray {
    std::int64_t length;
    std::int64_t null_count;
    std::int64_t offset;
    std::int64_t n_buffers;
    std::int64_t n_children;
    const void** buffers;
    struct ArrowArray** children;
    struct ArrowArray* dictionary;
    void (*release)(struct ArrowArray*);
    void* private_data;
};

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
    int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
    const char* (*get_last_error)(struct ArrowArrayStream*);
    void (*release)(struct ArrowArrayStream*);
    void* private_data;
};
}

namespace egovplan {

// What a column turned out to be.
enum class Reading {
    kNumbers,    // whole numbers, in `numbers`
    kPositions,  // names, in `positions`
    kNull,       // a value is missing at `row`
    kUnknown,    // the name `text` at `row` is none of those given
    kType,       // neither whole numbers nor names that were asked for; `text` is its format
    kTooLarge,   // the number at `row` does not fit 64 bits
    kBroken,     // contradicts itself, as `text` says
};

struct ArrowColumn {
    Reading reading = Reading::kNumbers;
    std::vector<std::int64_t> numbers;
    std::vector<std::int32_t> positions;
    std::int64_t row = -1;
    std::string text;
};

// Reads one array more into the column; `names` null if whole numbers are wanted. Returns false where reading has to stop.
bool read_arrow(const ArrowSchema& schema, const ArrowArray& array, const NameTable* names, ArrowColumn& out);

}  // namespace egovplan
