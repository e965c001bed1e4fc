// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Heads and tails of a changed network, brought up to date where something changed. After T. Reps, G. Ramalingam: On the
// computational complexity of dynamic graph problems (1996), in the order of the sweep: each activity is looked at once.

#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/arrays.hpp"
#include "overlay/changed_links.hpp"
#include "network/days.hpp"
#include "overlay/overlay_rules.hpp"
#include "overlay/overlay_side.hpp"

namespace egovplan {

struct Times {
    Day early_start, early_finish, late_start, late_finish, free_float;
};

class Engine {
public:
    virtual ~Engine() = default;
    virtual Activity activity(std::int32_t rank) const = 0;
    virtual void set_duration(std::int32_t rank, Day days, std::int32_t table) = 0;
    virtual void hold(Hold held) = 0;
    virtual void touch_head(std::int32_t rank) = 0;
    virtual void touch_tail(std::int32_t rank) = 0;
    virtual void update_heads(std::int64_t version) = 0;
    virtual void update_tails(std::int64_t version) = 0;  // where every activity has a day
    virtual void rewind(std::int64_t version) = 0;        // before the changes after a version are taken back …
    virtual void settle(std::int64_t version) = 0;        // … and after
    virtual void keep(std::int64_t version) = 0;          // lets a version be the first
    virtual bool fits() const = 0;                        // every activity has a day
    virtual Day finish() = 0;
    virtual Day early_start(std::int32_t rank) const = 0;
    virtual Day early_finish(std::int32_t rank) const = 0;
    virtual Day late_start(std::int32_t rank) = 0;
    virtual Day late_finish(std::int32_t rank) = 0;
    virtual Day free_float(std::int32_t rank) = 0;
    virtual Day ready(std::int32_t rank) const = 0;
};

template <class Rules>
class OverlayEngine final : public Engine {
public:
    using Head = typename Rules::Head;
    using Late = typename Rules::Late;

    template <class Activities>
    OverlayEngine(const ChangedLinks& links, const Activities& activities)  // by rank
        : links_(links),
          rules_(links, activities),
          n_(links.graph().size()),
          budget_((static_cast<std::int64_t>(n_) + links.graph().arcs()) / kShare + kLeast),
          never_(Days(links.graph()).never()),
          heads_(n_),
          tails_(n_),
          peak_(n_) {}

    Activity activity(std::int32_t r) const override { return rules_.activity(r); }
    void set_duration(std::int32_t r, Day days, std::int32_t table) override { rules_.set_duration(r, days, table); }
    void hold(Hold held) override { rules_.hold(held); }
    void touch_head(std::int32_t r) override { heads_.touch(r); }
    void touch_tail(std::int32_t r) override { tails_.touch(r); }

    void update_heads(std::int64_t version) override {
        if (heads_.current(version)) return;
        bool logged = false;
        guarded(heads_, [&] { heads_.whole() ? sweep_heads(0) : void(logged = spread_heads()); });
        heads_.close(version, logged);
    }

    void update_tails(std::int64_t version) override {
        const auto anchor = dated() ? static_cast<Late>(finish()) : Late{0};
        if (tails_.current(version) && anchor == anchor_) return;
        const bool whole = tails_.whole() || anchor != anchor_;
        bool logged = false;
        anchor_ = anchor;
        guarded(tails_, [&] { whole ? sweep_tails() : void(logged = spread_tails()); });
        tails_.close(version, logged);
    }

    void rewind(std::int64_t version) override {
        heads_.rewind(version, [this](std::int32_t r, const Head& was, const Head& now) { note(r, was, now); });
        tails_.rewind(version, [](std::int32_t, const Late&, const Late&) {});
    }
    void settle(std::int64_t version) override {
        heads_.settle(version);
        tails_.settle(version);
    }

    void keep(std::int64_t version) override {
        heads_.keep(version);
        tails_.keep(version);
    }

    bool fits() const override { return lost_ == 0; }
    Day finish() override {
        return n_ == 0 ? 0 : peak_.top(n_, [this](std::int32_t r) { return finish_of(r); });
    }
    Day early_start(std::int32_t r) const override { return rules_.start(r, heads_.values[r]); }
    Day early_finish(std::int32_t r) const override { return rules_.finish(heads_.values[r]); }
    Day late_start(std::int32_t r) override { return tails_.values[r] + (dated() ? 0 : finish()); }
    Day late_finish(std::int32_t r) override { return rules_.late_finish(r, late_start(r)); }
    Day free_float(std::int32_t r) override {
        const Late kept = rules_.latest(r, static_cast<Late>(finish()), [this](std::int32_t target) {
            return static_cast<Late>(early_start(target));
        });
        return kept - early_start(r);
    }
    Day ready(std::int32_t r) const override {
        if constexpr (Rules::kDated) return rules_.ready(r, heads_.values.data());
        return early_start(r);
    }

private:
    // An update that has cost this share of a sweep goes on as one.
    static constexpr std::int64_t kShare = 32;
    static constexpr std::int64_t kLeast = 32;
    static constexpr std::int32_t kLarge = 50'000;  // from here on a sweep lets other threads run

    // Where tables contradict each other an update is given up; the next one begins anew.
    template <class Kept, class Update>
    void guarded(Side<Kept>& side, Update update) {
        try {
            update();
        } catch (...) {
            side.spoil();
            throw;
        }
    }

    bool dated() const { return Rules::kDated && links_.graph().horizon() >= 0; }
    Late finish_of(std::int32_t r) const { return static_cast<Late>(rules_.finish(heads_.values[r])); }

    void note(std::int32_t r, const Head& was, const Head& now) {
        const Day before = rules_.finish(was), after = rules_.finish(now);
        if (Rules::kDated) lost_ += (after >= never_) - (before >= never_);
        peak_.note(r, static_cast<Late>(before), static_cast<Late>(after));
    }

    // Returns whether the old values are kept, so that the update can be undone.
    bool spread_heads() {
        std::int32_t p = n_;
        for (const std::int32_t r : heads_.seeds()) {
            heads_.marks.add(links_.place(r));
            p = std::min(p, links_.place(r));
        }
        std::int64_t work = 0;
        for (p = p < n_ ? heads_.marks.first(p) : -1; p >= 0; p = heads_.marks.first(p)) {
            if (work > budget_) {
                heads_.marks.clear();
                sweep_heads(p);
                return false;
            }
            heads_.marks.remove(p);
            work += look_at_head(links_.at(p));
        }
        return true;
    }

    std::int64_t look_at_head(std::int32_t r) {
        const Head now = rules_.head(r, heads_.values.data()), was = heads_.values[r];
        if (now == was) return 4;
        heads_.set(r, now);
        note(r, was, now);
        std::int64_t work = 8;
        links_.outgoing(r, [&](std::int32_t target, std::int64_t lag, Relation type, std::int32_t) {
            ++work;
            if (rules_.moves(target, lag, type, was, now, heads_.values.data())) heads_.marks.add(links_.place(target));
        });
        return work;
    }

    bool spread_tails() {
        std::int32_t p = -1;
        for (const std::int32_t r : tails_.seeds()) {
            tails_.marks.add(links_.place(r));
            p = std::max(p, links_.place(r));
        }
        std::int64_t work = 0;
        for (p = p >= 0 ? tails_.marks.last(p) : -1; p >= 0; p = tails_.marks.last(p)) {
            if (work > budget_) {
                tails_.marks.clear();
                sweep_tails();
                return false;
            }
            tails_.marks.remove(p);
            work += look_at_tail(links_.at(p));
        }
        return true;
    }

    std::int64_t look_at_tail(std::int32_t r) {
        const Late now = late(r), was = tails_.values[r];
        if (now == was) return 4;
        tails_.set(r, now);
        std::int64_t work = 8;
        links_.incoming(r, [&](std::int32_t source, std::int64_t lag, Relation type, std::int32_t) {
            ++work;
            if (rules_.draws(source, lag, type, r, was, now, tails_.values.data())) tails_.marks.add(links_.place(source));
        });
        return work;
    }

    Late late(std::int32_t r) const {
        return rules_.latest(r, anchor_, [this](std::int32_t target) { return tails_.values[target]; });
    }

    void sweep_heads(std::int32_t from) {
        const Unlocked unlocked(n_ >= kLarge);
        rules_.sweep_heads(from, heads_.values.data());
        lost_ = 0;
        for (std::int32_t r = 0; Rules::kDated && r < n_; ++r) lost_ += rules_.finish(heads_.values[r]) >= never_;
        peak_.rebuild(n_, [this](std::int32_t r) { return finish_of(r); });
    }

    void sweep_tails() {
        const Unlocked unlocked(n_ >= kLarge);
        rules_.sweep_tails(anchor_, tails_.values.data());
    }

    const ChangedLinks& links_;
    Rules rules_;
    std::int32_t n_;
    std::int64_t budget_;
    Day never_;
    Side<Head> heads_;
    Side<Late> tails_;
    Peak<Late> peak_;
    Late anchor_ = 0;          // the finish that late starts in a calendar belong to, else 0
    std::int64_t lost_ = 0;    // activities without a day
};

}  // namespace egovplan
