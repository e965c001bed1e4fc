# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""The integer instance as a CP-SAT model, solved in a child process."""
