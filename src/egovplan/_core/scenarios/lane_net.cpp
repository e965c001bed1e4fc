// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "scenarios/lane_net.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace egovplan {

namespace {

// Days and lags stay so far from 2^31 that no sum of a day, a lag and a duration overflows.
constexpr std::int64_t kLargestDay = std::int64_t{1} << 28;

std::vector<std::int32_t> by_rank(const Graph& graph, const std::vector<std::int64_t>& column, std::int32_t otherwise) {
    std::vector<std::int32_t> out(static_cast<std::size_t>(graph.size()), otherwise);
    for (std::size_t r = 0; r < out.size() && !column.empty(); ++r) {
        const std::int64_t value = column[graph.order()[r]];
        if (value > kLargestDay) throw std::overflow_error("a day exceeds 2**28");
        out[r] = static_cast<std::int32_t>(value);
    }
    return out;
}

std::vector<std::int32_t> by_rank(const Graph& graph, const std::vector<std::int32_t>& column) {
    std::vector<std::int32_t> out(static_cast<std::size_t>(graph.size()), -1);
    for (std::size_t r = 0; r < out.size() && !column.empty(); ++r) out[r] = column[graph.order()[r]];
    return out;
}

}  // namespace

LaneNet::LaneNet(const Graph& graph, const LaneColumns& columns, const std::vector<std::int64_t>& largest)
    : graph_(graph), size_(graph.size()) {
    if (graph.horizon() >= kLargestDay || graph.lag_sum() > kLargestDay) throw std::overflow_error("days exceed 2**28");
    if (graph.horizon() >= 0) never_ = static_cast<std::int32_t>(graph.horizon()) + 1;
    copy_arcs();
    copy_columns(columns);
    const auto none = [](const std::vector<std::int32_t>& numbers) {
        return std::all_of(numbers.begin(), numbers.end(), [](std::int32_t number) { return number < 0; });
    };
    const bool elapsed = std::any_of(elapsed_.begin(), elapsed_.end(), [](std::uint8_t flag) { return flag != 0; });
    plain_ = graph.plain() && none(fixed_start_) && none(start_table_) && none(allowed_table_) && !elapsed;
    if (!plain_) invert_tables();
    make_calendar(elapsed ? columns.calendar : std::vector<std::int32_t>{});
    find_bound(largest);
}

void LaneNet::copy_arcs() {
    const auto arcs = static_cast<std::size_t>(graph_.arcs());
    in_ptr_.resize(static_cast<std::size_t>(size_) + 1);
    for (std::int32_t r = 0; r < size_; ++r) in_ptr_[r + 1] = graph_.arc_end(r);
    in_source_.resize(arcs);
    in_lag_.resize(arcs);
    in_table_.resize(arcs);
    in_type_.resize(arcs);
    out_lag_.resize(arcs);
    for (std::size_t k = 0; k < arcs; ++k) {
        const auto arc = static_cast<std::int32_t>(k);
        in_source_[k] = graph_.source(arc);
        in_lag_[k] = static_cast<std::int32_t>(graph_.lag(arc));
        in_table_[k] = graph_.lag_table(arc);
        in_type_[k] = graph_.type(arc);
        lags_ = lags_ || in_lag_[k] != 0;
    }
    const Outgoing& out = graph_.outgoing();
    for (std::size_t j = 0; j < arcs; ++j) out_lag_[j] = in_lag_[out.arc[j]];
}

void LaneNet::copy_columns(const LaneColumns& columns) {
    release_ = by_rank(graph_, columns.release, 0);
    fixed_start_ = by_rank(graph_, columns.fixed_start, -1);
    fixed_finish_ = by_rank(graph_, columns.fixed_finish, -1);
    start_table_ = by_rank(graph_, columns.start_table);
    allowed_table_ = by_rank(graph_, columns.allowed_table);
    elapsed_.resize(static_cast<std::size_t>(size_));
    for (std::int32_t r = 0; r < size_; ++r) {
        releases_ = releases_ || release_[r] != 0;
        if (fixed_start_[r] < 0) {
            elapsed_[r] = !columns.duration_table.empty() && columns.duration_table[graph_.order()[r]] >= 0;
            continue;
        }
        start_table_[r] = allowed_table_[r] = -1;  // a fixed interval asks no rule
    }
}

void LaneNet::invert_tables() {
    const auto width = static_cast<std::size_t>(never_) + 1;
    tables_.resize(static_cast<std::size_t>(graph_.table_count()));
    inverse_.resize(tables_.size());
    for (std::size_t t = 0; t < tables_.size(); ++t) {
        tables_[t] = graph_.table(static_cast<std::int32_t>(t));
        inverse_[t].assign(width, never_);
        std::int32_t day = 0;
        for (std::int32_t value = 0; value < never_; ++value) {
            while (day <= never_ && tables_[t][day] <= value) ++day;
            inverse_[t][static_cast<std::size_t>(value)] = day - 1;  // -1 only where no scenario can be
        }
        inverses_.push_back(inverse_[t].data());
    }
}

void LaneNet::make_calendar(const std::vector<std::int32_t>& days) {
    to_calendar_ = days;
    to_calendar_.push_back(days.empty() ? 0 : days.back() + 1);
    from_calendar_.resize(static_cast<std::size_t>(to_calendar_.back()) + 1, never_);
    std::int32_t day = 0;
    for (std::size_t date = 0; date + 1 < from_calendar_.size(); ++date) {
        while (days[static_cast<std::size_t>(day)] < static_cast<std::int32_t>(date)) ++day;
        from_calendar_[date] = day;
    }
}

// A cautious bound: everything one after the other, or the longest path where every relation is FS.
void LaneNet::find_bound(const std::vector<std::int64_t>& largest) {
    const std::int64_t most = size_ > 0 ? *std::max_element(largest.begin(), largest.begin() + size_) : 0;
    if (most > kLargestDay) throw std::overflow_error("a duration exceeds 2**28");
    std::vector<std::int64_t> finish(static_cast<std::size_t>(size_), 0);
    for (std::int32_t r = 0; r < size_; ++r) {
        const std::int64_t days = largest[graph_.order()[r]];
        std::int64_t ready = release_[r];
        for (std::int32_t k = in_ptr_[r]; k < in_ptr_[r + 1]; ++k)
            ready = std::max(ready, finish[in_source_[k]] + std::max(in_lag_[k], 0) + (in_type_[k] == kFS ? 0 : days));
        finish[r] = std::max<std::int64_t>(ready + days, fixed_finish_[r]);
        bound_ = std::max(bound_, finish[r]);
        if (bound_ > kLargestDay) break;
    }
    if (never_ == kNoBound && bound_ > kLargestDay) throw std::overflow_error("the sum of all days exceeds 2**28");
    if (never_ != kNoBound) plain_ = plain_ && bound_ <= kLargestDay;
    const std::int64_t lag = std::min<std::int64_t>(graph_.lag_sum(), kLargestDay);
    narrow_ = plain_ && bound_ < never_ && bound_ + lag < 32000 && most * std::max(bound_, most) < (std::int64_t{1} << 31) / kLanes;
}

PlainSpec LaneNet::plain_spec() const {
    const Outgoing& out = graph_.outgoing();
    return {size_, in_ptr_.data(), in_source_.data(), lags_ ? in_lag_.data() : nullptr, out.ptr.empty() ? in_ptr_.data() : out.ptr.data(), out.target.data(),
            lags_ ? out_lag_.data() : nullptr, releases_ ? release_.data() : nullptr};
}

GeneralSpec LaneNet::general_spec() const {
    const Outgoing& out = graph_.outgoing();
    GeneralSpec spec;
    spec.size = size_;
    spec.never = never_;
    spec.in_ptr = in_ptr_.data();
    spec.in_source = in_source_.data();
    spec.in_lag = in_lag_.data();
    spec.in_table = in_table_.data();
    spec.in_type = in_type_.data();
    spec.out_ptr = out.ptr.data();
    spec.out_target = out.target.data();
    spec.out_arc = out.arc.data();
    spec.release = release_.data();
    spec.fixed_start = fixed_start_.data();
    spec.fixed_finish = fixed_finish_.data();
    spec.start_table = start_table_.data();
    spec.allowed_table = allowed_table_.data();
    spec.elapsed = elapsed_.data();
    spec.tables = tables_.data();
    spec.inverses = inverses_.data();
    spec.to_calendar = to_calendar_.data();
    spec.from_calendar = from_calendar_.data();
    spec.calendar_last = static_cast<std::int32_t>(from_calendar_.size()) - 1;
    return spec;
}

std::int64_t LaneNet::largest_lag() const {
    std::int64_t most = 0;
    for (const std::int32_t lag : in_lag_) most = std::max<std::int64_t>(most, lag < 0 ? -lag : lag);
    return most;
}

std::int64_t LaneNet::largest_release() const {
    return release_.empty() ? 0 : *std::max_element(release_.begin(), release_.end());
}

std::vector<std::int32_t> LaneNet::last_of_all() const {
    std::vector<std::int32_t> all(static_cast<std::size_t>(size_));
    for (std::int32_t i = 0; i < size_; ++i) all[static_cast<std::size_t>(i)] = i;
    return last_of(all.data(), size_);
}

std::vector<std::int32_t> LaneNet::last_of(const std::int32_t* member, std::int32_t count) const {
    std::vector<char> inside(static_cast<std::size_t>(size_), 0);
    for (std::int32_t k = 0; k < count; ++k) inside[rank()[member[k]]] = 1;
    std::vector<std::int32_t> last;
    const Outgoing& out = graph_.outgoing();
    for (std::int32_t r = 0; r < size_; ++r) {
        if (!inside[r]) continue;
        bool followed = false;  // a successor inside never finishes before this one
        for (std::int32_t j = out.ptr[r]; j < out.ptr[r + 1] && !followed; ++j) {
            const std::int32_t k = out.arc[j], s = out.target[j];
            const bool after = (in_type_[k] == kFS || in_type_[k] == kFF) && in_table_[k] < 0 && in_lag_[k] >= 0;
            followed = inside[s] && after && fixed_start_[s] < 0;
        }
        if (!followed) last.push_back(r);
    }
    return last;
}

}  // namespace egovplan
