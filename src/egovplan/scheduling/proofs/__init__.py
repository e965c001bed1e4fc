# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Cheap proofs: bounds before any search, and why there can be no plan."""
