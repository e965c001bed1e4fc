# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Why there is no plan, and what would help, in a few German lines."""

from __future__ import annotations

from egovplan.markup import percent
from egovplan.whatif.infeasible.model import Conflict, Infeasibility

_MOST_REPAIRS = 10


def infeasible_summary(found: Infeasibility) -> str:
    """Return conflicts and repairs as German text of a screen's width."""
    many = len(found.conflicts) > 1
    lines = ["Es gibt keinen Plan: Diese Vorgaben schließen einander aus."]
    for position, conflict in enumerate(found.conflicts, 1):
        lines += [f"Konflikt {position}"] if many else []
        lines += _conflict(conflict)
    if not found.repairs:
        return "\n".join([*lines, "", "Eine einzelne Abhilfe wurde in der Zeit nicht gefunden."])
    lines += ["", "Was hilft, das Kleinste zuerst; jedes ist durchgerechnet und geprüft:"]
    for position, repair in enumerate(found.repairs[:_MOST_REPAIRS], 1):
        less = "weniger reicht nicht" if repair.is_smallest else "ob weniger reicht, ist nicht bewiesen"
        lines.append(f"{position:>3}. {repair.text} ({percent(repair.size, 1)}; {less})")
    rest = len(found.repairs) - _MOST_REPAIRS
    lines += [f"     und {rest} weitere"] if rest > 0 else []
    return "\n".join([*lines, *(["AT: Arbeitstage."] if any(" AT" in line for line in lines) else [])])


def _conflict(conflict: Conflict) -> list[str]:
    return [
        *(f"  – {rule.text}" for rule in conflict.rules),
        *(f"    {line}" for line in conflict.reasons),
        f"  {conflict.note}",
    ]
