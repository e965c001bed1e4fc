# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The compiled core beside its peers: cases, contestants, clock, and the table and picture of what came out."""
