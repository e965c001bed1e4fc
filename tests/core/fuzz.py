# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Call everything that the compiled core offers, with right and wrong arguments, for as long as one likes::

python -m tests.core.fuzz --minutes 60 --jobs 1
python -m tests.core.fuzz --seed 4711        # shows again what a seed does, call by call

What is looked for stands in :mod:`tests.core.fuzz_episode`. Calls run in child processes, which are watched: one that
dies or does not come back is a finding, its seed is written down, and another one goes on behind it.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import json
import mmap
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from egovplan._core import Graph
from tests.core.fuzz_episode import Episode

LONGEST = 10.0  # seconds for one call
START = 60.0  # seconds until the first one
PLACE = struct.Struct("qq40s")  # seed, number of calls and what is called, where both processes see them
STRIDE = 1 << 40  # seeds of one process
ENDLESS = 1 << 60
MEMORY = 4 << 30  # bytes of a child; what is larger is to be refused, not to be had
# where else there is MemoryError
TOO_MUCH = (
    "AddressSanitizer: allocation-size-too-big",
    "AddressSanitizer: allocator is out of memory",
    "hard rss limit",
)
FOUND = Path("out", "fuzz")


@dataclass
class Tally:
    """What has been seen."""

    episodes: int = 0
    calls: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.episodes += other.episodes
        self.calls += other.calls
        self.outcomes += other.outcomes
        self.findings += other.findings


# the child


def work(first: int, seconds: float, episodes: int, place: Path) -> None:
    """Run seeds from ``first`` on, tell the place in a shared page, and at the end what was found on standard output."""
    faulthandler.enable()
    _limit_memory()
    tally = Tally()
    until = time.monotonic() + seconds
    with place.open("r+b") as file, mmap.mmap(file.fileno(), PLACE.size) as page:
        while time.monotonic() < until and tally.episodes < episodes:
            seed = first + tally.episodes
            episode = Episode(seed)
            for name in episode.run():
                tally.calls += 1
                PLACE.pack_into(page, 0, seed, tally.calls, name.encode())
            tally.episodes += 1
            tally.outcomes += episode.outcomes
            tally.findings += [f"{seed}: {line}" for line in episode.findings]
            if tally.episodes % 500 == 0 and _canary() != [0, 1, 3, 6, 6]:
                tally.findings.append(f"{seed}: since then, or some seeds before, a plain network is solved wrongly")
                break
    sys.stdout.write("\n" + json.dumps([tally.episodes, tally.calls, tally.outcomes, tally.findings]) + "\n")


def _canary() -> list[int]:
    chain = Graph(4, np.array([0, 1, 2]), np.array([1, 2, 3]))
    sweep = chain.cpm(np.array([1, 2, 3, 0]))
    return [*sweep.early_start.tolist(), sweep.finish]


def _limit_memory() -> None:
    if "asan" in os.environ.get("LD_PRELOAD", ""):
        return  # its shadow alone is terabytes of addresses
    with contextlib.suppress(ImportError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


# the watch


def watch(first: int, seconds: float, episodes: int = ENDLESS) -> Tally:
    """Keep a child busy for some time; after a crash or a hang, start another one behind the seed that did it."""
    tally, until = Tally(), time.monotonic() + seconds
    while (rest := until - time.monotonic()) > 0 and tally.episodes < episodes and len(tally.findings) < 20:
        with tempfile.TemporaryDirectory() as folder:
            part, last, alive = _one_child(first, rest, episodes - tally.episodes, Path(folder))
        tally.add(part)
        if alive:
            break
        first = last + 1
    return tally


def _one_child(first: int, seconds: float, episodes: int, folder: Path) -> tuple[Tally, int, bool]:
    """Return what a child has seen, the last seed that it began with, and whether it ended by itself."""
    place = folder / "place"
    place.write_bytes(PLACE.pack(first, 0, b""))
    options = {"--child": first, "--seconds": seconds, "--episodes": episodes, "--place": place}
    words = [sys.executable, "-m", "tests.core.fuzz", *(str(word) for option in options.items() for word in option)]
    asan = os.environ.get("ASAN_OPTIONS", "") + ":log_path=stderr"  # a report belongs to its seed
    with (folder / "out").open("w+b") as out, (folder / "err").open("w+b") as err:
        child = subprocess.Popen(words, stdout=out, stderr=err, env=os.environ | {"ASAN_OPTIONS": asan})
        problem = _wait(child, place)
        out.seek(0)
        err.seek(0)
        said, shown = out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace")
    seed, calls, name = PLACE.unpack(place.read_bytes())
    if problem is None:
        episodes, calls, outcomes, findings = json.loads(said.strip().splitlines()[-1])
        return Tally(episodes, calls, Counter(outcomes), findings), seed, True
    if any(words in shown for words in TOO_MUCH):
        return Tally(seed - first + 1, calls, Counter(MemoryError=1)), seed, False
    FOUND.mkdir(parents=True, exist_ok=True)
    problem = f"{problem} in {name.rstrip(bytes(1)).decode()}"
    (FOUND / f"{seed}.txt").write_text(f"{problem}\n\n{shown}", encoding="utf-8")
    return Tally(seed - first + 1, calls, Counter(), [f"{seed}: {problem}, see {FOUND / f'{seed}.txt'}"]), seed, False


def _wait(child: subprocess.Popen[bytes], place: Path) -> str | None:
    """Wait for a child; return what is wrong with it, None if nothing."""
    seen, since = None, time.monotonic() + START
    while True:
        try:
            code = child.wait(0.25)
        except subprocess.TimeoutExpired:
            now = place.read_bytes()
            if now != seen:
                seen, since = now, time.monotonic() if seen is not None else since
            elif time.monotonic() - since > LONGEST:
                child.kill()
                child.wait()
                return f"a call takes more than {LONGEST:.0f} s"
        else:
            return None if code == 0 else f"the process ends with code {code}"


def report(tally: Tally, seconds: float) -> str:
    """Return the closing lines."""
    outcomes = ", ".join(f"{count} {name}" for name, count in tally.outcomes.most_common())
    return (
        f"{tally.calls} calls in {tally.episodes} episodes, {seconds / 60:.1f} min: {outcomes}\n"
        f"{len(tally.findings)} findings\n"
    )


def main() -> int:
    """Fuzz; exit code 1 if something was found."""
    parser = argparse.ArgumentParser(description="Call everything that the compiled core offers.")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--first", type=int, default=None, help="first seed; by default one from the clock")
    parser.add_argument("--seed", type=int, help="show what one seed does")
    parser.add_argument("--episodes", type=int, default=ENDLESS, help="at most so many seeds of each process")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--place", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        work(options.child, options.seconds, options.episodes, options.place)
        return 0
    if options.seed is not None:
        _limit_memory()
        episode = Episode(options.seed, trace=True)
        list(episode.run())
        sys.stdout.write("\n".join([*episode.findings, f"{len(episode.findings)} findings", ""]))
        return 1 if episode.findings else 0
    return _many(options)


def _many(options: argparse.Namespace) -> int:
    from concurrent.futures import ThreadPoolExecutor

    first = time.time_ns() // 10**6 % STRIDE if options.first is None else options.first
    began, tally = time.monotonic(), Tally()
    with ThreadPoolExecutor(options.jobs) as pool:
        starts = [first + job * STRIDE for job in range(options.jobs)]
        for part in pool.map(lambda start: watch(start, 60 * options.minutes, options.episodes), starts):
            tally.add(part)
    for line in tally.findings[:50]:
        sys.stdout.write(line + "\n")
    sys.stdout.write(report(tally, time.monotonic() - began))
    return 1 if tally.findings else 0


if __name__ == "__main__":
    sys.exit(main())
