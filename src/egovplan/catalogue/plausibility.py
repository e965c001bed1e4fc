# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What is allowed, but worth a look: inversions of priority, one-sided relations, outliers, missing sources."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from egovplan.catalogue.findings import Path, hint, raw_activities, some, warning
from egovplan.catalogue.flat import FlatLink
from egovplan.catalogue.model import Activity, Measure
from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue

OUTLIER_FACTOR = 20
"""How many times the median a value must be to stand out …"""
OUTLIER_DEVIATIONS = 5
"""… and by how many robust standard deviations of the logarithms (median absolute deviation, Hampel 1974)."""
OUTLIER_LEAST = 8
"""Fewer values say nothing about what is usual."""
_MAD_TO_SIGMA = 1.4826

_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bfŒœŠšŸŽžˆ˜–—‘’‚“”„†‡•…‰‹›€™]")


def check_plausibility(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield what a planner should look at."""
    yield from _inversions(catalogue)
    yield from _related(catalogue)
    yield from _outliers(catalogue)
    yield from _placeholders(catalogue)
    yield from _encoding(catalogue)
    yield from _sources(catalogue)


def _inversions(catalogue: Catalogue) -> Iterator[Issue]:
    """Priority is a wish, the network is a fact: what a more urgent measure waits for is as urgent."""
    seen = set()
    measure_of = {activity.id: activity.measure for activity in catalogue.activities}
    for link in catalogue.links:
        before = catalogue.measure_by_id.get(measure_of.get(link.predecessor) or "")
        after = catalogue.measure_by_id.get(measure_of.get(link.successor) or "")
        if before is None or after is None or before.priority <= after.priority or (before.id, after.id) in seen:
            continue
        seen.add((before.id, after.id))
        message = (
            f"»{after.title}« ({after.id}, Priorität {after.priority}) wartet auf »{before.title}« ({before.id}, "
            f"Priorität {before.priority}): bitte »{before.title}« auf Priorität {after.priority} anheben "
            "oder die Abhängigkeit prüfen."
        )
        yield warning("priority-inversion", after.id, message, link.path, value=f"{before.id} vor {after.id}")


def _related(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield relations without a direction: they order nothing, and must not find their way into the network."""
    ordered = {frozenset(pair) for pair in _measure_pairs(catalogue, catalogue.links)}
    seen = set()
    for i, measure in enumerate(catalogue.measures):
        for j, name in enumerate(measure.related):
            path: Path = ("measures", i, "related", j)
            other = catalogue.measure_by_id.get(name)
            if other is measure:
                yield warning("related-to-itself", measure.id, "Eine Maßnahme ist mit sich selbst verwandt.", path)
                continue
            if other is None or frozenset((measure.id, name)) in seen:
                continue
            seen.add(frozenset((measure.id, name)))
            if measure.id not in other.related:
                message = f"»{name}« nennt »{measure.id}« nicht als verwandt; die Beziehung ist einseitig."
                yield hint("related-one-way", measure.id, message, path, value=name)
            elif frozenset((measure.id, name)) not in ordered:
                message = (
                    f"Verwandt sein ordnet nichts: muss eine auf die andere warten, gehört das unter »nach« ({name})."
                )
                yield hint("related-unordered", measure.id, message, path, value=name)


def _measure_pairs(catalogue: Catalogue, links: tuple[FlatLink, ...]) -> Iterator[tuple[str, str]]:
    measure_of = {activity.id: activity.measure or "" for activity in catalogue.activities}
    for link in links:
        yield measure_of.get(link.predecessor, ""), measure_of.get(link.successor, "")


# numbers


def _written(catalogue: Catalogue) -> Iterator[tuple[str, Activity | Measure, Path]]:
    yield from raw_activities(catalogue)
    for i, measure in enumerate(catalogue.measures):
        yield measure.id, measure, ("measures", i)


def _costs(catalogue: Catalogue) -> Iterator[tuple[str, float, str, Path]]:
    for subject, item, path in _written(catalogue):
        for j, cost in enumerate(item.costs):
            yield subject, float(cost.amount), f"{cost.amount} €", (*path, "costs", j, "amount")


def _durations(catalogue: Catalogue) -> Iterator[tuple[str, float, str, Path]]:
    for subject, item, path in _written(catalogue):
        if item.duration and not item.duration.elapsed:
            yield subject, float(item.duration.days), f"{item.duration} Arbeitstage", (*path, "duration")


def _outliers(catalogue: Catalogue) -> Iterator[Issue]:
    for rows, code, what in (
        (list(_costs(catalogue)), "cost-outlier", "Der Betrag"),
        (list(_durations(catalogue)), "duration-outlier", "Die Dauer"),
    ):
        usual, limit = outlier_limit([value for _, value, _, _ in rows])
        for subject, value, text, path in rows:
            if value > limit:
                message = f"{what} ist mehr als {OUTLIER_FACTOR}-mal so hoch wie üblich: ist er richtig?"
                if what.startswith("Die"):
                    message = f"{what} ist mehr als {OUTLIER_FACTOR}-mal so lang wie üblich: ist sie richtig?"
                yield warning(code, subject, message, path, expected=f"üblich sind {usual:.0f}", value=text)


def outlier_limit(values: list[float]) -> tuple[float, float]:
    """Return the median of the positive values, and the limit above which a value stands out.

    Parameters
    ----------
    values
        Any numbers; those that are not positive are left out.

    Returns
    -------
    tuple of float
        Median and limit; the limit is infinite where there are too few values. Logarithms are used because costs spread
        over orders of magnitude, and deviations from the median because a mean is drawn to the very outlier it should show.
    """
    logs = [math.log10(value) for value in values if value > 0]
    if len(logs) < OUTLIER_LEAST:
        return 0.0, math.inf
    middle = median(logs)
    spread = _MAD_TO_SIGMA * median(abs(value - middle) for value in logs)
    return 10.0**middle, 10.0 ** (middle + max(math.log10(OUTLIER_FACTOR), OUTLIER_DEVIATIONS * spread))


def _placeholders(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield amounts like 111111: a public project data base has such a cost per hour; whoever types it means »unknown«."""
    for subject, value, text, path in _costs(catalogue):
        digits = str(int(value))
        if len(digits) >= 5 and (len(set(digits)) == 1 or digits in "123456789"):
            yield warning("placeholder", subject, "Dieser Betrag sieht aus wie ein Platzhalter.", path, value=text)


# texts


def _encoding(catalogue: Catalogue) -> Iterator[Issue]:
    names: list[tuple[str, str, Path]] = [("", catalogue.title, ("title",))]
    for field in ("offices", "stages", "bodies", "measures", "externals", "risks", "factors"):
        names += [(item.id, item.title, (field, i, "title")) for i, item in enumerate(getattr(catalogue, field))]
    names += [(subject, activity.title, (*path, "title")) for subject, activity, path in raw_activities(catalogue)]
    for subject, text, path in names:
        if _MOJIBAKE.search(text):
            message = "Hier sind vermutlich Umlaute beim Speichern verloren gegangen."
            yield warning("mojibake", subject, message, path, expected="Text in UTF-8", value=text)


def _sources(catalogue: Catalogue) -> Iterator[Issue]:
    covered = {measure.id for measure in catalogue.measures if measure.source or catalogue.source}
    bare = [measure.id for measure in catalogue.measures if measure.id not in covered]
    if bare:
        message = "Bei diesen Maßnahmen fehlt der Beleg; eine Annahme gehört als »Annahme: …« unter »Quelle«."
        yield hint("no-source", "", message, ("measures",), value=some(bare))
