# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions about boxes and lines that the tests of pictures ask."""

from contextlib import nullcontext
from itertools import pairwise

import numpy as np

from egovplan.views.painter import Chart
from egovplan.views.style import drawing


def overlapping(boxes, by=0.0):
    """Return the pairs of positions whose boxes (x0, y0, x1, y1) share more than ``by`` in both directions."""
    table = np.asarray(boxes, dtype=float).reshape(-1, 4)
    x = np.minimum(table[:, None, 2], table[None, :, 2]) - np.maximum(table[:, None, 0], table[None, :, 0])
    y = np.minimum(table[:, None, 3], table[None, :, 3]) - np.maximum(table[:, None, 1], table[None, :, 1])
    return [(int(i), int(j)) for i, j in np.argwhere((x > by) & (y > by)) if i < j]


def corners(box):
    """Return a box as a tuple."""
    return box.x0, box.y0, box.x1, box.y1


def runs_through(line, box, by=0.3):
    """Return whether a polyline of level and upright stretches enters the inside of a box."""
    for (x0, y0), (x1, y1) in pairwise(line.points):
        wide = min(max(x0, x1), box.x1) - max(min(x0, x1), box.x0)
        high = min(max(y0, y1), box.y1) - max(min(y0, y1), box.y0)
        level, upright = y0 == y1, x0 == x1
        if level and wide > by and box.y0 + by < y0 < box.y1 - by:
            return True
        if upright and high > by and box.x0 + by < x0 < box.x1 - by:
            return True
    return False


def is_orthogonal(line):
    """Return whether every stretch is level or upright."""
    return all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(line.points))


def text_boxes(figure):
    """Return what is written on a figure, and its box in pixels as it is really drawn."""
    with drawing() if isinstance(figure, Chart) else nullcontext():
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()
        texts = [text for axes in figure.axes for text in axes.texts if text.get_text().strip()]
        return [text.get_text() for text in texts], [text.get_window_extent(renderer).extents for text in texts]
