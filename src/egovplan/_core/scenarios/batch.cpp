// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "scenarios/batch.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/arrays.hpp"

namespace egovplan {

namespace {

constexpr std::uint64_t kLongest = std::uint64_t{1} << 28;  // of a duration in lanes of 32 bits
constexpr std::int64_t kLatest = std::int64_t{1} << 29;     // of a finish in them

class Batch {
public:
    Batch(const LaneNet& net, const DurationRows& rows, const Kernels& kernels)
        : net_(net), rows_(rows), kernels_(kernels), until_(2), place_(net.rank().begin(), net.rank().end()),
          room_(kTurnRoom / kLanes) {}

    BatchResult solve() {
        result_.finish.resize(static_cast<std::size_t>(rows_.scenarios));
        critical_.resize(static_cast<std::size_t>(net_.size()));
        if (net_.plain())
            solve_plain();
        else
            solve_general();
        result_.critical.resize(critical_.size());
        for (std::size_t i = 0; i < critical_.size(); ++i) result_.critical[i] = critical_[static_cast<std::size_t>(place_[i])];
        return std::move(result_);
    }

    std::vector<std::int64_t> dates(BatchColumn column) {
        std::vector<std::int64_t> out(static_cast<std::size_t>(rows_.scenarios) * static_cast<std::size_t>(rows_.size));
        LaneRows<std::int32_t> start(net_.size()), late(net_.size()), ready(net_.size()), ready_finish(net_.size());
        const GeneralSpec net = net_.general_spec();
        Ticker tick;
        for (std::int64_t block = 0; block * kLanes < rows_.scenarios; ++block) {
            tick(std::int64_t{8} * kLanes * (rows_.size + 1));
            take(block);
            kernels_.forward(net, long_days_.data(), start.data(), long_finish_.data());
            find_finish(block);
            LaneRows<std::int32_t>* chosen = column == kEarlyStarts ? &start : column == kEarlyFinishes ? &long_finish_ : &late;
            if (column > kEarlyFinishes)
                kernels_.backward(net, long_days_.data(), until_.row(1), column == kFreeFloats ? start.data() : nullptr, late.data(),
                                  ready.data(), ready_finish.data());
            if (column == kLateFinishes) {
                kernels_.finishes(net, long_days_.data(), late.data(), ready_finish.data());
                chosen = &ready_finish;
            }
            for (std::int32_t i = 0; i < rows_.size; ++i) {
                const std::int32_t *row = chosen->row(place_[i]), *early = (column == kLateFinishes ? long_finish_ : start).row(place_[i]);
                for (std::int32_t l = 0; l < lanes(block); ++l) {
                    const std::int64_t day = column > kEarlyFinishes && until_.row(0)[l] < 0 ? early[l] : row[l];
                    out[static_cast<std::size_t>(block * kLanes + l) * static_cast<std::size_t>(rows_.size) + static_cast<std::size_t>(i)] =
                        column == kFreeFloats ? day - early[l] : day;
                }
            }
        }
        return out;
    }

private:
    std::int32_t lanes(std::int64_t block) const {
        return static_cast<std::int32_t>(std::min<std::int64_t>(kLanes, rows_.scenarios - block * kLanes));
    }

    const char* from(std::int64_t block) const {
        return static_cast<const char*>(rows_.data) + block * kLanes * rows_.size * (rows_.wide ? 8 : 4);
    }

    std::uint64_t turn(std::int64_t block, std::int16_t* out) {
        if (rows_.wide) return kernels_.turn64_16(reinterpret_cast<const std::int64_t*>(from(block)), rows_.size, lanes(block), rows_.size, place_.data(), room_.data(), out);
        return kernels_.turn16(reinterpret_cast<const std::int32_t*>(from(block)), rows_.size, lanes(block), rows_.size, place_.data(), room_.data(), out);
    }

    std::uint64_t turn(std::int64_t block, std::int32_t* out) {
        if (rows_.wide) return kernels_.turn64_32(reinterpret_cast<const std::int64_t*>(from(block)), rows_.size, lanes(block), rows_.size, place_.data(), room_.data(), out);
        return kernels_.turn32(reinterpret_cast<const std::int32_t*>(from(block)), rows_.size, lanes(block), rows_.size, place_.data(), room_.data(), out);
    }

    // The block in 32 bits; these rows are only made where they are needed.
    void take(std::int64_t block) {
        if (!wide_) {
            long_days_ = LaneRows<std::int32_t>(net_.size());
            long_finish_ = LaneRows<std::int32_t>(net_.size());
            wide_ = true;
        }
        const std::uint64_t most = turn(block, long_days_.data());
        if (most > kLongest) throw std::overflow_error("a duration is negative or exceeds 2**28");
    }

    // Finish of each lane's whole: into row 0, with -1 for never, into row 1 as it is; and into the result.
    void find_finish(std::int64_t block) {
        if (last_.empty()) last_ = net_.last_of_all();
        kernels_.latest32(long_finish_.data(), last_.data(), static_cast<std::int32_t>(last_.size()), until_.row(1));
        keep_finish(block);
    }

    void keep_finish(std::int64_t block) {
        const bool wanted = !result_.finish.empty();
        for (std::int32_t l = 0; l < kLanes; ++l) {
            const std::int32_t day = until_.row(1)[l];
            until_.row(0)[l] = day < net_.never() ? day : -1;
            if (wanted && l < lanes(block)) result_.finish[static_cast<std::size_t>(block * kLanes + l)] = std::min(day, net_.never());
        }
    }

    Counts counts(std::int64_t block) {
        return {0, lanes(block), until_.row(0), until_.row(0), critical_.data(), nullptr, nullptr, nullptr};
    }

    void solve_plain() {
        const PlainSpec net = net_.plain_spec();
        LaneRows<std::int16_t> days(net_.size()), finish(net_.size()), last(1);
        LaneRows<std::int32_t> long_last(1);
        const std::int64_t lag = net_.largest_lag(), release = net_.largest_release();
        const std::int32_t step = kLanes * (rows_.wide ? 8 : 4);
        bool narrow = true;
        Ticker tick;
        for (std::int64_t block = 0; block * kLanes < rows_.scenarios; ++block) {
            tick(std::int64_t{2} * kLanes * (rows_.size + 1));
            const bool more = (block + 2) * kLanes <= rows_.scenarios;  // the next block is a whole one
            if (narrow) {
                // Days rise by at most a duration and a lag at once: as long as all stay below the limit, none was cut off.
                const std::uint64_t most = turn(block, days.data());
                const std::int64_t limit = 32767 - static_cast<std::int64_t>(std::min<std::uint64_t>(most, 32767)) - lag;
                if (limit > release) {
                    kernels_.forward16(net, days.data(), finish.data(), last.data(), from(block + 1), more ? step : 0);
                    std::copy(last.data(), last.data() + kLanes, until_.row(1));
                }
                if (limit > release && *std::max_element(last.data(), last.data() + kLanes) <= limit) {
                    keep_finish(block);
                    kernels_.backward16(net, days.data(), finish.data(), counts(block));
                    continue;
                }
                narrow = false;
            }
            take(block);
            kernels_.forward32(net, long_days_.data(), long_finish_.data(), long_last.data(), from(block + 1), more ? step : 0);
            std::copy(long_last.data(), long_last.data() + kLanes, until_.row(1));
            if (*std::max_element(long_last.data(), long_last.data() + kLanes) > kLatest) throw std::overflow_error("a finish exceeds 2**29");
            keep_finish(block);
            kernels_.backward32(net, long_days_.data(), long_finish_.data(), counts(block));
        }
    }

    void solve_general() {
        LaneRows<std::int32_t> start(net_.size()), late(net_.size()), ready(net_.size()), ready_finish(net_.size());
        const GeneralSpec net = net_.general_spec();
        Ticker tick;
        for (std::int64_t block = 0; block * kLanes < rows_.scenarios; ++block) {
            tick(std::int64_t{8} * kLanes * (rows_.size + 1));
            take(block);
            kernels_.forward(net, long_days_.data(), start.data(), long_finish_.data());
            find_finish(block);
            kernels_.backward(net, long_days_.data(), until_.row(1), nullptr, late.data(), ready.data(), ready_finish.data());
            kernels_.count(net, long_days_.data(), start.data(), late.data(), counts(block));
        }
    }

    const LaneNet& net_;
    const DurationRows& rows_;
    const Kernels& kernels_;
    LaneRows<std::int32_t> long_days_{0}, long_finish_{0}, until_;
    std::vector<std::int32_t> place_;
    LaneRows<std::uint32_t> room_;
    std::vector<std::int32_t> last_;
    bool wide_ = false;
    std::vector<std::int64_t> critical_;
    BatchResult result_;
};

}  // namespace

BatchResult solve_rows(const LaneNet& net, const DurationRows& rows, const Kernels& kernels) { return Batch(net, rows, kernels).solve(); }

std::vector<std::int64_t> dates_of_rows(const LaneNet& net, const DurationRows& rows, BatchColumn column, const Kernels& kernels) {
    return Batch(net, rows, kernels).dates(column);
}

}  // namespace egovplan
