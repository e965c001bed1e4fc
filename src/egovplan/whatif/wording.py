# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How the changes of a scenario are put in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from egovplan.catalogue.values import cents
from egovplan.markup import day


def signed(delta: Decimal | None, total: Decimal | None, write: Callable[[int], str]) -> str:
    """Return what is added, with its sign, or what it becomes; ``write`` writes hundredths."""
    if total is not None:
        return f"= {write(cents(total))}"
    assert delta is not None
    return f"{'+' if delta >= 0 else '−'}{write(cents(abs(delta)))}"


def in_days(value: Any) -> str:
    """Return a duration, ``5 AT`` or with calendar days as they are written in a catalogue."""
    return str(value) if value.elapsed else f"{value.days} AT"


def window(first: dt.date | None, last: dt.date | None) -> str:
    """Return from when to when something holds; empty if always."""
    return (f" ab {day(first)}" if first else "") + (f" bis {day(last)}" if last else "")
