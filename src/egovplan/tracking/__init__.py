# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How far it has come: coverage by office, progress, and the Bilanz for the council."""
