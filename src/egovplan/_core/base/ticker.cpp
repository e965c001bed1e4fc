// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "base/ticker.hpp"

#include <nanobind/nanobind.h>

namespace egovplan {

void check_interrupt() {
    nanobind::gil_scoped_acquire gil;
    if (PyErr_CheckSignals() != 0) throw nanobind::python_error();
}

}  // namespace egovplan
