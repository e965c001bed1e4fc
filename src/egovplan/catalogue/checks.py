# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What a catalogue must satisfy beyond the types of its fields: all problems at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from egovplan.errors import Issue

if TYPE_CHECKING:
    from egovplan.catalogue.catalogue import Catalogue


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """Yield every problem of a catalogue."""
    yield from catalogue.expansion.issues
