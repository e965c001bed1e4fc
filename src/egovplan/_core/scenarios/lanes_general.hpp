// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Both passes with everything: all relations, lags in working and elapsed days, releases, fixed intervals, gates, embargoes,
// elapsed durations. The rules are those of days.hpp, for 64 lanes at once; inverses of tables are tables as well.
// Included inside the namespace of an instruction set.

#pragma once

inline std::int32_t within(std::int32_t day, std::int32_t last) { return day < 0 ? 0 : day > last ? last : day; }

inline void look_up(const std::int32_t* table, std::int32_t never, const std::int32_t* day, std::int32_t* out) {
    for (std::int32_t l = 0; l < kLanes; ++l) out[l] = table[within(day[l], never)];
}

// The first working day on or after a calendar day; the calendar ends with the day after the horizon, which is never.
inline std::int32_t work_day(const GeneralSpec& net, std::int32_t date) { return net.from_calendar[within(date, net.calendar_last)]; }

// Finishes of starts.
inline void finish_of(const GeneralSpec& net, std::int32_t r, const std::int32_t* d, const std::int32_t* start, std::int32_t* finish) {
    const std::int32_t never = net.never;
    if (net.fixed_start[r] >= 0) {
        const std::int32_t length = net.fixed_finish[r] - net.fixed_start[r];
        for (std::int32_t l = 0; l < kLanes; ++l) finish[l] = start[l] + length;
    } else if (net.elapsed[r]) {
        for (std::int32_t l = 0; l < kLanes; ++l) finish[l] = work_day(net, net.to_calendar[within(start[l], never)] + d[l]);
    } else {
        for (std::int32_t l = 0; l < kLanes; ++l) {
            const std::int32_t day = start[l] + d[l];
            finish[l] = day < never ? day : never;
        }
    }
}

// The earliest starts that finish on `finish` or later, and the latest that finish on it or earlier.
inline void start_for(const GeneralSpec& net, std::int32_t r, const std::int32_t* d, std::int32_t* finish) {
    const std::int32_t never = net.never;
    if (net.elapsed[r]) {
        for (std::int32_t l = 0; l < kLanes; ++l) {
            const std::int32_t f = finish[l], start = work_day(net, net.to_calendar[within(f - 1, never)] + 1 - d[l]);
            finish[l] = f >= never ? never : f <= 0 ? 0 : start;
        }
    } else {
        for (std::int32_t l = 0; l < kLanes; ++l) finish[l] = finish[l] >= never ? never : finish[l] - d[l];
    }
}

inline void start_before(const GeneralSpec& net, std::int32_t r, const std::int32_t* d, std::int32_t* finish) {
    if (net.fixed_start[r] >= 0) {
        const std::int32_t length = net.fixed_finish[r] - net.fixed_start[r];
        for (std::int32_t l = 0; l < kLanes; ++l) finish[l] -= length;
    } else if (net.elapsed[r]) {
        for (std::int32_t l = 0; l < kLanes; ++l)
            finish[l] = work_day(net, net.to_calendar[within(finish[l], net.never)] - d[l] + 1) - 1;
    } else {
        for (std::int32_t l = 0; l < kLanes; ++l) finish[l] -= d[l];
    }
}

inline void after_lag(const GeneralSpec& net, std::int32_t k, const std::int32_t* event, std::int32_t* out) {
    const std::int32_t never = net.never, lag = net.in_lag[k];
    if (net.in_table[k] >= 0) return look_up(net.tables[net.in_table[k]], never, event, out);
    for (std::int32_t l = 0; l < kLanes; ++l) out[l] = event[l] + lag < never ? event[l] + lag : never;
}

inline void before_lag(const GeneralSpec& net, std::int32_t k, const std::int32_t* bound, std::int32_t* out) {
    const std::int32_t lag = net.in_lag[k];
    if (net.in_table[k] >= 0) return look_up(net.inverses[net.in_table[k]], net.never, bound, out);
    for (std::int32_t l = 0; l < kLanes; ++l) out[l] = bound[l] - lag;
}

// Early starts and finishes, [size][64] by rank; `never` where there is no day.
void forward_general(const GeneralSpec& net, const std::int32_t* duration, std::int32_t* start, std::int32_t* finish) {
    for (std::int32_t r = 0; r < net.size; ++r) {
        const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(r) * kLanes;
        std::int32_t ready[kLanes];
        for (std::int32_t l = 0; l < kLanes; ++l) ready[l] = net.fixed_start[r] >= 0 ? net.fixed_start[r] : net.release[r];
        for (std::int32_t k = net.in_ptr[r]; k < net.in_ptr[r + 1] && net.fixed_start[r] < 0; ++k) {
            const std::ptrdiff_t source = static_cast<std::ptrdiff_t>(net.in_source[k]) * kLanes;
            std::int32_t bound[kLanes];
            after_lag(net, k, (net.in_type[k] & 1 ? start : finish) + source, bound);
            if (net.in_type[k] & 2) start_for(net, r, duration + row, bound);
            for (std::int32_t l = 0; l < kLanes; ++l) ready[l] = ready[l] > bound[l] ? ready[l] : bound[l];
        }
        if (net.fixed_start[r] < 0 && net.start_table[r] >= 0) look_up(net.tables[net.start_table[r]], net.never, ready, ready);
        for (std::int32_t l = 0; l < kLanes; ++l) start[row + l] = ready[l];
        finish_of(net, r, duration + row, ready, finish + row);
    }
}

// Latest starts that keep `until`; where `kept` is given, its starts stay as they are and only what leads to them moves.
// `ready` and `ready_finish` are room: the last day on which each may be ready, and the finish that this would mean.
void backward_general(const GeneralSpec& net, const std::int32_t* duration, const std::int32_t* until, const std::int32_t* kept,
                      std::int32_t* late, std::int32_t* ready, std::int32_t* ready_finish) {
    for (std::int32_t r = net.size - 1; r >= 0; --r) {
        const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(r) * kLanes;
        std::int32_t by_start[kLanes], by_finish[kLanes];
        for (std::int32_t l = 0; l < kLanes; ++l) by_start[l] = kNoBound;
        for (std::int32_t l = 0; l < kLanes; ++l) by_finish[l] = until[l];
        for (std::int32_t j = net.out_ptr[r]; j < net.out_ptr[r + 1]; ++j) {
            const std::int32_t k = net.out_arc[j];
            const std::ptrdiff_t target = static_cast<std::ptrdiff_t>(net.out_target[j]) * kLanes;
            if (net.fixed_start[net.out_target[j]] >= 0) continue;
            std::int32_t event[kLanes];
            before_lag(net, k, (net.in_type[k] & 2 ? ready_finish : ready) + target, event);
            std::int32_t* by = net.in_type[k] & 1 ? by_start : by_finish;
            for (std::int32_t l = 0; l < kLanes; ++l) by[l] = by[l] < event[l] ? by[l] : event[l];
        }
        start_before(net, r, duration + row, by_finish);
        std::int32_t* at = late + row;
        for (std::int32_t l = 0; l < kLanes; ++l) {
            const std::int32_t day = by_start[l] < by_finish[l] ? by_start[l] : by_finish[l];
            at[l] = day > kNoDay ? day : kNoDay;
        }
        if (net.allowed_table[r] >= 0) {
            look_up(net.inverses[net.allowed_table[r]], net.never, at, at);
            look_up(net.tables[net.allowed_table[r]], net.never, at, at);
        }
        const std::int32_t* from = kept ? kept + row : at;
        if (net.start_table[r] >= 0)
            look_up(net.inverses[net.start_table[r]], net.never, from, ready + row);
        else
            for (std::int32_t l = 0; l < kLanes; ++l) ready[row + l] = from[l];
        finish_of(net, r, duration + row, ready + row, ready_finish + row);
    }
}

void finishes(const GeneralSpec& net, const std::int32_t* duration, const std::int32_t* start, std::int32_t* finish) {
    for (std::int32_t r = 0; r < net.size; ++r) {
        const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(r) * kLanes;
        finish_of(net, r, duration + row, start + row, finish + row);
    }
}

void count_general(const GeneralSpec& net, const std::int32_t* duration, const std::int32_t* start, const std::int32_t* late,
                   const Counts& counts) {
    for (std::int32_t r = 0; r < net.size; ++r) {
        const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(r) * kLanes;
        std::int32_t critical = 0;
        for (std::int32_t l = counts.first; l < counts.stop; ++l) critical += (late[row + l] <= start[row + l]) & (counts.until[l] >= 0);
        counts.critical[r] += critical;
        if (!counts.sum) continue;
        std::int64_t sum = 0, square = 0, product = 0;
        for (std::int32_t l = counts.first; l < counts.stop; ++l) {
            const std::int64_t d = duration[row + l];
            sum += d;
            square += d * d;
            product += d * counts.weight[l];
        }
        counts.sum[r] += sum;
        counts.square[r] += square;
        counts.product[r] += product;
    }
}
