// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// What is left of the resources, day by day, and what is asked of it: where does a mode fit, and take it.
//
// Amounts are counted in the largest unit that divides all demands of a resource, and several resources share one cell of
// 32 bits: four of up to 127 units, two of up to 32,767, or one. The highest bit of each share is always set, so that one
// subtraction compares them all: it stays set where there is enough. Resources that cannot be short are left out.

#pragma once

#include <vector>

#include "schedules/cells.hpp"
#include "schedules/project.hpp"

namespace egovplan {

class Profile {
public:
    explicit Profile(const Project& project);

    // Back to what is left beside the fixed activities.
    void reset();

    // The first start not before `from` from which the mode fits on `days` days in a row; anything above `last` if it would
    // have to lie beyond that. `last` + `days` is at most the horizon.
    Time first_fit(Index mode, Time from, Time days, Time last) const {
        const Need* need = begin(mode);
        const Need* stop = end(mode);
        if (need == stop || days == 0 || from > last) return from;
        const Time at = from & ~(kStep - 1);
        const Days good = window(need, stop, at) & (~Days{0} << (from - at));
        const Days begins = days <= kWindow ? runs(good, days) : 0;
        return begins != 0 ? at + lowest(begins) : fit_beyond(need, stop, at, good, days, last);
    }
    // The last start not after `from` from which it does, -1 if there is none. `from` + `days` is at most the horizon.
    Time last_fit(Index mode, Time from, Time days) const;
    // The first and the last day in [from, to) on which the mode does not fit, -1 if there is none.
    Time first_clash(Index mode, Time from, Time to) const;
    Time last_clash(Index mode, Time from, Time to) const;

    // The mode must fit there.
    void take(Index mode, Time from, Time to) {
        if (from == to) return;
        for (const Need* need = begin(mode); need < end(mode); ++need) subtract(cells_.data() + need->row, need->units, from, to);
        touched_ = std::max(touched_, to);
    }

    // Whether there is the same on every day.
    bool is_constant() const { return is_constant_; }

private:
    struct Need {
        std::size_t row;  // its first cell
        Cell units;       // of the resources that share it
        Cell guard;       // the highest bits of their shares
    };
    // Place of a resource in a cell.
    struct Share {
        Amount unit = 1;
        Index row = -1;  // -1: never short
        int shift = 0, kind = 0;
    };

    const Need* begin(Index mode) const { return needs_.data() + of_mode_[std::size_t(mode)]; }
    const Need* end(Index mode) const { return needs_.data() + of_mode_[std::size_t(mode) + 1]; }
    Days window(const Need* need, const Need* stop, Time at) const {
        Days good = fitting(cells_.data() + need->row + at, need->units, need->guard);
        while (++need < stop) good &= fitting(cells_.data() + need->row + at, need->units, need->guard);
        return good;
    }
    Time fit_beyond(const Need* need, const Need* stop, Time at, Days good, Time days, Time last) const;
    void place(std::vector<Share>& share);
    void add_needs(const Project& p, Index mode, const std::vector<Share>& share);

    std::vector<Cell> cells_, base_;  // rows of `width_`
    std::size_t width_ = 0;           // the days, and some more that may be read and rewritten
    Time touched_ = 0;
    std::vector<Index> of_mode_{0};
    std::vector<Need> needs_;
    bool is_constant_ = true;
};

}  // namespace egovplan
