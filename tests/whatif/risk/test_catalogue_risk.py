# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogues and plans under risk: what is certain, what runs, what is drawn, who is waited for, what it costs."""

import datetime as dt
import itertools

import numpy as np
import pytest

from egovplan import Catalogue, Network, OutOfRangeError, RiskEvent, RiskFactor, critical_path, datasets, simulate
from egovplan.errors import CatalogueError, InfeasibleError
from egovplan.network.scenarios.distributions import Fixed, Lognormal, Triangular
from egovplan.plan.model import Plan
from egovplan.whatif.risk.estimates import CERTAIN, GIVEN, SETTLED, THREE_POINT, UNKNOWN
from egovplan.whatif.risk.network import NetworkProject, opened
from egovplan.whatif.risk.reference import DSLIB, REFERENCES, ReferenceClass
from egovplan.whatif.risk.runs import run
from tests.samples import city_data

REFERENCE = "Referenzklasse: 157 wirkliche Projekte (DSLIB)"


def _catalogue(*measures, **parts):
    calendar = {"subdivision": None, "holidays": False, "eves": False}
    return Catalogue.from_dict(
        {"title": "T", "start": "2024-01-08", "calendar": calendar, "measures": measures} | parts
    )


def _measure(name, days=10, **more):
    return {"id": name, "title": f"Maßnahme {name}", "priority": 1, "duration": days} | more


def _plan(catalogue, **options):
    """Return the plan of the critical path: early dates, where no capacity matters."""
    path = critical_path(catalogue, **options)
    return Plan.of(catalogue, path.early_start, path.early_finish, as_of=options.get("as_of"))


def _day(catalogue, *date):
    return catalogue.timeline.index(dt.date(*date))


# what is drawn


def test_each_kind_of_activity_has_its_source():
    """Estimates, reference class, certain things, and what has happened are told apart and counted."""
    data = city_data()
    data["measures"][5]["estimate"] = {"optimistic": 8, "likely": 10, "pessimistic": 20}
    result = simulate(Catalogue.from_dict(data), 128, as_of="2016-02-01", estimates={"APP": 9})
    source = {a.id: a.source for a in result.activities}
    assert source["GIS"] == THREE_POINT["pert"]
    assert source["APP"] == GIVEN
    assert source["DMS/konzept"] == source["LAND"] == SETTLED
    assert source["DMS/freigabe"] == source["DMS/betrieb"] == CERTAIN
    assert source["EPAY"] == source["KITA"] == REFERENCE
    assert sum(result.sources.values()) == len(result.activities)
    without = simulate(Catalogue.from_dict(data), 64, reference=None)
    assert UNKNOWN in without.sources


def test_elapsed_periods_are_certain_unless_estimated():
    """Calendar days without an estimate are a period that the law sets; with one they vary in calendar days."""
    period = _catalogue(_measure("A", "21 KT"))
    assert simulate(period, 64).whole.distribution.std == 0
    loose = _catalogue(_measure("A", "21 KT", estimate={"optimistic": 14, "likely": 21, "pessimistic": 35}))
    dates = simulate(loose, 2000).whole.distribution
    assert dates.date(0.01) < dt.date(2024, 1, 29) < dates.date(0.99) <= dt.date(2024, 2, 12)


def test_estimates_follow_the_chosen_mode():
    """The estimate is of the first mode; another one scales it."""
    estimate = {"optimistic": 10, "likely": 10, "pessimistic": 10}
    activity = {"id": "a", "modes": [{"id": "x", "duration": 10}, {"id": "y", "duration": 30}], "estimate": estimate}
    catalogue = _catalogue({"id": "M", "title": "m", "priority": 1, "activities": [activity]})
    slow = Network.from_catalogue(catalogue, modes={"M/a": 1})
    assert simulate(slow, 64).whole.distribution.mean == slow.base + slow.origin + 30


def test_what_happened_stays_and_what_runs_can_only_vary_in_its_rest():
    """As of a date, a finished activity is certain, a running one keeps its start and what is done."""
    status = {"as_of": "2024-01-31", "actuals": [
        {"activity": "A", "start": "2024-01-08", "finish": "2024-01-19"},
        {"activity": "B", "start": "2024-01-22", "remaining": 5},
    ]}  # fmt: skip
    catalogue = _catalogue(_measure("A"), _measure("B", 20), _measure("C", 10, after=["B"]), status=status)
    three = {"B": (5, 5, 5), "C": Fixed(10)}
    certain = simulate(catalogue, 64, as_of="2024-01-31", estimates=three)
    assert certain.whole.distribution.std == 0
    assert certain.whole.distribution.date(0.5) == dt.date(2024, 2, 21)
    varied = simulate(catalogue, 1000, as_of="2024-01-31")
    a, b, _ = varied.activities
    assert (a.p10, a.p90) == (_day(catalogue, 2024, 1, 22),) * 2
    assert _day(catalogue, 2024, 2, 5) <= b.p10 < b.p90 <= _day(catalogue, 2024, 2, 15)
    plan = simulate(_plan(catalogue, as_of=dt.date(2024, 1, 31)), 1000)
    assert [(x.p10, x.p90) for x in plan.activities] == [(x.p10, x.p90) for x in varied.activities]


def test_open_networks_have_the_dates_of_closed_ones():
    """Freeing what runs, with the durations as planned, moves nothing."""
    catalogue = Catalogue.from_dict(city_data())
    project = NetworkProject(Network.from_catalogue(catalogue, as_of="2016-02-01"))
    freed = opened(project.network, project.subjects, frozenset())
    assert (np.array(freed.fixed_start) != np.array(project.network.fixed_start)).any()
    assert critical_path(freed).early_finish.tolist() == critical_path(project.network).early_finish.tolist()


@pytest.mark.parametrize("of", [lambda c: c, _plan])
def test_external_events_come_later_when_a_risk_says_so(of):
    """The date is certain, the risk moves it, and what waits for it, from the start of the event as from its finish."""
    catalogue = _catalogue(
        _measure("A", 4, after=["LAND"]), _measure("B", 4, after=["LAND AA"]),
        externals=[{"id": "LAND", "title": "Land", "date": "2024-03-04"}],
        risks=[{"id": "R", "title": "später", "probability": 1, "overrun": 10, "activities": ["LAND"]}],
    )  # fmt: skip
    result = simulate(of(catalogue), 64, reference=None)
    assert result.whole.distribution.date(1) == result.whole.distribution.date(0) == dt.date(2024, 3, 21)
    assert [a.p50 for a in result.activities[1:]] == [_day(catalogue, 2024, 3, 22)] * 2
    assert result.whole.deterministic_date == dt.date(2024, 3, 7)


def test_a_risk_of_a_measure_hits_its_last_activity_with_a_duration():
    """Not the milestone behind it, and not what has happened."""
    acts = [
        {"id": "a", "duration": 10},
        {"id": "b", "duration": 5, "after": ["a"]},
        {"id": "c", "duration": 0, "after": ["b"]},
    ]
    catalogue = _catalogue({"id": "M", "title": "m", "priority": 1, "activities": acts})
    event = RiskEvent("x", 1, 20, measures="M")
    result = simulate(catalogue, 64, reference=None, events=event)
    start = catalogue.timeline.index(dt.date(2024, 1, 8))
    assert [a.p50 - start for a in result.activities] == [10, 35, 35]
    status = {"as_of": "2024-03-01", "actuals": [
        {"activity": f"M/{name}", "start": "2024-01-08", "finish": "2024-01-19"} for name in "abc"
    ]}  # fmt: skip
    done = simulate(catalogue.replace(status=status), 64, as_of="2024-03-01", events=event)
    assert done.whole.distribution.date(0.5) == dt.date(2024, 1, 19)
    assert (done.events[0].frequency, done.events[0].effect) == (1, 0)


# deadlines and calendars


def test_stages_and_measures_know_their_deadlines():
    """Kept is what finishes by the end of the day; soft before hard, the measure's own before the stage's."""
    catalogue = _catalogue(
        _measure("A", 5), _measure("B", 5, after=["A"], due="2024-01-26"), _measure("C", 5, deadline="2024-02-02"),
        stages=[{"id": "S", "priorities": [1], "deadline": "2024-01-20", "hard": True}],
    )  # fmt: skip
    result = simulate(catalogue, 512, reference="kommunal-pessimistisch")
    (stage,) = result.stages
    assert (stage.hard, stage.due_date, stage.due) == (True, dt.date(2024, 1, 20), _day(catalogue, 2024, 1, 22))
    assert stage.probability == stage.distribution.probability(stage.due)
    assert 0 < stage.probability < 1
    assert [(m.id, m.hard, m.due_date) for m in result.measures] == [
        ("A", True, dt.date(2024, 1, 20)), ("B", False, dt.date(2024, 1, 26)), ("C", True, dt.date(2024, 1, 20)),
    ]  # fmt: skip
    assert result.whole.due is None
    assert result.whole.deterministic_date == dt.date(2024, 1, 19)


def test_runs_without_a_sitting_never_finish():
    """Where the last sitting is missed there is no date, and the result says in how many runs."""
    gate = {"id": "r", "gate": "RAT", "after": ["a"]}
    activity = {"id": "a", "duration": 10, "estimate": {"optimistic": 5, "likely": 10, "pessimistic": 30}}
    catalogue = _catalogue(
        {"id": "M", "title": "m", "priority": 1, "activities": [activity, gate]},
        bodies=[{"id": "RAT", "sittings": ["2024-01-17", "2024-01-24"]}],
    )
    result = simulate(catalogue, 2000)
    assert 0.1 < result.never < 0.9
    assert result.whole.distribution.date(0.99) is None
    assert result.whole.distribution.date(0.5) == dt.date(2024, 1, 24)
    assert "reicht der Sitzungskalender nicht" in result._repr_html_()
    assert np.isnan(result.precision)
    assert simulate(_plan(catalogue), 2000).never == result.never


def test_the_axis_is_long_enough_for_overruns():
    """Something short that takes very long still has a day."""
    result = simulate(_catalogue(_measure("A", 3)), 256, estimates={"A": (3, 3000, 4000)})
    assert result.never == 0
    assert result.whole.distribution.quantile(1) > result.whole.deterministic + 3000
    assert simulate(_plan(_catalogue(_measure("A", 3))), 256, estimates={"A": (3, 3000, 4000)}).never == 0


def test_what_has_no_date_at_all_cannot_be_simulated():
    """If even the plan finds no sitting, that is the message."""
    acts = [{"id": "a", "duration": 90}, {"id": "r", "gate": "RAT", "after": ["a"]}]
    catalogue = _catalogue(
        {"id": "M", "title": "m", "priority": 1, "activities": acts},
        bodies=[{"id": "RAT", "sittings": ["2024-02-01"]}],
    )
    with pytest.raises(InfeasibleError, match="keine Sitzung"):
        simulate(catalogue, 64)


# costs


def test_costs_vary_by_measure_and_go_with_the_finish():
    """Median and spread are the reference class's; what has been spent is certain; both goals are harder than one."""
    catalogue = _catalogue(_measure("A", 100, costs=1_000_000), _measure("B", 1))
    result = simulate(catalogue, 4000, correlation=0.9)
    assert result.cost.deterministic == 100_000_000
    assert result.cost.quantile(0.5) == pytest.approx(100_700_000, rel=0.01)
    assert result.cost.quantile(0.9) == pytest.approx(118_900_000, rel=0.01)
    day, cents = result.whole.distribution.quantile(0.8), result.cost.quantile(0.8)
    assert 0.64 < result.joint.probability(day, cents) < 0.8
    assert result.joint.probability(day, 10**12) == pytest.approx(0.8, abs=0.02)
    apart = simulate(catalogue, 4000, correlation=0)
    together = apart.joint.probability(apart.whole.distribution.quantile(0.8), apart.cost.quantile(0.8))
    assert together == pytest.approx(0.64, abs=0.03)


def test_costs_can_be_certain_and_may_be_none():
    """Without a reference class for costs they are what is planned; without costs there is nothing to tell."""
    result = simulate(_catalogue(_measure("A", costs=5000)), 64, costs=None)
    assert result.cost.quantile(0.1) == pytest.approx(500_000, abs=200)
    assert simulate(_catalogue(_measure("A")), 64).cost is None
    assert simulate(_catalogue(_measure("A")), 64).joint is None


# under capacities


def _team(fte, **parts):
    people = {"id": "16/IT", "title": "IT", "capacity": fte}
    measures = [_measure(name, 10, lead="16", demand={"16/IT": 1}) for name in "AB"]
    return _catalogue(*measures, resources=[people], offices=[{"id": "16", "title": "Datenzentrale"}], **parts)


def test_under_capacities_one_waits_for_the_other():
    """One person for two jobs: the sum of both, and the capacity binds in every run; two people: nobody waits."""
    catalogue = _team(1)
    start = catalogue.timeline.index(catalogue.start)
    plan = Plan.of(catalogue, [start, start + 10], [start + 10, start + 20])
    law = {"A": Triangular(5, 10, 15), "B": Triangular(5, 10, 15)}
    result = simulate(plan, 1000, estimates=law, correlation=0)
    assert result.kind == "resources"
    assert result.plan is plan
    assert result.whole.distribution.mean == pytest.approx(start + 20, abs=0.3)
    assert [a.criticality for a in result.activities] == [1, 1]
    (office,) = result.offices
    assert (office.id, office.title, office.office, office.binding) == ("16/IT", "16 Datenzentrale: IT", "16", 1)
    assert office.mean_wait == pytest.approx(10, abs=0.3)
    free = simulate(Plan.of(_team(2), [start] * 2, [start + 10] * 2), 1000, estimates=law)
    assert free.offices[0].binding == free.offices[0].mean_wait == 0
    assert simulate(catalogue, 64).offices == ()


def test_limits_and_budgets_are_named():
    """What activities wait for besides people has a title too."""
    catalogue = Catalogue.from_dict(city_data())
    result = simulate(_plan(catalogue), 64)
    titles = {office.id: office.title for office in result.offices}
    assert titles["open:16"] == "16 Datenzentrale: offene Maßnahmen"
    assert titles["budget:investment"] == "Haushalt investiv"
    assert titles["limit:DMS/rollout"] == "gleichzeitige Einführungen Dokumentenmanagement"


# causes


def test_offices_and_measures_go_together_by_default():
    """The spread is larger than with independent durations, and what the catalogue says about vendors counts too."""
    chain = [_measure(name, 40, lead="10", after=[before]) for before, name in itertools.pairwise("ABCDEF")]
    catalogue = _catalogue(_measure("A", 40, lead="10"), *chain)
    vendor = catalogue.replace(factors=[{"id": "V", "correlation": 0.6, "measures": list("ABCDEF")}])
    spreads = [
        simulate(c, 3000, correlation=r).whole.distribution.std
        for c, r in ((catalogue, 0), (catalogue, 0.25), (vendor, 0.25))
    ]
    assert spreads[0] * 1.2 < spreads[1] < spreads[2] * 0.9


def test_causes_that_leave_no_room_push_out_the_default_ones():
    """90 % for a vendor and 25 % for the office would be more than all: the office gives way, nothing fails."""
    catalogue = _catalogue(_measure("A", lead="10"), _measure("B", lead="10"))
    result = simulate(catalogue, 64, factors=[RiskFactor("V", 0.9, measures=["A", "B"])])
    assert result.n == 64
    with pytest.raises(OutOfRangeError, match="zusammen mehr als 100 %"):
        simulate(catalogue, 64, factors=[RiskFactor("V", 0.9, measures=["A", "B"]), RiskFactor("W", 0.2, offices="10")])


# what is refused


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"events": [RiskEvent("x", 0.1, 3, "Z")]}, "Risiko »x«: Einen Vorgang 'Z' gibt es nicht"),
        ({"events": RiskEvent("x", 0.1, 3, measures="Z")}, "Risiko »x«: Eine Maßnahme 'Z' gibt es nicht"),
        ({"factors": RiskFactor("y", 0.1, offices="99")}, "Ursache »y«: Ein Amt '99' gibt es nicht"),
        ({"estimates": {"Z": 3}}, "estimates: Einen Vorgang 'Z' gibt es nicht"),
        ({"estimates": {"A": (5, 3, 9)}}, "günstig ≤ wahrscheinlich ≤ ungünstig"),
        ({"reference": "dsl"}, "reference: eines von dslib"),
        ({"distribution": "beta"}, "distribution: eines von pert, triangular"),
    ],
)
def test_names_that_do_not_exist_are_refused(arguments, message):
    """With the argument, the name, and what was expected."""
    with pytest.raises(OutOfRangeError, match=message):
        simulate(_catalogue(_measure("A")), 64, **arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"events": ["x"]}, "RiskEvent erwartet, str"),
        ({"events": None}, "RiskEvent erwartet, NoneType"),
        ({"factors": 3}, "RiskFactor erwartet, int"),
        ({"factors": [3]}, "RiskFactor erwartet, int"),
        ({"reference": 3}, "reference: Name oder ReferenceClass"),
        ({"costs": "dslib"}, "costs: ReferenceClass oder None"),
        ({"estimates": [("A", 3)]}, "estimates: Zuordnung"),
        ({"estimates": {"A": 2.5}}, "estimates: A: ganze Tage, drei Werte oder eine Verteilung"),
        ({"estimates": {"A": (1, 2)}}, "ein oder drei Werte"),
        ({"estimates": {"A": "3"}}, "ganze Tage"),
        ({"correlation": "0.2"}, "correlation: Zahl zwischen 0 und 1"),
    ],
)
def test_wrong_kinds_are_refused(arguments, message):
    """Texts for numbers, numbers for objects."""
    with pytest.raises(TypeError, match=message):
        simulate(_catalogue(_measure("A")), 64, **arguments)


def test_a_cause_of_nothing_is_refused():
    """As in a catalogue, and as for an event: it would change nothing, and nobody would notice."""
    with pytest.raises(OutOfRangeError, match=r"Ursache »x«: mindestens ein Vorgang"):
        RiskFactor("x", 0.4)


@pytest.mark.parametrize("source", [None, 3, "katalog.yaml", {}])
def test_only_projects_can_be_simulated(source):
    """A path or the None of a result without a plan is none."""
    with pytest.raises(TypeError, match="Katalog, Plan"):
        simulate(source)


def test_networks_have_no_status_date():
    """As for the critical path."""
    with pytest.raises(TypeError, match="as_of"):
        simulate(Network.from_links([0], [1], [1, 2]), as_of="2024-01-08")
    with pytest.raises(CatalogueError, match="Stichtag"):
        simulate(_catalogue(_measure("A")), as_of="bald")


def test_running_activities_cannot_be_lognormal():
    """A lognormal rest cannot be counted from the start; all others can."""
    status = {"as_of": "2024-01-31", "actuals": [{"activity": "A", "start": "2024-01-08", "remaining": 5}]}
    catalogue = _catalogue(_measure("A"), status=status)
    with pytest.raises(OutOfRangeError, match="Lognormal"):
        simulate(catalogue, 64, as_of="2024-01-31", estimates={"A": Lognormal(5, 0.5)})
    for law in (DSLIB.of(5), Triangular(3, 5, 9), (3, 5, 9), Fixed(7)):
        assert simulate(catalogue, 64, as_of="2024-01-31", estimates={"A": law}).whole.distribution.date(0) > dt.date(
            2024, 2, 1
        )


@pytest.mark.parametrize(
    ("probability", "days", "targets"),
    [(1.5, 3, "A"), (0.5, -1, "A"), (0.5, (3, 2, 1), "A"), (0.5, 3, ())],
)
def test_impossible_risks_are_refused(probability, days, targets):
    """A probability above 1, days that fall, and nothing that is hit."""
    with pytest.raises(OutOfRangeError, match="Risiko »x«"):
        RiskEvent("x", probability, days, targets)


# reference classes


def test_reference_classes_have_the_published_means():
    """The assumed ends are chosen so that the mean is the published one."""
    means = {name: round(reference.mean, 3) for name, reference in REFERENCES.items()}
    assert means["dslib"] == pytest.approx(0.122, abs=0.002)
    assert means["dslib-it"] == pytest.approx(0.076, abs=0.002)
    assert means["us-it"] == pytest.approx(0.053, abs=0.002)
    assert all("Annahme" in reference.source for reference in REFERENCES.values())


@pytest.mark.parametrize(
    ("levels", "values"),
    [((0, 1), (0,)), ((0.1, 1), (0, 1)), ((0, 0.5), (0, 1)), ((0, 1), (1, 0)), ((0, 1), (-2, 0)), ((0, 0, 1), (0, 0, 1)), ((), ())],
)  # fmt: skip
def test_impossible_reference_classes_are_refused(levels, values):
    """Levels from 0 to 1, values that do not fall below nothing."""
    with pytest.raises(OutOfRangeError, match="Referenzklasse »x«"):
        ReferenceClass("x", levels, values)


def test_a_reference_class_of_ones_own_is_named():
    """The result says which."""
    own = ReferenceClass("unsere Projekte", (0, 1), (0.5, 0.5))
    result = simulate(_catalogue(_measure("A", 10)), 64, reference=own)
    assert result.sources == {"Referenzklasse: unsere Projekte": 1}
    assert result.whole.distribution.quantile(0.5) == result.whole.deterministic + 5


# the example


def test_mainz_is_late_more_often_than_planned():
    """Few runs suffice to see it: half of them finish months after the planned day, no office plans with overruns."""
    result = simulate(datasets.load("mainz-2015"), 512)
    assert [stage.id for stage in result.stages] == ["Stufe-1", "Stufe-2", "Stufe-3", "Stufe-4"]
    assert result.whole.deterministic_probability < 0.05
    assert 100 < result.merge_bias < 260
    assert 0.6 < result.stages[0].probability < 0.95
    assert result.never == 0
    assert len(result.events) == 3
    assert result.sources[THREE_POINT["pert"]] == 321
    assert result.cost.deterministic == 250_471_683


def test_the_runs_are_those_of_single_critical_paths(monkeypatch):
    """Each run drawn, entered into the catalogue's own network and solved by itself: the same finishes, stage by stage."""
    taken = []
    monkeypatch.setattr(
        "egovplan.whatif.risk.simulate.run", lambda job, n, **rest: taken.append(job) or run(job, n, **rest)
    )
    catalogue = Catalogue.from_dict(city_data() | {"risks": [
        {"id": "R", "title": "r", "probability": 0.5, "overrun": [5, 10, 30], "measures": ["KITA"]},
    ]})  # fmt: skip
    result = simulate(catalogue, 100, as_of="2016-02-01")
    sampler = taken[0].args[1]
    base = Network.from_catalogue(catalogue, as_of="2016-02-01")
    running = {s.id: s for s in NetworkProject(base).subjects if s.done}
    assert list(running) == ["EPAY"]
    finishes = {"": [], "S1": [], "S2": []}
    for days in sampler.draw(0, 100)[:, : len(base)].tolist():
        named = dict(zip(base.names, days, strict=True))
        status = catalogue.status.model_copy(update={"actuals": tuple(
            a.model_copy(update={"remaining": named["EPAY"] - running["EPAY"].done}) if a.activity == "EPAY" else a
            for a in catalogue.status.actuals
        )})  # fmt: skip
        path = critical_path(catalogue.replace(status=status), as_of="2016-02-01", durations=named)
        ends = dict(zip(base.names, path.early_finish.tolist(), strict=True))
        finishes[""].append(path.finish)
        for name in ("S1", "S2"):
            inside = [m for m, stage in catalogue.stage_of.items() if stage.id == name]
            finishes[name].append(max(ends[a] for m in inside for a in catalogue.expansion.members[m]))
    for item in (result.whole, *result.stages):
        distribution = item.distribution
        assert sorted(finishes[item.id]) == np.repeat(distribution.days, distribution.counts).tolist()


def test_single_finishes_are_left_out_where_they_would_fill_the_memory(monkeypatch):
    """Beyond the limit the quantiles of activities are unknown, and everything else stays."""
    monkeypatch.setattr("egovplan.whatif.risk.simulate._CELLS", 10)
    result = simulate(_catalogue(_measure("A"), _measure("B")), 64)
    assert [(a.p10, a.p50, a.p90) for a in result.activities] == [(None, None, None)] * 2
    assert result.measures[0].distribution.quantile(0.5) is not None


def test_stages_without_measures_are_left_out():
    """There is nothing that could finish."""
    stages = [{"id": "S", "priorities": [1]}, {"id": "leer", "priorities": [2], "deadline": "2024-12-31"}]
    result = simulate(_catalogue(_measure("A"), stages=stages), 64)
    assert [(stage.id, stage.due, stage.probability) for stage in result.stages] == [("S", None, None)]


def test_the_same_seed_draws_the_same_runs_for_network_and_plan():
    """Where no capacity matters both kinds agree, run by run."""
    catalogue = _catalogue(_measure("A"), _measure("B", after=["A"]), _measure("C", "30 KT", after=["A"]))
    network, plan = (simulate(of(catalogue), 500, seed=3) for of in (lambda c: c, _plan))
    assert network.whole.distribution.counts.tolist() == plan.whole.distribution.counts.tolist()
    assert [a.p90 for a in network.activities] == [a.p90 for a in plan.activities]
    assert (network.kind, plan.kind) == ("network", "resources")


def test_plans_with_other_modes_meet_the_same_runs():
    """Whether a mode costs something or not, the risks come true in the same runs."""
    modes = [{"id": "selbst", "duration": 9}, {"id": "kauf", "duration": 9, "costs": 5000}]
    activity = {"id": "a", "modes": modes}
    catalogue = _catalogue(
        {"id": "M", "title": "m", "priority": 1, "activities": [activity]}, _measure("B", costs=100),
        risks=[{"id": "R", "title": "r", "probability": 0.5, "overrun": [5, 10, 30], "measures": ["B"]}],
    )  # fmt: skip
    start = catalogue.timeline.index(catalogue.start)
    plans = [Plan.of(catalogue, [start] * 2, [start + 9, start + 10], [mode, 0]) for mode in (0, 1)]
    one, two = (simulate(plan, 500) for plan in plans)
    assert one.whole.distribution.counts.tolist() == two.whole.distribution.counts.tolist()
    assert two.cost.deterministic - one.cost.deterministic == 500_000
