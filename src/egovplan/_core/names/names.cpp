// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "names/names.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/arrays.hpp"

namespace egovplan {

namespace {

std::vector<const void*> addresses_of(const nb::tuple& names) {
    std::vector<const void*> result(nb::len(names));
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = PyTuple_GetItem(names.ptr(), static_cast<Py_ssize_t>(i));
    return result;
}

// False for what is no plain string, or has no UTF-8 form (lone surrogates).
bool bytes_of(PyObject* item, std::string_view& out) {
    if (!PyUnicode_CheckExact(item)) return false;
#ifndef Py_LIMITED_API  // the call costs as much as the look-up
    if (PyUnicode_IS_COMPACT_ASCII(item)) {
        out = {static_cast<const char*>(PyUnicode_DATA(item)), static_cast<std::size_t>(PyUnicode_GET_LENGTH(item))};
        return true;
    }
#endif
    Py_ssize_t length = 0;
    const char* bytes = PyUnicode_AsUTF8AndSize(item, &length);
    if (bytes == nullptr) {
        PyErr_Clear();
        return false;
    }
    out = {bytes, static_cast<std::size_t>(length)};
    return true;
}

// Items of a list or a tuple, a block at a time; the container may change between two blocks, not within one.
class Items {
public:
    explicit Items(nb::handle from) : from_(from.ptr()), list_(PyList_Check(from_) != 0) {}

    std::size_t size() const { return static_cast<std::size_t>(list_ ? PyList_Size(from_) : PyTuple_Size(from_)); }

    void read(std::size_t first, std::size_t count, PyObject** out) const {
        if (first + count > size()) throw std::out_of_range("the list was shortened while it was read");
        for (std::size_t i = 0; i < count; ++i) out[i] = item(first + i);
    }

    // Fetches the memory of what is read next, as far as there is something: head and, for short texts, bytes.
    void announce(std::size_t first) const {
        const std::size_t last = std::min(first + kBlock, size());
        for (std::size_t i = first; i < last; ++i) {
            const auto* head = reinterpret_cast<const char*>(item(i));
            prefetch(head);
            prefetch(head + 64);
        }
    }

private:
    PyObject* item(std::size_t i) const {
        const auto at = static_cast<Py_ssize_t>(i);
#ifndef Py_LIMITED_API
        return list_ ? PyList_GET_ITEM(from_, at) : PyTuple_GET_ITEM(from_, at);
#else
        return list_ ? PyList_GetItem(from_, at) : PyTuple_GetItem(from_, at);
#endif
    }

    PyObject* from_;
    bool list_;
};

}  // namespace

Names::Names(nb::tuple names) : names_(std::move(names)), addresses_(addresses_of(names_)) {}

const NameTable* Names::table() {
    if (table_ != nullptr || !plain_) return table_.get();
    std::vector<std::string_view> views(nb::len(names_));
    for (std::size_t i = 0; i < views.size() && plain_; ++i)
        plain_ = bytes_of(PyTuple_GetItem(names_.ptr(), static_cast<Py_ssize_t>(i)), views[i]);
    if (plain_) table_ = std::make_unique<NameTable>(views);
    return table_.get();
}

bool Names::find(nb::handle given, Buffer<std::int32_t>& out) {
    const Items items(given);
    const std::size_t size = items.size();
    out = Buffer<std::int32_t>(size);
    std::array<PyObject*, kBlock> block;
    std::size_t missed = 0;
    bool by_address = true;
    Ticker tick;
    for (std::size_t first = 0; first < size; first += kBlock) {
        const std::size_t count = std::min(kBlock, size - first);
        tick(static_cast<std::int64_t>(count));
        if (!by_address) items.announce(first + count);
        items.read(first, count, block.data());
        std::int32_t* found = out.data() + first;
        // addresses are asked as long as they settle a quarter of what they are asked
        by_address = missed <= 256 || missed < first / 4 * 3;
        const std::size_t unknown = by_address ? addresses_.find(reinterpret_cast<const void* const*>(block.data()), count, found) : count;
        missed += by_address ? unknown : count;
        if (unknown > 0 && !find_bytes(block.data(), count, found)) return false;
    }
    return true;
}

bool Names::find_bytes(PyObject* const* items, std::size_t count, std::int32_t* out) {
    const NameTable* names = table();
    if (names == nullptr) return false;
    std::array<std::string_view, kBlock> views;
    for (std::size_t i = 0; i < count; ++i)
        if (!bytes_of(items[i], views[i])) return false;
    names->find(views.data(), count, out);
    return true;
}

}  // namespace egovplan
