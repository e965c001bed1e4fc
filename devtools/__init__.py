# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""What `dev.py` is made of: standard library only, because it runs before anything is installed."""
