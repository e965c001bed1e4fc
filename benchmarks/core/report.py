# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What was measured, as a table, as a file and as a picture."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.clock import Timing


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant in one phase at one size; the ratio says how many times as long as ours it takes."""

    phase: str
    shape: str
    size: int
    contestant: str
    timing: Timing
    ratio: float

    def line(self) -> str:
        own = f"{_time(self.timing.median):>10}  ±{self.timing.spread:4.0%}"
        return f"{self.phase:<12} {self.shape:<9} {self.size:>9,}  {self.contestant:<22} {own}  {self.ratio:>9,.2f}"


HEAD = f"{'phase':<12} {'shape':<9} {'size':>9}  {'contestant':<22} {'median':>10}  {'':>5}  {'× ours':>9}\n" + "-" * 88


def _time(seconds: float) -> str:
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6), ("ns", 1e9)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.2g} s"


def ratios(phase: str, shape: str, size: int, timings: dict[str, Timing], ours: str = "egovplan") -> list[Row]:
    return [
        Row(phase, shape, size, name, timing, timing.median / timings[ours].median) for name, timing in timings.items()
    ]


def write_table(rows: Iterable[Row], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("phase", "shape", "size", "contestant", "median_s", "spread", "times_ours"))
        for row in rows:
            figures = (f"{row.timing.median:.4g}", f"{row.timing.spread:.2f}", f"{row.ratio:.4g}")
            writer.writerow((row.phase, row.shape, row.size, row.contestant, *figures))


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Return the slope of cost over size on logarithmic axes, by least squares."""
    x, y = [math.log(s) for s in sizes], [math.log(s) for s in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((a - mean_x) ** 2 for a in x)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread


def draw(rows: Sequence[Row], path: Path) -> None:
    """Draw cost an activity over size, a panel a phase, both axes logarithmic."""
    from matplotlib.figure import Figure

    phases = [phase for phase in ("links", "ids", "solve") if any(row.phase == phase for row in rows)]
    figure = Figure(figsize=(4.2 * len(phases), 4.4), layout="constrained")
    axes = figure.subplots(1, len(phases), squeeze=False, sharey=True)[0]
    markers = "osD^vPX*<>"
    everyone = list(dict.fromkeys(row.contestant for row in rows if row.phase in phases))
    for ax, phase in zip(axes, phases, strict=True):
        for k, name in enumerate(everyone):
            mine = sorted((r for r in rows if (r.phase, r.contestant) == (phase, name)), key=lambda r: r.size)
            if mine:
                ours, bound = name == "egovplan", name.startswith("copy")
                ax.loglog(
                    [r.size for r in mine], [r.timing.median / r.size * 1e9 for r in mine],
                    marker="" if bound else markers[k % len(markers)], markersize=5,
                    linewidth=2.4 if ours else 1.1, color="#0b4f8a" if ours else "#666666" if bound else None,
                    linestyle=":" if bound else "-" if ours else "--", label=name,
                )  # fmt: skip
        ax.set_title({"links": "links to all results", "ids": "string ids to all results", "solve": "re-solve"}[phase])
        ax.set_xlabel("activities")
        ax.grid(visible=True, which="major", color="#dddddd")
    axes[0].set_ylabel("ns an activity")
    handles: dict[str, object] = {}
    for ax in axes:
        handles |= {label: handle for handle, label in zip(*ax.get_legend_handles_labels(), strict=True)}
    figure.legend(list(handles.values()), list(handles), loc="outside lower center", ncols=5, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
