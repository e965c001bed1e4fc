// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Walks over all ranks of a graph. Runs of equal in-degree lie together, so the loop over the arcs of a rank has a length
// that the compiler knows for the usual ones.

#pragma once

#include <cstdint>

#include "network/graph.hpp"

// On a lambda that is called for each rank: worth its copies, since each one knows its in-degree.
#if defined(__GNUC__)
#define EGOVPLAN_INLINE __attribute__((always_inline))
#else
#define EGOVPLAN_INLINE
#endif

namespace egovplan {

template <int Degree, class Each>
inline std::int32_t run_upwards(const std::int32_t* ptr, std::int32_t r, std::int32_t stop, Each& each) {
    std::int32_t k = ptr[r];
    do {
        const std::int32_t last = Degree < 0 ? ptr[r + 1] : k + Degree;
        each(r, k, last);
        k = last;
        ++r;
    } while (r < stop && (Degree < 0 || ptr[r + 1] - k == Degree));
    return r;
}

template <int Degree, class Each>
inline std::int32_t run_downwards(const std::int32_t* ptr, std::int32_t r, std::int32_t from, Each& each) {
    std::int32_t last = ptr[r + 1];
    do {
        const std::int32_t k = Degree < 0 ? ptr[r] : last - Degree;
        each(r, k, last);
        last = k;
        --r;
    } while (r >= from && (Degree < 0 || last - ptr[r] == Degree));
    return r;
}

// Calls each(rank, its first arc, one after its last) from a rank up to the one before `stop`.
template <class Each>
void upwards(const Graph& graph, std::int32_t from, std::int32_t stop, Each& each) {
    const std::int32_t* ptr = graph.arc_ptr().data();
    for (std::int32_t r = from; r < stop;) {
        switch (ptr[r + 1] - ptr[r]) {
            case 0: r = run_upwards<0>(ptr, r, stop, each); break;
            case 1: r = run_upwards<1>(ptr, r, stop, each); break;
            case 2: r = run_upwards<2>(ptr, r, stop, each); break;
            case 3: r = run_upwards<3>(ptr, r, stop, each); break;
            case 4: r = run_upwards<4>(ptr, r, stop, each); break;
            default: r = run_upwards<-1>(ptr, r, stop, each); break;
        }
    }
}

// The same from the rank before `stop` down to a rank.
template <class Each>
void downwards(const Graph& graph, std::int32_t from, std::int32_t stop, Each& each) {
    const std::int32_t* ptr = graph.arc_ptr().data();
    for (std::int32_t r = stop - 1; r >= from;) {
        switch (ptr[r + 1] - ptr[r]) {
            case 0: r = run_downwards<0>(ptr, r, from, each); break;
            case 1: r = run_downwards<1>(ptr, r, from, each); break;
            case 2: r = run_downwards<2>(ptr, r, from, each); break;
            case 3: r = run_downwards<3>(ptr, r, from, each); break;
            case 4: r = run_downwards<4>(ptr, r, from, each); break;
            default: r = run_downwards<-1>(ptr, r, from, each); break;
        }
    }
}

// Calls use(type), where type(k) is the relation of arc k.
template <class Use>
void with_types(const Graph& graph, Use use) {
    if (graph.types().empty()) {
        use([](std::int32_t) { return std::int8_t{kFS}; });
    } else {
        use([type = graph.types().data()](std::int32_t k) { return type[k]; });
    }
}

// Calls use(lag), where lag(k) is the lag of arc k as a number of type V, read from the column that the graph has.
template <class V, class Use>
void with_lags(const Graph& graph, Use use) {
    if (!graph.has_lags()) {
        use([](std::int32_t) { return V{0}; });
    } else if (graph.wide_lags().empty()) {
        use([lag = graph.lags().data()](std::int32_t k) { return static_cast<V>(lag[k]); });
    } else {
        use([lag = graph.wide_lags().data()](std::int32_t k) { return static_cast<V>(lag[k]); });
    }
}

}  // namespace egovplan
