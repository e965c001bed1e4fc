# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Is it a plan of this catalogue at all: each activity once, on the axis, in a mode that exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.plan.rules.violation import Rule, Violation

if TYPE_CHECKING:
    from egovplan.plan.rules.reading import Reading


def same_catalogue(reading: Reading) -> Iterator[Violation]:
    """Check that the plan was made from this catalogue."""
    own, given = reading.plan.catalogue, reading.catalogue
    if own is not given and own.hash != given.hash:
        text = f"Der Plan gehört zu einem anderen Stand des Katalogs ({own.hash[:12]} statt {given.hash[:12]})."
        yield Violation(Rule.CATALOGUE, text, subject=own.hash)


def each_activity_once(reading: Reading) -> Iterator[Violation]:
    """Check that each activity of the catalogue is in the plan once, and no other."""
    count = Counter(row.id for row in reading.plan.activities)
    for name, times in count.items():
        if name not in reading.activities:
            yield Violation(Rule.UNKNOWN, f"Den Vorgang »{name}« gibt es im Katalog nicht.", activity=name)
        elif times > 1:
            text = f"{reading.name(name)} steht {times}-mal im Plan."
            yield Violation(Rule.DUPLICATE, text, activity=name, need=1, have=times)
    for activity in reading.activities.values():
        if activity.id not in count:
            text = f"{reading.name(activity.id)} fehlt im Plan."
            yield Violation(Rule.MISSING, text, activity=activity.id, office=activity.office, need=1, have=0)


def on_the_axis(reading: Reading) -> Iterator[Violation]:
    """Check that start and finish are working days of the axis, the start not after the finish."""
    for row in reading.plan.activities:
        if row.id in reading.activities and not reading.is_on_axis(row):
            text = f"{reading.name(row.id)}: Arbeitstage {row.start} bis {row.finish} gibt es auf der Zeitachse nicht."
            yield Violation(Rule.OFF_AXIS, text, activity=row.id, office=reading.activities[row.id].office)


def mode_exists(reading: Reading) -> Iterator[Violation]:
    """Check that the chosen mode is one of the activity's modes."""
    for row in reading.plan.activities:
        if row.id in reading.activities and not reading.has_mode(row):
            count = len(reading.activities[row.id].modes)
            text = f"{reading.name(row.id)}: Ausführungsart {row.mode} gibt es nicht (es gibt {count}, gezählt ab 0)."
            yield Violation(Rule.MODE, text, activity=row.id, office=reading.activities[row.id].office, need=count - 1)
