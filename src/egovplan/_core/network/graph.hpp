// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// A network ready to be swept: activities as ranks, their incoming arcs as columns. Immutable, so threads may share it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "base/buffer.hpp"

namespace egovplan {

enum Relation : std::int8_t { kFS = 0, kSS = 1, kFF = 2, kSF = 3 };

// A column of the caller's, int32 or int64, read as it lies; without data all values are the default.
struct Integers {
    const void* data = nullptr;
    std::size_t size = 0;
    bool wide = true;

    bool given() const { return data != nullptr; }
    std::int64_t operator[](std::size_t i) const {
        return wide ? static_cast<const std::int64_t*>(data)[i] : static_cast<const std::int32_t*>(data)[i];
    }

    // Calls `use` with a pointer of the type the values have.
    template <typename Use>
    decltype(auto) each(Use&& use) const {
        return wide ? use(static_cast<const std::int64_t*>(data)) : use(static_cast<const std::int32_t*>(data));
    }
};

// The columns of the links, in the caller's order, already checked but for pred and succ.
struct Links {
    Integers pred, succ, lag;
    const std::int8_t* relation = nullptr;
    const std::int32_t* table = nullptr;

    std::size_t count() const { return pred.size; }
};

// The successors of rank r are target[ptr[r]] … target[ptr[r + 1]], ranks, in ascending order of `arc`, the arcs to them.
struct Outgoing {
    Buffer<std::int32_t> ptr, arc, target;
};

struct Rows;

class Graph {
public:
    // `tables` are rows of horizon + 2 values, already checked. Throws where a position is out of range, and on Ctrl-C.
    Graph(std::int32_t size, std::int64_t horizon, const Links& links, Buffer<std::int32_t> tables);

    std::int32_t size() const { return size_; }
    std::int32_t arcs() const { return static_cast<std::int32_t>(succ_.size()); }
    std::int64_t horizon() const { return horizon_; }  // last day; -1 for none
    std::int64_t lag_sum() const { return lag_sum_; }  // of magnitudes
    bool plain() const { return type_.empty() && lag_table_.empty(); }  // FS only, no elapsed lag
    bool has_lags() const { return !lag_.empty() || !wide_lag_.empty(); }

    const std::vector<std::int32_t>& cycle() const { return cycle_; }  // positions of the shortest circle
    const Buffer<std::int32_t>& order() const { return order_; }       // rank → position; empty if there is a circle

    // Incoming arcs of rank r: arc_begin(r) … arc_end(r), in the order of the links.
    std::int32_t arc_begin(std::int32_t r) const { return ptr_[static_cast<std::size_t>(r)]; }
    std::int32_t arc_end(std::int32_t r) const { return ptr_[static_cast<std::size_t>(r) + 1]; }
    std::int32_t source(std::int32_t k) const { return source_[static_cast<std::size_t>(k)]; }  // a rank
    std::int64_t lag(std::int32_t k) const {
        if (!lag_.empty()) return lag_[static_cast<std::size_t>(k)];
        return wide_lag_.empty() ? 0 : wide_lag_[static_cast<std::size_t>(k)];
    }
    Relation type(std::int32_t k) const {
        return type_.empty() ? kFS : static_cast<Relation>(type_[static_cast<std::size_t>(k)]);
    }
    std::int32_t lag_table(std::int32_t k) const { return lag_table_.empty() ? -1 : lag_table_[static_cast<std::size_t>(k)]; }

    // The same as columns, for loops; empty where all values are the default. Lags are int32 if every one of them fits.
    const Buffer<std::int32_t>& arc_ptr() const { return ptr_; }
    const Buffer<std::int32_t>& sources() const { return source_; }
    const Buffer<std::int8_t>& types() const { return type_; }
    const Buffer<std::int32_t>& lags() const { return lag_; }
    const Buffer<std::int64_t>& wide_lags() const { return wide_lag_; }

    // Monotone tables of days 0 … horizon + 1; horizon + 1 is "never" and stays it.
    std::int32_t table_count() const { return table_count_; }
    std::int64_t width() const { return horizon_ + 2; }
    const std::int32_t* table(std::int32_t number) const {
        return tables_.data() + static_cast<std::size_t>(number) * static_cast<std::size_t>(width());
    }

    // Made when first asked for, by any thread, whether it holds the GIL or not.
    const Buffer<std::int32_t>& rank() const;   // position → rank
    const Buffer<std::int32_t>& level() const;  // position → longest number of links from a source
    const Buffer<std::int32_t>& link() const;   // arc → place in the caller's columns
    const Outgoing& outgoing() const;

    // Rows like the tables': for each day the latest one whose value is at most that day, -1 if there is none. Null where
    // there are so few arcs and activities that searching the tables is cheaper.
    const std::int32_t* inverse_tables() const;

private:
    template <typename Place>
    void each_link(Place&& place) const;
    void place_arcs(const Rows& before, const Buffer<std::int32_t>& rank);
    void place_features(const Links& links);

    std::int32_t size_ = 0;
    std::int32_t table_count_ = 0;
    std::int64_t horizon_ = -1;
    std::int64_t lag_sum_ = 0;
    std::vector<std::int32_t> cycle_;
    Buffer<std::int32_t> succ_;  // by link, since nothing else tells which link an arc was
    Buffer<std::int32_t> order_, ptr_, source_, lag_, lag_table_, tables_;
    Buffer<std::int64_t> wide_lag_;
    Buffer<std::int8_t> type_;

    mutable std::once_flag rank_once_, level_once_, link_once_, outgoing_once_, inverse_once_;
    mutable Buffer<std::int32_t> rank_, level_, link_, inverse_;
    mutable Outgoing outgoing_;
};

}  // namespace egovplan
