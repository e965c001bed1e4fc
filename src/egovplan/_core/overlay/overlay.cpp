// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "overlay/overlay.hpp"

#include <algorithm>
#include <cstddef>

#include "overlay/dated_rules.hpp"

namespace egovplan {

namespace {

constexpr Day kNarrow = Day{1} << 29;  // sums below it need 32 bits

template <class Kind>
struct Use {
    using Rules = Kind;
};

Day magnitude(Day days) { return days < 0 ? -days : days; }

// Durations, lags and the last day on which anything is released or fixed.
Day sum_of(const Graph& graph, const Work& work) {
    Day sum = graph.lag_sum(), last = std::max<Day>(graph.horizon(), 0);
    for (std::size_t i = 0; i < work.duration.size; ++i) {
        const Activity a = work[i];
        sum += a.duration;
        last = std::max({last, a.release, a.fixed_finish});
    }
    return sum + last;
}

bool any_fixed(const Work& work) {
    for (std::size_t i = 0; work.fixed_start.given() && i < work.fixed_start.size; ++i)
        if (work.fixed_start[i] >= 0) return true;
    return false;
}

}  // namespace

Overlay::Overlay(const Graph& graph, const Work& work)
    : links_(graph),
      dated_(graph.horizon() >= 0 || any_fixed(work)),
      related_(!graph.plain()),
      sum_(sum_of(graph, work)),
      next_id_(graph.arcs()) {
    wide_ = sum_ > kNarrow;
    engine_ = made([&](std::int32_t r) { return work[static_cast<std::size_t>(graph.order()[r])]; });
    update();
}

template <class Activities>
std::unique_ptr<Engine> Overlay::made(const Activities& activities) const {
    const auto make = [&](auto rules) -> std::unique_ptr<Engine> {
        return std::make_unique<OverlayEngine<typename decltype(rules)::Rules>>(links_, activities);
    };
    if (dated_) return wide_ ? make(Use<DatedRules<std::int64_t>>{}) : make(Use<DatedRules<std::int32_t>>{});
    if (related_) return wide_ ? make(Use<RelatedRules<std::int64_t>>{}) : make(Use<RelatedRules<std::int32_t>>{});
    return wide_ ? make(Use<PlainRules<std::int64_t>>{}) : make(Use<PlainRules<std::int32_t>>{});
}

// Goes on with an engine that can do what is asked now; it computes everything once.
void Overlay::remake() {
    const std::unique_ptr<Engine> before = std::move(engine_);
    engine_ = made([&](std::int32_t r) { return before->activity(r); });
}

// changes

void Overlay::set_duration(std::int32_t position, Day days, std::int32_t table) {
    const std::int32_t r = rank(position);
    const Activity a = engine_->activity(r);
    steps_.push_back(edits_.size());
    if (a.duration == days && a.duration_table == table) return;
    grow(a.duration, days);
    edits_.push_back({a.duration, r, a.duration_table, kDuration});
    engine_->set_duration(r, days, table);
    touch(r);
}

std::vector<std::int32_t> Overlay::add(std::int32_t source, std::int32_t target, Relation type, Day lag, std::int32_t table) {
    const Tie tie{lag, rank(source), rank(target), table, next_id_, type};
    std::vector<std::int32_t> circle = links_.add(tie);
    if (!circle.empty()) {
        for (std::int32_t& r : circle) r = links_.graph().order()[r];
        return circle;
    }
    steps_.push_back(edits_.size());
    ++next_id_;
    grow(0, lag);
    if (type != kFS && !related_) {
        related_ = true;
        if (!dated_) remake();
    }
    edits_.push_back({0, 0, 0, kAdded});
    ties_.push_back(tie);
    touch(tie);
    return {};
}

void Overlay::remove(const Tie& tie) {
    steps_.push_back(edits_.size());
    grow(tie.lag, 0);
    edits_.push_back({0, 0, 0, kRemoved});
    ties_.push_back(tie);
    links_.remove(tie);
    touch(tie);
}

void Overlay::replace(const Tie& tie, bool joined) {
    const std::vector<Tie> all = links_.between(tie.source, tie.target);
    const Tie was = *std::find_if(all.begin(), all.end(), [&](const Tie& other) { return other.id == tie.id; });
    if (!joined) steps_.push_back(edits_.size());
    grow(was.lag, tie.lag);
    edits_.push_back({0, 0, 0, kReplaced});
    ties_.push_back(was);
    links_.replace(tie);
    touch(tie);
}

std::vector<Tie> Overlay::between(std::int32_t source, std::int32_t target) const {
    return links_.between(rank(source), rank(target));
}

void Overlay::undo(std::int64_t steps) {
    if (steps <= 0) return;
    const std::size_t first = steps_.size() - static_cast<std::size_t>(steps);
    const std::size_t left = steps_[first];
    engine_->rewind(static_cast<std::int64_t>(left));
    while (edits_.size() > left) take_back();
    engine_->settle(version());
    steps_.resize(first);
}

void Overlay::keep() {
    engine_->keep(version());
    edits_.clear();
    ties_.clear();
    steps_.clear();
}

void Overlay::take_back() {
    const Edit edit = edits_.back();
    edits_.pop_back();
    if (edit.kind == kDuration) {
        sum_ += edit.days - engine_->activity(edit.rank).duration;
        engine_->set_duration(edit.rank, edit.days, edit.table);
        touch(edit.rank);
        return;
    }
    const Tie tie = ties_.back();
    ties_.pop_back();
    if (edit.kind == kAdded) {
        links_.remove(tie);
        sum_ -= magnitude(tie.lag);
    } else if (edit.kind == kRemoved) {
        links_.add(tie);  // closes no circle: it was there, with no more than what is there now
        sum_ += magnitude(tie.lag);
    } else {
        links_.replace(tie);
    }
    touch(tie);
}

// Ends of precedences to the finish of an activity move with its length, even where its own late start stays.
void Overlay::touch(std::int32_t r) {
    engine_->touch_head(r);
    engine_->touch_tail(r);
    if (!dated_ && !related_) return;
    links_.incoming(r, [this](std::int32_t source, std::int64_t, Relation type, std::int32_t) {
        if (!to_start(type)) engine_->touch_tail(source);
    });
}

void Overlay::touch(const Tie& tie) {
    engine_->touch_head(tie.target);
    engine_->touch_tail(tie.source);
}

void Overlay::grow(Day was, Day now) {
    sum_ += magnitude(now) - magnitude(was);
    if (wide_ || sum_ <= kNarrow) return;
    wide_ = true;
    remake();
}

// times

Day Overlay::finish() {
    engine_->update_heads(version());
    return engine_->fits() ? engine_->finish() : -1;
}

bool Overlay::update() {
    if (finish() < 0) return false;
    engine_->update_tails(version());
    return true;
}

// Without a calendar exact by the float alone: no start but this one moves before it is pushed. With one, up to the float.
Day Overlay::finish_if_later(std::int32_t position, Day days) {
    if (!update()) return -1;
    const std::int32_t r = rank(position);
    const Day finish = engine_->finish(), spare = engine_->late_start(r) - engine_->early_start(r);
    if (days <= spare) return finish;
    if (links_.graph().horizon() < 0) return finish + days - spare;
    engine_->hold({r, std::min(engine_->early_start(r) + days, Days(links_.graph()).never())});
    engine_->touch_head(r);
    engine_->update_heads(version() + 1);
    const Day later = engine_->fits() ? engine_->finish() : -1;
    engine_->rewind(version());
    engine_->hold({});
    engine_->touch_head(r);
    engine_->settle(version());
    return later;
}

std::pair<std::int32_t, Day> Overlay::lost() {
    if (finish() >= 0) return {-1, 0};
    for (std::int32_t p = 0; p < size(); ++p) {
        const std::int32_t r = links_.at(p);
        if (engine_->early_finish(r) > links_.graph().horizon()) return {links_.graph().order()[r], engine_->ready(r)};
    }
    return {-1, 0};
}

Times Overlay::times(std::int32_t position) {
    const std::int32_t r = rank(position);
    return {engine_->early_start(r), engine_->early_finish(r), engine_->late_start(r), engine_->late_finish(r), engine_->free_float(r)};
}

}  // namespace egovplan
