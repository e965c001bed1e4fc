# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How good a plan is after how many seconds, beside PyJobShop and a plain CP-SAT model."""
