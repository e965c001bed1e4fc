// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "policy/policy_simulation.hpp"

#include <atomic>
#include <exception>
#include <thread>

#include "base/arrays.hpp"

namespace egovplan {

namespace {

constexpr Index kTile = 16;
constexpr std::int64_t kWork = 8;  // of a step, in the units of a Ticker

// out[l][k] = in[row[k]][l], for all lanes
void to_lanes(const std::int32_t* in, const Index* row, Index rows, std::int32_t* out) {
    for (Index k = 0; k < rows; k += kTile)
        for (Index l = 0; l < kLanes; ++l)
            for (Index j = k; j < std::min(k + kTile, rows); ++j)
                out[std::size_t(l) * std::size_t(rows) + std::size_t(j)] = in[std::size_t(row[j]) * kLanes + std::size_t(l)];
}

// out[row[k]][l] = in[l][k], for all lanes
void to_rows(const std::int32_t* in, const Index* row, Index rows, std::int32_t* out) {
    for (Index k = 0; k < rows; k += kTile)
        for (Index l = 0; l < kLanes; ++l)
            for (Index j = k; j < std::min(k + kTile, rows); ++j)
                out[std::size_t(row[j]) * kLanes + std::size_t(l)] = in[std::size_t(l) * std::size_t(rows) + std::size_t(j)];
}

// What one thread needs: blocks one after the other.
class Blocks {
public:
    Blocks(const Policy& policy, const Sampler& sampler, const TallySpec& spec)
        : tally(spec), policy_(policy), sampler_(sampler), spec_(spec), schedules_(Schedules::of(policy)),
          slots_(Index(policy.activity.size())), drawn_(std::size_t(sampler.rows()) * kLanes), happened_(std::size_t(sampler.events())),
          days_(std::size_t(slots_ - policy.settled) * kLanes), by_lane_(std::size_t(slots_) * kLanes),
          finish_(by_lane_.size()), group_finish_(std::size_t(spec.groups()) * kLanes) {}

    // Lanes from … to - 1 of a block.
    void add(std::int64_t block, std::int32_t from, std::int32_t to) {
        sampler_.block(block, drawn_.data(), nullptr, happened_.data());
        const Index steps = slots_ - policy_.settled;
        to_lanes(drawn_.data(), policy_.activity.data() + policy_.settled, steps, days_.data());
        for (std::int32_t lane = from; lane < to; ++lane) {
            schedules_->run(days_.data() + std::size_t(lane) * std::size_t(steps));
            std::int32_t* finish = by_lane_.data() + std::size_t(lane) * std::size_t(slots_);
            for (Index s = 0; s < slots_; ++s) finish[s] = schedules_->event[2 * std::size_t(s)];
            for (const Index s : schedules_->critical()) ++tally.critical[std::size_t(policy_.activity[s])];
            for (const Index cause : schedules_->causes) {
                ++tally.binding[std::size_t(cause)];
                tally.binding_days[std::size_t(cause)] += schedules_->waited[cause];
            }
        }
        to_rows(by_lane_.data(), policy_.activity.data(), slots_, finish_.data());
        latest_of_groups(spec_, finish_.data(), group_finish_.data());
        const std::int32_t* costs = drawn_.data() + std::size_t(spec_.activities) * kLanes;
        const Scenarios scenarios{from, to, drawn_.data(), costs, happened_.data(), group_finish_.data()};
        tally.add(spec_, scenarios);
        for (std::int32_t i = 0; i < spec_.activities; ++i) {
            tally.add_duration(spec_, scenarios, i);
            if (spec_.by_activity) tally.add_finish(spec_, i, finish_.data() + std::size_t(i) * kLanes, from, to);
        }
    }

    Tally tally;

private:
    const Policy& policy_;
    const Sampler& sampler_;
    const TallySpec& spec_;
    std::unique_ptr<Schedules> schedules_;
    Index slots_;
    std::vector<std::int32_t> drawn_;
    std::vector<std::uint64_t> happened_;
    std::vector<std::int32_t> days_, by_lane_, finish_, group_finish_;
};

// A range of scenarios; `go_on` is asked after each block.
template <typename GoOn>
Tally run(const Policy& policy, const Sampler& sampler, const TallySpec& spec, std::int64_t first, std::int64_t stop, GoOn go_on) {
    Blocks blocks(policy, sampler, spec);
    for (std::int64_t s = first; s < stop && go_on();) {
        const std::int64_t block = s / kLanes, next = std::min(stop, (block + 1) * kLanes);
        blocks.add(block, std::int32_t(s - block * kLanes), std::int32_t(next - block * kLanes));
        s = next;
    }
    return std::move(blocks.tally);
}

// Threads that are told to stop and waited for, whatever happens to the one that made them.
class Crew {
public:
    ~Crew() {
        stop = true;
        join();
    }
    void join() {
        for (std::thread& thread : threads)
            if (thread.joinable()) thread.join();
    }
    std::vector<std::thread> threads;
    std::atomic<bool> stop{false};
};

}  // namespace

Tally simulate(const Policy& policy, const Sampler& sampler, const TallySpec& spec, std::int64_t first, std::int64_t count,
               std::int32_t threads) {
    const std::int64_t begin = first / kLanes, blocks = count > 0 ? (first + count - 1) / kLanes - begin + 1 : 0;
    const auto parts = std::max<std::int64_t>(1, std::min<std::int64_t>(threads, blocks));
    const auto border = [&](std::int64_t k) {
        return std::clamp((begin + blocks * k / parts) * kLanes, first, first + count);
    };
    std::vector<Tally> tallies(std::size_t(parts), Tally(TallySpec{}));
    std::vector<std::exception_ptr> errors(tallies.size());
    Crew crew;
    for (std::int64_t k = 1; k < parts; ++k)
        crew.threads.emplace_back([&, k] {
            try {
                tallies[std::size_t(k)] = run(policy, sampler, spec, border(k), border(k + 1), [&] { return !crew.stop.load(); });
            } catch (...) {
                errors[std::size_t(k)] = std::current_exception();
            }
        });
    Ticker tick;
    const std::int64_t work = kWork * kLanes * std::int64_t(policy.steps.size() + 1);
    tallies[0] = run(policy, sampler, spec, border(0), border(1), [&] {
        tick(work);
        return true;
    });
    crew.join();
    for (std::size_t k = 1; k < tallies.size(); ++k) {
        if (errors[k]) std::rethrow_exception(errors[k]);
        tallies[0].add(tallies[k]);
    }
    return std::move(tallies[0]);
}

}  // namespace egovplan
