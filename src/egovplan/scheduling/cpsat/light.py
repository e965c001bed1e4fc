# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Load the solver's library without the data frames that we never hand to it: a quarter of the time.

``cp_model`` imports pandas for methods on series, and that takes most of the time that a solver process needs before it can
work. In a process of our own, where nobody uses those methods, two empty classes do as well.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

LIBRARY = "ortools.sat.python.cp_model"
_FRAMES = "pandas"


def load() -> None:
    """Import the solver's library; with what it really imports, should the stand-in not be enough for it.

    Raises
    ------
    ImportError
        If it is not there, or cannot be loaded.
    """
    if _FRAMES in sys.modules or LIBRARY in sys.modules:
        importlib.import_module(LIBRARY)
        return
    sys.modules[_FRAMES] = _stand_in()
    try:
        importlib.import_module(LIBRARY)
    except (AttributeError, ImportError):  # another release uses more of it; what is missing altogether is told below
        sys.modules.pop(LIBRARY, None)
    finally:
        del sys.modules[_FRAMES]
    importlib.import_module(LIBRARY)


def _stand_in() -> ModuleType:
    """Return a module with the two names that signatures and checks of type mention."""
    module = ModuleType(_FRAMES)
    for name in ("Index", "Series"):
        setattr(module, name, type(name, (), {}))
    return module
