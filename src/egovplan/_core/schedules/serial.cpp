// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include <nanobind/stl/optional.h>

#include "schedules/mirror.hpp"
#include "schedules/search.hpp"

namespace egovplan {

namespace {

std::vector<Index> checked(const Column<Index>& values, Index length, Index most, const char* what) {
    if (values.shape(0) != std::size_t(length)) throw nb::value_error(what);
    for (std::size_t i = 0; i < values.shape(0); ++i)
        if (values.data()[i] < 0 || values.data()[i] > most) throw nb::value_error(what);
    return {values.data(), values.data() + length};
}

nb::tuple to_tuple(const std::array<Amount, kLevels>& values) {
    return nb::make_tuple(values[0], values[1], values[2], values[3], values[4], values[5]);
}

nb::tuple best(const Search& search) {
    std::array<Amount, kLevels> values{};
    if (!search.best_rows().empty())
        values = Scorer(search.project()).all(search.best_start(), search.best_finish(), search.best_rows());
    auto start = search.best_start();
    auto finish = search.best_finish();
    return nb::make_tuple(
        to_numpy(std::move(start)), to_numpy(std::move(finish)), to_numpy(search.best_mode()), to_tuple(values));
}

// How one generation is made: see Choice and Generator.
struct Manner {
    std::optional<Column<Time>> hold;
    bool is_bold;
    Time limit;
    bool is_plain;
    bool is_backward;  // on the mirrored project, dates counted from the other end
};

// One generation in the order of a key, in the modes given by their positions.
nb::tuple generate(const nb::dict& arrays, const Column<Index>& key, const Column<Index>& modes, const Manner& manner) {
    Project p = Project::from(arrays);
    if (manner.is_backward && !can_mirror(p)) throw nb::value_error("arrays: something depends on the date");
    if (manner.is_backward) p = mirrored(p);
    const auto keys = checked(key, p.n, std::numeric_limits<Index>::max(), "key: wrong length or value");
    Choice choice;
    choice.mode = checked(modes, p.n, p.n + 1, "modes: wrong length or value");
    choice.is_bold = manner.is_bold;
    if (manner.hold) choice.hold = checked(*manner.hold, p.n, p.never(), "hold: wrong length or value");
    for (Index i = 0; i < p.n; ++i) {
        if (!p.is_fixed(i)) choice.order.push_back(i);
        choice.mode[i] += p.mode_ptr[i];
        if (choice.mode[i] >= p.mode_ptr[i + 1]) throw nb::value_error("modes: no such mode");
    }
    std::stable_sort(choice.order.begin(), choice.order.end(), [&keys](Index a, Index b) { return keys[a] < keys[b]; });
    Generator generator(p, manner.is_plain);
    Score score = kWorst;
    {
        nb::gil_scoped_release release;
        if (generator.keeps_stocks(choice.mode)) score = generator.forward(choice, manner.limit);
    }
    const auto values = score == kWorst ? std::array<Amount, kLevels>{} : generator.values(choice.mode);
    return nb::make_tuple(
        score[0] == 0, to_numpy(std::move(generator.start)), to_numpy(std::move(generator.finish)), to_tuple(values));
}

nb::tuple heads(const nb::dict& arrays) {
    const Project p = Project::from(arrays);
    Heads result = heads_of(p, {});
    return nb::make_tuple(to_numpy(std::move(result.start)), to_numpy(std::move(result.finish)));
}

}  // namespace

void bind_serial(nb::module_& m) {
    m.def("serial",
          [](const nb::dict& arrays, const Column<Index>& key, const Column<Index>& modes, const std::optional<Column<Time>>& hold,
             bool is_bold, Time limit, bool is_plain, bool is_backward) {
              return generate(arrays, key, modes, {hold, is_bold, limit, is_plain, is_backward});
          },
          nb::arg("arrays"), nb::arg("key"), nb::arg("modes"), nb::arg("hold") = nb::none(), nb::kw_only(), nb::arg("is_bold") = false,
          nb::arg("limit") = Generator::kNoLimit, nb::arg("is_plain") = true, nb::arg("is_backward") = false,
          "Generate one schedule in the order of a key: (feasible, starts, finishes, objective).");
    m.def("heads", &heads, nb::arg("arrays"), "Earliest starts and finishes without resources, in any mode.");
    nb::class_<Search>(m, "Search", "A search for better schedules that goes on for as long as it is asked to.")
        .def("__init__",
             [](Search* self, const nb::dict& arrays, std::uint64_t seed, std::int64_t expected) {
                 new (self) Search(Project::from(arrays), seed, expected);
             },
             nb::arg("arrays"), nb::arg("seed"), nb::arg("expected") = 0)
        .def("step", &Search::step, nb::arg("schedules"), nb::arg("seconds"), nb::arg("patience") = 0.0,
             nb::call_guard<nb::gil_scoped_release>(),
             "Generate more schedules, for at most so many seconds, until the best one improves and the patience is over; return "
             "whether it has.")
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
