// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/search.hpp"

namespace egovplan {

namespace {

std::vector<Index> checked(const Column<Index>& values, Index length, Index most, const char* what) {
    if (values.shape(0) != std::size_t(length)) throw nb::value_error(what);
    for (std::size_t i = 0; i < values.shape(0); ++i)
        if (values.data()[i] < 0 || values.data()[i] > most) throw nb::value_error(what);
    return {values.data(), values.data() + length};
}

nb::tuple best(const Search& search) {
    const Score& score = search.best_score();
    auto start = search.best_start();
    auto finish = search.best_finish();
    return nb::make_tuple(
        to_numpy(std::move(start)), to_numpy(std::move(finish)), to_numpy(search.best_mode()),
        nb::make_tuple(score[1], score[2], score[3]));
}

// One generation in the order of a key, in the modes given by their positions.
nb::tuple generate(const nb::dict& arrays, const Column<Index>& key, const Column<Index>& modes) {
    const Project p = Project::from(arrays);
    const auto keys = checked(key, p.n, std::numeric_limits<Index>::max(), "key: wrong length or value");
    Choice choice{{keys.begin(), keys.end()}, checked(modes, p.n, p.n + 1, "modes: wrong length or value"), {}};
    choice.hold.assign(p.n, 0);
    for (Index i = 0; i < p.n; ++i) {
        choice.mode[i] += p.mode_ptr[i];
        if (choice.mode[i] >= p.mode_ptr[i + 1]) throw nb::value_error("modes: no such mode");
    }
    Generator generator(p);
    Score score = kWorst;
    {
        nb::gil_scoped_release release;
        if (generator.keeps_stocks(choice.mode)) score = generator.forward(choice);
    }
    return nb::make_tuple(
        score[0] == 0, to_numpy(std::move(generator.start)), to_numpy(std::move(generator.finish)),
        nb::make_tuple(score[1], score[2], score[3]));
}

nb::tuple heads(const nb::dict& arrays) {
    const Project p = Project::from(arrays);
    Heads result = heads_of(p, {});
    return nb::make_tuple(to_numpy(std::move(result.start)), to_numpy(std::move(result.finish)));
}

}  // namespace

void bind_serial(nb::module_& m) {
    m.def("serial", &generate, nb::arg("arrays"), nb::arg("key"), nb::arg("modes"),
          "Generate one schedule in the order of a key: (feasible, starts, finishes, objective).");
    m.def("heads", &heads, nb::arg("arrays"), "Earliest starts and finishes without resources, in any mode.");
    nb::class_<Search>(m, "Search", "A search for better schedules that goes on for as long as it is asked to.")
        .def("__init__",
             [](Search* self, const nb::dict& arrays, std::uint64_t seed, std::int64_t expected) {
                 new (self) Search(Project::from(arrays), seed, expected);
             },
             nb::arg("arrays"), nb::arg("seed"), nb::arg("expected") = 0)
        .def("step", &Search::step, nb::arg("schedules"), nb::arg("seconds"), nb::call_guard<nb::gil_scoped_release>(),
             "Generate more schedules, for at most so many seconds, until the best one improves; return whether it has.")
        .def("offer",
             [](Search& self, const Column<Index>& starts, const Column<Index>& modes) {
                 const Project& p = self.project();
                 self.offer(checked(starts, p.n, p.never(), "starts: wrong length or value"),
                            checked(modes, p.n, std::numeric_limits<Index>::max() / 2, "modes: wrong length or value"));
             },
             nb::arg("starts"), nb::arg("modes"), "Let the order and the modes of a known schedule take part.")
        .def("best", &best, "The best schedule: (starts, finishes, modes, objective).")
        .def_prop_ro("is_feasible", &Search::is_feasible)
        .def_prop_ro("schedules", &Search::schedules);
}

}  // namespace egovplan
