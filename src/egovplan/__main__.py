# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Run the command line as ``python -m egovplan``."""

from egovplan.cli import main

raise SystemExit(main())
