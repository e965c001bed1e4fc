# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Heuristic and solver side by side, from the first plan to the verified result."""
