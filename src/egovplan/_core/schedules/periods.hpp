// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The periods of accounts by day, and the months of running costs made ready to be charged in a few steps.

#pragma once

#include <utility>
#include <vector>

#include "schedules/project.hpp"

namespace egovplan {

class Periods {
public:
    // Throws std::invalid_argument if the periods of an account or the months of a cost are not in their order.
    explicit Periods(const Project& project);

    // The row of an account's periods by day, and the period of a day of 0 … horizon in it, -1 if there is none.
    std::size_t row_of(Index account) const { return period_row_[std::size_t(account)]; }
    Index at(std::size_t row, Time day) const { return period_[row + std::size_t(day)]; }

    // Whether each period begins where the one before ends.
    bool is_gapless(Index account) const { return is_gapless_[std::size_t(account)]; }

    // Months of the running cost in that row that are charged if it begins by t in 0 … horizon + 1: from this one to its stop.
    Index month_from(Index row, Time t) const {
        return p_.running.items[std::size_t(row)].first + month_[std::size_t(month_row_[std::size_t(row)]) + std::size_t(t)];
    }
    // The month's amount and those after it within its period, and the first month of the next one.
    Amount rest(Index month) const { return rest_[std::size_t(month)]; }
    Index next(Index month) const { return next_[std::size_t(month)]; }

private:
    void read_periods(Index account);
    void read_months(const Running& cost);
    void find_months(const Running& cost);

    const Project& p_;
    std::vector<Index> period_, month_;                       // rows of days
    std::vector<std::size_t> period_row_, month_row_;         // first day of the row, by account and by running cost
    std::vector<std::pair<Running, std::size_t>> month_rows_;  // a cost of each row
    std::vector<char> is_gapless_;  // by account
    std::vector<Amount> rest_;
    std::vector<Index> next_;
};

}  // namespace egovplan
