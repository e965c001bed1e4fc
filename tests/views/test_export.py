# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything a plan has to show, in one folder."""

import pytest

from egovplan import PlanError, Result, load_plan
from egovplan.plan.result import Level, ResultStatus, StopReason
from egovplan.views.export import export_result
from tests.views.plans import plan_of


def test_a_folder_holds_plan_pictures_tables_and_summary(tmp_path):
    """What the command line writes: a plan that can be read again, and what planners open."""
    plan = plan_of(5, 2)
    levels = (Level("lateness", 0, 0), Level("makespan", plan.makespan, plan.makespan), Level("finish", 9, 3))
    result = Result(ResultStatus.FEASIBLE, plan, levels, StopReason.TIME_LIMIT)
    written = export_result(result, tmp_path / "neu" / "out")
    assert [path.name for path in written] == [
        "plan.json", "gantt.svg", "gantt.pdf", "gantt.png", "stufenplan.csv", "aemter.csv", "haushalt.csv", "gantt.txt",
        "zusammenfassung.txt",
    ]  # fmt: skip
    assert all(path.stat().st_size > 100 for path in written)
    assert load_plan(written[0]).activities == plan.activities
    assert sorted(written) == sorted((tmp_path / "neu" / "out").iterdir())


def test_without_a_plan_nothing_is_written(tmp_path):
    """And it is said why."""
    with pytest.raises(PlanError, match="keinen Plan"):
        export_result(Result(ResultStatus.INFEASIBLE, None), tmp_path / "out")
    assert not (tmp_path / "out").exists()
