// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// One side of the times, heads or tails: a value for each rank, what is to be looked at again, and the old values of each
// update, so that it can be undone. The version of a network is the number of changes made to it.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "overlay/worklist.hpp"

namespace egovplan {

template <class Value>
class Side {
public:
    std::vector<Value> values;
    Worklist marks;

    explicit Side(std::int32_t n) : values(static_cast<std::size_t>(n)) { marks.resize(n); }

    // Whether the values belong to a version.
    bool current(std::int64_t version) const { return version_ == version; }

    // Whether everything is to be computed, and makes it so.
    bool whole() const { return whole_; }
    void spoil() {
        marks.clear();
        forget();
        whole_ = true;
        version_ = kUnknown;
    }

    void touch(std::int32_t rank) { seeds_.push_back(rank); }
    const std::vector<std::int32_t>& seeds() const { return seeds_; }

    void set(std::int32_t rank, const Value& value) {
        olds_.push_back({rank, values[rank]});
        values[rank] = value;
    }

    // Ends an update. Where too much was touched the old values are forgotten: undoing then computes them again.
    void close(std::int64_t version, bool logged) {
        const Record record{version_, version, logged_, spent_.size(), logged && version_ >= 0};
        if (record.exact) {
            spent_.insert(spent_.end(), seeds_.begin(), seeds_.end());
        } else {
            olds_.resize(logged_);
        }
        if (record.exact || records_.empty() || records_.back().to < version) records_.push_back(record);
        if (olds_.size() > 8 * values.size() + kLogged) forget();
        logged_ = olds_.size();
        seeds_.clear();
        version_ = version;
        whole_ = false;
    }

    // Takes values back to a version no later than `version`, or leaves them to be computed again from what is touched.
    template <class Restore>
    void rewind(std::int64_t version, Restore restore) {
        for (; !records_.empty() && records_.back().to > version; records_.pop_back()) {
            const Record& record = records_.back();
            const bool restored = record.exact && version_ == record.to;
            for (std::size_t i = olds_.size(); restored && i-- > record.olds;) {
                restore(olds_[i].rank, values[olds_[i].rank], olds_[i].value);
                values[olds_[i].rank] = olds_[i].value;
            }
            if (restored) seeds_.insert(seeds_.end(), spent_.begin() + static_cast<std::ptrdiff_t>(record.seeds), spent_.end());
            version_ = restored ? record.from : kUnknown;
            olds_.resize(record.olds);
            spent_.resize(record.seeds);
        }
        logged_ = olds_.size();
        if (version_ > version) version_ = kUnknown;
    }

    // Lets a version be the first; older ones are forgotten.
    void keep(std::int64_t version) {
        version_ = version_ == version ? 0 : kUnknown;
        records_.clear();
        olds_.clear();
        spent_.clear();
        logged_ = 0;
    }

    // Ends an undo: nothing is left to be done if the values belong to this version.
    void settle(std::int64_t version) {
        if (version_ == version) seeds_.clear();
    }

private:
    struct Old {
        std::int32_t rank;
        Value value;
    };
    struct Record {
        std::int64_t from, to;
        std::size_t olds, seeds;  // where they begin
        bool exact;
    };
    static constexpr std::int64_t kUnknown = -1;
    static constexpr std::size_t kLogged = 1 << 14;

    void forget() {
        olds_.clear();
        spent_.clear();
        for (Record& record : records_) {
            record.exact = false;
            record.olds = record.seeds = 0;
        }
    }

    std::vector<std::int32_t> seeds_, spent_;
    std::vector<Old> olds_;
    std::vector<Record> records_;
    std::size_t logged_ = 0;  // old values that belong to records
    std::int64_t version_ = kUnknown;  // what the values belong to
    bool whole_ = true;
};

// The largest of a value for each rank, kept up to date: blocks of 64 with their maxima.
template <class V>
class Peak {
public:
    explicit Peak(std::int32_t n) : blocks_((static_cast<std::size_t>(n) + 63) >> 6), stale_blocks_(blocks_.size()) {}

    void note(std::int32_t rank, V was, V now) {
        V& most = blocks_[rank >> 6];
        if (now >= most) {
            most = now;
            top_ = std::max(top_, now);
        } else if (was == most) {
            stale_blocks_[rank >> 6] = 1;
            stale_ = stale_ || was == top_;
        }
    }

    template <class Get>
    void rebuild(std::int32_t n, Get get) {
        std::fill(stale_blocks_.begin(), stale_blocks_.end(), 1);
        stale_ = true;
        refresh(n, get);
    }

    template <class Get>
    V top(std::int32_t n, Get get) {
        if (stale_) refresh(n, get);
        return top_;
    }

private:
    template <class Get>
    void refresh(std::int32_t n, Get get) {
        top_ = 0;
        for (std::size_t b = 0; b < blocks_.size(); ++b) {
            if (stale_blocks_[b]) {
                const auto first = static_cast<std::int32_t>(b << 6);
                V most = get(first);
                for (std::int32_t r = first + 1; r < std::min(first + 64, n); ++r) most = std::max<V>(most, get(r));
                blocks_[b] = most;
                stale_blocks_[b] = 0;
            }
            top_ = std::max(top_, blocks_[b]);
        }
        stale_ = false;
    }

    std::vector<V> blocks_;
    std::vector<char> stale_blocks_;
    V top_ = 0;
    bool stale_ = true;
};

}  // namespace egovplan
