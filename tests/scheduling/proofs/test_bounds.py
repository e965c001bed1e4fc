# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import numpy as np
import pytest

from egovplan.scheduling.dates.functions import Functions
from egovplan.scheduling.dates.heads import network_heads
from egovplan.scheduling.dates.propagation import NoWindowError
from egovplan.scheduling.dates.windows import propagate
from egovplan.scheduling.proofs import bounds
from egovplan.scheduling.proofs.bounds import capacity_conflict, lower_bounds, overload, oversized
from egovplan.scheduling.translation.build import build
from tests.scheduling.brute_force import best_plan
from tests.scheduling.random_catalogues import random_case
from tests.scheduling.small import activities, catalogue

PEOPLE = [{"id": "16/dev", "capacity": 1}]


def network_windows(instance):
    """Return the windows by precedences alone, as they are when the people are looked at."""
    functions = Functions(instance)
    return propagate(functions, heads=network_heads(functions))


def checked(planned):
    instance = build(planned)
    return instance, network_windows(instance)


def test_energy_bounds_the_makespan():
    """Three times four days of one person take twelve days, whatever the network says."""
    measures = [{"id": name, "duration": 4, "demand": {"16/dev": 1}} for name in "ABC"]
    instance, windows = checked(catalogue(*measures, resources=PEOPLE))
    assert lower_bounds(instance, windows)["makespan"] == 12
    assert overload(instance, windows) is None


def test_energy_counts_from_the_earliest_start_and_only_what_is_free():
    """Work that cannot start before day 5 is not done before; what is fixed takes its part."""
    status = {"as_of": "2015-05-04", "actuals": [{"activity": "F", "start": "2015-05-04"}]}
    late = [{"id": n, "duration": 4, "demand": {"16/dev": 1}, "not_before": "2015-05-11"} for n in "AB"]
    fixed = {"id": "F", "duration": 7, "demand": {"16/dev": 1}}
    instance, windows = checked(catalogue(*late, fixed, resources=PEOPLE, status=status))
    assert lower_bounds(instance, windows)["makespan"] == 15


def test_the_least_energy_of_all_modes_counts():
    """Of a mode with more people for fewer days and one the other way round, the cheaper one; calendar days are counted
    where they take fewest working days."""
    modes = [
        {"id": "a", "duration": 2, "demand": {"16/dev": 2}},
        {"id": "b", "duration": "3 KT", "demand": {"16/dev": 1}},
    ]
    people = [{"id": "16/dev", "capacity": 2}]
    instance, windows = checked(
        catalogue(*(activities(n, {"id": "x", "modes": modes}) for n in "ABCDEF"), resources=people)
    )
    assert lower_bounds(instance, windows)["makespan"] >= 3


def test_too_much_work_before_a_deadline_is_explained():
    """Resource, window, need, have and the activities that must lie in it."""
    measures = [
        {"id": n, "title": f"Akte {n}", "duration": 4, "demand": {"16/dev": 1}, "deadline": "2015-05-12"} for n in "AB"
    ]
    planned = catalogue(*measures, {"id": "C", "duration": 9, "demand": {"16/dev": 1}}, resources=PEOPLE)
    instance, windows = checked(planned)
    found = overload(instance, windows)
    assert (found.start, found.finish, found.need, found.have) == (0, 7, 800, 700)
    assert found.activities == (0, 1)
    assert capacity_conflict(planned, instance, windows) == (
        "»16/dev«: vom 04.05.2015 bis 12.05.2015 werden mindestens 8,00 VZÄ-Tage gebraucht, vorhanden sind 7,00.",
        "In diesem Zeitraum müssen liegen: »Akte A« (A), »Akte B« (B).",
        "Verbindliche Fristen: 12.05.2015.",
    )


def test_someone_who_leaves_before_it_can_start_is_explained():
    """An activity that needs more than there is on any of its days is named at once."""
    people = [{"id": "16/dev", "capacity": [{"fte": 1}, {"since": "2015-05-11", "fte": "0.5"}]}]
    measure = {"id": "A", "duration": 2, "demand": {"16/dev": 1}, "not_before": "2015-05-11", "deadline": "2015-06-30"}
    planned = catalogue(measure, resources=people)
    instance, windows = checked(planned)
    assert oversized(instance, windows) == (0, 0, 100, 50)
    (text,) = capacity_conflict(planned, instance, windows)
    assert text == "»A« (A) braucht 1,00 von »16/dev«, an keinem der möglichen Tage ist mehr als 0,50 da."


def test_a_milestone_is_never_too_large():
    """What takes no day takes nobody."""
    people = [{"id": "16/dev", "capacity": [{"fte": 1}, {"since": "2015-05-11", "fte": "0"}]}]
    measure = {"id": "A", "duration": 0, "demand": {"16/dev": 1}, "not_before": "2015-05-11"}
    instance, windows = checked(catalogue(measure, resources=people))
    assert oversized(instance, windows) is None


def test_introductions_are_counted_as_such():
    """The limit of parallel introductions is a resource too, and is named without its prefix."""
    targets = [{"office": str(k)} for k in range(3)]
    measure = {
        "id": "DMS", "deadline": "2015-05-13",
        "rollout": {"targets": targets, "parallel": 1, "introduction": {"id": "e", "duration": 4}},
    }  # fmt: skip
    planned = catalogue(measure, offices=[{"id": str(k)} for k in range(3)])
    text = capacity_conflict(planned, *checked(planned))
    assert text[0] == (
        "»DMS/rollout« (gleichzeitige Einführungen): vom 04.05.2015 bis 13.05.2015 werden mindestens "
        "12 Einführungstage gebraucht, vorhanden sind 8."
    )


@pytest.mark.parametrize("block", range(4))
def test_bounds_hold_on_tiny_catalogues(block):
    """No plan is below a bound, and what is called impossible has no plan."""
    proved = 0
    for seed in range(20_000 + 25 * block, 20_025 + 25 * block):
        case = random_case(seed)
        instance, best = build(case.catalogue, as_of=case.as_of), best_plan(case.catalogue, case.as_of)
        try:
            windows = network_windows(instance)
        except NoWindowError:
            assert best is None, seed
            continue
        if capacity_conflict(case.catalogue, instance, windows):
            assert best is None, seed
            proved += 1
        elif best is not None:
            pairs = zip(lower_bounds(instance, windows).values(), best.objective, strict=False)
            assert all(bound <= value for bound, value in pairs), seed


@pytest.mark.parametrize("seed", range(30))
def test_leaving_out_what_has_room_changes_no_verdict(seed, monkeypatch):
    """The worst window is the same with all work of a resource, most of which has plenty of room."""
    draw = np.random.default_rng(seed)
    rows = [
        {"id": f"A{k}", "duration": int(draw.integers(1, 5)), "demand": {"dev": 1},
         "not_before": f"2015-05-{draw.integers(4, 15):02d}", "deadline": f"2015-0{draw.integers(6, 8)}-{draw.integers(1, 28):02d}"}
        for k in range(int(draw.integers(3, 40)))
    ]  # fmt: skip
    instance, windows = checked(catalogue(*rows, resources=[{"id": "dev", "capacity": 1}]))
    found = overload(instance, windows)
    monkeypatch.setattr(bounds, "_tight", lambda work: work)
    assert found == overload(instance, windows)
