# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How sure a date is: many runs of one project with durations, events and costs as they may turn out."""
