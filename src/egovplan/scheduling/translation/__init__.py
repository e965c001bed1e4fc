# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""A catalogue as integers: what the heuristic and the solver work on."""
