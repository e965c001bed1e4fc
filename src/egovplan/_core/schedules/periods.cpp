// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/periods.hpp"

#include <stdexcept>

namespace egovplan {

Periods::Periods(const Project& project) : p_(project), rest_(project.months.size()), next_(project.months.size()) {
    for (Index a = 0; a < Index(p_.carries.size()); ++a) read_periods(a);
    for (const Running& cost : p_.running.items) {
        read_months(cost);
        find_months(cost);
    }
}

void Periods::read_periods(Index account) {
    const Index first = p_.period_ptr[account], stop = p_.period_ptr[account + 1];
    for (Index k = first; k < stop; ++k)
        if (p_.period_stop[k] < p_.period_start[k] || (k > first && p_.period_start[k] < p_.period_stop[k - 1]))
            throw std::invalid_argument("period_start: not rising");
    is_gapless_.push_back(1);
    for (Index k = first + 1; k < stop; ++k) is_gapless_.back() = is_gapless_.back() && p_.period_start[k] == p_.period_stop[k - 1];
    period_row_.push_back(period_.size());
    Index k = first;
    for (Time t = 0; t <= p_.horizon; ++t) {
        while (k < stop && p_.period_stop[k] <= t) ++k;
        period_.push_back(k < stop && p_.period_start[k] <= t ? k : -1);
    }
}

void Periods::read_months(const Running& cost) {
    for (Index m = cost.stop - 1; m >= cost.first; --m) {
        rest_[m] = p_.months[m].amount;
        next_[m] = m + 1;
        if (m + 1 == cost.stop) continue;
        if (p_.months[m + 1].start < p_.months[m].start || p_.months[m + 1].period < p_.months[m].period)
            throw std::invalid_argument("month_start: not rising");
        if (p_.months[m + 1].period > p_.months[m].period) continue;
        rest_[m] += rest_[m + 1];
        next_[m] = next_[m + 1];
    }
}

// Costs whose months begin on the same days share a row.
void Periods::find_months(const Running& cost) {
    const auto same_start = [](const Month& a, const Month& b) { return a.start == b.start; };
    const auto months = p_.months.begin();
    for (const auto& [other, row] : month_rows_)
        if (std::equal(months + other.first, months + other.stop, months + cost.first, months + cost.stop, same_start)) {
            month_row_.push_back(row);
            return;
        }
    month_row_.push_back(month_.size());
    month_rows_.emplace_back(cost, month_.size());
    Index m = cost.first;
    for (Time t = 0; t <= p_.never(); ++t) {
        while (m < cost.stop && p_.months[m].start < t) ++m;
        month_.push_back(m - cost.first);
    }
}

}  // namespace egovplan
