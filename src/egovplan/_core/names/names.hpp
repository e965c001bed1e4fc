// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Names as Python objects, looked up by address first, then by their bytes. Its functions need the GIL.

#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "names/interner.hpp"

namespace egovplan {

namespace nb = nanobind;

class Names {
public:
    explicit Names(nb::tuple names);

    std::int32_t size() const { return static_cast<std::int32_t>(nb::len(names_)); }

    // Positions of a list's or tuple's items, kUnknown where there is none. False if some item is not a plain string, or
    // the names are not, and addresses do not settle it: then Python's own dictionary has to.
    bool find(nb::handle items, Buffer<std::int32_t>& out);

    // The table of bytes; null if some name is not a plain string.
    const NameTable* table();

private:
    bool find_bytes(PyObject* const* items, std::size_t count, std::int32_t* out);

    nb::tuple names_;
    AddressTable addresses_;
    std::unique_ptr<NameTable> table_;
    bool plain_ = true;
};

}  // namespace egovplan
