# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of a plan, each one small function named after it; :func:`egovplan.verify` runs them all.

They read the plan, the catalogue and the calendar's list of working days with the standard library alone, and know nothing
of how plans are made or measured: a mistake there cannot be repeated here.
"""
