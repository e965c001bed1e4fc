// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/sides.hpp"

#include "schedules/mirror.hpp"
#include "schedules/parallel.hpp"
#include "schedules/priorities.hpp"
#include "schedules/search.hpp"

namespace egovplan {

namespace {

constexpr Index kChildren = 3;              // of each father, of which the best follows him
constexpr Index kStale = 12;                // generations without a better mean after which a population is at its end
constexpr Index kLeastWindow = 20, kMostWindow = 50;  // of the makespan, percent
constexpr Index kNarrow = 10;               // the least one where there are many members
constexpr std::size_t kMany = 100;          // members
constexpr std::size_t kMostValues = 4000000;  // starts kept by each side
constexpr Index kMutations = 2, kMutation = 85;  // activities that may change their place, and how often, percent
constexpr Index kParallel = 90;             // of the first lists come from the parallel scheme, percent
constexpr Index kMostParallel = 4000;       // activities: the parallel scheme looks at all that may begin
constexpr std::size_t kSamples = 2;         // first lists by member, of which the better ones stay
constexpr Index kMostWork = 1000;           // activities: each looks at all that come before it
constexpr std::int64_t kShrunk = 15;        // members that are left when the expected schedules have been made, percent
constexpr std::size_t kFewest = 4;          // members

// Members to begin with by expected schedules: some 25 for 1,000, 66 for 5,000, 260 for 50,000 did well on PSPLIB.
std::size_t size_for(std::int64_t expected) {
    const double e = double(std::min<std::int64_t>(expected, 100000000)) / 1000.0, cubed = e * e * e;
    std::size_t size = 6;
    for (double s = 7.0 / 25.0; s * s * s * s * s < cubed; s = double(size + 1) / 25.0) ++size;
    return size;
}

}  // namespace

bool Sides::serve(const Project& p) {
    if (p.n < 3 || !can_mirror(p) || p.move_limit >= 0) return false;
    if (std::any_of(p.deadline.begin(), p.deadline.end(), [&p](Time t) { return t < p.horizon; })) return false;
    const bool has_due = std::any_of(p.due.begin(), p.due.end(), [](Time t) { return t >= 0; });
    for (const Index level : p.levels) {
        if (level == kMakespan) return true;
        if (level != kLateness || has_due) return false;
    }
    return false;
}

Sides::Sides(
    const Project& project, Generator& ahead, const Modes& modes, Random& random, std::int64_t expected, Take take)
    : p_(project), mirror_(mirrored(project)), ahead_(ahead), back_(mirror_), modes_(modes), random_(random),
      take_(std::move(take)), free_(project.n), budget_(std::max<std::int64_t>(0, std::min<std::int64_t>(expected, 1000000000)) * project.n) {
    most_ = std::max<std::size_t>(6, kMostValues / std::size_t(p_.n));
    size_ = budget_ > 0 ? size_for_rest() : std::min(most_, std::min<std::size_t>(12, 2 * std::size_t(p_.n)));
    first_size_ = size_;
    for (int side = 0; side < 2; ++side) {
        choice_[side].order = this->project(side).topological;
        if (p_.n <= kMostWork) work_[side] = work_before(this->project(1 - side));
    }
    key_.resize(std::size_t(p_.n));
    half_ = (*std::max_element(p_.mode_duration.begin(), p_.mode_duration.end()) + 1) / 2;
}

// Small projects gain more from several populations than from a large one.
std::size_t Sides::size_for_rest() const {
    return std::min({most_, 2 * std::size_t(p_.n), size_for((budget_ - placed_) / std::max<Index>(1, free_))});
}

bool Sides::advance() {
    const bool is_full = sampled_ >= kSamples * size_;
    if (!offered_.empty() && is_full) {
        Member& one = population_[0][std::size_t(random_.below(Index(size_)))];
        if (offered_.back().last <= one.last) one = std::move(offered_.back());
        offered_.pop_back();
    }
    if (is_full) breed();
    else begin();
    return lost_ < 50;
}

void Sides::offer(const std::vector<Time>& start, const std::vector<Time>& finish, const std::vector<Index>& mode) {
    const Time last = *std::max_element(finish.begin(), finish.end());
    best_ = std::min(best_, last);
    if (offered_.size() < 8) offered_.push_back({start, finish, mode, last, 0});
}

void Sides::begin() {
    const int side = int(sampled_ & 1);
    Member one = sample(side), other = one.last == kLost ? Member{} : turned(one, side);
    if (other.last == kLost) {
        ++lost_;
        return;
    }
    lost_ = 0;
    side_ = 0;
    turn_ = 0;
    std::size_t place = population_[0].size();
    if (sampled_++ < size_) {
        population_[0].emplace_back();
        population_[1].emplace_back();
    } else {
        const auto sum = [this](std::size_t k) { return Amount(population_[0][k].last) + population_[1][k].last; };
        place = 0;
        for (std::size_t k = 1; k < size_; ++k)
            if (sum(k) > sum(place)) place = k;
        if (Amount(one.last) + other.last >= sum(place)) return;
    }
    population_[side][place] = std::move(one);
    population_[1 - side][place] = std::move(other);
}

// Tails are what has to follow, by time and by work: what has more is taken earlier, with some chance. In integers: the same on
// every machine.
std::vector<Time> Sides::noisy_tails(int side, const std::vector<Index>& mode, bool is_parallel) {
    const Heads other = heads_of(project(1 - side), mode);
    const Time longest = std::max<Time>(1, *std::max_element(other.finish.begin(), other.finish.end()));
    const Index rule = random_.below(3), scale = is_parallel ? random_.below(300) : 20 + random_.below(250);
    const Index blend = work_[side].empty() ? 0 : random_.below(101);
    std::vector<Time> key(std::size_t(p_.n));
    for (Index i = 0; i < p_.n; ++i) {
        Amount tail = 2 * Amount(other.finish[i]) - Amount(rule) * (other.finish[i] - other.start[i]);
        if (blend > 0) tail = ((100 - blend) * tail + blend * (2 * longest * work_[side][std::size_t(i)] / 1000)) / 100;
        const Amount chance = is_parallel ? random_.below(1024) : Amount(random_.below(1024)) * random_.below(1024) / 1024;
        key[i] = Time((512 * (2 * longest - tail) + Amount(longest) * scale * chance / 1000) * 1000 / longest);
    }
    return key;
}

Sides::Member Sides::sample(int side) {
    std::vector<Index> mode = modes_.start(random_.chance(50), random_);
    const bool is_parallel = p_.n <= kMostParallel && random_.chance(kParallel);
    std::vector<Time> key = noisy_tails(side, mode, is_parallel);
    if (is_parallel) {
        key = parallel_starts(project(side), key, mode);
        placed_ += free_;  // a schedule too, if only its order is used
    }
    sorter_.sort(choice_[side].order, key);
    return generate(side, std::move(mode), Generator::kNoLimit);
}

// The order of the latest finishes, from the other end.
Sides::Member Sides::turned(const Member& member, int side) {
    for (Index i = 0; i < p_.n; ++i) key_[i] = member.last - member.finish[i];
    sorter_.sort(choice_[1 - side].order, key_);
    return generate(1 - side, member.mode, Generator::kNoLimit);
}

Sides::Member Sides::generate(int side, std::vector<Index> mode, Time limit) {
    Generator& generator = side == 0 ? ahead_ : back_;
    Choice& choice = choice_[side];
    choice.mode = std::move(mode);
    const Score score = generator.forward(choice, limit);
    placed_ += std::min(free_, generator.placed() + 1);  // one that was given up has been looked at
    Member one;
    if (generator.placed() < free_ || score[0] != 0 || !generator.keeps_stocks(choice.mode)) return one;
    one.start = generator.start;
    one.finish = generator.finish;
    one.mode = choice.mode;
    one.last = *std::max_element(one.finish.begin(), one.finish.end());
    one.hash = generator.hash();
    if (side == 0) take_(score, one.mode);
    const bool is_new = one.last < best_;
    best_ = std::min(best_, one.last);
    if (side == 1 && is_new) turned(one, 1);  // shows it from the beginning
    return one;
}

const Sides::Member& Sides::tournament(const Population& population) {
    const Member& a = population[std::size_t(random_.below(Index(population.size())))];
    const Member& b = population[std::size_t(random_.below(Index(population.size())))];
    return b.last < a.last ? b : a;
}

// The best of some children of the next father follows him, even if it is worse: that keeps families apart. One that is there
// already does not.
void Sides::breed() {
    const Population& fathers = population_[side_];
    const Member& father = fathers[turn_];
    Member best;
    for (Index k = 0; k < kChildren; ++k) {
        const Time limit = best.last == kLost ? Generator::kNoLimit : best.last;
        Member one = child(father, tournament(fathers), 1 - side_, limit);
        if (one.last < best.last && !is_there(one)) best = std::move(one);
    }
    if (best.last != kLost) population_[1 - side_][turn_] = std::move(best);
    if (++turn_ < size_) return;
    turn_ = 0;
    side_ = 1 - side_;
    assess();
    if (budget_ > 0 && !population_[0].empty()) shrink();
}

// Whether the next generation has the same schedule already.
bool Sides::is_there(const Member& one) const {
    const Population& next = population_[1 - side_];
    return std::any_of(next.begin(), next.begin() + std::ptrdiff_t(turn_), [&one](const Member& m) { return m.hash == one.hash; });
}

// The nearer the end of the budget, the fewer members, so that each generation comes sooner: the worst leave.
void Sides::shrink() {
    const std::int64_t whole = std::max<std::int64_t>(1, (budget_ - begun_) / 1000);
    const std::int64_t gone = std::min<std::int64_t>(1000, (placed_ - begun_) / whole) * (100 - kShrunk);
    const std::size_t target = std::max(kFewest, std::size_t(std::int64_t(first_size_) * (100000 - gone) / 100000));
    for (; size_ > target; --size_) {
        const Population& now = population_[side_];
        std::size_t worst = 0;
        for (std::size_t k = 1; k < size_; ++k)
            if (now[k].last > now[worst].last) worst = k;
        for (Population& population : population_) {
            std::swap(population[worst], population.back());
            population.pop_back();
        }
        least_sum_ = least_sum_ * std::int64_t(size_ - 1) / std::int64_t(size_);
    }
}

// Within a random window of time the order and modes of the father, else those of the mother; from the other end.
Sides::Member Sides::child(const Member& father, const Member& mother, int side, Time limit) {
    std::vector<Index> mode = mother.mode;
    cut(father, mother, mode);
    for (Index k = 0; k < kMutations; ++k)
        if (random_.chance(kMutation)) insert_elsewhere(side);
    sorter_.sort(choice_[side].order, key_);
    if (!modes_.changeable().empty()) {
        if (random_.chance(40)) modes_.change(mode, random_);
        else if (!modes_.repair(mode, true, random_)) mode = father.mode;
    }
    return generate(side, std::move(mode), limit);
}

void Sides::cut(const Member& father, const Member& mother, std::vector<Index>& mode) {
    const Time last = father.last;
    const Index least = first_size_ < kMany ? kLeastWindow : kNarrow;
    const Time length = std::max<Time>(1, Time(Amount(last) * (least + random_.below(kMostWindow - least + 1)) / 100));
    const Time from = random_.below(std::max<Time>(1, last - length + 1)), to = std::min(last, from + length);
    // what comes before the window, in it, and behind it: one after the other, and no further apart than they must be, for the sorter
    const Time middle = last - (from + to) / 2, highest = to + half_, width = highest - from + 1;
    for (Index i = 0; i < p_.n; ++i) {
        const Time centre = father.start[i] + father.finish[i];
        if (2 * from <= centre && centre <= 2 * to) {
            key_[i] = middle + highest - father.finish[i];
            mode[i] = father.mode[i];
        } else {
            key_[i] = mother.last - mother.finish[i];
            if (key_[i] >= middle) key_[i] += width;
        }
    }
}

// An activity changes to the place of another one, between all that it waits for and all that wait for it.
void Sides::insert_elsewhere(int side) {
    const Project& p = project(side);
    const Index i = random_.below(p.n);
    Time low = 0, high = Generator::kNoLimit;
    for (const Link* k = p.in.begin(i); k != p.in.end(i); ++k) low = std::max(low, key_[k->other]);
    for (const Link* k = p.out.begin(i); k != p.out.end(i); ++k) high = std::min(high, key_[k->other]);
    for (Index tries = 0; tries < 6; ++tries) {
        const Time there = key_[random_.below(p.n)];
        if (there < low || there > high) continue;
        key_[i] = there;
        return;
    }
}

void Sides::assess() {
    std::int64_t sum = 0;
    for (const Member& one : population_[side_]) sum += one.last;
    if (least_sum_ == 0 || sum < least_sum_) {
        least_sum_ = sum;
        stale_ = 0;
    } else if (++stale_ > kStale && (budget_ == 0 || 2 * (placed_ - begun_) < budget_ - begun_)) {
        // later another one would not come as far
        renew();
    }
}

// The best of earlier populations take part when this one gets no better; then another begins.
void Sides::renew() {
    stale_ = 0;
    least_sum_ = 0;
    Population& now = population_[side_];
    const auto less = [](const Member& a, const Member& b) { return a.last < b.last; };
    if (!is_mixed_ && !archive_.empty() && side_ == 0) {
        for (const Member& one : archive_) now[std::size_t(random_.below(Index(size_)))] = one;
        is_mixed_ = true;
        return;
    }
    if (side_ == 0) archive_.push_back(*std::min_element(now.begin(), now.end(), less));
    if (archive_.size() > 16) archive_.erase(archive_.begin());
    is_mixed_ = false;
    population_[0].clear();
    population_[1].clear();
    sampled_ = 0;
    begun_ = placed_;
    size_ = budget_ > 0 ? size_for_rest() : std::min({most_, 2 * size_, std::max(size_, std::size_t(p_.n))});
    first_size_ = size_;
}

}  // namespace egovplan
