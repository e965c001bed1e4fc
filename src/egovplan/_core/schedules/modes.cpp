// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// In which modes a search begins, and how modes are changed until the stocks suffice.

#include "schedules/search.hpp"

#include <numeric>

namespace egovplan {

std::vector<Index> Search::start_modes(bool at_random) {
    std::vector<Index> mode(project_.n);
    for (Index i = 0; i < project_.n; ++i) {
        mode[i] = project_.mode_ptr[i];
        const Index count = project_.mode_ptr[i + 1] - mode[i];
        if (at_random && count > 1) mode[i] += random_.below(count);
        if (at_random) continue;
        for (Index m = project_.mode_ptr[i]; m < project_.mode_ptr[i + 1]; ++m)
            if (project_.finish(m, 0) < project_.finish(mode[i], 0)) mode[i] = m;
    }
    for (Index tries = 0; tries < 50 && !repair_stocks(mode, at_random || tries > 0); ++tries)
        for (const Index i : changeable_)
            mode[i] = project_.mode_ptr[i] + random_.below(project_.mode_ptr[i + 1] - project_.mode_ptr[i]);
    return mode;
}

// Changes modes until the stocks suffice, each time the one that takes most off what is missing.
bool Search::repair_stocks(std::vector<Index>& mode, bool at_random) {
    if (project_.stock_capacity.empty()) return true;
    std::vector<Amount> left = project_.stock_capacity;
    const auto take = [&](Index row, Amount sign) {
        for (const Demand* d = project_.stock.begin(row); d != project_.stock.end(row); ++d)
            left[d->resource] -= sign * d->amount;
    };
    const auto missing = [&] {
        return std::accumulate(left.begin(), left.end(), Amount{0}, [](Amount a, Amount x) { return a + std::max<Amount>(0, -x); });
    };
    for (Index i = 0; i < project_.n; ++i) take(mode[i], 1);
    Amount now = missing();
    while (now > 0) {
        Index activity = -1, row = -1;
        Amount best = now;
        for (const Index i : changeable_)
            for (Index m = project_.mode_ptr[i]; m < project_.mode_ptr[i + 1]; ++m) {
                if (m == mode[i]) continue;
                take(mode[i], -1);
                take(m, 1);
                const Amount then = missing();
                take(m, -1);
                take(mode[i], 1);
                if (then < best || (at_random && then == best && then < now && random_.chance(50)))
                    best = then, activity = i, row = m;
            }
        if (activity < 0) return false;
        take(mode[activity], -1);
        take(row, 1);
        mode[activity] = row;
        now = best;
    }
    return true;
}

}  // namespace egovplan
