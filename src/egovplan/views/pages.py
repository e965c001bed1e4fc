# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Write drawn pages to files: SVG, PDF and PNG with title and description, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages

from egovplan.exchange.files import write_bytes_atomic
from egovplan.markup import escape, printable
from egovplan.views import painter
from egovplan.views.style import drawing

DPI = 150
FORMATS = ("svg", "pdf", "png")
Draw = Callable[[Axes], None]


def write_pages(
    pages: Sequence[Draw], path: Path, *, formats: Sequence[str], size: tuple[float, float, float], title: str,
    description: str,
) -> list[Path]:  # fmt: skip
    """Write pages to ``path`` with each of the suffixes; a PDF holds them all, else there is one file a page.

    Parameters
    ----------
    pages
        Functions that draw into axes.
    path
        Name without suffix; a number is appended where there are several pages.
    formats
        Of ``svg``, ``pdf`` and ``png``.
    size
        Width, height and margin of the paper. [pt]
    title, description
        Go into the files, for those who do not see the picture.

    Raises
    ------
    ValueError
        If a format is not known.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"Unbekanntes Bildformat {unknown[0]!r}. Erwartet: {', '.join(FORMATS)}.")
    title, description = printable(title), printable(description)
    written: list[Path] = []
    with drawing():
        figures = []
        for draw in pages:
            axes = painter.page(*size)
            draw(axes)
            figures.append(axes.figure)
        for name in formats:
            if name == "pdf":
                contents = [_pdf(figures, title, description)]
            else:
                contents = [_image(figure, name, title, description) for figure in figures]
            for position, content in enumerate(contents, 1):
                number = f"-{position}" if len(contents) > 1 else ""
                target = path.with_name(f"{path.name}{number}.{name}")
                write_bytes_atomic(target, content)
                written.append(target)
    return written


def _pdf(figures: Sequence[object], title: str, description: str) -> bytes:
    buffer = io.BytesIO()
    metadata = {"Title": title, "Subject": description, "CreationDate": None}
    with PdfPages(buffer, metadata=metadata) as pdf:
        for figure in figures:
            pdf.savefig(figure)
    return buffer.getvalue()


def _image(figure: object, name: str, title: str, description: str) -> bytes:
    buffer = io.BytesIO()
    metadata: dict[str, str | None] = {"Title": title, "Description": description}
    metadata |= {"Date": None} if name == "svg" else {"Software": None}
    figure.savefig(buffer, format=name, dpi=DPI, metadata=metadata)  # type: ignore[attr-defined]
    return _described(buffer.getvalue(), title, description) if name == "svg" else buffer.getvalue()


def _described(svg: bytes, title: str, description: str) -> bytes:
    """Return an SVG that names itself to screen readers; matplotlib writes the description for machines only."""
    text = svg.decode()
    start = text.index("<svg")
    stop = text.index(">", start)
    label = f' role="img" lang="de" aria-label="{escape(title)}"'
    text = text[:stop] + label + text[stop:]
    after = text.index("</title>") + len("</title>") if "</title>" in text else stop + len(label) + 1
    return f"{text[:after]}<desc>{escape(description)}</desc>{text[after:]}".encode()
