// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The door to a changed network. Single calls last microseconds and keep the GIL; long sweeps let it go.

#include <nanobind/nanobind.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/arrays.hpp"
#include "network/bind_cpm.hpp"
#include "overlay/overlay.hpp"

namespace egovplan {

namespace {

using namespace nb::literals;

[[noreturn]] void refuse(const char* what) { throw nb::value_error(what); }

// The overlay of Python: belongs to one thread, and says so to a second one that comes while a sweep has let the GIL go.
class Door {
public:
    Door(const Graph& graph, const Work& work) : overlay_(graph, work) {}

    template <class Work>
    auto with(Work work) {
        if (busy_) throw std::runtime_error("an overlay belongs to one thread");
        busy_ = true;
        struct Leave {
            bool& busy;
            ~Leave() { busy = false; }
        } leave{busy_};
        return work(overlay_);
    }

    std::int32_t checked(std::int64_t position) const {
        if (position < 0 || position >= overlay_.size()) throw nb::index_error("no such activity");
        return static_cast<std::int32_t>(position);
    }

private:
    Overlay overlay_;
    bool busy_ = false;
};

void build(Door* self, const Graph& graph, const AnyColumn& duration, const MaybeColumn& release, const MaybeColumn& fixed_start,
           const MaybeColumn& fixed_finish, const MaybeTables& tables) {
    new (self) Door(graph, checked_work(graph, duration, release, fixed_start, fixed_finish, tables));
}

constexpr const char* kTooLarge = "the sum of all days exceeds 2**60";

Day magnitude(Day days) { return days < 0 ? -days : days; }

void check_lag(Day lag) {
    if (lag < -Overlay::kLargest || lag > Overlay::kLargest) refuse("lag: beyond 2**60");
}

void set_duration(Door& door, std::int64_t position, Day days) {
    const std::int32_t i = door.checked(position);
    if (days < 0 || days > Overlay::kLargest) refuse("duration: expected 0 to 2**60");
    door.with([&](Overlay& overlay) {
        if (!overlay.in_range(days - overlay.activity(i).duration)) refuse(kTooLarge);
        overlay.set_duration(i, days, -1);
    });
}

// What is known of one precedence: id, relation, lag, table.
nb::list between(Door& door, std::int64_t source, std::int64_t target) {
    nb::list found;
    const std::int32_t i = door.checked(source), j = door.checked(target);
    door.with([&](Overlay& overlay) {
        for (const Tie& tie : overlay.between(i, j)) found.append(nb::make_tuple(tie.id, static_cast<int>(tie.type), tie.lag, tie.table));
    });
    return found;
}

Tie found(Overlay& overlay, std::int32_t source, std::int32_t target, std::int32_t id) {
    for (const Tie& tie : overlay.between(source, target))
        if (tie.id == id) return tie;
    throw nb::index_error("no such link");
}

void set_lag(Door& door, std::int64_t source, std::int64_t target, std::int32_t id, Day lag) {
    const std::int32_t i = door.checked(source), j = door.checked(target);
    check_lag(lag);
    door.with([&](Overlay& overlay) {
        Tie tie = found(overlay, i, j, id);
        if (!overlay.in_range(magnitude(lag) - magnitude(tie.lag))) refuse(kTooLarge);
        tie.lag = lag;
        tie.table = -1;
        overlay.replace(tie, false);
    });
}

// Gives an elapsed lag another table, together with the change before.
void set_table(Door& door, std::int64_t source, std::int64_t target, std::int32_t id, std::int32_t table) {
    const std::int32_t i = door.checked(source), j = door.checked(target);
    door.with([&](Overlay& overlay) {
        Tie tie = found(overlay, i, j, id);
        if (table < 0 || table >= overlay.tables()) throw nb::index_error("no such table");
        if (overlay.steps() == 0) refuse("no change before");
        tie.table = table;
        overlay.replace(tie, true);
    });
}

std::vector<std::int32_t> add(Door& door, std::int64_t source, std::int64_t target, int type, Day lag) {
    const std::int32_t i = door.checked(source), j = door.checked(target);
    check_lag(lag);
    if (type < kFS || type > kSF) refuse("relation: expected 0 to 3");
    return door.with([&](Overlay& overlay) {
        if (!overlay.in_range(magnitude(lag))) refuse(kTooLarge);
        return overlay.add(i, j, static_cast<Relation>(type), lag, -1);
    });
}

void remove(Door& door, std::int64_t source, std::int64_t target, std::int32_t id) {
    const std::int32_t i = door.checked(source), j = door.checked(target);
    door.with([&](Overlay& overlay) {
        const Tie tie = found(overlay, i, j, id);
        overlay.remove(tie);
    });
}

void undo(Door& door, std::int64_t steps) {
    door.with([&](Overlay& overlay) {
        if (steps < 0 || steps > overlay.steps()) throw nb::index_error("no so many steps");
        overlay.undo(steps);
    });
}

Day finish_if_later(Door& door, std::int64_t position, Day days) {
    const std::int32_t i = door.checked(position);
    if (days < 0 || days > Overlay::kLargest) refuse("days: expected 0 to 2**60");
    return door.with([&](Overlay& overlay) {
        if (!overlay.in_range(days)) refuse(kTooLarge);
        return overlay.finish_if_later(i, days);
    });
}

nb::object times(Door& door, std::int64_t position) {
    const std::int32_t i = door.checked(position);
    return door.with([&](Overlay& overlay) -> nb::object {
        if (!overlay.update()) return nb::none();
        const Times t = overlay.times(i);
        return nb::make_tuple(t.early_start, t.early_finish, t.late_start, t.late_finish, t.free_float);
    });
}

template <class Get>
nb::object column(Door& door, Get get, bool early = false) {
    return door.with([&](Overlay& overlay) -> nb::object {
        if (early ? overlay.finish() < 0 : !overlay.update()) return nb::none();
        std::vector<std::int64_t> values(static_cast<std::size_t>(overlay.size()));
        overlay.column(values.data(), get);
        return to_numpy(std::move(values));
    });
}

nb::object early_start(Door& door) {
    return column(door, [](Engine& engine, std::int32_t r) { return engine.early_start(r); }, true);
}
nb::object early_finish(Door& door) {
    return column(door, [](Engine& engine, std::int32_t r) { return engine.early_finish(r); }, true);
}
nb::object late_start(Door& door) {
    return column(door, [](Engine& engine, std::int32_t r) { return engine.late_start(r); });
}
nb::object late_finish(Door& door) {
    return column(door, [](Engine& engine, std::int32_t r) { return engine.late_finish(r); });
}
nb::object total_float(Door& door) {
    return column(door, [](Engine& engine, std::int32_t r) { return engine.late_start(r) - engine.early_start(r); });
}
nb::object free_float(Door& door) {
    return column(door, [](Engine& engine, std::int32_t r) { return engine.free_float(r); });
}

}  // namespace

void bind_overlay(nb::module_& m) {
    const auto none = nb::none();
    nb::class_<Door>(m, "Overlay", "A graph with changes on top; days are -1, and columns None, where some activity has no day.")
        .def("__init__", &build, "graph"_a, "duration"_a.noconvert(), "release"_a.noconvert() = none, "fixed_start"_a.noconvert() = none,
             "fixed_finish"_a.noconvert() = none, "tables"_a.noconvert() = none, nb::keep_alive<1, 2>())
        .def("set_duration", &set_duration, "position"_a.noconvert(), "days"_a.noconvert(), "A step; what counted calendar days counts working days then.")
        .def("between", &between, "source"_a, "target"_a, "Id, relation, lag and table of each link between two positions.")
        .def("set_lag", &set_lag, "source"_a, "target"_a, "link"_a, "lag"_a)
        .def("set_table", &set_table, "source"_a, "target"_a, "link"_a, "table"_a, "Part of the step before.")
        .def("add", &add, "source"_a, "target"_a, "relation"_a, "lag"_a, "Positions of the shortest circle it would close, else none.")
        .def("remove", &remove, "source"_a, "target"_a, "link"_a)
        .def("undo", &undo, "steps"_a)
        .def("keep", [](Door& d) { d.with([](Overlay& o) { o.keep(); }); }, "Forget how to undo.")
        .def_prop_ro("steps", [](Door& d) { return d.with([](Overlay& o) { return o.steps(); }); })
        .def_prop_ro("finish", [](Door& d) { return d.with([](Overlay& o) { return o.finish(); }); })
        .def("update", [](Door& d) { return d.with([](Overlay& o) { return o.update() ? o.finish() : -1; }); },
             "Bring heads and tails up to date and return the finish.")
        .def("finish_if_later", &finish_if_later, "position"_a.noconvert(), "days"_a.noconvert())
        .def_prop_ro("lost", [](Door& d) { return d.with([](Overlay& o) { return o.lost(); }); },
                     "The first activity without a day, and from when on it looked for one.")
        .def("times", &times, "position"_a, "Early start and finish, late start and finish, free float.")
        .def("duration", [](Door& d, std::int64_t i) {
            return d.with([i = d.checked(i)](Overlay& o) { return std::make_pair(o.activity(i).duration, o.activity(i).duration_table); });
        }, "position"_a, "Days and table.")
        .def_prop_ro("early_start", &early_start)
        .def_prop_ro("early_finish", &early_finish)
        .def_prop_ro("late_start", &late_start)
        .def_prop_ro("late_finish", &late_finish)
        .def_prop_ro("total_float", &total_float)
        .def_prop_ro("free_float", &free_float);
}

}  // namespace egovplan
