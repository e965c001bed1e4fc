# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How sure the dates of a project are: the one function that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from egovplan.catalogue.actuals import status_date
from egovplan.catalogue.catalogue import Catalogue
from egovplan.errors import OutOfRangeError
from egovplan.network.graph import Network
from egovplan.network.scenarios.tally import Tally
from egovplan.plan.model import Plan
from egovplan.whatif.risk.assemble import Study, edges, result_of, sequence_of
from egovplan.whatif.risk.drawing import CORRELATION, PER_MILLE, Causes, Drawing, drawing
from egovplan.whatif.risk.estimates import Estimates
from egovplan.whatif.risk.inputs import RiskEvent, RiskFactor, ThreePoint, check_names, checked_correlation
from egovplan.whatif.risk.network import NetworkProject
from egovplan.whatif.risk.project import Job, Project, costs_of, groups_of, lasts_of, struck_externals
from egovplan.whatif.risk.reference import COSTS, ReferenceClass, reference_of
from egovplan.whatif.risk.resources import PlanProject
from egovplan.whatif.risk.result import RiskResult
from egovplan.whatif.risk.runs import RiskProgress, reporter, run

if TYPE_CHECKING:
    import networkx as nx

_Kind = TypeVar("_Kind", RiskEvent, RiskFactor)
MOST_RUNS = 10**9
_FINISH_BINS, _COST_BINS = 256, 128
_CELLS = 20_000_000
"""Activities times days from which on the finish of each single activity is not counted: 160 MB."""


def simulate(  # noqa: PLR0913  (keyword-only: each is an assumption that someone will want to vary)
    source: Catalogue | Plan | Network | nx.DiGraph[Any],
    n: int = 10_000,
    *,
    seed: int = 0,
    events: RiskEvent | Iterable[RiskEvent] = (),
    factors: RiskFactor | Iterable[RiskFactor] = (),
    estimates: Mapping[Any, ThreePoint] | None = None,
    reference: str | ReferenceClass | None = "dslib",
    costs: ReferenceClass | None = COSTS,
    distribution: str = "pert",
    correlation: float = CORRELATION,
    tolerance: float | None = None,
    n_jobs: int | None = None,
    progress: bool | Callable[[RiskProgress], object] | None = None,
    as_of: dt.date | str | None = None,
) -> RiskResult:
    """Run a project many times with durations, risks and costs as they may turn out, and say how sure its dates are.

    Parameters
    ----------
    source
        A catalogue or a network: calendar, sittings, periods and actuals hold, but there are people and money without end.
        A plan: in every run its order and its modes are kept, and people, limits and budgets hold.
    n
        Number of runs.
    seed
        Repeats the runs: the same seed gives the same result, on any machine and for any number of workers.
    events
        Discrete risks, beside those of the catalogue.
    factors
        Common causes, beside those of the catalogue.
    estimates
        Activity → days, three points or a distribution, instead of what the catalogue says; of what is running, what is
        left of it. [d]
    reference
        For activities without an estimate: a name of :data:`~egovplan.whatif.risk.reference.REFERENCES`, a reference
        class, or None to leave them as planned.
    costs
        How the one-off costs of each measure deviate; None for not at all.
    distribution
        Of three-point estimates: ``pert`` or ``triangular``.
    correlation
        That the durations of each office have in common, and also those of each measure with its costs; 0 for none. [1]
    tolerance
        Stop as soon as P80 of the whole project is known within so many working days, with 95 % confidence. [d]
    n_jobs
        Workers, as joblib has it; None leaves it to ``joblib.parallel_config``, which also names where they are.
    progress
        True for a bar, or a callable that is told after each part.
    as_of
        Status date: what has happened by then stays, what runs can only take longer or shorter in what is left. By
        default the first plan's, or the plan's own.

    Returns
    -------
    RiskResult
        Ctrl-C ends it early, with the runs that are done.

    Raises
    ------
    TypeError, OutOfRangeError
        If an argument is not possible, or names what the project does not have.
    InfeasibleError
        If there is no date even where everything goes as planned.

    Notes
    -----
    Milestones, sittings and periods of calendar days without an estimate are certain, and so is what has happened. An
    event that names a measure makes the last of its activities with a duration longer. A run for which the calendar does
    not suffice, e.g. for want of a sitting, never finishes: it counts as later than any date.

    Examples
    --------
    >>> simulate(Network.from_links(["a"], ["b"], {"a": 10, "b": 5}), 1000).whole.deterministic
    15
    """
    n, seed = _plain(n), _plain(seed)
    _check(n, tolerance, n_jobs)
    project = _project(source, as_of)
    if not isinstance(estimates, Mapping | None):
        raise TypeError(f"estimates: Zuordnung von Vorgängen zu Tagen erwartet, {type(estimates).__name__} angegeben.")
    says = Estimates(distribution, reference_of(reference), dict(estimates or {}))
    says.check_names(project.subjects)
    causes = _causes(project, events, factors, costs, checked_correlation(correlation, "correlation"))
    study, job = _study(project, says, causes, seed)
    report, close = reporter(progress, n)

    def tell(tally: Tally) -> None:
        report(RiskProgress(tally.scenarios, n, study.precision(tally)))

    def enough(tally: Tally) -> bool:
        return tolerance is not None and study.precision(tally) <= tolerance

    try:
        singles = len(study.project.subjects) * study.prepared.bins <= _CELLS
        tally, interrupted = run(job, n, n_jobs=n_jobs, singles=singles, enough=enough, report=tell)
    finally:
        close()
    return result_of(study, tally, seed=seed, interrupted=interrupted)


def _plain(number: Any) -> Any:
    """Return a number of numpy as one of Python: whoever loops over an array means the same."""
    return int(number) if isinstance(number, np.integer) else number


def _check(n: object, tolerance: object, n_jobs: object) -> None:
    if type(n) is not int or not 1 <= n <= MOST_RUNS:
        raise OutOfRangeError(f"n: Zahl der Läufe von 1 bis {MOST_RUNS} erwartet, {n!r} angegeben.")
    number = isinstance(tolerance, int | float) and not isinstance(tolerance, bool)
    if tolerance is not None and not (number and tolerance > 0):  # type: ignore[operator]
        raise OutOfRangeError(f"tolerance: Arbeitstage über 0 erwartet, {tolerance!r} angegeben.")
    if n_jobs is not None and (type(n_jobs) is not int or n_jobs == 0):
        raise OutOfRangeError(f"n_jobs: ganze Zahl außer 0 erwartet, {n_jobs!r} angegeben.")


def _project(source: object, as_of: dt.date | str | None) -> Project:
    if isinstance(source, Plan):
        return PlanProject(source, status_date(as_of) or source.as_of)
    if isinstance(source, Catalogue):
        return NetworkProject(Network.from_catalogue(source, as_of=as_of))
    if not isinstance(source, Network) and not hasattr(source, "successors"):
        what = type(source).__name__
        raise TypeError(f"simulate: Katalog, Plan (etwa result.plan) oder Netzplan erwartet, {what} angegeben.")
    if as_of is not None:
        raise TypeError("as_of: nur für Katalog und Plan; ein Netzplan kennt keine Ist-Termine.")
    return NetworkProject(source if isinstance(source, Network) else Network.from_networkx(source))  # type: ignore[arg-type]


def _causes(
    project: Project, events: RiskEvent | Iterable[RiskEvent], factors: RiskFactor | Iterable[RiskFactor],
    costs: ReferenceClass | None, correlation: float,
) -> Causes:  # fmt: skip
    own_events, own_factors = _all_of(events, RiskEvent), _all_of(factors, RiskFactor)
    catalogue, subjects = project.catalogue, project.subjects
    known = {
        "activities": {s.id for s in subjects},
        "measures": {m.id for m in catalogue.measures} if catalogue else set(),
        "offices": {s.office for s in subjects} | ({o.id for o in catalogue.offices} if catalogue else set()),
    }
    check_names(own_events, own_factors, known)
    if catalogue is not None:
        own_events = (*map(RiskEvent.of, catalogue.risks), *own_events)
        own_factors = (*map(RiskFactor.of, catalogue.factors), *own_factors)
    if costs is not None and not isinstance(costs, ReferenceClass):
        raise TypeError(f"costs: ReferenceClass oder None erwartet, {type(costs).__name__} angegeben.")
    return Causes(own_events, own_factors, correlation, costs, costs_of(project)[0])


def _all_of(given: _Kind | Iterable[_Kind], kind: type[_Kind]) -> tuple[_Kind, ...]:
    """Return one or many as a tuple."""
    items = tuple(given) if isinstance(given, Iterable) else (given,)
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"simulate: {kind.__name__} erwartet, {type(item).__name__} angegeben.")
    return items


def _study(project: Project, says: Estimates, causes: Causes, seed: int) -> tuple[Study, Job]:
    """Return all that is counted, and the job that counts it."""
    subjects = project.subjects
    struck = struck_externals(subjects, causes.events)
    drawn = drawing(subjects, lasts_of(project), says, causes, seed=seed, on_top=project.on_top(struck))
    sampler, n = drawn.sampler, len(subjects)
    planned = np.array([s.planned + top for s, top in zip(subjects, project.on_top(struck), strict=True)])
    prepared = project.prepare(sampler, struck, int(np.maximum(sampler.largest[:n] - planned, 0).sum()))
    groups = tuple(groups_of(project))
    ahead, spent = costs_of(project)
    study = Study(
        project=project,
        prepared=prepared,
        estimates=says,
        events=causes.events,
        hits=drawn.hits,
        groups=groups,
        finish_edges=edges(prepared.soonest, prepared.latest, _FINISH_BINS) if drawn.amounts else (),
        cost_edges=_cost_edges(drawn, n),
        spent=spent,
        planned=spent + sum(ahead.values()),
    )
    job = partial(
        prepared.job, groups=sequence_of(groups), bins=prepared.bins, cost_amounts=drawn.amounts,
        finish_edges=study.finish_edges, cost_edges=study.cost_edges,
    )  # fmt: skip
    return study, job


def _cost_edges(drawn: Drawing, n: int) -> tuple[int, ...]:
    if not drawn.amounts:
        return ()
    least, most = (
        sum(amount * int(share) for amount, share in zip(drawn.amounts, column[n:], strict=True))
        for column in (drawn.sampler.smallest, drawn.sampler.largest)
    )
    return edges(least // PER_MILLE, most // PER_MILLE + 1, _COST_BINS)
