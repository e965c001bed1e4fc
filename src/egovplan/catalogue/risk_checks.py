# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Checks of risks and of common causes: each hits something, and no activity is explained more than wholly."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from egovplan.catalogue.findings import error, warning
from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue


def check_risks(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield risks and causes without effect, certain risks, and correlations that exceed one together."""
    for i, risk in enumerate(catalogue.risks):
        if not risk.measures and not risk.activities:
            message = "Das Risiko trifft keine Maßnahme und keinen Vorgang."
            yield error("risk-without-target", risk.id, message, ("risks", i))
        if risk.probability == 1:
            message = "Dieses Risiko tritt sicher ein; 1 heißt 100 %, ein Prozent schreibt man »1 %«."
            yield warning("risk-certain", risk.id, message, ("risks", i, "probability"), value="100 %")
    explained: dict[str, Decimal] = {}
    for i, factor in enumerate(catalogue.factors):
        if not factor.offices and not factor.measures and not factor.activities:
            message = "Die Ursache betrifft kein Amt, keine Maßnahme und keinen Vorgang."
            yield error("risk-without-target", factor.id, message, ("factors", i))
        members = [
            a.id
            for a in catalogue.activities
            if a.office in factor.offices or a.measure in factor.measures or a.id in factor.activities
        ]
        for name in members:
            explained[name] = explained.get(name, Decimal(0)) + factor.correlation
        worst = max(members, key=lambda name: explained[name], default="")
        if worst and explained[worst] > 1:
            message = "Die Korrelationen der Ursachen eines Vorgangs ergeben zusammen mehr als 100 %."
            came = f"{(100 * explained[worst]).normalize():f} % bei {worst}".replace(".", ",", 1)
            path = ("factors", i, "correlation")
            yield error("correlation-sum", factor.id, message, path, expected="zusammen höchstens 100 %", value=came)
