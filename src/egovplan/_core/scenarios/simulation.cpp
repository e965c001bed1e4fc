// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "scenarios/simulation.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace egovplan {

namespace {

// The kernels of one width of lanes, under one name.
struct Short {
    using Value = std::int16_t;
    static constexpr auto forward = &Kernels::forward16;
    static constexpr auto latest = &Kernels::latest16;
    static constexpr auto backward = &Kernels::backward16;
};
struct Long {
    using Value = std::int32_t;
    static constexpr auto forward = &Kernels::forward32;
    static constexpr auto latest = &Kernels::latest32;
    static constexpr auto backward = &Kernels::backward32;
};

// One thread's part: draws, sweeps and counts block after block.
class Worker {
public:
    Worker(const LaneNet& net, const Sampler& sampler, const TallySpec& spec, const Kernels& kernels)
        : net_(net), sampler_(sampler), spec_(spec), kernels_(kernels), tally_(spec), finish_(spec.groups()),
          costs_(static_cast<std::int64_t>(spec.amounts.size())), until_(2), happened_(static_cast<std::size_t>(spec.events)),
          place_(static_cast<std::size_t>(sampler.rows())) {
        for (std::int32_t i = 0; i < sampler.rows(); ++i) place_[i] = i < net.size() ? net.rank()[i] : i;
        for (std::int32_t g = 0; g < spec.groups(); ++g)
            last_.push_back(net.last_of(spec.member.data() + spec.group_ptr[g], spec.group_ptr[g + 1] - spec.group_ptr[g]));
        for (auto* column : {&critical_, &sum_, &square_, &product_}) column->resize(static_cast<std::size_t>(net.size()));
    }

    Tally run(Range range, bool narrow, Going& going) {
        if (net_.plain() && net_.narrow() && narrow)
            sweep_plain<Short>(range, going);
        else if (net_.plain())
            sweep_plain<Long>(range, going);
        else
            sweep_general(range, going);
        for (std::size_t r = 0; r < critical_.size(); ++r) {
            const auto i = static_cast<std::size_t>(net_.order()[r]);
            tally_.critical[i] = critical_[r];
            tally_.duration_sum[i] = sum_[r];
            tally_.duration_square[i] = square_[r];
            tally_.duration_finish[i] = product_[r];
        }
        return std::move(tally_);
    }

private:
    template <typename Width>
    void sweep_plain(Range range, Going& going) {
        using T = typename Width::Value;
        LaneRows<T> drawn(sampler_.rows()), early(net_.size()), last(1);
        const PlainSpec net = net_.plain_spec();
        const std::int64_t stop = range.first + range.count;
        for (std::int64_t block = range.first / kLanes; block * kLanes < stop && going.on(work()); ++block) {
            sampler_.block(block, drawn.data(), place_.data(), happened_.data(), &kernels_);
            (kernels_.*Width::forward)(net, drawn.data(), early.data(), last.data(), nullptr, 0);
            find_latest(kernels_.*Width::latest, early.data());
            const Counts counts = count(range, block, drawn.data(), early);
            (kernels_.*Width::backward)(net, drawn.data(), early.data(), counts);
        }
    }

    void sweep_general(Range range, Going& going) {
        LaneRows<std::int32_t> drawn(sampler_.rows()), start(net_.size()), finish(net_.size()), late(net_.size());
        LaneRows<std::int32_t> ready(net_.size()), ready_finish(net_.size());
        const GeneralSpec net = net_.general_spec();
        const std::int64_t stop = range.first + range.count;
        for (std::int64_t block = range.first / kLanes; block * kLanes < stop && going.on(work()); ++block) {
            sampler_.block(block, drawn.data(), place_.data(), happened_.data(), &kernels_);
            kernels_.forward(net, drawn.data(), start.data(), finish.data());
            find_latest(kernels_.latest32, finish.data());
            LaneRows<std::int32_t> anchor(1);
            std::copy(finish_.data(), finish_.data() + kLanes, anchor.data());
            const Counts counts = count(range, block, drawn.data(), finish);
            kernels_.backward(net, drawn.data(), anchor.data(), nullptr, late.data(), ready.data(), ready_finish.data());
            kernels_.count(net, drawn.data(), start.data(), late.data(), counts);
        }
    }

    std::int64_t work() const { return std::int64_t{4} * kLanes * (sampler_.rows() + 1); }

    template <typename Latest, typename T>
    void find_latest(Latest latest, const T* finish) {
        for (std::int32_t g = 0; g < spec_.groups(); ++g)
            latest(finish, last_[g].data(), static_cast<std::int32_t>(last_[g].size()), finish_.row(g));
    }

    // Counts everything but the activities' sums and criticality, and says how to count those.
    template <typename T>
    Counts count(Range range, std::int64_t block, const T* drawn, LaneRows<T>& early) {
        Scenarios part;
        part.first = static_cast<std::int32_t>(std::max<std::int64_t>(range.first - block * kLanes, 0));
        part.stop = static_cast<std::int32_t>(std::min<std::int64_t>(range.first + range.count - block * kLanes, kLanes));
        part.happened = happened_.data();
        part.finish = finish_.data();
        part.costs = costs_.data();
        const std::size_t from = static_cast<std::size_t>(net_.size()) * kLanes;
        for (std::size_t k = 0; k < spec_.amounts.size() * kLanes; ++k) costs_.data()[k] = drawn[from + k];
        std::int32_t *until = until_.row(0), *weight = until_.row(1);
        for (std::int32_t l = 0; l < kLanes; ++l) until[l] = finish_.row(0)[l] < net_.never() ? finish_.row(0)[l] : -1;
        for (std::int32_t g = 0; g < spec_.groups(); ++g)
            for (std::int32_t l = 0; l < kLanes; ++l)
                if (finish_.row(g)[l] >= std::min(net_.never(), spec_.bins)) finish_.row(g)[l] = spec_.bins;
        std::copy(finish_.row(0), finish_.row(1), weight);
        tally_.add(spec_, part);
        if (spec_.by_activity) count_activities(part, early);
        return {part.first, part.stop, until, weight, critical_.data(), sum_.data(), square_.data(), product_.data()};
    }

    template <typename T>
    void count_activities(const Scenarios& part, LaneRows<T>& early) {
        std::int32_t finish[kLanes];
        for (std::int32_t r = 0; r < net_.size(); ++r) {
            for (std::int32_t l = 0; l < kLanes; ++l) finish[l] = early.row(r)[l] < net_.never() ? early.row(r)[l] : spec_.bins;
            tally_.add_finish(spec_, net_.order()[r], finish, part.first, part.stop);
        }
    }

    const LaneNet& net_;
    const Sampler& sampler_;
    const TallySpec& spec_;
    const Kernels& kernels_;
    Tally tally_;
    LaneRows<std::int32_t> finish_, costs_, until_;  // until_: finish of the whole or -1, and the same cut to the bins
    std::vector<std::uint64_t> happened_;
    std::vector<std::int32_t> place_;
    std::vector<std::vector<std::int32_t>> last_;
    std::vector<std::int64_t> critical_, sum_, square_, product_;  // by rank
};

}  // namespace

Tally simulate(const LaneNet& net, const Sampler& sampler, const TallySpec& spec, Range range, bool narrow, std::int32_t threads,
               const Kernels& kernels) {
    std::vector<Tally> parts(static_cast<std::size_t>(threads), Tally(spec));
    in_threads(threads, [&](std::int32_t part, Going& going) {
        parts[part] = Worker(net, sampler, spec, kernels).run(part_of(range, part, threads), narrow, going);
    });
    for (std::size_t part = 1; part < parts.size(); ++part) parts[0].add(parts[part]);
    return std::move(parts[0]);
}

}  // namespace egovplan
