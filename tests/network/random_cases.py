# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Random small projects with everything in them, as plain values for the reference and as a catalogue."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from tests.network.reference import Arrow, Case, Work

_CLOSED = (
    frozenset[dt.date](),
    frozenset(dt.date(2016, 1, 1) + dt.timedelta(17 * k) for k in range(120)),
    frozenset(dt.date(2015, 12, 21) + dt.timedelta(k) for k in range(14)),
)


def random_case(seed: int) -> Case:
    """Return a project of 1 to 9 activities; the same for the same seed."""
    rng = Random(seed)
    start = dt.date(2016, 1, 1) + dt.timedelta(rng.randrange(500))
    as_of = start + dt.timedelta(rng.randrange(120)) if rng.random() < 0.3 else None
    bodies = [_sittings(rng, start) for _ in range(2)]
    embargoes = [_embargo(rng, start) for _ in range(rng.choice((0, 0, 1, 2)))]
    activities = tuple(_work(rng, i, start, as_of, bodies, embargoes) for i in range(rng.randint(1, 9)))
    return Case(start, activities, _arrows(rng, activities), rng.choice(_CLOSED), rng.random() < 0.5, as_of)


def _sittings(rng: Random, start: dt.date) -> tuple[tuple[dt.date, ...], int, bool]:
    day, days = start, []
    for _ in range(rng.randint(6, 14)):
        day += dt.timedelta(rng.choice((1, 2, 7, 20, 28, 42)))
        days.append(day)
    return tuple(days), rng.choice((0, 1, 2, 5, 10, 14)), rng.random() < 0.6


def _embargo(rng: Random, start: dt.date) -> tuple[dt.date, dt.date, str]:
    since = start + dt.timedelta(rng.randrange(-10, 150))
    return since, since + dt.timedelta(rng.randrange(60)), rng.choice(("all", "office", "measure", "costs"))


def _work(
    rng: Random,
    i: int,
    start: dt.date,
    as_of: dt.date | None,
    bodies: list[tuple[tuple[dt.date, ...], int, bool]],
    embargoes: list[tuple[dt.date, dt.date, str]],
) -> Work:
    if rng.random() < 0.08:
        return Work(f"X{i}", external=start + dt.timedelta(rng.randrange(-200, 250)))
    elapsed = rng.random() < 0.25
    days = 0 if rng.random() < 0.2 else rng.randint(1, 40 if elapsed else 15)
    happened = None
    if as_of and rng.random() < 0.4:
        first = as_of - dt.timedelta(rng.randrange(-5, 60))
        last = first + dt.timedelta(rng.randrange(30)) if rng.random() < 0.6 else None
        happened = (first, last, rng.randrange(20) if last is None and rng.random() < 0.5 else None)
    gate = rng.choice(bodies) if rng.random() < 0.25 else None
    return Work(
        f"M{i}/a",
        days,
        elapsed,
        not_before=start + dt.timedelta(rng.randrange(-20, 120)) if rng.random() < 0.25 else None,
        sittings=gate[0] if gate else None,
        notice=gate[1] if gate else 0,
        notice_elapsed=gate[2] if gate else True,
        # who an embargo is about: every second activity is in office 16, every third has costs, M0 to M3 are named
        embargoes=tuple(
            (since, until)
            for since, until, about in embargoes
            if about == "all"
            or (about == "office" and i % 2 == 0)
            or (about == "measure" and i < 4)
            or (about == "costs" and i % 3 == 0)
        ),
        happened=happened,
    )


def _arrows(rng: Random, activities: tuple[Work, ...]) -> tuple[Arrow, ...]:
    order = list(range(len(activities)))
    rng.shuffle(order)
    density, arrows = rng.choice((0.2, 0.4, 0.7)), {}
    for at, i in enumerate(order):
        for j in order[at + 1 :]:
            for _ in range(rng.choice((1, 1, 1, 2))):
                if activities[j].external or rng.random() > density:
                    continue
                elapsed = rng.random() < 0.35
                lag = 0 if rng.random() < 0.4 else rng.randint(-12, 18) if elapsed else rng.randint(-6, 9)
                arrow = Arrow(i, j, rng.choice(("FS", "FS", "SS", "FF", "SF")), lag, elapsed)
                arrows[arrow] = None
    return tuple(arrows)


def catalogue_data(case: Case) -> dict[str, Any]:
    """Return the catalogue of a case as nested dicts."""
    bodies = {work.sittings: (f"B{k}", work) for k, work in enumerate(case.activities) if work.sittings is not None}
    works = [work for work in case.activities if not work.external]
    data: dict[str, Any] = {
        "title": "Zufall",
        "start": case.start.isoformat(),
        "calendar": {"holidays": False, "eves": case.eves, "closed": [d.isoformat() for d in sorted(case.closed)]},
        "externals": [
            {"id": w.name, "title": w.name, "date": w.external.isoformat()} for w in case.activities if w.external
        ],
        "bodies": [
            {
                "id": name, "sittings": [d.isoformat() for d in work.sittings or ()],
                "notice": f"{work.notice} {'KT' if work.notice_elapsed else 'AT'}",
            }
            for name, work in bodies.values()
        ],
        "measures": [_measure(work, bodies) for work in works],
        "embargoes": [
            {
                "id": f"E{i}-{k}", "since": since.isoformat(), "until": until.isoformat(),
                "measures": [work.name.partition("/")[0]],
            }
            for i, work in enumerate(works)
            for k, (since, until) in enumerate(work.embargoes)
        ],
        "dependencies": [
            {
                "predecessor": case.activities[a.before].name, "successor": case.activities[a.after].name,
                "type": a.type, "lag": f"{a.lag} {'KT' if a.elapsed else 'AT'}",
            }
            for a in case.links
        ],
    }  # fmt: skip
    happened = [(w.name, *w.happened) for w in works if w.happened]
    if happened and case.as_of:
        data["status"] = {"as_of": case.as_of.isoformat(), "actuals": [_actual(*row) for row in happened]}
    return {key: value for key, value in data.items() if value}


def _measure(work: Work, bodies: dict[Any, tuple[str, Work]]) -> dict[str, Any]:
    activity: dict[str, Any] = {"id": "a", "duration": f"{work.days} {'KT' if work.elapsed else 'AT'}"}
    if work.sittings is not None:
        activity["gate"] = bodies[work.sittings][0]
    if work.not_before:
        activity["not_before"] = work.not_before.isoformat()
    name = work.name.partition("/")[0]
    return {"id": name, "title": name, "priority": 1, "activities": [activity]}


def _actual(name: str, first: dt.date, last: dt.date | None, remaining: int | None) -> dict[str, Any]:
    actual: dict[str, Any] = {"activity": name, "start": first.isoformat()}
    if last is not None:
        actual["finish"] = last.isoformat()
    if remaining is not None:
        actual["remaining"] = remaining
    return actual
