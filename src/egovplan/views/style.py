# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Colours, strokes and type of all pictures: the one place where they are set.

Priorities go from dark to light in one hue, so that they keep their order in greyscale and for colour-blind readers; what
is critical is hatched as well as red. Nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

FONT = "DejaVu Sans"
"""Ships with matplotlib, so pictures are the same on every machine."""

RC: Mapping[str, Any] = {
    "font.family": FONT,
    "text.parse_math": False,  # a title may contain a dollar sign
    "svg.hashsalt": "egovplan",  # ids in SVG would otherwise differ from run to run
    "svg.fonttype": "path",
    "text.hinting": "none",  # letters snapped to pixels are up to a tenth wider than the layout reckons with
    "pdf.fonttype": 42,  # text in a PDF stays text: it can be searched and read aloud
    "hatch.linewidth": 0.9,
    "path.simplify": False,
}

INK = "#1a1f24"
MUTED = "#5b646d"
PAPER = "#ffffff"
CRITICAL = "#a80f1e"
CHAIN = "#4a1486"
PRIORITY: Mapping[int, str] = {
    0: "#0b2545",
    1: "#1c4f82",
    2: "#3a76a9",
    3: "#74a5c9",
    4: "#a3c6dc",
    5: "#cfe2ec",
}
"""Priority → fill; lightness rises by at least a tenth of the scale from one to the next."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How a surface is painted.

    Parameters
    ----------
    face, edge
        Colours; edge may be ``none``.
    hatch
        Pattern of matplotlib, empty for none; drawn in the edge colour.
    width
        Width of the edge. [pt]
    """

    face: str
    edge: str = "none"
    hatch: str = ""
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn.

    Parameters
    ----------
    color
        Colour.
    width
        [pt]
    dashes
        Lengths of strokes and gaps in units of the width; empty for a solid line.
    order
        Higher is painted later.
    """

    color: str
    width: float
    dashes: tuple[float, ...] = ()
    order: float = 2.0


FILLS: dict[str, Fill] = {
    **{f"work-{p}": Fill(color, PAPER if p < 3 else INK, width=0.35) for p, color in PRIORITY.items()},
    **{f"rollout-{p}": Fill(PAPER, color if p < 3 else PRIORITY[2], "|||||", 0.35) for p, color in PRIORITY.items()},
    "open": Fill("#f1f3f5", "#8a939b", width=0.4),
    "critical": Fill("#fbdad6", CRITICAL, "//////", 0.6),
    "gate": Fill(PAPER, INK, width=0.7),
    "milestone": Fill(INK, INK, width=0.5),
    "milestone-critical": Fill(CRITICAL, CRITICAL, width=0.5),
    "gate-critical": Fill(PAPER, CRITICAL, width=1.0),
    "external": Fill("#e0a100", INK, width=0.5),
    "due": Fill(PAPER, CRITICAL, width=0.8),
    "ghost": Fill(PAPER, INK, width=0.7),
    "band": Fill("#dfe4e8"),
    "row": Fill(PAPER),
    "row-odd": Fill("#f7f8f9"),
    "year": Fill("#e9ecef", "#b4bac0", width=0.4),
    "quarter": Fill(PAPER, "#b4bac0", width=0.4),
    "load": Fill("#8fb3cd"),
    "full": Fill("#3c5a73"),
    "strip": Fill("#fafbfb", "#d5d9dd", width=0.3),
    "node": Fill(PAPER, INK, width=0.6),
    "node-critical": Fill("#fdeeec", CRITICAL, width=1.4),
    "runs": Fill("#8fb3cd", "#3c5a73", width=0.35),
    "quantile": Fill(PAPER, INK, width=0.9),
    **{f"chip-{p}": Fill(color, INK, width=0.4) for p, color in PRIORITY.items()},
}
STROKES: dict[str, Stroke] = {
    "grid": Stroke("#e3e6e9", 0.4, order=1.0),
    "grid-year": Stroke("#b4bac0", 0.5, order=1.0),
    "capacity": Stroke(INK, 0.8, order=2.6),
    "tail": Stroke(MUTED, 0.9, order=2.2),
    "arrow": Stroke("#6d757d", 0.5, order=2.4),
    "arrow-tight": Stroke("#3d444b", 0.6, order=2.5),
    "arrow-critical": Stroke(CRITICAL, 1.1, order=2.8),
    "chain": Stroke(CHAIN, 1.7, order=2.9),
    "chain-shared": Stroke(CHAIN, 1.7, (2.4, 1.1), 2.9),
    "edge": Stroke("#5b646d", 0.6, order=2.4),
    "path": Stroke(CRITICAL, 1.8, order=2.9),
    "cell": Stroke("#9aa2a9", 0.4, order=3.1),
    "deadline": Stroke(CRITICAL, 1.1, (4.0, 1.5), 2.1),
    "axis": Stroke("#8a939b", 0.7, order=2.6),
    "curve": Stroke(INK, 1.5, order=2.7),
    "quantile": Stroke(INK, 0.8, order=2.8),
    "planned": Stroke(INK, 1.0, (1.0, 1.4), 2.8),
    "whisker": Stroke(INK, 0.8, order=3.2),
    "whisker-middle": Stroke(INK, 2.0, order=3.2),
    "status": Stroke(INK, 1.0, (1.0, 1.2), 2.1),
}
TEXT_COLOR: dict[str, str] = {
    "normal": INK,
    "muted": MUTED,
    "late": CRITICAL,
    "light": PAPER,
    "deadline": CRITICAL,
}


def luminance(color: str) -> float:
    """Return the relative luminance of ``#rrggbb``, 0 black to 1 white (WCAG 2.1, definition of relative luminance)."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(color: str) -> str:
    """Return the name of the text colour that reads best on a fill: ``light`` or ``normal``."""
    return "light" if contrast(color, PAPER) > contrast(color, INK) else "normal"


@contextmanager
def drawing() -> Iterator[None]:
    """Set what pictures need of matplotlib's settings, for the time of drawing only."""
    import matplotlib as mpl

    settings: Any = dict(RC)
    with mpl.rc_context(settings):
        yield
