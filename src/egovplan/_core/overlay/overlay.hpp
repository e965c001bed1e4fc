// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// A network with changes on top: what if. Changes are noted, times follow when they are asked for, and both can be undone.

#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "overlay/changed_links.hpp"
#include "network/cpm.hpp"
#include "network/days.hpp"
#include "overlay/overlay_engine.hpp"

namespace egovplan {

class Overlay {
public:
    static constexpr std::int64_t kLargest = std::int64_t{1} << 60;  // sums stay far from overflow

    // Of checked columns. The graph must outlive it.
    Overlay(const Graph& graph, const Work& work);

    // Changes, each a step. Positions in, positions out; ties count in ranks.
    void set_duration(std::int32_t position, Day days, std::int32_t table);
    std::vector<std::int32_t> add(std::int32_t source, std::int32_t target, Relation type, Day lag, std::int32_t table);
    void remove(const Tie& tie);
    void replace(const Tie& tie, bool joined);  // joined: part of the step before
    std::vector<Tie> between(std::int32_t source, std::int32_t target) const;
    void undo(std::int64_t steps);
    void keep();  // forgets how to undo
    std::int64_t steps() const { return static_cast<std::int64_t>(steps_.size()); }

    // Whether durations and lags stay in range when their magnitudes grow by so much.
    bool in_range(Day growth) const { return sum_ + growth <= kLargest; }

    // Times; all follow the changes. Where some activity has no day there is no finish, -1.
    Day finish();
    bool update();  // tails as well; false where some activity has no day
    Day finish_if_later(std::int32_t position, Day days);
    std::pair<std::int32_t, Day> lost();  // the first activity without a day, and from when on it looked for one
    Times times(std::int32_t position);
    Activity activity(std::int32_t position) const { return engine_->activity(rank(position)); }
    Overlay(const Overlay&) = delete;
    Overlay& operator=(const Overlay&) = delete;
    std::int32_t size() const { return links_.graph().size(); }
    std::int32_t tables() const { return links_.graph().table_count(); }

    // One value for each position, after update().
    template <class Get>
    void column(std::int64_t* out, Get get) {
        for (std::int32_t r = 0; r < size(); ++r) out[links_.graph().order()[r]] = get(*engine_, r);
    }

private:
    enum Kind : std::int8_t { kDuration, kAdded, kRemoved, kReplaced };
    struct Edit {
        Day days;
        std::int32_t rank;
        std::int32_t table;
        Kind kind;
    };

    std::int32_t rank(std::int32_t position) const { return links_.graph().rank()[position]; }
    std::int64_t version() const { return static_cast<std::int64_t>(edits_.size()); }
    void touch(const Tie& tie);
    void touch(std::int32_t rank);
    void take_back();
    void grow(Day was, Day now);
    template <class Activities>
    std::unique_ptr<Engine> made(const Activities& activities) const;  // by rank
    void remake();

    ChangedLinks links_;
    std::unique_ptr<Engine> engine_;
    bool dated_;  // what the engine can do, and whether it counts in 64 bits
    bool related_;
    bool wide_;
    Day sum_;     // bound on every day: durations, lags, the last release
    std::int32_t next_id_;
    std::vector<Edit> edits_;
    std::vector<Tie> ties_;  // of the edits, as they were
    std::vector<std::size_t> steps_;
};

}  // namespace egovplan
