# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A catalogue of one city in May and June 2015 from which tests of the translation start."""

from __future__ import annotations

from typing import Any

from egovplan.catalogue.catalogue import Catalogue

START = "2015-05-04"
"""A Monday; 14.05. (Himmelfahrt), 25.05. (Pfingstmontag) and 04.06. (Fronleichnam) are holidays in RP."""


def catalogue(*measures: dict[str, Any], **parts: Any) -> Catalogue:
    """Return a catalogue with these measures; ``id`` is the title, the priority is 1, where they do not say otherwise."""
    full = [{"title": m["id"], "priority": 1, **m} for m in measures]
    return Catalogue.from_dict({"title": "Stadt", "start": START, "measures": full, **parts})


def activities(name: str, *items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a measure with several activities."""
    return {"id": name, "activities": list(items), **fields}
