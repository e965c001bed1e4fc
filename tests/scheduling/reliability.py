# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What :func:`egovplan.schedule` promises whatever happens: the limit holds, Ctrl-C and a dying solver cost no plan, counts repeat.

::

    python -m tests.scheduling.reliability limits --count 200
    python -m tests.scheduling.reliability interrupts --count 200
    python -m tests.scheduling.reliability kills --count 100
    python -m tests.scheduling.reliability memory --count 20
    python -m tests.scheduling.reliability reproducible --count 100

Each run ends with what it found: 0 if every promise was kept. ``limits``, ``interrupts`` measure time, so they want a quiet machine.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

import egovplan
from egovplan.catalogue.catalogue import Catalogue
from egovplan.plan.result import Result
from tests.scheduling.big import big_catalogue

LIMITS = (1.0, 2.0, 5.0, 20.0)
LATEST = 2.0
"""Seconds from Ctrl-C to the plan. [s]"""
SUSPENDED = 4.0
"""For so long processes are suspended that must not mind. [s]"""
Check = Callable[[int, argparse.Namespace], str]


def is_late(wall: float, limit: float) -> bool:
    """Return whether a call took longer than a tenth and a second over its limit."""
    return wall > 1.1 * limit + 1.0


def problem_of(result: Result, catalogue: Catalogue) -> str:
    """Return what is wrong with a result that must have a plan; empty if nothing is."""
    if result.plan is None:
        return f"no plan: {result.status}, {result.stop_reason}"
    broken = egovplan.verify(result.plan, catalogue)
    return f"the plan breaks a rule: {broken[0]}" if broken else ""


def orphans(known: set[int]) -> list[int]:
    """Return the children of this process that are new and alive."""
    alive = [p for p in psutil.Process().children(recursive=True) if p.pid not in known]
    return [p.pid for p in alive if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def limits(number: int, options: argparse.Namespace) -> str:
    """One run under one of the limits, with a random number of activities."""
    rng = random.Random(f"limits {number}")
    size = int(30 * (options.most / 30) ** rng.random())
    limit = options.limits[number % len(options.limits)]
    catalogue = big_catalogue(size, number)
    before = set(orphans(set()))
    begun = time.monotonic()
    result = egovplan.schedule(catalogue, time_limit=limit, seed=number)
    wall = time.monotonic() - begun
    if is_late(wall, limit):
        return f"{size} activities took {wall:.2f} s of {limit} s"
    return problem_of(result, catalogue) or (f"left behind: {orphans(before)}" if orphans(before) else "")


SCRIPT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
import egovplan
from tests.scheduling.big import big_catalogue
data = big_catalogue(int(sys.argv[1]), int(sys.argv[2]))
egovplan.schedule(big_catalogue(20), time_limit=0.2)
print("begun", flush=True)
result = egovplan.schedule(data, time_limit=float(sys.argv[3]))
print("plan" if result.plan and not egovplan.verify(result.plan, data) else "none", result.stop_reason.value, flush=True)
"""


def interrupts(number: int, options: argparse.Namespace) -> str:
    """Ctrl-C at a random moment of a run; the plan must come soon, and no process may stay."""
    rng = random.Random(f"interrupts {number}")
    size, limit = rng.choice((30, 120, 500, 2000)), options.limits[-1]
    arguments = [sys.executable, "-c", SCRIPT, str(size), str(number), str(limit)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as script:
        assert script.stdout is not None
        assert script.stderr is not None
        if script.stdout.readline().strip() != "begun":
            return f"not begun: {script.stderr.read()[-500:]}"
        time.sleep(rng.random() ** 2 * min(8.0, limit - 1.0))
        family = psutil.Process(script.pid).children(recursive=True)
        pressed = time.monotonic()
        script.send_signal(signal.SIGINT)
        answer, errors = script.stdout.readline().strip(), script.stderr.read()
        seconds = time.monotonic() - pressed
        script.wait()
    left = [p.pid for p in psutil.wait_procs(family, timeout=5)[1]]
    if not answer.startswith("plan") and "KeyboardInterrupt" not in errors:
        return f"{size} activities: {answer or errors[-300:]!r}"
    if seconds > LATEST or left:
        return f"{size} activities: {seconds:.2f} s after Ctrl-C, left behind: {left}"
    return "" if answer.startswith("plan") else f"{size} activities: {errors.strip().splitlines()[-1]}"


@contextmanager
def killing(rng: random.Random, seconds: float) -> Iterator[None]:
    """Kill the children of this process, one at a random moment, as long as it is entered."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(rng.random() * seconds):
            for child in psutil.Process().children(recursive=True):
                child.kill()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def kills(number: int, _options: argparse.Namespace) -> str:
    """The solver's process is killed again and again; a verified plan comes all the same."""
    rng = random.Random(f"kills {number}")
    catalogue = big_catalogue(rng.choice((30, 120, 500, 2000)), number)
    with killing(rng, 2.0):
        result = egovplan.schedule(catalogue, time_limit=3.0, seed=number)
    return problem_of(result, catalogue)


def memory(number: int, _options: argparse.Namespace) -> str:
    """The solver's process may take little memory, from too little for its library to enough."""
    rng = random.Random(f"memory {number}")
    catalogue = big_catalogue(rng.choice((120, 500, 2000)), number)
    before = os.environ.get("EGOVPLAN_SOLVER_MEMORY")
    os.environ["EGOVPLAN_SOLVER_MEMORY"] = str(rng.choice((60, 150, 250, 300, 350, 400, 500, 700)))
    try:
        result = egovplan.schedule(catalogue, time_limit=4.0, seed=number)
    finally:
        os.environ.pop("EGOVPLAN_SOLVER_MEMORY")
        if before is not None:
            os.environ["EGOVPLAN_SOLVER_MEMORY"] = before
    return problem_of(result, catalogue)


REPEATED = """
import hashlib, json, sys
import egovplan
from tests.scheduling.reliability import text_of
from tests.scheduling.big import big_catalogue
data = big_catalogue(int(sys.argv[1]), 7)
stop = egovplan.Schedules(int(sys.argv[2]))
print(text_of(egovplan.schedule(data, time_limit=None, seed=3, reproducible=True, stop=stop)))
"""
_SEEN: dict[int, str] = {}


def text_of(result: Result) -> str:
    """Return a digest of all that must be the same in each run."""
    rows = [(a.id, a.start, a.finish, a.mode) for a in result.plan or ()]
    levels = [(x.name, x.value, x.bound) for x in result.levels]
    values = [values for _, values in result.incumbents]
    told = [result.status.value, result.stop_reason.value, result.reproducible, result.schedules, levels, values, rows]
    return f"{hashlib.sha256(json.dumps(told).encode()).hexdigest()} {told[:5]}"


@contextmanager
def load(threads: int) -> Iterator[None]:
    """Keep some processors busy."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(threads)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def suspend(pid: int, rng: random.Random) -> None:
    """Stop a process and its children for longer than any wall clock in a search would wait, as closing a laptop does."""
    time.sleep(1.0 + 2.0 * rng.random())
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()
    time.sleep(SUSPENDED)
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.resume()


def reproducible(number: int, options: argparse.Namespace) -> str:
    """The same call in another process, with another hash seed, under another load, each fifth one suspended in between."""
    size = (30, 60, 120, 250)[number % 4]
    arguments = [sys.executable, "-c", REPEATED, str(size), str(options.schedules)]
    environment = os.environ | {"PYTHONHASHSEED": str(number)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with load(number % 3), subprocess.Popen(arguments, env=environment, **pipes) as run:
        if number % 5 == 4:
            suspend(run.pid, random.Random(f"suspend {number}"))
        output, errors = run.communicate()
    answer = output.strip()
    first = _SEEN.setdefault(size, answer)
    if not answer or ", True, " not in answer:
        return f"{size} activities: {answer or errors[-500:]}"
    return "" if answer == first else f"{size} activities: {first} and then {answer}"


CHECKS: dict[str, Check] = {
    "limits": limits, "interrupts": interrupts, "kills": kills, "memory": memory, "reproducible": reproducible,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run one check as often as asked for; exit code 1 if a promise was broken."""
    parser = argparse.ArgumentParser(description="what egovplan.schedule promises whatever happens")
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--limits", type=lambda text: tuple(map(float, text.split(","))), default=LIMITS)
    parser.add_argument("--most", type=int, default=10_000, help="activities of the largest catalogue")
    parser.add_argument("--schedules", type=int, default=60_000, help="after which the reproducible runs end")
    options = parser.parse_args(arguments)
    begun, broken = time.monotonic(), 0
    for number in range(options.first, options.first + options.count):
        if problem := CHECKS[options.check](number, options):
            broken += 1
            print(f"{number}: {problem}", flush=True)
    print(f"{options.check}: {options.count - broken} of {options.count} kept ({time.monotonic() - begun:.0f} s)")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    sys.exit(main())
