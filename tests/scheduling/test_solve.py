# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2

import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap

import psutil
import pytest

import egovplan
from egovplan.errors import OutOfRangeError, SolverError
from egovplan.plan.result import ResultStatus, StopReason
from egovplan.plan.verify import verify
from egovplan.scheduling.cpsat.client import SolverProcess
from egovplan.scheduling.hybrid import attempts, drive, run, steps
from egovplan.scheduling.hybrid.drive import Verdict
from egovplan.scheduling.proofs import conflict
from egovplan.scheduling.solve import schedule
from tests.samples import city
from tests.scheduling.small import activities, catalogue

TWO = [{"id": "dev", "capacity": 2}]


def work(*names, **fields):
    """Measures of two days each, of which two can be worked on at a time: the last one makes a gap to every cheap bound."""
    return [{"id": name, "duration": 2, "demand": {"dev": 1}, **fields} for name in names]


DATA = catalogue(*work("A", "B", "C"), resources=TWO)


def quick(data=DATA, **options):
    return schedule(data, **{"time_limit": 20.0, "workers": 1, **options})


def test_a_result_says_all_that_happened():
    """Optimum, bounds, versions, hashes and the way there."""
    result = quick(seed=5)
    assert (result.status, result.stop_reason) == (ResultStatus.OPTIMAL, StopReason.PROVED)
    assert [(x.name, x.value, x.bound) for x in result.levels] == [
        ("lateness", 0, 0),
        ("makespan", 4, 4),
        ("finish", 128, 128),
    ]
    assert verify(result.plan, DATA) == []
    assert {x.name: x.value for x in result.levels}.items() <= dict(result.plan.objective).items()
    assert result.incumbents[-1][1] == (0, 4, 128)
    assert {"egovplan", "ortools", "numpy", "python"} <= set(result.versions)
    assert (result.catalogue_hash, len(result.model_hash)) == (DATA.hash, 64)
    assert (result.seed, result.workers, result.time_limit) == (5, 1, 20.0)
    assert result.wall_time > 0
    assert not result.reproducible
    assert result.conflict == ()


def test_what_the_cheap_bounds_prove_needs_no_solver(monkeypatch):
    """One measure alone is as early as it can be: no process is started."""
    monkeypatch.setattr(attempts, "SolverProcess", None)
    result = quick(catalogue({"id": "A", "duration": 3}))
    assert result.status is ResultStatus.OPTIMAL


def test_an_empty_catalogue_has_an_empty_plan():
    """Nothing to do is done at once."""
    result = quick(catalogue())
    assert (result.status, len(result.plan)) == (ResultStatus.OPTIMAL, 0)


def test_the_objective_decides_what_comes_first():
    """Only the makespan: the rest is left as it is."""
    result = quick(objective=("makespan",))
    assert [level.name for level in result.levels] == ["makespan"]
    reverse = quick(objective=("finish", "makespan"))
    assert [(x.name, x.value) for x in reverse.levels] == [("finish", 128), ("makespan", 4)]


def test_a_city_with_every_rule_is_planned():
    """Templates, rollout, gates, budgets, open measures: feasible at least, and verified."""
    result = quick(city(), time_limit=4.0)
    assert result.plan is not None
    assert verify(result.plan, city()) == []


@pytest.mark.parametrize(
    "options",
    [
        {"time_limit": 0}, {"time_limit": -1.0}, {"time_limit": float("nan")}, {"time_limit": float("inf")}, {"workers": 0},
        {"objective": ()}, {"objective": ("costs",)}, {"objective": ("makespan", "makespan")},
        {"time_limit": "5"}, {"seed": "x"}, {"workers": 1.5}, {"time_limit": True},
    ],
)  # fmt: skip
def test_arguments_out_of_range_are_refused(options):
    """Before anything is computed, with what was expected and what came."""
    with pytest.raises(OutOfRangeError, match="erwartet, angegeben"):
        quick(**options)


def test_all_that_is_wrong_with_a_call_is_said_at_once():
    """A line for each argument; of the wrong kind outweighs out of range; a date alone is as everywhere."""
    wrong = {"time_limit": 0, "seed": "x", "workers": 0, "objective": "Kosten", "max_moves": 2, "as_of": "gestern"}
    with pytest.raises(OutOfRangeError) as caught:
        quick(**wrong)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == ["time_limit", "objective", "max_moves", "seed", "workers"]
    assert "as_of: Der Stichtag ist kein Datum" in lines[-1]
    with pytest.raises(TypeError, match=r"hint: Plan erwartet[^\n]*\n[^\n]*stop: Regel[^\n]*\nprogress: True, False"):
        quick(hint="plan.json", stop=5, progress="ja")
    with pytest.raises(egovplan.CatalogueError, match="gestern"):
        quick(as_of="gestern")


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        ("Lateness", "»Lateness« gibt es nicht, gemeint vielleicht »lateness«; Liste aus lateness, makespan"),
        (["cost", "geld", 5], "»geld«, »5« gibt es nicht; Liste"), (["cost", "load", "cost"], "»cost« steht mehrmals da"),
        ([], "kein Ziel"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_objective_is_named(objective, said):
    """And which levels there are."""
    with pytest.raises(OutOfRangeError, match=said):
        quick(objective=objective)


def test_an_objective_is_text_or_a_list_of_it():
    """A number, or a set without an order, is neither."""
    for wrong in (5, {"cost"}):
        with pytest.raises(TypeError, match="objective: Name oder Liste von Namen erwartet"):
            quick(objective=wrong)


def test_a_file_name_is_no_catalogue():
    """Who passes the name of a file, or a result for its plan, is told what to pass instead; one level needs no list."""
    with pytest.raises(TypeError, match="load_catalogue; angegeben: str"):
        egovplan.schedule("katalog.yaml")
    result = quick(objective="makespan")
    assert [level.name for level in result.levels] == ["makespan"]
    for function in (egovplan.plot_gantt, egovplan.stage_table, egovplan.office_table, egovplan.budget_table):
        with pytest.raises(TypeError, match=r"etwa result\.plan; angegeben: Result"):
            function(result)
    with pytest.raises(TypeError, match="None: das Ergebnis enthält keinen Plan"):
        egovplan.plot_gantt(None)
    with pytest.raises(TypeError, match=r"verify: Plan erwartet, .*; angegeben: Result"):
        verify(result, city())
    with pytest.raises(TypeError, match=r"verify: Plan erwartet, .*; angegeben: Catalogue"):
        verify(DATA, result.plan)
    with pytest.raises(TypeError, match="verify: Katalog als zweites erwartet; angegeben: Plan"):
        verify(result.plan, result.plan)


def test_what_has_happened_is_not_planned_again():
    """As of 6 May the running activity stays, the rest starts after that day."""
    status = {"as_of": "2015-05-06", "actuals": [{"activity": "A", "start": "2015-05-05", "remaining": 3}]}
    data = catalogue(*work("A", "B"), resources=[{"id": "dev", "capacity": 1}], status=status)
    result = quick(data, as_of=dt.date(2015, 5, 6))
    assert result.plan.start_date("A") == dt.date(2015, 5, 5)
    assert result.plan.finish_date("A") == dt.date(2015, 5, 11)
    assert result.plan.start_date("B") == dt.date(2015, 5, 12)
    assert result.plan.as_of == dt.date(2015, 5, 6)


# what cannot be


def test_a_deadline_that_the_network_breaks_is_explained():
    """The chain by title, when it is finished, and the deadline."""
    rows = [
        {"id": "a", "title": "Konzept", "duration": 5},
        {"id": "b", "duration": 3, "after": "a", "deadline": "2015-05-12"},
    ]
    result = quick(catalogue(activities("M", *rows)))
    assert (result.status, result.plan, result.levels) == (ResultStatus.INFEASIBLE, None, ())
    text = " ".join(result.conflict)
    assert "»Konzept« (M/a)" in text
    assert "13.05.2015" in text
    assert "12.05.2015" in text


@pytest.mark.parametrize(
    ("body", "text"),
    [({"sittings": ["2015-05-06"]}, "Gremium »HPA« keine Sitzung"), (None, "keinen Tag mehr")],
    ids=["gate", "embargo"],
)
def test_an_activity_that_finds_no_day_is_explained(body, text):
    """After the last sitting, or in an embargo without end."""
    rows = [{"id": "a", "duration": 5}, {"id": "b", "after": "a", **({"gate": "HPA"} if body else {})}]
    parts = {"bodies": [{"id": "HPA", **body}]} if body else {}
    embargo = {} if body else {"embargoes": [{"id": "E", "since": "2015-05-06", "until": "2100-12-31"}]}
    result = quick(catalogue(activities("M", *rows), **parts, **embargo))
    assert result.status is ResultStatus.INFEASIBLE
    assert text in " ".join(result.conflict)


def test_people_that_do_not_suffice_are_named():
    """Six days of work for two people until Tuesday evening."""
    result = quick(catalogue(*work("A", "B", "C", deadline="2015-05-05"), resources=TWO))
    assert result.status is ResultStatus.INFEASIBLE
    assert "dev" in " ".join(result.conflict)


def test_work_before_a_deadline_that_is_too_much_is_explained():
    """Three times three days of 0.6 people of 1.2 need two rounds, so six days; the work alone would fit into five."""
    rows = [{"id": name, "duration": 3, "demand": {"dev": "0.6"}} for name in "abc"]
    last = {"id": "d", "title": "Abnahme", "duration": 1, "after": ["a", "b", "c"], "deadline": "2015-05-11"}
    result = quick(catalogue(activities("M", *rows, last), resources=[{"id": "dev", "capacity": "1.2"}]))
    assert result.status is ResultStatus.INFEASIBLE
    assert "Kapazitäten reichen nicht" in result.conflict[0]
    assert "Verbindliche Frist von »Abnahme«: 11.05.2015." in result.conflict


def test_what_only_the_solver_can_refute_is_proved_twice():
    """18 days of work, three people, seven days: the work fits; but what takes one of them stops what takes all."""
    sizes = {"A": (4, 1), "B": (1, 3), "C": (1, 2), "D": (3, 3)}
    rows = [
        {"id": n, "duration": days, "demand": {"dev": k}, "deadline": "2015-05-12"} for n, (days, k) in sizes.items()
    ]
    result = quick(catalogue(*rows, resources=[{"id": "dev", "capacity": 3}]))
    assert (result.status, result.plan) == (ResultStatus.INFEASIBLE, None)
    assert result.conflict[0] == conflict.PROVED


# what goes wrong


def fake_drive(monkeypatch, reason=StopReason.TIME_LIMIT, verdict=None, error=None):
    def answer(self):
        self.verdict = verdict
        if error:
            raise error
        return reason

    monkeypatch.setattr(drive.Drive, "start_solver", lambda _: None)
    monkeypatch.setattr(drive.Drive, "run", answer)


def no_heuristic(monkeypatch):
    """No search works."""
    for name in ("begin", "settle", "_divide"):
        monkeypatch.setattr(drive.Drive, name, lambda _: None)


def test_a_claim_of_infeasibility_does_not_take_a_verified_plan_away(monkeypatch):
    """The plan is kept, and the contradiction is said."""
    fake_drive(monkeypatch, verdict=Verdict(proved=True))
    result = quick()
    assert (result.status, result.stop_reason) == (ResultStatus.FEASIBLE, StopReason.SOLVER_CRASHED)
    assert result.conflict == (conflict.CONTRADICTION,)
    assert result.plan.makespan == 4


@pytest.mark.parametrize(
    ("proved", "status", "text"),
    [(True, ResultStatus.INFEASIBLE, conflict.PROVED), (False, ResultStatus.UNKNOWN, conflict.REPORTED)],
)
def test_without_a_plan_one_proof_is_a_report_and_two_are_a_result(monkeypatch, proved, status, text):
    """Never trust one INFEASIBLE."""
    no_heuristic(monkeypatch)
    fake_drive(monkeypatch, verdict=Verdict(proved=proved))
    result = quick()
    assert (result.status, result.plan, result.conflict[0]) == (status, None, text)


def test_a_solver_that_cannot_be_started_leaves_the_heuristics_plan(monkeypatch):
    """No interpreter, no memory: the plan is there all the same, and the reason too."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    result = quick(time_limit=None)
    assert (result.status, result.stop_reason) == (ResultStatus.FEASIBLE, StopReason.NO_SOLVER)
    assert verify(result.plan, DATA) == []


def test_a_solver_that_cannot_be_started_is_an_error_where_there_is_no_plan(monkeypatch):
    """Then there is nothing to return."""
    no_heuristic(monkeypatch)
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(SolverError, match="nicht starten"):
        quick(time_limit=0.5)


def test_a_schedule_that_breaks_a_rule_is_dropped(monkeypatch, caplog):
    """The best one is said to be wrong: the next best is returned, and the log says why."""
    fake_drive(monkeypatch)
    worst = DATA_PLAN()
    monkeypatch.setattr(run, "verify", lambda plan, _, **__: ["kaputt"] if plan.objective != worst.objective else [])
    result = quick(hint=worst)
    assert result.plan.objective == worst.objective
    assert "kaputt" in caplog.text
    assert all(values == tuple(worst.objective.values())[:3] for _, values in result.incumbents)


def test_if_all_schedules_break_rules_it_is_our_mistake(monkeypatch):
    """No plan is better than a wrong one."""
    fake_drive(monkeypatch)
    monkeypatch.setattr(run, "verify", lambda *_, **__: ["kaputt"])
    with pytest.raises(SolverError, match="kaputt"):
        quick()


def DATA_PLAN():  # noqa: N802
    """A plan that does one thing after the other."""
    line = DATA.timeline.index(DATA.start)
    return egovplan.Plan.of(DATA, [line + k for k in (0, 2, 4)], [line + k for k in (2, 4, 6)])


class Killed(SolverProcess):
    """A solver process that dies as soon as it is asked."""

    count = 0

    def ask(self, request):
        if "instance" in request:
            type(self).count += 1
            self.process.kill()


@pytest.mark.parametrize(("workers", "count"), [(2, 3), (1, 2)])
def test_a_killed_process_loses_nothing_and_is_tried_again(monkeypatch, workers, count):
    """More carefully each time: one worker, then without presolve; the heuristic's plan stands."""
    monkeypatch.setattr(Killed, "count", 0)
    monkeypatch.setattr("egovplan.scheduling.solve.worker_count", lambda _: workers)
    monkeypatch.setattr(attempts, "SolverProcess", Killed)
    result = quick(time_limit=None)
    assert (result.status, result.stop_reason) == (ResultStatus.FEASIBLE, StopReason.SOLVER_CRASHED)
    assert Killed.count == count
    assert verify(result.plan, DATA) == []


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_a_memory_limit_ends_the_solver_not_the_plan(monkeypatch):
    """The reason is in the result."""
    monkeypatch.setenv("EGOVPLAN_SOLVER_MEMORY", "150")
    result = quick(time_limit=None)
    assert (result.status, result.stop_reason) == (ResultStatus.FEASIBLE, StopReason.MEMORY)


def test_more_activities_than_the_solver_is_asked_for(monkeypatch):
    """The heuristic gets all the time."""
    monkeypatch.setattr(run, "MAX_ACTIVITIES", 2)
    result = quick(time_limit=0.5)
    assert (result.status, result.stop_reason) == (ResultStatus.FEASIBLE, StopReason.TIME_LIMIT)


# hints and progress


def test_a_plan_to_begin_from_is_taken_as_it_stands(monkeypatch):
    """The first incumbent is the hint itself."""
    fake_drive(monkeypatch)
    no_heuristic(monkeypatch)
    result = quick(hint=DATA_PLAN())
    assert result.incumbents[0][1] == (0, 6, 16 * 12)
    assert result.plan.activities == DATA_PLAN().activities


def test_a_plan_of_another_catalogue_gives_the_order(monkeypatch):
    """A new measure, one that is gone, and a start that no longer holds: placed anew in the order of the old plan."""
    fake_drive(monkeypatch)
    no_heuristic(monkeypatch)
    data = catalogue(*work("C", "N", "A"), resources=[{"id": "dev", "capacity": 1}])
    result = quick(data, hint=DATA_PLAN())
    assert verify(result.plan, data) == []
    assert result.plan["A"].start < result.plan["C"].start


def test_a_hint_beyond_the_horizon_is_no_error(monkeypatch):
    """Its order still counts."""
    fake_drive(monkeypatch)
    no_heuristic(monkeypatch)
    far = egovplan.Plan.of(DATA, [20000, 20002, 20004], [20002, 20004, 20006])
    assert quick(hint=far).plan.makespan == 4


def test_progress_is_told_to_a_callable():
    """From the first schedule to the proof, with value, bound and gap."""
    seen = []
    result = quick(progress=seen.append)
    assert result.status is ResultStatus.OPTIMAL
    assert {p.source for p in seen} >= {"heuristic", "bound"}
    assert seen[-1].gap == 0
    plans = [p.plan for p in seen if p.source == "heuristic"]
    assert all(verify(plan, DATA) == [] for plan in plans)
    assert plans[-1].activities == result.plan.activities
    assert all(p.plan is None for p in seen if p.source == "bound")
    assert [p.seconds for p in seen] == sorted(p.seconds for p in seen)


def test_progress_as_a_line_of_text(capsys):
    """In German, on stderr."""
    quick(progress=True)
    assert "Planung" in capsys.readouterr().err


def test_an_error_in_the_callable_ends_the_search_and_the_process():
    """It is the caller's, so it comes back to the caller."""

    def broken(progress):
        if progress.source == "bound":
            raise ZeroDivisionError

    before = {p.pid for p in psutil.Process().children()}
    with pytest.raises(ZeroDivisionError):
        quick(progress=broken)
    assert {p.pid for p in psutil.Process().children()} <= before


def test_reproducible_means_that_no_clock_decides():
    """The same plan twice, and the result says that it is; with a limit and without."""
    one, two = (quick(reproducible=True, time_limit=limit, workers=4) for limit in (None, 20.0))
    assert one.plan.activities == two.plan.activities
    assert (one.reproducible, one.workers) == (True, 1)


def test_a_guard_that_fires_makes_a_run_not_reproducible(monkeypatch):
    """The clock decided after all."""

    def guarded(self):
        self.solver.is_disturbed = True
        return StopReason.TIME_LIMIT

    fake_drive(monkeypatch)
    monkeypatch.setattr(steps.StepDrive, "run", guarded)
    assert not quick(reproducible=True).reproducible


# Ctrl-C and scripts


def test_ctrl_c_while_the_catalogue_is_translated_waits_for_a_first_plan(monkeypatch):
    """A small catalogue is soon translated: Ctrl-C in between costs no plan, whatever that first plan is worth."""
    translate = run.build

    def pressed(*arguments, **options):
        signal.raise_signal(signal.SIGINT)
        return translate(*arguments, **options)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(run, "build", pressed)
    try:
        result = egovplan.schedule(catalogue(), time_limit=60)
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.stop_reason is StopReason.INTERRUPTED
    assert result.plan is not None
    assert not egovplan.verify(result.plan, catalogue())


def test_ctrl_c_before_there_is_anything_returns_an_empty_result(monkeypatch):
    """Not even the translation is finished."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "build", interrupted)
    result = quick()
    assert (result.status, result.stop_reason, result.plan) == (ResultStatus.UNKNOWN, StopReason.INTERRUPTED, None)


SCRIPT = """
import egovplan
from egovplan.catalogue.catalogue import Catalogue
names = ("A", "B", "C")
data = Catalogue.from_dict({
    "title": "T", "start": "2015-05-04", "resources": [{"id": "dev", "capacity": 2}],
    "measures": [{"id": n, "title": n, "priority": 1, "duration": 2, "demand": {"dev": 1}} for n in names],
})
result = egovplan.schedule(data, time_limit=30, workers=1)
print(result.status.value, result.plan.makespan)
"""


@pytest.mark.parametrize("from_stdin", [False, True], ids=["script", "stdin"])
def test_a_script_without_a_main_guard_works(tmp_path, from_stdin):
    """The solver process imports nothing of the script; a module of the working directory does not shadow the library's."""
    (tmp_path / "plan.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "random.py").write_text(
        "raise SystemExit('the wrong module')", encoding="utf-8"
    ) if from_stdin else None
    command = [sys.executable, *(["-P", "-"] if from_stdin else ["plan.py"])]
    source = SCRIPT if from_stdin else None
    done = subprocess.run(command, input=source, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.strip(), done.returncode) == ("optimal 4", 0), done.stderr


HARD = """
import os, signal, sys, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background, it is ignored
import psutil, egovplan
from egovplan.catalogue.catalogue import Catalogue
import random
rng = random.Random(4)
measures = [{"id": f"M{k}", "title": f"M{k}", "priority": 1, "duration": rng.randint(3, 19), "due": "2015-05-20",
             "demand": {"dev": f"{rng.randint(2, 9)}", "ops": f"{rng.randint(1, 9)}"}} for k in range(60)]
people = [{"id": "dev", "capacity": 10}, {"id": "ops", "capacity": 10}]
data = Catalogue.from_dict({"title": "T", "start": "2015-05-04", "resources": people, "measures": measures})
def interrupt(progress):
    if progress.source != "heuristic" and not sent:
        sent.append(True)
        os.kill(os.getpid(), signal.SIGINT)
sent = []
result = egovplan.schedule(data, time_limit=100, progress=interrupt)
print(result.stop_reason.value, result.status.value, len(egovplan.verify(result.plan, data)), flush=True)
print(len(psutil.Process().children()), signal.getsignal(signal.SIGINT) is signal.default_int_handler, flush=True)
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)
except KeyboardInterrupt:
    print("the next one is Python's", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_returns_the_best_plan_and_leaves_nothing_behind():
    """Interrupted while the solver works: a verified plan, no child, and the next Ctrl-C is an ordinary one."""
    done = subprocess.run([sys.executable, "-c", HARD], capture_output=True, text=True, timeout=120, check=False)
    expected = "interrupted feasible 0\n0 True\nthe next one is Python's\n"
    assert (done.stdout, done.returncode) == (expected, 0), done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_signal_to_the_whole_terminal_group_does_not_kill_the_solver_first():
    """A terminal sends Ctrl-C to every process of the group; the solver's is another."""
    code = textwrap.dedent(HARD).replace(
        "os.kill(os.getpid(), signal.SIGINT)\nsent", "os.killpg(0, signal.SIGINT)\nsent"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False, start_new_session=True
    )
    assert done.stdout.startswith("interrupted feasible 0\n0 True\n"), done.stderr
