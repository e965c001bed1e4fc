# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What would be different: named differences to a catalogue, and what they change in the plan."""
