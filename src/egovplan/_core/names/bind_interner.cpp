// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The door for columns that are no arrays: lists, names, and what speaks Arrow.

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/arrays.hpp"
#include "names/arrow.hpp"
#include "network/graph.hpp"
#include "names/names.hpp"

namespace egovplan {

namespace {

using namespace nb::literals;

constexpr std::int64_t kLargest = std::int64_t{1} << 60;  // sums stay far from overflow

void check_sequence(nb::handle items) {
    if (PyList_Check(items.ptr()) == 0 && PyTuple_Check(items.ptr()) == 0) throw nb::type_error("expected a list or a tuple");
}

nb::object find(Names& names, nb::handle items) {
    check_sequence(items);
    Buffer<std::int32_t> found;
    if (!names.find(items, found)) return nb::none();
    return to_numpy(std::move(found));
}

// Whole numbers of a list or tuple; None if some item is not exactly an int, or does not fit 64 bits.
nb::object integers(nb::handle items) {
    check_sequence(items);
    const bool list = PyList_Check(items.ptr()) != 0;
    Buffer<std::int64_t> numbers(nb::len(items));
    Ticker tick;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto at = static_cast<Py_ssize_t>(i);
        PyObject* item = list ? PyList_GetItem(items.ptr(), at) : PyTuple_GetItem(items.ptr(), at);
        if (item == nullptr) throw nb::python_error();
        if (!PyLong_CheckExact(item)) return nb::none();
        int overflow = 0;
        numbers[i] = PyLong_AsLongLongAndOverflow(item, &overflow);
        if (overflow != 0) return nb::none();
        tick(1);
    }
    return to_numpy(std::move(numbers));
}

// Sum of magnitudes, -1 where it is beyond 2**60 or a value is below `least`.
std::int64_t checked_sum(const Buffer<std::int64_t>& values, std::int64_t least) {
    std::uint64_t bits = 0, sum = 0;
    for (std::int64_t value : values) {  // the bits of all values together bound each of them
        bits |= static_cast<std::uint64_t>(value);
        sum += static_cast<std::uint64_t>(value);
    }
    if (bits <= static_cast<std::uint64_t>(kLargest) / (values.size() + 1)) return static_cast<std::int64_t>(sum);
    std::int64_t exact = 0;
    for (std::int64_t value : values) {
        if (value < least || value < -kLargest || value > kLargest) return -1;
        exact += value < 0 ? -value : value;
        if (exact > kLargest) return -1;
    }
    return exact;
}

// Copy of a column of days and the sum of magnitudes; None if a day is below `least` (0 at most) or the sum beyond 2**60.
template <typename T>
nb::object days(Column<T> column, std::int64_t least) {
    Buffer<std::int64_t> copy(column.shape(0));
    std::copy_n(column.data(), column.shape(0), copy.data());
    const std::int64_t sum = checked_sum(copy, least);
    if (sum < 0) return nb::none();
    return nb::make_tuple(to_locked_numpy(std::move(copy)), sum);
}

template <typename T>
T* pointer_of(nb::handle capsule, const char* name) {
    void* pointer = PyCapsule_GetPointer(capsule.ptr(), name);
    if (pointer == nullptr) throw nb::python_error();
    return static_cast<T*>(pointer);
}

// Releases what a stream has handed out.
template <typename T>
struct Released : T {
    Released() { this->release = nullptr; }
    Released(const Released&) = delete;
    Released& operator=(const Released&) = delete;
    ~Released() {
        if (this->release != nullptr) this->release(this);
    }
};

[[noreturn]] void broken(ArrowArrayStream& stream) {
    const char* why = stream.get_last_error(&stream);
    throw nb::value_error(why != nullptr ? why : "the stream cannot be read");
}

void read_stream(ArrowArrayStream& stream, const NameTable* names, ArrowColumn& out) {
    if (stream.release == nullptr) throw nb::value_error("the stream was read before");
    Released<ArrowSchema> schema;
    if (stream.get_schema(&stream, &schema) != 0) broken(stream);
    bool more = true;
    while (more) {
        Released<ArrowArray> array;
        if (stream.get_next(&stream, &array) != 0) broken(stream);
        if (array.release == nullptr) {  // the end; a stream without arrays still has a type
            ArrowArray none{};
            if (out.numbers.empty() && out.positions.empty()) read_arrow(schema, none, names, out);
            return;
        }
        check_interrupt();
        more = read_arrow(schema, array, names, out);
    }
}

const char* word(Reading reading) {
    switch (reading) {
        case Reading::kNull: return "null";
        case Reading::kUnknown: return "unknown";
        case Reading::kType: return "type";
        case Reading::kTooLarge: return "large";
        default: return "broken";
    }
}

nb::object outcome(ArrowColumn&& column) {
    if (column.reading == Reading::kNumbers) return to_numpy(std::move(column.numbers));
    if (column.reading == Reading::kPositions) return to_numpy(std::move(column.positions));
    return nb::make_tuple(word(column.reading), column.row, nb::bytes(column.text.data(), column.text.size()));
}

// Numbers or positions; or what is wrong, where, and the text that it is about.
nb::object arrow(nb::handle given, nb::handle interner) {
    const NameTable* names = nullptr;
    if (!interner.is_none()) {
        if (!nb::isinstance<Names>(interner)) throw nb::type_error("interner: expected an Interner or None");
        names = nb::cast<Names&>(interner).table();
    }
    ArrowColumn column;
    if (PyCapsule_IsValid(given.ptr(), "arrow_array_stream") != 0) {
        read_stream(*pointer_of<ArrowArrayStream>(given, "arrow_array_stream"), names, column);
    } else {
        if (PyTuple_Check(given.ptr()) == 0 || nb::len(given) != 2) throw nb::type_error("capsules: expected a stream, or schema and array");
        const auto pair = nb::borrow<nb::tuple>(given);
        const auto* schema = pointer_of<ArrowSchema>(pair[0], "arrow_schema");
        const auto* array = pointer_of<ArrowArray>(pair[1], "arrow_array");
        if (schema->release == nullptr || array->release == nullptr) throw nb::value_error("the array was read before");
        read_arrow(*schema, *array, names, column);
    }
    return outcome(std::move(column));
}

// The links as they were given, from where the graph keeps them; None for types and lags that are all the default.
nb::tuple link_columns_of(const Graph& graph) {
    const auto size = static_cast<std::size_t>(graph.cycle().empty() ? graph.arcs() : 0);
    Buffer<std::int32_t> pred(size), succ(size);
    Buffer<std::int8_t> type(graph.plain() ? 0 : size);
    Buffer<std::int64_t> lag(graph.has_lags() ? size : 0);
    {
        nb::gil_scoped_release unlocked;
        for (std::int32_t r = 0; r < (size == 0 ? 0 : graph.size()); ++r) {
            for (std::int32_t k = graph.arc_begin(r); k < graph.arc_end(r); ++k) {
                const auto at = static_cast<std::size_t>(graph.link()[static_cast<std::size_t>(k)]);
                pred[at] = graph.order()[static_cast<std::size_t>(graph.source(k))];
                succ[at] = graph.order()[static_cast<std::size_t>(r)];
                if (!type.empty()) type[at] = graph.type(k);
                if (!lag.empty()) lag[at] = graph.lag(k);
            }
        }
    }
    return nb::make_tuple(to_locked_numpy(std::move(pred)), to_locked_numpy(std::move(succ)),
                          graph.plain() ? nb::none() : to_locked_numpy(std::move(type)),
                          graph.has_lags() ? to_locked_numpy(std::move(lag)) : nb::none());
}

}  // namespace

void bind_interner(nb::module_& m) {
    nb::class_<Names>(m, "Interner", "Names to positions, by address and by their bytes.")
        .def(nb::init<nb::tuple>(), "names"_a)
        .def("__len__", &Names::size)
        .def("find", &find, "items"_a, "Positions, -1 for what is unknown; None where Python's own dictionary has to decide.");
    m.def("integers", &integers, "items"_a, "Whole numbers of a list as int64; None if some item is no int of 64 bits.");
    m.def("days", &days<std::int64_t>, "column"_a.noconvert(), "least"_a, "A copy as int64 and the sum of magnitudes; None where it is refused.");
    m.def("days", &days<std::int32_t>, "column"_a.noconvert(), "least"_a);
    m.def("link_columns_of", &link_columns_of, "graph"_a, "Predecessors, successors, types and lags as they were given.");
    m.def("arrow", &arrow, "capsules"_a, "interner"_a.none() = nb::none(),
          "Numbers or positions of an Arrow array or stream; or (what is wrong, row, text).");
}

}  // namespace egovplan
