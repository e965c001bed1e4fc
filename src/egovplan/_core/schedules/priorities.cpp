// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/priorities.hpp"

namespace egovplan {

namespace {

constexpr Amount kFull = 1000;

// By activity: days by its share of each resource, added up over the resources by how much all together need of them.
std::vector<Amount> weighted_work(const Project& p) {
    const std::size_t width = std::size_t(p.horizon) + 1;
    const auto share = [&p, width](Index i, const Demand& d) {
        const Amount capacity = std::max<Amount>(1, p.capacity[width * std::size_t(d.resource)]);
        return kFull * d.amount * p.mode_duration[p.mode_ptr[i]] / capacity;
    };
    std::vector<Amount> total(std::size_t(p.resources), 0), work(std::size_t(p.n), 0);
    const auto each = [&p](Index i, const auto& use) {
        for (const Demand* d = p.demand.begin(p.mode_ptr[i]); d != p.demand.end(p.mode_ptr[i]); ++d) use(*d);
    };
    for (Index i = 0; i < p.n; ++i) each(i, [&](const Demand& d) { total[std::size_t(d.resource)] += share(i, d); });
    Amount most = 1;
    for (const Amount t : total) most = std::max(most, t);
    for (Index i = 0; i < p.n; ++i)
        each(i, [&](const Demand& d) { work[std::size_t(i)] += share(i, d) * (kFull * total[std::size_t(d.resource)] / most) / kFull; });
    return work;
}

}  // namespace

std::vector<Amount> work_before(const Project& p) {
    const std::vector<Amount> work = weighted_work(p);
    std::vector<std::vector<char>> waits(std::size_t(p.n));  // for whom, itself included
    std::vector<Amount> result(std::size_t(p.n), 0);
    Amount most = 1;
    for (const Index i : p.topological) {
        std::vector<char>& all = waits[std::size_t(i)];
        all.assign(std::size_t(p.n), 0);
        all[std::size_t(i)] = 1;
        for (const Link* k = p.in.begin(i); k != p.in.end(i); ++k)
            for (std::size_t j = 0; j < all.size(); ++j) all[j] |= waits[std::size_t(k->other)][j];
        for (std::size_t j = 0; j < all.size(); ++j) result[std::size_t(i)] += all[j] ? work[j] : 0;
        most = std::max(most, result[std::size_t(i)]);
    }
    for (Amount& value : result) value = value * kFull / most;
    return result;
}

}  // namespace egovplan
