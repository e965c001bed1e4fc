# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Ways to postpone a measure: into a later stage, without its deadline, or out of this plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from egovplan.catalogue.catalogue import Catalogue
from egovplan.catalogue.limits import Stage
from egovplan.whatif.scenario import Scenario


def postponements(catalogue: Catalogue, measure: str) -> Iterator[Scenario]:
    """Yield ways to postpone a measure, the mildest first.

    Parameters
    ----------
    catalogue
        With the measure.
    measure
        Its id.
    """
    model = catalogue.measure_by_id[measure]
    stage = catalogue.stage_of.get(measure)
    title = f"»{model.title}«"
    if stage and stage.hard and (later := _later(catalogue, stage)):
        moved = Scenario(f"{title} in {_name(later)} zurückstellen").stage(measure, later.id)
        yield moved.deadline(measure, None) if model.deadline else moved
    if model.deadline and not (stage and stage.hard):
        yield Scenario(f"{title} ohne verbindliche Frist").deadline(measure, None)
    if len(catalogue.measures) > 1:
        yield Scenario(f"{title} zurückstellen, nicht in diesem Plan").drop(measure)


def _later(catalogue: Catalogue, stage: Stage) -> Stage | None:
    """Return the stage with the next later deadline, soft or none at all counting as late as can be."""
    rank = {s.id: s.deadline if s.hard and s.deadline else dt.date.max for s in catalogue.stages}
    later = [s for s in catalogue.stages if rank[s.id] > rank[stage.id]]
    return min(later, key=lambda s: (rank[s.id], s.id), default=None)


def _name(stage: Stage) -> str:
    return stage.title if stage.title.startswith("Stufe") else f"Stufe {stage.title or stage.id}"
