# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""When each activity can be: what precedences, calendars and the work of all leave of the time axis."""
