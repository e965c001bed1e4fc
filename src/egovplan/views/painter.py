# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Paint shapes with matplotlib: no decisions, no global settings, no window."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import TextToPath

from egovplan.markup import escape
from egovplan.views.shapes import Line, Point, Surface, Text
from egovplan.views.style import FILLS, FONT, STROKES, TEXT_COLOR, drawing
from egovplan.views.text import Measure

_UNKNOWN = "□"
_NOTEBOOK_DPI = 110
_HEAD = (3.6, 1.5)
_SLACK = 1.02
_HINTED = 1.1
"""Letters snapped to pixels, as matplotlib draws them by default, come out up to a tenth wider than their outlines."""


class Chart(Figure):
    """A figure that shows itself in a notebook, with a text for those who do not see it."""

    alt: str = ""

    def draw(self, renderer: Any) -> None:
        """Draw with the settings of all pictures, whoever asks."""
        with drawing():
            super().draw(renderer)

    def savefig(self, *args: Any, **options: Any) -> None:
        """Save with the settings of all pictures, so that the same chart gives the same bytes."""
        with drawing():
            super().savefig(*args, **options)

    def _repr_html_(self) -> str:
        image = io.BytesIO()
        self.savefig(image, format="png", dpi=_NOTEBOOK_DPI)
        data = base64.b64encode(image.getvalue()).decode("ascii")
        return f'<img alt="{escape(self.alt)}" style="max-width:100%" src="data:image/png;base64,{data}">'


class ChartAxes(Axes):
    """Axes that show the figure they are on."""

    def _repr_html_(self) -> str:
        assert isinstance(self.figure, Chart)
        return self.figure._repr_html_()


def page(width: float, height: float, margin: float = 0.0, *, alt: str = "") -> ChartAxes:
    """Return empty axes on a figure of their own, which no window manager knows.

    Parameters
    ----------
    width, height
        Of the page. [pt]
    margin
        On all four sides. [pt]
    alt
        What is to be seen, as text.
    """
    figure = Chart(figsize=(width / 72, height / 72), facecolor="white")
    FigureCanvasAgg(figure)
    figure.alt = alt
    rect = (margin / width, margin / height, 1 - 2 * margin / width, 1 - 2 * margin / height)
    axes = figure.add_axes(rect, axes_class=ChartAxes)
    assert isinstance(axes, ChartAxes)
    return axes


def room(axes: Axes) -> tuple[float, float]:
    """Return width and height of axes. [pt]."""
    axes.set_axis_off()
    figure = axes.figure
    engine = getattr(figure, "get_layout_engine", lambda: None)()
    if engine is not None:
        engine.execute(figure)
    scale = 72 / figure.dpi
    return float(axes.bbox.width * scale), float(axes.bbox.height * scale)


@lru_cache(maxsize=8192)
def _width(text: str, bold: bool) -> float:
    font = FontProperties(family=FONT, weight="bold" if bold else "normal", size=100)
    return float(TextToPath().get_text_width_height_descent(text, font, ismath=False)[0]) / 100


def text_width(text: str, size: float, bold: bool) -> float:
    """Return how wide a text is drawn. [pt]."""
    return _width(drawable(text), bold) * size * _SLACK


def measure_on(axes: Axes) -> Measure:
    """Return how wide texts come out on axes: on figures of others, letters may be snapped to pixels."""
    slack = 1.0 if isinstance(axes.figure, Chart) else _HINTED / _SLACK
    return lambda text, size, bold: slack * text_width(text, size, bold)


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())


@lru_cache(maxsize=8192)
def drawable(text: str) -> str:
    """Return text with a box for each letter that the font lacks; matplotlib draws the same, but warns of it."""
    return "".join(c if ord(c) in _glyphs() else _UNKNOWN for c in text)


def paint(
    axes: Axes, surfaces: Iterable[Surface], lines: Iterable[Line], texts: Iterable[Text],
    to_data: Callable[[float], float] = lambda x: x, *, scale: float = 1.0,
) -> None:  # fmt: skip
    """Paint shapes on axes.

    Parameters
    ----------
    axes
        Their limits are set already.
    surfaces, lines, texts
        In points; the vertical direction is the same on the axes.
    to_data
        Horizontal position in points → data of the axes.
    scale
        Of strokes and type, where a point of the layout is drawn smaller or larger.
    """

    def moved(points: Iterable[Point]) -> list[Point]:
        return [(to_data(x), y) for x, y in points]

    for (order, style), group in _grouped(surfaces, lambda s: (s.order, s.style)):
        fill = FILLS[style]
        shapes = PolyCollection(
            [moved(s.points) for s in group], facecolor=fill.face, edgecolor=fill.edge, hatch=fill.hatch or None,
            linewidth=fill.width * scale, zorder=order,
        )  # fmt: skip
        shapes.set_gid(f"{style}-{order:g}")
        axes.add_collection(shapes, autolim=False)
    for (style,), group in _grouped(lines, lambda line: (line.style,)):
        stroke = STROKES[style]
        strokes = list(group)
        dashes = (0, stroke.dashes) if stroke.dashes else "solid"
        axes.add_collection(
            LineCollection([moved(line.points) for line in strokes], colors=stroke.color, linewidths=stroke.width * scale,
                           linestyles=dashes, zorder=stroke.order, capstyle="butt"),
            autolim=False,
        )  # fmt: skip
        heads = [moved(_head(line.points, stroke.width)) for line in strokes if line.head]
        if heads:
            axes.add_collection(
                PolyCollection(heads, facecolor=stroke.color, edgecolor="none", zorder=3.6), autolim=False
            )
    for text in texts:
        axes.text(
            to_data(text.x), text.y, drawable(text.text), fontsize=text.size * scale, ha=text.align, va="baseline",
            color=TEXT_COLOR[text.color], fontweight="bold" if text.bold else "normal", fontfamily=FONT,
            parse_math=False, usetex=False, zorder=5, gid=text.role or None,
        )  # fmt: skip


def _grouped(items: Iterable[Any], key: Callable[[Any], tuple[Any, ...]]) -> Iterable[tuple[Any, Any]]:
    """Group shapes that look the same, so that a chart is some twenty artists and not a thousand."""
    return groupby(sorted(items, key=key), key=key)


def _head(points: tuple[Point, ...], width: float) -> tuple[Point, ...]:
    """Return the triangle at the end of an arrow."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    way = max(1e-9, ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5)
    ux, uy = (x1 - x0) / way, (y1 - y0) / way
    long, half = (side * max(1.0, width) for side in _HEAD)
    base = (x1 - long * ux, y1 - long * uy)
    return (x1, y1), (base[0] - half * uy, base[1] + half * ux), (base[0] + half * uy, base[1] - half * ux)
