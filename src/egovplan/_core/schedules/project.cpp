// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "schedules/project.hpp"

#include <stdexcept>
#include <string>

namespace egovplan {

namespace {

constexpr Amount kMostAmount = Amount{1} << 30;   // of a demand or capacity: sums of two fit 32 bits
constexpr Amount kMostMoney = Amount{1} << 50;    // of a charge, a limit or a weight: sums of thousands fit 64 bits
constexpr Time kMostHorizon = Time{1} << 24;

[[noreturn]] void refuse(const char* name, const char* what) {
    throw nb::value_error((std::string(name) + ": " + what).c_str());
}

// Copies one array and checks its length (-1: any) and the range of its values.
class Reader {
public:
    explicit Reader(const nb::dict& arrays) : arrays_(arrays) {}

    Amount number(const char* name, Amount least, Amount most) const {
        const auto value = from_dict<Amount>(arrays_, name);
        if (value < least || value > most) refuse(name, "out of range");
        return value;
    }

    template <typename T, typename To = T>
    std::vector<To> column(const char* name, std::ptrdiff_t length, Amount least, Amount most) const {
        const auto array = from_dict<Column<T>>(arrays_, name);
        if (length >= 0 && array.shape(0) != std::size_t(length)) refuse(name, "wrong length");
        return copy<T, To>(name, array.data(), array.shape(0), least, most);
    }

    template <typename T, typename To = T>
    std::vector<To> matrix(const char* name, std::ptrdiff_t width, Amount least, Amount most) const {
        const auto array = from_dict<Matrix<T>>(arrays_, name);
        if (array.shape(1) != std::size_t(width)) refuse(name, "wrong width");
        return copy<T, To>(name, array.data(), array.shape(0) * array.shape(1), least, most);
    }

    // Rising pointers from 0 to the length of what they point into.
    std::vector<Index> pointer(const char* name, std::ptrdiff_t rows) const {
        auto ptr = column<Index>(name, rows + 1, 0, kMostAmount);
        if (ptr.front() != 0 || !std::is_sorted(ptr.begin(), ptr.end())) refuse(name, "not a rising pointer");
        return ptr;
    }

private:
    template <typename T, typename To>
    static std::vector<To> copy(const char* name, const T* data, std::size_t length, Amount least, Amount most) {
        std::vector<To> result(length);
        for (std::size_t i = 0; i < length; ++i) {
            if (Amount(data[i]) < least || Amount(data[i]) > most) refuse(name, "value out of range");
            result[i] = static_cast<To>(data[i]);
        }
        return result;
    }

    const nb::dict& arrays_;
};

Ragged<Demand> read_demand(const Reader& in, const char* ptr, const char* what, const char* amount, Index modes, Index rows) {
    Ragged<Demand> result;
    result.ptr = in.pointer(ptr, modes);
    const auto resource = in.column<Index>(what, result.ptr.back(), 0, rows - 1);
    const auto units = in.column<Amount, Index>(amount, result.ptr.back(), 0, kMostAmount);
    for (std::size_t k = 0; k < resource.size(); ++k) result.items.push_back({resource[k], units[k]});
    for (Index m = 0; m < modes; ++m)  // amounts of a mode are packed side by side: each resource has one place
        for (const Demand* d = result.begin(m); d != result.end(m); ++d)
            for (const Demand* e = result.begin(m); e != d; ++e)
                if (d->resource == e->resource) refuse(what, "the same resource twice in a mode");
    return result;
}

void read_times(Project& p, const Reader& in) {
    p.horizon = Time(in.number("horizon", 0, kMostHorizon));
    p.base = Time(in.number("base", 0, p.never()));
    p.now = Time(in.number("now", 0, p.never()));
    const Time never = p.never();
    p.tables = in.matrix<Time>("tables", p.horizon + 2, 0, never);
    const std::size_t width = std::size_t(p.horizon) + 2;
    for (std::size_t row = 0; row < p.tables.size(); row += width)
        if (!std::is_sorted(p.tables.begin() + row, p.tables.begin() + row + width) || p.tables[row + width - 1] != never)
            refuse("tables", "not rising to never");
    const auto rows = Index(p.tables.size() / width);
    p.release = in.column<Time>("release", -1, 0, never);
    p.n = Index(p.release.size());
    p.deadline = in.column<Time>("deadline", p.n, 0, p.horizon);
    p.fixed_start = in.column<Time>("fixed_start", p.n, -1, p.horizon);
    p.fixed_finish = in.column<Time>("fixed_finish", p.n, -1, p.horizon);
    for (Index i = 0; i < p.n; ++i)
        if ((p.fixed_start[i] < 0) != (p.fixed_finish[i] < 0) || p.fixed_finish[i] < p.fixed_start[i])
            refuse("fixed_finish", "does not fit fixed_start");
    p.notice = in.column<Index>("notice_table", p.n, -1, rows - 1);
    p.mode_ptr = in.pointer("mode_ptr", p.n);
    for (Index i = 0; i < p.n; ++i)
        if (p.mode_ptr[i] == p.mode_ptr[i + 1]) refuse("mode_ptr", "an activity without a mode");
    p.mode_duration = in.column<Time>("mode_duration", p.mode_ptr.back(), 0, kMostHorizon);
    p.mode_table = in.column<Index>("mode_table", p.mode_ptr.back(), -1, rows - 1);
    const auto days = in.matrix<bool, char>("allowed_days", p.horizon + 1, 0, 1);
    const auto masks = Index(days.size() / std::size_t(p.horizon + 1));
    p.allowed = in.column<Index>("allowed", p.n, -1, masks - 1);
    p.next.resize(std::size_t(masks) * width);
    for (Index a = 0; a < masks; ++a) {
        Time* row = p.next.data() + std::size_t(a) * width;
        row[never] = never;
        for (Time t = p.horizon; t >= 0; --t)
            row[t] = days[std::size_t(a) * (width - 1) + std::size_t(t)] ? t : row[t + 1];
    }
}

void read_resources(Project& p, const Reader& in) {
    p.capacity = in.matrix<Amount, Index>("capacity", p.horizon + 1, 0, kMostAmount);
    p.resources = Index(p.capacity.size() / (std::size_t(p.horizon) + 1));
    const Index modes = p.mode_ptr.back();
    p.demand = read_demand(in, "demand_ptr", "demand_resource", "demand_amount", modes, p.resources);
    p.stock_capacity = in.column<Amount>("stock_capacity", -1, 0, kMostMoney);
    p.stock = read_demand(in, "stock_ptr", "stock_resource", "stock_amount", modes, Index(p.stock_capacity.size()));
}

void read_links(Project& p, const Reader& in) {
    const std::size_t width = std::size_t(p.horizon) + 2;
    const auto pred = in.column<Index>("link_pred", -1, 0, p.n - 1);
    const auto links = std::ptrdiff_t(pred.size());
    const auto succ = in.column<Index>("link_succ", links, 0, p.n - 1);
    const auto type = in.column<std::int8_t, Index>("link_type", links, kFinishStart, kStartFinish);
    const auto lag = in.column<Time>("link_lag", links, -kMostHorizon, kMostHorizon);
    const auto table = in.column<Index>("link_table", links, -1, Amount(p.tables.size() / width) - 1);
    std::vector<Link> from, to;
    for (std::size_t k = 0; k < pred.size(); ++k) {
        if (p.is_fixed(succ[k])) refuse("link_succ", "a precedence into what is fixed");
        from.push_back({pred[k], type[k], lag[k], table[k]});
        to.push_back({succ[k], type[k], lag[k], table[k]});
    }
    p.in = by_row(p.n, succ, from);
    p.out = by_row(p.n, pred, to);
    std::vector<Index> open(p.n);
    for (Index i = 0; i < p.n; ++i)
        if ((open[i] = p.in.size(i)) == 0) p.topological.push_back(i);
    for (std::size_t head = 0; head < p.topological.size(); ++head) {
        const Index i = p.topological[head];
        for (const Link* k = p.out.begin(i); k != p.out.end(i); ++k)
            if (--open[k->other] == 0) p.topological.push_back(k->other);
    }
    if (p.topological.size() != std::size_t(p.n)) refuse("link_succ", "precedences run in a circle");
    p.rank.resize(p.n);
    for (Index k = 0; k < p.n; ++k) p.rank[p.topological[k]] = k;
}

void read_bundles(Project& p, const Reader& in) {
    p.due = in.column<Time>("bundle_due", -1, -1, kMostHorizon);
    const auto bundles = Index(p.due.size());
    p.weight = in.column<Amount>("bundle_weight", bundles, 0, Amount{1} << 40);
    Amount sum = 0;
    for (const Amount w : p.weight) sum += w;
    if (sum > (Amount{1} << 61) / (p.never() + kMostHorizon)) refuse("bundle_weight", "the objective would overflow");
    p.bundle.ptr = in.pointer("bundle_ptr", bundles);
    p.bundle.items = in.column<Index>("bundle_activity", p.bundle.ptr.back(), 0, p.n - 1);
    p.bundle_of.assign(p.n, -1);
    for (Index b = 0; b < bundles; ++b)
        for (const Index* i = p.bundle.begin(b); i != p.bundle.end(b); ++i) {
            if (p.bundle_of[*i] >= 0) refuse("bundle_activity", "an activity in two bundles");
            p.bundle_of[*i] = b;
        }
    p.group_limit = in.column<Index>("group_limit", -1, 0, kMostAmount);
    const auto groups = Index(p.group_limit.size());
    p.group.ptr = in.pointer("group_ptr", groups);
    p.group.items = in.column<Index>("group_bundle", p.group.ptr.back(), 0, bundles - 1);
    p.group_of.assign(bundles, -1);
    for (Index g = 0; g < groups; ++g)
        for (const Index* b = p.group.begin(g); b != p.group.end(g); ++b) {
            if (p.group_of[*b] >= 0) refuse("group_bundle", "a bundle in two groups");
            p.group_of[*b] = g;
        }
}

void read_accounts(Project& p, const Reader& in) {
    p.carries = in.column<Index>("account_carries", -1, 0, 1);
    const auto accounts = Index(p.carries.size());
    p.period_ptr = in.pointer("period_ptr", accounts);
    const auto periods = std::ptrdiff_t(p.period_ptr.back());
    p.period_start = in.column<Time>("period_start", periods, -kMostHorizon, kMostHorizon);
    p.period_stop = in.column<Time>("period_stop", periods, -kMostHorizon, kMostHorizon);
    p.period_limit = in.column<Amount>("period_limit", periods, 0, kMostMoney);
    p.boundaries = p.period_start;
    p.boundaries.insert(p.boundaries.end(), p.period_stop.begin(), p.period_stop.end());
    std::sort(p.boundaries.begin(), p.boundaries.end());
    const auto activity = in.column<Index>("charge_activity", -1, 0, p.n - 1);
    const auto count = std::ptrdiff_t(activity.size());
    const auto mode = in.column<Index>("charge_mode", count, -1, kMostAmount);
    const auto account = in.column<Index>("charge_account", count, 0, accounts - 1);
    const auto amount = in.column<Amount>("charge_amount", count, 0, kMostMoney);
    const auto when = in.column<Index>("charge_when", count, kAtStart, kSpread);
    std::vector<Charge> charges;
    for (std::size_t k = 0; k < activity.size(); ++k) charges.push_back({mode[k], account[k], amount[k], when[k]});
    p.charges = by_row(p.n, activity, charges);
    const auto runner = in.column<Index>("running_activity", -1, 0, p.n - 1);
    const auto from = in.column<Index>("running_account", std::ptrdiff_t(runner.size()), 0, accounts - 1);
    const auto month_ptr = in.pointer("month_ptr", std::ptrdiff_t(runner.size()));
    const auto start = in.column<Time>("month_start", month_ptr.back(), -kMostHorizon, kMostHorizon);
    const auto period = in.column<Index>("month_period", month_ptr.back(), 0, kMostAmount);
    const auto cents = in.column<Amount>("month_amount", month_ptr.back(), 0, kMostMoney);
    std::vector<Running> running;
    for (std::size_t k = 0; k < runner.size(); ++k) {
        running.push_back({from[k], month_ptr[k], month_ptr[k + 1]});
        for (Index m = month_ptr[k]; m < month_ptr[k + 1]; ++m)
            if (period[m] >= p.period_ptr[from[k] + 1] - p.period_ptr[from[k]]) refuse("month_period", "out of range");
    }
    for (std::size_t m = 0; m < start.size(); ++m) p.months.push_back({start[m], period[m], cents[m]});
    p.running = by_row(p.n, runner, running);
}

void read_levels(Project& p, const Reader& in) {
    p.levels = in.column<Index>("levels", -1, 0, kLevels - 1);
    if (p.levels.size() > kLevels) refuse("levels", "too many");
    p.home_start = in.column<Time>("home_start", p.n, -1, kMostHorizon);
    p.home_mode = in.column<Index>("home_mode", p.n, -1, kMostAmount);
    for (Index i = 0; i < p.n; ++i)
        if (p.home_mode[i] >= 0 && (p.home_mode[i] += p.mode_ptr[i]) >= p.mode_ptr[i + 1]) p.home_mode[i] = -1;
    p.home_weight = in.column<Amount>("home_weight", p.n, 0, Amount{1} << 40);
    p.home_charge = in.column<Amount>("home_charge", p.n, 0, Amount{1} << 40);
    Amount sum = 0;
    for (Index i = 0; i < p.n; ++i) sum += std::max(p.home_weight[i], p.home_charge[i]);
    if (sum > (Amount{1} << 60) / kMostHorizon) refuse("home_weight", "the objective would overflow");
    p.move_limit = Index(in.number("move_limit", -1, kMostAmount));
    p.mode_cost = in.column<Amount>("mode_cost", p.mode_ptr.back(), 0, kMostMoney);
    sum = 0;
    for (const Amount cost : p.mode_cost)
        if ((sum += cost) > Amount{1} << 61) refuse("mode_cost", "the objective would overflow");
    p.levelled = in.column<Index, char>("levelled", p.resources, 0, 1);
}

}  // namespace

Project Project::from(const nb::dict& arrays) {
    const Reader in(arrays);
    Project p;
    read_times(p, in);
    read_resources(p, in);
    read_links(p, in);
    read_bundles(p, in);
    read_accounts(p, in);
    read_levels(p, in);
    return p;
}

}  // namespace egovplan
