# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""How the documentation is built. Warnings are errors, references must lead somewhere, examples are run."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import egovplan

project = "egovplan"
author = "The egovplan authors"
copyright = "The egovplan authors, EUPL-1.2"
release = version = egovplan.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "model_tables",
    "pictures",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "egovplan"
html_static_path = ["_static"]
html_css_files = ["egovplan.css"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
napoleon_google_docstring = False
napoleon_use_rtype = False
python_use_unqualified_type_names = True

doctest_global_setup = """
import egovplan as ep
from egovplan import Network, Scenario, critical_path, datasets, simulate
"""

nitpick_ignore_regex = [
    # types of other libraries and the words of numpydoc's type column: there is no inventory of theirs at hand
    (r"py:(class|obj|exc|data)", r"(?!egovplan\.).*"),
    # how attributes are kept is no part of what they are
    (r"py:class", r"egovplan\.network\.lazy\..*"),
]
