// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The check of what is known of activities, shared by everything that is handed a graph and its durations.

#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>

#include <cstdint>
#include <optional>

#include "base/arrays.hpp"
#include "network/cpm.hpp"

namespace egovplan {

using AnyColumn = Aligned<nb::ndarray<nb::ro, nb::ndim<1>, nb::c_contig, nb::device::cpu>>;
using MaybeColumn = std::optional<AnyColumn>;
using MaybeTables = std::optional<Matrix<std::int32_t>>;

// The columns as they lie, for a graph without a circle; throws where a length, a type or a number is wrong.
Work checked_work(const Graph& graph, const AnyColumn& duration, const MaybeColumn& release, const MaybeColumn& fixed_start,
                  const MaybeColumn& fixed_finish, const MaybeTables& tables);

}  // namespace egovplan
