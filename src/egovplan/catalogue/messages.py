# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Turn what pydantic found into issues in the planner's words."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from egovplan.errors import Issue


def issues_of(error: ValidationError, data: Any) -> list[Issue]:
    """Return one issue for each problem, with its path in the data."""
    result = []
    for item in error.errors(include_url=False, include_context=True, include_input=False):
        context = item.get("ctx", {})
        result.append(
            Issue(
                str(item["type"]), "Ungültige Angabe.", subject=".".join(str(p) for p in item["loc"]),
                expected=str(context.get("expected", item["msg"])), value=str(context.get("shown", "")),
                path=tuple(p for p in item["loc"]),
            )
        )  # fmt: skip
    return result
