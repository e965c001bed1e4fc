// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The door between Python and the compiled core. Nothing in this folder knows a word of the business.

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <string>

namespace nb = nanobind;

namespace egovplan {
void bind_batch(nb::module_& m);
void bind_cpm(nb::module_& m);
void bind_interner(nb::module_& m);
void bind_overlay(nb::module_& m);
void bind_policy(nb::module_& m);
void bind_serial(nb::module_& m);
void bind_windows(nb::module_& m);
}  // namespace egovplan

NB_MODULE(_ext, m) {
    m.doc() = "Compiled core of egovplan.";
#ifndef __SANITIZE_ADDRESS__
    nb::set_leak_warnings(false);  // what a program still holds when it ends is no leak, and nobody's news
#endif
    m.def("version", [] { return std::string(EGOVPLAN_VERSION); }, "Version of the package that the core was built for.");
    egovplan::bind_batch(m);
    egovplan::bind_cpm(m);
    egovplan::bind_interner(m);
    egovplan::bind_overlay(m);
    egovplan::bind_policy(m);
    egovplan::bind_serial(m);
    egovplan::bind_windows(m);
}
