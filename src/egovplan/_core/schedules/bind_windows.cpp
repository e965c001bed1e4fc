// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/windows.hpp"

namespace egovplan {

namespace {

std::vector<Time> dates(const Column<Time>& values, const Project& p, const char* what) {
    if (values.shape(0) != std::size_t(p.n)) throw nb::value_error(what);
    for (std::size_t i = 0; i < values.shape(0); ++i)
        if (values.data()[i] < -1 || values.data()[i] > p.never()) throw nb::value_error(what);
    return {values.data(), values.data() + p.n};
}

nb::tuple forward(const nb::dict& arrays) {
    const Project p = Project::from(arrays);
    Windows w = open_windows(p);
    {
        nb::gil_scoped_release release;
        raise_lows(p, w);
    }
    return nb::make_tuple(
        to_numpy(std::move(w.start_low)), to_numpy(std::move(w.finish_low)), to_numpy(std::move(w.driver)), w.stuck, w.earliest);
}

nb::tuple backward(const nb::dict& arrays, const Column<Time>& starts, const Column<Time>& finishes, const Column<Time>& until) {
    const Project p = Project::from(arrays);
    Windows w = open_windows(p);
    w.start_low = dates(starts, p, "starts: wrong length or value");
    w.finish_low = dates(finishes, p, "finishes: wrong length or value");
    const auto latest = dates(until, p, "until: wrong length or value");
    for (Index i = 0; i < p.n; ++i)
        if (!p.is_fixed(i)) w.finish_high[i] = std::min(w.finish_high[i], latest[i]);
    {
        nb::gil_scoped_release release;
        lower_highs(p, w);
    }
    return nb::make_tuple(to_numpy(std::move(w.start_high)), to_numpy(std::move(w.finish_high)), w.stuck, w.earliest);
}

}  // namespace

void bind_windows(nb::module_& m) {
    m.def("earliest_dates", &forward, nb::arg("arrays"),
          "Earliest dates by precedences: (starts, finishes, drivers, activity without a start or -1, its earliest finish).");
    m.def("latest_dates", &backward, nb::arg("arrays"), nb::arg("starts"), nb::arg("finishes"), nb::arg("until"),
          "Latest dates by precedences, given the earliest: (starts, finishes, activity without a start or -1, its earliest finish).");
}

}  // namespace egovplan
