# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Valid plans and small catalogues that the tests of this folder share."""

import datetime as dt
from functools import cache

from egovplan.catalogue.catalogue import Catalogue
from egovplan.plan.model import Plan
from tests.plan.greedy import plan_of
from tests.plan.town import AS_OF, begun_town, town

SEEDS = range(10)


@cache
def plans(kind):
    """Return ten valid plans of the town, or of the town in which things have begun."""
    catalogue = town() if kind == "town" else begun_town()
    return [plan_of(catalogue, seed=seed, as_of=None if kind == "town" else AS_OF) for seed in SEEDS]


def catalogue_of(**changes):
    """Return a small catalogue on a plain Monday-to-Friday axis."""
    return Catalogue.from_dict(
        {"title": "Ort", "start": "2016-01-04", "calendar": {"holidays": False, "eves": False}} | changes
    )


def measure(name, duration=5, **changes):
    return {"id": name, "title": name, "priority": 1, "duration": duration} | changes


def plan_from(catalogue, *starts, as_of=None):
    """Return the plan with these starts, and the finishes that working durations give."""
    finishes = [s + a.duration.days for s, a in zip(starts, catalogue.activities, strict=True)]
    return Plan.of(catalogue, starts, finishes, as_of=as_of)


T0 = catalogue_of().timeline.index(dt.date(2016, 1, 4))
"""Monday, 4 January 2016."""
