# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Many scenarios of one network: drawn or given, swept side by side, and counted."""
