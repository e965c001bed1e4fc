// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What every kernel needs at the door: arrays in and out, and a way to be interrupted.

#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/buffer.hpp"
#include "base/ticker.hpp"

namespace egovplan {

namespace nb = nanobind;

// An array whose numbers can be read where they lie; one that lies askew in memory is refused like one of a wrong type.
template <typename Array>
struct Aligned : Array {
    Aligned() = default;
    explicit Aligned(Array&& array) : Array(std::move(array)) {}
    bool lies_well() const {
        return this->size() == 0 || reinterpret_cast<std::uintptr_t>(this->data()) % std::max<std::size_t>(this->itemsize(), 1) == 0;
    }
};

template <typename T>
using Column = Aligned<nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>>;

template <typename T>
using Matrix = Aligned<nb::ndarray<const T, nb::ndim<2>, nb::c_contig, nb::device::cpu>>;

// One argument of many, as it is: an array of another type is a mistake, and would be copied.
template <typename T>
T from_dict(const nb::dict& given, const char* name) {
    const nb::object value = given[name];
    T result{};
    if (!nb::try_cast(value, result, false)) throw nb::type_error((std::string(name) + ": wrong type or shape").c_str());
    return result;
}

// Hands a vector or buffer over to numpy without a copy; `Scalar` is its type, const for an array that cannot be written to.
template <typename Scalar, typename Values>
nb::object hand_over(Values&& values) {
    using Owned = std::decay_t<Values>;
    auto* owned = new Owned(std::forward<Values>(values));
    nb::capsule owner(owned, [](void* p) noexcept { delete static_cast<Owned*>(p); });
    return nb::cast(nb::ndarray<nb::numpy, Scalar, nb::ndim<1>>(owned->data(), {owned->size()}, owner));
}

template <typename T>
nb::object to_numpy(std::vector<T>&& values) {
    return hand_over<T>(std::move(values));
}

template <typename T>
nb::object to_numpy(Buffer<T>&& values) {
    return hand_over<T>(std::move(values));
}

template <typename T>
nb::object to_locked_numpy(std::vector<T>&& values) {
    return hand_over<const T>(std::move(values));
}

template <typename T>
nb::object to_locked_numpy(Buffer<T>&& values) {
    return hand_over<const T>(std::move(values));
}

// Lets other threads run where the work is worth it.
class Unlocked {
public:
    explicit Unlocked(bool worth) {
        if (worth) released_.emplace();
    }

private:
    std::optional<nb::gil_scoped_release> released_;
};

}  // namespace egovplan

namespace nanobind::detail {

template <typename Array>
struct type_caster<egovplan::Aligned<Array>> {
    NB_TYPE_CASTER(egovplan::Aligned<Array>, make_caster<Array>::Name)

    bool from_python(handle source, std::uint8_t flags, cleanup_list* cleanup) noexcept {
        make_caster<Array> array;
        if (!array.from_python(source, flags, cleanup)) return false;
        value = egovplan::Aligned<Array>(std::move(array.value));
        return value.lies_well();
    }
};

}  // namespace nanobind::detail
