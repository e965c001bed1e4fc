// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What every kernel needs at the door: arrays in and out, and a way to be interrupted.

#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "buffer.hpp"
#include "ticker.hpp"

namespace egovplan {

namespace nb = nanobind;

template <typename T>
using Column = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <typename T>
using Matrix = nb::ndarray<const T, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

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
