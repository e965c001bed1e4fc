// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/search.hpp"

#include <chrono>

namespace egovplan {

namespace {

constexpr std::int64_t kStale = 10;  // schedules without improvement, by individual, after which the population is renewed
constexpr Amount kBrokenStock = Amount{1} << 54;  // more than any place that was not found

}  // namespace

Search::Search(Project project, std::uint64_t seed, std::int64_t expected)
    : project_(std::move(project)), generator_(project_), aims_(project_), modes_(project_), random_(seed), marked_(std::size_t(project_.n), 0), key_(std::size_t(project_.n)), size_(30) {
    if (expected > 0) {
        size_ = 8;
        while (size_ < 80 && std::int64_t(4 * size_ * size_) < expected) ++size_;
    }
    for (Index i = 0; i < project_.n; ++i) {
        if (!project_.is_fixed(i)) free_.push_back(i);
    }
    holds_ = needs_holds();
    rules_ = rule_keys();
    if (Sides::serve(project_)) {
        const auto take = [this](const Score& score, const std::vector<Index>& mode) { this->take(score, mode); };
        sides_ = std::make_unique<Sides>(project_, generator_, modes_, random_, expected, take);
        sides_only_ = project_.due.size() <= 1 &&
                      std::all_of(project_.levels.begin(), project_.levels.end(), [](Index level) { return level <= kFinish; });
    }
    for (Index k = 0; aims_.has_home() && k < (project_.group_limit.empty() ? 2 : 4); ++k) {
        Individual one{free_, modes_.start(false, random_), std::vector<Time>(project_.n, 0)};
        Genes genes{one.order, one.mode, one.hold, one.start, one.finish, one.late};
        aims_.settle(genes, k % 2 == 0);
        one.is_bold = k > 1;
        offered_.push_back(std::move(one));
    }
}

bool Search::step(std::int64_t schedules, double seconds, double patience) {
    using Clock = std::chrono::steady_clock;
    const auto after = [now = Clock::now()](double s) {
        return now + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(s, 1e6)));
    };
    const auto until = after(seconds), soonest = after(patience);
    const std::int64_t last = this->schedules() + schedules;
    const Score before = best_score_;
    while (this->schedules() < last) {
        advance();
        const auto now = Clock::now();
        if (now >= until || (now >= soonest && best_score_ < before)) break;
    }
    return best_score_ < before && is_feasible();
}

// Where more than the makespan matters, both ways of searching take turns, schedule by schedule.
bool Search::advance_sides() {
    if (!sides_ || (!sides_only_ && schedules_ * std::int64_t(free_.size()) < sides_->placed())) return false;
    if (sides_->advance()) return true;
    schedules_ = this->schedules();
    sides_.reset();
    return true;
}

void Search::advance() {
    if (!offered_.empty()) {
        Individual one = std::move(offered_.back());
        offered_.pop_back();
        evaluate(one);
        if (sides_ && one.score[0] == 0) sides_->offer(one.start, one.finish, one.mode);
        keep(one);
    } else if (advance_sides()) {
    } else if (next_rule_ < Index(2 * rules_.size())) {
        // each rule with the quickest modes; once more with others where there is a choice
        const Index rule = next_rule_++;
        if (rule < Index(rules_.size()) || !modes_.changeable().empty()) by_rule(rule);
    } else if (population_.empty() || sampled_ < size_) {
        ++sampled_;
        sample();
    } else {
        child();
        if (stale_ > kStale * std::int64_t(size_)) {
            population_.clear();
            sampled_ = 0;
            stale_ = 0;
        }
    }
}

void Search::sort_by_key(Individual& one, const std::vector<Amount>& key) {
    std::stable_sort(one.order.begin(), one.order.end(), [&key](Index a, Index b) { return key[a] < key[b]; });
}

void Search::by_rule(Index rule) {
    Individual one{free_, modes_.start(rule >= Index(rules_.size()), random_), std::vector<Time>(project_.n, 0)};
    sort_by_key(one, rules_[std::size_t(rule) % rules_.size()]);
    evaluate(one);
    keep(one);
}

// A rule's order with every position moved at random within a window.
void Search::sample() {
    Individual one{free_, modes_.start(random_.chance(50), random_), std::vector<Time>(project_.n, 0)};
    sort_by_key(one, rules_[std::size_t(random_.below(Index(rules_.size())))]);
    const auto n = Index(free_.size());
    const Index window = 2 + (n >> (1 + random_.below(3)));
    std::vector<Amount> key(project_.n);
    for (Index k = 0; k < n; ++k) key[one.order[k]] = Amount(k) * 4 + 4 * random_.below(window);
    sort_by_key(one, key);
    one.is_bold = !project_.group_limit.empty() && random_.chance(25);
    evaluate(one);
    keep(one);
}

const Individual& Search::tournament() {
    const Individual& a = population_[std::size_t(random_.below(Index(population_.size())))];
    const Individual& b = population_[std::size_t(random_.below(Index(population_.size())))];
    return a.score < b.score ? a : b;
}

void Search::child() {
    made_ = tournament();
    if (random_.chance(80)) cross(made_, tournament());
    mutate(made_);
    evaluate(made_);
    keep(made_);
}

// Generates forward, then justifies and generates again as long as that helps. Where calendars and budgets decide, it
// hardly ever does: it is tried the more often the more often it has helped.
void Search::evaluate(Individual& one) {
    one.score = kWorst;
    one.hash = 0;
    choice_.order = one.order;
    choice_.mode = one.mode;
    if (holds_) choice_.hold = one.hold;
    choice_.is_bold = one.is_bold;
    generate(one);
    for (Index round = 0; round < 3 && one.score[0] == 0; ++round) {
        const std::int64_t percent = justified_ < 20 ? 100 : std::max<std::int64_t>(4, 300 * helped_ / justified_);
        if (!random_.chance(Index(std::min<std::int64_t>(100, percent)))) break;
        generator_.justify(choice_);
        ++schedules_;
        ++justified_;
        if (!generate(one)) break;
        ++helped_;
    }
}

// Makes a schedule of the choice; returns whether the individual has become better by it.
bool Search::generate(Individual& one) {
    Score score = generator_.forward(choice_);
    ++schedules_;
    if (!generator_.keeps_stocks(choice_.mode)) score[0] += kBrokenStock;
    if (one.hash != 0 && !(score < one.score)) return false;
    one.score = score;
    one.order = generator_.sequence;
    if (one.order.size() < free_.size()) add_unplaced(one.order);
    one.late = generator_.late();
    one.start = generator_.start;
    one.finish = generator_.finish;
    one.hash = generator_.hash() | 1;
    take(score, one.mode);
    return true;
}

// What has no place keeps its order.
void Search::add_unplaced(std::vector<Index>& order) {
    for (const Index i : choice_.order)
        if (generator_.start[i] < 0) order.push_back(i);
}

// The last schedule of the generator.
void Search::take(const Score& score, const std::vector<Index>& mode) {
    if (!(score < best_score_)) return;
    best_score_ = score;
    best_start_ = generator_.start;
    best_finish_ = generator_.finish;
    best_rows_ = mode;
}

// In the order of its starts, if all of it has a place and no group lets activities pass; most are never kept.
void Search::keep(Individual& one) {
    ++stale_;
    std::size_t worst = 0, best = 0;
    for (std::size_t k = 0; k < population_.size(); ++k) {
        if (population_[k].hash == one.hash && population_[k].score == one.score) return;
        if (population_[worst].score < population_[k].score) worst = k;
        if (population_[k].score < population_[best].score) best = k;
    }
    const bool is_new = population_.size() < size_;
    if (!is_new && one.score < population_[best].score) stale_ = 0;
    if (!is_new && !(one.score < population_[worst].score)) return;
    if (project_.group_limit.empty() && std::all_of(one.order.begin(), one.order.end(), [&one](Index i) { return one.start[i] >= 0; }))
        sorter_.sort(one.order, one.start);
    if (is_new) population_.push_back(one);
    else std::swap(population_[worst], one);
}

// Once in its order, where it may become better at once; once with every start held, which gives just that schedule again
// and can be loosened bit by bit.
void Search::offer(const std::vector<Time>& starts, const std::vector<Index>& modes) {
    Individual one{free_, std::vector<Index>(project_.n), std::vector<Time>(project_.n, 0)};
    std::vector<Amount> key(project_.n);
    for (Index i = 0; i < project_.n; ++i) {
        key[i] = Amount(starts[i]) * project_.n + project_.rank[i];
        one.mode[i] = std::min(project_.mode_ptr[i] + modes[i], project_.mode_ptr[i + 1] - 1);
    }
    sort_by_key(one, key);
    offered_.push_back(one);
    if (holds_) {
        one.hold = starts;
        one.is_bold = !project_.group_limit.empty();
        offered_.push_back(std::move(one));
    }
}

std::vector<Index> Search::best_mode() const {
    std::vector<Index> result(best_rows_.size());
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = best_rows_[i] - project_.mode_ptr[i];
    return result;
}

}  // namespace egovplan
