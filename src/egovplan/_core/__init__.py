# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The compiled core: integer kernels on arrays, without a word of the business.

Importable from :mod:`egovplan.network` and :mod:`egovplan.scheduling` only.
"""

from egovplan._core._ext import (
    Graph,
    Interner,
    Overlay,
    Policy,
    Sampler,
    Search,
    Sweep,
    arrow,
    dates_of_rows,
    days,
    earliest_dates,
    heads,
    instructions,
    integers,
    latest_dates,
    latest_finish,
    link_columns_of,
    serial,
    simulate,
    solve_rows,
    version,
)

__all__ = [
    "Graph",
    "Interner",
    "Overlay",
    "Policy",
    "Sampler",
    "Search",
    "Sweep",
    "arrow",
    "dates_of_rows",
    "days",
    "earliest_dates",
    "heads",
    "instructions",
    "integers",
    "latest_dates",
    "latest_finish",
    "link_columns_of",
    "serial",
    "simulate",
    "solve_rows",
    "version",
]
