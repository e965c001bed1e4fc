# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""PSPLIB through the public names: each instance loaded, scheduled, verified, and compared with the best known makespan.

The instances are free for research but not ours to ship: they are read from a path, by default ``../shared/data/psplib``.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import psplib_counts

import egovplan

NAME = "psplib"
ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT.parent / "shared" / "data" / "psplib"
SETS = {"j30": "sm", "j60": "sm", "j120": "sm", "j10": "mm", "j20": "mm"}
MISSING = 2


@dataclass(frozen=True)
class Row:
    """What one instance brought."""

    instance: str
    found: int | None
    bound: int | None
    best_known: int
    closed: bool
    status: str
    violations: int
    seconds: float

    @property
    def is_met(self) -> bool:
        """Whether the plan is as good as the best known."""
        return self.found is not None and self.found <= self.best_known


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this benchmark."""
    parser.add_argument("--set", choices=SETS, default="j30", help="which instances")
    parser.add_argument("--path", type=Path, default=DEFAULT, help="folder with the sets and the best known values")
    parser.add_argument("--limit", type=int, help="only so many instances")
    parser.add_argument("--only", default="", help="only instances whose name matches this pattern")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds for each instance")
    parser.add_argument("--jobs", type=int, default=1, help="instances at the same time")
    parser.add_argument("--workers", type=int, help="threads of the solver for each instance")
    parser.add_argument("--schedules", type=int, nargs="+", help="the heuristic alone, by these numbers of schedules")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[0], help="of the heuristic alone: means over all of them"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "out" / "benchmarks", help="where the CSV goes")


def run(chosen: argparse.Namespace) -> int:
    """Run the set; 0 if every plan is verified and every closed instance is met."""
    suffix = SETS[chosen.set]
    folder = chosen.path / f"{chosen.set}.{suffix}"
    if not folder.is_dir():
        print(f"Die Instanzen fehlen: {folder} (Ordner mit --path angeben).")
        return MISSING
    known = dict(_best_known(chosen.path, chosen.set, suffix))
    files = [f for f in folder.iterdir() if f.stem in known and re.search(chosen.only, f.stem)]
    files = sorted(files, key=lambda f: [int(x) for x in re.findall(r"\d+", f.stem)])[: chosen.limit]
    if chosen.schedules:
        psplib_counts.run(files, known, chosen.schedules, chosen.seeds)
        return 0
    rows: list[Row] = []
    begun = time.monotonic()
    with ThreadPoolExecutor(max(1, chosen.jobs)) as pool:
        for row in pool.map(lambda file: measure(file, known[file.stem], chosen), files):
            rows.append(row)
            print(_line(row), flush=True)
    write(rows, chosen.output / f"psplib-{chosen.set}.csv")
    return _summary(rows, time.monotonic() - begun)


def measure(file: Path, known: tuple[int, bool], chosen: argparse.Namespace) -> Row:
    """Load, schedule and verify one instance."""
    begun = time.monotonic()
    catalogue = egovplan.load_catalogue(file)
    result = egovplan.schedule(catalogue, objective=("makespan",), time_limit=chosen.time_limit, workers=chosen.workers)
    violations = len(egovplan.verify(result.plan, catalogue)) if result.plan else 0
    found = result.plan.makespan if result.plan else None
    seconds = round(time.monotonic() - begun, 2)
    return Row(file.stem, found, result.bound, *known, result.status.value, violations, seconds)


def _best_known(path: Path, name: str, suffix: str) -> Iterator[tuple[str, tuple[int, bool]]]:
    """Yield instance → (best known makespan, whether it is proved optimal)."""
    table = path / ("best_known.csv" if suffix == "sm" else "best_known_mm.csv")
    with table.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["set"].startswith(name):
                best = row.get("best_ub") or row.get("optimum") or ""
                if best:
                    yield row["instance"], (int(float(best)), row.get("closed", "1") == "1")


def write(rows: list[Row], target: Path) -> None:
    """Write the rows as CSV."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [field.name for field in fields(Row)])
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    print(f"-- {target}")


def _line(row: Row) -> str:
    mark = "" if row.is_met else "  <-- nicht erreicht"
    return (
        f"{row.instance:<12} {row.found!s:>5} (Schranke {row.bound!s:>5}, bekannt {row.best_known:>5}) "
        f"{row.status:<10} {row.violations} Verstöße {row.seconds:7.2f} s{mark}"
    )


def _summary(rows: list[Row], seconds: float) -> int:
    met, optimal = sum(row.is_met for row in rows), sum(row.status == "optimal" for row in rows)
    found = [row for row in rows if row.found is not None]
    gap = sum(row.found / row.best_known - 1 for row in found if row.found) / max(1, len(found))
    verified = all(row.violations == 0 for row in rows)
    print(
        f"{len(rows)} Instanzen: {len(found)} Pläne, {met} so gut wie bekannt, {optimal} bewiesen, "
        f"{'alle geprüft' if verified else 'VERSTÖSSE'}, mittlerer Abstand {100 * gap:.2f} %, "
        f"Summe {sum(row.seconds for row in rows):.0f} s, Wanduhr {seconds:.0f} s"
    )
    wrong = [row.instance for row in rows if row.closed and row.found is not None and row.found < row.best_known]
    if wrong:
        print("Unter dem bewiesenen Optimum:", ", ".join(wrong))
    return 0 if verified and not wrong and all(row.is_met for row in rows if row.closed) else 1


if __name__ == "__main__":
    sys.exit("python benchmarks/run.py psplib")
