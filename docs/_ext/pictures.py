# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures that are drawn when the documentation is built, so that they cannot fall behind the code."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive

import egovplan
from egovplan.views.painter import page

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "musterhain.yaml"
FOLDER = "_drawn"


@cache
def network() -> Any:
    """Return the network of the data set, simulated: stages with deadlines that may hold or not."""
    return egovplan.simulate(egovplan.datasets.load("mainz-2015"), 10_000, seed=1)


@cache
def planned() -> Any:
    """Return the example of the guide, planned and simulated."""
    plan = egovplan.schedule(egovplan.load_catalogue(EXAMPLE), time_limit=5, workers=1).plan
    return egovplan.simulate(plan, 10_000, seed=1)


@cache
def moved() -> Any:
    """Return the example of the guide, planned again from its status."""
    catalogue = egovplan.load_catalogue(EXAMPLE)
    return egovplan.reschedule(planned().plan, catalogue, catalogue.status.as_of, time_limit=5, workers=1)


def _stage(result: Any) -> str:
    """Return the stage whose deadline is the least certain without being hopeless: there is most to see."""
    known = [stage for stage in result.stages if stage.probability is not None]
    return str(min(known, key=lambda stage: abs(stage.probability - 0.5)).id)


Draw = Callable[[Any], Any]
"""Axes or None → axes."""

PICTURES: dict[str, tuple[float, Draw]] = {
    "finish": (330.0, lambda ax: egovplan.plot_finish_distribution(network(), ax, stage=_stage(network()))),
    "tornado": (210.0, lambda ax: egovplan.plot_tornado(planned(), ax, top=8)),
    "criticality": (290.0, lambda ax: egovplan.plot_criticality(planned(), ax, top=10)),
    "chain": (
        390.0,
        lambda ax: egovplan.plot_gantt(
            planned().plan, ax, chain="BAU", unfold=["DMS"], measures=["DMS", "PORT", "EREG", "BAU"], load=False
        ),
    ),
    "moved": (
        390.0,
        lambda ax: egovplan.plot_gantt(moved().plan, ax, baseline=moved().baseline, load=False),
    ),
    "gantt": (470.0, lambda ax: egovplan.plot_gantt(planned().plan, ax, risk=planned(), load=False)),
}
"""Name → height in points, and what draws it."""
WIDTH = 560.0
"""Of a column of text, so that letters keep their size. [pt]"""


class Drawn(Directive):
    """``.. drawn:: finish``: a picture of the example, with its own words for those who do not see it."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the picture."""
        environment = self.state.document.settings.env
        if environment.app.builder.format != "html":
            return []
        name = self.arguments[0]
        height, draw = PICTURES[name]
        axes = page(WIDTH, height, 4.0, alt=draw(None).figure.alt)
        draw(axes)
        target = Path(environment.app.srcdir) / FOLDER / f"{name}.svg"
        target.parent.mkdir(exist_ok=True)
        axes.figure.savefig(target, metadata={"Date": None})
        return [nodes.image(uri=f"/{FOLDER}/{name}.svg", alt=axes.figure.alt)]


def setup(app: Any) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("drawn", Drawn)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
