# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""In which order it can be done: the network, and its critical path without resources."""
