// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/lists.hpp"

namespace egovplan {

namespace {

constexpr int kDigit = 10;  // bits sorted by at once, at most

}  // namespace

void Sorter::sort(std::vector<Index>& order, const std::vector<Time>& time) {
    if (order.empty()) return;
    Time low = time[std::size_t(order.front())], high = low;
    for (const Index i : order) {
        low = std::min(low, time[std::size_t(i)]);
        high = std::max(high, time[std::size_t(i)]);
    }
    const auto most = std::uint32_t(high) - std::uint32_t(low);
    int bits = 0;
    while (bits < 32 && most >> bits != 0) ++bits;
    const int passes = (bits + kDigit - 1) / kDigit, digit = passes == 0 ? 0 : (bits + passes - 1) / passes;
    buffer_.resize(order.size());
    for (int shift = 0; shift < bits; shift += digit) {
        const std::uint32_t mask = (1u << digit) - 1;
        const auto place = [&](Index i) { return (std::uint32_t(time[std::size_t(i)]) - std::uint32_t(low)) >> shift & mask; };
        place_.assign(std::size_t(std::min(most >> shift, mask)) + 2, 0);
        for (const Index i : order) ++place_[place(i) + 1];
        for (std::size_t k = 1; k < place_.size(); ++k) place_[k] += place_[k - 1];
        for (const Index i : order) buffer_[std::size_t(place_[place(i)]++)] = i;
        order.swap(buffer_);
    }
}

Queue::Queue(const Project& project) : p_(project), base_waiting_(std::size_t(project.n), 0), position_(std::size_t(project.n), 0) {
    for (Index i = 0; i < p_.n; ++i)
        for (const Link* k = p_.in.begin(i); k != p_.in.end(i); ++k) base_waiting_[i] += !p_.is_fixed(k->other);
}

void Queue::begin(const std::vector<Index>& order) {
    order_ = order;
    waiting_ = base_waiting_;
    open_.reset(Index(order.size()));
    for (std::size_t k = 0; k < order_.size(); ++k) {
        position_[order_[k]] = Index(k);
        if (waiting_[order_[k]] == 0) open_.insert(Index(k));
    }
}

bool Queue::is_feasible(const std::vector<Index>& order) {
    for (std::size_t k = 0; k < order.size(); ++k) position_[order[k]] = Index(k);
    return std::all_of(order.begin(), order.end(), [this](Index i) {
        return std::all_of(p_.in.begin(i), p_.in.end(i), [this, i](const Link& link) {
            return p_.is_fixed(link.other) || position_[link.other] < position_[i];
        });
    });
}

void Queue::make_feasible(std::vector<Index>& order) {
    begin(order);
    order.clear();
    while (!is_empty()) {
        order.push_back(take());
        release(order.back());
    }
}

}  // namespace egovplan
