# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The budget of a plan: what each Haushaltsjahr has, and what the plan takes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egovplan.markup import euro, number
from egovplan.plan.metrics import BudgetUse, budget_use
from egovplan.plan.model import Plan
from egovplan.plan.money import KIND_WORDS
from egovplan.views.style import FONT, INK, MUTED, PRIORITY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_THOUSAND = 100_000
"""Cents in a thousand euros."""
_WIDTH = 0.38
_LOOK: tuple[dict[str, Any], ...] = (
    {"facecolor": PRIORITY[1], "edgecolor": INK, "hatch": ""},
    {"facecolor": PRIORITY[4], "edgecolor": INK, "hatch": "////"},
)


def plot_budget(plan: Plan, ax: Axes | None = None, *, title: str | None = None) -> Axes:
    """Draw, for each Haushaltsjahr and kind of money, what the plan takes, within a frame of what there is.

    Parameters
    ----------
    plan
        What was decided.
    ax
        Axes to draw into; with None, axes on a figure of their own.
    title
        Above the chart; the catalogue's title by default.

    Returns
    -------
    matplotlib.axes.Axes
        Horizontal: Haushaltsjahr. Vertical: thousands of euros.
    """
    from egovplan.views import painter

    uses = budget_use(plan)
    if ax is None:
        ax = painter.page(620.0, 330.0, 52.0, alt=budget_text(plan))
    kinds = list(dict.fromkeys(use.kind for use in uses))
    for position, kind in enumerate(kinds):
        shift = (position - (len(kinds) - 1) / 2) * _WIDTH
        rows = [use for use in uses if use.kind is kind]
        years = [use.year + shift for use in rows]
        look = _LOOK[position % len(_LOOK)]
        ax.bar(years, [use.used_cents / _THOUSAND for use in rows], 0.86 * _WIDTH, linewidth=0.5, zorder=2,
               label=f"{KIND_WORDS[kind]}: verplant", **look)  # fmt: skip
        framed = [
            (x, use.available_cents) for x, use in zip(years, rows, strict=True) if use.available_cents is not None
        ]
        if framed:
            ax.bar([x for x, _ in framed], [cents / _THOUSAND for _, cents in framed], 0.86 * _WIDTH, fill=False,
                   linewidth=1.1, edgecolor=INK, linestyle="-" if position == 0 else "--", zorder=3,
                   label=f"{KIND_WORDS[kind]}: verfügbar")  # fmt: skip
    _furnish(ax, title or f"Haushalt: {plan.catalogue.title}", [use.year for use in uses])
    return ax


def _furnish(ax: Axes, title: str, years: list[int]) -> None:
    ax.set_title(title, loc="left", fontsize=11, fontweight="bold", fontfamily=FONT, parse_math=False)
    ax.set_xlabel("Haushaltsjahr", fontfamily=FONT)
    ax.set_ylabel("Tausend €", fontfamily=FONT)
    if years:
        ax.set_xticks(range(min(years), max(years) + 1))
        ax.legend(fontsize=8, frameon=False, prop={"family": FONT, "size": 8})
    ax.yaxis.set_major_formatter(lambda value, _: number(value))
    ax.tick_params(colors=MUTED, labelsize=8)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color="#e3e6e9", linewidth=0.5, zorder=0)
    ax.set_axisbelow(True)


def budget_text(plan: Plan) -> str:
    """Return the chart as German text, one line for each year and kind."""
    return "\n".join([f"Haushalt: {plan.catalogue.title}", *map(_line, budget_use(plan))])


def _line(use: BudgetUse) -> str:
    limit = "ohne Ansatz" if use.available_cents is None else f"von {euro(use.available_cents)} verfügbar"
    return f"- {use.year} {KIND_WORDS[use.kind]}: {euro(use.used_cents)} verplant, {limit}"
