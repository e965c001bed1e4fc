# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""egovplan: from an E-Government strategy to a Stufenplan that can be kept.

A :class:`Catalogue` says what there is to do, a :class:`Network` in which order, a :class:`Plan` what was decided, a
:class:`Result` what happened when we tried, a :class:`Scenario` what would be different. Everything else is a function.

Names are loaded when they are first used: importing the package loads no solver, no plotting and no pandas.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_PUBLIC = {
    "Bilanz": "egovplan.tracking.bilanz",
    "Catalogue": "egovplan.catalogue.catalogue",
    "CatalogueError": "egovplan.errors",
    "CriticalPath": "egovplan.network.cpm",
    "CycleError": "egovplan.errors",
    "Drift": "egovplan.plan.drift",
    "EgovplanError": "egovplan.errors",
    "Explanation": "egovplan.plan.explanation",
    "GapBelow": "egovplan.scheduling.stopping",
    "InfeasibleError": "egovplan.errors",
    "Issue": "egovplan.errors",
    "Measure": "egovplan.catalogue.model",
    "Network": "egovplan.network.graph",
    "NoImprovement": "egovplan.scheduling.stopping",
    "OutOfRangeError": "egovplan.errors",
    "Plan": "egovplan.plan.model",
    "PlanError": "egovplan.errors",
    "ReferenceClass": "egovplan.whatif.risk.reference",
    "Result": "egovplan.plan.result",
    "RiskEvent": "egovplan.whatif.risk.inputs",
    "RiskFactor": "egovplan.whatif.risk.inputs",
    "RiskResult": "egovplan.whatif.risk.result",
    "Scenario": "egovplan.whatif.scenario",
    "Schedules": "egovplan.scheduling.stopping",
    "SolverError": "egovplan.errors",
    "TimeLimit": "egovplan.scheduling.stopping",
    "Timeline": "egovplan.timeline",
    "Violation": "egovplan.plan.verify",
    "bilanz": "egovplan.tracking.bilanz",
    "budget_table": "egovplan.views.tables",
    "catalogue_from_frames": "egovplan.exchange.frames",
    "compare": "egovplan.whatif.compare",
    "critical_path": "egovplan.network.cpm",
    "drift": "egovplan.plan.drift",
    "explain": "egovplan.plan.explanation",
    "explain_infeasible": "egovplan.whatif.infeasible.explain",
    "load_catalogue": "egovplan.exchange",
    "load_plan": "egovplan.exchange",
    "marginal_values": "egovplan.whatif.marginal",
    "office_table": "egovplan.views.tables",
    "plot_criticality": "egovplan.views.risk_bars",
    "plot_finish_distribution": "egovplan.views.risk_finish",
    "plot_gantt": "egovplan.views.gantt",
    "plot_network": "egovplan.views.network_diagram",
    "plot_tornado": "egovplan.views.risk_bars",
    "reschedule": "egovplan.scheduling.reschedule",
    "risk_table": "egovplan.views.risk_tables",
    "save_catalogue": "egovplan.exchange",
    "save_plan": "egovplan.exchange",
    "schedule": "egovplan.scheduling.solve",
    "simulate": "egovplan.whatif.risk.simulate",
    "stage_table": "egovplan.views.tables",
    "verify": "egovplan.plan.verify",
}
_MODULES = ("datasets", "terms")

__all__ = sorted([*_PUBLIC, *_MODULES, "__version__"])

if TYPE_CHECKING:
    from egovplan import datasets as datasets
    from egovplan import terms as terms
    from egovplan.catalogue.catalogue import Catalogue as Catalogue
    from egovplan.catalogue.model import Measure as Measure
    from egovplan.errors import CatalogueError as CatalogueError
    from egovplan.errors import CycleError as CycleError
    from egovplan.errors import EgovplanError as EgovplanError
    from egovplan.errors import InfeasibleError as InfeasibleError
    from egovplan.errors import Issue as Issue
    from egovplan.errors import OutOfRangeError as OutOfRangeError
    from egovplan.errors import PlanError as PlanError
    from egovplan.errors import SolverError as SolverError
    from egovplan.exchange import load_catalogue as load_catalogue
    from egovplan.exchange import load_plan as load_plan
    from egovplan.exchange import save_catalogue as save_catalogue
    from egovplan.exchange import save_plan as save_plan
    from egovplan.exchange.frames import catalogue_from_frames as catalogue_from_frames
    from egovplan.network.cpm import CriticalPath as CriticalPath
    from egovplan.network.cpm import critical_path as critical_path
    from egovplan.network.graph import Network as Network
    from egovplan.plan.drift import Drift as Drift
    from egovplan.plan.drift import drift as drift
    from egovplan.plan.explanation import Explanation as Explanation
    from egovplan.plan.explanation import explain as explain
    from egovplan.plan.model import Plan as Plan
    from egovplan.plan.result import Result as Result
    from egovplan.plan.verify import Violation as Violation
    from egovplan.plan.verify import verify as verify
    from egovplan.scheduling.reschedule import reschedule as reschedule
    from egovplan.scheduling.solve import schedule as schedule
    from egovplan.scheduling.stopping import GapBelow as GapBelow
    from egovplan.scheduling.stopping import NoImprovement as NoImprovement
    from egovplan.scheduling.stopping import Schedules as Schedules
    from egovplan.scheduling.stopping import TimeLimit as TimeLimit
    from egovplan.timeline import Timeline as Timeline
    from egovplan.tracking.bilanz import Bilanz as Bilanz
    from egovplan.tracking.bilanz import bilanz as bilanz
    from egovplan.views.gantt import plot_gantt as plot_gantt
    from egovplan.views.network_diagram import plot_network as plot_network
    from egovplan.views.risk_bars import plot_criticality as plot_criticality
    from egovplan.views.risk_bars import plot_tornado as plot_tornado
    from egovplan.views.risk_finish import plot_finish_distribution as plot_finish_distribution
    from egovplan.views.risk_tables import risk_table as risk_table
    from egovplan.views.tables import budget_table as budget_table
    from egovplan.views.tables import office_table as office_table
    from egovplan.views.tables import stage_table as stage_table
    from egovplan.whatif.compare import compare as compare
    from egovplan.whatif.infeasible.explain import explain_infeasible as explain_infeasible
    from egovplan.whatif.marginal import marginal_values as marginal_values
    from egovplan.whatif.risk.inputs import RiskEvent as RiskEvent
    from egovplan.whatif.risk.inputs import RiskFactor as RiskFactor
    from egovplan.whatif.risk.reference import ReferenceClass as ReferenceClass
    from egovplan.whatif.risk.result import RiskResult as RiskResult
    from egovplan.whatif.risk.simulate import simulate as simulate
    from egovplan.whatif.scenario import Scenario as Scenario


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        value = getattr(importlib.import_module(_PUBLIC[name]), name)
    elif name in _MODULES:
        value = importlib.import_module(f"egovplan.{name}")
    else:
        raise AttributeError(f"module 'egovplan' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
