// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/sides.hpp"

#include "schedules/mirror.hpp"
#include "schedules/parallel.hpp"
#include "schedules/search.hpp"

namespace egovplan {

namespace {

constexpr Index kChildren = 3;              // of each father, of which the best follows him
constexpr Index kStale = 12;                // generations without a better mean after which a population is at its end
constexpr Index kLeastWindow = 10, kMostWindow = 50;  // of the makespan, percent
constexpr std::size_t kMostValues = 4000000;  // starts kept by each side
constexpr Index kMutations = 2, kMutation = 85;  // activities that may change their place, and how often, percent
constexpr Index kParallel = 90;             // of the first lists come from the parallel scheme, percent
constexpr Index kMostParallel = 4000;       // activities: the parallel scheme looks at all that may begin

// Members by expected schedules: some 13 for 1,000, 33 for 5,000, 130 for 50,000 were best on PSPLIB.
std::size_t size_for(std::int64_t expected) {
    const double e = double(std::min<std::int64_t>(expected, 100000000)) / 1000.0, cubed = e * e * e;
    std::size_t size = 6;
    for (double s = 7.0 / 13.0; s * s * s * s * s < cubed; s = double(size + 1) / 13.0) ++size;
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
      take_(std::move(take)), free_(project.n), grows_(expected <= 0) {
    most_ = std::max<std::size_t>(6, kMostValues / std::size_t(p_.n));
    // small projects gain more from several populations than from a large one
    size_ = std::min({most_, 2 * std::size_t(p_.n), grows_ ? std::size_t(12) : size_for(expected)});
    for (int side = 0; side < 2; ++side) choice_[side].order = this->project(side).topological;
    key_.resize(std::size_t(p_.n));
}

bool Sides::advance() {
    if (!offered_.empty() && population_[0].size() == size_) {
        Member& one = population_[0][std::size_t(random_.below(Index(size_)))];
        if (offered_.back().last <= one.last) one = std::move(offered_.back());
        offered_.pop_back();
    }
    if (population_[0].size() < size_) begin();
    else breed();
    return lost_ < 50;
}

void Sides::offer(const std::vector<Time>& start, const std::vector<Time>& finish, const std::vector<Index>& mode) {
    const Time last = *std::max_element(finish.begin(), finish.end());
    best_ = std::min(best_, last);
    if (offered_.size() < 8) offered_.push_back({start, finish, mode, last, 0});
}

void Sides::begin() {
    const int side = int(population_[0].size() & 1);
    Member one = sample(side), other = one.last == kLost ? Member{} : turned(one, side);
    if (other.last == kLost) {
        ++lost_;
        return;
    }
    lost_ = 0;
    population_[side].push_back(std::move(one));
    population_[1 - side].push_back(std::move(other));
    side_ = 0;
    turn_ = 0;
}

// Tails are what has to follow: what has more is taken earlier, with some chance. In integers: the same on every machine.
std::vector<Time> Sides::noisy_tails(int side, const std::vector<Index>& mode, bool is_parallel) {
    const Heads other = heads_of(project(1 - side), mode);
    const Time longest = std::max<Time>(1, *std::max_element(other.finish.begin(), other.finish.end()));
    const Index rule = random_.below(3), scale = is_parallel ? random_.below(300) : 20 + random_.below(250);
    std::vector<Time> key(std::size_t(p_.n));
    for (Index i = 0; i < p_.n; ++i) {
        const Amount tail = 2 * Amount(other.finish[i]) - Amount(rule) * (other.finish[i] - other.start[i]);
        const Amount chance = is_parallel ? random_.below(1024) : Amount(random_.below(1024)) * random_.below(1024) / 1024;
        key[i] = Time((512 * (2 * longest - tail) + Amount(longest) * scale * chance / 1000) * 1000 / longest);
    }
    return key;
}

Sides::Member Sides::sample(int side) {
    std::vector<Index> mode = modes_.start(random_.chance(50), random_);
    const bool is_parallel = p_.n <= kMostParallel && random_.chance(kParallel);
    std::vector<Time> key = noisy_tails(side, mode, is_parallel);
    if (is_parallel) key = parallel_starts(project(side), key, mode);
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
// already follows only if there is no other.
void Sides::breed() {
    const Population& fathers = population_[side_];
    const Member& father = fathers[turn_];
    Member best;
    for (Index k = 0; k < kChildren; ++k) {
        const Time limit = best.last == kLost ? Generator::kNoLimit : best.last + 1;
        Member one = child(father, tournament(fathers), 1 - side_, limit);
        if (one.last > best.last || one.last == kLost) continue;
        if (is_there(one) && (k + 1 < kChildren || best.last != kLost)) continue;
        best = std::move(one);
    }
    if (best.last != kLost) population_[1 - side_][turn_] = std::move(best);
    if (++turn_ < size_) return;
    turn_ = 0;
    side_ = 1 - side_;
    assess();
}

// Whether another member of the next generation so far is the same schedule.
bool Sides::is_there(const Member& one) const {
    const Population& next = population_[1 - side_];
    for (std::size_t k = 0; k < next.size(); ++k)
        if (next[k].hash == one.hash && k != turn_) return true;
    return false;
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
    const Time length = std::max<Time>(1, Time(Amount(last) * (kLeastWindow + random_.below(kMostWindow - kLeastWindow + 1)) / 100));
    const Time from = random_.below(std::max<Time>(1, last - length + 1)), to = std::min(last, from + length);
    const Time middle = last - (from + to) / 2, beside = std::max(last, mother.last) + 1;
    for (Index i = 0; i < p_.n; ++i) {
        const Time centre = father.start[i] + father.finish[i];
        if (2 * from <= centre && centre <= 2 * to) {
            key_[i] = last - father.finish[i] + beside;
            mode[i] = father.mode[i];
        } else {
            key_[i] = mother.last - mother.finish[i];
            if (key_[i] >= middle) key_[i] += 2 * beside;
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
    } else if (++stale_ > kStale) {
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
    if (grows_) size_ = std::min({most_, 2 * size_, std::max(size_, std::size_t(p_.n))});
}

}  // namespace egovplan
