# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""mainz-2015 has the size and the parts of a city's strategy, and what is attested is in it."""

import datetime as dt
import itertools
from collections import Counter

import networkx as nx
import pytest

from egovplan import critical_path, datasets
from egovplan.catalogue.flat import ActivityKind
from egovplan.catalogue.model import BudgetKind, MeasureKind, RelationType
from egovplan.catalogue.values import Span

MAINZ = datasets.load("mainz-2015")
DUE = dt.date(2019, 12, 31)
GRAPH = nx.DiGraph([(link.predecessor, link.successor) for link in MAINZ.links])


def measures_of(*priorities):
    return [measure for measure in MAINZ.measures if measure.priority in priorities]


def test_size():
    """As large as the strategy of a city: measures, activities, offices that lead, offices in all."""
    assert len(MAINZ.measures) >= 35
    assert 250 <= len(MAINZ.activities) <= 600
    assert len({measure.lead for measure in MAINZ.measures}) >= 10
    assert len(MAINZ.offices) >= 20
    assert set(range(6)) == {measure.priority for measure in MAINZ.measures}


def test_start_and_deadlines():
    """It starts with the note of the committee; priorities 0 to 2 are due at the end of 2019, the rest later."""
    assert MAINZ.start == dt.date(2015, 5, 13)
    with_own_date = {measure.id for measure in MAINZ.measures if measure.due}
    assert {MAINZ.due(m.id) for m in measures_of(0, 1, 2) if m.id not in with_own_date} == {DUE}
    assert all(MAINZ.due(measure.id) > DUE for measure in measures_of(3, 4, 5))
    assert not any(stage.hard for stage in MAINZ.stages)


@pytest.mark.parametrize(
    ("measure", "priority", "kind"),
    [
        ("DMS", 0, MeasureKind.FOUNDATION),
        ("EREG", 0, MeasureKind.FOUNDATION),
        ("EPAY", 0, MeasureKind.FOUNDATION),
        ("FORM", 0, MeasureKind.FOUNDATION),
        ("ZEIT", 1, MeasureKind.INDIVIDUAL),
        ("BEST", 1, MeasureKind.INDIVIDUAL),
        ("TERM", 1, MeasureKind.INDIVIDUAL),
        ("CHANGE", 1, MeasureKind.CROSS_CUTTING),
    ],
)
def test_measures_of_the_paper(measure, priority, kind):
    """What the paper of 2015 names is there, and cites it."""
    found = MAINZ.measure_by_id[measure]
    assert (found.priority, found.kind) == (priority, kind)
    assert "Drucksache 0705/2015" in found.source


@pytest.mark.parametrize("measure", ["REWF", "VPS", "RIS", "GIS", "KITA", "LIVE", "BEWERB", "SIGNT", "OZG"])
def test_measures_attested_later(measure):
    """What other documents attest for Mainz is there as well, with its document."""
    assert MAINZ.measure_by_id[measure].source.startswith(("dermainzer.net", "mainz.de"))


def test_cooperation_on_forms():
    """The forms are shared with two other cities; every other partner is marked as assumed."""
    assert MAINZ.measure_by_id["FORM"].partners == ("Stadt Trier", "Stadt Ludwigshafen")
    others = [p for m in MAINZ.measures if m.id != "FORM" for p in m.partners]
    assert all("Annahme" in partner for partner in others)


@pytest.mark.parametrize(
    ("predecessor", "successor", "document"),
    [
        ("AKTENPLAN/gremium", "DMS/vergabeunterlagen", "GRDrs 167/2010"),
        ("AKTENPLAN/betrieb", "DMS/rollout/10", "Düsseldorf"),
        ("DMS/einrichtung", "REWF/einrichtung", "Waldkirch"),
        ("STADTNETZ/betrieb", "REWF/freigabe", "Waldkirch"),
        ("HKR/betrieb", "REWF/einrichtung", "Waldkirch"),
        ("HKR/betrieb", "EPAY/einrichtung", "Reifegradmodell"),
        ("EPAY/betrieb", "STANDES/entwicklung", "derneuekaemmerer"),
        ("FORM/freigabe", "OZG/paket-1", "ea-rlp.de"),
        ("NUTZER/betrieb", "OZG/paket-1", "Reifegradmodell"),
        ("WEB/betrieb", "OZG/paket-1", "Lübeck"),
        ("DMS/freigabe", "EAUSL/konzept", "GRDrs 208/2020"),
        ("LANDESPLATTFORM", "OZG/anbindung", "dermainzer.net"),
    ],
)
def test_attested_dependencies(predecessor, successor, document):
    """Dependencies that documents name are laid, and cite them."""
    sources = [k.source for k in MAINZ.links if (k.predecessor, k.successor) == (predecessor, successor)]
    assert any(document in source for source in sources)


def test_dms_phases_in_order():
    """The document management runs from analysis to operation, through council, tender, pilots and approval."""
    phases = ["ist-analyse", "konzept", "personalrat", "gremium", "beschluss", "vergabeunterlagen", "bekanntmachung"]
    phases += ["wertung", "vergabeausschuss", "stillhaltefrist", "zuschlag", "einrichtung", "rollout/67"]
    phases += ["auswertung", "freigabe", "rollout/33", "betrieb"]
    chain = [f"DMS/{phase}" for phase in phases]
    assert all(nx.has_path(GRAPH, a, b) for a, b in itertools.pairwise(chain))


def test_dms_reaches_the_offices_in_waves():
    """At least twenty offices, pilots first, several waves, few at a time."""
    rollout = MAINZ.measure_by_id["DMS"].rollout
    assert len(rollout.targets) >= 20
    assert sum(target.pilot for target in rollout.targets) == 2
    assert {target.wave for target in rollout.targets if not target.pilot} == {1, 2, 3, 4}
    assert 1 <= rollout.parallel <= 4
    size = {office.id: office.workplaces for office in MAINZ.offices}
    all_targets = [t for m in MAINZ.measures if m.rollout for t in m.rollout.targets]
    assert all(0 < target.workplaces <= size[target.office] for target in all_targets)


def test_periods_of_the_law():
    """18 Werktage of the Personalrat are three calendar weeks; stand-still and tender periods are in calendar days."""
    spans = {a.id.split("/")[-1]: a.duration for a in MAINZ.activities}
    assert spans["personalrat"] == Span(21, elapsed=True)
    assert spans["stillhaltefrist"] == Span(10, elapsed=True)
    assert spans["bekanntmachung"] == Span(35, elapsed=True)
    assert MAINZ.bodies[0].notice == Span(15, elapsed=True)


def test_sittings_are_working_days():
    """Every body sits on working days only, from 2015 to 2030, with no gap of more than three months."""
    for body in MAINZ.bodies:
        days = body.all_sittings()
        assert all(MAINZ.timeline.is_working(day) for day in days)
        assert days[0].year == 2015
        assert days[-1].year == 2030
        assert max((b - a).days for a, b in itertools.pairwise(days)) <= 91
    assert dt.date(2015, 5, 13) in MAINZ.bodies[0].sittings


def test_local_days_are_closed():
    """Rosenmontag is no statutory holiday, and yet free."""
    assert not MAINZ.timeline.is_working(dt.date(2016, 2, 8))
    assert all(day.weekday() == 0 for day in MAINZ.calendar.closed)
    assert [day.year for day in MAINZ.calendar.closed] == list(range(2015, 2031))


def test_money_for_every_year():
    """Both budgets have an amount for every Haushaltsjahr; the lasting running costs fit into the last ones."""
    budgets = {budget.kind: budget for budget in MAINZ.budgets}
    assert set(budgets) == set(BudgetKind)
    assert all(set(range(2015, 2027)) <= set(budget.amounts) for budget in budgets.values())
    lasting = sum(cost.per_year for a in MAINZ.activities for cost in a.running)
    assert lasting < budgets[BudgetKind.OPERATING].amounts[2024]
    total = sum(
        cost.amount for a in MAINZ.activities for cost in a.modes[0].costs if cost.kind is BudgetKind.INVESTMENT
    )
    assert 1_500_000 < total < sum(budgets[BudgetKind.INVESTMENT].amounts.values())


def test_people_are_scarce_and_come_late():
    """Roles have steps of capacity; some people are hired late, some posts fall vacant."""
    steps = {resource.id: [step.fte for step in resource.capacity] for resource in MAINZ.resources}
    roles = ["10/Projektleitung", "10/Organisation", "16/DMS-Administration", "16/Systemtechnik", "16/Entwicklung"]
    assert all(len(steps[role]) >= 3 for role in roles)
    assert any(later < earlier for row in steps.values() for earlier, later in itertools.pairwise(row))
    assert MAINZ.timeline.date(MAINZ.timeline.index(MAINZ.start)) < min(
        step.since for r in MAINZ.resources if r.id == "16/DMS-Administration" for step in r.capacity
    )
    targets = {t.office for m in MAINZ.measures if m.rollout for t in m.rollout.targets}
    assert all(f"{office}/Multiplikator" in steps for office in targets)


def test_all_parts_of_the_model_occur():
    """Relations other than FS, leads, elapsed lags, modes, running costs, embargoes, externals: the showcase has them."""
    kinds = Counter(link.type for link in MAINZ.links)
    assert kinds[RelationType.SS] >= 3
    assert kinds[RelationType.FF] >= 3
    assert any(link.lag.days < 0 for link in MAINZ.links)
    assert any(link.lag.elapsed for link in MAINZ.links)
    assert sum(len(a.modes) > 1 for a in MAINZ.activities) >= 3
    assert all(embargo.only_with_costs for embargo in MAINZ.embargoes)
    assert sum(office.max_open_measures is not None for office in MAINZ.offices) >= 8
    assert Counter(a.kind for a in MAINZ.activities)[ActivityKind.INTRODUCTION] >= 80


def test_only_the_intended_warnings():
    """Two measures wait for ones of lower priority, on purpose: the report has something to say. Nothing else."""
    assert [(issue.code, issue.value) for issue in MAINZ.issues] == [
        ("priority-inversion", "STADTNETZ vor REWF"),
        ("priority-inversion", "NUTZER vor KITA"),
    ]


def test_critical_path_runs_through_the_dms():
    """Without limits of people and money the DMS and the E-Akten that follow it decide, and 2019 could be kept."""
    result = critical_path(MAINZ)
    on_path = Counter(name.split("/")[0] for name in result.path)
    assert on_path["DMS"] >= 10
    assert len(result.path) >= 30
    finish = dict(zip(result.names, result.early_finish, strict=True))
    line = MAINZ.timeline
    early = max(int(finish[a]) for m in measures_of(0, 1, 2) for a in MAINZ.expansion.members[m.id])
    assert early <= line.index_after(DUE)
    assert 2020 <= line.date(int(max(finish.values()))).year <= 2022
