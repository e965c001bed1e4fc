// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/modes.hpp"

#include <numeric>

namespace egovplan {

Modes::Modes(const Project& project) : p_(project) {
    for (Index i = 0; i < p_.n; ++i)
        if (!p_.is_fixed(i) && p_.mode_ptr[i + 1] - p_.mode_ptr[i] > 1) changeable_.push_back(i);
}

std::vector<Index> Modes::start(bool at_random, Random& random) const {
    std::vector<Index> mode(p_.mode_ptr.begin(), p_.mode_ptr.begin() + p_.n);
    for (const Index i : changeable_) {
        if (at_random) mode[i] = any_row(i, random);
        if (at_random) continue;
        for (Index m = p_.mode_ptr[i]; m < p_.mode_ptr[i + 1]; ++m)
            if (p_.finish(m, 0) < p_.finish(mode[i], 0)) mode[i] = m;
    }
    for (Index tries = 0; tries < 50 && !repair(mode, at_random || tries > 0, random); ++tries)
        for (const Index i : changeable_) mode[i] = any_row(i, random);
    return mode;
}

void Modes::change(std::vector<Index>& mode, Random& random) const {
    const std::vector<Index> before = mode;
    for (Index k = 1 + random.below(2); k > 0; --k) {
        const Index i = changeable_[std::size_t(random.below(Index(changeable_.size())))];
        mode[i] = any_row(i, random);
    }
    if (!repair(mode, true, random)) mode = before;
}

// Changes modes until the stocks suffice, each time the one that takes most off what is missing.
bool Modes::repair(std::vector<Index>& mode, bool at_random, Random& random) const {
    if (p_.stock_capacity.empty()) return true;
    std::vector<Amount> left = p_.stock_capacity;
    const auto take = [&](Index row, Amount sign) {
        for (const Demand* d = p_.stock.begin(row); d != p_.stock.end(row); ++d)
            left[d->resource] -= sign * d->amount;
    };
    const auto missing = [&] {
        return std::accumulate(left.begin(), left.end(), Amount{0}, [](Amount a, Amount x) { return a + std::max<Amount>(0, -x); });
    };
    for (Index i = 0; i < p_.n; ++i) take(mode[i], 1);
    Amount now = missing();
    while (now > 0) {
        Index activity = -1, row = -1;
        Amount best = now;
        for (const Index i : changeable_)
            for (Index m = p_.mode_ptr[i]; m < p_.mode_ptr[i + 1]; ++m) {
                if (m == mode[i]) continue;
                take(mode[i], -1);
                take(m, 1);
                const Amount then = missing();
                take(m, -1);
                take(mode[i], 1);
                if (then < best || (at_random && then == best && then < now && random.chance(50)))
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
