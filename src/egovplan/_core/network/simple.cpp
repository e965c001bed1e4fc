// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// The sweep without calendars: days are plain numbers, int32 where no sum can leave it.

#include <algorithm>
#include <mutex>

#include "network/cpm.hpp"
#include "network/passes.hpp"

namespace egovplan {

namespace {

constexpr std::int64_t kNarrow = std::int64_t{1} << 29;

template <typename T>
class SimpleSweep final : public Sweep {
public:
    SimpleSweep(const Graph& graph, const Work& work) : Sweep(graph), related_(!graph.types().empty()) {
        const auto n = static_cast<std::size_t>(size());
        finish_ = Buffer<T>(related_ ? 2 * n : n);
        if (!related_) start_ = Buffer<T>(n);
        bound_ = Buffer<T>(related_ ? 4 * n : 2 * n);
        gather(work.duration, related_ ? finish_.data() + 1 : start_.data());
        if (work.release.given()) gather(work.release, finish_.data());
        if (!graph.wide_lags().empty()) {
            run<true>(graph.wide_lags().data(), work.release.given());
        } else if (!graph.lags().empty()) {
            run<true>(graph.lags().data(), work.release.given());
        } else {
            run<false>(graph.lags().data(), work.release.given());
        }
    }

    void column(Column which, std::int64_t* out) const override {
        const Buffer<Times>& times = this->times();
        const auto write = [&](auto&& value) {
            for (std::size_t i = 0; i < times.size(); ++i) out[i] = value(times[i]);
        };
        switch (which) {
            case kEarlyStart: return write([](const Times& t) { return t.start; });
            case kEarlyFinish: return write([](const Times& t) { return t.finish; });
            case kLateStart: return write([](const Times& t) { return t.late; });
            case kLateFinish: return write([](const Times& t) { return t.late + (t.finish - t.start); });
            case kTotalFloat: return write([](const Times& t) { return t.late - t.start; });
            case kFreeFloat: return write([](const Times& t) { return t.free; });
        }
    }

    void reached(std::uint8_t* out) const override { std::fill_n(out, size(), std::uint8_t{1}); }

    void driving(std::uint8_t* out) const override {
        const Buffer<std::int32_t>& link = graph_.link();
        for (std::int32_t r = 0; r < size(); ++r)
            for (std::int32_t k = graph_.arc_begin(r); k < graph_.arc_end(r); ++k) out[link[k]] = binds(k, r);
    }

    std::vector<std::int32_t> path() const override {
        std::vector<std::int32_t> chain;
        for (std::int32_t r = last(); r >= 0; r = driver(r)) chain.push_back(graph_.order()[r]);
        std::reverse(chain.begin(), chain.end());
        return chain;
    }

private:
    struct Times {
        T start, finish, late, free;
    };

    T early_start(std::int32_t r) const { return related_ ? finish_[2 * static_cast<std::size_t>(r) + 1] : start_[r]; }
    T early_finish(std::int32_t r) const { return related_ ? finish_[2 * static_cast<std::size_t>(r)] : finish_[r]; }

    void gather(const Integers& column, T* out) const {
        const std::int32_t* order = graph_.order().data();
        const std::int32_t n = size(), step = related_ ? 2 : 1, ahead = 4 * prefetch_distance(n);
        column.each([&](auto* values) {
            for (std::int32_t r = 0; r < n; ++r) {
                if (ahead > 0 && r + ahead < n) prefetch(&values[order[r + ahead]]);
                out[static_cast<std::size_t>(r) * step] = static_cast<T>(values[order[r]]);
            }
        });
    }

    template <bool Lags, typename Lag>
    void run(const Lag* lag, bool released) {
        if (related_) {
            sweep(Passes<T, Lag, Lags, true>(graph_, lag, finish_, start_, bound_), released);
        } else {
            sweep(Passes<T, Lag, Lags, false>(graph_, lag, finish_, start_, bound_), released);
        }
    }

    template <typename Pass>
    void sweep(Pass pass, bool released) {
        const T finish = released ? pass.template forward<true>() : pass.template forward<false>();
        finish_day_ = finish;
        pass.backward(finish);
    }

    // All dates by position: one scattered write an activity instead of one for each column.
    const Buffer<Times>& times() const {
        std::call_once(once_, [this] {
            Buffer<Times> times(static_cast<std::size_t>(size()));
            if (related_) {
                scatter<2, 4>(finish_.data() + 1, times.data());
            } else {
                scatter<1, 2>(start_.data(), times.data());
            }
            times_ = std::move(times);
        });
        return times_;
    }

    template <std::size_t TimeStep, std::size_t BoundStep>
    void scatter(const T* start, Times* out) const {
        const std::int32_t* order = graph_.order().data();
        const std::int32_t ahead = 2 * prefetch_distance(size());
        const auto n = static_cast<std::size_t>(size());
        for (std::size_t r = 0; r < n; ++r) {
            if (ahead > 0 && r + ahead < n) prefetch(&out[order[r + ahead]]);
            const T begin = start[r * TimeStep], end = finish_[r * TimeStep];
            const T* bound = &bound_[r * BoundStep];
            out[order[r]] = {begin, end, static_cast<T>(bound[0] - (end - begin)), static_cast<T>(bound[1] - end)};
        }
    }

    // Whether arc k alone forces the early start of its rank.
    bool binds(std::int32_t k, std::int32_t r) const {
        const Relation type = graph_.type(k);
        const std::int64_t event = from_start(type) ? early_start(graph_.source(k)) : early_finish(graph_.source(k));
        const std::int64_t duration = early_finish(r) - early_start(r);
        return event + graph_.lag(k) - (to_start(type) ? 0 : duration) == early_start(r);
    }

    // Whence the first arc that binds a rank comes; -1 if its release does.
    std::int32_t driver(std::int32_t r) const {
        for (std::int32_t k = graph_.arc_begin(r); k < graph_.arc_end(r); ++k)
            if (binds(k, r)) return graph_.source(k);
        return -1;
    }

    // The activity that finishes last; the one given first if there is a choice. It has no float.
    std::int32_t last() const {
        std::int32_t last = -1;
        for (std::int32_t r = 0; r < size(); ++r)
            if (early_finish(r) == finish_day_ && (last < 0 || better(r, last))) last = r;
        return last;
    }

    bool better(std::int32_t r, std::int32_t last) const {
        const bool now = tight(r), before = tight(last);
        return now != before ? now : graph_.order()[r] < graph_.order()[last];
    }

    bool tight(std::int32_t r) const { return bound_[static_cast<std::size_t>(r) * (related_ ? 4 : 2)] <= early_finish(r); }

    bool related_;
    Buffer<T> finish_, start_, bound_;  // see Passes
    mutable std::once_flag once_;
    mutable Buffer<Times> times_;
};

}  // namespace

std::unique_ptr<Sweep> solve_simple(const Graph& graph, const Work& work) {
    if (graph.horizon() >= 0 || work.fixed_start.given() || work.tables != nullptr) return nullptr;
    if (work.total < kNarrow) return std::make_unique<SimpleSweep<std::int32_t>>(graph, work);
    return std::make_unique<SimpleSweep<std::int64_t>>(graph, work);
}

}  // namespace egovplan
