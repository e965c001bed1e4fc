# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Write lines of text on a canvas, each with the box it takes."""

from __future__ import annotations

from dataclasses import dataclass

from egovplan.views.shapes import Box, Canvas, Text
from egovplan.views.text import Measure, shorten


@dataclass(frozen=True)
class Pen:
    """Writes on a canvas.

    Parameters
    ----------
    canvas
        Takes the texts.
    measure
        (text, size, bold) → width. [pt]
    """

    canvas: Canvas
    measure: Measure

    def write(
        self, text: str, x: float, middle: float, *, size: float, align: str = "left", color: str = "normal",
        bold: bool = False, width: float | None = None, role: str = "",
    ) -> None:  # fmt: skip
        """Add a line of text whose capitals are centred on a height; with a width, it is shortened to that."""
        if width is not None:
            text = shorten(text, width, lambda t: self.measure(t, size, bold))
        if not text:
            return
        room = self.measure(text, size, bold)
        start = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * room
        base = middle + 0.36 * size
        box = Box(start, base - 0.96 * size, start + room, base + 0.26 * size)
        self.canvas.texts.append(Text(text, x, base, size, align, color, bold, box, role))
