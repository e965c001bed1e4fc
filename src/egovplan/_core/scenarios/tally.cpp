// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "scenarios/tally.hpp"

#include <algorithm>
#include <cstddef>

namespace egovplan {

namespace {

std::size_t length(std::int64_t a, std::int64_t b = 1) { return static_cast<std::size_t>(a * b); }

std::size_t bin_of(const std::vector<std::int64_t>& edges, std::int64_t value) {
    return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin());
}

std::int32_t cut(const TallySpec& spec, std::int32_t finish) { return finish < 0 || finish > spec.bins ? spec.bins : finish; }

// Cents of one scenario: amounts times per mille, to the nearest cent.
std::int64_t cost_of(const TallySpec& spec, const std::int32_t* costs, std::int32_t lane) {
    std::int64_t sum = 0;
    for (std::size_t c = 0; c < spec.amounts.size(); ++c)
        sum += spec.amounts[c] * costs[c * kLanes + static_cast<std::size_t>(lane)];
    return (sum + 500) / 1000;
}

void add_to(std::vector<std::int64_t>& sum, const std::vector<std::int64_t>& other) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += other[i];
}

}  // namespace

Tally::Tally(const TallySpec& spec) {
    group_finish.resize(length(spec.groups(), spec.bins + std::int64_t{1}));
    if (spec.by_activity) activity_finish.resize(length(spec.activities, spec.bins + std::int64_t{1}));
    for (auto* column : {&critical, &duration_sum, &duration_square, &duration_finish}) column->resize(length(spec.activities));
    event_count.resize(length(spec.events));
    event_finish_sum.resize(length(spec.events));
    if (!spec.amounts.empty()) {
        cost.resize(spec.cost_edges.size() + 1);
        joint.resize(cost.size() * (spec.finish_edges.size() + 1));
    }
    binding.resize(length(spec.resources));
    binding_days.resize(length(spec.resources));
}

void Tally::add(const TallySpec& spec, const Scenarios& block) {
    scenarios += block.stop - block.first;
    for (std::int32_t g = 0; g < spec.groups(); ++g) {
        std::int64_t* counts = group_finish.data() + length(g, spec.bins + std::int64_t{1});
        for (std::int32_t l = block.first; l < block.stop; ++l) ++counts[cut(spec, block.finish[g * kLanes + l])];
    }
    for (std::int32_t l = block.first; l < block.stop; ++l) {
        const std::int64_t finish = cut(spec, block.finish[l]);
        never += finish == spec.bins;
        finish_sum += finish;
        finish_square += finish * finish;
        for (std::int32_t e = 0; e < spec.events; ++e) {
            const std::int64_t here = block.happened[e] >> l & 1;
            event_count[length(e)] += here;
            event_finish_sum[length(e)] += here * finish;
        }
        if (spec.amounts.empty()) continue;
        const std::size_t at = bin_of(spec.cost_edges, cost_of(spec, block.costs, l));
        ++cost[at];
        ++joint[bin_of(spec.finish_edges, finish) * cost.size() + at];
    }
}

void Tally::add_duration(const TallySpec& spec, const Scenarios& block, std::int32_t activity) {
    const std::int32_t* drawn = block.drawn + length(activity, kLanes);
    std::int64_t sum = 0, square = 0, product = 0;
    for (std::int32_t l = block.first; l < block.stop; ++l) {
        const std::int64_t days = drawn[l];
        sum += days;
        square += days * days;
        product += days * cut(spec, block.finish[l]);
    }
    duration_sum[length(activity)] += sum;
    duration_square[length(activity)] += square;
    duration_finish[length(activity)] += product;
}

void Tally::add_finish(const TallySpec& spec, std::int32_t activity, const std::int32_t* finish, std::int32_t first, std::int32_t stop) {
    std::int64_t* counts = activity_finish.data() + length(activity, spec.bins + std::int64_t{1});
    for (std::int32_t l = first; l < stop; ++l) ++counts[cut(spec, finish[l])];
}

void Tally::add(const Tally& other) {
    scenarios += other.scenarios;
    never += other.never;
    finish_sum += other.finish_sum;
    finish_square += other.finish_square;
    for (auto column : {&Tally::group_finish, &Tally::activity_finish, &Tally::critical, &Tally::duration_sum, &Tally::duration_square,
                        &Tally::duration_finish, &Tally::event_count, &Tally::event_finish_sum, &Tally::cost, &Tally::joint,
                        &Tally::binding, &Tally::binding_days})
        add_to(this->*column, other.*column);
}

void latest_of_groups(const TallySpec& spec, const std::int32_t* finish, std::int32_t* out) {
    for (std::int32_t g = 0; g < spec.groups(); ++g, out += kLanes) {
        std::fill(out, out + kLanes, 0);
        for (std::int32_t k = spec.group_ptr[length(g)]; k < spec.group_ptr[length(g) + 1]; ++k) {
            const std::int32_t* row = finish + length(spec.member[length(k)], kLanes);
            for (std::int32_t l = 0; l < kLanes; ++l) out[l] = std::max(out[l], row[l]);
        }
    }
}

}  // namespace egovplan
